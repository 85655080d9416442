//! What a group means for the chain.

use tipctl_model::{Inventory, Told, inventory::Group};

use crate::attrs::Read;

/// Its members are told by their memberships. Whether it is found by its name was told before, where somebody asked.
pub(super) fn tell(thing: Told<'_>, inventory: &mut Inventory) {
    let Some(id) = thing.attrs.text("id") else { return };
    let group = Group {
        from: thing.from.cloned(),
        name: thing.attrs.filled("name").unwrap_or_default(),
        is_found_by_list_only: inventory.groups.get(id).is_some_and(|group| group.is_found_by_list_only),
        ..Group::default()
    };
    inventory.groups.insert(id, group);
}

pub(super) fn tell_whole(around: Option<&str>, inventory: &mut Inventory) {
    inventory.groups.is_whole |= around.is_none();
}
