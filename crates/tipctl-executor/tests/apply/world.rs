//! Invented kinds, plans written in a line or two, and a recorder that remembers.

use std::collections::BTreeSet;

use tipctl_executor::{Recorder, StopSignal, Surroundings, apply};
use tipctl_model::*;
use tipctl_testkit::{clock::VirtualClock, scripted::ScriptedProvider};

const fn kind(name: &'static str, lane: Lane, batch: usize) -> KindSchema {
    KindSchema {
        name: KindName(name),
        doc: "",
        section: Section::Labelled,
        attrs: &[],
        identity: &[&["name"]],
        after: &[],
        replace: ReplaceOrder::DeleteFirst,
        lane,
        batch,
        composite: false,
    }
}

/// Two calls at once.
static LAKE: KindSchema = kind("lake", Lane { service: "water", writes: 2 }, 1);
/// Shares the lane of lakes.
static RIVER: KindSchema = kind("river", Lane { service: "water", writes: 3 }, 1);
/// Many objects a call, one call at once.
static PASS: KindSchema = kind("pass", Lane { service: "gate", writes: 1 }, 20);

pub(crate) static SCHEMAS: &[&KindSchema] = &[&LAKE, &RIVER, &PASS];

/// How long the provider takes for a call.
pub(crate) const LATENCY_MS: u64 = 10;

/// `kind.label`, of an invented kind.
pub(crate) fn at(address: &str) -> Address {
    let (kind, label) = address.split_once('.').unwrap();
    let kind = ["lake", "river", "pass", "ghost"].into_iter().find(|name| *name == kind).unwrap();
    Address::new(KindName(kind), label)
}

pub(crate) fn named(address: &Address) -> Attrs {
    Attrs::from([("name", Value::text(address.label.clone()))])
}

/// The `id` of `address`.
pub(crate) fn id_of(address: &str) -> Value {
    Value::Pending(AttrRef::new(at(address), "id"))
}

/// A plan in the making. Steps are numbered in the order in which they are written.
#[derive(Default)]
pub(crate) struct Draft {
    changes: Vec<Change>,
    steps: Vec<Step>,
}

impl Draft {
    pub(crate) fn change(mut self, address: &str, action: Action) -> Self {
        self.changes.push(Change {
            address: at(address),
            action,
            mode: Mode::Managed,
            because: Vec::new(),
            origin: None,
            derived_from: None,
        });
        self
    }

    pub(crate) fn step(mut self, address: &str, verb: Verb, after: &[u32]) -> Self {
        let id = StepId(u32::try_from(self.steps.len()).unwrap());
        let after: BTreeSet<_> = after.iter().copied().map(StepId).collect();
        self.steps.push(Step { id, address: at(address), verb, after });
        self
    }

    /// A step and the change that it carries out.
    pub(crate) fn simple(self, address: &str, verb: Verb, after: &[u32]) -> Self {
        let live = Live::new(named(&at(address)));
        let want = named(&at(address));
        let action = match verb {
            Verb::Create => Action::Create { want },
            Verb::Update => Action::Update { live, want, diff: diff(true.into()) },
            Verb::Delete => Action::Delete { live },
        };
        self.change(address, action).step(address, verb, after)
    }

    pub(crate) fn create(self, address: &str, after: &[u32]) -> Self {
        self.simple(address, Verb::Create, after)
    }

    pub(crate) fn plan(mut self) -> Plan {
        self.changes.sort_by(|one, other| one.address.cmp(&other.address));
        Plan {
            header: PlanHeader {
                tool: "0".to_owned(),
                place: Place::new("main", "111122223333", "eu-west-1"),
                spec_digest: String::new(),
                destroy: false,
            },
            changes: self.changes,
            steps: self.steps,
            report: PlanReport::default(),
        }
    }
}

/// A difference in `depth`.
pub(crate) fn diff(after: Value) -> NonEmpty<AttrChange> {
    let delta = Delta::Value { before: None, after };
    NonEmpty::new(vec![AttrChange { attr: "depth", delta, on_change: OnChange::Update }]).unwrap()
}

/// What the recorder was told, in order.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Entry {
    Before(StepId, Call),
    Done(StepId, Option<Live>),
    Event(ApplyEvent),
}

/// Remembers everything; raises `stop` at chosen events and fails where it is told to.
#[derive(Default)]
pub(crate) struct Memory {
    pub(crate) entries: Vec<Entry>,
    /// At which events, counted from nought, the stop is raised; once for each time a number is in it.
    pub(crate) stop_at: Vec<usize>,
    pub(crate) stop: StopSignal,
    /// The step that cannot be journalled.
    pub(crate) unjournalled: Option<StepId>,
    /// The step that cannot be recorded in the ledger.
    pub(crate) unrecorded: Option<StepId>,
}

impl Memory {
    pub(crate) fn events(&self) -> Vec<ApplyEvent> {
        let event = |entry: &Entry| if let Entry::Event(event) = entry { Some(event.clone()) } else { None };
        self.entries.iter().filter_map(event).collect()
    }

    /// Events as short lines, with their times where they have one.
    pub(crate) fn told(&self) -> Vec<String> {
        self.events().iter().map(line).collect()
    }
}

fn line(event: &ApplyEvent) -> String {
    match event {
        ApplyEvent::Started { address, at_ms, .. } => format!("{at_ms} started {address}"),
        ApplyEvent::Waiting { address, fault, at_ms, .. } => {
            format!("{at_ms} waiting {address} {:?}", fault.class)
        }
        ApplyEvent::Finished { address, at_ms, took_ms, .. } => {
            format!("{at_ms} finished {address} after {took_ms}")
        }
        ApplyEvent::Failed { address, fault, at_ms, .. } => {
            format!("{at_ms} failed {address} {:?}", fault.class)
        }
        ApplyEvent::Skipped { address, because, .. } => format!("skipped {address} because {because}"),
        ApplyEvent::Draining { at_ms } => format!("{at_ms} draining"),
    }
}

impl Recorder for Memory {
    fn before(&mut self, step: &Step, call: &Call) -> Result<(), String> {
        if self.unjournalled == Some(step.id) {
            return Err("no space left".to_owned());
        }
        self.entries.push(Entry::Before(step.id, call.clone()));
        Ok(())
    }

    fn done(&mut self, step: &Step, live: Option<&Live>) -> Result<(), String> {
        if self.unrecorded == Some(step.id) {
            return Err("no space left".to_owned());
        }
        self.entries.push(Entry::Done(step.id, live.cloned()));
        Ok(())
    }

    fn event(&mut self, event: &ApplyEvent) {
        let at = self.events().len();
        for _ in self.stop_at.iter().filter(|stop| **stop == at) {
            self.stop.raise();
        }
        self.entries.push(Entry::Event(event.clone()));
    }
}

/// Carries out `plan` with `memory` as its recorder.
pub(crate) fn carry_out(
    plan: &Plan,
    clock: &VirtualClock,
    provider: &ScriptedProvider,
    memory: &mut Memory,
) -> Outcome {
    let stop = memory.stop.clone();
    clock.run(apply(plan, SCHEMAS, provider, Surroundings { clock, recorder: memory, stop, seed: 7 }))
}

/// Carries out `plan`, the provider made by `script` from one that has no script.
pub(crate) fn played(
    plan: &Plan,
    script: impl FnOnce(ScriptedProvider) -> ScriptedProvider,
) -> (Outcome, Memory, ScriptedProvider) {
    let clock = VirtualClock::new();
    let provider = script(ScriptedProvider::new(&clock, LATENCY_MS));
    let mut memory = Memory::default();
    let outcome = carry_out(plan, &clock, &provider, &mut memory);
    (outcome, memory, provider)
}

pub(crate) fn ids(ids: &[u32]) -> Vec<StepId> {
    ids.iter().copied().map(StepId).collect()
}

pub(crate) fn failed(outcome: &Outcome) -> Vec<(u32, FaultClass)> {
    outcome.failed.iter().map(|(id, fault)| (id.0, fault.class)).collect()
}
