//! Inline policies of roles.

use serde::Serialize;

use super::{iam_mut, page};
use crate::call::Call;
use crate::fault::Fault;
use crate::services::iam::check;
use crate::services::iam::view::encoded;
use crate::services::iam::wire::{List, ListOfRole, OneRolePolicy, PutRolePolicy};

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub(in crate::services::iam) struct GetRolePolicyResult {
    role_name: String,
    policy_name: String,
    policy_document: String,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub(in crate::services::iam) struct ListRolePoliciesResult {
    policy_names: List<String>,
    is_truncated: bool,
    marker: Option<String>,
}

pub(in crate::services::iam) fn put(call: &mut Call<'_>, input: PutRolePolicy) -> Result<(), Fault> {
    check::policy_name(&input.policy_name)?;
    Ok(iam_mut(call).role_mut(&input.role_name)?.put_inline(&input.policy_name, input.policy_document)?)
}

pub(in crate::services::iam) fn get(
    call: &mut Call<'_>,
    input: OneRolePolicy,
) -> Result<GetRolePolicyResult, Fault> {
    let policy_document = encoded(call.seen().iam.role(&input.role_name)?.inline(&input.policy_name)?);
    Ok(GetRolePolicyResult { role_name: input.role_name, policy_name: input.policy_name, policy_document })
}

pub(in crate::services::iam) fn delete(call: &mut Call<'_>, input: OneRolePolicy) -> Result<(), Fault> {
    Ok(iam_mut(call).role_mut(&input.role_name)?.delete_inline(&input.policy_name)?)
}

pub(in crate::services::iam) fn list(
    call: &mut Call<'_>,
    input: ListOfRole,
) -> Result<ListRolePoliciesResult, Fault> {
    let names = call.seen().iam.role(&input.role_name)?.inline.keys().map(|name| (name.clone(), name.clone()));
    let page = page(call, names, &check::page(input.marker.as_deref(), input.max_items)?)?;
    let is_truncated = page.next.is_some();
    Ok(ListRolePoliciesResult { policy_names: List { member: page.items }, is_truncated, marker: page.next })
}
