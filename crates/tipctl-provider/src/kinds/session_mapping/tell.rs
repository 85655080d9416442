//! What a session mapping means for the chain.

use tipctl_model::{
    Inventory, Told,
    inventory::{Mapping, Workforce},
};

use crate::attrs::Read;

pub(super) fn tell(thing: Told<'_>, inventory: &mut Inventory) {
    let attrs = thing.attrs;
    let (Some(studio), Some(identity)) = (attrs.filled("studio"), attrs.filled("identity")) else { return };
    let is_user = attrs.text("identity_type") == Some("user");
    let mapping = Mapping {
        from: thing.from.cloned(),
        studio,
        identity: if is_user { Workforce::User(identity) } else { Workforce::Group(identity) },
        session_policy: attrs.filled("policy").unwrap_or_default(),
        is_to_be_made: false,
    };
    inventory.mappings.push(mapping);
}

pub(super) fn tell_whole(around: Option<&str>, inventory: &mut Inventory) {
    inventory.mappings_are_whole |= around.is_none();
}
