//! The workforce as the ledger remembers it.

use std::collections::BTreeMap;

use tipctl_model::{Address, Key, Ledger, inventory::Former};

/// The users and groups that earlier runs made or found, by id.
pub(crate) fn formerly(ledger: &Ledger) -> BTreeMap<String, Former> {
    let made = ledger.iter().map(|(key, address)| (address, former(address, [key])));
    let found = ledger.found().map(|(address, keys)| (address, former(address, keys)));
    let is_workforce = |address: &Address| ["group", "user"].contains(&address.kind.0);
    made.chain(found).filter(|(address, _)| is_workforce(address)).filter_map(|(_, former)| former).collect()
}

/// The id and the rest of what is known of the thing with these keys.
fn former<'a>(
    address: &Address,
    keys: impl IntoIterator<Item = &'a Key> + Clone,
) -> Option<(String, Former)> {
    let part = |name| keys.clone().into_iter().find_map(|key| key.part(name)).map(str::to_owned);
    let name = part("name").unwrap_or_default();
    Some((part("id")?, Former { from: Some(address.clone()), name }))
}
