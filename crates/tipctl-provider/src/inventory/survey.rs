//! What was read of a live account, and the inventories that follow from it.

use std::collections::{BTreeMap, BTreeSet};

use tipctl_model::{
    Action, Address, AttrRef, Attrs, Change, Desired, Fault, Inventory, Key, Kind, KindName, Note,
    Observation, Place, Plan, Resource, Section, Told,
    inventory::{Extent, Known, Sight, User},
};

use super::{
    pairs::pairs,
    spec::tell_source,
    values::{resolved, told},
};
use crate::{
    attrs::{Read, changed},
    kinds::KINDS,
    levels::{for_each_ref, levels},
};

/// What was read of a live account.
#[derive(Clone, PartialEq, Debug)]
pub struct Survey {
    /// The objects of every kind, whoever made them.
    pub observation: Observation,
    /// The kinds that could not be read, and why. Nothing is known of them, so no plan can be made of this reading.
    pub unread: BTreeMap<KindName, Fault>,
    /// What no kind is about: the description of the instance, roles that are only referred to, tables, buckets, keys.
    pub surroundings: Inventory,
    /// What could not be looked at besides, and why.
    pub notes: Vec<Note>,
}

impl Survey {
    /// A survey of `place` in which nobody has looked beyond `observation`.
    #[must_use]
    pub fn bare(place: Place, observation: Observation) -> Self {
        let surroundings = Inventory::unseen(place, Extent::Live);
        Self { observation, unread: BTreeMap::new(), surroundings, notes: Vec::new() }
    }
}

/// One object, and the resource that means it.
type Thing<'a> = (Option<&'a Address>, Attrs);

/// The inventory of a live account. The resources of `desired` are found in it by their natural keys; of those that are
/// not there it holds nothing.
#[must_use]
pub fn of_live(survey: &Survey, desired: Option<&Desired>) -> Inventory {
    let pairs = desired.map(|desired| pairs(desired, &survey.observation)).unwrap_or_default();
    let things = |kind: KindName| -> Vec<Thing<'_>> {
        let lives = survey.observation.of(kind).iter().enumerate();
        lives.map(|(at, live)| (pairs.get(&(kind, at)).copied(), live.attrs.clone())).collect()
    };
    let mut inventory = survey.surroundings.clone();
    inventory.extent = Extent::Live;
    tell(survey, &BTreeMap::new(), &things, &mut inventory);
    let resources = desired.into_iter().flat_map(|desired| desired.resources.values());
    tell_source(resources.clone().map(|resource| (&resource.address, resource.mode)), &mut inventory);
    inventory.plain_workgroups = resources.filter_map(plain).map(str::to_owned).collect();
    inventory
}

const USER: KindName = KindName("user");

/// The users in `observation`, each with the resource of `desired` that means it.
#[must_use]
pub fn users(desired: &Desired, observation: &Observation) -> Known<User> {
    let lives = observation.lives.get(&USER).map(|lives| (USER, lives.clone()));
    let seen = Observation { lives: lives.into_iter().collect(), ..Observation::default() };
    of_live(&Survey::bare(desired.place.clone(), seen), Some(desired)).users
}

/// An inventory of the one object that `address` means, and that has these attributes.
#[must_use]
pub fn of_object(place: &Place, address: &Address, attrs: &Attrs) -> Inventory {
    let mut inventory = Inventory::unseen(place.clone(), Extent::Live);
    let kind = KINDS.iter().find(|kind| kind.schema().name == address.kind);
    kind.into_iter().for_each(|kind| kind.tell(Told { from: Some(address), attrs }, &mut inventory));
    inventory
}

/// The name of the workgroup that `resource` asks for, where it asks for one without Identity Center.
fn plain(resource: &Resource) -> Option<&str> {
    let is_plain =
        resource.address.kind.0 == "workgroup" && resource.attrs.truth("identity_center") == Some(false);
    resource.attrs.text("name").filter(|_| is_plain)
}

/// The inventory of what `plan` would leave of the account that `before` was read of. What AWS will only then say, such as
/// the id of a group that is made, is the reference that stands for it: `group.analysts#id`.
#[must_use]
pub fn of_plan(plan: &Plan, before: &Survey) -> Inventory {
    let known = |reference: &AttrRef| plan.known(reference).cloned();
    let mut touched: BTreeSet<Key> = BTreeSet::new();
    let mut after: BTreeMap<KindName, Vec<Thing<'_>>> = BTreeMap::new();
    let mut made: BTreeMap<KindName, Vec<Attrs>> = BTreeMap::new();
    for change in &plan.changes {
        touched.extend(change.action.live().and_then(|live| key(change.address.kind, &live.attrs)));
        let attrs = match &change.action {
            Action::Create { want } | Action::Replace { want, .. } => {
                let attrs = told(&change.address, want, &known);
                made.entry(change.address.kind).or_default().push(attrs.clone());
                attrs
            }
            Action::Update { live, want, diff } => {
                let attrs = changed(live, want, diff).attrs;
                attrs.iter().map(|(name, value)| (*name, resolved(value, &known))).collect()
            }
            Action::Keep { live } | Action::Adopt { live } => live.attrs.clone(),
            Action::Delete { .. } => continue,
        };
        after.entry(change.address.kind).or_default().push((Some(&change.address), attrs));
    }
    let things = |kind: KindName| -> Vec<Thing<'_>> {
        let is_touched = |attrs: &Attrs| key(kind, attrs).is_some_and(|key| touched.contains(&key));
        let others = before.observation.of(kind).iter().filter(|live| !is_touched(&live.attrs));
        let mut things = after.get(&kind).cloned().unwrap_or_default();
        things.extend(others.map(|live| (None, live.attrs.clone())));
        things
    };
    let mut inventory = before.surroundings.clone();
    inventory.extent = Extent::After;
    tell(before, &made, &things, &mut inventory);
    mark_mappings(&made, &mut inventory);
    take_mappings_away(plan, &mut inventory);
    tell_source(plan.changes.iter().map(|change| (&change.address, change.mode)), &mut inventory);
    inventory
}

/// Marks the session mappings that are among what is `made`.
fn mark_mappings(made: &BTreeMap<KindName, Vec<Attrs>>, inventory: &mut Inventory) {
    let made = made.get(&KindName("session_mapping")).map(Vec::as_slice).unwrap_or_default();
    for mapping in &mut inventory.mappings {
        mapping.is_to_be_made = made.iter().any(|attrs| {
            attrs.text("studio") == Some(mapping.studio.as_str())
                && attrs.text("identity") == Some(mapping.identity.id())
        });
    }
}

/// AWS: with a session mapping goes the assignment to the studio's application, which bears the studio's name
/// (facts/tip-chain.md L6; that it does is unverified).
fn take_mappings_away(plan: &Plan, inventory: &mut Inventory) {
    let is_mapping = |change: &&Change| change.address.kind.0 == "session_mapping";
    let is_gone = |change: &&Change| matches!(change.action, Action::Delete { .. } | Action::Replace { .. });
    for change in plan.changes.iter().filter(is_mapping).filter(is_gone) {
        let Some(live) = change.action.live() else { continue };
        let Some(studio) = inventory.studios.get(live.text("studio")) else { continue };
        let is_of_workgroup = |arn: &str| {
            inventory.workgroups.iter().any(|(_, workgroup)| workgroup.application.as_deref() == Some(arn))
        };
        let theirs = inventory.applications.iter().filter(|(arn, application)| {
            application.name == studio.name
                && application.instance == studio.instance
                && !is_of_workgroup(arn)
        });
        let theirs: Vec<String> = theirs.map(|(arn, _)| arn.to_owned()).collect();
        for arn in theirs {
            let application = inventory.applications.get_mut(&arn);
            if let Some(Sight::There(assigned)) = application.map(|application| &mut application.assigned) {
                assigned.retain(|who| who.id() != live.text("identity"));
            }
        }
    }
}

/// Tells `inventory` of the `things` of each kind that was read. What was `made` has nothing in it but what is told.
fn tell<'a>(
    survey: &Survey,
    made: &BTreeMap<KindName, Vec<Attrs>>,
    things: &dyn Fn(KindName) -> Vec<Thing<'a>>,
    inventory: &mut Inventory,
) {
    let seen = &survey.observation;
    for kind in levels(|kind| !survey.unread.contains_key(&kind)).concat() {
        let schema = kind.schema();
        let mut things = things(schema.name);
        things.sort_by(|(_, one), (_, other)| one.cmp(other));
        let mut is_whole = seen.lives.contains_key(&schema.name) && !seen.partial.contains(&schema.name);
        // Of what a spec has once, AWS may show several. Which one the spec means is then known from the spec alone.
        if schema.section == Section::Single && things.len() > 1 {
            things.retain(|(from, _)| from.is_some());
            is_whole &= !things.is_empty();
        }
        if is_whole {
            kind.tell_whole(None, inventory);
        }
        for around in seen.around.get(&schema.name).into_iter().flatten().chain(&empty(kind, made)) {
            kind.tell_whole(Some(around), inventory);
        }
        for (from, attrs) in &things {
            kind.tell(Told { from: *from, attrs }, inventory);
        }
        for attrs in seen.beyond.get(&schema.name).into_iter().flatten() {
            kind.tell(Told { from: None, attrs }, inventory);
        }
    }
}

/// What was made and can have objects of `kind` in it: a new group, for memberships.
fn empty(kind: &dyn Kind, made: &BTreeMap<KindName, Vec<Attrs>>) -> BTreeSet<String> {
    let mut empty = BTreeSet::new();
    if let Some(attr) = kind.around().and_then(|around| kind.schema().attr(around)) {
        for_each_ref(&attr.ty, &mut |kinds, attr| {
            let made = made.iter().filter(|(name, _)| kinds.contains(&name.0)).flat_map(|(_, made)| made);
            empty.extend(made.filter_map(|attrs| attrs.text(attr).map(str::to_owned)));
        });
    }
    empty
}

fn key(kind: KindName, attrs: &Attrs) -> Option<Key> {
    let schema = KINDS.iter().map(|known| known.schema()).find(|schema| schema.name == kind)?;
    Key::of(schema, attrs)
}
