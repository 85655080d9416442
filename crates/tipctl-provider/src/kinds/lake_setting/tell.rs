//! What an entry of the settings means for the chain.

use tipctl_model::{Inventory, Told, inventory::Principal};

use super::IAM_ALLOWED_PRINCIPALS;
use crate::attrs::Read;

pub(super) fn tell(thing: Told<'_>, inventory: &mut Inventory) {
    let attrs = thing.attrs;
    let (Some(field), Some(entry)) = (attrs.text("field"), attrs.text("entry")) else { return };
    let value = attrs.text("value").unwrap_or_default();
    inventory.lake.settings.change(|settings| {
        match (field, entry) {
            ("admins", who) => settings.admins.extend([Principal::of(who)]),
            ("read_only_admins", who) => settings.read_only_admins.extend([Principal::of(who)]),
            ("defaults", "database") => settings.open_databases = Some(value == IAM_ALLOWED_PRINCIPALS),
            ("defaults", "table") => settings.open_tables = Some(value == IAM_ALLOWED_PRINCIPALS),
            ("parameters", name) => settings.parameters.extend([(name.to_owned(), value.to_owned())]),
            _ => {}
        }
        if let Some(from) = thing.from {
            settings.from.insert(format!("{field}/{entry}"), from.clone());
        }
    });
}

/// There are always settings, whatever is in them.
pub(super) fn tell_whole(around: Option<&str>, inventory: &mut Inventory) {
    inventory.lake.settings.change(|settings| settings.is_whole |= around.is_none());
}
