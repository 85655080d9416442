//! What a trusted token issuer means for the chain.

use tipctl_model::{Inventory, Told, inventory::TokenIssuer};

use crate::attrs::Read;

pub(super) fn tell(thing: Told<'_>, inventory: &mut Inventory) {
    let text = |attr| thing.attrs.text(attr).unwrap_or_default().to_owned();
    let issuer = TokenIssuer {
        from: thing.from.cloned(),
        url: text("url"),
        claim: text("claim"),
        attribute: text("attribute"),
    };
    inventory.token_issuers.insert(text("arn"), issuer);
}
