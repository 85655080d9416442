//! Two resources that are one object in AWS, told by their natural keys.
//!
//! What is written wins over what is derived; two that are derived and equal become one; anything else is a mistake.
//! A resource that gives way leaves its references to the one that stays.

use std::collections::BTreeMap;

use tipctl_model::{Address, AttrRef, Attrs, Resource, Value};

use crate::{
    kinds::Kinds,
    problem::{Problem, Problems},
    suggest,
};

/// Which resource takes the place of which.
type Renames = BTreeMap<Address, Address>;

/// Unites resources that are one object, and reports those that cannot be. References must not lead in a circle.
pub(crate) fn unite(resources: &mut BTreeMap<Address, Resource>, kinds: &Kinds<'_>, problems: &mut Problems) {
    loop {
        // Resources that differ only in references to what gives way are equal in the next round.
        let (renames, duplicates) = compare(resources, kinds);
        if renames.is_empty() {
            duplicates.into_iter().for_each(|problem| problems.push(problem));
            return;
        }
        rename(resources, &renames);
    }
}

fn compare(resources: &BTreeMap<Address, Resource>, kinds: &Kinds<'_>) -> (Renames, Vec<Problem>) {
    let mut renames = Renames::new();
    let mut duplicates = Vec::new();
    let mut holders: BTreeMap<(usize, &'static str, Vec<String>), Vec<Named<'_>>> = BTreeMap::new();
    for resource in resources.values() {
        let Some(schema) = kinds.schema(resource.address.kind) else { continue };
        let attrs = resolved(&resource.attrs, resources);
        let keys: Vec<Option<Vec<String>>> =
            schema.identity.iter().map(|alternative| key(&attrs, alternative)).collect();
        let mut named = Named { resource, attrs, keys };
        for at in 0..named.keys.len() {
            let Some(key) = named.keys.get(at).cloned().flatten() else { continue };
            let holders = holders.entry((at, schema.name.0, key)).or_default();
            let Some(held) = holders.iter_mut().find(|held| held.is_same(&named)) else {
                holders.push(named.clone());
                continue;
            };
            match stays(held, &named) {
                Some(true) => drop(renames.insert(resource.address.clone(), held.resource.address.clone())),
                Some(false) => {
                    renames.insert(held.resource.address.clone(), resource.address.clone());
                    *held = named.clone();
                }
                None => duplicates.push(duplicate(held.resource, resource, schema.identity.get(at))),
            }
            // The first alternative that both have decides.
            named.keys.clear();
        }
    }
    (renames, duplicates)
}

/// A resource with its references filled in as far as they are known, and its key under each alternative.
#[derive(Clone)]
struct Named<'a> {
    resource: &'a Resource,
    attrs: Attrs,
    keys: Vec<Option<Vec<String>>>,
}

impl Named<'_> {
    fn is_same(&self, other: &Self) -> bool {
        let both =
            self.keys.iter().zip(&other.keys).find(|(one, another)| one.is_some() && another.is_some());
        both.is_some_and(|(one, another)| one == another)
    }
}

/// Whether the first of two that are one object stays; none when neither may give way.
fn stays(held: &Named<'_>, new: &Named<'_>) -> Option<bool> {
    match (&held.resource.derived_from, &new.resource.derived_from) {
        (None, Some(_)) => Some(true),
        (Some(_), None) => Some(false),
        (Some(_), Some(_)) if held.attrs == new.attrs && held.resource.mode == new.resource.mode => {
            Some(true)
        }
        _ => None,
    }
}

fn key(attrs: &Attrs, alternative: &[&'static str]) -> Option<Vec<String>> {
    alternative.iter().map(|name| attrs.get(name).map(Value::to_string)).collect()
}

fn resolved(attrs: &Attrs, resources: &BTreeMap<Address, Resource>) -> Attrs {
    attrs
        .iter()
        .map(|(name, value)| (*name, value.resolved(&|reference| known(reference, resources))))
        .collect()
}

fn known(reference: &AttrRef, resources: &BTreeMap<Address, Resource>) -> Option<Value> {
    let value = resources.get(&reference.address)?.attrs.get(reference.attr)?;
    Some(value.resolved(&|inner| known(inner, resources)))
}

fn duplicate(one: &Resource, other: &Resource, identity: Option<&&[&'static str]>) -> Problem {
    let (first, second) = if other.origin < one.origin { (other, one) } else { (one, other) };
    let names = suggest::listed(identity.into_iter().flat_map(|names| names.iter().copied()), "and");
    let label = |resource: &Resource| match &resource.derived_from {
        Some(source) => format!("`{}`, derived from `{source}`", resource.address),
        None => format!("`{}`", resource.address),
    };
    Problem::new(
        "spec::duplicate",
        format!("`{}` and `{}` are one object: they have the same {names}", first.address, second.address),
    )
    .at(second.origin, label(second))
    .at(first.origin, label(first))
    .help(match (&first.derived_from, &second.derived_from) {
        (Some(_), Some(_)) => {
            format!("write a `{}` of your own to say which of the two holds", first.address.kind)
        }
        _ => format!("remove one of the two, or give it another value of {names}"),
    })
}

fn rename(resources: &mut BTreeMap<Address, Resource>, renames: &Renames) {
    resources.retain(|address, _| !renames.contains_key(address));
    for resource in resources.values_mut() {
        for value in resource.attrs.values_mut() {
            if !value.is_known() {
                *value = value.resolved(&|reference| {
                    let heir = heir(&reference.address, renames)?;
                    Some(Value::Pending(AttrRef::new(heir.clone(), reference.attr)))
                });
            }
        }
    }
}

/// Who takes the place of `address` in the end; none when it stays.
fn heir<'a>(address: &Address, renames: &'a Renames) -> Option<&'a Address> {
    let mut heir = renames.get(address)?;
    // Each resource is compared once, with one that came before it, so the renames are a forest and this ends.
    while let Some(next) = renames.get(heir) {
        heir = next;
    }
    Some(heir)
}
