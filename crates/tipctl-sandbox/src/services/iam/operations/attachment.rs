//! Managed policies on roles: attached, or as the boundary of permissions.

use serde::Serialize;

use super::{iam_mut, page};
use crate::call::Call;
use crate::fault::Fault;
use crate::services::iam::check;
use crate::services::iam::view::AttachedPolicy;
use crate::services::iam::wire::{
    List, ListAttachedRolePolicies, OneRole, PutRolePermissionsBoundary, RoleAndPolicy,
};

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub(in crate::services::iam) struct ListAttachedRolePoliciesResult {
    attached_policies: List<AttachedPolicy>,
    is_truncated: bool,
    marker: Option<String>,
}

pub(in crate::services::iam) fn attach(call: &mut Call<'_>, input: RoleAndPolicy) -> Result<(), Fault> {
    check::arn("policyArn", &input.policy_arn)?;
    call.state().iam.role(&input.role_name)?;
    call.state().iam.check_attachable(&input.policy_arn)?;
    Ok(iam_mut(call).role_mut(&input.role_name)?.attach(input.policy_arn)?)
}

pub(in crate::services::iam) fn detach(call: &mut Call<'_>, input: RoleAndPolicy) -> Result<(), Fault> {
    check::arn("policyArn", &input.policy_arn)?;
    Ok(iam_mut(call).role_mut(&input.role_name)?.detach(&input.policy_arn)?)
}

pub(in crate::services::iam) fn list(
    call: &mut Call<'_>,
    input: ListAttachedRolePolicies,
) -> Result<ListAttachedRolePoliciesResult, Fault> {
    let iam = &call.seen().iam;
    let prefix = input.path_prefix.as_deref().unwrap_or("/");
    let within = |arn: &&String| iam.policy(arn).is_ok_and(|policy| policy.path.starts_with(prefix));
    let attached = iam.role(&input.role_name)?.attached.iter().filter(within);
    let views = attached.map(|arn| (arn.clone(), AttachedPolicy::of(arn)));
    let page = page(call, views, &check::page(input.marker.as_deref(), input.max_items)?)?;
    let is_truncated = page.next.is_some();
    Ok(ListAttachedRolePoliciesResult {
        attached_policies: List { member: page.items },
        is_truncated,
        marker: page.next,
    })
}

pub(in crate::services::iam) fn put_boundary(
    call: &mut Call<'_>,
    input: PutRolePermissionsBoundary,
) -> Result<(), Fault> {
    check::arn("permissionsBoundary", &input.permissions_boundary)?;
    call.state().iam.check_attachable(&input.permissions_boundary)?;
    iam_mut(call).role_mut(&input.role_name)?.boundary = Some(input.permissions_boundary);
    Ok(())
}

pub(in crate::services::iam) fn delete_boundary(call: &mut Call<'_>, input: OneRole) -> Result<(), Fault> {
    iam_mut(call).role_mut(&input.role_name)?.boundary = None;
    Ok(())
}
