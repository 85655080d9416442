//! Managed policies, their versions and their tags.

use serde::Serialize;

use super::role::ListTagsResult;
use super::{iam_mut, page};
use crate::call::Call;
use crate::fault::Fault;
use crate::services::iam::check;
use crate::services::iam::policy::{ManagedPolicy, Version, check_document};
use crate::services::iam::state::State;
use crate::services::iam::tags::Tags;
use crate::services::iam::view::{PolicyView, VersionView};
use crate::services::iam::wire::{
    CreatePolicy, CreatePolicyVersion, List, ListOfPolicy, ListPolicies, OnePolicy, OneVersion, Scope, TagPolicy,
    UntagPolicy, Usage,
};

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub(in crate::services::iam) struct PolicyResult {
    policy: PolicyView,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub(in crate::services::iam) struct ListPoliciesResult {
    policies: List<PolicyView>,
    is_truncated: bool,
    marker: Option<String>,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub(in crate::services::iam) struct VersionResult {
    policy_version: VersionView,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub(in crate::services::iam) struct ListVersionsResult {
    versions: List<VersionView>,
    is_truncated: bool,
    marker: Option<String>,
}

pub(in crate::services::iam) fn create(call: &mut Call<'_>, input: CreatePolicy) -> Result<PolicyResult, Fault> {
    check::policy_name(&input.policy_name)?;
    check::description(input.description.as_deref())?;
    let path = check::path(input.path)?;
    check_document(&input.policy_document)?;
    let mut tags = Tags::default();
    tags.put(input.tags, "TagsPerPolicy")?;
    let policy = ManagedPolicy {
        arn: call.global_arn("iam", &format!("policy{path}{}", input.policy_name)),
        unique_id: call.ids().iam("ANPA"),
        name: input.policy_name,
        path,
        made_at_ms: call.now_ms,
        updated_at_ms: call.now_ms,
        description: input.description.filter(|text| !text.is_empty()),
        tags,
        default_version: 1,
        last_version: 1,
        versions: [(1, Version { document: input.policy_document, made_at_ms: call.now_ms })].into(),
    };
    iam_mut(call).add_policy(policy.clone())?;
    Ok(PolicyResult { policy: PolicyView::whole(&call.state().iam, &policy) })
}

pub(in crate::services::iam) fn get(call: &mut Call<'_>, input: OnePolicy) -> Result<PolicyResult, Fault> {
    let iam = &call.seen().iam;
    Ok(PolicyResult { policy: PolicyView::whole(iam, iam.policy(&input.policy_arn)?) })
}

pub(in crate::services::iam) fn list(
    call: &mut Call<'_>,
    input: ListPolicies,
) -> Result<ListPoliciesResult, Fault> {
    let iam = &call.seen().iam;
    let policies = iam.policies().filter(|policy| is_listed(iam, policy, &input));
    let views = policies.map(|policy| (policy.arn.clone(), PolicyView::listed(iam, policy)));
    let page = page(call, views, &check::page(input.marker.as_deref(), input.max_items)?)?;
    let is_truncated = page.next.is_some();
    Ok(ListPoliciesResult { policies: List { member: page.items }, is_truncated, marker: page.next })
}

fn is_listed(iam: &State, policy: &ManagedPolicy, input: &ListPolicies) -> bool {
    let in_scope = match input.scope {
        None | Some(Scope::All) => true,
        Some(Scope::Aws) => policy.is_aws_managed(),
        Some(Scope::Local) => !policy.is_aws_managed(),
    };
    let attached = iam.attachments(&policy.arn) > 0;
    let bounds = iam.boundaries(&policy.arn) > 0;
    let used = match input.policy_usage_filter {
        None => true,
        Some(Usage::PermissionsPolicy) => attached,
        Some(Usage::PermissionsBoundary) => bounds,
    };
    let prefix = input.path_prefix.as_deref().unwrap_or("/");
    in_scope && used && policy.path.starts_with(prefix) && (!input.only_attached || attached || bounds)
}

pub(in crate::services::iam) fn delete(call: &mut Call<'_>, input: OnePolicy) -> Result<(), Fault> {
    Ok(iam_mut(call).delete_policy(&input.policy_arn)?)
}

pub(in crate::services::iam) fn create_version(
    call: &mut Call<'_>,
    input: CreatePolicyVersion,
) -> Result<VersionResult, Fault> {
    let now_ms = call.now_ms;
    let policy = iam_mut(call).policy_mut(&input.policy_arn)?;
    let number = policy.add_version(input.policy_document, now_ms, input.set_as_default)?;
    let (number, version) = policy.version(&format!("v{number}"))?;
    Ok(VersionResult { policy_version: VersionView::listed(policy, number, version) })
}

pub(in crate::services::iam) fn get_version(
    call: &mut Call<'_>,
    input: OneVersion,
) -> Result<VersionResult, Fault> {
    let policy = call.seen().iam.policy(&input.policy_arn)?;
    let (number, version) = policy.version(&input.version_id)?;
    Ok(VersionResult { policy_version: VersionView::whole(policy, number, version) })
}

pub(in crate::services::iam) fn list_versions(
    call: &mut Call<'_>,
    input: ListOfPolicy,
) -> Result<ListVersionsResult, Fault> {
    let policy = call.seen().iam.policy(&input.policy_arn)?;
    let newest_first = policy.versions.iter().rev().map(|(number, version)| {
        (format!("{:010}", u32::MAX - number), VersionView::listed(policy, *number, version))
    });
    let page = page(call, newest_first, &check::page(input.marker.as_deref(), input.max_items)?)?;
    let is_truncated = page.next.is_some();
    Ok(ListVersionsResult { versions: List { member: page.items }, is_truncated, marker: page.next })
}

pub(in crate::services::iam) fn set_default_version(call: &mut Call<'_>, input: OneVersion) -> Result<(), Fault> {
    let now_ms = call.now_ms;
    Ok(iam_mut(call).policy_mut(&input.policy_arn)?.set_default(&input.version_id, now_ms)?)
}

pub(in crate::services::iam) fn delete_version(call: &mut Call<'_>, input: OneVersion) -> Result<(), Fault> {
    Ok(iam_mut(call).policy_mut(&input.policy_arn)?.delete_version(&input.version_id)?)
}

pub(in crate::services::iam) fn tag(call: &mut Call<'_>, input: TagPolicy) -> Result<(), Fault> {
    Ok(iam_mut(call).policy_mut(&input.policy_arn)?.tags.put(input.tags, "TagsPerPolicy")?)
}

pub(in crate::services::iam) fn untag(call: &mut Call<'_>, input: UntagPolicy) -> Result<(), Fault> {
    let tags = &mut iam_mut(call).policy_mut(&input.policy_arn)?.tags;
    input.tag_keys.iter().for_each(|key| tags.remove(key));
    Ok(())
}

pub(in crate::services::iam) fn list_tags(
    call: &mut Call<'_>,
    input: ListOfPolicy,
) -> Result<ListTagsResult, Fault> {
    let tags = call.seen().iam.policy(&input.policy_arn)?.tags.iter();
    let tags = tags.map(|tag| (tag.key.clone(), tag.clone()));
    let page = page(call, tags, &check::page(input.marker.as_deref(), input.max_items)?)?;
    let is_truncated = page.next.is_some();
    Ok(ListTagsResult { tags: List { member: page.items }, is_truncated, marker: page.next })
}
