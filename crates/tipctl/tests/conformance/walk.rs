//! A kind's way through everything that can happen to one of its objects: made, found unchanged, changed in each
//! attribute and back, destroyed; under every condition.

use std::collections::BTreeSet;

use libtest_mimic::Trial;
use tipctl_model::{Desired, Kind};
use tipctl_provider::kinds::{kinds, schemas};
use tipctl_sandbox::{CallOutcome, FaultRule, Knobs};

use crate::{
    condition::{CONDITIONS, Condition, PLAIN},
    fixtures::{Fixtures, workspace},
    variant::{Variant, assert_all_varied},
    world::{World, assert_same_account},
};

/// A trial for each kind and condition, and those that need no condition.
pub(crate) fn trials() -> Vec<Trial> {
    let mut trials = Vec::new();
    for kind in kinds() {
        let name = kind.schema().name;
        for condition in CONDITIONS {
            trials.push(trial(format!("{name}::{}", condition.name), move || walk(kind, condition)));
        }
        trials.push(trial(format!("{name}::read-only"), move || plans_without_writing(kind)));
        trials.push(trial(format!("{name}::every-attribute"), move || {
            assert_all_varied(&Fixtures::read(kind))
        }));
    }
    trials.push(trial("no-stray-fixtures".to_owned(), every_folder_is_a_kinds));
    trials
}

/// A trial that fails when `test` panics.
pub(crate) fn trial(name: String, test: impl FnOnce() + Send + 'static) -> Trial {
    Trial::test(name, move || {
        test();
        Ok(())
    })
}

fn walk(kind: &'static dyn Kind, condition: &Condition) {
    let fixtures = Fixtures::read(kind);
    there_and_back(&fixtures.minimal, condition, |_| {});
    for base in &fixtures.bases {
        there_and_back(&base.full, condition, |world| {
            for variant in Variant::all(&fixtures, base) {
                let there = world.converge(&variant.desired);
                variant.assert_expected(&there, &base.full, &variant.desired);
                let back = world.converge(&base.full);
                variant.assert_expected(&back, &variant.desired, &base.full);
            }
        });
    }
}

/// Makes what `desired` says, does `between`, and destroys it all. Each time in a world of its own, because faults that
/// strike once are used up after that.
pub(crate) fn there_and_back(desired: &Desired, condition: &Condition, between: impl FnOnce(&mut World)) {
    let mut world = World::fresh((condition.knobs)(), &desired.place);
    world.forgiven = condition.forgiven;
    let before = world.account();
    world.converge(desired);
    between(&mut world);
    world.destroy(desired);
    assert_same_account(&before, &world.account());
    assert_struck(&world);
}

/// That no operation was spared the fault that it had coming.
fn assert_struck(world: &World) {
    let mut called = BTreeSet::new();
    for call in world.sandbox.calls() {
        let fits = |rule: &&FaultRule| {
            rule.service == call.service && ["*", &call.operation].contains(&rule.operation.as_str())
        };
        let is_first = called.insert((call.service.clone(), call.operation.clone()));
        if is_first && world.sandbox.knobs().faults.iter().any(|rule| fits(&rule)) {
            assert_ne!(call.outcome, CallOutcome::Answered, "{}.{}", call.service, call.operation);
        }
    }
}

/// A plan for what is not there, for what is there, and for its end can be made where every write is refused.
fn plans_without_writing(kind: &'static dyn Kind) {
    let fixtures = Fixtures::read(kind);
    let full = &fixtures.bases.first().expect("there is a `full.toml`").full;
    let folder = tempfile::tempdir().expect("a folder can be made");
    let file = folder.path().join("sandbox.json");
    let read_only = || Knobs { read_only: true, ..(PLAIN.knobs)() };

    let world = World::opened(&file, read_only(), &full.place);
    let needed = world.plan(full, false).expect("there is a plan");

    let mut writing = World::opened(&file, (PLAIN.knobs)(), &full.place);
    writing.converge(full);
    writing.sandbox.save().expect("the state can be saved");

    let mut world = World::opened(&file, read_only(), &full.place);
    world.ledger = writing.ledger.clone();
    assert!(world.plan(full, false).expect("there is a plan").is_empty());
    let end = world.plan(full, true).expect("there is a plan");
    assert_eq!(end.steps.len(), needed.steps.len(), "what is made is what is deleted");
}

fn every_folder_is_a_kinds() {
    let folder = workspace("fixtures/kinds");
    for entry in std::fs::read_dir(folder).expect("there are fixtures") {
        let name = entry.expect("it was listed").file_name().to_string_lossy().into_owned();
        assert!(schemas().iter().any(|schema| schema.name.0 == name), "there is no kind `{name}`");
    }
}
