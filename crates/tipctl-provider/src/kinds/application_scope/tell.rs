//! What a scope means for the chain: what the tokens of a program reach, and through which workgroup it queries.

use tipctl_model::{Inventory, Told};

use crate::{
    attrs::Read,
    kinds::application::{client_of, workgroup_of},
};

pub(super) fn tell(thing: Told<'_>, inventory: &mut Inventory) {
    let Some(arn) = thing.attrs.text("application") else { return };
    let targets = thing.attrs.texts("targets");
    let workgroup = targets.iter().find_map(|target| workgroup_of(inventory, target));
    let Some(client) = client_of(inventory, arn) else { return };
    if let Some(scope) = thing.attrs.text("scope") {
        client.scopes.insert(scope, targets.into_iter().collect());
    }
    if workgroup.is_some() {
        client.workgroup = workgroup;
    }
}

/// Every scope of the applications that the spec means is about to be told.
pub(super) fn tell_whole(inventory: &mut Inventory) {
    for client in inventory.clients.values_mut().filter(|client| client.from.is_some()) {
        client.scopes.is_whole = true;
    }
}
