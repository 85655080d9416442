//! The access grant on where a user's results go (facts/tip-chain.md L12).

use tipctl_model::inventory::{AccessGrant, Extent, Inventory, Permission, Principal, Workforce, Workgroup};

use super::{Identity, admission::through_a_group, path::folder};
use crate::{Truth, Verdict};

/// Where the results of `identity` go, `s3://bucket/prefix/`; none where the workgroup does not say.
///
/// AWS: with a prefix for each user, the user's id is appended (facts/tip-chain.md L8).
pub fn target(workgroup: &Workgroup, identity: &Identity<'_>) -> Option<String> {
    let results = folder(workgroup.results.as_deref()?);
    Some(if workgroup.private_results { format!("{results}{}/", identity.user_id()) } else { results })
}

/// The grants with which `identity` may write to and read from `target`, and those with which they perhaps may; the
/// narrowest first, which is the one that counts [unverified].
pub fn covering<'a>(
    inventory: &'a Inventory,
    identity: &Identity<'_>,
    workgroup: &Workgroup,
    target: &str,
) -> (Vec<&'a AccessGrant>, Vec<&'a AccessGrant>) {
    let writes = |permission| permission == Permission::ReadWrite;
    held(inventory, identity, workgroup, |grant| writes(grant.permission) && covers(grant, target))
}

/// The grants with which `identity` may read what is at `target`, and those with which they perhaps may, in the same order.
pub fn reading<'a>(
    inventory: &'a Inventory,
    identity: &Identity<'_>,
    workgroup: &Workgroup,
    target: &str,
) -> (Vec<&'a AccessGrant>, Vec<&'a AccessGrant>) {
    let reads = |permission| permission != Permission::Write;
    held(inventory, identity, workgroup, |grant| reads(grant.permission) && covers(grant, target))
}

/// The `wanted` grants that count in the workgroup: those that are given to `identity`, and those that perhaps are; the
/// narrowest first.
fn held<'a>(
    inventory: &'a Inventory,
    identity: &Identity<'_>,
    workgroup: &Workgroup,
    wanted: impl Fn(&AccessGrant) -> bool,
) -> (Vec<&'a AccessGrant>, Vec<&'a AccessGrant>) {
    let (mut sure, mut perhaps) = (Vec::new(), Vec::new());
    let grants = inventory.access_grants.grants.iter();
    for grant in grants.filter(|grant| is_for(grant, workgroup) && wanted(grant)) {
        match identity.is_principal(&grant.grantee) {
            Truth::Yes => sure.push(grant),
            Truth::Unsure => perhaps.push(grant),
            Truth::No => {}
        }
    }
    for grants in [&mut sure, &mut perhaps] {
        grants.sort_by_key(|grant| std::cmp::Reverse(grant.scope.len()));
    }
    (sure, perhaps)
}

/// Whether `identity` may write where their results go: TIP101, TIP103.
pub fn given(
    inventory: &Inventory,
    identity: &Identity<'_>,
    (name, workgroup): (&str, &Workgroup),
    target: &str,
) -> Verdict {
    let (sure, perhaps) = covering(inventory, identity, workgroup, target);
    if !sure.is_empty() {
        return Verdict::Holds;
    }
    if let Some(grant) = perhaps.first() {
        return Verdict::unknown(format!(
            "whether they are in `{}`, which may write the results, is not known",
            grant.grantee
        ));
    }
    let theirs = inventory
        .access_grants
        .grants
        .iter()
        .filter(|grant| identity.is_principal(&grant.grantee) == Truth::Yes);
    let near_miss = theirs.filter_map(|grant| miss(grant, (name, workgroup), target)).next();
    match near_miss {
        Some(verdict) => verdict,
        None if inventory.access_grants.grants_are_whole => Verdict::broken(
            101,
            format!("neither they nor a group of theirs has an access grant on `{target}`, where results go"),
        )
        .mended_by(|| through_a_group(inventory, identity, grantees(inventory, workgroup, target))),
        None => Verdict::unknown(match inventory.extent {
            Extent::Spec => format!("the spec gives no access grant on `{target}`"),
            Extent::Live | Extent::After => "not all access grants could be read".to_owned(),
        }),
    }
}

/// The users and groups who may write to and read from `target`.
fn grantees<'a>(
    inventory: &'a Inventory,
    workgroup: &'a Workgroup,
    target: &'a str,
) -> impl Iterator<Item = &'a Workforce> {
    let covering = inventory.access_grants.grants.iter().filter(move |grant| {
        grant.permission == Permission::ReadWrite && is_for(grant, workgroup) && covers(grant, target)
    });
    covering.filter_map(|grant| match &grant.grantee {
        Principal::Workforce(who) => Some(who),
        Principal::Iam(_) | Principal::IamAllowed | Principal::Other(_) => None,
    })
}

/// Whether everything below `target` is in the grant's scope.
///
/// AWS: the scope is the location's with the sub prefix by plain concatenation, and without `*` at its end it is one object
/// (facts/tip-chain.md L12).
pub fn covers(grant: &AccessGrant, target: &str) -> bool {
    let prefix = grant.scope.strip_suffix('*').filter(|_| !grant.is_object);
    prefix.is_some_and(|prefix| target.starts_with(prefix))
}

/// AWS: which application S3 Access Grants sees for Athena is [unverified] (facts/tip-chain.md L12); it is taken for the
/// workgroup's.
fn is_for(grant: &AccessGrant, workgroup: &Workgroup) -> bool {
    grant.application.is_none() || grant.application == workgroup.application
}

/// Why a grant of theirs that comes near is not enough; none of one that is, or that does not come near.
pub(crate) fn miss(
    grant: &AccessGrant,
    (name, workgroup): (&str, &Workgroup),
    target: &str,
) -> Option<Verdict> {
    let scope = &grant.scope;
    if covers(grant, target) {
        if grant.permission != Permission::ReadWrite {
            let cause = format!("the access grant on `{scope}` is not for both reading and writing");
            return Some(Verdict::broken(101, cause));
        }
        let cause =
            format!("the access grant on `{scope}` is for another application than the workgroup `{name}`");
        return (!is_for(grant, workgroup)).then(|| Verdict::missing(cause));
    }
    let is_for_folder = scope.ends_with('*') && !grant.is_object;
    let meant = scope.trim_end_matches('*').trim_end_matches('/');
    let is_meant = meant.len() > "s3://".len() && target.starts_with(&format!("{meant}/"));
    if is_for_folder || !is_meant {
        return None;
    }
    let cause =
        format!("the access grant on `{scope}` is for one object, and results need all below `{target}`");
    Some(Verdict::broken(103, cause))
}
