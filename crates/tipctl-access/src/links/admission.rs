//! What lets a user in who is in no group that is let in.

use std::collections::BTreeSet;

use tipctl_model::inventory::{Inventory, Sight, Workforce};

use super::{Identity, workforce};

/// To put the user into one of the groups among `admitted`; none for a group, and where no group is admitted.
///
/// AWS: with an external identity provider the members of a group are the provider's to say, and whatever else is written
/// stays until the provider overwrites it (facts/tip-chain.md §4).
pub(crate) fn through_a_group<'a>(
    inventory: &Inventory,
    identity: &Identity<'_>,
    admitted: impl IntoIterator<Item = &'a Workforce>,
) -> Option<String> {
    let Workforce::User(_) = identity.who else { return None };
    let groups: BTreeSet<&str> = admitted
        .into_iter()
        .filter_map(|who| match who {
            Workforce::Group(id) if inventory.groups.get(id).is_some() => Some(id.as_str()),
            Workforce::Group(_) | Workforce::User(_) => None,
        })
        .collect();
    if groups.is_empty() {
        return None;
    }
    let (from, name) = workforce::name(inventory, identity.who);
    let is_external = matches!(&inventory.identity_center, Sight::There(instance) if instance.is_external);
    Some(if is_external {
        let groups = listed(groups.iter().filter_map(|id| inventory.groups.get(id)).map(|group| &group.name));
        format!(
            "Put `{name}` into {groups} in the identity provider, see to it that the group is pushed to Identity Center \
             with its members, and sign in anew. Or name the user beside the group in the spec, and apply."
        )
    } else {
        let who = from.map_or_else(|| name.to_owned(), ToString::to_string);
        let called = |id: &&str| {
            let group = inventory.groups.get(id)?;
            Some(group.from.as_ref().map_or_else(|| group.name.clone(), ToString::to_string))
        };
        let groups: Vec<String> = groups.iter().filter_map(called).collect();
        format!(
            "Name `{who}` in `members` of {}, and apply. Or name the user beside the group.",
            listed(&groups)
        )
    })
}

fn listed<'a>(names: impl IntoIterator<Item = &'a String>) -> String {
    names.into_iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(" or ")
}
