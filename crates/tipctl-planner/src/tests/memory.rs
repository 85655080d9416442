//! What is only looked up, when it bears another name than the last time, or another bears its name.

use tipctl_model::{Desired, Key, KindName, Note, Resource};
use tipctl_testkit::{
    desired::{address, desired, reference, resource},
    invented,
};

use super::world::{World, changes};
use crate::{Missing, PlanError, Recognised, found};

const BOAT: KindName = KindName("boat");

fn boat(label: &str, name: &str) -> Resource {
    resource(&format!("boat.{label}"), [("name", name.into())]).found()
}

/// One boat that is looked up as `name`, and a gate that notes its hull number.
fn spec(name: &str) -> Desired {
    let gate =
        resource("gate.harbour", [("name", "harbour".into()), ("note", reference("boat.ferry", "hull"))]);
    desired([boat("ferry", name), gate])
}

impl World {
    fn launch(&mut self, name: &'static str, hull: &'static str) {
        self.put("boat", [("name", name.into()), ("hull", hull.into())]);
    }

    fn sink(&mut self, hull: &str) {
        self.fake.take(&Key { kind: BOAT, parts: vec![("hull".to_owned(), hull.to_owned())] });
    }

    /// Plans, carries out, and remembers.
    fn converge(&mut self, wanted: &Desired) {
        let plan = self.plan(wanted);
        self.apply(&plan);
        for (address, keys) in found(&plan, &invented::schemas()) {
            self.ledger.remember(address, keys);
        }
    }

    fn missing(&self, wanted: &Desired) -> Vec<Missing> {
        match self.try_plan(wanted, false) {
            Err(PlanError::Missing(missing)) => missing,
            other => panic!("{other:#?}"),
        }
    }

    fn notes(&self, wanted: &Desired) -> Vec<Note> {
        self.plan(wanted).report.notes
    }
}

/// A world in which `boat.ferry` was found as the `Marie` with the hull number `h-1`.
fn known() -> World {
    let mut world = World::new();
    world.launch("Marie", "h-1");
    world.converge(&spec("Marie"));
    assert_eq!(world.notes(&spec("Marie")), []);
    world
}

#[test]
fn what_was_renamed_is_known_again() {
    let mut world = known();
    world.sink("h-1");
    world.launch("Marie II", "h-1");
    let missing = world.missing(&spec("Marie"));
    let by = Key { kind: BOAT, parts: vec![("hull".to_owned(), "h-1".to_owned())] };
    let today = vec![("name", "Marie II".to_owned())];
    assert_eq!(missing[0].recognised, Some(Recognised { by, today, meant_by: None }));

    // Under another label it is the same boat still.
    let relabelled = desired([boat("barge", "Marie")]);
    assert_eq!(world.missing(&relabelled)[0].recognised, missing[0].recognised);

    // The spec may mean it already.
    let twice = desired([boat("ferry", "Marie"), boat("other", "Marie II")]);
    let recognised = world.missing(&twice).remove(0).recognised.unwrap();
    assert_eq!(recognised.meant_by, Some(address("boat.other")));

    world.converge(&spec("Marie II"));
    assert_eq!(changes(&world.plan(&spec("Marie II"))), ["keep boat.ferry", "keep gate.harbour"]);
}

#[test]
fn another_name_in_the_spec_is_not_a_renaming() {
    let world = known();
    assert_eq!(world.missing(&spec("Anna"))[0].recognised, None);
}

#[test]
fn what_is_gone_is_not_known_again() {
    let mut world = known();
    world.sink("h-1");
    assert_eq!(world.missing(&spec("Marie"))[0].recognised, None);
}

#[test]
fn what_was_made_anew_is_told_with_what_follows() {
    let mut world = known();
    world.sink("h-1");
    world.launch("Marie", "h-2");
    let notes = world.notes(&spec("Marie"));
    assert_eq!(notes[0].code, "plan::pushed_anew");
    for said in ["`boat.ferry`", "`h-1` is gone", "`h-2`", "`gate.harbour`"] {
        assert!(notes[0].message.contains(said), "{said}: {}", notes[0].message);
    }
    world.converge(&spec("Marie"));
    assert_eq!(world.notes(&spec("Marie")), []);
}

#[test]
fn a_name_that_went_to_another_is_told_with_the_way_back() {
    let mut world = known();
    world.sink("h-1");
    world.launch("Marie II", "h-1");
    world.launch("Marie", "h-2");
    let note = world.notes(&spec("Marie")).remove(0);
    assert_eq!(note.code, "plan::name_taken_over");
    assert!(note.message.contains("`gate.harbour`"), "{}", note.message);
    assert_eq!(
        note.help.unwrap(),
        "to stay with the boat of then, write in `boat.ferry`:\nname = \"Marie II\""
    );
}

#[test]
fn a_destroy_looks_nothing_up() {
    let mut world = known();
    let plan = world.destroy(&spec("Marie"));
    assert_eq!(found(&plan, &invented::schemas()).len(), 0);
    world.sink("h-1");
    world.launch("Marie", "h-2");
    assert_eq!(world.destroy(&spec("Marie")).report.notes, []);
}
