//! The one owner of truth while a plan is carried out.
//!
//! ```text
//!            ready ──take──┐                    ┌── done ──> recorder, composer, ready
//!                          ├─> send ─> answered ┼── failed ─> recorder, ready (skips)
//!   waiting ──due── again ─┘                    └── transient ─> waiting
//! ```
//! Answers and timers come in through one stream; everything else happens between two of them, in a fixed order, so
//! that the same answers at the same times give the same events.
//!
//! Not here: what a call looks like on the wire, and when a fault is worth a retry.

use std::{
    collections::{BTreeMap, BTreeSet, VecDeque},
    mem,
};

use futures::{
    StreamExt as _,
    future::{Either, select},
    stream::FuturesUnordered,
};
use tipctl_model::{
    ApplyEvent, BoxFuture, Fault, FaultClass, KindName, KindSchema, Live, Outcome, Plan, Provider, Step,
};

use crate::{
    Clock, Recorder, StopLevel, StopSignal,
    batch::{Batch, Entry},
    compose::Composer,
    lanes::Lanes,
    ready::Ready,
    retry::Patience,
    trouble::{Trouble, with_way_out},
};

/// What an apply takes from the world around it, besides AWS.
pub struct Surroundings<'a> {
    /// What time it is, and how to wait.
    pub clock: &'a dyn Clock,
    /// Who writes down what happens.
    pub recorder: &'a mut dyn Recorder,
    /// How to ask it to stop.
    pub stop: StopSignal,
    /// What the jitter of waits is drawn from.
    pub seed: u64,
}

/// Carries out `plan` through `provider`. `schemas` has the kinds of all its steps.
///
/// A step is sent when every step that it waits for is done, when its service's lane has room, and together with other
/// ready steps where its kind allows it. A failure stops what depends on it and nothing else.
pub async fn apply<'a>(
    plan: &'a Plan,
    schemas: &[&'static KindSchema],
    provider: &'a dyn Provider,
    surroundings: Surroundings<'a>,
) -> Outcome {
    let began_ms = surroundings.clock.now_ms();
    let dispatcher = Dispatcher {
        plan,
        provider,
        surroundings,
        began_ms,
        schemas: schemas.iter().map(|schema| (schema.name, *schema)).collect(),
        composer: Composer::new(plan),
        ready: Ready::new(&plan.steps),
        lanes: Lanes::new(schemas),
        reports: FuturesUnordered::new(),
        tickets: 0,
        under_way: BTreeMap::new(),
        waiting: BTreeMap::new(),
        again: VecDeque::new(),
        own_stop: StopLevel::Run,
        heeded: StopLevel::Run,
        outcome: Outcome::default(),
    };
    dispatcher.run().await
}

/// What comes in from outside.
enum Report {
    /// The provider answered a batch.
    Answered(u64, Vec<Result<Option<Live>, Fault>>),
    /// A batch has waited long enough.
    Due(u64),
}

struct Dispatcher<'a> {
    plan: &'a Plan,
    provider: &'a dyn Provider,
    surroundings: Surroundings<'a>,
    began_ms: u64,
    schemas: BTreeMap<KindName, &'static KindSchema>,
    composer: Composer<'a>,
    ready: Ready<'a>,
    lanes: Lanes,
    reports: FuturesUnordered<BoxFuture<'a, Report>>,
    tickets: u64,
    /// Batches that were sent, by ticket.
    under_way: BTreeMap<u64, Batch<'a>>,
    /// Batches that wait before they are sent again, by ticket.
    waiting: BTreeMap<u64, Batch<'a>>,
    /// Batches that have waited and are sent again as soon as their lane has room.
    again: VecDeque<Batch<'a>>,
    /// How urgently the dispatcher itself wants to stop.
    own_stop: StopLevel,
    /// The stop that was acted upon.
    heeded: StopLevel,
    outcome: Outcome,
}

impl<'a> Dispatcher<'a> {
    async fn run(mut self) -> Outcome {
        loop {
            self.heed();
            self.launch();
            if self.stop_level() > self.heeded {
                continue;
            }
            let idle = self.under_way.is_empty() && self.waiting.is_empty();
            if idle || self.heeded == StopLevel::Abandon {
                return self.end();
            }
            match self.report().await {
                Some(Report::Answered(ticket, answers)) => self.answered(ticket, answers),
                Some(Report::Due(ticket)) => self.again.extend(self.waiting.remove(&ticket)),
                None => {}
            }
        }
    }

    /// The next report; nothing when a signal came first.
    async fn report(&mut self) -> Option<Report> {
        let stop = self.surroundings.stop.beyond(self.heeded);
        match select(self.reports.next(), stop).await {
            Either::Left((report, _)) => report,
            Either::Right(_) => None,
        }
    }

    fn stop_level(&self) -> StopLevel {
        self.surroundings.stop.level().max(self.own_stop)
    }

    fn now_ms(&self) -> u64 {
        self.surroundings.clock.now_ms().saturating_sub(self.began_ms)
    }

    fn event(&mut self, event: &ApplyEvent) {
        self.surroundings.recorder.event(event);
    }

    fn ticket(&mut self) -> u64 {
        self.tickets += 1;
        self.tickets
    }

    /// Acts upon a stop: what waits to be sent again fails with what AWS said last.
    fn heed(&mut self) {
        let level = self.stop_level();
        if level == self.heeded {
            return;
        }
        if self.heeded == StopLevel::Run {
            self.event(&ApplyEvent::Draining { at_ms: self.now_ms() });
        }
        self.heeded = level;
        let waiting = mem::take(&mut self.waiting).into_values();
        let batches: Vec<_> = waiting.chain(mem::take(&mut self.again)).collect();
        for entry in batches.into_iter().flat_map(|batch| batch.entries) {
            self.hold_back(entry);
        }
    }

    /// Sends everything that may be sent.
    fn launch(&mut self) {
        while self.stop_level() == StopLevel::Run {
            let Some(batch) = self.take_again().or_else(|| self.take_ready()) else { return };
            self.send(batch);
        }
    }

    fn take_again(&mut self) -> Option<Batch<'a>> {
        let at = self.again.iter().position(|batch| self.lanes.has_room(batch.schema.lane.service))?;
        self.again.remove(at)
    }

    /// Takes the first ready step, and with it those that its kind can send along. Steps that cannot be sent at all fail
    /// on the way.
    fn take_ready(&mut self) -> Option<Batch<'a>> {
        loop {
            let (schemas, lanes) = (&self.schemas, &self.lanes);
            let first = self.ready.next(|step| {
                schemas.get(&step.address.kind).is_none_or(|schema| lanes.has_room(schema.lane.service))
            })?;
            let Some(schema) = self.schemas.get(&first.address.kind).copied() else {
                self.trouble(first, &Trouble::NoSchema(first.address.to_string()));
                continue;
            };
            let mut entries: Vec<_> = self.compose(first).into_iter().collect();
            while entries.len() < schema.batch {
                let alike = |step: &Step| step.address.kind == schema.name && step.verb == first.verb;
                let Some(step) = self.ready.next(alike) else { break };
                entries.extend(self.compose(step));
            }
            if !entries.is_empty() {
                let seed = self.surroundings.seed.wrapping_add(u64::from(first.id.0));
                return Some(Batch { schema, entries, patience: Patience::new(seed) });
            }
        }
    }

    fn compose(&mut self, step: &'a Step) -> Option<Entry<'a>> {
        match self.composer.call(step) {
            Ok(call) => Some(Entry::new(step, call)),
            Err(trouble) => {
                self.trouble(step, &trouble);
                None
            }
        }
    }

    /// Sends what can be journalled of `batch`.
    fn send(&mut self, mut batch: Batch<'a>) {
        let mut entries = Vec::with_capacity(batch.entries.len());
        for mut entry in mem::take(&mut batch.entries) {
            if self.stop_level() > StopLevel::Run {
                self.hold_back(entry);
            } else if let Err(why) = self.surroundings.recorder.before(entry.step, &entry.call) {
                self.own_stop = StopLevel::Drain;
                self.trouble(entry.step, &Trouble::Unjournalled(why));
            } else {
                if entry.started_ms.is_none() {
                    let at_ms = self.now_ms();
                    entry.started_ms = Some(at_ms);
                    let Step { id, address, verb, after: _ } = entry.step;
                    self.event(&ApplyEvent::Started {
                        step: *id,
                        address: address.clone(),
                        verb: *verb,
                        at_ms,
                    });
                }
                entries.push(entry);
            }
        }
        if entries.is_empty() {
            return;
        }
        let (ticket, provider, kind) = (self.ticket(), self.provider, batch.schema.name);
        let calls: Vec<_> = entries.iter().map(|entry| entry.call.clone()).collect();
        batch.entries = entries;
        self.lanes.enter(batch.schema.lane.service);
        self.under_way.insert(ticket, batch);
        self.reports
            .push(Box::pin(async move { Report::Answered(ticket, provider.carry_out(kind, &calls).await) }));
    }

    /// Sorts the entries of a batch by how they ended; those that AWS asks to be patient with wait, class by class.
    fn answered(&mut self, ticket: u64, answers: Vec<Result<Option<Live>, Fault>>) {
        let Some(Batch { schema, entries, patience }) = self.under_way.remove(&ticket) else { return };
        self.lanes.leave(schema.lane.service);
        let mut answers = answers.into_iter();
        let mut transient: BTreeMap<FaultClass, Vec<Entry<'a>>> = BTreeMap::new();
        for mut entry in entries {
            match answers.next() {
                Some(Ok(live)) => self.succeed(entry, live),
                Some(Err(fault)) if fault.class.is_transient() => {
                    let class = fault.class;
                    entry.fault = Some(fault);
                    transient.entry(class).or_default().push(entry);
                }
                Some(Err(fault)) => self.fail(entry.step, with_way_out(entry.step.verb, fault)),
                None => self.trouble(entry.step, &Trouble::Unanswered),
            }
        }
        for (class, entries) in transient {
            self.wait(Batch { schema, entries, patience: patience.clone() }, class);
        }
    }

    /// Lets a batch wait before it is sent again, unless its patience is at an end.
    fn wait(&mut self, mut batch: Batch<'a>, class: FaultClass) {
        let running = self.stop_level() == StopLevel::Run;
        let Some(wait_ms) = batch.patience.wait_ms(class).filter(|_| running) else {
            batch.entries.into_iter().for_each(|entry| self.hold_back(entry));
            return;
        };
        for Entry { step, fault, .. } in &batch.entries {
            if let Some(fault) = fault.clone() {
                let (step, address, at_ms) = (step.id, step.address.clone(), self.now_ms());
                self.event(&ApplyEvent::Waiting { step, address, fault, wait_ms, at_ms });
            }
        }
        let ticket = self.ticket();
        self.waiting.insert(ticket, batch);
        let clock = self.surroundings.clock;
        self.reports.push(Box::pin(async move {
            clock.sleep(wait_ms).await;
            Report::Due(ticket)
        }));
    }

    fn succeed(&mut self, entry: Entry<'a>, live: Option<Live>) {
        let Entry { step, call, started_ms, fault: _ } = entry;
        if let Err(why) = self.surroundings.recorder.done(step, live.as_ref()) {
            self.own_stop = StopLevel::Drain;
            self.trouble(step, &Trouble::Unrecorded(why));
            return;
        }
        self.composer.learn(step, call, live);
        self.ready.done(step.id);
        self.outcome.done.push(step.id);
        let at_ms = self.now_ms();
        let took_ms = at_ms.saturating_sub(started_ms.unwrap_or(at_ms));
        let (id, address, verb) = (step.id, step.address.clone(), step.verb);
        self.event(&ApplyEvent::Finished { step: id, address, verb, at_ms, took_ms });
    }

    /// Ends an entry that is not sent (again): as failed with what AWS said last, or, if it said nothing yet, as unsent.
    fn hold_back(&mut self, entry: Entry<'a>) {
        if let Some(fault) = entry.fault {
            self.fail(entry.step, with_way_out(entry.step.verb, fault));
        }
    }

    fn trouble(&mut self, step: &Step, trouble: &Trouble) {
        let kind = step.address.kind;
        let service = self.schemas.get(&kind).map_or(kind.0, |schema| schema.lane.service);
        self.fail(step, trouble.fault(step, service));
    }

    fn fail(&mut self, step: &Step, fault: Fault) {
        self.outcome.failed.push((step.id, fault.clone()));
        let Step { id, address, verb, after: _ } = step;
        let at_ms = self.now_ms();
        self.event(&ApplyEvent::Failed { step: *id, address: address.clone(), verb: *verb, fault, at_ms });
        for skipped in self.ready.failed(*id) {
            self.outcome.skipped.push((skipped.id, address.clone()));
            let (step, verb, because) = (skipped.id, skipped.verb, address.clone());
            self.event(&ApplyEvent::Skipped { step, address: skipped.address.clone(), verb, because });
        }
    }

    /// Accounts for the steps that did not end.
    fn end(mut self) -> Outcome {
        if self.heeded == StopLevel::Run {
            while let Some(step) = self.ready.stuck() {
                self.trouble(step, &Trouble::Stuck);
            }
        }
        let under_way = mem::take(&mut self.under_way).into_values().flat_map(|batch| batch.entries);
        self.outcome.unknown = under_way.map(|entry| entry.step.id).collect();
        let Outcome { done, failed, skipped, unsent: _, unknown, took_ms: _ } = &self.outcome;
        let ended: BTreeSet<_> = done
            .iter()
            .chain(failed.iter().map(|(id, _)| id))
            .chain(skipped.iter().map(|(id, _)| id))
            .chain(unknown)
            .copied()
            .collect();
        self.outcome.unsent =
            self.plan.steps.iter().map(|step| step.id).filter(|id| !ended.contains(id)).collect();
        self.outcome.took_ms = self.now_ms();
        self.outcome
    }
}
