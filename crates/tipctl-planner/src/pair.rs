//! Which object of AWS is which resource of the spec.
//!
//! First by natural key, each alternative of the kind's identity in turn, with references standing for what they lead to
//! now. Then, for what no key finds, by the address that the ledger remembers: a renamed group is the same group. An
//! object has one resource at most, and a natural key goes before the ledger's memory.
//!
//! Finding one object by the ledger can complete the keys of those that refer to it, so both are done in turns.

use std::collections::BTreeMap;

use tipctl_model::{Address, Attrs, Key, Mode, Resource};

use crate::{
    Missing, PlanError,
    diff::canonical_attrs,
    lives::Object,
    memory::recognised,
    plan::Given,
    resolve::{prior, resolved},
};

/// How like a name must be to be offered: 1 is the same, 0 has nothing in common.
const NEAR: f64 = 0.8;
/// How many near names are offered.
const OFFERED: usize = 3;

/// The object of each resource that has one.
#[derive(Default)]
pub(crate) struct Pairs<'a> {
    objects: BTreeMap<&'a Address, Object<'a>>,
    claims: BTreeMap<usize, &'a Address>,
}

impl<'a> Pairs<'a> {
    /// The object of the resource.
    pub(crate) fn get(&self, address: &Address) -> Option<Object<'a>> {
        self.objects.get(address).copied()
    }

    /// The resource of the object.
    pub(crate) fn claimant(&self, object: Object<'_>) -> Option<&'a Address> {
        self.claims.get(&object.at).copied()
    }

    fn claim(&mut self, address: &'a Address, object: Object<'a>, key: &Key) -> Result<(), PlanError> {
        if let Some(one) = self.claimant(object) {
            return Err(PlanError::Contested { key: key.clone(), one: one.clone(), other: address.clone() });
        }
        self.claims.insert(object.at, address);
        self.objects.insert(address, object);
        Ok(())
    }
}

/// Finds the objects of the resources.
///
/// # Errors
/// [`PlanError::Ambiguous`] when several objects answer to one key, [`PlanError::Contested`] when one object answers to
/// the keys of two resources.
pub(crate) fn pair<'a>(given: &Given<'a>) -> Result<Pairs<'a>, PlanError> {
    let mut pairs = Pairs::default();
    loop {
        by_key(given, &mut pairs)?;
        let remembered = by_memory(given, &pairs);
        if remembered.is_empty() {
            return Ok(pairs);
        }
        for (address, object, key) in remembered {
            pairs.claim(address, object, key)?;
        }
    }
}

fn by_key<'a>(given: &Given<'a>, pairs: &mut Pairs<'a>) -> Result<(), PlanError> {
    for (_, resource) in &given.sequence {
        if pairs.get(&resource.address).is_some() {
            continue;
        }
        let schema = given.kinds.schema(resource.address.kind)?;
        let attrs = looked_for(given, pairs, resource)?;
        let mut is_named = false;
        for alternative in schema.identity {
            let Some(key) = Key::under(schema, alternative, &attrs) else { continue };
            // The only one there is does for a section that names none, and for no other.
            if key.parts.is_empty() && is_named {
                break;
            }
            is_named = true;
            match given.lives.named(&key) {
                [] => {}
                [object] => {
                    pairs.claim(&resource.address, *object, &key)?;
                    break;
                }
                objects => return Err(ambiguous(&resource.address, key, objects)),
            }
        }
    }
    Ok(())
}

/// The unpaired resources that the ledger remembers an unclaimed object for: those of the first kind, at the least
/// depth, for which there are any. The others may yet be found by key.
fn by_memory<'a>(given: &Given<'a>, pairs: &Pairs<'a>) -> Vec<(&'a Address, Object<'a>, &'a Key)> {
    let mut remembered: BTreeMap<(usize, usize), Vec<_>> = BTreeMap::new();
    for (depth, resource) in &given.sequence {
        let address = &resource.address;
        if resource.mode == Mode::Found || pairs.get(address).is_some() {
            continue;
        }
        let found = given.keys_of(address).iter().find_map(|key| match given.lives.named(key) {
            [object] if pairs.claimant(*object).is_none() => Some((address, *object, *key)),
            _ => None,
        });
        if let Some(found) = found {
            remembered.entry((given.kinds.rank(address.kind), *depth)).or_default().push(found);
        }
    }
    remembered.pop_first().map(|(_, first)| first).unwrap_or_default()
}

/// The attributes that the resource's object is found by.
pub(crate) fn looked_for(
    given: &Given<'_>,
    pairs: &Pairs<'_>,
    resource: &Resource,
) -> Result<Attrs, PlanError> {
    let schema = given.kinds.schema(resource.address.kind)?;
    let attrs = resolved(&resource.attrs, &|reference| prior(given, pairs, reference));
    Ok(canonical_attrs(schema, &attrs))
}

/// The error that several objects answer to one key.
pub(crate) fn ambiguous(address: &Address, key: Key, objects: &[Object<'_>]) -> PlanError {
    let lives = objects.iter().map(|object| object.description()).collect();
    PlanError::Ambiguous { address: address.clone(), key, lives }
}

/// That every resource which is only looked up is there. What refers to a missing one is not told again.
///
/// # Errors
/// [`PlanError::Missing`] with all that are missing.
pub(crate) fn nothing_missing(given: &Given<'_>, pairs: &Pairs<'_>) -> Result<(), PlanError> {
    let is_missing =
        |resource: &Resource| resource.mode == Mode::Found && pairs.get(&resource.address).is_none();
    let mut missing = Vec::new();
    for resource in given.desired.resources.values().filter(|resource| is_missing(resource)) {
        let follows =
            resource.needs().iter().any(|need| given.desired.resources.get(need).is_some_and(is_missing));
        if !follows {
            let attrs = looked_for(given, pairs, resource)?;
            let (near, recognised) =
                (near(given, resource, &attrs), recognised(given, pairs, resource, &attrs));
            let attr = recognised.as_ref().and_then(|found| found.today.first()).map(|(attr, _)| *attr);
            let origin = attr.map_or(resource.origin, |attr| resource.origin_of(attr));
            missing.push(Missing { address: resource.address.clone(), origin, attrs, near, recognised });
        }
    }
    if missing.is_empty() { Ok(()) } else { Err(PlanError::Missing(missing)) }
}

/// What the objects of the resource's kind are called that resemble what is looked for, the nearest first.
fn near(given: &Given<'_>, resource: &Resource, attrs: &Attrs) -> Vec<String> {
    let mut near: Vec<(f64, String)> = Vec::new();
    for object in given.lives.iter().filter(|object| object.schema.name == resource.address.kind) {
        for name in object.schema.identity.iter().copied().flatten() {
            let Some(wanted) = attrs.get(name).and_then(|value| value.as_text()) else { continue };
            let found = object.live.text(name);
            let likeness = strsim::jaro_winkler(&wanted.to_lowercase(), &found.to_lowercase());
            if likeness >= NEAR && !near.iter().any(|(_, other)| other == found) {
                near.push((likeness, found.to_owned()));
            }
        }
    }
    near.sort_by(|(one, a), (other, b)| other.total_cmp(one).then_with(|| a.cmp(b)));
    near.into_iter().take(OFFERED).map(|(_, name)| name).collect()
}
