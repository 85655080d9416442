//! How access grants cover the results of a workgroup.

use std::collections::BTreeSet;

use tipctl_model::{
    Inventory,
    inventory::{AccessGrant, Permission, Principal, Workforce, Workgroup},
};

use crate::rules::people;

/// Where `who` writes results that go to the folder `results` of `workgroup`: there, or in a folder of their own below it.
pub(super) fn target(workgroup: &Workgroup, results: &str, who: &Workforce) -> String {
    match who {
        // AWS: Athena appends the user's id (facts/tip-chain.md L8).
        Workforce::User(id) if workgroup.private_results => format!("{results}{id}/"),
        _ => results.to_owned(),
    }
}

/// Whether `grant` lets its grantee write and read everything in the folder `target`.
pub(super) fn covers(grant: &AccessGrant, target: &str) -> bool {
    // AWS: a scope is matched as a text, and everything below it is meant only with a `*` at its end
    // (facts/tip-chain.md L12).
    let stem = grant.scope.strip_suffix('*').filter(|_| !grant.is_object);
    grant.permission == Permission::ReadWrite && stem.is_some_and(|stem| target.starts_with(stem))
}

/// Whether `grant` means the folder `target`, or one above it, and is for a single object of that name.
pub(super) fn misses_by_form(grant: &AccessGrant, target: &str) -> bool {
    let is_for_a_folder = grant.scope.ends_with('*') && !grant.is_object;
    let stem = grant.scope.trim_end_matches('*').trim_end_matches('/');
    !is_for_a_folder && stem.len() > "s3://".len() && target.starts_with(&format!("{stem}/"))
}

/// Whether `who` may write to the folder `target`, by a grant of their own or of a group. None where that depends on
/// members that are not known.
pub(super) fn may_write(inventory: &Inventory, who: &Workforce, target: &str) -> Option<bool> {
    let grants = inventory.access_grants.grants.iter().filter(|grant| covers(grant, target));
    let grantees: BTreeSet<Workforce> = grants.filter_map(grantee).cloned().collect();
    people::is_among(inventory, who, &grantees)
}

/// The user or group that a grant is for.
pub(super) fn grantee(grant: &AccessGrant) -> Option<&Workforce> {
    if let Principal::Workforce(who) = &grant.grantee { Some(who) } else { None }
}
