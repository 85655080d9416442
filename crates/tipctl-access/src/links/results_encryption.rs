//! The key that results are encrypted with (facts/tip-chain.md L18).

use tipctl_model::inventory::{AccessGrantsLocation, Inventory, Workgroup};

use super::{execution_role, key::usable, path::Path, results_location_role};
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
    let judge = |key: &str, played| match played {
        Ok(played) => usable(inventory, key, &played, &ACTIONS, Some(218)),
        // Another link says that the role is missing.
        Err(_) => Verdict::Holds,
    };
    match key(workgroup) {
        Some(key) => judge(key, execution_role::played(inventory, name, workgroup))
            .and(|| lent().map_or(Verdict::Holds, |played| judge(key, played))),
        None => match bucket_key(inventory, workgroup) {
            Some(key) => lent().map_or(Verdict::Holds, |played| judge(key, played)),
            None => Verdict::Holds,
        },
    }
}

fn key(workgroup: &Workgroup) -> Option<&str> {
    workgroup.encryption.as_ref()?.key.as_deref().filter(|key| !key.is_empty())
}

fn bucket_key<'a>(inventory: &'a Inventory, workgroup: &Workgroup) -> Option<&'a str> {
    let bucket = Path::of(workgroup.results.as_deref()?)?.bucket;
    inventory.buckets.get(bucket)?.encryption.as_ref()?.key.as_deref()
}
