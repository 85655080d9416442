//! Who read the account, and what Lake Formation shows them.

use std::collections::BTreeSet;

use tipctl_model::inventory::{Inventory, Principal};

/// Whoever read the account, where Lake Formation shows them less than there is.
///
/// AWS: `ListPermissions` answers those who are no administrators with their own grants alone (facts/tip-chain.md TIP229).
pub(crate) fn shown_less(inventory: &Inventory) -> Option<&str> {
    let (caller, settings) = (inventory.caller.as_ref()?, inventory.lake.settings.as_ref().there()?);
    let is_admin = |admins: &BTreeSet<Principal>| {
        admins.iter().any(|admin| matches!(admin, Principal::Iam(arn) if is_same(arn, &caller.arn)))
    };
    let is_shown_all = is_admin(&settings.admins) || is_admin(&settings.read_only_admins);
    (settings.is_whole && !is_shown_all).then_some(&caller.arn)
}

/// An account as whoever read it was shown it: what they were not shown may be there all the same.
#[must_use]
pub fn as_shown(mut account: Inventory) -> Inventory {
    account.lake.grants_are_whole &= shown_less(&account).is_none();
    account
}

/// Whether two ARNs name the same user or role. A session's ARN has its role's name and not the role's path.
fn is_same(one: &str, other: &str) -> bool {
    let kind = |arn: &str| arn.split_once(":role/").is_some();
    one == other || (kind(one) && kind(other) && one.rsplit('/').next() == other.rsplit('/').next())
}
