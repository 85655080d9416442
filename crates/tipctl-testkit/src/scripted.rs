//! A provider that answers as a script says, and remembers what it was sent and when.
//!
//! It knows an object by its kind and its attribute `name`, which tests set to the label of its address. Without a
//! script every call succeeds.
//!
//! Not here: a world that remembers what was made; a script has no memory beyond its own lines.

use std::{
    collections::{BTreeMap, VecDeque},
    future,
    sync::{Mutex, MutexGuard, PoisonError},
};

use tipctl_model::{
    Address, Asked, BoxFuture, Call, Fault, FaultClass, KindName, Live, Observation, Provider, Value, Verb,
};

use crate::clock::VirtualClock;

/// One line of a script.
#[derive(Clone, Debug)]
pub enum Answer {
    /// The call succeeds; what is there is what was wanted, with an `id` of its own.
    Done,
    /// The call succeeds, and this is there.
    Live(Option<Live>),
    /// The call is refused.
    Fault(Fault),
    /// No answer ever comes.
    Never,
}

impl Answer {
    /// A refusal of this class.
    pub fn fault(class: FaultClass) -> Self {
        Self::Fault(Fault {
            class,
            service: "scripted",
            operation: "CarryOut".to_owned(),
            code: Some(format!("{class:?}Exception")),
            message: "as the script says".to_owned(),
            request_id: None,
            attr: None,
        })
    }
}

/// One batch that the provider was sent.
#[derive(Clone, Debug)]
pub struct Sent {
    /// Of which kind.
    pub kind: KindName,
    /// The calls in it.
    pub calls: Vec<Call>,
    /// When it came, on the provider's clock.
    pub at_ms: u64,
    /// When it was answered; nothing while it was not.
    pub until_ms: Option<u64>,
}

impl Sent {
    /// What each call does, and to what.
    pub fn steps(&self) -> impl Iterator<Item = (Address, Verb)> {
        self.calls.iter().map(|call| subject(self.kind, call))
    }
}

/// A provider that answers as a script says.
pub struct ScriptedProvider {
    clock: VirtualClock,
    latency_ms: u64,
    scripts: Mutex<BTreeMap<(Address, Verb), VecDeque<Answer>>>,
    sent: Mutex<Vec<Sent>>,
}

impl ScriptedProvider {
    /// A provider without a script that answers every call `latency_ms` after it came.
    pub fn new(clock: &VirtualClock, latency_ms: u64) -> Self {
        Self {
            clock: clock.clone(),
            latency_ms,
            scripts: Mutex::new(BTreeMap::new()),
            sent: Mutex::new(Vec::new()),
        }
    }

    /// Answers calls that do `verb` to `address` with `answers` in turn; the last of them stands for all that follow.
    #[must_use]
    pub fn script(self, address: Address, verb: Verb, answers: impl IntoIterator<Item = Answer>) -> Self {
        lock(&self.scripts).insert((address, verb), answers.into_iter().collect());
        self
    }

    /// Everything it was sent so far, in order.
    pub fn sent(&self) -> Vec<Sent> {
        lock(&self.sent).clone()
    }

    fn answer(&self, kind: KindName, call: &Call) -> Answer {
        let mut scripts = lock(&self.scripts);
        let Some(script) = scripts.get_mut(&subject(kind, call)) else { return Answer::Done };
        let next = if script.len() > 1 { script.pop_front() } else { script.front().cloned() };
        next.unwrap_or(Answer::Done)
    }

    async fn play(&self, kind: KindName, calls: &[Call]) -> Vec<Result<Option<Live>, Fault>> {
        let at = {
            let mut sent = lock(&self.sent);
            sent.push(Sent { kind, calls: calls.to_vec(), at_ms: self.clock.now_ms(), until_ms: None });
            sent.len() - 1
        };
        let answers: Vec<_> = calls.iter().map(|call| self.answer(kind, call)).collect();
        if answers.iter().any(|answer| matches!(answer, Answer::Never)) {
            future::pending::<()>().await;
        }
        self.clock.sleep(self.latency_ms).await;
        if let Some(sent) = lock(&self.sent).get_mut(at) {
            sent.until_ms = Some(self.clock.now_ms());
        }
        calls
            .iter()
            .zip(answers)
            .map(|(call, answer)| match answer {
                Answer::Live(live) => Ok(live),
                Answer::Fault(fault) => Err(fault),
                Answer::Done | Answer::Never => Ok(echo(kind, call)),
            })
            .collect()
    }
}

impl Provider for ScriptedProvider {
    fn observe<'a>(&'a self, _asked: Asked<'a>) -> BoxFuture<'a, Result<Observation, Vec<Fault>>> {
        Box::pin(future::ready(Ok(Observation::default())))
    }

    fn carry_out<'a>(
        &'a self,
        kind: KindName,
        calls: &'a [Call],
    ) -> BoxFuture<'a, Vec<Result<Option<Live>, Fault>>> {
        Box::pin(self.play(kind, calls))
    }
}

/// What is there after `call` did what it says.
fn echo(kind: KindName, call: &Call) -> Option<Live> {
    let (address, _) = subject(kind, call);
    match call {
        Call::Create { want } => {
            let mut attrs = want.clone();
            attrs.insert("id", Value::text(format!("id of {address}")));
            Some(Live::new(attrs))
        }
        Call::Update { live, want, diff: _ } => {
            let mut live = live.clone();
            live.attrs.extend(want.clone());
            Some(live)
        }
        Call::Delete { live: _ } => None,
    }
}

/// What `call` does, and to what.
fn subject(kind: KindName, call: &Call) -> (Address, Verb) {
    let (attrs, verb) = match call {
        Call::Create { want } => (want, Verb::Create),
        Call::Update { live, .. } => (&live.attrs, Verb::Update),
        Call::Delete { live } => (&live.attrs, Verb::Delete),
    };
    let name = attrs.get("name").and_then(Value::as_text).unwrap_or_default();
    (Address::new(kind, name), verb)
}

fn lock<T>(shared: &Mutex<T>) -> MutexGuard<'_, T> {
    shared.lock().unwrap_or_else(PoisonError::into_inner)
}
