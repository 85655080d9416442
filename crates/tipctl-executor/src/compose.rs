//! Makes the call of a step out of the plan and of what finished steps brought to light.
//!
//! Only the content of pending values is filled in here; which attributes are sent was decided by the planner.

use std::collections::BTreeMap;

use tipctl_model::{
    Action, Address, AttrChange, AttrRef, Attrs, Call, Delta, Live, NonEmpty, Plan, Step, Value, Verb,
};

use crate::trouble::{Trouble, word};

/// A plan, and what was learnt while it is carried out.
pub(crate) struct Composer<'a> {
    plan: &'a Plan,
    made: BTreeMap<Address, Attrs>,
}

impl<'a> Composer<'a> {
    /// The plan, with nothing learnt yet.
    pub(crate) fn new(plan: &'a Plan) -> Self {
        Self { plan, made: BTreeMap::new() }
    }

    /// Learns from a finished step: what was sent holds, and what AWS says holds before it.
    pub(crate) fn learn(&mut self, step: &Step, call: Call, live: Option<Live>) {
        if let Call::Create { want } | Call::Update { want, .. } = call {
            let mut attrs = want;
            attrs.extend(live.into_iter().flat_map(|live| live.attrs));
            self.made.insert(step.address.clone(), attrs);
        }
    }

    /// The call of `step`, with every pending value filled in.
    pub(crate) fn call(&self, step: &Step) -> Result<Call, Trouble> {
        let change =
            self.plan.change(&step.address).ok_or_else(|| Trouble::NoChange(step.address.to_string()))?;
        let call = match (step.verb, &change.action) {
            (Verb::Create, Action::Create { want } | Action::Replace { want, .. }) => {
                Call::Create { want: self.filled_attrs(want) }
            }
            (Verb::Update, Action::Update { live, want, diff }) => Call::Update {
                live: live.clone(),
                want: self.filled_attrs(want),
                diff: diff.map(|change| self.filled_change(change)),
            },
            (Verb::Delete, Action::Delete { live } | Action::Replace { live, .. }) => {
                Call::Delete { live: live.clone() }
            }
            (verb, action) => {
                return Err(Trouble::Mismatch {
                    verb: word(verb),
                    address: step.address.to_string(),
                    action: action.word(),
                });
            }
        };
        match unfilled(&call) {
            Some((attr, reference)) => Err(Trouble::Unfilled { attr, reference }),
            None => Ok(call),
        }
    }

    fn lookup(&self, reference: &AttrRef) -> Option<Value> {
        let made = self.made.get(&reference.address).and_then(|attrs| attrs.get(reference.attr));
        made.or_else(|| self.plan.known(reference)).cloned()
    }

    fn filled(&self, value: &Value) -> Value {
        value.resolved(&|reference| self.lookup(reference))
    }

    fn filled_all(&self, values: &[Value]) -> Vec<Value> {
        values.iter().map(|value| self.filled(value)).collect()
    }

    fn filled_attrs(&self, attrs: &Attrs) -> Attrs {
        attrs.iter().map(|(name, value)| (*name, self.filled(value))).collect()
    }

    fn filled_change(&self, change: &AttrChange) -> AttrChange {
        let AttrChange { attr, delta, on_change } = change;
        let delta = match delta {
            Delta::Value { before, after } => {
                Delta::Value { before: before.clone(), after: self.filled(after) }
            }
            Delta::Set { added, removed, kept } => {
                rejoined(self.filled_all(added), self.filled_all(removed), self.filled_all(kept))
            }
            Delta::Map { entries, kept } => Delta::Map {
                entries: entries
                    .iter()
                    .map(|(name, (before, after))| {
                        (name.clone(), (before.clone(), after.as_ref().map(|after| self.filled(after))))
                    })
                    .collect(),
                kept: *kept,
            },
        };
        AttrChange { attr, delta, on_change: *on_change }
    }
}

/// A set's difference after filling. An element that comes and goes stays: sent both ways, it would be gone or not as
/// the order of the calls has it.
fn rejoined(added: Vec<Value>, mut removed: Vec<Value>, mut kept: Vec<Value>) -> Delta {
    let mut coming: Vec<Value> = Vec::new();
    for element in added {
        if let Some(at) = removed.iter().position(|gone| *gone == element) {
            kept.push(removed.swap_remove(at));
        } else if !kept.contains(&element) && !coming.contains(&element) {
            coming.push(element);
        }
    }
    removed.sort();
    Delta::Set { added: coming, removed, kept }
}

/// The first value of `call` that still waits, and for what.
fn unfilled(call: &Call) -> Option<(&'static str, AttrRef)> {
    let mut first = None;
    let (want, diff) = match call {
        Call::Create { want } => (Some(want), None),
        Call::Update { want, diff, .. } => (Some(want), Some(diff)),
        Call::Delete { .. } => (None, None),
    };
    for (attr, value) in want.into_iter().flatten() {
        note_ref(&mut first, attr, value);
    }
    for change in diff.into_iter().flat_map(NonEmpty::iter) {
        match &change.delta {
            Delta::Value { after, .. } => note_ref(&mut first, change.attr, after),
            Delta::Set { added, removed, kept } => {
                for value in added.iter().chain(removed).chain(kept) {
                    note_ref(&mut first, change.attr, value);
                }
            }
            Delta::Map { entries, .. } => {
                for value in entries.values().filter_map(|(_, after)| after.as_ref()) {
                    note_ref(&mut first, change.attr, value);
                }
            }
        }
    }
    first
}

fn note_ref(first: &mut Option<(&'static str, AttrRef)>, attr: &'static str, value: &Value) {
    value.for_each_ref(&mut |reference| {
        if first.is_none() {
            *first = Some((attr, reference.clone()));
        }
    });
}
