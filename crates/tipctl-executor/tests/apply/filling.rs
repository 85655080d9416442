//! Values that are known only after another step.

use std::collections::BTreeMap;

use tipctl_model::{
    Action, AttrChange, Attrs, Call, Delta, FaultClass, Live, NonEmpty, OnChange, Value, Verb,
};
use tipctl_testkit::scripted::Answer;

use crate::world::{Draft, at, diff, failed, id_of, ids, named, played};

fn with(address: &str, attr: &'static str, value: Value) -> Attrs {
    let mut attrs = named(&at(address));
    attrs.insert(attr, value);
    attrs
}

fn river(from: Value) -> Draft {
    let want = with("river.b", "from", from);
    Draft::default().create("lake.a", &[]).change("river.b", Action::Create { want }).step(
        "river.b",
        Verb::Create,
        &[0],
    )
}

#[test]
fn a_value_is_taken_from_what_the_finished_step_brought() {
    let from = Value::map([("lakes", Value::List(vec![id_of("lake.a"), "other".into()]))]);
    let (outcome, _, provider) = played(&river(from).plan(), |provider| provider);
    assert!(outcome.is_complete());
    let Call::Create { want } = &provider.sent()[1].calls[0] else { panic!("a create") };
    assert_eq!(want["from"], Value::map([("lakes", Value::texts(["id of lake.a", "other"]))]));
}

#[test]
fn what_was_sent_stands_in_for_what_is_not_echoed() {
    let from = Value::Pending(tipctl_model::AttrRef::new(at("lake.a"), "name"));
    let (outcome, _, provider) = played(&river(from).plan(), |provider| {
        provider.script(at("lake.a"), Verb::Create, [Answer::Live(None)])
    });
    assert!(outcome.is_complete());
    let Call::Create { want } = &provider.sent()[1].calls[0] else { panic!("a create") };
    assert_eq!(want["from"], Value::text("a"));
}

#[test]
fn a_value_of_a_resource_that_stays_is_taken_from_the_plan() {
    let live = Live::new(with("lake.a", "id", "found".into()));
    let plan = Draft::default()
        .change("lake.a", Action::Keep { live })
        .change("river.b", Action::Create { want: with("river.b", "from", id_of("lake.a")) })
        .step("river.b", Verb::Create, &[])
        .plan();
    let (outcome, _, provider) = played(&plan, |provider| provider);
    assert!(outcome.is_complete());
    let Call::Create { want } = &provider.sent()[0].calls[0] else { panic!("a create") };
    assert_eq!(want["from"], Value::text("found"));
}

#[test]
fn a_value_that_stays_unknown_fails_the_step_before_it_is_sent() {
    let plan = river(id_of("lake.a")).plan();
    let (outcome, _, provider) =
        played(&plan, |provider| provider.script(at("lake.a"), Verb::Create, [Answer::Live(None)]));
    assert_eq!(outcome.done, ids(&[0]));
    assert_eq!(failed(&outcome), [(1, FaultClass::Unknown)]);
    assert_eq!(provider.sent().len(), 1);
    let fault = &outcome.failed[0].1;
    assert_eq!(fault.to_string(), "water create: `from` needs `id` of `lake.a`, which AWS has not told");
    assert_eq!(fault.attr, Some("from"));
}

#[test]
fn an_update_has_its_differences_filled_too() {
    let delta = Delta::Map {
        entries: BTreeMap::from([
            ("a".to_owned(), (None, Some(id_of("lake.a")))),
            ("b".to_owned(), (Some("x".into()), None)),
        ]),
        kept: 1,
    };
    let diff = NonEmpty::new(vec![AttrChange { attr: "from", delta, on_change: OnChange::Update }]).unwrap();
    let want = with("river.b", "from", Value::map([("a", id_of("lake.a"))]));
    let live = Live::new(named(&at("river.b")));
    let plan = Draft::default()
        .create("lake.a", &[])
        .change("river.b", Action::Update { live, want, diff })
        .step("river.b", Verb::Update, &[0])
        .plan();
    let (outcome, _, provider) = played(&plan, |provider| provider);
    assert!(outcome.is_complete());
    let Call::Update { want, diff, .. } = &provider.sent()[1].calls[0] else { panic!("an update") };
    assert_eq!(want["from"], Value::map([("a", "id of lake.a")].map(|(name, id)| (name, Value::text(id)))));
    let Delta::Map { entries, kept: 1 } = &diff.as_slice()[0].delta else { panic!("a map") };
    assert_eq!(entries["a"], (None, Some("id of lake.a".into())));
    assert_eq!(entries["b"], (Some("x".into()), None));
}

#[test]
fn an_element_that_turns_out_to_be_there_already_neither_comes_nor_goes() {
    let delta = Delta::Set {
        added: vec![id_of("lake.a"), "new".into(), "kept".into()],
        removed: vec!["id of lake.a".into(), "old".into()],
        kept: vec!["kept".into()],
    };
    let diff = NonEmpty::new(vec![AttrChange { attr: "from", delta, on_change: OnChange::Update }]).unwrap();
    let live = Live::new(named(&at("river.b")));
    let want = named(&at("river.b"));
    let plan = Draft::default()
        .create("lake.a", &[])
        .change("river.b", Action::Update { live, want, diff })
        .step("river.b", Verb::Update, &[0])
        .plan();
    let (outcome, _, provider) = played(&plan, |provider| provider);
    assert!(outcome.is_complete());
    let Call::Update { diff, .. } = &provider.sent()[1].calls[0] else { panic!("an update") };
    let expected = Delta::Set {
        added: vec!["new".into()],
        removed: vec!["old".into()],
        kept: vec!["kept".into(), "id of lake.a".into()],
    };
    assert_eq!(diff.as_slice()[0].delta, expected);
}

#[test]
fn both_halves_of_a_replacement_are_carried_out_and_the_new_half_is_referred_to() {
    let live = Live::new(with("lake.a", "id", "the old one".into()));
    let action = Action::Replace { live: live.clone(), want: named(&at("lake.a")), diff: diff(true.into()) };
    let plan = Draft::default()
        .change("lake.a", action)
        .step("lake.a", Verb::Delete, &[])
        .step("lake.a", Verb::Create, &[0])
        .change("river.b", Action::Create { want: with("river.b", "from", id_of("lake.a")) })
        .step("river.b", Verb::Create, &[1])
        .plan();
    let (outcome, _, provider) = played(&plan, |provider| provider);
    assert_eq!(outcome.done, ids(&[0, 1, 2]));
    assert_eq!(provider.sent()[0].calls, [Call::Delete { live }]);
    let Call::Create { want } = &provider.sent()[2].calls[0] else { panic!("a create") };
    assert_eq!(want["from"], Value::text("id of lake.a"));
}

#[test]
fn a_step_that_contradicts_its_change_or_has_an_unknown_kind_fails_alone() {
    let plan = Draft::default()
        .change("lake.a", Action::Create { want: named(&at("lake.a")) })
        .step("lake.a", Verb::Delete, &[])
        .create("ghost.b", &[])
        .create("lake.c", &[])
        .plan();
    let (outcome, _, _) = played(&plan, |provider| provider);
    assert_eq!(outcome.done, ids(&[2]));
    let messages: Vec<_> = outcome.failed.iter().map(|(_, fault)| fault.to_string()).collect();
    assert_eq!(
        messages,
        [
            "water delete: the plan has a step to delete `lake.a`, whose change is to create; make a new plan",
            "ghost create: `ghost.b` is of a kind that is not known here",
        ]
    );
}
