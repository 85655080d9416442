//! The key that results are encrypted with (facts/tip-chain.md L18).

use tipctl_model::inventory::{AccessGrantsLocation, Inventory, Workgroup};

use super::{
    execution_role,
    key::{Through, Use, of_bucket, usable},
    path::Path,
    results_location_role,
};
use crate::Verdict;

const ACTIONS: [&str; 2] = ["kms:GenerateDataKey", "kms:Decrypt"];

/// Whether both the workgroup's role and the location's can use the key of the results: TIP218.
///
/// AWS: where the workgroup names no key, the bucket's counts for who writes to it, the location's role.
pub fn usable_by_both(
    inventory: &Inventory,
    (name, workgroup): (&str, &Workgroup),
    location: Option<&AccessGrantsLocation>,
) -> Verdict {
    let lent = || location.map(|location| results_location_role::played(inventory, location));
    let judge = |(key, through), played| match played {
        Ok(played) => usable(inventory, &played, Use { key, actions: &ACTIONS, through, rule: 218 }),
        // Another link says that the role is missing.
        Err(_) => Verdict::Holds,
    };
    match key(workgroup) {
        Some(used) => judge(used, execution_role::played(inventory, name, workgroup))
            .and(|| lent().map_or(Verdict::Holds, |played| judge(used, played))),
        None => match bucket_key(inventory, workgroup) {
            Ok(Some(key)) => lent().map_or(Verdict::Holds, |played| judge((key, Through::S3), played)),
            Ok(None) => Verdict::Holds,
            Err(verdict) => verdict,
        },
    }
}

/// Whether the location's role can decrypt what lies there: TIP218.
pub fn readable_by(inventory: &Inventory, workgroup: &Workgroup, location: &AccessGrantsLocation) -> Verdict {
    let (key, through) = match (key(workgroup), bucket_key(inventory, workgroup)) {
        (Some(used), _) => used,
        (None, Ok(Some(key))) => (key, Through::S3),
        (None, Ok(None)) => return Verdict::Holds,
        (None, Err(verdict)) => return verdict,
    };
    match results_location_role::played(inventory, location) {
        Ok(played) => usable(inventory, &played, Use { key, actions: &["kms:Decrypt"], through, rule: 218 }),
        // Another link says that the role is missing.
        Err(_) => Verdict::Holds,
    }
}

/// The key that the workgroup names, and through what it is used.
fn key(workgroup: &Workgroup) -> Option<(&str, Through)> {
    let encryption = workgroup.encryption.as_ref()?;
    let key = encryption.key.as_deref().filter(|key| !key.is_empty())?;
    Some((key, if encryption.mode == "cse-kms" { Through::Unknown } else { Through::S3 }))
}

fn bucket_key<'a>(inventory: &'a Inventory, workgroup: &Workgroup) -> Result<Option<&'a str>, Verdict> {
    let path = workgroup.results.as_deref().and_then(Path::of);
    path.map_or(Ok(None), |path| of_bucket(inventory, path.bucket))
}
