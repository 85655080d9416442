//! What an assignment means for the chain.

use tipctl_model::{Inventory, Told, inventory::Workforce};

use crate::{attrs::Read, kinds::application::client_of};

pub(super) fn tell(thing: Told<'_>, inventory: &mut Inventory) {
    let attrs = thing.attrs;
    let (Some(application), Some(id)) = (attrs.text("application"), attrs.filled("principal")) else {
        return;
    };
    let is_user = attrs.text("principal_type") == Some("user");
    let who = if is_user { Workforce::User(id) } else { Workforce::Group(id) };
    if let Some(client) = client_of(inventory, application) {
        client.users.insert(who.clone());
    }
    inventory.application(application).assigned.change(|assigned| {
        assigned.insert(who);
    });
}

/// Assignments are read application by application.
pub(super) fn tell_whole(around: Option<&str>, inventory: &mut Inventory) {
    if let Some(application) = around.and_then(|application| inventory.applications.get_mut(application)) {
        application.assigned.change(|_| {});
    }
}
