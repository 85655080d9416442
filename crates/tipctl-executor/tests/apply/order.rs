//! What comes before what.

use tipctl_model::{Call, FaultClass, Verb};
use tipctl_testkit::scripted::Answer;

use crate::world::{Draft, Entry, at, failed, ids, played};

#[test]
fn an_empty_plan_is_done_at_once() {
    let (outcome, memory, provider) = played(&Draft::default().plan(), |provider| provider);
    assert!(outcome.is_complete());
    assert_eq!(outcome.took_ms, 0);
    assert!(memory.entries.is_empty());
    assert!(provider.sent().is_empty());
}

#[test]
fn a_step_is_journalled_announced_sent_recorded_and_announced_again() {
    let (outcome, memory, provider) =
        played(&Draft::default().create("lake.a", &[]).plan(), |provider| provider);
    assert!(outcome.is_complete());
    assert_eq!(memory.told(), ["0 started lake.a", "10 finished lake.a after 10"]);
    let sent = provider.sent();
    let [Entry::Before(before, call), Entry::Event(_), Entry::Done(done, Some(live)), Entry::Event(_)] =
        memory.entries.as_slice()
    else {
        panic!("{:?}", memory.entries);
    };
    assert_eq!((before.0, done.0), (0, 0));
    assert_eq!(sent[0].calls, std::slice::from_ref(call));
    assert_eq!(live.text("id"), "id of lake.a");
}

#[test]
fn a_diamond_is_walked_side_by_side() {
    let plan = Draft::default()
        .create("lake.top", &[])
        .create("lake.left", &[0])
        .create("lake.right", &[0])
        .create("lake.foot", &[1, 2])
        .plan();
    let (outcome, memory, _) = played(&plan, |provider| provider);
    assert_eq!(outcome.done, ids(&[0, 1, 2, 3]));
    assert_eq!(outcome.took_ms, 30);
    assert_eq!(
        memory.told(),
        [
            "0 started lake.top",
            "10 finished lake.top after 10",
            "10 started lake.left",
            "10 started lake.right",
            "20 finished lake.left after 10",
            "20 finished lake.right after 10",
            "20 started lake.foot",
            "30 finished lake.foot after 10",
        ]
    );
}

#[test]
fn a_failure_skips_what_is_downstream_and_names_the_root() {
    let plan = Draft::default()
        .create("lake.top", &[])
        .create("lake.left", &[0])
        .create("lake.right", &[0])
        .create("lake.foot", &[1, 2])
        .create("lake.toe", &[3])
        .plan();
    let (outcome, memory, _) = played(&plan, |provider| {
        provider.script(at("lake.left"), Verb::Create, [Answer::fault(FaultClass::Denied)])
    });
    assert_eq!(outcome.done, ids(&[0, 2]));
    assert_eq!(failed(&outcome), [(1, FaultClass::Denied)]);
    assert_eq!(outcome.skipped, [(ids(&[3])[0], at("lake.left")), (ids(&[4])[0], at("lake.left"))]);
    assert_eq!(
        memory.told()[4..],
        [
            "20 failed lake.left Denied",
            "skipped lake.foot because lake.left",
            "skipped lake.toe because lake.left",
            "20 finished lake.right after 10",
        ]
    );
}

#[test]
fn a_replacement_that_cannot_delete_does_not_create() {
    let plan = Draft::default().simple("lake.old", Verb::Delete, &[]).create("lake.new", &[0]).plan();
    let (outcome, _, provider) = played(&plan, |provider| {
        provider.script(at("lake.old"), Verb::Delete, [Answer::fault(FaultClass::Invalid)])
    });
    assert_eq!(failed(&outcome), [(0, FaultClass::Invalid)]);
    assert_eq!(outcome.skipped, [(ids(&[1])[0], at("lake.old"))]);
    assert!(
        provider.sent().iter().flat_map(|sent| &sent.calls).all(|call| matches!(call, Call::Delete { .. }))
    );
}

#[test]
fn a_circle_ends_as_a_failure_and_not_as_a_wait() {
    let plan = Draft::default()
        .create("lake.free", &[])
        .create("lake.egg", &[2])
        .create("lake.hen", &[1])
        .create("lake.loose", &[9])
        .plan();
    let (outcome, _, provider) = played(&plan, |provider| provider);
    assert_eq!(outcome.done, ids(&[0]));
    assert_eq!(failed(&outcome), [(1, FaultClass::Unknown), (3, FaultClass::Unknown)]);
    assert_eq!(outcome.skipped, [(ids(&[2])[0], at("lake.egg"))]);
    assert_eq!(provider.sent().len(), 1);
    assert_eq!(
        outcome.failed[0].1.to_string(),
        "water create: not sent, because it waits for a step that never comes; make a new plan"
    );
}
