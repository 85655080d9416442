//! The ledger: keys of what a stack owns. It holds no attributes and no secrets; losing it never leads to a deletion.

use std::collections::BTreeMap;

use crate::{Address, Key, KindName};

/// What a stack owns: the natural key of each object, and the address that the spec last gave it.
///
/// The address serves one end only: an object whose natural key the spec changed (a renamed group) is recognised as the
/// same object. It never decides whether something is deleted.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Ledger {
    entries: BTreeMap<Key, Address>,
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

    /// Whether the stack owns nothing.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }
}
