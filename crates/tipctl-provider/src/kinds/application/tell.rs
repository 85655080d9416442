//! What an application means for the chain, and whether a program queries through it.

use tipctl_model::{
    Inventory, Told, Value,
    inventory::{Client, Known, Sight},
};

use crate::{attrs::Read, kinds::client::TAG};

pub(super) fn tell(thing: Told<'_>, inventory: &mut Inventory) {
    let attrs = thing.attrs;
    let Some(arn) = attrs.text("application_arn") else { return };
    let name = attrs.text("name").unwrap_or_default();
    let application = inventory.application(arn);
    application.from = thing.from.cloned();
    application.name = name.to_owned();
    application.instance = attrs.filled("instance");
    application.is_enabled = attrs.text("status").map(|status| status == "enabled");
    let Some(access_role) = attrs.get("tags").and_then(|tags| tags.entry(TAG)).and_then(Value::as_text)
    else {
        return;
    };
    let label = thing.from.map_or(name, |address| address.label.as_str());
    let client = Client {
        from: thing.from.cloned(),
        workgroup: None,
        application: Some(arn.to_owned()),
        application_role: None,
        access_role: Some(access_role.to_owned()),
        tokens: Sight::Unseen,
        actors: Sight::Unseen,
        users: Default::default(),
        scopes: Known::partial(),
    };
    inventory.clients.insert(label.to_owned(), client);
}

/// The program that queries through the application `arn`, where one does.
pub(in crate::kinds) fn client_of<'a>(inventory: &'a mut Inventory, arn: &str) -> Option<&'a mut Client> {
    inventory.clients.values_mut().find(|client| client.application.as_deref() == Some(arn))
}

/// The name of the workgroup whose application is `arn`, where that is known.
pub(in crate::kinds) fn workgroup_of(inventory: &Inventory, arn: &str) -> Option<String> {
    let mut workgroups = inventory.workgroups.iter();
    let found = workgroups.find(|(_, workgroup)| workgroup.application.as_deref() == Some(arn));
    found.map(|(name, _)| name.to_owned())
}
