//! What the ledger remembers of things that are only looked up: by which keys each was found the last time.
//!
//! A group that the identity provider has renamed is not found by its name any more, and its id tells which one it is. One
//! that was deleted and pushed anew is found by its name and has another id: what was granted to the old one opens nothing.

use std::collections::{BTreeMap, BTreeSet};

use tipctl_model::{Action, Address, Attrs, Change, Key, KindSchema, Live, Mode, Note, Plan, Resource};

use crate::{
    lives::Object,
    pair::{Pairs, looked_for},
    plan::Given,
};

/// An object that is known again by one of the keys that it had, and not by what is looked for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Recognised {
    /// The key by which it is known again.
    pub by: Key,
    /// What is looked for by, and what the object has there today: `name` and the new name.
    pub today: Vec<(&'static str, String)>,
    /// Another resource of the spec that means this object already.
    pub meant_by: Option<Address>,
}

/// By which keys everything was found that `plan` only looks up: what the ledger is to remember once it is carried out.
/// What a destroy leaves alone is not looked up any more.
pub fn found(plan: &Plan, kinds: &[&'static KindSchema]) -> BTreeMap<Address, BTreeSet<Key>> {
    let looked_up = plan.changes.iter().filter(|change| change.mode == Mode::Found && !plan.header.destroy);
    let keys = |change: &Change| {
        let schema = kinds.iter().find(|schema| schema.name == change.address.kind)?;
        Some((change.address.clone(), keys(schema, &change.action.live()?.attrs).collect()))
    };
    looked_up.filter_map(keys).collect()
}

/// The object that `resource` was found as before, when nothing has the `attrs` that are looked for today.
pub(crate) fn recognised(
    given: &Given<'_>,
    pairs: &Pairs<'_>,
    resource: &Resource,
    attrs: &Attrs,
) -> Option<Recognised> {
    let schema = given.kinds.schema(resource.address.kind).ok()?;
    let remembered = keys(schema, attrs).find_map(|key| given.ledger.found_under(&resource.address, &key))?;
    let (by, object) = ranked(schema, remembered).find_map(|key| match given.lives.named(key) {
        [object] => Some((key, *object)),
        _ => None,
    })?;
    let today = sought(schema, attrs).filter_map(|attr| {
        let text = object.live.text(attr);
        let differs = attrs.get(attr).and_then(|value| value.as_text()) != Some(text);
        (differs && !text.is_empty()).then(|| (attr, text.to_owned()))
    });
    let today: Vec<_> = today.collect();
    let meant_by = pairs.claimant(object).cloned();
    (!today.is_empty()).then(|| Recognised { by: by.clone(), today, meant_by })
}

/// What is found today as another object than the last time.
pub(crate) fn exchanged(
    given: &Given<'_>,
    pairs: &Pairs<'_>,
    changes: &BTreeMap<Address, Change>,
) -> Vec<Note> {
    let looked_up = given.sequence.iter().map(|(_, resource)| *resource);
    let looked_up = looked_up.filter(|resource| resource.mode == Mode::Found);
    let note = |resource: &Resource| {
        let object = pairs.get(&resource.address)?;
        let attrs = looked_for(given, pairs, resource).ok()?;
        let before = former(given, resource, object, &attrs)?;
        let follow = following(given, changes, &resource.address);
        Some(match given.lives.named(before) {
            [] => pushed_anew(&resource.address, object, before, &follow),
            [other, ..] => taken_over(&resource.address, (object, &attrs), other.live, &follow),
        })
    };
    looked_up.filter_map(note).collect()
}

/// The best key of the object that the resource was found as the last time, when that is not `object`'s.
fn former<'a>(given: &Given<'a>, resource: &Resource, object: Object<'_>, attrs: &Attrs) -> Option<&'a Key> {
    let own: BTreeSet<Key> = object.keys().collect();
    let mut looked = keys(object.schema, attrs).filter(|key| own.contains(key));
    let remembered = looked.find_map(|key| given.ledger.found_under(&resource.address, &key))?;
    let before = ranked(object.schema, remembered).next()?;
    let today = Key::of(object.schema, &object.live.attrs)?;
    (part_names(before).eq(part_names(&today)) && *before != today).then_some(before)
}

/// The resources that refer to `address` and are made or changed.
fn following(given: &Given<'_>, changes: &BTreeMap<Address, Change>, address: &Address) -> Vec<String> {
    let is_sent = |change: &&Change| {
        matches!(change.action, Action::Create { .. } | Action::Update { .. } | Action::Replace { .. })
    };
    let refers = |change: &&Change| {
        given
            .desired
            .resources
            .get(&change.address)
            .is_some_and(|resource| resource.needs().contains(address))
    };
    let follow = changes.values().filter(is_sent).filter(refers);
    follow.map(|change| format!("`{}`", change.address)).collect()
}

fn pushed_anew(address: &Address, object: Object<'_>, before: &Key, follow: &[String]) -> Note {
    let (kind, was, is) = (address.kind, value(before), today(object));
    let anew = match follow {
        [] => "nothing of this stack was granted to it".to_owned(),
        _ => format!("this plan gives the new one what the old one had: {}", follow.join(", ")),
    };
    Note {
        code: "plan::pushed_anew",
        message: format!(
            "`{address}` is another {kind} than at the last apply: the one with the id `{was}` is gone, and `{is}` has come \
             in its place. What was granted to the old id opens nothing any more; {anew}"
        ),
        help: Some(format!(
            "look who is in it today: a {kind} that was pushed anew need not have the same members"
        )),
    }
}

fn taken_over(
    address: &Address,
    (object, attrs): (Object<'_>, &Attrs),
    other: &Live,
    follow: &[String],
) -> Note {
    let kind = address.kind;
    let (was, is) = (Key::of(object.schema, &other.attrs), today(object));
    let was = was.as_ref().map(value).unwrap_or_default();
    let moved = match follow {
        [] => "this plan moves nothing".to_owned(),
        _ => format!("this plan takes from the one and gives to the other: {}", follow.join(", ")),
    };
    let called: Vec<_> = sought(object.schema, attrs)
        .filter(|attr| !other.text(attr).is_empty())
        .map(|attr| format!("{attr} = {:?}", other.text(attr)))
        .collect();
    Note {
        code: "plan::name_taken_over",
        message: format!(
            "`{address}` is another {kind} than at the last apply: the one of then, `{was}`, is called otherwise today, and \
             `{is}` bears its old name; {moved}"
        ),
        help: Some(format!("to stay with the {kind} of then, write in `{address}`:\n{}", called.join("\n"))),
    }
}

/// The keys of `attrs`, the best first.
fn keys<'a>(schema: &'static KindSchema, attrs: &'a Attrs) -> impl Iterator<Item = Key> + 'a {
    schema.identity.iter().filter_map(move |alternative| Key::under(schema, alternative, attrs))
}

/// The remembered keys, the best first.
fn ranked<'a>(schema: &'static KindSchema, keys: &'a BTreeSet<Key>) -> impl Iterator<Item = &'a Key> {
    schema
        .identity
        .iter()
        .filter_map(|alternative| keys.iter().find(|key| part_names(key).eq(alternative.iter().copied())))
}

/// The attributes in `attrs` by which the kind can be looked up.
fn sought<'a>(schema: &'static KindSchema, attrs: &'a Attrs) -> impl Iterator<Item = &'static str> + 'a {
    schema.identity.iter().copied().flatten().copied().filter(|attr| attrs.contains_key(attr))
}

fn part_names(key: &Key) -> impl Iterator<Item = &str> {
    key.parts.iter().map(|(name, _)| name.as_str())
}

fn value(key: &Key) -> String {
    key.parts.iter().map(|(_, value)| value.as_str()).collect::<Vec<_>>().join(", ")
}

fn today(object: Object<'_>) -> String {
    Key::of(object.schema, &object.live.attrs).as_ref().map(value).unwrap_or_default()
}
