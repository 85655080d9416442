//! Which object of a survey is which resource of a spec: the one with its natural key, references standing for what they
//! lead to now.
//!
//! Not here: what the ledger remembers of objects whose key the spec changed. A plan needs that, an inventory does not:
//! such an object is not what the spec means until the plan is carried out.

use std::collections::{BTreeMap, BTreeSet};

use tipctl_model::{Address, AttrRef, Attrs, Desired, Key, KindName, KindSchema, Live, Observation, Value};

use crate::levels::levels;

/// The resource of each object that has one, by the object's place among those of its kind.
pub(super) type Pairs<'a> = BTreeMap<(KindName, usize), &'a Address>;

/// Pairs the objects in `seen` with the resources of `desired`.
pub(super) fn pairs<'a>(desired: &'a Desired, seen: &Observation) -> Pairs<'a> {
    let mut pairs = Pairs::new();
    let mut found: BTreeMap<&Address, &Live> = BTreeMap::new();
    for kind in levels(|_| true).concat() {
        let schema = kind.schema();
        let lives = seen.of(schema.name);
        let mut index = Index::new(schema, lives);
        for (address, resource) in desired.resources.iter().filter(|(address, _)| address.kind == schema.name)
        {
            let known = |reference: &AttrRef| -> Option<Value> {
                let foretold = || desired.resources.get(&reference.address)?.attrs.get(reference.attr);
                let live = found.get(&reference.address).and_then(|live| live.attrs.get(reference.attr));
                live.or_else(foretold).cloned()
            };
            let attrs = resource.attrs.iter().map(|(name, value)| (*name, value.resolved(&known))).collect();
            if let Some((at, live)) = index.take(&attrs) {
                found.insert(address, live);
                pairs.insert((schema.name, at), address);
            }
        }
    }
    pairs
}

/// Objects of one kind by their keys.
struct Index<'a> {
    schema: &'static KindSchema,
    lives: &'a [Live],
    by_key: Vec<BTreeMap<Key, Vec<usize>>>,
    taken: BTreeSet<usize>,
}

impl<'a> Index<'a> {
    fn new(schema: &'static KindSchema, lives: &'a [Live]) -> Self {
        let by = |alternative: &&[&'static str]| {
            let mut keys: BTreeMap<Key, Vec<usize>> = BTreeMap::new();
            for (at, live) in lives.iter().enumerate() {
                let key = Key::under(schema, alternative, &live.attrs);
                key.into_iter().for_each(|key| keys.entry(key).or_default().push(at));
            }
            keys
        };
        Self { schema, lives, by_key: schema.identity.iter().map(by).collect(), taken: BTreeSet::new() }
    }

    /// The one object that `attrs` mean, unless it is another resource's.
    fn take(&mut self, attrs: &Attrs) -> Option<(usize, &'a Live)> {
        let mut alternatives = self.schema.identity.iter().zip(&self.by_key);
        let at = alternatives.find_map(|(alternative, keys)| {
            match keys.get(&Key::under(self.schema, alternative, attrs)?)?.as_slice() {
                [at] => Some(*at),
                _ => None,
            }
        })?;
        let live = self.lives.get(at)?;
        self.taken.insert(at).then_some((at, live))
    }
}
