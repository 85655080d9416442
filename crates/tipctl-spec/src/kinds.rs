//! The kinds that a spec may speak of, by name.

use std::collections::BTreeMap;

use tipctl_model::{AttrSchema, KindName, KindSchema, Layer, Presence};

/// The kinds by name.
pub(crate) struct Kinds<'a>(BTreeMap<&'static str, &'a dyn tipctl_model::Kind>);

impl<'a> Kinds<'a> {
    pub(crate) fn new(kinds: &[&'a dyn tipctl_model::Kind]) -> Self {
        Self(kinds.iter().map(|kind| (kind.schema().name.0, *kind)).collect())
    }

    pub(crate) fn named(&self, name: &str) -> Option<&'a dyn tipctl_model::Kind> {
        self.0.get(name).copied()
    }

    pub(crate) fn schema(&self, name: KindName) -> Option<&'static KindSchema> {
        self.named(name.0).map(tipctl_model::Kind::schema)
    }

    /// The names in alphabetical order.
    pub(crate) fn names(&self) -> impl Iterator<Item = &'static str> + Clone {
        self.0.keys().copied()
    }
}

/// Those of the attributes of a kind, or of the members of an object, that a spec may write.
pub(crate) fn written(attrs: &'static [AttrSchema]) -> impl Iterator<Item = &'static AttrSchema> + Clone {
    attrs.iter().filter(|attr| attr.layer != Layer::Compared && attr.presence != Presence::Computed)
}
