//! What a provider of OpenID Connect means for the chain.

use tipctl_model::{Inventory, Told, inventory::OpenIdProvider};

use crate::attrs::Read;

pub(super) fn tell(thing: Told<'_>, inventory: &mut Inventory) {
    let text = |attr| thing.attrs.text(attr).unwrap_or_default().to_owned();
    let provider = OpenIdProvider {
        from: thing.from.cloned(),
        url: text("url"),
        client_ids: thing.attrs.texts("client_ids").into_iter().collect(),
    };
    inventory.openid_providers.insert(text("arn"), provider);
}
