//! The ARNs of an identity store and of what is in it.
//!
//! AWS: the identity store checks the store and every object that an operation is about (facts/tip-chain.md §6a). Ids
//! are known only once the objects are there, and the store's account is that of Identity Center.

use std::collections::BTreeSet;

use tipctl_model::{Attrs, Place};

use crate::attrs::Read;

/// The ARNs of the stores that `things` are in; of any where one does not say which.
pub(crate) fn stores(things: &[&Attrs], place: &Place) -> BTreeSet<String> {
    let store = |thing: &&Attrs| {
        let id = thing.text("store").unwrap_or("*");
        format!("arn:{}:identitystore::*:identitystore/{id}", place.partition)
    };
    things.iter().map(store).collect()
}

/// The ARNs of the objects of `kind` (`user`, `group`, `membership`) whose ids stand under `attr`; of any where one does
/// not say which.
pub(in crate::kinds) fn objects(
    things: &[&Attrs],
    kind: &str,
    attr: &str,
    place: &Place,
) -> BTreeSet<String> {
    things.iter().map(|thing| object(kind, thing.text(attr).unwrap_or("*"), place)).collect()
}

/// The ARN of one object; of all where `id` is `*`.
pub(crate) fn object(kind: &str, id: &str, place: &Place) -> String {
    format!("arn:{}:identitystore:::{kind}/{id}", place.partition)
}
