//! S3 Access Grants and Identity Center (facts/tip-chain.md L10).

use tipctl_model::inventory::{Inventory, Sight};

use super::{identity_center, unseen};
use crate::Verdict;

/// Whether S3 Access Grants knows the users of the instance: TIP208.
pub fn associated(inventory: &Inventory) -> Verdict {
    let region = &inventory.place.region;
    match inventory.access_grants.instance.as_ref() {
        Sight::There(instance) if instance.identity_center.is_none() => {
            Verdict::broken(208, "S3 Access Grants is not associated with Identity Center")
        }
        Sight::There(instance) => {
            let theirs = instance.identity_center.as_deref();
            identity_center::agrees(inventory, theirs, "S3 Access Grants", 208)
        }
        Sight::Absent => {
            Verdict::broken(208, format!("there is no instance of S3 Access Grants in `{region}`"))
        }
        Sight::Unseen => unseen(inventory, "the instance of S3 Access Grants"),
    }
}
