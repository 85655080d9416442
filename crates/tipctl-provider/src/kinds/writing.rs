//! Sections as a spec would write them, for the tests of kinds.

use std::collections::BTreeMap;

use tipctl_model::{Address, AttrRef, Block, Blocks, FileId, KindName, Origin, Value};

/// The section `[kind.label]`.
pub(super) fn block(kind: &'static str, label: &str, attrs: &[(&'static str, Value)]) -> Block {
    Block {
        address: Address::new(KindName(kind), label),
        attrs: attrs.iter().cloned().collect(),
        origin: Origin::new(FileId(0), 0, 0),
        origins: BTreeMap::new(),
    }
}

/// The sections of one spec.
pub(super) fn blocks(all: Vec<Block>) -> Blocks {
    all.into_iter().map(|block| (block.address.clone(), block)).collect()
}

/// What `"kind.label"` is where an attribute refers to `attr`.
pub(super) fn refers(kind: &'static str, label: &str, attr: &'static str) -> Value {
    Value::Pending(AttrRef::new(Address::new(KindName(kind), label), attr))
}
