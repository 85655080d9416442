//! What happens to a resource, case by case.

use tipctl_model::{Action, AttrRef, Delta, Desired, Ledger, Mode, Note, Observation, Plan, Resource, Value};
use tipctl_testkit::{
    desired::{address, desired, reference, resource},
    invented,
};

use super::world::{World, changes, key};
use crate::{Options, PlanError, plan};

fn gate<const N: usize>(label: &str, attrs: [(&'static str, Value); N]) -> Resource {
    resource(&format!("gate.{label}"), attrs)
}

fn named(name: &str) -> (&'static str, Value) {
    ("name", Value::text(name))
}

fn realm(realm: &str) -> (&'static str, Value) {
    ("realm", Value::text(realm))
}

fn note(note: &str) -> (&'static str, Value) {
    ("note", Value::text(note))
}

fn pass(label: &str, gate: Value, waters: &[&str]) -> Resource {
    let lake = ("lake", Value::text("somebody's lake"));
    let waters = ("waters", Value::texts(waters.iter().copied()));
    resource(&format!("pass.{label}"), [("gate", gate), lake, waters, ("rights", Value::texts(["swim"]))])
}

fn found(mut resource: Resource) -> Resource {
    resource.mode = Mode::Found;
    resource
}

fn planned_from(desired: &Desired, world: &World, observed: &Observation) -> Result<Plan, PlanError> {
    let options = Options { destroy: false, tool: "0.0.0" };
    plan(desired, observed, &world.ledger, &invented::schemas(), &options)
}

#[test]
fn one_resource_and_at_most_one_object() {
    let wanted = || gate("east", [named("e"), realm("north"), note("n")]);
    type There = fn(&mut World);
    let cases: [(&str, There, &[&str]); 8] = [
        ("nothing", |_| {}, &["create gate.east"]),
        (
            "ours, the same",
            |world| drop(world.own("gate.east", [named("e"), realm("north"), note("n")])),
            &["keep gate.east"],
        ),
        (
            "ours, and shows more",
            |world| {
                drop(world.own("gate.east", [named("e"), realm("north"), note("n"), ("open", true.into())]))
            },
            &["keep gate.east"],
        ),
        (
            "not ours, the same",
            |world| drop(world.put("gate", [named("e"), realm("north"), note("n")])),
            &["adopt gate.east, adopted"],
        ),
        (
            "ours, differs",
            |world| drop(world.own("gate.east", [named("e"), realm("north")])),
            &["update gate.east [note]"],
        ),
        (
            "not ours, differs",
            |world| drop(world.put("gate", [named("e"), realm("north"), note("")])),
            &["update gate.east [note], adopted"],
        ),
        (
            "ours, differs in what stays",
            |world| drop(world.own("gate.east", [named("e"), realm("south")])),
            &["replace gate.east [realm note], realm immutable"],
        ),
        (
            "not ours, differs in what stays",
            |world| drop(world.put("gate", [named("e"), note("n")])),
            &["replace gate.east [realm], realm immutable, adopted"],
        ),
    ];
    for (name, there, expected) in cases {
        let mut world = World::new();
        there(&mut world);
        assert_eq!(changes(&world.plan(&desired([wanted()]))), expected, "{name}");
    }
}

#[test]
fn what_is_only_looked_up_stays_whatever_it_is() {
    let mut world = World::new();
    world.put("gate", [named("e"), realm("south")]);
    let wanted = desired([found(gate("east", [named("e"), realm("north"), note("n")]))]);
    let plan = world.plan(&wanted);
    assert_eq!(changes(&plan), ["keep gate.east"]);
    assert_eq!(plan.report.foreign.values().sum::<usize>(), 0);
    world.ledger.record(
        key(address("gate.east").kind, &world.fake.lives(address("gate.east").kind)[0]),
        address("gate.east"),
    );
    assert_eq!(changes(&world.destroy(&wanted)), ["keep gate.east"]);
}

#[test]
fn all_that_is_missing_is_told_at_once() {
    let mut world = World::new();
    world.put("gate", [named("data-analysts")]);
    world.put("gate", [named("sales")]);
    let wanted = desired([
        found(gate("analysts", [named("data-analyst")])),
        found(gate("others", [named("unheard of")])),
        found(pass("1", reference("gate.others", "id"), &[])),
    ]);
    let error = world.try_plan(&wanted, false).unwrap_err();
    assert_eq!(
        error.to_string(),
        "2 resources must exist and cannot be found: `gate.analysts` (near: `data-analysts`), `gate.others`"
    );
    assert_eq!(changes(&world.destroy(&wanted)), [""; 0]);
}

#[test]
fn a_key_that_changed_is_remembered_by_its_label() {
    let mut world = World::new();
    let spec = |name| desired([gate("east", [named(name)]), pass("1", reference("gate.east", "id"), &[])]);
    world.apply(&world.plan(&spec("old")));
    let plan = world.plan(&spec("new"));
    assert_eq!(changes(&plan), ["update gate.east [name]", "keep pass.1"]);
    world.apply(&plan);
    assert_eq!(changes(&world.plan(&spec("new"))), ["keep gate.east", "keep pass.1"]);
}

#[test]
fn what_is_only_looked_up_is_not_remembered() {
    let mut world = World::new();
    world.own("gate.east", [named("old")]);
    let error = world.try_plan(&desired([found(gate("east", [named("new")]))]), false).unwrap_err();
    assert!(matches!(error, PlanError::Missing(_)), "{error}");
}

#[test]
fn what_refers_to_a_changed_value_changes_with_it() {
    let mut world = World::new();
    let west = || gate("west", [named("w"), ("note", reference("gate.east", "name"))]);
    world.apply(&world.plan(&desired([gate("east", [named("old")]), west()])));
    let plan = world.plan(&desired([gate("east", [named("new")]), west()]));
    assert_eq!(changes(&plan), ["update gate.east [name]", "update gate.west [note]"]);
    let Action::Update { want, .. } = &plan.changes[1].action else { panic!("{plan:#?}") };
    assert_eq!(want["note"], Value::text("new"));
}

#[test]
fn what_refers_to_a_lost_object_is_found_by_what_can_be_foretold() {
    let mut world = World::new();
    let lake = resource("lake.blue", [("path", "/blue".into())]);
    let right = ("rights", Value::texts(["swim"]));
    let pass = resource("pass.1", [("gate", "g".into()), ("lake", reference("lake.blue", "arn")), right]);
    let wanted = desired([lake, pass]);
    world.apply(&world.plan(&wanted));
    let lost = world.ledger.iter().find(|(key, _)| key.kind.0 == "lake").map(|(key, _)| key.clone()).unwrap();
    world.fake.take(&lost);
    world.ledger = Ledger::default();
    assert_eq!(changes(&world.plan(&wanted)), ["create lake.blue", "adopt pass.1, adopted"]);
}

#[test]
fn a_label_that_changed_changes_nothing() {
    let mut world = World::new();
    world.apply(
        &world.plan(&desired([gate("east", [named("e")]), pass("1", reference("gate.east", "id"), &[])])),
    );
    let plan =
        world.plan(&desired([gate("west", [named("e")]), pass("2", reference("gate.west", "id"), &[])]));
    assert!(plan.is_empty());
}

#[test]
fn a_natural_key_goes_before_a_remembered_label() {
    let mut world = World::new();
    let before = [pass("1", Value::text("a"), &[]), pass("2", Value::text("b"), &[])];
    world.apply(&world.plan(&desired(before)));
    let after = [pass("1", Value::text("new"), &[]), pass("2", Value::text("a"), &[])];
    let plan = world.plan(&desired(after));
    assert_eq!(changes(&plan), ["create pass.1", "keep pass.2", "delete pass.2 (former), not in spec"]);
}

#[test]
fn only_what_is_ours_is_deleted() {
    let mut world = World::new();
    world.own("gate.east", [named("e")]);
    world.put("gate", [named("w")]);
    world.put("gate", [named("s")]);
    let plan = world.plan(&desired([]));
    assert_eq!(changes(&plan), ["delete gate.east, not in spec"]);
    assert_eq!(
        plan.report.foreign.iter().map(|(kind, count)| (kind.0, *count)).collect::<Vec<_>>(),
        [("gate", 2)]
    );
    let plan = world.destroy(&desired([
        gate("east", [named("e")]),
        gate("west", [named("w")]),
        gate("new", [named("n")]),
    ]));
    assert_eq!(changes(&plan), ["delete gate.east, destroy", "keep gate.west"]);
}

#[test]
fn what_vanished_is_told_and_made_again_when_it_is_wanted() {
    let mut world = World::new();
    let wanted = desired([gate("east", [named("e")])]);
    world.apply(&world.plan(&wanted));
    let key = world.ledger.iter().next().map(|(key, _)| key.clone()).unwrap();
    world.fake.take(&key);
    let plan = world.plan(&wanted);
    assert_eq!(changes(&plan), ["create gate.east"]);
    assert_eq!(plan.report.vanished, [address("gate.east")]);
    assert_eq!(
        plan.report.notes[0].message,
        "`gate.east` is the stack's own as `gate(name=e)`, and is no longer there"
    );
    assert_eq!(changes(&world.plan(&desired([]))), [""; 0]);
}

#[test]
fn what_may_only_be_hidden_has_not_vanished() {
    let mut world = World::new();
    let lost = world.own("gate.east", [named("e")]);
    world.fake.take(&key(address("gate.east").kind, &lost));
    let mut observed = world.fake.everything();
    observed.partial.insert(address("gate.east").kind);
    let plan = planned_from(&desired([]), &world, &observed).unwrap();
    assert_eq!((plan.report.vanished, plan.report.notes), (vec![], vec![]));
}

#[test]
fn what_the_reader_of_aws_noted_comes_first() {
    let mut world = World::new();
    let lost = world.own("gate.east", [named("e")]);
    world.fake.take(&key(address("gate.east").kind, &lost));
    let mut observed = world.fake.everything();
    observed.notes.push(Note { code: "gate::dark", message: "it was dark".to_owned(), help: None });
    let plan = planned_from(&desired([]), &world, &observed).unwrap();
    let codes: Vec<&str> = plan.report.notes.iter().map(|note| note.code).collect();
    assert_eq!(codes, ["gate::dark", "plan::vanished"]);
    assert_eq!((plan.header.tool.as_str(), plan.header.destroy), ("0.0.0", false));
}

#[test]
fn another_stacks_mark_is_told() {
    let mut world = World::new();
    world.put("gate", [named("e")]);
    let wanted = desired([gate("east", [named("e")])]);
    for (mark, expected) in
        [("test", "adopt gate.east, adopted"), ("other", "adopt gate.east, adopted, marked by other")]
    {
        let mut observed = world.fake.everything();
        for live in observed.lives.values_mut().flatten() {
            live.stack = Some(mark.to_owned());
        }
        let plan = planned_from(&wanted, &world, &observed).unwrap();
        assert_eq!(changes(&plan), [expected]);
        let notes: Vec<&str> = plan.report.notes.iter().map(|note| note.message.as_str()).collect();
        let told = "`gate.east` is marked as belonging to the stack `other`, not to `test`";
        assert_eq!(notes, if mark == "other" { vec![told] } else { vec![] });
    }
}

#[test]
fn a_value_that_only_a_step_tells_differs_from_any() {
    let mut world = World::new();
    let gates = |label: &str| ("gates", Value::List(vec![reference(label, "id")]));
    let boat = |gate: &str| resource("boat.b", [named("b"), gates(gate)]);
    world.apply(&world.plan(&desired([gate("east", [named("e"), realm("north")]), boat("gate.east")])));
    let plan = world.plan(&desired([gate("east", [named("e"), realm("south")]), boat("gate.east")]));
    assert_eq!(
        changes(&plan),
        ["update boat.b [gates], follows gate.east", "replace gate.east [realm], realm immutable"]
    );
    let Action::Update { diff, .. } = &plan.changes[0].action else { panic!("{plan:#?}") };
    let expected = Delta::Set {
        added: vec![reference("gate.east", "id")],
        removed: vec![Value::text("gate#1")],
        kept: vec![],
    };
    assert_eq!(diff.as_slice()[0].delta, expected);
}

#[test]
fn a_value_that_can_be_foretold_does_not_differ() {
    let mut world = World::new();
    let lake = |shore: &str| resource("lake.blue", [("path", "/blue".into()), ("shore", Value::text(shore))]);
    let boat = || resource("boat.b", [named("b"), ("lake", reference("lake.blue", "arn"))]);
    world.apply(&world.plan(&desired([lake("sand"), boat()])));
    let plan = world.plan(&desired([lake("rock"), boat()]));
    assert_eq!(changes(&plan), ["keep boat.b", "replace lake.blue [shore], shore immutable"]);
}

#[test]
fn an_object_is_found_by_any_alternative_of_its_identity() {
    let mut world = World::new();
    world.own("boat.b", [named("b"), ("hull", "H1".into())]);
    let plan = world.plan(&desired([resource("boat.b", [named("b")])]));
    assert_eq!(changes(&plan), ["keep boat.b"]);
    let plan = world.plan(&desired([resource("boat.b", [named("c"), ("hull", "H1".into())])]));
    assert_eq!(changes(&plan), ["replace boat.b [name], name immutable"]);
}

#[test]
fn what_cannot_be_told_apart_is_an_error() {
    let mut world = World::new();
    world.put("boat", [named("b"), ("hull", "H1".into())]);
    world.put("boat", [named("b"), ("hull", "H2".into())]);
    let error = |world: &World, resources: Vec<Resource>| {
        world.try_plan(&desired(resources), false).unwrap_err().to_string()
    };
    assert_eq!(
        error(&world, vec![resource("boat.b", [named("b")])]),
        "`boat.b` could be any of 2 objects that answer to `boat(name=b)`: \
         name = \"b\", hull = \"H1\", id = \"boat#1\"; name = \"b\", hull = \"H2\", id = \"boat#2\""
    );
    let twice = vec![gate("one", [named("e")]), gate("two", [named("e")])];
    world.put("gate", [named("e")]);
    assert_eq!(error(&world, twice), "`gate.one` and `gate.two` are the same object, `gate(name=e)`");
}

#[test]
fn an_object_of_ours_that_shares_its_key_is_not_deleted() {
    let mut world = World::new();
    world.own("gate.east", [named("e")]);
    let mut observed = world.fake.everything();
    let lives = observed.lives.get_mut(&address("gate.east").kind).unwrap();
    lives.push(lives[0].clone());
    let error = planned_from(&desired([]), &world, &observed).unwrap_err();
    assert!(matches!(error, PlanError::Ambiguous { .. }), "{error}");
}

#[test]
fn what_makes_no_sense_is_an_error() {
    let world = World::new();
    let error =
        |resources: Vec<Resource>| world.try_plan(&desired(resources), false).unwrap_err().to_string();
    assert_eq!(
        error(vec![pass("1", reference("gate.east", "id"), &[])]),
        "`pass.1` refers to `gate.east`, which does not exist"
    );
    let boat = |label: &str, other: &str| resource(label, [("name", reference(other, "name"))]);
    assert_eq!(
        error(vec![boat("boat.a", "boat.b"), boat("boat.b", "boat.c"), boat("boat.c", "boat.b")]),
        "resources refer to each other in a circle: boat.b -> boat.c -> boat.b"
    );
    let mut observed = world.fake.everything();
    observed.lives.remove(&address("gate.east").kind);
    let error = planned_from(&desired([gate("east", [named("e")])]), &world, &observed).unwrap_err();
    assert_eq!(error.to_string(), "objects of the kind `gate` are asked for or owned, but were not read");
}

#[test]
fn a_reference_to_what_an_object_does_not_show_is_an_error() {
    let mut world = World::new();
    world.own("gate.east", [named("e")]);
    let wanted = [gate("east", [named("e")]), pass("1", reference("gate.east", "note"), &[])];
    let to = AttrRef::new(address("gate.east"), "note");
    let expected = PlanError::Unanswered { address: address("pass.1"), to };
    assert_eq!(world.try_plan(&desired(wanted), false), Err(expected));
}
