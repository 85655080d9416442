//! What the audit finds in plans that no room makes, and what has moved since a plan was made.

use std::collections::BTreeSet;

use tipctl_model::{
    Action, AttrChange, Delta, Desired, Ledger, Mode, NonEmpty, OnChange, Plan, Reason, StepId, Value, Verb,
};
use tipctl_testkit::{
    desired::{address, desired, reference, resource},
    invented,
};

use super::world::{World, changes, key};
use crate::{Movement, audit, moved};

/// A world and a spec for which everything happens: see `everything_happens`.
pub(super) fn everything() -> (World, Desired) {
    let mut world = World::new();
    let text = |text: &str| Value::text(text);
    world.put("gate", [("name", text("found"))]);
    world.put("gate", [("name", text("foreign"))]);
    world.put("gate", [("name", text("adopted"))]);
    world.own("gate.kept", [("name", text("kept"))]);
    world.own("gate.moved", [("name", text("moved")), ("realm", text("north")), ("note", text("a"))]);
    world.own("gate.gone", [("name", text("gone"))]);
    let tags = |value: &str| Value::map([("$team", text("a")), ("cost", text(value))]);
    world.own("gate.changed", [("name", text("old name")), ("tags", tags("1")), ("open", false.into())]);
    let pass = |gate: Value, rights: &[&str]| {
        let rights = Value::texts(rights.iter().copied());
        [("gate", gate), ("lake", text("l")), ("waters", Value::texts(["w"])), ("rights", rights)]
    };
    world.own("pass.1", pass(text("gate#5"), &["look", "swim"]));
    world.own("pass.2", pass(text("somebody's"), &["look", "swim"]));
    let vanished = world.own("lake.lost", [("path", text("/lost"))]);
    world.fake.take(&key(address("lake.lost").kind, &vanished));

    let mut found = resource("gate.found", [("name", text("found")), ("note", text("differs"))]);
    found.mode = Mode::Found;
    let mut derived = resource(
        "boat.new",
        [("name", text("b")), ("gates", Value::List(vec![reference("gate.moved", "id")]))],
    );
    derived.derived_from = Some("gate.moved.boats".to_owned());
    let wanted = desired([
        found,
        derived,
        resource("gate.adopted", [("name", text("adopted"))]),
        resource("gate.kept", [("name", text("kept"))]),
        resource("gate.moved", [("name", text("moved")), ("realm", text("south")), ("note", text("b"))]),
        resource("gate.changed", [("name", text("new name")), ("tags", tags("2")), ("open", true.into())]),
        resource("pass.1", pass(reference("gate.moved", "id"), &["look", "swim"])),
        resource("pass.2", pass(text("somebody's"), &["fish", "look"])),
        resource("lake.new", [("path", text("/new")), ("depth", 7.into())]),
    ]);
    (world, wanted)
}

#[test]
fn everything_happens() {
    let (mut world, wanted) = everything();
    let plan = world.plan(&wanted);
    assert_eq!(
        changes(&plan),
        [
            "create boat.new",
            "adopt gate.adopted, adopted",
            "update gate.changed [name open tags]",
            "keep gate.found",
            "delete gate.gone, not in spec",
            "keep gate.kept",
            "replace gate.moved [realm note], realm immutable",
            "create lake.new",
            "replace pass.1 [gate], follows gate.moved",
            "update pass.2 [rights]",
        ]
    );
    world.apply(&plan);
    assert!(world.plan(&wanted).is_empty());
}

/// The codes of what the audit finds once `spoil` has been at the plan.
fn findings(spoil: impl FnOnce(&mut Plan, &mut Ledger)) -> Vec<&'static str> {
    let (world, wanted) = everything();
    let (mut plan, mut ledger) = (world.plan(&wanted), world.ledger.clone());
    spoil(&mut plan, &mut ledger);
    let codes: BTreeSet<_> =
        audit(&plan, &invented::schemas(), &ledger).iter().map(|note| note.code).collect();
    codes.into_iter().collect()
}

fn at(plan: &mut Plan, text: &str) -> usize {
    plan.changes.iter().position(|change| change.address == address(text)).unwrap()
}

fn diff(attr: &'static str, on_change: OnChange, delta: Delta) -> NonEmpty<AttrChange> {
    NonEmpty::new(vec![AttrChange { attr, delta, on_change }]).unwrap()
}

fn put_diff(plan: &mut Plan, text: &str, other: NonEmpty<AttrChange>) {
    let at = at(plan, text);
    let (Action::Update { diff, .. } | Action::Replace { diff, .. }) = &mut plan.changes[at].action else {
        panic!()
    };
    *diff = other;
}

#[test]
fn a_sound_plan_is_clean() {
    assert_eq!(findings(|_, _| {}), [""; 0]);
}

#[test]
fn the_audit_sees_what_is_wrong_with_the_changes() {
    let value = |before: &str, after: &str| Delta::Value { before: Some(before.into()), after: after.into() };
    assert_eq!(findings(|plan, _| plan.changes.swap(1, 2)), ["audit::unsorted_changes"]);
    assert_eq!(findings(|_, ledger| *ledger = Ledger::default()), ["audit::foreign_delete"]);
    assert_eq!(
        findings(|plan, _| {
            let at = at(plan, "pass.2");
            plan.changes[at].mode = Mode::Found;
        }),
        ["audit::found_is_written"]
    );
    assert_eq!(
        findings(|plan, _| {
            let at = at(plan, "gate.moved");
            plan.changes[at].because = vec![Reason::Adopted];
        }),
        ["audit::unforced_replacement"]
    );
    let update = OnChange::Update;
    let cases = [
        ("gate.moved", diff("note", update, value("a", "b")), "audit::unforced_replacement"),
        ("gate.changed", diff("name", update, value("a", "a")), "audit::empty_change"),
        ("gate.changed", diff("id", update, value("a", "b")), "audit::undeclared_change"),
        ("gate.changed", diff("note", update, value("a", "b")), "audit::undeclared_change"),
        (
            "pass.2",
            diff("rights", update, Delta::Set { added: vec![], removed: vec![], kept: vec![] }),
            "audit::empty_change",
        ),
        ("pass.2", diff("gate", OnChange::Replace, value("a", "b")), "audit::forced_update"),
    ];
    for (text, diff, expected) in cases {
        assert_eq!(findings(|plan, _| put_diff(plan, text, diff)), [expected]);
    }
}

#[test]
fn the_audit_sees_what_is_wrong_with_the_steps() {
    assert_eq!(
        findings(|plan, _| {
            plan.steps[0].after.insert(StepId(99));
        }),
        ["audit::dangling_edge"]
    );
    assert_eq!(findings(|plan, _| plan.steps.reverse()), ["audit::dangling_edge"]);
    assert_eq!(findings(|plan, _| plan.steps[1].id = StepId(0)), ["audit::repeated_step"]);
    let last = |plan: &mut Plan, verb: Verb| plan.steps.iter().rposition(|step| step.verb == verb).unwrap();
    assert_eq!(
        findings(|plan, _| {
            let at = last(plan, Verb::Update);
            plan.steps.remove(at);
        }),
        ["audit::steps_without_change"]
    );
    assert_eq!(
        findings(|plan, _| {
            let at = last(plan, Verb::Update);
            plan.steps[at].address = address("gate.nowhere");
        }),
        ["audit::steps_without_change"]
    );
    let boat =
        |plan: &mut Plan| plan.steps.iter().position(|step| step.address == address("boat.new")).unwrap();
    assert_eq!(
        findings(|plan, _| {
            let at = boat(plan);
            plan.steps[at].after.clear();
        }),
        ["audit::unfed_value"]
    );
}

#[test]
fn nothing_has_moved_when_nothing_happened() {
    let (world, wanted) = everything();
    assert_eq!(moved(&world.plan(&wanted), &world.fake.everything(), &invented::schemas()), []);
}

#[test]
fn what_moved_is_told_and_only_when_the_plan_touches_it() {
    let (mut world, wanted) = everything();
    let mut plan = world.plan(&wanted);
    let gate = address("gate.any").kind;
    world.put("lake", [("path", "/new".into())]);
    world.put("gate", [("name", "another".into())]);
    let mut observed = world.fake.everything();
    for live in observed.lives.get_mut(&gate).unwrap() {
        match live.text("name") {
            "kept" | "old name" | "moved" => drop(live.attrs.insert("note", "somebody's".into())),
            "adopted" => drop(live.attrs.insert("name", "renamed".into())),
            _ => {}
        }
    }
    observed.lives.get_mut(&gate).unwrap().retain(|live| live.text("name") != "gone");
    let told: Vec<String> =
        moved(&plan, &observed, &invented::schemas()).iter().map(ToString::to_string).collect();
    assert_eq!(
        told,
        [
            "`gate.adopted` is gone",
            "`gate.gone` is gone",
            "`gate.moved` has another `note`",
            "`lake.new` is there by now",
        ]
    );
    let again = moved(&plan, &observed, &invented::schemas());
    assert_eq!(again[2].what, Movement::Differs(vec!["note"]));
    observed.lives.get_mut(&gate).unwrap().retain(|live| live.text("name") != "kept");
    let told = |plan: &_| {
        moved(plan, &observed, &invented::schemas()).iter().map(ToString::to_string).collect::<Vec<_>>()
    };
    assert!(told(&plan).contains(&"`gate.kept` is gone".to_owned()));
    plan.header.destroy = true;
    assert!(
        !told(&plan).contains(&"`gate.kept` is gone".to_owned()),
        "a destroy makes nothing that points to it"
    );
}
