//! Every class of fault, for everything that a step can do.

use tipctl_model::{ApplyEvent, FaultClass, Verb};
use tipctl_testkit::{
    clock::VirtualClock,
    scripted::{Answer, ScriptedProvider},
};

use crate::world::{Draft, LATENCY_MS, Memory, at, carry_out, failed, ids, played};

const CLASSES: [FaultClass; 11] = [
    FaultClass::Absent,
    FaultClass::Taken,
    FaultClass::Lagging,
    FaultClass::Busy,
    FaultClass::Throttled,
    FaultClass::Denied,
    FaultClass::Unauthenticated,
    FaultClass::Unreachable,
    FaultClass::Invalid,
    FaultClass::Unimplemented,
    FaultClass::Unknown,
];

const VERBS: [Verb; 3] = [Verb::Create, Verb::Update, Verb::Delete];

#[test]
fn a_fault_that_passes_is_waited_for_and_any_other_ends_the_step() {
    for verb in VERBS {
        for class in CLASSES {
            let plan = Draft::default().simple("lake.a", verb, &[]).create("lake.b", &[0]).plan();
            let (outcome, _, provider) = played(&plan, |provider| {
                provider.script(
                    at("lake.a"),
                    verb,
                    [Answer::fault(class), Answer::fault(class), Answer::Done],
                )
            });
            let calls = provider.sent().len();
            if class.is_transient() {
                assert_eq!((outcome.done, calls), (ids(&[0, 1]), 4), "{verb:?} {class:?}");
            } else {
                assert_eq!((failed(&outcome), calls), (vec![(0, class)], 1), "{verb:?} {class:?}");
                assert_eq!(outcome.skipped, [(ids(&[1])[0], at("lake.a"))], "{verb:?} {class:?}");
            }
        }
    }
}

#[test]
fn patience_ends_and_the_step_fails_with_what_was_said_last() {
    for verb in VERBS {
        for (class, total_ms) in [(FaultClass::Lagging, 120_000), (FaultClass::Busy, 60_000)] {
            let plan = Draft::default().simple("lake.a", verb, &[]).plan();
            let (outcome, memory, provider) =
                played(&plan, |provider| provider.script(at("lake.a"), verb, [Answer::fault(class)]));
            assert_eq!(failed(&outcome), [(0, class)]);
            let calls = provider.sent().len() as u64;
            assert_eq!(outcome.took_ms, total_ms + calls * LATENCY_MS, "{verb:?} {class:?}");
            let waits: Vec<_> = memory
                .events()
                .into_iter()
                .filter_map(|event| match event {
                    ApplyEvent::Waiting { wait_ms, .. } => Some(wait_ms),
                    _ => None,
                })
                .collect();
            assert_eq!(waits.iter().sum::<u64>(), total_ms);
            assert_eq!(waits.len() as u64, calls - 1);
        }
    }
}

#[test]
fn a_step_is_announced_once_and_journalled_each_time() {
    let plan = Draft::default().create("lake.a", &[]).plan();
    let (_, memory, _) = played(&plan, |provider| {
        provider.script(at("lake.a"), Verb::Create, [Answer::fault(FaultClass::Busy), Answer::Done])
    });
    let told = memory.told();
    assert_eq!(told[..2], ["0 started lake.a", "10 waiting lake.a Busy"]);
    assert!(told[2].contains("finished lake.a after"));
    let journalled = memory.entries.iter().filter(|entry| matches!(entry, crate::world::Entry::Before(..)));
    assert_eq!(journalled.count(), 2);
}

#[test]
fn what_is_in_a_creates_way_is_not_taken_for_ours() {
    let plan = Draft::default().create("lake.a", &[]).plan();
    let (outcome, _, _) = played(&plan, |provider| {
        let script = [Answer::fault(FaultClass::Lagging), Answer::fault(FaultClass::Taken)];
        provider.script(at("lake.a"), Verb::Create, script)
    });
    let fault = &outcome.failed[0].1;
    assert_eq!(
        fault.to_string(),
        "scripted CarryOut: TakenException: as the script says; it was not there when the plan was made; an attempt \
         whose answer was lost may have made it, and applying again adopts it"
    );
}

#[test]
fn a_wait_keeps_nobody_out_of_the_lane() {
    let plan = Draft::default().create("pass.slow", &[]).simple("pass.quick", Verb::Delete, &[]).plan();
    let (outcome, memory, _) = played(&plan, |provider| {
        let script = [Answer::fault(FaultClass::Lagging), Answer::Done];
        provider.script(at("pass.slow"), Verb::Create, script)
    });
    assert_eq!(outcome.done, ids(&[1, 0]));
    assert_eq!(
        memory.told()[..4],
        [
            "0 started pass.slow",
            "10 waiting pass.slow Lagging",
            "10 started pass.quick",
            "20 finished pass.quick after 10",
        ]
    );
}

#[test]
fn what_cannot_be_journalled_is_not_sent_and_nothing_else_is_begun() {
    let clock = VirtualClock::new();
    let provider = ScriptedProvider::new(&clock, LATENCY_MS);
    let plan = Draft::default()
        .create("lake.a", &[])
        .create("lake.b", &[])
        .create("lake.c", &[])
        .create("lake.d", &[1])
        .plan();
    let mut memory = Memory { unjournalled: Some(ids(&[1])[0]), ..Memory::default() };
    let outcome = carry_out(&plan, &clock, &provider, &mut memory);
    assert_eq!(outcome.done, ids(&[0]));
    assert_eq!(outcome.unsent, ids(&[2]));
    assert_eq!(outcome.skipped, [(ids(&[3])[0], at("lake.b"))]);
    assert_eq!(
        outcome.failed[0].1.to_string(),
        "water create: not sent, because the journal cannot be written: no space left"
    );
    assert_eq!(provider.sent().len(), 1);
    assert!(memory.told().contains(&"0 draining".to_owned()));
}

#[test]
fn what_cannot_be_recorded_is_not_called_done() {
    let clock = VirtualClock::new();
    let provider = ScriptedProvider::new(&clock, LATENCY_MS);
    let plan = Draft::default().create("lake.a", &[]).create("lake.b", &[0]).create("pass.c", &[0]).plan();
    let mut memory = Memory { unrecorded: Some(ids(&[0])[0]), ..Memory::default() };
    let outcome = carry_out(&plan, &clock, &provider, &mut memory);
    assert_eq!(outcome.done, []);
    assert_eq!(
        outcome.failed[0].1.to_string(),
        "water create: carried out, but the ledger cannot be written: no space left; apply again to record it"
    );
    assert_eq!(outcome.skipped.len(), 2);
    assert_eq!(provider.sent().len(), 1);
}
