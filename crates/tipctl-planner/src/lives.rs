//! The observed objects, found by any of their keys.

use std::collections::BTreeMap;

use tipctl_model::{Key, KindSchema, Live, Observation, Presence};

use crate::{PlanError, kinds::Kinds};

/// One observed object.
#[derive(Clone, Copy)]
pub(crate) struct Object<'a> {
    /// Its number within the observation.
    pub(crate) at: usize,
    /// Its kind.
    pub(crate) schema: &'static KindSchema,
    /// What AWS shows of it.
    pub(crate) live: &'a Live,
}

/// Every observed object.
pub(crate) struct Lives<'a> {
    objects: Vec<Object<'a>>,
    by_key: BTreeMap<Key, Vec<Object<'a>>>,
}

impl<'a> Object<'a> {
    /// Its keys, one for each alternative of identity that it shows whole.
    pub(crate) fn keys(self) -> impl Iterator<Item = Key> {
        let Self { at: _, schema, live } = self;
        schema.identity.iter().filter_map(|alternative| Key::under(schema, alternative, &live.attrs))
    }

    /// What tells it from others: the attributes that identify it, and those that AWS gave it.
    pub(crate) fn description(self) -> String {
        let identifies =
            |name: &str| self.schema.identity.iter().any(|alternative| alternative.contains(&name));
        let telling = self
            .schema
            .attrs
            .iter()
            .filter(|attr| identifies(attr.name) || attr.presence == Presence::Computed);
        let shown = telling.filter_map(|attr| Some((attr.name, self.live.attrs.get(attr.name)?)));
        shown.map(|(name, value)| format!("{name} = {value}")).collect::<Vec<_>>().join(", ")
    }
}

impl<'a> Lives<'a> {
    /// The objects of an observation, in an order of their own.
    ///
    /// # Errors
    /// [`PlanError::UnknownKind`] when the observation has a kind without a schema.
    pub(crate) fn new(observed: &'a Observation, kinds: &Kinds) -> Result<Self, PlanError> {
        let mut lives = Self { objects: Vec::new(), by_key: BTreeMap::new() };
        for (kind, of_kind) in &observed.lives {
            let schema = kinds.schema(*kind)?;
            let mut of_kind: Vec<&Live> = of_kind.iter().collect();
            of_kind.sort_by(|one, other| one.attrs.cmp(&other.attrs));
            for live in of_kind {
                let object = Object { at: lives.objects.len(), schema, live };
                lives.objects.push(object);
                for key in object.keys() {
                    lives.by_key.entry(key).or_default().push(object);
                }
            }
        }
        Ok(lives)
    }

    /// The objects that answer to `key`.
    pub(crate) fn named(&self, key: &Key) -> &[Object<'a>] {
        self.by_key.get(key).map(Vec::as_slice).unwrap_or_default()
    }

    /// Every object.
    pub(crate) fn iter(&self) -> impl Iterator<Item = Object<'a>> {
        self.objects.iter().copied()
    }
}
