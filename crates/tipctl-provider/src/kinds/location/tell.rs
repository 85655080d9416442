//! What a location means for the chain.

use tipctl_model::{Inventory, Told, inventory::Location};

use super::is_service_linked;
use crate::attrs::Read;

pub(super) fn tell(thing: Told<'_>, inventory: &mut Inventory) {
    let attrs = thing.attrs;
    let Some(path) = attrs.text("path") else { return };
    let role = attrs.filled("role");
    let is_linked = role.as_deref().is_some_and(is_service_linked);
    let location = Location {
        from: thing.from.cloned(),
        is_service_linked: is_linked || attrs.truth("service_linked_role") == Some(true),
        role,
        is_hybrid: attrs.truth("hybrid") == Some(true),
        verification: attrs.filled("verification"),
    };
    inventory.lake.locations.insert(path, location);
}

pub(super) fn tell_whole(around: Option<&str>, inventory: &mut Inventory) {
    inventory.lake.locations.is_whole |= around.is_none();
}
