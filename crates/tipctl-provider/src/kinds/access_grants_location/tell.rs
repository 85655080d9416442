//! What a location of S3 Access Grants means for the chain.

use tipctl_model::{Inventory, Told, inventory::AccessGrantsLocation};

use crate::attrs::Read;

pub(super) fn tell(thing: Told<'_>, inventory: &mut Inventory) {
    let attrs = thing.attrs;
    let (Some(id), Some(scope)) = (attrs.text("id"), attrs.filled("scope")) else { return };
    let location = AccessGrantsLocation { from: thing.from.cloned(), scope, role: attrs.filled("role") };
    inventory.access_grants.locations.insert(id, location);
}

pub(super) fn tell_whole(around: Option<&str>, inventory: &mut Inventory) {
    inventory.access_grants.locations.is_whole |= around.is_none();
}
