//! What a managed policy means for the chain.

use tipctl_model::{Inventory, Told, inventory::ManagedPolicy};

use crate::attrs::Read;

pub(super) fn tell(thing: Told<'_>, inventory: &mut Inventory) {
    let (Some(arn), Some(document)) = (thing.attrs.text("arn"), thing.attrs.get("document")) else { return };
    let policy = ManagedPolicy { from: thing.from.cloned(), document: document.clone() };
    inventory.policies.insert(arn, policy);
}
