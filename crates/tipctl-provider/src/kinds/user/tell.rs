//! What a user means for the chain.

use tipctl_model::{Inventory, Told, inventory::User};

use crate::attrs::Read;

pub(super) fn tell(thing: Told<'_>, inventory: &mut Inventory) {
    let Some(id) = thing.attrs.text("id") else { return };
    let user = User {
        from: thing.from.cloned(),
        name: thing.attrs.filled("name").unwrap_or_default(),
        is_enabled: None,
    };
    inventory.users.insert(id, user);
}

pub(super) fn tell_whole(around: Option<&str>, inventory: &mut Inventory) {
    inventory.users.is_whole |= around.is_none();
}
