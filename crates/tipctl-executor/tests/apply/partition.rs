//! Any plan and any script: every step is accounted for, and none is sent before its time.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use tipctl_model::{Address, FaultClass, Outcome, Plan, Step, StepId, Verb};
use tipctl_testkit::{
    clock::VirtualClock,
    scripted::{Answer, ScriptedProvider},
};

use crate::world::{Draft, Entry, LATENCY_MS, Memory, at, carry_out};

/// One step: its kind, its verb, what it waits for (of the steps before it), and its script.
#[derive(Clone, Debug)]
struct Part {
    kind: &'static str,
    verb: Verb,
    after: Vec<prop::sample::Index>,
    script: Vec<Answer>,
}

fn part() -> impl Strategy<Value = Part> {
    let kind = prop::sample::select(vec!["lake", "river", "pass", "pass"]);
    let verb = prop::sample::select(vec![Verb::Create, Verb::Update, Verb::Delete]);
    let answer = prop_oneof![
        6 => Just(Answer::Done),
        2 => Just(Answer::fault(FaultClass::Lagging)),
        2 => Just(Answer::fault(FaultClass::Busy)),
        1 => Just(Answer::fault(FaultClass::Denied)),
        1 => Just(Answer::fault(FaultClass::Taken)),
        1 => Just(Answer::fault(FaultClass::Unreachable)),
    ];
    let script = prop::collection::vec(answer, 0..4);
    let after = prop::collection::vec(any::<prop::sample::Index>(), 0..4);
    (kind, verb, after, script).prop_map(|(kind, verb, after, script)| Part { kind, verb, after, script })
}

fn address(label: usize, part: &Part) -> String {
    format!("{}.{label}", part.kind)
}

fn plan(parts: &[Part]) -> Plan {
    let draft = parts.iter().enumerate().fold(Draft::default(), |draft, (label, part)| {
        let after: Vec<_> = part
            .after
            .iter()
            .filter(|_| label > 0)
            .map(|after| u32::try_from(after.index(label)).unwrap())
            .collect();
        draft.simple(&address(label, part), part.verb, &after)
    });
    draft.plan()
}

fn provider(parts: &[Part], clock: &VirtualClock) -> ScriptedProvider {
    parts.iter().enumerate().fold(ScriptedProvider::new(clock, LATENCY_MS), |provider, (label, part)| {
        provider.script(at(&address(label, part)), part.verb, part.script.clone())
    })
}

/// How each step ended, by the name of its list; a step that is in two lists panics.
fn ends(outcome: &Outcome) -> BTreeMap<StepId, &'static str> {
    let Outcome { done, failed, skipped, unsent, unknown, took_ms: _ } = outcome;
    let mut ends = BTreeMap::new();
    let lists = [
        ("done", done.clone()),
        ("failed", failed.iter().map(|(id, _)| *id).collect()),
        ("skipped", skipped.iter().map(|(id, _)| *id).collect()),
        ("unsent", unsent.clone()),
        ("unknown", unknown.clone()),
    ];
    for (list, steps) in lists {
        for id in steps {
            assert_eq!(ends.insert(id, list), None, "{id} ended twice");
        }
    }
    ends
}

/// Whether `root` is upstream of `step`.
fn is_upstream(plan: &Plan, root: &Address, step: &Step) -> bool {
    step.after.iter().any(|before| {
        let before = &plan.steps[before.0 as usize];
        before.address == *root || is_upstream(plan, root, before)
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn every_step_ends_once_and_none_is_sent_before_its_time(
        parts in prop::collection::vec(part(), 1..30),
        stops in prop::collection::vec(0..60_usize, 0..3),
    ) {
        let (plan, clock) = (plan(&parts), VirtualClock::new());
        let provider = provider(&parts, &clock);
        let mut memory = Memory { stop_at: stops.clone(), ..Memory::default() };
        let outcome = carry_out(&plan, &clock, &provider, &mut memory);

        let ends = ends(&outcome);
        prop_assert_eq!(ends.keys().copied().collect::<Vec<_>>(), plan.steps.iter().map(|step| step.id).collect::<Vec<_>>());
        if stops.is_empty() {
            prop_assert!(outcome.unsent.is_empty() && outcome.unknown.is_empty());
        }

        let failed: BTreeSet<_> = outcome.failed.iter().map(|(id, _)| &plan.steps[id.0 as usize].address).collect();
        for (id, because) in &outcome.skipped {
            prop_assert!(failed.contains(because));
            prop_assert!(is_upstream(&plan, because, &plan.steps[id.0 as usize]));
        }

        let mut done = BTreeSet::new();
        for entry in &memory.entries {
            match entry {
                Entry::Before(id, _) => {
                    prop_assert!(plan.steps[id.0 as usize].after.is_subset(&done), "{} came too early", id);
                    prop_assert!(matches!(ends[id], "done" | "failed" | "unknown"), "{} was sent and is {}", id, ends[id]);
                }
                Entry::Done(id, _) => {
                    prop_assert!(done.insert(*id), "{} is done twice", id);
                }
                Entry::Event(_) => {}
            }
        }
        prop_assert_eq!(done, outcome.done.iter().copied().collect::<BTreeSet<_>>());
    }

    #[test]
    fn the_same_plan_and_script_tell_the_same_story(parts in prop::collection::vec(part(), 1..20)) {
        let plan = plan(&parts);
        let tell = || {
            let clock = VirtualClock::new();
            let provider = provider(&parts, &clock);
            let mut memory = Memory::default();
            let outcome = carry_out(&plan, &clock, &provider, &mut memory);
            (outcome, memory.entries)
        };
        prop_assert_eq!(tell(), tell());
    }
}
