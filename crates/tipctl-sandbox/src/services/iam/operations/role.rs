//! Roles themselves, their trust and their tags.

use serde::Serialize;

use super::{iam_mut, page};
use crate::call::Call;
use crate::fault::Fault;
use crate::services::iam::check;
use crate::services::iam::document;
use crate::services::iam::fault::IamError;
use crate::services::iam::role::Role;
use crate::services::iam::tags::{Tag, Tags};
use crate::services::iam::trust::Trust;
use crate::services::iam::view::RoleView;
use crate::services::iam::wire::{
    CreateRole, List, ListOfRole, ListRoles, OneRole, TagRole, UntagRole, UpdateAssumeRolePolicy, UpdateRole,
};

const TRUST_SIZE: usize = 2048;

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub(in crate::services::iam) struct RoleResult {
    role: RoleView,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub(in crate::services::iam) struct ListRolesResult {
    roles: List<RoleView>,
    is_truncated: bool,
    marker: Option<String>,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub(in crate::services::iam) struct ListTagsResult {
    pub(super) tags: List<Tag>,
    pub(super) is_truncated: bool,
    pub(super) marker: Option<String>,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub(in crate::services::iam) struct ListInstanceProfilesResult {
    instance_profiles: List<()>,
    is_truncated: bool,
}

/// The empty structure that `UpdateRole` answers.
#[derive(Serialize)]
pub(in crate::services::iam) struct UpdateRoleResult {}

pub(in crate::services::iam) fn create(call: &mut Call<'_>, input: CreateRole) -> Result<RoleResult, Fault> {
    check::role_name(&input.role_name)?;
    check::description(input.description.as_deref())?;
    let path = check::path(input.path)?;
    let max_session = check::session(input.max_session_duration)?;
    if let Some(boundary) = &input.permissions_boundary {
        check::arn("permissionsBoundary", boundary)?;
        call.state().iam.check_attachable(boundary)?;
    }
    let mut tags = Tags::default();
    tags.put(input.tags, "TagsPerRole")?;
    let role = Role {
        arn: call.global_arn("iam", &format!("role{path}{}", input.role_name)),
        unique_id: call.ids().iam("AROA"),
        name: input.role_name,
        path,
        made_at_ms: call.now_ms,
        trust: trust(call, &input.assume_role_policy_document)?,
        description: input.description.filter(|text| !text.is_empty()),
        max_session,
        boundary: input.permissions_boundary,
        tags,
        inline: [].into(),
        attached: [].into(),
    };
    iam_mut(call).add_role(role.clone())?;
    Ok(RoleResult { role: RoleView::whole(&call.state().iam.names(), &role) })
}

pub(in crate::services::iam) fn get(call: &mut Call<'_>, input: OneRole) -> Result<RoleResult, Fault> {
    let iam = &call.seen().iam;
    Ok(RoleResult { role: RoleView::whole(&iam.names(), iam.role(&input.role_name)?) })
}

pub(in crate::services::iam) fn list(call: &mut Call<'_>, input: ListRoles) -> Result<ListRolesResult, Fault> {
    let iam = &call.seen().iam;
    let prefix = input.path_prefix.as_deref().unwrap_or("/");
    let names = iam.names();
    let roles = iam.roles().filter(|role| role.path.starts_with(prefix));
    let views = roles.map(|role| (role.name.clone(), RoleView::listed(&names, role)));
    let page = page(call, views, &check::page(input.marker.as_deref(), input.max_items)?)?;
    let is_truncated = page.next.is_some();
    Ok(ListRolesResult { roles: List { member: page.items }, is_truncated, marker: page.next })
}

pub(in crate::services::iam) fn update(call: &mut Call<'_>, input: UpdateRole) -> Result<UpdateRoleResult, Fault> {
    check::description(input.description.as_deref())?;
    check::session(input.max_session_duration)?;
    iam_mut(call).role_mut(&input.role_name)?.update(input.description, input.max_session_duration);
    Ok(UpdateRoleResult {})
}

pub(in crate::services::iam) fn update_trust(
    call: &mut Call<'_>,
    input: UpdateAssumeRolePolicy,
) -> Result<(), Fault> {
    let trust = trust(call, &input.policy_document)?;
    iam_mut(call).role_mut(&input.role_name)?.trust = trust;
    Ok(())
}

pub(in crate::services::iam) fn delete(call: &mut Call<'_>, input: OneRole) -> Result<(), Fault> {
    Ok(iam_mut(call).delete_role(&input.role_name)?)
}

pub(in crate::services::iam) fn tag(call: &mut Call<'_>, input: TagRole) -> Result<(), Fault> {
    Ok(iam_mut(call).role_mut(&input.role_name)?.tags.put(input.tags, "TagsPerRole")?)
}

pub(in crate::services::iam) fn untag(call: &mut Call<'_>, input: UntagRole) -> Result<(), Fault> {
    let tags = &mut iam_mut(call).role_mut(&input.role_name)?.tags;
    input.tag_keys.iter().for_each(|key| tags.remove(key));
    Ok(())
}

pub(in crate::services::iam) fn list_tags(call: &mut Call<'_>, input: ListOfRole) -> Result<ListTagsResult, Fault> {
    let tags = call.seen().iam.role(&input.role_name)?.tags.iter();
    let tags = tags.map(|tag| (tag.key.clone(), tag.clone()));
    let page = page(call, tags, &check::page(input.marker.as_deref(), input.max_items)?)?;
    let is_truncated = page.next.is_some();
    Ok(ListTagsResult { tags: List { member: page.items }, is_truncated, marker: page.next })
}

/// The sandbox has no instance profiles, so the list is empty for every role that exists.
pub(in crate::services::iam) fn list_instance_profiles(
    call: &mut Call<'_>,
    input: ListOfRole,
) -> Result<ListInstanceProfilesResult, Fault> {
    call.seen().iam.role(&input.role_name)?;
    check::page(input.marker.as_deref(), input.max_items)?;
    Ok(ListInstanceProfilesResult { instance_profiles: List { member: Vec::new() }, is_truncated: false })
}

/// A trust policy over the principals that have got around.
fn trust(call: &Call<'_>, text: &str) -> Result<Trust, IamError> {
    let trust = Trust::parse(text, &call.seen().iam.principals(&call.account.id))?;
    // AWS: the quota's name and number are in the text (facts/aws-data.md §11.2).
    if document::size(text) > TRUST_SIZE {
        return Err(IamError::Quota { quota: "ACLSizePerRole", limit: TRUST_SIZE });
    }
    Ok(trust)
}
