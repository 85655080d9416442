//! Reading results back (facts/tip-chain.md L12, "Timing/behaviour to remember").

use tipctl_model::inventory::{AccessGrant, Inventory, Workgroup};

use super::{
    Identity,
    results_encryption::readable_by,
    results_grant::{covering, reading},
    results_location, results_location_role,
};
use crate::Verdict;

/// The access grant through which `identity` reads results back, where that is another than the one that they are written
/// through.
///
/// AWS: which grant is taken if several fit is [unverified]; it is taken to be the narrowest.
pub fn grant<'a>(
    inventory: &'a Inventory,
    identity: &Identity<'_>,
    workgroup: &Workgroup,
    target: &str,
) -> Option<&'a AccessGrant> {
    let (writing, _) = covering(inventory, identity, workgroup, target);
    let (reading, _) = reading(inventory, identity, workgroup, target);
    let grant = reading.first()?;
    // Without one to write through there is nothing to read back, and another link says so.
    let is_another = writing.first().is_some_and(|written| written.id != grant.id);
    is_another.then_some(grant)
}

/// Whether the role that is lent out for `grant` reads what is at `target` for the user with this id.
pub fn readable(
    inventory: &Inventory,
    workgroup: &Workgroup,
    grant: &AccessGrant,
    at: (&str, &str),
) -> Verdict {
    let location = match results_location::of_grant(inventory, grant) {
        Ok(location) => location,
        Err(verdict) => return verdict,
    };
    results_location_role::trust(inventory, location)
        .and(|| results_location_role::permissions(inventory, location, at, &["s3:GetObject"], None))
        .and(|| readable_by(inventory, workgroup, location))
}
