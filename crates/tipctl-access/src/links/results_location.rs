//! The location of S3 Access Grants that results go to (facts/tip-chain.md L11).

use tipctl_model::inventory::{
    AccessGrant, AccessGrantsLocation, Bucket, Extent, Inventory, Sight, Workgroup,
};

use super::{Identity, path::Path, results_grant::covering, unsaid, unseen};
use crate::Verdict;

/// The location that the results at `target` go through: that of the grant which counts for `identity`, or failing one the
/// closest.
///
/// # Errors
/// The verdict on the link: broken where there is none.
pub fn of<'a>(
    inventory: &'a Inventory,
    identity: &Identity<'_>,
    workgroup: &Workgroup,
    target: &str,
) -> Result<(&'a str, &'a AccessGrantsLocation), Verdict> {
    let (sure, perhaps) = covering(inventory, identity, workgroup, target);
    let locations = &inventory.access_grants.locations;
    if let Some(grant) = sure.first().or_else(|| perhaps.first()) {
        return of_grant(inventory, grant).map(|location| (grant.location.as_str(), location));
    }
    let covers = |(_, location): &(&str, &AccessGrantsLocation)| target.starts_with(&location.scope);
    match locations.iter().filter(covers).max_by_key(|(_, location)| location.scope.len()) {
        Some(found) => Ok(found),
        None if locations.is_whole => Err(Verdict::missing(format!(
            "no location of S3 Access Grants covers `{target}`, where results go"
        ))),
        None => {
            Err(Verdict::unknown(format!("no location of S3 Access Grants is known that covers `{target}`")))
        }
    }
}

/// The location of `grant`.
///
/// # Errors
/// The verdict on a link that needs it and does not find it.
pub fn of_grant<'a>(
    inventory: &'a Inventory,
    grant: &AccessGrant,
) -> Result<&'a AccessGrantsLocation, Verdict> {
    let whose = format!("the location of the access grant on `{}`", grant.scope);
    match inventory.access_grants.locations.see(&grant.location) {
        Sight::There(location) => Ok(location),
        Sight::Absent => Err(Verdict::missing(format!("{whose} is not there"))),
        Sight::Unseen => Err(unseen(inventory, &whose)),
    }
}

/// Whether the bucket of `target` is where S3 Access Grants can reach it: TIP220.
pub fn reaches(inventory: &Inventory, target: &str) -> Verdict {
    let Some(Path { bucket, .. }) = Path::of(target) else {
        return Verdict::missing(format!("`{target}` is no place in S3"));
    };
    let region = &inventory.place.region;
    match inventory.buckets.see(bucket) {
        Sight::There(Bucket { is_own: Some(false), .. }) => {
            Verdict::broken(220, format!("the bucket `{bucket}` belongs to another account"))
        }
        Sight::There(known) => match &known.region {
            Some(theirs) if theirs != region => {
                Verdict::broken(220, format!("the bucket `{bucket}` is in `{theirs}`, not in `{region}`"))
            }
            None if inventory.extent != Extent::Spec => {
                unsaid(inventory, &format!("the region of the bucket `{bucket}`"))
            }
            Some(_) | None => Verdict::Holds,
        },
        Sight::Absent => Verdict::missing(format!("there is no bucket `{bucket}`")),
        // What a grant on it says can be told without it.
        Sight::Unseen => Verdict::Holds,
    }
}
