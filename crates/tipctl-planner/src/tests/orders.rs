//! Which step waits for which, case by case.

use tipctl_model::{
    Address, AttrRef, AttrSchema, Attrs, Key, KindName, KindSchema, Lane, Ledger, Live, Observation, Plan,
    ReplaceOrder, Resource, Section, Value,
};
use tipctl_testkit::desired::{desired, reference, resource};

use super::world::{World, changes, steps};
use crate::{Options, PlanError, plan};

fn text(text: &str) -> Value {
    Value::text(text)
}

fn gate(label: &str, realm: &str) -> Resource {
    resource(&format!("gate.{label}"), [("name", text(label)), ("realm", text(realm))])
}

fn lake(label: &str, keeper: &str) -> Resource {
    let keeper = reference(&format!("keeper.{keeper}"), "arn");
    resource(&format!("lake.{label}"), [("path", text(label)), ("keeper", keeper)])
}

fn keeper(label: &str) -> Resource {
    resource(&format!("keeper.{label}"), [("name", text(label))])
}

fn pass(label: &str, gate: &str, waters: &[&str]) -> Resource {
    let gate = reference(&format!("gate.{gate}"), "id");
    let waters = Value::texts(waters.iter().copied());
    let rights = Value::texts(["swim"]);
    resource(
        &format!("pass.{label}"),
        [("gate", gate), ("lake", text("l")), ("waters", waters), ("rights", rights)],
    )
}

fn boat(label: &str, gates: &[&str]) -> Resource {
    let gates = gates.iter().map(|gate| reference(&format!("gate.{gate}"), "id")).collect();
    resource(&format!("boat.{label}"), [("name", text(label)), ("gates", Value::List(gates))])
}

fn rules() -> Resource {
    resource("rules.main", [("motto", text("be kind"))])
}

/// The steps that lead from a world made by one spec to another.
fn between(
    before: impl IntoIterator<Item = Resource>,
    after: impl IntoIterator<Item = Resource>,
) -> Vec<String> {
    let mut world = World::new();
    world.apply(&world.plan(&desired(before)));
    let plan = world.plan(&desired(after));
    world.apply(&plan);
    steps(&plan)
}

#[test]
fn a_make_comes_after_what_it_refers_to_and_after_its_kinds_predecessors() {
    assert_eq!(
        between(
            [],
            [pass("1", "east", &[]), gate("east", "north"), lake("blue", "kim"), keeper("kim"), rules()]
        ),
        [
            "0 create gate.east",
            "1 create keeper.kim",
            "2 create rules.main",
            "3 create lake.blue after 1",
            "4 create pass.1 after 0 2",
        ]
    );
}

#[test]
fn a_delete_comes_after_what_leans_on_it_whether_the_spec_knows_it_or_not() {
    let all = || [pass("1", "east", &[]), gate("east", "north"), lake("blue", "kim"), keeper("kim"), rules()];
    let mut world = World::new();
    world.apply(&world.plan(&desired(all())));
    assert_eq!(
        steps(&world.destroy(&desired(all()))),
        [
            "0 delete lake.blue",
            "1 delete pass.1",
            "2 delete gate.east after 1",
            "3 delete keeper.kim after 0",
            "4 delete rules.main after 1",
        ]
    );
    assert_eq!(
        steps(&world.destroy(&desired([]))),
        [
            "0 delete pass.1",
            "1 delete gate.east after 0",
            "2 delete lake.blue after 0",
            "3 delete rules.main after 0",
            "4 delete keeper.kim after 0 2 3",
        ]
    );
}

#[test]
fn what_refers_to_a_replaced_object_goes_before_it_and_comes_after_it() {
    assert_eq!(
        between(
            [gate("east", "north"), pass("1", "east", &[]), boat("b", &["east"])],
            [gate("east", "south"), pass("1", "east", &[]), boat("b", &["east"])],
        ),
        [
            "0 delete pass.1",
            "1 delete gate.east after 0",
            "2 create gate.east after 1",
            "3 update boat.b after 2",
            "4 create pass.1 after 0 2",
        ]
    );
}

#[test]
fn a_kind_that_is_made_first_comes_before_it_goes() {
    assert_eq!(
        between(
            [gate("east", "north"), pass("1", "east", &["blue"])],
            [gate("east", "north"), pass("1", "east", &[])]
        ),
        ["0 create pass.1", "1 delete pass.1 after 0"]
    );
}

#[test]
fn what_is_left_over_of_a_kind_that_is_made_first_goes_after_the_kind_is_made() {
    let gates = || [gate("east", "north"), gate("west", "north")];
    assert_eq!(
        between(
            gates().into_iter().chain([pass("old", "east", &[])]),
            gates().into_iter().chain([pass("new", "east", &["blue"]), pass("newer", "west", &[])]),
        ),
        ["0 create pass.new", "1 create pass.newer", "2 delete pass.old after 0 1"]
    );
}

#[test]
fn an_object_goes_after_the_update_that_lets_go_of_it() {
    assert_eq!(
        between([gate("east", "north"), boat("b", &["east"])], [gate("west", "north"), boat("b", &["west"])]),
        ["0 create gate.west", "1 update boat.b after 0", "2 delete gate.east after 1"]
    );
}

#[test]
fn what_goes_first_and_what_comes_first_never_wait_for_each_other() {
    let before = [gate("east", "north"), pass("1", "east", &[]), pass("left", "east", &["blue"])];
    assert_eq!(
        between(before, [gate("east", "south"), pass("1", "east", &[])]),
        [
            "0 delete pass.1",
            "1 delete pass.left",
            "2 delete gate.east after 0 1",
            "3 create gate.east after 2",
            "4 create pass.1 after 0 3",
        ]
    );
}

#[test]
fn an_object_goes_after_what_refers_to_it_in_aws_even_when_the_spec_says_otherwise() {
    let mut world = World::new();
    world.apply(&world.plan(&desired([
        gate("east", "north"),
        gate("west", "north"),
        pass("1", "east", &[]),
    ])));
    let plan =
        world.destroy(&desired([gate("east", "north"), gate("west", "north"), pass("1", "west", &[])]));
    assert_eq!(steps(&plan), ["0 delete pass.1", "1 delete gate.east after 0", "2 delete gate.west after 0"]);
}

#[test]
fn references_that_contradict_the_kinds_are_an_error() {
    let rules = resource("rules.main", [("motto", reference("pass.1", "lake"))]);
    let pass = pass("1", "east", &[]);
    let error = World::new().try_plan(&desired([gate("east", "north"), rules, pass]), false).unwrap_err();
    let PlanError::CircularSteps(_) = &error else { panic!("{error}") };
    assert_eq!(
        error.to_string(),
        "steps wait for each other in a circle: create pass.1 -> create rules.main -> create pass.1"
    );
}

static WELL: KindSchema = KindSchema {
    name: KindName("well"),
    doc: "A well, of which two can be there at once.",
    section: Section::Labelled,
    attrs: &[
        AttrSchema::text("name").immutable(),
        AttrSchema::text("bricks").immutable(),
        AttrSchema::text("id").computed(),
    ],
    identity: &[&["id"], &["name"]],
    after: &[],
    replace: ReplaceOrder::CreateFirst,
    lane: Lane { service: "wells", writes: 1 },
    batch: 1,
    composite: false,
};

static ROPE: KindSchema = KindSchema {
    name: KindName("rope"),
    doc: "A rope in a well.",
    section: Section::Labelled,
    attrs: &[AttrSchema::text("name"), AttrSchema::refers("well", &["well"], "id")],
    identity: &[&["name"]],
    after: &[],
    replace: ReplaceOrder::DeleteFirst,
    lane: Lane { service: "wells", writes: 1 },
    batch: 1,
    composite: false,
};

/// The plan for a well with a rope in it that is as `there` says and is to be as `wanted` says.
fn wells(there: [(&'static str, Value); 2], wanted: [(&'static str, Value); 2]) -> Plan {
    let a = |schema: &KindSchema| Address::new(schema.name, "a");
    let written = |schema: &KindSchema, attrs: Attrs| {
        let mut resource = resource("gate.any", []);
        resource.address = a(schema);
        resource.attrs = attrs;
        resource
    };
    let to = Value::Pending(AttrRef::new(a(&WELL), "id"));
    let rope = written(&ROPE, Attrs::from([("name", text("r")), ("well", to)]));
    let wanted = desired([written(&WELL, Attrs::from(wanted)), rope]);

    let well = Attrs::from(there).into_iter().chain([("id", text("well-1"))]).collect();
    let rope = Attrs::from([("name", text("r")), ("well", text("well-1"))]);
    let (mut ledger, mut observed) = (Ledger::default(), Observation::default());
    for (schema, attrs) in [(&WELL, well), (&ROPE, rope)] {
        ledger.record(Key::of(schema, &attrs).unwrap(), a(schema));
        observed.lives.insert(schema.name, vec![Live::new(attrs)]);
    }
    let options = Options { destroy: false, tool: "0.0.0" };
    plan(&wanted, &observed, &ledger, &[&WELL, &ROPE], &options).unwrap()
}

#[test]
fn what_refers_to_an_object_that_is_made_first_moves_over_before_the_old_goes() {
    let bricks = || ("bricks", text("red"));
    let plan = wells([("name", text("old")), bricks()], [("name", text("new")), bricks()]);
    assert_eq!(
        changes(&plan),
        ["update rope.a [well], follows well.a", "replace well.a [name], name immutable"]
    );
    assert_eq!(steps(&plan), ["0 create well.a", "1 update rope.a after 0", "2 delete well.a after 0 1"]);
}

#[test]
fn two_objects_of_one_key_are_never_there_at_once() {
    let name = || ("name", text("same"));
    let plan = wells([name(), ("bricks", text("red"))], [name(), ("bricks", text("grey"))]);
    assert_eq!(
        changes(&plan),
        ["update rope.a [well], follows well.a", "replace well.a [bricks], bricks immutable"]
    );
    assert_eq!(steps(&plan), ["0 delete well.a", "1 create well.a after 0", "2 update rope.a after 1"]);
}
