//! What the spec asks: resources with settled attributes.

use std::collections::{BTreeMap, BTreeSet};

use crate::{Address, Attrs, Block, Origin, Place};

/// One resource that the spec asks for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Resource {
    /// Our name for it.
    pub address: Address,
    /// What it should be. Attributes left out are not compared.
    pub attrs: Attrs,
    /// Whether it is ours to make.
    pub mode: Mode,
    /// Where it was written, or where what it is derived from was written.
    pub origin: Origin,
    /// Where each attribute was written, by dotted path; attributes that were derived point at their source.
    pub origins: BTreeMap<String, Origin>,
    /// For a derived resource, what it comes from, in the spec's words: `workgroup.analytics.users`.
    pub derived_from: Option<String>,
}

/// Whether a resource is ours to make.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Mode {
    /// It is created, updated and deleted as the spec says.
    Managed,
    /// It must exist already; it is looked up and never written to.
    Found,
}

impl Resource {
    /// The resource that `block` writes out, with its attributes as they stand.
    pub fn written(block: &Block) -> Self {
        Self {
            address: block.address.clone(),
            attrs: block.attrs.clone(),
            mode: Mode::Managed,
            origin: block.origin,
            origins: block.origins.clone(),
            derived_from: None,
        }
    }

    /// A resource that follows from the attribute at `path` of `block`; `path` may be empty.
    pub fn derived(address: Address, attrs: Attrs, block: &Block, path: &str) -> Self {
        let source =
            if path.is_empty() { block.address.to_string() } else { format!("{}.{path}", block.address) };
        Self {
            address,
            attrs,
            mode: Mode::Managed,
            origin: block.origin_of(path),
            origins: BTreeMap::new(),
            derived_from: Some(source),
        }
    }

    /// The same resource, to be looked up only.
    #[must_use]
    pub fn found(mut self) -> Self {
        self.mode = Mode::Found;
        self
    }

    /// The addresses that its attributes refer to.
    pub fn needs(&self) -> BTreeSet<Address> {
        let mut needs = BTreeSet::new();
        for value in self.attrs.values() {
            value.for_each_ref(&mut |reference| {
                needs.insert(reference.address.clone());
            });
        }
        needs
    }

    /// Where the attribute at `path` was written, or the resource itself.
    pub fn origin_of(&self, path: &str) -> Origin {
        let mut path = path;
        loop {
            if let Some(origin) = self.origins.get(path) {
                return *origin;
            }
            match path.rsplit_once('.') {
                Some((around, _)) => path = around,
                None => return self.origin,
            }
        }
    }
}

/// Everything a spec asks for. Every reference in it leads to a resource in it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Desired {
    /// The stack, account and region it is for.
    pub place: Place,
    /// The resources by address.
    pub resources: BTreeMap<Address, Resource>,
    /// SHA-256 of the spec's files, in hexadecimal.
    pub digest: String,
}
