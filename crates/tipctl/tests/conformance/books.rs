//! The stack's ledger, kept in memory while a plan is carried out.

use tipctl_executor::Recorder;
use tipctl_model::{Action, Address, ApplyEvent, Call, Key, Ledger, Live, Plan, Step, Verb};

use crate::world::schema_of;

/// Keeps the ledger of one apply, and remembers what happened.
pub(crate) struct Books<'a> {
    plan: &'a Plan,
    ledger: &'a mut Ledger,
    /// What happened, in order.
    pub(crate) events: Vec<ApplyEvent>,
}

impl<'a> Books<'a> {
    /// Opens the books of `plan`. What it adopts is the stack's own from here on.
    pub(crate) fn open(plan: &'a Plan, ledger: &'a mut Ledger) -> Self {
        for change in &plan.changes {
            if let Action::Adopt { live } = &change.action {
                ledger.record(key(&change.address, live), change.address.clone());
            }
        }
        Self { plan, ledger, events: Vec::new() }
    }
}

impl Recorder for Books<'_> {
    fn before(&mut self, _: &Step, _: &Call) -> Result<(), String> {
        Ok(())
    }

    fn done(&mut self, step: &Step, live: Option<&Live>) -> Result<(), String> {
        let change = self.plan.change(&step.address).expect("every step has a change");
        if let (Verb::Update | Verb::Delete, Some(before)) = (step.verb, change.action.live()) {
            self.ledger.forget(&key(&step.address, before));
        }
        if let Some(live) = live {
            self.ledger.record(key(&step.address, live), step.address.clone());
        }
        Ok(())
    }

    fn event(&mut self, event: &ApplyEvent) {
        self.events.push(event.clone());
    }
}

fn key(address: &Address, live: &Live) -> Key {
    Key::of(schema_of(address.kind), &live.attrs)
        .unwrap_or_else(|| panic!("`{address}` shows nothing that identifies it: {live:#?}"))
}
