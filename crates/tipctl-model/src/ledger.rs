//! The ledger: keys of what a stack owns. It holds no attributes and no secrets; losing it never leads to a deletion.

use std::collections::{BTreeMap, BTreeSet};

use crate::{Address, Key, KindName};

/// What a stack owns: the natural key of each object, and the address that the spec last gave it.
///
/// The address serves one end only: an object whose natural key the spec changed (a renamed group) is recognised as the
/// same object. It never decides whether something is deleted.
///
/// Beside that it remembers what was found and is not the stack's own, by every key that it had: a group that is looked up
/// by its name is known again by its id when the identity provider has renamed it.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Ledger {
    entries: BTreeMap<Key, Address>,
    found: BTreeMap<Address, BTreeSet<Key>>,
}

impl Ledger {
    /// Whether the stack owns the object with this key.
    pub fn owns(&self, key: &Key) -> bool {
        self.entries.contains_key(key)
    }

    /// The address that the object with this key had last.
    pub fn address_of(&self, key: &Key) -> Option<&Address> {
        self.entries.get(key)
    }

    /// The keys that `address` was last recorded for.
    pub fn keys_of<'a>(&'a self, address: &'a Address) -> impl Iterator<Item = &'a Key> {
        self.entries.iter().filter(move |(_, entry)| *entry == address).map(|(key, _)| key)
    }

    /// The entries in the order of their keys.
    pub fn iter(&self) -> impl Iterator<Item = (&Key, &Address)> {
        self.entries.iter()
    }

    /// The keys of one kind.
    pub fn of_kind(&self, kind: KindName) -> impl Iterator<Item = &Key> {
        self.entries.keys().filter(move |key| key.kind == kind)
    }

    /// Records that the stack owns the object with this key, under this address.
    pub fn record(&mut self, key: Key, address: Address) {
        self.entries.insert(key, address);
    }

    /// Forgets the object with this key.
    pub fn forget(&mut self, key: &Key) {
        self.entries.remove(key);
    }

    /// Remembers the keys of the object that `address` was found as, in place of those of an earlier one.
    pub fn remember(&mut self, address: Address, keys: BTreeSet<Key>) {
        self.found.insert(address, keys);
    }

    /// Forgets what was found, but for what `address` was found as when `is_kept` holds for it.
    pub fn forget_found(&mut self, is_kept: impl Fn(&Address) -> bool) {
        self.found.retain(|address, _| is_kept(address));
    }

    /// What was found, and by which keys it was known, in the order of the addresses.
    pub fn found(&self) -> impl Iterator<Item = (&Address, &BTreeSet<Key>)> {
        self.found.iter()
    }

    /// The keys of the object that was found under `key`, its own among them: as `address` where that was one of its keys,
    /// otherwise as any other.
    pub fn found_under(&self, address: &Address, key: &Key) -> Option<&BTreeSet<Key>> {
        let own = self.found.get(address).filter(|keys| keys.contains(key));
        own.or_else(|| self.found.values().find(|keys| keys.contains(key)))
    }

    /// Whether the stack owns nothing.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }
}
