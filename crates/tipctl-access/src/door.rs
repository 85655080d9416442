//! The entries that a spec lets somebody in through.

use std::collections::BTreeSet;

use tipctl_model::{Inventory, inventory::Workforce};

use crate::Entry;

/// An entry that borrows from nobody.
pub(crate) enum Door {
    Studio(String),
    Client(String),
}

impl Door {
    pub(crate) fn as_entry(&self) -> Entry<'_> {
        match self {
            Self::Studio(id) => Entry::Studio(id),
            Self::Client(label) => Entry::Client(label),
        }
    }
}

/// The entries that `wanted` lets `who` in through, as `inventory` knows them; without any, one that is not there.
pub(crate) fn entries(
    inventory: &Inventory,
    wanted: &Inventory,
    who: &Workforce,
    workgroup: &str,
) -> Vec<(Door, Option<String>)> {
    let mapped: BTreeSet<&str> = wanted
        .mappings
        .iter()
        .filter(|mapping| is_part_of(wanted, who, &mapping.identity))
        .map(|mapping| mapping.studio.as_str())
        .collect();
    let studios = mapped.into_iter().map(|id| {
        let from = wanted.studios.get(id).and_then(|studio| studio.from.as_ref());
        let live =
            inventory.studios.iter().find(|(_, studio)| from.is_some() && studio.from.as_ref() == from);
        let name = from.map_or_else(|| id.to_owned(), ToString::to_string);
        (Door::Studio(live.map_or(id, |(id, _)| id).to_owned()), Some(name))
    });
    let clients = wanted.clients.iter().filter(|(_, client)| {
        client.users.iter().any(|user| is_part_of(wanted, who, user))
            && client.workgroup.as_deref().is_none_or(|name| name == workgroup)
    });
    let clients = clients.map(|(label, client)| {
        let name = client.from.as_ref().map_or_else(|| label.clone(), ToString::to_string);
        (Door::Client(label.clone()), Some(name))
    });
    let mut entries: Vec<_> = studios.chain(clients).collect();
    if entries.is_empty() {
        entries.push((Door::Studio(String::new()), None));
    }
    entries
}

/// Whether `who` is `whole`, or a member of that group.
fn is_part_of(inventory: &Inventory, who: &Workforce, whole: &Workforce) -> bool {
    let is_member = |id: &str| inventory.groups.get(id).is_some_and(|group| group.members.contains(who.id()));
    who == whole || matches!((who, whole), (Workforce::User(_), Workforce::Group(id)) if is_member(id))
}
