//! What the instance means for the chain.

use tipctl_model::{
    Inventory, Told,
    inventory::{IdentityCenter, Sight},
};

use crate::attrs::Read;

/// What is known of its state, its regions and its encryption already stays.
pub(super) fn tell(thing: Told<'_>, inventory: &mut Inventory) {
    let attrs = thing.attrs;
    let Some(arn) = attrs.text("arn") else { return };
    let seen = inventory.identity_center.as_ref().there().filter(|seen| seen.arn == arn);
    let mut instance = seen.cloned().unwrap_or_else(|| IdentityCenter {
        from: None,
        arn: arn.to_owned(),
        store: String::new(),
        owner: String::new(),
        status: None,
        regions: None,
        encryption: None,
        vpce_required: None,
        is_external: false,
    });
    instance.from = thing.from.cloned();
    for (known, attr) in [(&mut instance.store, "identity_store_id"), (&mut instance.owner, "owner")] {
        attrs.filled(attr).into_iter().for_each(|text| *known = text);
    }
    instance.status = instance.status.or_else(|| attrs.filled("status"));
    inventory.identity_center = Sight::There(instance);
}

pub(super) fn tell_whole(around: Option<&str>, inventory: &mut Inventory) {
    if around.is_none() && inventory.identity_center == Sight::Unseen {
        inventory.identity_center = Sight::Absent;
    }
}
