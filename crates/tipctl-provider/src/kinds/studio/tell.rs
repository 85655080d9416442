//! What a studio means for the chain.

use tipctl_model::{Inventory, Told, inventory::Studio};

use crate::attrs::Read;

pub(super) fn tell(thing: Told<'_>, inventory: &mut Inventory) {
    let attrs = thing.attrs;
    let Some(id) = attrs.text("id") else { return };
    let studio = Studio {
        from: thing.from.cloned(),
        name: attrs.filled("name").unwrap_or_default(),
        signs_in_through_identity_center: attrs.text("auth_mode") == Some("SSO"),
        propagates_identity: attrs.truth("trusted_identity_propagation") == Some(true),
        mapping_required: attrs.text("assignment") == Some("required"),
        instance: attrs.filled("identity_center"),
        user_role: attrs.filled("user_role"),
        service_role: attrs.filled("service_role"),
        url: attrs.filled("url"),
    };
    inventory.studios.insert(id, studio);
}

pub(super) fn tell_whole(around: Option<&str>, inventory: &mut Inventory) {
    inventory.studios.is_whole |= around.is_none();
}
