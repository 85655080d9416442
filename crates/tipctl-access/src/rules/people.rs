//! The workforce as the rules speak of it: what somebody is called, and who is among whom.

use std::collections::BTreeSet;

use tipctl_model::{
    Address, Inventory,
    inventory::{Sight, Workforce},
};

use crate::findings::Subject;

/// `who` as what a finding is about.
pub(super) fn subject<'a>(inventory: &'a Inventory, who: &'a Workforce) -> Subject<'a> {
    let (kind, from, name) = match who {
        Workforce::User(id) => {
            let user = inventory.users.get(id);
            ("user", user.and_then(|user| user.from.as_ref()), user.map(|user| user.name.as_str()))
        }
        Workforce::Group(id) => {
            let group = inventory.groups.get(id);
            ("group", group.and_then(|group| group.from.as_ref()), group.map(|group| group.name.as_str()))
        }
    };
    Subject { from, kind, name: name.filter(|name| !name.is_empty()).unwrap_or_else(|| who.id()) }
}

/// What `who` is called in a sentence: `group.analysts`, or `group/data-analysts`.
pub(super) fn name(inventory: &Inventory, who: &Workforce) -> String {
    subject(inventory, who).to_string()
}

/// The names of all of `people`, as a list in backticks.
pub(super) fn names<'a>(inventory: &Inventory, people: impl IntoIterator<Item = &'a Workforce>) -> String {
    people.into_iter().map(|who| format!("`{}`", name(inventory, who))).collect::<Vec<_>>().join(", ")
}

/// The resource of the spec that means `who`.
pub(super) fn from<'a>(inventory: &'a Inventory, who: &'a Workforce) -> Option<&'a Address> {
    subject(inventory, who).from
}

/// Whether the directory is known to have no such user or group.
pub(super) fn is_gone(inventory: &Inventory, who: &Workforce) -> bool {
    match who {
        Workforce::User(id) => inventory.users.see(id) == Sight::Absent,
        Workforce::Group(id) => inventory.groups.see(id) == Sight::Absent,
    }
}

/// Whether what `others` have, `who` has too: as one of them, as a member of one, or as a group whose members all have
/// it. None where that depends on members that are not known.
pub(super) fn is_among(inventory: &Inventory, who: &Workforce, others: &BTreeSet<Workforce>) -> Option<bool> {
    if others.contains(who) {
        return Some(true);
    }
    match who {
        Workforce::User(id) => {
            let groups = others.iter().filter_map(|other| match other {
                Workforce::Group(group) => Some(inventory.groups.get(group)),
                Workforce::User(_) => None,
            });
            let mut answer = Some(false);
            for group in groups {
                match group {
                    Some(group) if group.members.contains(id) => return Some(true),
                    Some(group) if group.members_are_whole => {}
                    _ => answer = None,
                }
            }
            answer
        }
        Workforce::Group(id) => {
            let Some(group) = inventory.groups.get(id) else { return Some(false) };
            let members = group.members.iter().map(|member| Workforce::User(member.clone()));
            let mut each = members.map(|member| is_among(inventory, &member, others));
            if each.clone().any(|answer| answer == Some(false)) {
                return Some(false);
            }
            let has_members = !group.members.is_empty();
            let all_are = each.all(|answer| answer == Some(true));
            let might = others.iter().any(|other| matches!(other, Workforce::User(_)));
            match (has_members && all_are, group.members_are_whole) {
                (true, true) => Some(true),
                (_, false) if has_members || might => None,
                _ => Some(false),
            }
        }
    }
}
