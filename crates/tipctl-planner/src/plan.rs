//! The way through the rooms, and what all of them look at.

use std::collections::{BTreeMap, BTreeSet};

use tipctl_model::{
    Address, AttrRef, Desired, Key, KindName, KindSchema, Ledger, Observation, Plan, PlanHeader, Resource,
};

use crate::{
    PlanError, decide,
    graph::Graph,
    kinds::Kinds,
    lives::{Lives, Object},
    order, pair,
};

/// What a plan is to be made for, beyond what is wanted and what is there.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Options<'a> {
    /// Delete everything that the ledger owns, whatever the spec asks for.
    pub destroy: bool,
    /// The version of the tool, for the plan's header.
    pub tool: &'a str,
}

/// What has to change so that AWS is as `desired` says. The same inputs always give the same plan.
///
/// # Errors
/// Everything that keeps a plan from being made; see [`PlanError`].
pub fn plan(
    desired: &Desired,
    observed: &Observation,
    ledger: &Ledger,
    kinds: &[&'static KindSchema],
    options: &Options<'_>,
) -> Result<Plan, PlanError> {
    let kinds = Kinds::new(kinds)?;
    let lives = Lives::new(observed, &kinds)?;
    let sequence = sequence(desired)?;
    let given = Given::new(desired, ledger, kinds, lives, sequence);
    given.is_covered(observed)?;
    let pairs = pair::pair(&given)?;
    if !options.destroy {
        pair::nothing_missing(&given, &pairs)?;
    }
    let mut decided = decide::decide(&given, &pairs, &observed.partial, options.destroy)?;
    let steps = order::order(&given, &decided.changes)?;
    let header = PlanHeader {
        tool: options.tool.to_owned(),
        place: desired.place.clone(),
        spec_digest: desired.digest.clone(),
        destroy: options.destroy,
    };
    decided.report.notes.splice(0..0, observed.notes.iter().cloned());
    Ok(Plan { header, changes: decided.changes.into_values().collect(), steps, report: decided.report })
}

/// What every room looks at and none changes.
pub(crate) struct Given<'a> {
    /// What the spec asks.
    pub(crate) desired: &'a Desired,
    /// What is owned.
    pub(crate) ledger: &'a Ledger,
    /// The schemas.
    pub(crate) kinds: Kinds,
    /// What AWS shows.
    pub(crate) lives: Lives<'a>,
    /// The resources, each after those that it refers to, with how many stand behind one another before it.
    pub(crate) sequence: Vec<(usize, &'a Resource)>,
    keys: BTreeMap<&'a Address, Vec<&'a Key>>,
}

impl<'a> Given<'a> {
    fn new(
        desired: &'a Desired,
        ledger: &'a Ledger,
        kinds: Kinds,
        lives: Lives<'a>,
        sequence: Vec<(usize, &'a Resource)>,
    ) -> Self {
        let mut keys: BTreeMap<&Address, Vec<&Key>> = BTreeMap::new();
        for (key, address) in ledger.iter() {
            keys.entry(address).or_default().push(key);
        }
        Self { desired, ledger, kinds, lives, sequence, keys }
    }

    /// The address that the ledger has for an object; none when the stack does not own it.
    pub(crate) fn owner(&self, object: Object<'_>) -> Option<&'a Address> {
        object.keys().find_map(|key| self.ledger.address_of(&key))
    }

    /// The keys that the ledger has for an address.
    pub(crate) fn keys_of(&self, address: &Address) -> &[&'a Key] {
        self.keys.get(address).map(Vec::as_slice).unwrap_or_default()
    }

    /// Whether every kind that is asked for or owned was read: what was not read is not taken for absent.
    fn is_covered(&self, observed: &Observation) -> Result<(), PlanError> {
        let wanted = self.desired.resources.keys().map(|address| address.kind);
        let kinds: BTreeSet<KindName> = wanted.chain(self.ledger.iter().map(|(key, _)| key.kind)).collect();
        for kind in kinds {
            self.kinds.schema(kind)?;
            if !observed.lives.contains_key(&kind) {
                return Err(PlanError::Unread(kind));
            }
        }
        Ok(())
    }
}

/// The resources, each after those that it refers to.
fn sequence(desired: &Desired) -> Result<Vec<(usize, &Resource)>, PlanError> {
    let resources: Vec<&Resource> = desired.resources.values().collect();
    let mut graph = Graph::new(resources.len());
    for (at, resource) in resources.iter().enumerate() {
        for reference in references(resource) {
            match resources.binary_search_by(|other| other.address.cmp(&reference.address)) {
                Ok(other) => graph.wait(at, other),
                Err(_) => {
                    return Err(PlanError::Dangling { address: resource.address.clone(), to: reference });
                }
            }
        }
    }
    let address = |at: &usize| resources.get(*at).map(|resource| resource.address.clone());
    let depths = graph
        .depths()
        .map_err(|circle| PlanError::CircularReferences(circle.iter().filter_map(address).collect()))?;
    let mut sequence: Vec<(usize, &Resource)> = depths.into_iter().zip(resources).collect();
    sequence.sort_by_key(|(depth, _)| *depth);
    Ok(sequence)
}

/// Every reference of a resource.
fn references(resource: &Resource) -> BTreeSet<AttrRef> {
    let mut references = BTreeSet::new();
    for value in resource.attrs.values() {
        value.for_each_ref(&mut |reference| {
            references.insert(reference.clone());
        });
    }
    references
}
