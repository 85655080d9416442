//! What a configuration means for the chain.

use tipctl_model::{
    Inventory, Told, Value,
    inventory::{Sight, Tokens},
};

use crate::{attrs::Read, kinds::application::client_of};

pub(super) fn tell(thing: Told<'_>, inventory: &mut Inventory) {
    let attrs = thing.attrs;
    let Some(arn) = attrs.text("application") else { return };
    inventory.application(arn).assignment_required = attrs.truth("assignment_required");
    let Some(client) = client_of(inventory, arn) else { return };
    if let Some(issuers) = attrs.get("token_issuers") {
        client.tokens = Sight::There(issuers.elements().iter().map(tokens).collect());
    }
    if let Some(policy) = attrs.get("actor_policy") {
        client.application_role = roles(policy).next().map(str::to_owned);
        let is_none = policy.as_map().is_some_and(|members| members.is_empty());
        client.actors = if is_none { Sight::Absent } else { Sight::There(policy.clone()) };
    }
}

/// Every configuration of the applications that the spec means is about to be told. One that says nothing is none.
pub(super) fn tell_whole(inventory: &mut Inventory) {
    for client in inventory.clients.values_mut().filter(|client| client.from.is_some()) {
        client.tokens = Sight::There(Vec::new());
        client.actors = Sight::Absent;
    }
}

fn tokens(issuer: &Value) -> Tokens {
    let audiences = issuer.entry("audiences").map(Value::elements).unwrap_or_default();
    Tokens {
        issuer: issuer.entry("issuer").and_then(Value::as_text).unwrap_or_default().to_owned(),
        audiences: audiences.iter().filter_map(Value::as_text).map(str::to_owned).collect(),
    }
}

/// The roles that an actor policy names.
fn roles(policy: &Value) -> impl Iterator<Item = &str> {
    let statements = policy.entry("Statement").map(Value::elements).unwrap_or_default();
    let principals = statements.iter().filter_map(|statement| statement.entry("Principal")?.entry("AWS"));
    let named = principals.flat_map(|named| {
        named.as_text().into_iter().chain(named.elements().iter().filter_map(Value::as_text))
    });
    // Where a user or the whole account is named, whoever queries asks in their own name.
    named.filter(|name| !name.starts_with("arn:") && *name != "*" || name.contains(":role/"))
}
