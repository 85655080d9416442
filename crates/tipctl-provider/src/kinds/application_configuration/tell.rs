//! What a configuration means for the chain.

use tipctl_model::{Inventory, Told, Value};

use crate::{attrs::Read, kinds::application::client_of};

pub(super) fn tell(thing: Told<'_>, inventory: &mut Inventory) {
    let Some(arn) = thing.attrs.text("application") else { return };
    inventory.application(arn).assignment_required = thing.attrs.truth("assignment_required");
    let statements = thing.attrs.get("actor_policy").and_then(|policy| policy.entry("Statement"));
    let mut roles = statements
        .map(Value::elements)
        .unwrap_or_default()
        .iter()
        .filter_map(|statement| statement.entry("Principal")?.entry("AWS")?.as_text().map(str::to_owned))
        // Where a user or the whole account is named, whoever queries asks in their own name.
        .filter(|principal| !principal.starts_with("arn:") || principal.contains(":role/"));
    if let Some(client) = client_of(inventory, arn) {
        client.application_role = roles.next();
    }
}
