//! The stack's ledger, kept in memory while a plan is carried out.

use std::collections::BTreeSet;

use tipctl_executor::Recorder;
use tipctl_model::{Action, Address, ApplyEvent, Call, Key, Ledger, Live, Plan, Step, Verb};

use crate::world::schema_of;

/// Keeps the ledger of one apply.
pub(crate) struct Books<'a> {
    plan: &'a Plan,
    ledger: &'a mut Ledger,
}

impl<'a> Books<'a> {
    /// Opens the books of `plan`. What it adopts is the stack's own from here on, and what is gone is not.
    pub(crate) fn open(plan: &'a Plan, ledger: &'a mut Ledger) -> Self {
        for change in &plan.changes {
            if let Action::Adopt { live } = &change.action {
                ledger.record(key(&change.address, live), change.address.clone());
            }
        }
        let there: BTreeSet<Key> = plan
            .changes
            .iter()
            .filter_map(|change| Some(key(&change.address, change.action.live()?)))
            .collect();
        for address in &plan.report.vanished {
            let keys: Vec<Key> = ledger.keys_of(address).cloned().collect();
            keys.iter().filter(|key| !there.contains(key)).for_each(|key| ledger.forget(key));
        }
        Self { plan, ledger }
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

    fn event(&mut self, _: &ApplyEvent) {}
}

fn key(address: &Address, live: &Live) -> Key {
    Key::of(schema_of(address.kind), &live.attrs)
        .unwrap_or_else(|| panic!("`{address}` shows nothing that identifies it: {live:#?}"))
}
