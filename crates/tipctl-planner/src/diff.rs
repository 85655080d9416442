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

#[cfg(test)]
mod tests {
    use tipctl_model::OnChange;
    use tipctl_testkit::{desired::reference, invented};

    use super::*;

    fn texts(texts: &[&str]) -> Value {
        Value::texts(texts.iter().copied())
    }

    fn map(entries: &[(&str, &str)]) -> Value {
        Value::map(entries.iter().map(|(name, value)| (*name, Value::text(*value))))
    }

    #[test]
    fn values_of_a_type_differ_or_mean_the_same() {
        let ty = |kind, attr| {
            let schema = invented::schemas().into_iter().find(|schema| schema.name.0 == kind).unwrap();
            &schema.attr(attr).unwrap().ty
        };
        let (rights, crew, rig) = (ty("pass", "rights"), ty("boat", "crew"), ty("boat", "rig"));
        let (note, tags, oath) = (ty("gate", "note"), ty("gate", "tags"), ty("keeper", "oath"));
        let sails = |sails: &[&str]| Value::map([("mast", Value::text("oak")), ("sails", texts(sails))]);
        let whole = |before: Option<Value>, after: Value| Some(Delta::Value { before, after });
        let set = |added: &[&str], removed: &[&str], kept: &[&str]| {
            let [added, removed, kept] =
                [added, removed, kept].map(|texts| texts.iter().map(|text| Value::text(*text)).collect());
            Some(Delta::Set { added, removed, kept })
        };
        let cases = [
            (note, Some(Value::text("a")), Value::text("a"), None),
            (note, Some(Value::text("")), Value::text("a"), whole(Some("".into()), "a".into())),
            (note, None, Value::text(""), whole(None, "".into())),
            (rights, Some(texts(&["b", "a"])), texts(&["a", "b", "a"]), None),
            (rights, Some(texts(&["b", "a"])), texts(&["c", "b"]), set(&["c"], &["a"], &["b"])),
            (rights, None, texts(&[]), None),
            (rights, None, texts(&["a"]), set(&["a"], &[], &[])),
            (rights, Some(texts(&["a"])), texts(&[]), set(&[], &["a"], &[])),
            (
                crew,
                Some(texts(&["a", "b"])),
                texts(&["b", "a"]),
                whole(Some(texts(&["a", "b"])), texts(&["b", "a"])),
            ),
            (rig, Some(sails(&["x", "y"])), sails(&["y", "x"]), None),
            (rig, Some(sails(&["x"])), sails(&["y"]), whole(Some(sails(&["x"])), sails(&["y"]))),
            (tags, None, map(&[]), None),
            (tags, Some(map(&[("a", "1")])), map(&[("a", "1")]), None),
            (
                tags,
                Some(map(&[("a", "1"), ("b", "1"), ("c", "1")])),
                map(&[("a", "1"), ("b", "2"), ("d", "1")]),
                Some(Delta::Map {
                    entries: BTreeMap::from([
                        ("b".to_owned(), (Some("1".into()), Some("2".into()))),
                        ("c".to_owned(), (Some("1".into()), None)),
                        ("d".to_owned(), (None, Some("1".into()))),
                    ]),
                    kept: 1,
                }),
            ),
            (
                oath,
                Some(map(&[("a", "1")])),
                map(&[("a", "2")]),
                whole(Some(map(&[("a", "1")])), map(&[("a", "2")])),
            ),
            (
                rights,
                Some(texts(&["a"])),
                reference("gate.east", "id"),
                whole(Some(texts(&["a"])), reference("gate.east", "id")),
            ),
        ];
        for (ty, before, after, expected) in cases {
            assert_eq!(delta(ty, before.as_ref(), &after), expected, "{before:?} -> {after:?}");
        }
    }

    #[test]
    fn only_what_is_wanted_and_compared_differs() {
        let schema = invented::schemas().into_iter().find(|schema| schema.name.0 == "gate").unwrap();
        let want = Attrs::from([("name", "a".into()), ("id", "foretold".into()), ("realm", "north".into())]);
        let live = Attrs::from([("name", "b".into()), ("id", "given".into()), ("note", "left out".into())]);
        let found: Vec<_> =
            diff(schema, &want, &live).iter().map(|change| (change.attr, change.on_change)).collect();
        assert_eq!(found, [("name", OnChange::Update), ("realm", OnChange::Replace)]);
    }

    #[test]
    fn what_grows_is_replaced_only_for_what_goes() {
        let set = |added: &[&str], removed: &[&str]| Delta::Set {
            added: added.iter().map(|text| Value::text(*text)).collect(),
            removed: removed.iter().map(|text| Value::text(*text)).collect(),
            kept: Vec::new(),
        };
        assert_eq!(cost(OnChange::Grow, &set(&["a"], &[])), OnChange::Update);
        assert_eq!(cost(OnChange::Grow, &set(&["a"], &["b"])), OnChange::Replace);
        assert_eq!(cost(OnChange::Update, &set(&[], &["b"])), OnChange::Update);
        assert_eq!(cost(OnChange::Replace, &set(&["a"], &[])), OnChange::Replace);
    }
}
