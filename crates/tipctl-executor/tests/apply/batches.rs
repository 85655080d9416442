//! Steps that travel together.

use std::future::ready;

use tipctl_executor::{Surroundings, apply};
use tipctl_model::{
    Asked, BoxFuture, Call, Fault, FaultClass, KindName, Live, Observation, Provider, StepId, Verb,
};
use tipctl_testkit::{
    clock::VirtualClock,
    scripted::{Answer, ScriptedProvider},
};

use crate::world::{Draft, Memory, SCHEMAS, at, failed, played};

fn passes(count: usize) -> Draft {
    (0..count).fold(Draft::default(), |draft, at| draft.create(&format!("pass.{at:02}"), &[]))
}

fn sizes(provider: &ScriptedProvider) -> Vec<usize> {
    provider.sent().iter().map(|sent| sent.calls.len()).collect()
}

#[test]
fn forty_five_travel_as_twenty_twenty_and_five() {
    let (outcome, _, provider) = played(&passes(45).plan(), |provider| provider);
    assert!(outcome.is_complete());
    assert_eq!(sizes(&provider), [20, 20, 5]);
    assert_eq!(outcome.took_ms, 30);
}

#[test]
fn only_the_entries_that_failed_are_sent_again_and_together() {
    let (outcome, _, provider) = played(&passes(45).plan(), |provider| {
        let lagging = [3, 7, 44].into_iter().fold(provider, |provider, label| {
            let script = [Answer::fault(FaultClass::Lagging), Answer::Done];
            provider.script(at(&format!("pass.{label:02}")), Verb::Create, script)
        });
        let refused = [Answer::fault(FaultClass::Invalid)];
        lagging.script(at("pass.21"), Verb::Create, refused)
    });
    assert_eq!(sizes(&provider), [20, 20, 5, 2, 1]);
    let again: Vec<String> = provider
        .sent()
        .iter()
        .skip(3)
        .flat_map(|sent| sent.steps().map(|(address, _)| address.to_string()).collect::<Vec<_>>())
        .collect();
    assert_eq!(again, ["pass.03", "pass.07", "pass.44"]);
    assert_eq!(failed(&outcome), [(21, FaultClass::Invalid)]);
    assert_eq!(outcome.done.len(), 44);
}

#[test]
fn entries_that_meet_different_faults_part_and_keep_their_own_patience() {
    let (outcome, memory, provider) = played(&passes(3).plan(), |provider| {
        provider.script(at("pass.00"), Verb::Create, [Answer::fault(FaultClass::Lagging)]).script(
            at("pass.01"),
            Verb::Create,
            [
                Answer::fault(FaultClass::Lagging),
                Answer::fault(FaultClass::Busy),
                Answer::fault(FaultClass::Lagging),
                Answer::Done,
            ],
        )
    });
    assert_eq!(failed(&outcome), [(0, FaultClass::Lagging)]);
    assert_eq!(outcome.done, [StepId(2), StepId(1)]);
    assert_eq!(sizes(&provider)[..3], [3, 2, 1]);
    let second = memory.told().iter().filter(|line| line.contains("waiting pass.01")).count();
    assert_eq!(second, 3);
}

#[test]
fn a_batch_has_one_verb_and_one_kind() {
    let plan = Draft::default()
        .simple("pass.a", Verb::Create, &[])
        .simple("pass.b", Verb::Delete, &[])
        .simple("lake.c", Verb::Create, &[])
        .simple("pass.d", Verb::Create, &[])
        .simple("pass.e", Verb::Delete, &[])
        .simple("pass.f", Verb::Update, &[])
        .plan();
    let (outcome, _, provider) = played(&plan, |provider| provider);
    assert!(outcome.is_complete());
    let sent: Vec<Vec<_>> = provider
        .sent()
        .iter()
        .map(|sent| sent.steps().map(|(address, verb)| format!("{verb:?} {address}")).collect())
        .collect();
    assert_eq!(
        sent,
        [
            vec!["Create pass.a", "Create pass.d"],
            vec!["Create lake.c"],
            vec!["Delete pass.b", "Delete pass.e"],
            vec!["Update pass.f"],
        ]
    );
}

#[test]
fn an_entry_that_cannot_be_composed_leaves_its_place_to_another() {
    let draft = Draft::default().step("pass.lost", Verb::Create, &[]);
    let plan = (0..20).fold(draft, |draft, at| draft.create(&format!("pass.{at:02}"), &[])).plan();
    let (outcome, _, provider) = played(&plan, |provider| provider);
    assert_eq!(sizes(&provider), [20]);
    assert_eq!(failed(&outcome), [(0, FaultClass::Unknown)]);
    assert_eq!(
        outcome.failed[0].1.to_string(),
        "gate create: the plan has a step for `pass.lost` and does not say what changes; make a new plan"
    );
}

/// Answers the first call of a batch and forgets the others.
struct Forgetful;

impl Provider for Forgetful {
    fn observe<'a>(&'a self, _asked: Asked<'a>) -> BoxFuture<'a, Result<Observation, Vec<Fault>>> {
        Box::pin(ready(Ok(Observation::default())))
    }

    fn carry_out<'a>(
        &'a self,
        _kind: KindName,
        _calls: &'a [Call],
    ) -> BoxFuture<'a, Vec<Result<Option<Live>, Fault>>> {
        Box::pin(ready(vec![Ok(None)]))
    }
}

#[test]
fn a_call_without_an_answer_is_not_called_done() {
    let (clock, mut memory) = (VirtualClock::new(), Memory::default());
    let (stop, recorder) = (memory.stop.clone(), &mut memory);
    let surroundings = Surroundings { clock: &clock, recorder, stop, seed: 7 };
    let outcome = clock.run(apply(&passes(3).plan(), SCHEMAS, &Forgetful, surroundings));
    assert_eq!(outcome.done, [StepId(0)]);
    assert_eq!(failed(&outcome), [(1, FaultClass::Unknown), (2, FaultClass::Unknown)]);
    assert_eq!(
        outcome.failed[0].1.to_string(),
        "gate create: sent together with other calls, and no answer came for this one"
    );
}
