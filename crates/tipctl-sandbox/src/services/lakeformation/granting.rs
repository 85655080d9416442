//! The operations that change grants, one at a time or up to twenty in a batch.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::fault::LakeError;
use super::grants::{Held, Stamp, Subject};
use super::location::Locations;
use super::permission::{Permission, Permissions};
use super::principal::{ALLOWED_PRINCIPALS, Principal};
use super::resource::{Columns, Resource, own_catalog};
use super::wire::{
    BatchEntry, BatchFailure, BatchResult, ChangePermissions, ChangePermissionsInBatch, ErrorDetail,
};
use crate::account::Account;
use crate::call::Call;
use crate::fault::Fault;
use crate::services::States;

// AWS: facts/aws-data.md §4.1.
const BATCH: usize = 20;
const CONDITION_LENGTH: usize = 3000;

/// What is done with permissions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Direction {
    Grant,
    Revoke,
}

pub(super) fn grant(call: &mut Call<'_>, input: ChangePermissions) -> Result<(), Fault> {
    let before = Arc::clone(&call.account);
    Ok(change(call, &before, input, Direction::Grant)?)
}

pub(super) fn revoke(call: &mut Call<'_>, input: ChangePermissions) -> Result<(), Fault> {
    let before = Arc::clone(&call.account);
    Ok(change(call, &before, input, Direction::Revoke)?)
}

pub(super) fn batch_grant(
    call: &mut Call<'_>,
    input: ChangePermissionsInBatch,
) -> Result<BatchResult, Fault> {
    Ok(change_all(call, input, Direction::Grant)?)
}

pub(super) fn batch_revoke(
    call: &mut Call<'_>,
    input: ChangePermissionsInBatch,
) -> Result<BatchResult, Fault> {
    Ok(change_all(call, input, Direction::Revoke)?)
}

/// Each entry succeeds or fails by itself; those that fail are answered, with a status of 200.
fn change_all(
    call: &mut Call<'_>,
    input: ChangePermissionsInBatch,
    direction: Direction,
) -> Result<BatchResult, LakeError> {
    let ids: BTreeSet<&String> = input.entries.iter().map(|entry| &entry.id).collect();
    if input.entries.is_empty() || input.entries.len() > BATCH {
        return Err(LakeError::invalid(format!("Entries must have 1 to {BATCH} members.")));
    }
    if ids.len() < input.entries.len() {
        return Err(LakeError::invalid("The ids of the entries of a batch must be distinct."));
    }
    let before = Arc::clone(&call.account);
    let mut failures = Vec::new();
    for entry in input.entries {
        let changed = whole(entry.clone(), input.catalog_id.clone())
            .and_then(|input| change(call, &before, input, direction));
        if let Err(error) = changed {
            let error = ErrorDetail { error_code: error.code(), error_message: error.to_string() };
            failures.push(BatchFailure { request_entry: entry, error });
        }
    }
    Ok(BatchResult { failures })
}

/// An entry of a batch as a request of its own.
fn whole(entry: BatchEntry, catalog_id: Option<String>) -> Result<ChangePermissions, LakeError> {
    let missing = |member: &str| LakeError::invalid(format!("{member} must be set."));
    Ok(ChangePermissions {
        catalog_id,
        principal: entry.principal.ok_or_else(|| missing("Principal"))?,
        resource: entry.resource.ok_or_else(|| missing("Resource"))?,
        permissions: entry.permissions.ok_or_else(|| missing("Permissions"))?,
        condition: entry.condition,
        permissions_with_grant_option: entry.permissions_with_grant_option,
    })
}

/// One change. `before` is the account as it was before the call.
fn change(
    call: &mut Call<'_>,
    before: &Account,
    input: ChangePermissions,
    direction: Direction,
) -> Result<(), LakeError> {
    let identifier = input.principal.data_lake_principal_identifier;
    let principal = Principal::read(&identifier, call)?;
    let resource = own_catalog(call, input.catalog_id.as_deref())
        .and_then(|()| Resource::read(&input.resource, call))
        .map_err(|error| if principal.is_of_directory() { of_another_account(error) } else { error })?;
    let held = Held {
        permissions: input.permissions,
        grantable: input.permissions_with_grant_option.unwrap_or_default(),
    };
    check_permissions(&resource, &held, direction)?;
    let condition = input.condition.and_then(|condition| condition.expression);
    if condition.as_ref().is_some_and(|expression| expression.chars().count() > CONDITION_LENGTH) {
        return Err(LakeError::invalid(format!("A condition has at most {CONDITION_LENGTH} characters.")));
    }
    resource.check_exists(call)?;
    // AWS: grants of a principal that was deleted stay (facts/aws-data.md §0.4); that they can be revoked is unverified.
    if direction == Direction::Grant {
        principal.check_known(&identifier, call)?;
        check_combination(call, &resource, principal)?;
    }
    if let Resource::DataLocation { arn } = &resource {
        check_registered(&call.seen().lakeformation.lake(call.region).locations, arn)?;
    }
    check_caller(call, &resource, &held)?;
    let stamp = Stamp { at_ms: call.now_ms, by: call.caller.arn.clone() };
    let subject = Subject { resource, principal: identifier, condition };
    check_settled(call, before, &subject)?;
    let region = call.region;
    let grants = &mut call.state_mut().lakeformation.lake_mut(region).grants;
    match direction {
        Direction::Grant => {
            grants.add(subject, &held, stamp);
            Ok(())
        }
        Direction::Revoke => grants.remove(&subject, &held, stamp),
    }
}

// AWS: what a user or group of the directory is refused in another account's catalog (facts/aws-data.md §0.4).
fn of_another_account(error: LakeError) -> LakeError {
    match error {
        LakeError::EntityNotFound(text) if text.starts_with("Catalog ") => {
            LakeError::invalid("Cross-account grants are not supported for the principal.")
        }
        other => other,
    }
}

// AWS: which permissions a resource can have, and that grant options are a part of them (facts/aws-data.md §4.1, §4.4).
// The texts are unverified, and so is whether an empty list of permissions is refused.
fn check_permissions(resource: &Resource, held: &Held, direction: Direction) -> Result<(), LakeError> {
    if held.permissions.is_empty() {
        return Err(LakeError::invalid("Permissions must not be empty."));
    }
    let odd = |permission: &&Permission| !resource.permissions().contains(permission);
    if let Some(permission) = held.permissions.iter().find(odd) {
        return Err(LakeError::invalid(format!("Permission {permission} is not supported on {resource}.")));
    }
    if !held.grantable.is_subset(&held.permissions) {
        return Err(LakeError::invalid("PermissionsWithGrantOption must be a subset of Permissions."));
    }
    // AWS: a list of excluded columns has no grant option (facts/aws-data.md §4.4).
    let excluding = matches!(resource, Resource::Columns { columns: Columns::AllBut(_), .. });
    if excluding && !held.grantable.is_empty() && direction == Direction::Grant {
        return Err(LakeError::invalid("Grant option is not supported with excluded columns."));
    }
    Ok(())
}

// AWS: what is left to IAM is not shared with others; the code is unverified (facts/aws-data.md §4.4).
fn check_combination(call: &Call<'_>, resource: &Resource, principal: Principal) -> Result<(), LakeError> {
    let grants = &call.state().lakeformation.lake(call.region).grants;
    if principal == Principal::Foreign && !grants.held(ALLOWED_PRINCIPALS, resource).permissions.is_empty() {
        let text = "Insufficient Lake Formation permissions: Illegal combination";
        return Err(LakeError::AccessDenied(text.to_owned()));
    }
    Ok(())
}

// AWS: access to a path that is not registered, or was only just, is refused with a text that says "register the S3 path"
// (facts/aws-data.md §3, §4.6); the rest of the text is unverified.
fn check_registered(locations: &Locations, arn: &str) -> Result<(), LakeError> {
    if locations.cover(arn) {
        return Ok(());
    }
    Err(LakeError::invalid(format!("Please register the S3 path first: {arn}")))
}

// AWS: of two changes of one principal's grants on one resource at the same time the second is refused
// (facts/aws-data.md §4.6). Here a change is under way until it has got around, but for the entries of one batch; that it
// takes so long is unverified.
fn check_settled(call: &Call<'_>, before: &Account, subject: &Subject) -> Result<(), LakeError> {
    let held = |states: &States| states.lakeformation.lake(call.region).grants.of(subject);
    if held(call.seen()) == held(&before.services) {
        return Ok(());
    }
    Err(LakeError::ConcurrentModification(
        "Permission update/Delete failed for Resource. Please retry in a short while.".to_owned(),
    ))
}

// AWS: an administrator grants and revokes everything, others what they may pass on (facts/aws-data.md §4.6).
fn check_caller(call: &Call<'_>, resource: &Resource, held: &Held) -> Result<(), LakeError> {
    let lake = call.state().lakeformation.lake(call.region);
    if lake.settings.is_admin(&call.caller.arn) {
        return Ok(());
    }
    let grantable: Permissions = lake.grants.held(&call.caller.arn, resource).grantable;
    let wanted = resource.expanded(&held.permissions);
    match wanted.difference(&grantable).next() {
        None => Ok(()),
        Some(permission) => Err(LakeError::AccessDenied(format!(
            "Insufficient Lake Formation permission(s): Required {permission} on {resource}"
        ))),
    }
}
