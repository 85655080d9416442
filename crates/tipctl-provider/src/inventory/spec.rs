//! What a spec alone says.

use tipctl_model::{
    Address, AttrRef, Desired, Inventory, Mode, Told,
    inventory::{Extent, Sight},
};

use super::values::told;
use crate::levels::levels;

/// The inventory of what a spec asks for. What it does not write may exist all the same, so what is not in the inventory
/// is unseen, never absent.
#[must_use]
pub fn of_spec(desired: &Desired) -> Inventory {
    let mut inventory = Inventory::empty(desired.place.clone(), Extent::Spec);
    let known =
        |reference: &AttrRef| desired.resources.get(&reference.address)?.attrs.get(reference.attr).cloned();
    for kind in levels(|_| true).concat() {
        let name = kind.schema().name;
        for resource in desired.resources.values().filter(|resource| resource.address.kind == name) {
            let attrs = told(&resource.address, &resource.attrs, &known);
            kind.tell(Told { from: Some(&resource.address), attrs: &attrs }, &mut inventory);
        }
    }
    let resources = desired.resources.values().map(|resource| (&resource.address, resource.mode));
    tell_source(resources, &mut inventory);
    inventory
}

/// Tells `inventory` where the workforce comes from: users and groups that are only looked up are for an identity provider
/// to push.
pub(super) fn tell_source<'a>(
    mut resources: impl Iterator<Item = (&'a Address, Mode)>,
    inventory: &mut Inventory,
) {
    let is_pushed = |(address, mode): (&Address, Mode)| {
        mode == Mode::Found && ["group", "user"].contains(&address.kind.0)
    };
    if let Sight::There(instance) = &mut inventory.identity_center {
        instance.is_external = resources.any(is_pushed);
    }
}
