//! Specs and worlds that nobody chose, for properties.

use std::collections::BTreeMap;

use proptest::{
    collection::{btree_map, btree_set, vec},
    option,
    prelude::*,
    sample::{Index, select},
};
use tipctl_model::{
    Address, AttrRef, Attrs, Desired, Key, KindName, KindSchema, Ledger, Live, Observation, Resource, Value,
};
use tipctl_testkit::{
    desired::{address, desired, reference, resource, settled},
    invented,
};

/// Which attributes each kind may be given, and what they may be.
fn optional(kind: &str) -> Vec<(&'static str, BoxedStrategy<Value>)> {
    let rig = (text(), texts()).prop_map(|(mast, sails)| Value::map([("mast", mast), ("sails", sails)]));
    let oath = (text(), refers("gate", "id")).prop_map(|(sid, on)| Value::map([("$Sid", sid), ("On", on)]));
    match kind {
        "gate" => vec![
            ("realm", select(vec!["north", "south"]).prop_map(Value::text).boxed()),
            ("note", text()),
            ("open", any::<bool>().prop_map(Value::Bool).boxed()),
            ("tags", btree_map("[a$]b?", text(), 0..3).prop_map(Value::map).boxed()),
        ],
        "keeper" => vec![("oath", oath.boxed())],
        "lake" => vec![
            ("shore", select(vec!["sand", "rock"]).prop_map(Value::text).boxed()),
            ("depth", (0..2_i64).prop_map(Value::Int).boxed()),
            ("keeper", refers("keeper", "arn")),
        ],
        "boat" => vec![
            ("lake", refers("lake", "arn")),
            ("gates", set_of(refers("gate", "id"))),
            ("crew", vec(text(), 0..3).prop_map(Value::List).boxed()),
            ("rig", rig.boxed()),
        ],
        "rules" => vec![("motto", text()), ("wardens", set_of(refers("keeper", "arn")))],
        _ => Vec::new(),
    }
}

fn text() -> BoxedStrategy<Value> {
    select(vec!["", "a", "b"]).prop_map(Value::text).boxed()
}

fn texts() -> BoxedStrategy<Value> {
    set_of(select(vec!["swim", "fish", "row"]).prop_map(Value::text).boxed())
}

fn set_of(of: BoxedStrategy<Value>) -> BoxedStrategy<Value> {
    btree_set(of, 0..3).prop_map(|elements| Value::List(elements.into_iter().rev().collect())).boxed()
}

/// A reference to one of three resources or to something that is nobody's.
fn refers(kind: &'static str, attr: &'static str) -> BoxedStrategy<Value> {
    let ours = (0..3_u8).prop_map(move |label| reference(&format!("{kind}.{label}"), attr));
    prop_oneof![4 => ours, 1 => Just(Value::text(format!("somebody's {kind}")))].boxed()
}

/// The attributes that a resource must have. Only those of passes can be equal for two labels.
fn required(kind: &'static str, label: u8) -> BoxedStrategy<Attrs> {
    let named = |named: &'static str| {
        let name = move |renamed: bool| Value::text(format!("/{label}{}", if renamed { "'" } else { "" }));
        prop::bool::weighted(0.3).prop_map(move |renamed| Attrs::from([(named, name(renamed))])).boxed()
    };
    match kind {
        "lake" => named("path"),
        "rules" => Just(Attrs::new()).boxed(),
        "pass" => (refers("gate", "id"), refers("lake", "arn"), texts(), texts())
            .prop_map(|(gate, lake, waters, rights)| {
                Attrs::from([("gate", gate), ("lake", lake), ("waters", waters), ("rights", rights)])
            })
            .boxed(),
        "boat" if label > 0 => named("name")
            .prop_map(move |attrs| {
                let hull = Value::text(format!("H{label}"));
                attrs.into_iter().chain([("hull", hull)]).collect()
            })
            .boxed(),
        _ => named("name"),
    }
}

fn drawn_resource(kind: &'static str, label: u8) -> BoxedStrategy<Resource> {
    let optional: Vec<_> = optional(kind)
        .into_iter()
        .map(|(name, value)| option::of(value.prop_map(move |value| (name, value))))
        .collect();
    (required(kind, label), optional)
        .prop_map(move |(attrs, optional)| {
            let mut resource = resource(&format!("{kind}.{label}"), []);
            let attrs = attrs.into_iter().chain(optional.into_iter().flatten()).collect();
            resource.attrs = settled(KindName(kind), attrs);
            resource
        })
        .boxed()
}

/// A spec: each of three resources of each kind may be there; every reference leads to one that is; no two have the same
/// natural key.
pub(super) fn spec() -> BoxedStrategy<Desired> {
    let resources: Vec<_> = invented::schemas()
        .into_iter()
        .flat_map(|schema| {
            (0..if schema.name.0 == "rules" { 1 } else { 3 }).map(move |label| (schema.name.0, label))
        })
        .map(|(kind, label)| prop::option::weighted(0.7, drawn_resource(kind, label)))
        .collect();
    resources.prop_map(|resources| whole(resources.into_iter().flatten())).boxed()
}

fn whole(resources: impl Iterator<Item = Resource>) -> Desired {
    let mut resources: BTreeMap<Address, Resource> =
        resources.map(|resource| (resource.address.clone(), resource)).collect();
    let addresses: Vec<Address> = resources.keys().cloned().collect();
    let instead = |to: &AttrRef| {
        (!addresses.contains(&to.address)).then(|| Value::text(format!("somebody's {}", to.address.kind)))
    };
    let mut keys = Vec::new();
    for resource in resources.values_mut() {
        let attrs = std::mem::take(&mut resource.attrs);
        resource.attrs = attrs.into_iter().map(|(name, value)| (name, value.resolved(&instead))).collect();
    }
    resources.retain(|address, resource| {
        let key = ["gate", "lake", "waters"].map(|name| resource.attrs.get(name).cloned());
        let is_new = address.kind.0 != "pass" || !keys.contains(&key);
        keys.push(key);
        is_new
    });
    desired(resources.into_values())
}

/// The attributes of a spec's resources as somebody else would give them: with names for references.
pub(super) fn as_others_would(spec: &Desired) -> Vec<(KindName, Attrs)> {
    let name = |to: &AttrRef| Some(Value::text(format!("somebody's {}", to.address.kind)));
    let attrs = |attrs: &Attrs| attrs.iter().map(|(attr, value)| (*attr, value.resolved(&name))).collect();
    spec.resources.values().map(|resource| (resource.address.kind, attrs(&resource.attrs))).collect()
}

/// An observation and a ledger that no apply can have left. In some, several objects answer to one key.
pub(super) fn muddle() -> BoxedStrategy<(Observation, Ledger)> {
    let specs = vec((spec(), 0..3_u8, any::<bool>()), 1..3);
    let owned = vec((any::<Index>(), 0..4_u8), 12);
    (specs, prop::bool::weighted(0.2), owned)
        .prop_map(|(specs, is_crowded, owned)| {
            let mut observed = Observation::default();
            observed.lives.extend(invented::schemas().into_iter().map(|schema| (schema.name, Vec::new())));
            for (spec, number, is_marked) in specs {
                let stack = is_marked.then(|| "elsewhere".to_owned());
                for (kind, attrs) in as_others_would(&spec) {
                    show(&mut observed, kind, Live { attrs, stack: stack.clone() }, number, is_crowded);
                }
            }
            let ledger = claims(&observed, &owned);
            (observed, ledger)
        })
        .boxed()
}

/// Adds an object with an id; one that shares a key with another only where it is crowded.
fn show(observed: &mut Observation, kind: KindName, mut live: Live, number: u8, is_crowded: bool) {
    let schema = schema(kind);
    if schema.attr("id").is_some() {
        live.attrs.insert("id", Value::text(format!("{kind}#{number}")));
    }
    let lives = observed.lives.get_mut(&kind).unwrap();
    let is_shared = |key: Key| lives.iter().any(|other| key.names(&other.attrs));
    let shares =
        schema.identity.iter().filter_map(|parts| Key::under(schema, parts, &live.attrs)).any(is_shared);
    if is_crowded || !shares {
        lives.push(live);
    }
}

/// A ledger that owns the picked objects under any labels, and some that are gone.
fn claims(observed: &Observation, owned: &[(Index, u8)]) -> Ledger {
    let of_kind = |(kind, lives): (&KindName, &Vec<Live>)| -> Vec<Key> {
        lives.iter().filter_map(|live| Key::of(schema(*kind), &live.attrs)).collect()
    };
    let keys: Vec<Key> = observed.lives.iter().flat_map(of_kind).collect();
    let mut ledger = Ledger::default();
    for (pick, label) in owned.iter().filter(|_| !keys.is_empty()) {
        let mut key = pick.get(&keys).clone();
        let address = address(&format!("{}.{label}", key.kind));
        if *label == 3 {
            key.parts[0].1.push_str(" which is gone");
        }
        ledger.record(key, address);
    }
    ledger
}

fn schema(kind: KindName) -> &'static KindSchema {
    invented::schemas().into_iter().find(|schema| schema.name == kind).unwrap()
}
