//! The workforce as the ledger remembers it.

use std::collections::BTreeMap;

use tipctl_model::{Address, Key, Ledger, inventory::Former};

/// The users and groups that earlier runs made or found, by id.
pub(crate) fn formerly(ledger: &Ledger) -> BTreeMap<String, Former> {
    let made = ledger.iter().map(|(key, address)| former(address, &[key]));
    let found = ledger.found().map(|(address, keys)| former(address, &Vec::from_iter(keys)));
    made.chain(found).flatten().collect()
}

/// The id of a user or group with these keys, and the rest of what is known of them.
fn former(address: &Address, keys: &[&Key]) -> Option<(String, Former)> {
    let part = |name| keys.iter().find_map(|key| key.part(name)).map(str::to_owned);
    let id = part("id").filter(|_| ["group", "user"].contains(&address.kind.0))?;
    let name = part("name").unwrap_or_default();
    Some((id, Former { from: Some(address.clone()), name }))
}
