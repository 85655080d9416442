//! The instance of Identity Center (facts/tip-chain.md L1).

use tipctl_model::inventory::{IdentityCenter, Inventory, Sight};

use super::unseen;
use crate::Verdict;

/// Whether the instance can be used in this region: TIP223, TIP110.
pub fn usable(inventory: &Inventory) -> Verdict {
    match inventory.identity_center.as_ref() {
        Sight::There(instance) => is_active(instance).and(|| reaches(inventory, instance)),
        Sight::Absent => Verdict::broken(223, "there is no instance of Identity Center"),
        Sight::Unseen => unseen(inventory, "the instance of Identity Center"),
    }
}

/// Whether it is active, and its encryption enabled where it has one of its own: TIP223.
pub fn is_active(instance: &IdentityCenter) -> Verdict {
    match (instance.status.as_deref(), instance.encryption.as_deref()) {
        (Some(status), _) if status != "ACTIVE" => {
            Verdict::broken(223, format!("the instance `{}` is `{status}`", instance.arn))
        }
        (_, Some(encryption)) if encryption != "ENABLED" => Verdict::broken(
            223,
            format!("the encryption of the instance `{}` is `{encryption}`", instance.arn),
        ),
        _ => Verdict::Holds,
    }
}

/// Whether it is in the stack's region: TIP110.
pub fn reaches(inventory: &Inventory, instance: &IdentityCenter) -> Verdict {
    let region = &inventory.place.region;
    match &instance.regions {
        Some(regions) if !regions.contains(region) => {
            let theirs: Vec<_> = regions.iter().map(String::as_str).collect();
            let cause =
                format!("the instance `{}` is in `{}`, not in `{region}`", instance.arn, theirs.join("`, `"));
            Verdict::broken(110, cause)
        }
        _ => Verdict::Holds,
    }
}

/// Whether `instance`, which `what` is connected to, is the one that the spec means; a breach trips `rule`.
pub(super) fn agrees(inventory: &Inventory, instance: Option<&str>, what: &str, rule: u16) -> Verdict {
    match (inventory.identity_center.as_ref(), instance) {
        (Sight::There(ours), Some(theirs)) if ours.arn != theirs => {
            Verdict::broken(rule, format!("{what} is connected to `{theirs}`, not to `{}`", ours.arn))
        }
        _ => Verdict::Holds,
    }
}
