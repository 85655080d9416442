//! A policy that is made for a command is enough for it, and no action in it is too much: everything that the fixtures and
//! the specs lead to is played with the sandbox asking for what each call needs (its own tables), first with the policies as
//! they are, then without one action at a time.
//!
//! Actions that the sandbox does not ask for stand in `fixtures/policies/not_asked.toml`, with the reason.

use std::{collections::BTreeSet, fs};

use libtest_mimic::Trial;
use tipctl_model::{AttrSchema, Desired, Ledger, OnChange, Value};
use tipctl_provider::{
    kinds::kinds,
    permissions::{Document, Needs, Purpose, needs},
};
use tipctl_sandbox::{CallRecord, Knobs};

use crate::{
    fixtures::{Fixtures, desired, workspace},
    variant::Variant,
    walk::trial,
    world::{World, schema_of},
};

/// The account that Identity Center is in, where it is elsewhere, and the role that the sandbox has there.
pub(crate) const HUB: &str = "999988887777";
const HUB_ROLE: &str = "arn:aws:iam::999988887777:role/tipctl-directory";

/// The note that says that something was not seen, which is no failure.
const BLIND: &str = "grant::catalog_unread";

pub(crate) fn trials() -> Vec<Trial> {
    let services: BTreeSet<&str> = plays().iter().flat_map(Play::actions).map(service_of).collect();
    let enough = trial("permissions::are-enough".to_owned(), are_enough);
    let needed = services
        .into_iter()
        .map(|service| trial(format!("permissions::{service}"), move || every_action_is_needed(service)));
    std::iter::once(enough).chain(needed).collect()
}

/// The actions that the policies for `purpose` allow, whoever has them.
pub(crate) fn allowed(desired: &Desired, ledger: &Ledger, purpose: Purpose) -> BTreeSet<&'static str> {
    let Needs { caller, elsewhere } = needs(desired, ledger, purpose);
    let elsewhere = elsewhere.map(|elsewhere| elsewhere.needs).unwrap_or_default();
    Document::of(caller.iter().chain(&elsewhere)).actions()
}

/// The action that IAM knows a call by. AWS: it is the operation, but for a few of S3.
pub(crate) fn action_of(call: &CallRecord) -> String {
    let service = match call.service.as_str() {
        "emr" => "elasticmapreduce",
        "s3control" => "s3",
        "ssoadmin" => "sso",
        "ssooidc" => "sso-oauth",
        other => other,
    };
    let operation = match (service, call.operation.as_str()) {
        ("s3", "GetBucketEncryption") => "GetEncryptionConfiguration",
        (_, other) => other,
    };
    format!("{service}:{operation}")
}

/// The same with Identity Center in another account.
pub(crate) fn elsewhere(mut desired: Desired) -> Desired {
    for resource in desired.resources.values_mut().filter(|one| one.address.kind.0 == "identity_center") {
        resource.attrs.insert("role_arn", Value::text(HUB_ROLE));
    }
    desired
}

/// The knobs with which callers have the policies made of `needs`, but for some actions.
pub(crate) fn bound(needs: &Needs, without: &BTreeSet<String>) -> Knobs {
    let policy = |needs| policy(&Document::of(needs), without);
    Knobs {
        policy: Some(policy(&needs.caller)),
        directory_policy: needs.elsewhere.as_ref().map(|elsewhere| policy(&elsewhere.needs)),
        ..Knobs::default()
    }
}

/// Nothing is refused, even without all that is known not to be asked for.
fn are_enough() {
    let idle = not_asked();
    for play in plays() {
        assert_eq!(play.refused(&idle), None, "{}", play.name);
    }
}

/// Without any action of `service`, something is refused somewhere.
fn every_action_is_needed(service: &str) {
    let plays = plays();
    let actions: BTreeSet<&str> =
        plays.iter().flat_map(Play::actions).filter(|action| service_of(action) == service).collect();
    let spare = |action: &&str| {
        let mut with = plays.iter().filter(|play| play.actions().contains(action));
        with.all(|play| play.refused(&BTreeSet::from([(*action).to_owned()])).is_none())
    };
    let idle = not_asked();
    let spared: Vec<&str> =
        actions.into_iter().filter(|action| !idle.contains(*action)).filter(spare).collect();
    assert!(spared.is_empty(), "nothing is refused without any of {spared:?}");
}

fn service_of(action: &str) -> &str {
    action.split(':').next().unwrap_or(action)
}

/// Actions that a policy allows and that the sandbox asks nobody for.
pub(crate) fn not_asked() -> BTreeSet<String> {
    let text = fs::read_to_string(workspace("fixtures/policies/not_asked.toml")).expect("it is there");
    let reasons: toml::Table = text.parse().expect("it is TOML");
    reasons.keys().cloned().collect()
}

/// Specs that one stack goes through, and then destroys the last of.
struct Play {
    name: String,
    specs: Vec<Desired>,
    /// The account that Identity Center is in, if not the stack's.
    owner: Option<&'static str>,
}

/// The shortest first.
fn plays() -> Vec<Play> {
    let mut plays = Vec::new();
    for kind in kinds() {
        let name = kind.schema().name;
        let fixtures = Fixtures::read(kind);
        for base in &fixtures.bases {
            let mut specs = vec![base.full.clone()];
            for variant in Variant::all(&fixtures, base) {
                specs.extend([variant.desired, base.full.clone()]);
            }
            plays.push(Play { name: format!("{name}, full"), specs, owner: None });
        }
        plays.push(Play { name: format!("{name}, minimal"), specs: vec![fixtures.minimal], owner: None });
    }
    for spec in ["specs/quickstart.toml", "specs/prod.toml"] {
        let desired = desired(&workspace(spec));
        let elsewhere = elsewhere(desired.clone());
        plays.push(Play { name: spec.to_owned(), specs: vec![desired], owner: None });
        plays.push(Play { name: format!("{spec}, elsewhere"), specs: vec![elsewhere], owner: Some(HUB) });
    }
    plays.sort_by_key(|play| play.specs.len());
    plays
}

impl Play {
    /// Every action that a policy for any part of it allows.
    fn actions(&self) -> BTreeSet<&'static str> {
        self.specs.iter().flat_map(|spec| allowed(spec, &Ledger::default(), Purpose::Apply)).collect()
    }

    /// Plays it with the policies made for it, but without some actions. Answers the first refusal.
    fn refused(&self, without: &BTreeSet<String>) -> Option<String> {
        let folder = tempfile::tempdir().expect("a folder can be made");
        let file = folder.path().join("sandbox.json");
        let mut ledger = Ledger::default();
        let last = self.specs.last().map(|spec| (spec, Purpose::Destroy));
        let mut before: Option<&Desired> = None;
        for (spec, purpose) in self.specs.iter().map(|spec| (spec, Purpose::Apply)).chain(last) {
            for purpose in [Purpose::Plan, purpose] {
                let mut needed = needs(spec, &ledger, purpose);
                if let Some(before) = before.filter(|before| replaces(before, spec)) {
                    needed.caller.extend(needs(before, &ledger, purpose).caller);
                }
                let identity_center = self.owner.map(|owner| (owner.to_owned(), spec.place.region.clone()));
                let knobs = Knobs { identity_center, ..bound(&needed, without) };
                let mut world = World::opened(&file, knobs, &spec.place);
                world.ledger = ledger.clone();
                if let Err(refused) = world.turn(spec, purpose) {
                    return Some(refused);
                }
                world.sandbox.save().expect("the state can be saved");
                ledger = world.ledger.clone();
            }
            before = Some(spec);
        }
        None
    }
}

/// Whether something of `before` is replaced, and so deleted as what it was. It takes the policies of both specs
/// (docs/permissions.md).
fn replaces(before: &Desired, spec: &Desired) -> bool {
    before.resources.values().any(|old| {
        let schema = schema_of(old.address.kind);
        spec.resources.get(&old.address).is_some_and(|new| {
            let differs = |attr: &&AttrSchema| old.attrs.get(attr.name) != new.attrs.get(attr.name);
            schema.attrs.iter().filter(|attr| attr.on_change == OnChange::Replace).any(|attr| differs(&attr))
        })
    })
}

/// The policy without some actions.
fn policy(document: &Document, without: &BTreeSet<String>) -> String {
    let mut policy: serde_json::Value = serde_json::from_str(&document.text()).expect("it is JSON");
    let statements = policy["Statement"].as_array_mut().expect("it has statements");
    statements.retain_mut(|statement| {
        let action = &mut statement["Action"];
        let actions: Vec<String> = match action.as_array() {
            Some(actions) => actions.iter().filter_map(|one| one.as_str().map(str::to_owned)).collect(),
            None => action.as_str().map(str::to_owned).into_iter().collect(),
        };
        let left: Vec<String> = actions.into_iter().filter(|action| !without.contains(action)).collect();
        let is_left = !left.is_empty();
        *action = left.into();
        is_left
    });
    policy.to_string()
}

impl World {
    /// Plans for `purpose`, and carries the plan out unless it is only for planning. Fails with what was refused, or not
    /// seen.
    fn turn(&mut self, spec: &Desired, purpose: Purpose) -> Result<(), String> {
        let plan = self.plan(spec, purpose == Purpose::Destroy).map_err(|trouble| format!("{trouble:?}"))?;
        if let Some(note) = plan.report.notes.iter().find(|note| note.code == BLIND) {
            return Err(note.message.clone());
        }
        if purpose == Purpose::Plan {
            return Ok(());
        }
        match self.apply(&plan).failed.first() {
            Some((_, fault)) => Err(fault.to_string()),
            None => Ok(()),
        }
    }
}
