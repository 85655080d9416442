//! A kind's way through everything that can happen to one of its objects: made, found unchanged, changed in each
//! attribute and back, destroyed; under every condition.

use libtest_mimic::Trial;
use tipctl_model::Kind;
use tipctl_provider::kinds::{kinds, schemas};
use tipctl_sandbox::Knobs;

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
    let Fixtures { minimal, full, .. } = &fixtures;

    let mut world = world(&fixtures, condition);
    let before = world.account();
    world.converge(minimal);
    world.destroy(minimal);
    assert_same_account(&before, &world.account());

    // Faults that strike once are used up by now, so the rest gets a world of its own.
    let mut world = self::world(&fixtures, condition);
    world.converge(full);
    for variant in Variant::all(&fixtures) {
        let there = world.converge(&variant.desired);
        variant.assert_expected(&there, full, &variant.desired);
        let back = world.converge(full);
        variant.assert_expected(&back, &variant.desired, full);
    }
    world.destroy(full);
    assert_same_account(&before, &world.account());
}

fn world(fixtures: &Fixtures, condition: &Condition) -> World {
    let mut world = World::fresh((condition.knobs)(), &fixtures.full.place);
    world.forgiven = condition.forgiven;
    world
}

/// A plan for what is not there, for what is there, and for its end can be made where every write is refused.
fn plans_without_writing(kind: &'static dyn Kind) {
    let Fixtures { full, .. } = &Fixtures::read(kind);
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
