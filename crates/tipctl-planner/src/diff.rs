//! In which attributes what is wanted and what is there differ.
//!
//! Only attributes that are wanted and that the schema compares. Sets differ by element, maps by entry, everything else
//! as a whole; what waits for another resource differs from whatever is there.

use std::collections::{BTreeMap, BTreeSet};

use tipctl_model::{AttrChange, AttrType, Attrs, Delta, KindSchema, OnChange, Value};

/// The differences, in the schema's order.
pub(crate) fn diff(schema: &KindSchema, want: &Attrs, live: &Attrs) -> Vec<AttrChange> {
    schema
        .compared()
        .filter_map(|attr| {
            let delta = delta(&attr.ty, live.get(attr.name), want.get(attr.name)?)?;
            let on_change = cost(attr.on_change, &delta);
            Some(AttrChange { attr: attr.name, delta, on_change })
        })
        .collect()
}

/// What a difference costs: one that only adds elements to what may grow is made in place.
fn cost(on_change: OnChange, delta: &Delta) -> OnChange {
    match (on_change, delta) {
        (OnChange::Grow, Delta::Set { removed, .. }) if removed.is_empty() => OnChange::Update,
        (OnChange::Update, _) => OnChange::Update,
        (OnChange::Grow | OnChange::Replace, _) => OnChange::Replace,
    }
}

/// How two values of a type differ; none when they mean the same. A set or map that AWS does not show is an empty one.
fn delta(ty: &AttrType, before: Option<&Value>, after: &Value) -> Option<Delta> {
    let before = before.map(|before| canonical(ty, before));
    let after = canonical(ty, after);
    match (ty, before, after) {
        (AttrType::Set(_), None, Value::List(after)) => set(Vec::new(), after),
        (AttrType::Set(_), Some(Value::List(before)), Value::List(after)) => set(before, after),
        (AttrType::Map(_), None, Value::Map(after)) => map(BTreeMap::new(), after),
        (AttrType::Map(_), Some(Value::Map(before)), Value::Map(after)) => map(before, after),
        (_, before, after) if before.as_ref() == Some(&after) => None,
        (_, before, after) => Some(Delta::Value { before, after }),
    }
}

fn set(before: Vec<Value>, after: Vec<Value>) -> Option<Delta> {
    let before: BTreeSet<Value> = before.into_iter().collect();
    let (kept, added): (Vec<_>, Vec<_>) = after.into_iter().partition(|element| before.contains(element));
    let removed: Vec<_> = before.into_iter().filter(|element| kept.binary_search(element).is_err()).collect();
    if added.is_empty() && removed.is_empty() { None } else { Some(Delta::Set { added, removed, kept }) }
}

fn map(mut before: BTreeMap<String, Value>, after: BTreeMap<String, Value>) -> Option<Delta> {
    let mut entries = BTreeMap::new();
    let mut kept = 0;
    for (name, wanted) in after {
        let found = before.remove(&name);
        if found.as_ref() == Some(&wanted) {
            kept += 1;
        } else {
            entries.insert(name, (found, Some(wanted)));
        }
    }
    entries.extend(before.into_iter().map(|(name, found)| (name, (Some(found), None))));
    if entries.is_empty() { None } else { Some(Delta::Map { entries, kept }) }
}

/// `attrs` with every set in one order and without doubles, so that equal means equal.
pub(crate) fn canonical_attrs(schema: &KindSchema, attrs: &Attrs) -> Attrs {
    attrs
        .iter()
        .map(|(name, value)| {
            let value = schema.attr(name).map_or_else(|| value.clone(), |attr| canonical(&attr.ty, value));
            (*name, value)
        })
        .collect()
}

/// A value of a type with every set in one order and without doubles.
pub(crate) fn canonical(ty: &AttrType, value: &Value) -> Value {
    match (ty, value) {
        (AttrType::Set(of), Value::List(elements)) => {
            let elements: BTreeSet<Value> = elements.iter().map(|element| canonical(of, element)).collect();
            Value::List(elements.into_iter().collect())
        }
        (AttrType::List(of), Value::List(elements)) => {
            Value::List(elements.iter().map(|element| canonical(of, element)).collect())
        }
        (AttrType::Map(of), Value::Map(entries)) => {
            Value::map(entries.iter().map(|(name, entry)| (name, canonical(of, entry))))
        }
        (AttrType::Object(members), Value::Map(entries)) => {
            let ty = |name: &str| members.iter().find(|member| member.name == name).map(|member| &member.ty);
            Value::map(entries.iter().map(|(name, entry)| {
                (name, ty(name).map_or_else(|| entry.clone(), |ty| canonical(ty, entry)))
            }))
        }
        _ => value.clone(),
    }
}
