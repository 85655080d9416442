//! What the connection means for the chain.

use tipctl_model::{
    Inventory, Told,
    inventory::{Connection, Sight},
};

use crate::attrs::Read;

pub(super) fn tell(thing: Told<'_>, inventory: &mut Inventory) {
    let attrs = thing.attrs;
    let (instance, arn) = (attrs.filled("instance"), attrs.filled("application_arn"));
    if let Some(arn) = &arn {
        let application = inventory.application(arn);
        application.from = thing.from.cloned();
        application.instance = instance.clone();
        let status = attrs.text("application_status").map(|status| status == "enabled");
        application.is_enabled = status.or(application.is_enabled);
    }
    let connection = Connection { from: thing.from.cloned(), instance, application: arn };
    inventory.lake.connection = Sight::There(connection);
}

pub(super) fn tell_whole(around: Option<&str>, inventory: &mut Inventory) {
    if around.is_none() && inventory.lake.connection == Sight::Unseen {
        inventory.lake.connection = Sight::Absent;
    }
}
