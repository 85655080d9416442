//! Who of an account is whom of a spec.

use std::collections::BTreeMap;

use tipctl_model::{Address, Inventory, inventory::Workforce};

/// The people of an account and those of a spec. Both inventories name the sections that mean them.
pub(crate) struct Counterparts<'a> {
    /// The account, or what a plan makes of it.
    pub(crate) inventory: &'a Inventory,
    /// The spec.
    pub(crate) wanted: &'a Inventory,
    live: BTreeMap<&'a Address, Workforce>,
    meant: BTreeMap<&'a Address, Workforce>,
}

impl<'a> Counterparts<'a> {
    pub(crate) fn of(inventory: &'a Inventory, wanted: &'a Inventory) -> Self {
        Self { inventory, wanted, live: people(inventory), meant: people(wanted) }
    }

    /// The user or group of the account that the section `from` means.
    pub(crate) fn found(&self, from: &Address) -> Option<&Workforce> {
        self.live.get(from)
    }

    /// Who of the account is `meant` of the spec.
    pub(crate) fn live(&self, meant: &Workforce) -> Option<&Workforce> {
        self.found(address(self.wanted, meant)?)
    }

    /// Who of the spec is `live` of the account.
    pub(crate) fn meant(&self, live: &Workforce) -> Option<&Workforce> {
        self.meant.get(address(self.inventory, live)?)
    }
}

/// The resource of the spec that means `who`.
pub(crate) fn address<'a>(inventory: &'a Inventory, who: &Workforce) -> Option<&'a Address> {
    match who {
        Workforce::User(id) => inventory.users.get(id).and_then(|user| user.from.as_ref()),
        Workforce::Group(id) => inventory.groups.get(id).and_then(|group| group.from.as_ref()),
    }
}

/// The users and groups by the sections that mean them; the first, where a section means several.
fn people(inventory: &Inventory) -> BTreeMap<&Address, Workforce> {
    let users = inventory.users.iter().map(|(id, user)| (&user.from, Workforce::User(id.to_owned())));
    let groups = inventory.groups.iter().map(|(id, group)| (&group.from, Workforce::Group(id.to_owned())));
    let mut people = BTreeMap::new();
    for (from, who) in users.chain(groups) {
        if let Some(from) = from {
            people.entry(from).or_insert(who);
        }
    }
    people
}
