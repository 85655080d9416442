//! Kinds and changes that exist nowhere else.

use std::collections::BTreeMap;
use tipctl_access::{AccessChange, Direction, On};
use tipctl_model::inventory::{Columns, Principal, Workforce};

use tipctl_model::{
    Action, Address, AttrChange, AttrRef, AttrSchema, AttrType, Attrs, Change, Delta, Fault, FaultClass,
    KindName, KindSchema, Lane, Live, Mode, NonEmpty, OnChange, Place, Plan, PlanHeader, PlanReport, Reason,
    ReplaceOrder, Section, Step, StepId, Value, Verb,
};

const LANE: Lane = Lane { service: "gates", writes: 1 };

/// A group of people, known by its name.
static TEAM: KindSchema = KindSchema {
    name: KindName("team"),
    doc: "",
    section: Section::Labelled,
    attrs: &[
        AttrSchema::text("name").required(),
        AttrSchema::texts("members").written_only(),
        AttrSchema::text("id").computed(),
    ],
    identity: &[&["name"]],
    after: &[],
    replace: ReplaceOrder::DeleteFirst,
    lane: LANE,
    batch: 1,
    composite: false,
};

const ON: &[AttrSchema] = &[AttrSchema::text("database").required(), AttrSchema::text("table")];

/// Something with an attribute of every type.
static GATE: KindSchema = KindSchema {
    name: KindName("gate"),
    doc: "",
    section: Section::Labelled,
    attrs: &[
        AttrSchema::text("name").required(),
        AttrSchema::text("purpose"),
        AttrSchema::int("limit", 0, 100),
        AttrSchema::bool("open"),
        AttrSchema::text("zone").immutable(),
        AttrSchema::new("team", AttrType::Ref { kinds: &["team"], attr: "id" }),
        AttrSchema::new("teams", AttrType::Set(&AttrType::Ref { kinds: &["team"], attr: "id" })),
        AttrSchema::new("hours", AttrType::List(&AttrType::Text)),
        AttrSchema::new("tags", AttrType::Map(&AttrType::Text)),
        AttrSchema::new("trust", AttrType::Policy),
        AttrSchema::new("rules", AttrType::Map(&AttrType::Policy)),
        AttrSchema::text("arn").computed(),
    ],
    identity: &[&["arn"], &["name"]],
    after: &[],
    replace: ReplaceOrder::DeleteFirst,
    lane: LANE,
    batch: 1,
    composite: false,
};

/// A permission, which is nothing but its identity.
static PASS: KindSchema = KindSchema {
    name: KindName("pass"),
    doc: "",
    section: Section::List,
    attrs: &[
        AttrSchema::refers("to", &["team"], "id").required().immutable(),
        AttrSchema::new("on", AttrType::Object(ON)).required().immutable(),
        AttrSchema::texts("allow").required(),
    ],
    identity: &[&["to", "on"]],
    after: &[],
    replace: ReplaceOrder::CreateFirst,
    lane: LANE,
    batch: 20,
    composite: false,
};

pub(super) const SCHEMAS: &[&KindSchema] = &[&TEAM, &GATE, &PASS];

pub(super) fn address(text: &str) -> Address {
    let (kind, label) = text.split_once('.').unwrap();
    let schema = SCHEMAS.iter().find(|schema| schema.name.0 == kind);
    Address::new(schema.map_or(KindName("riddle"), |schema| schema.name), label)
}

pub(super) fn pending(of: &str, attr: &'static str) -> Value {
    Value::Pending(AttrRef::new(address(of), attr))
}

pub(super) fn attrs<const N: usize>(attrs: [(&'static str, Value); N]) -> Attrs {
    attrs.into()
}

pub(super) fn live<const N: usize>(entries: [(&'static str, Value); N]) -> Live {
    Live::new(attrs(entries))
}

pub(super) fn change(of: &str, action: Action) -> Change {
    Change {
        address: address(of),
        action,
        mode: Mode::Managed,
        because: Vec::new(),
        origin: None,
        derived_from: None,
    }
}

pub(super) fn because(of: &str, action: Action, reasons: Vec<Reason>) -> Change {
    Change { because: reasons, ..change(of, action) }
}

pub(super) fn step(id: u32, of: &str, verb: Verb, after: &[u32]) -> Step {
    Step { id: StepId(id), address: address(of), verb, after: after.iter().map(|id| StepId(*id)).collect() }
}

pub(super) fn plan(changes: Vec<Change>, steps: Vec<Step>) -> Plan {
    Plan {
        header: PlanHeader {
            tool: "0.1.0".to_owned(),
            place: Place::new("analytics", "111122223333", "ap-northeast-1"),
            spec_digest: "5e1f".to_owned(),
            destroy: false,
        },
        changes,
        steps,
        report: PlanReport::default(),
    }
}

pub(super) fn update(
    there: Live,
    want: Attrs,
    diff: Vec<(&'static str, Delta, OnChange)>,
) -> (Live, Attrs, NonEmpty<AttrChange>) {
    let diff =
        diff.into_iter().map(|(attr, delta, on_change)| AttrChange { attr, delta, on_change }).collect();
    (there, want, NonEmpty::new(diff).unwrap())
}

pub(super) fn value(before: Option<Value>, after: Value) -> Delta {
    Delta::Value { before, after }
}

/// A policy of some statements, each with an id, an effect and its actions.
pub(super) fn policy(statements: &[(&str, &str, &[&str])]) -> Value {
    let statements = statements
        .iter()
        .map(|(sid, effect, actions)| {
            Value::map([
                ("Sid", Value::from(*sid)),
                ("Effect", Value::from(*effect)),
                ("Action", Value::texts(actions.iter().copied())),
                ("Resource", Value::from("*")),
            ])
        })
        .collect();
    Value::map([("Statement", Value::List(statements)), ("Version", Value::from("2012-10-17"))])
}

pub(super) fn fault(class: FaultClass) -> Fault {
    Fault {
        class,
        service: "gates",
        operation: "OpenGate".to_owned(),
        code: Some(format!("{class:?}Exception")),
        message: "the gate does not open".to_owned(),
        request_id: Some("7f3a-11".to_owned()),
        attr: None,
    }
}

/// Every action, delta and reason at once, with the steps of both orders of replacement.
pub(super) fn everything() -> Plan {
    let mut changes = vec![found("team.staff", "staff", "t-1"), found("team.guests", "guests", "t-2")];
    changes.extend([
        adopted(),
        created(),
        opened(),
        moved(),
        widened(),
        narrowed(),
        closed(),
        followed(),
        kept(),
    ]);
    changes.sort_by(|one, other| one.address.cmp(&other.address));
    let steps = vec![
        step(0, "gate.moved", Verb::Delete, &[]),
        step(1, "gate.moved", Verb::Create, &[0]),
        step(2, "gate.new", Verb::Create, &[]),
        step(3, "gate.opened", Verb::Update, &[2]),
        step(4, "pass.derived", Verb::Create, &[2]),
        step(5, "pass.followed", Verb::Create, &[1]),
        step(6, "pass.followed", Verb::Delete, &[5]),
        step(7, "pass.gone", Verb::Delete, &[]),
    ];
    plan(changes, steps)
}

fn found(of: &str, name: &str, id: &str) -> Change {
    let action = Action::Keep { live: live([("name", name.into()), ("id", id.into())]) };
    Change { mode: Mode::Found, ..change(of, action) }
}

fn kept() -> Change {
    change("gate.kept", Action::Keep { live: live([("name", "kept".into())]) })
}

fn adopted() -> Change {
    let action = Action::Adopt { live: live([("name", "adopted".into()), ("purpose", "old".into())]) };
    because("gate.adopted", action, vec![Reason::Adopted])
}

/// Every type of attribute, as it is made.
fn created() -> Change {
    let want = attrs([
        ("name", "new".into()),
        ("limit", Value::Int(40)),
        ("open", true.into()),
        ("team", "t-1".into()),
        ("teams", Value::List(vec!["t-1".into(), "t-9".into()])),
        ("hours", Value::texts(["08:00", "18:00"])),
        (
            "tags",
            Value::map([("cost center", "12"), ("owner", "売上\n\u{202e}")].map(|(k, v)| (k, v.into()))),
        ),
        ("trust", policy(&[("Enter", "Allow", &["gates:Enter"])])),
    ]);
    change("gate.new", Action::Create { want })
}

/// Every form of a difference that can be made in place.
fn opened() -> Change {
    let before = policy(&[
        ("Enter", "Allow", &["gates:Enter", "gates:Look", "gates:Wait", "gates:Knock", "gates:Ring"]),
        ("Leave", "Allow", &["gates:Leave"]),
        ("Never", "Deny", &["gates:Break"]),
    ]);
    let after = policy(&[
        (
            "Enter",
            "Allow",
            &["gates:Enter", "gates:Look", "gates:Wait", "gates:Knock", "gates:Ring", "gates:Sing"],
        ),
        ("Leave", "Allow", &["gates:Leave"]),
        ("Never", "Deny", &["gates:Break"]),
    ]);
    let tags = BTreeMap::from([
        ("area".to_owned(), (None, Some("north".into()))),
        ("owner".to_owned(), (Some("ops".into()), Some("data".into()))),
        ("temporary".to_owned(), (Some("yes".into()), None)),
    ]);
    let rules = BTreeMap::from([
        ("night".to_owned(), (Some(before.clone()), Some(after))),
        ("noon".to_owned(), (None, Some(policy(&[("Rest", "Deny", &["gates:*"])])))),
    ]);
    let teams = Delta::Set {
        added: vec!["t-2".into(), pending("team.new", "id")],
        removed: vec!["t-1".into()],
        kept: vec!["t-7".into(), "t-8".into()],
    };
    let (live, want, diff) = update(
        live([("name", "opened".into()), ("arn", "arn:gate/opened".into()), ("open", false.into())]),
        attrs([("name", "opened".into()), ("limit", Value::Int(2)), ("zone", "a".into())]),
        vec![
            ("purpose", value(None, "visits".into()), OnChange::Update),
            ("open", value(Some(false.into()), true.into()), OnChange::Update),
            ("team", value(Some("t-1".into()), "t-2".into()), OnChange::Update),
            ("teams", teams, OnChange::Update),
            (
                "hours",
                value(Some(Value::texts(["08:00", "18:00"])), Value::texts(["08:00", "20:00"])),
                OnChange::Update,
            ),
            ("tags", Delta::Map { entries: tags, kept: 1 }, OnChange::Update),
            ("rules", Delta::Map { entries: rules, kept: 0 }, OnChange::Update),
        ],
    );
    let action = Action::Update { live, want, diff };
    because("gate.opened", action, vec![Reason::Adopted, Reason::MarkedBy("other".to_owned())])
}

/// A replacement whose delete comes first.
fn moved() -> Change {
    let (live, want, diff) = update(
        live([("name", "moved".into()), ("arn", "arn:gate/m-1".into()), ("zone", "a".into())]),
        attrs([("name", "moved".into()), ("zone", "b".into()), ("open", true.into())]),
        vec![("zone", value(Some("a".into()), "b".into()), OnChange::Replace)],
    );
    because("gate.moved", Action::Replace { live, want, diff }, vec![Reason::Immutable(vec!["zone"])])
}

/// A replacement whose create comes first, because what it refers to is replaced.
fn followed() -> Change {
    let on = Value::map([("database", "sales"), ("table", "orders")].map(|(k, v)| (k, v.into())));
    let (live, want, diff) = update(
        live([("to", "t-1".into()), ("on", on.clone()), ("allow", Value::texts(["read"]))]),
        attrs([("to", pending("team.new", "id")), ("on", on), ("allow", Value::texts(["read"]))]),
        vec![("to", value(Some("t-1".into()), pending("team.new", "id")), OnChange::Replace)],
    );
    let reasons = vec![Reason::Immutable(vec!["to"]), Reason::Follows(address("team.new"))];
    because("pass.followed", Action::Replace { live, want, diff }, reasons)
}

fn widened() -> Change {
    let want = attrs([
        ("to", "t-2".into()),
        ("on", Value::map([("database", "sales"), ("table", "orders")].map(|(k, v)| (k, v.into())))),
        ("allow", Value::texts(["describe", "select"])),
    ]);
    Change {
        derived_from: Some("gate.new.users".to_owned()),
        ..change("pass.derived", Action::Create { want })
    }
}

fn narrowed() -> Change {
    let live = live([
        ("to", "t-2".into()),
        ("on", Value::map([("database", Value::from("sales"))])),
        ("allow", Value::texts(["all"])),
    ]);
    because("pass.gone", Action::Delete { live }, vec![Reason::NotInSpec])
}

/// Of a kind that no schema describes.
fn closed() -> Change {
    let want = attrs([("beta", Value::Int(2)), ("alpha", Value::Int(1))]);
    change("riddle.closed", Action::Create { want })
}

/// Two who gain and one who loses.
pub(super) fn access() -> Vec<AccessChange> {
    let orders = On::Table { database: "sales".to_owned(), table: "orders".to_owned(), columns: Vec::new() };
    let change = |name: &str, direction, privilege: &str, on: &On, columns| AccessChange {
        who: Principal::Workforce(Workforce::Group(format!("{name}#id"))),
        name: name.to_owned(),
        direction,
        privilege: privilege.to_owned(),
        on: on.clone(),
        columns,
        only_in: None,
    };
    let only = Columns::Only(["amount".to_owned(), "order_id".to_owned()].into());
    vec![
        change(
            "group.analysts",
            Direction::Gains,
            "describe",
            &On::Database("sales".to_owned()),
            Columns::All,
        ),
        change("group.analysts", Direction::Gains, "select", &orders, only),
        change(
            "group.guests",
            Direction::Loses,
            "select",
            &orders,
            Columns::Except(["email".to_owned()].into()),
        ),
        change(
            "group.guests",
            Direction::Loses,
            "readwrite",
            &On::Prefix("s3://results/guests/".to_owned()),
            Columns::All,
        ),
    ]
}
