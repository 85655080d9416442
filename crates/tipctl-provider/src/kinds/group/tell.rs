//! What a group means for the chain.

use tipctl_model::{Inventory, Told, inventory::Group};

use crate::attrs::Read;

/// Its members are told by their memberships.
pub(super) fn tell(thing: Told<'_>, inventory: &mut Inventory) {
    let Some(id) = thing.attrs.text("id") else { return };
    let group = Group {
        from: thing.from.cloned(),
        name: thing.attrs.filled("name").unwrap_or_default(),
        ..Group::default()
    };
    inventory.groups.insert(id, group);
}

pub(super) fn tell_whole(around: Option<&str>, inventory: &mut Inventory) {
    inventory.groups.is_whole |= around.is_none();
}
