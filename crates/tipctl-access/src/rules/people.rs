//! The workforce as the rules speak of it: what somebody is called, and who is among whom.

use std::collections::BTreeSet;

use tipctl_model::{
    Address, Inventory,
    inventory::{Sight, Workforce},
};

use crate::{
    Truth,
    findings::Subject,
    links::{Identity, workforce},
};

/// What `who` is called in a sentence: `group.analysts`, or `group/data-analysts`.
pub(super) fn name(inventory: &Inventory, who: &Workforce) -> String {
    let kind = if matches!(who, Workforce::User(_)) { "user" } else { "group" };
    let (from, name) = workforce::name(inventory, who);
    Subject { from, kind, name }.to_string()
}

/// The names of all of `people`, as a list in backticks.
pub(super) fn names<'a>(inventory: &Inventory, people: impl IntoIterator<Item = &'a Workforce>) -> String {
    people.into_iter().map(|who| format!("`{}`", name(inventory, who))).collect::<Vec<_>>().join(", ")
}

/// The resource of the spec that means `who`.
pub(super) fn from<'a>(inventory: &'a Inventory, who: &'a Workforce) -> Option<&'a Address> {
    workforce::name(inventory, who).0
}

/// Whether the directory is known to have no such user or group.
pub(super) fn is_gone(inventory: &Inventory, who: &Workforce) -> bool {
    match who {
        Workforce::User(id) => inventory.users.see(id) == Sight::Absent,
        Workforce::Group(id) => inventory.groups.see(id) == Sight::Absent,
    }
}

/// The members of a group that has some, where all of them are known.
pub(super) fn members(inventory: &Inventory, who: &Workforce) -> Option<Vec<Workforce>> {
    let Workforce::Group(id) = who else { return None };
    let group =
        inventory.groups.get(id).filter(|group| group.members_are_whole && !group.members.is_empty())?;
    Some(group.members.iter().cloned().map(Workforce::User).collect())
}

/// Whether what `others` have, `who` has too: as one of them, as a member of one, or as a group whose members all have it.
pub(super) fn is_among(inventory: &Inventory, who: &Workforce, others: &BTreeSet<Workforce>) -> Truth {
    let is_one = |who: &Workforce| {
        let identity = Identity::of(inventory, who);
        Truth::any(others.iter().map(|other| identity.is(other)))
    };
    match (is_one(who), members(inventory, who)) {
        (Truth::No, Some(members)) => Truth::all(members.iter().map(is_one)),
        // Perhaps each member is among them one by one.
        (Truth::No, None) if is_open(inventory, who) && others.iter().any(is_user) => Truth::Unsure,
        (truth, _) => truth,
    }
}

/// Whether somebody may be in the group who is not known to be.
fn is_open(inventory: &Inventory, who: &Workforce) -> bool {
    match who {
        Workforce::User(_) => false,
        Workforce::Group(id) => inventory.groups.get(id).is_none_or(|group| !group.members_are_whole),
    }
}

fn is_user(who: &Workforce) -> bool {
    matches!(who, Workforce::User(_))
}
