//! Desired resources of the invented kinds, written briefly.

use tipctl_model::{
    Address, AttrRef, Attrs, Block, Desired, FileId, Kind, KindName, Origin, Place, Resource, Value,
};

use crate::invented::KINDS;

/// The stack `test` in an account that does not exist.
pub fn place() -> Place {
    Place::new("test", "111122223333", "eu-west-1")
}

/// The address that `text`, `kind.label`, spells.
///
/// # Panics
/// When `kind` is none of the invented kinds.
pub fn address(text: &str) -> Address {
    let (name, label) = text.split_once('.').unwrap_or((text, ""));
    Address::new(kind(name).schema().name, label)
}

/// A reference to `attr` of the resource with the address `text`.
///
/// # Panics
/// When the kind is none of the invented kinds, or has no such attribute.
pub fn reference(text: &str, attr: &str) -> Value {
    let address = address(text);
    let schema = kind(address.kind.0).schema();
    match schema.attr(attr) {
        Some(attr) => Value::Pending(AttrRef::new(address, attr.name)),
        None => unknown(&format!("{}.{attr}", schema.name)),
    }
}

/// The resource with the address `text` and these attributes, settled, as if it were written at the start of a file.
///
/// # Panics
/// When the kind is none of the invented kinds.
pub fn resource<const N: usize>(text: &str, attrs: [(&'static str, Value); N]) -> Resource {
    let address = address(text);
    let attrs = settled(address.kind, Attrs::from(attrs));
    let origin = Origin::new(FileId(0), 0, text.len());
    Resource::written(&Block { address, attrs, origin, origins: std::collections::BTreeMap::new() })
}

/// What `kind` makes of `attrs`.
///
/// # Panics
/// When `kind` is none of the invented kinds.
pub fn settled(kind_name: KindName, attrs: Attrs) -> Attrs {
    kind(kind_name.0).settle(attrs, &place())
}

/// What a spec with these resources asks.
pub fn desired(resources: impl IntoIterator<Item = Resource>) -> Desired {
    let resources = resources.into_iter().map(|resource| (resource.address.clone(), resource)).collect();
    Desired { place: place(), resources, digest: "0".repeat(64) }
}

fn kind(name: &str) -> &'static dyn Kind {
    match KINDS.iter().find(|kind| kind.schema().name.0 == name) {
        Some(kind) => *kind,
        None => unknown(name),
    }
}

#[expect(clippy::panic, reason = "a test that names what does not exist is wrong")]
fn unknown(name: &str) -> ! {
    panic!("the invented world has no `{name}`")
}
