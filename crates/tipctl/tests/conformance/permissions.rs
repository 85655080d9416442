//! What is called is what a policy made for it allows, and what a policy allows is called for.
//!
//! The first is held in every world ([`crate::world`]), the second here: over everything that the fixtures and the specs
//! lead to, an action that no call is of stands in `fixtures/policies/not_called.toml`, with the reason.

use std::{collections::BTreeSet, fs};

use libtest_mimic::Trial;
use tipctl_model::{Desired, Ledger};
use tipctl_provider::{
    kinds::kinds,
    permissions::{Document, Purpose, needs},
};
use tipctl_sandbox::{CallRecord, Knobs};

use crate::{
    fixtures::{Fixtures, desired, workspace},
    variant::Variant,
    walk::trial,
    world::World,
};

/// The actions that a policy for `purpose` allows.
pub(crate) fn allowed(desired: &Desired, ledger: &Ledger, purpose: Purpose) -> BTreeSet<&'static str> {
    Document::of(&needs(desired, ledger, purpose)).actions()
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

pub(crate) fn trials() -> Vec<Trial> {
    vec![trial("permissions::every-action-is-called-for".to_owned(), every_action_is_called_for)]
}

fn every_action_is_called_for() {
    let mut seen = Seen::default();
    for kind in kinds() {
        let fixtures = Fixtures::read(kind);
        seen.there_and_back(&fixtures.minimal, &[]);
        for base in &fixtures.bases {
            let variants: Vec<Desired> =
                Variant::all(&fixtures, base).into_iter().map(|variant| variant.desired).collect();
            seen.there_and_back(&base.full, &variants);
        }
    }
    for spec in ["specs/quickstart.toml", "specs/prod.toml"] {
        seen.there_and_back(&desired(&workspace(spec)), &[]);
    }
    let text = fs::read_to_string(workspace("fixtures/policies/not_called.toml")).expect("it is there");
    let reasons: toml::Table = text.parse().expect("it is TOML");
    let known: BTreeSet<&str> = reasons.keys().map(String::as_str).collect();
    let idle: BTreeSet<&str> =
        seen.allowed.iter().copied().filter(|action| !seen.called.contains(*action)).collect();
    assert_eq!(
        idle, known,
        "the actions that are allowed and never called, and those that are known not to be"
    );
}

/// What was allowed so far, and what was called.
#[derive(Default)]
struct Seen {
    allowed: BTreeSet<&'static str>,
    called: BTreeSet<String>,
}

impl Seen {
    /// Makes what `full` says, turns it into each of `others` and back, and destroys it all.
    fn there_and_back(&mut self, full: &Desired, others: &[Desired]) {
        let mut world = World::fresh(Knobs::default(), &full.place);
        world.converge(full);
        for other in others {
            world.converge(other);
            self.allowed.extend(allowed(other, &Ledger::default(), Purpose::Apply));
            world.converge(full);
        }
        self.allowed.extend(allowed(full, &Ledger::default(), Purpose::Apply));
        world.destroy(full);
        self.called.extend(world.sandbox.calls().iter().map(action_of));
    }
}
