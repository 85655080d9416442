//! A fake of AWS with a ledger, and the simplest way to carry a plan out.

use std::collections::BTreeMap;

use futures::FutureExt as _;
use tipctl_model::{
    Action, Address, Asked, AttrRef, Attrs, Call, Change, Desired, Key, KindName, KindSchema, Ledger, Live,
    Plan, Provider as _, Reach, Reason, Step, Value, Verb,
};
use tipctl_testkit::{
    FakeProvider,
    desired::{address, settled},
    invented::{self, KINDS},
};

use crate::{Options, PlanError, audit, plan};

/// A fake of AWS, and what the stack owns of it.
pub(super) struct World {
    pub(super) fake: FakeProvider,
    pub(super) ledger: Ledger,
}

impl World {
    /// Nothing is there.
    pub(super) fn new() -> Self {
        Self { fake: FakeProvider::new(KINDS), ledger: Ledger::default() }
    }

    /// Puts an object there that is nobody's.
    pub(super) fn put<const N: usize>(
        &mut self,
        kind: &'static str,
        attrs: [(&'static str, Value); N],
    ) -> Live {
        let kind = KindName(kind);
        self.fake.put(kind, &settled(kind, Attrs::from(attrs))).expect("the fake takes it")
    }

    /// Puts an object there that is the stack's own.
    pub(super) fn own<const N: usize>(&mut self, text: &str, attrs: [(&'static str, Value); N]) -> Live {
        let address = address(text);
        let live = self.put(address.kind.0, attrs);
        self.ledger.record(key(address.kind, &live), address);
        live
    }

    pub(super) fn try_plan(&self, desired: &Desired, destroy: bool) -> Result<Plan, PlanError> {
        let asked = Asked { desired, ledger: &self.ledger, reach: Reach::Concerned };
        let observed =
            self.fake.observe(asked).now_or_never().expect("the fake never waits").expect("it reads");
        plan(desired, &observed, &self.ledger, &invented::schemas(), &Options { destroy, tool: "0.0.0" })
    }

    /// The plan for `desired`; it passes the audit.
    pub(super) fn plan(&self, desired: &Desired) -> Plan {
        self.audited(desired, false)
    }

    /// The plan that destroys; it passes the audit.
    pub(super) fn destroy(&self, desired: &Desired) -> Plan {
        self.audited(desired, true)
    }

    fn audited(&self, desired: &Desired, destroy: bool) -> Plan {
        let plan = self.try_plan(desired, destroy).expect("there is a plan");
        assert_eq!(audit(&plan, &invented::schemas(), &self.ledger), [], "{plan:#?}");
        plan
    }

    /// Carries out one step after the other and keeps the ledger.
    pub(super) fn apply(&mut self, plan: &Plan) {
        let mut made: BTreeMap<&Address, Live> = BTreeMap::new();
        for step in &plan.steps {
            let action = &plan.change(&step.address).expect("a step has a change").action;
            let call = call(plan, &made, step.verb, action);
            let kind = step.address.kind;
            let answer = self
                .fake
                .carry_out(kind, std::slice::from_ref(&call))
                .now_or_never()
                .expect("it never waits");
            let live = answer[0].clone().unwrap_or_else(|fault| {
                panic!("step {} of {:#?} {:#?}: {fault}", step.id, changes(plan), steps(plan))
            });
            if let (Verb::Update | Verb::Delete, Some(before)) = (step.verb, action.live()) {
                self.ledger.forget(&key(kind, before));
            }
            if let Some(live) = live {
                self.ledger.record(key(kind, &live), step.address.clone());
                made.insert(&step.address, live);
            }
        }
        for change in &plan.changes {
            if let Action::Adopt { live } = &change.action {
                self.ledger.record(key(change.address.kind, live), change.address.clone());
            }
        }
    }
}

fn call(plan: &Plan, made: &BTreeMap<&Address, Live>, verb: Verb, action: &Action) -> Call {
    let filled = |want: &Attrs| -> Attrs {
        let known = |reference: &AttrRef| {
            let made = made.get(&reference.address).and_then(|live| live.attrs.get(reference.attr));
            made.or_else(|| plan.known(reference)).cloned()
        };
        want.iter().map(|(name, value)| (*name, value.resolved(&known))).collect()
    };
    match (verb, action) {
        (Verb::Create, Action::Create { want } | Action::Replace { want, .. }) => {
            Call::Create { want: filled(want) }
        }
        (Verb::Update, Action::Update { live, want, diff }) => {
            Call::Update { live: live.clone(), want: filled(want), diff: diff.clone() }
        }
        (Verb::Delete, Action::Delete { live } | Action::Replace { live, .. }) => {
            Call::Delete { live: live.clone() }
        }
        _ => panic!("no {verb:?} belongs to {action:?}"),
    }
}

pub(super) fn key(kind: KindName, live: &Live) -> Key {
    let schema: &KindSchema =
        invented::schemas().into_iter().find(|schema| schema.name == kind).expect("it exists");
    Key::of(schema, &live.attrs).expect("the fake shows what identifies")
}

/// The changes of a plan, one a line: the action, the address, the attributes that differ, the reasons.
pub(super) fn changes(plan: &Plan) -> Vec<String> {
    let line = |change: &Change| {
        let attrs: Vec<&str> = match &change.action {
            Action::Update { diff, .. } | Action::Replace { diff, .. } => {
                diff.iter().map(|change| change.attr).collect()
            }
            _ => Vec::new(),
        };
        let attrs = if attrs.is_empty() { String::new() } else { format!(" [{}]", attrs.join(" ")) };
        let reasons: String = change.because.iter().map(|reason| format!(", {}", told(reason))).collect();
        format!("{} {}{attrs}{reasons}", change.action.word(), change.address)
    };
    plan.changes.iter().map(line).collect()
}

fn told(reason: &Reason) -> String {
    match reason {
        Reason::Immutable(attrs) => format!("{} immutable", attrs.join(" ")),
        Reason::NotInSpec => "not in spec".to_owned(),
        Reason::Destroy => "destroy".to_owned(),
        Reason::Adopted => "adopted".to_owned(),
        Reason::MarkedBy(stack) => format!("marked by {stack}"),
        Reason::Follows(address) => format!("follows {address}"),
    }
}

/// The steps of a plan, one a line: the number, the verb, the address, the steps it waits for.
pub(super) fn steps(plan: &Plan) -> Vec<String> {
    let line = |step: &Step| {
        let after: Vec<String> = step.after.iter().map(ToString::to_string).collect();
        let verb = format!("{:?}", step.verb).to_lowercase();
        let waits = if after.is_empty() { String::new() } else { format!(" after {}", after.join(" ")) };
        format!("{} {verb} {}{waits}", step.id, step.address)
    };
    plan.steps.iter().map(line).collect()
}
