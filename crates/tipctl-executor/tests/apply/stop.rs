//! Signals, at every moment.

use std::collections::BTreeSet;

use tipctl_executor::StopSignal;
use tipctl_model::{ApplyEvent, FaultClass, Outcome, Plan, StepId, Verb};
use tipctl_testkit::{
    clock::VirtualClock,
    scripted::{Answer, ScriptedProvider},
};

use crate::world::{Draft, LATENCY_MS, Memory, at, carry_out, failed, ids};

/// A diamond with a lagging side, a failing branch, and passes that travel together.
fn plan() -> Plan {
    Draft::default()
        .create("lake.top", &[])
        .create("lake.left", &[0])
        .create("lake.right", &[0])
        .create("lake.foot", &[1, 2])
        .create("river.dry", &[])
        .create("river.mouth", &[4])
        .create("pass.a", &[3])
        .create("pass.b", &[3])
        .simple("pass.c", Verb::Delete, &[])
        .plan()
}

fn provider(clock: &VirtualClock) -> ScriptedProvider {
    let lagging = || Answer::fault(FaultClass::Lagging);
    ScriptedProvider::new(clock, LATENCY_MS)
        .script(at("lake.left"), Verb::Create, [lagging(), lagging(), Answer::Done])
        .script(at("river.dry"), Verb::Create, [Answer::fault(FaultClass::Denied)])
        .script(at("pass.b"), Verb::Create, [Answer::fault(FaultClass::Busy), Answer::Done])
}

fn stopped_at(stop_at: Vec<usize>) -> (Outcome, Memory, ScriptedProvider) {
    let clock = VirtualClock::new();
    let provider = provider(&clock);
    let mut memory = Memory { stop_at, ..Memory::default() };
    let outcome = carry_out(&plan(), &clock, &provider, &mut memory);
    (outcome, memory, provider)
}

fn accounted(outcome: &Outcome) {
    let Outcome { done, failed, skipped, unsent, unknown, took_ms: _ } = outcome;
    let mut all: Vec<_> = done.iter().chain(unsent).chain(unknown).copied().collect();
    all.extend(failed.iter().map(|(id, _)| *id));
    all.extend(skipped.iter().map(|(id, _)| *id));
    all.sort();
    assert_eq!(all, (0..9).map(StepId).collect::<Vec<_>>());
}

#[test]
fn a_signal_at_any_event_drains() {
    let (whole, memory, _) = stopped_at(Vec::new());
    assert_eq!(failed(&whole), [(4, FaultClass::Denied)]);
    for stop in 0..memory.events().len() {
        let (outcome, memory, provider) = stopped_at(vec![stop]);
        accounted(&outcome);
        assert_eq!(outcome.unknown, [], "stopped at event {stop}");
        let events = memory.events();
        let after = &events[stop + 1..];
        let is = |wanted: fn(&ApplyEvent) -> bool| after.iter().filter(|event| wanted(event)).count();
        assert_eq!(is(|event| matches!(event, ApplyEvent::Started { .. })), 0, "stopped at event {stop}");
        assert_eq!(is(|event| matches!(event, ApplyEvent::Draining { .. })), 1, "stopped at event {stop}");
        assert!(provider.sent().iter().all(|sent| sent.until_ms.is_some()), "stopped at event {stop}");
        let started: BTreeSet<_> = events
            .iter()
            .filter_map(|event| match event {
                ApplyEvent::Started { step, .. } => Some(*step),
                _ => None,
            })
            .collect();
        let ended = outcome.done.iter().chain(outcome.failed.iter().map(|(id, _)| id)).copied().collect();
        assert_eq!(started, ended, "stopped at event {stop}");
    }
}

#[test]
fn two_signals_at_any_event_leave_what_is_under_way_unknown() {
    let (_, memory, _) = stopped_at(Vec::new());
    for stop in 0..memory.events().len() {
        let (outcome, memory, provider) = stopped_at(vec![stop, stop]);
        accounted(&outcome);
        let moment = |event: &ApplyEvent| match event {
            ApplyEvent::Started { at_ms, .. }
            | ApplyEvent::Waiting { at_ms, .. }
            | ApplyEvent::Finished { at_ms, .. }
            | ApplyEvent::Failed { at_ms, .. }
            | ApplyEvent::Draining { at_ms } => Some(*at_ms),
            ApplyEvent::Skipped { .. } => None,
        };
        if let Some(at_ms) = moment(&memory.events()[stop]) {
            assert_eq!(outcome.took_ms, at_ms, "stopped at event {stop}");
        }
        let unanswered: usize =
            provider.sent().iter().filter(|sent| sent.until_ms.is_none()).map(|sent| sent.calls.len()).sum();
        assert!(outcome.unknown.len() >= unanswered, "stopped at event {stop}");
    }
}

#[test]
fn a_signal_before_the_first_step_sends_nothing() {
    let clock = VirtualClock::new();
    let provider = provider(&clock);
    let mut memory = Memory::default();
    memory.stop.raise();
    let outcome = carry_out(&plan(), &clock, &provider, &mut memory);
    assert_eq!(outcome.unsent, ids(&[0, 1, 2, 3, 4, 5, 6, 7, 8]));
    assert_eq!(memory.told(), ["0 draining"]);
    assert!(provider.sent().is_empty());
}

#[test]
fn after_a_signal_no_step_is_even_looked_at() {
    let clock = VirtualClock::new();
    let provider = ScriptedProvider::new(&clock, LATENCY_MS);
    let plan = Draft::default().create("lake.a", &[]).step("lake.lost", Verb::Create, &[]).plan();
    let mut memory = Memory { stop_at: vec![0], ..Memory::default() };
    let outcome = carry_out(&plan, &clock, &provider, &mut memory);
    assert_eq!(outcome.done, ids(&[0]));
    assert_eq!(outcome.unsent, ids(&[1]));
}

#[test]
fn a_wait_is_cut_short_and_its_step_fails_with_what_was_said() {
    let clock = VirtualClock::new();
    let provider = ScriptedProvider::new(&clock, LATENCY_MS).script(
        at("lake.a"),
        Verb::Create,
        [Answer::fault(FaultClass::Lagging)],
    );
    let plan = Draft::default().create("lake.a", &[]).create("lake.b", &[0]).plan();
    let mut memory = Memory { stop_at: vec![1], ..Memory::default() };
    let outcome = carry_out(&plan, &clock, &provider, &mut memory);
    assert_eq!(failed(&outcome), [(0, FaultClass::Lagging)]);
    assert_eq!(outcome.took_ms, LATENCY_MS);
    assert_eq!(
        memory.told(),
        [
            "0 started lake.a",
            "10 waiting lake.a Lagging",
            "10 draining",
            "10 failed lake.a Lagging",
            "skipped lake.b because lake.a",
        ]
    );
}

#[test]
fn signals_from_outside_wake_an_apply_whose_calls_never_end() {
    let clock = VirtualClock::new();
    let provider = ScriptedProvider::new(&clock, LATENCY_MS)
        .script(at("pass.b"), Verb::Create, [Answer::Never])
        .script(at("lake.c"), Verb::Create, [Answer::Never]);
    let plan = Draft::default()
        .create("pass.a", &[])
        .create("pass.b", &[])
        .create("lake.c", &[])
        .create("lake.d", &[])
        .create("lake.e", &[3])
        .create("pass.f", &[2])
        .plan();
    let stop = StopSignal::new();
    let mut memory = Memory { stop: stop.clone(), ..Memory::default() };
    let surroundings =
        tipctl_executor::Surroundings { clock: &clock, recorder: &mut memory, stop: stop.clone(), seed: 1 };
    let signals = async {
        clock.sleep(15).await;
        stop.raise();
        clock.sleep(5_000).await;
        stop.raise();
    };
    let apply = tipctl_executor::apply(&plan, crate::world::SCHEMAS, &provider, surroundings);
    let (outcome, ()) = clock.run(futures::future::join(apply, signals));
    assert_eq!(outcome.done, ids(&[3, 4]));
    assert_eq!(outcome.unknown, ids(&[0, 1, 2]));
    assert_eq!(outcome.unsent, ids(&[5]));
    assert_eq!(outcome.took_ms, 5_015);
}
