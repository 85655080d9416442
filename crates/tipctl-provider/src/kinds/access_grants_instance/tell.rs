//! What the instance means for the chain.

use tipctl_model::{
    Inventory, Told,
    inventory::{AccessGrantsInstance, Sight},
};

use crate::attrs::Read;

pub(super) fn tell(thing: Told<'_>, inventory: &mut Inventory) {
    let attrs = thing.attrs;
    let Some(arn) = attrs.filled("arn") else { return };
    let identity_center = attrs.filled("identity_center");
    let application = attrs.filled("application_arn").filter(|_| identity_center.is_some());
    if let Some(arn) = &application {
        let application = inventory.application(arn);
        application.from = thing.from.cloned();
        application.instance = identity_center.clone();
    }
    let instance = AccessGrantsInstance { from: thing.from.cloned(), arn, identity_center, application };
    inventory.access_grants.instance = Sight::There(instance);
}

pub(super) fn tell_whole(around: Option<&str>, inventory: &mut Inventory) {
    if around.is_none() && inventory.access_grants.instance == Sight::Unseen {
        inventory.access_grants.instance = Sight::Absent;
    }
}
