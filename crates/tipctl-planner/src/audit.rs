//! Reads a finished plan with other eyes: what must be true of every plan, whoever made it and wherever it was kept.
//!
//! Shares no code with the rooms that make plans, so that one error cannot hide another.

use std::collections::{BTreeMap, BTreeSet};

use tipctl_model::{
    Action, Address, AttrChange, Attrs, Change, Delta, KindSchema, Ledger, Live, Mode, NonEmpty, Note,
    OnChange, Plan, Presence, Reason, Step, StepId, Verb,
};

/// What is wrong with `plan`; nothing, for every plan that may be carried out. `ledger` is what the stack owns.
pub fn audit(plan: &Plan, kinds: &[&'static KindSchema], ledger: &Ledger) -> Vec<Note> {
    let kinds = kinds.iter().map(|schema| (schema.name.0, *schema)).collect();
    let mut audit = Audit { plan, kinds, ledger, notes: Vec::new() };
    audit.changes_are_sorted();
    audit.steps_are_ordered();
    audit.steps_match_changes();
    plan.changes.iter().for_each(|change| audit.change_is_sound(change));
    audit.pending_values_are_fed();
    audit.notes
}

struct Audit<'a> {
    plan: &'a Plan,
    kinds: BTreeMap<&'static str, &'static KindSchema>,
    ledger: &'a Ledger,
    notes: Vec<Note>,
}

impl Audit<'_> {
    fn note(&mut self, code: &'static str, message: String) {
        self.notes.push(Note { code, message, help: None });
    }

    fn changes_are_sorted(&mut self) {
        let changes = &self.plan.changes;
        for (one, other) in changes.iter().zip(changes.iter().skip(1)) {
            if one.address >= other.address {
                let message = format!("`{}` stands before `{}`", one.address, other.address);
                self.note("audit::unsorted_changes", message);
            }
        }
    }

    /// Every edge leads to a step that stands earlier; so there is neither a circle nor an edge to nowhere.
    fn steps_are_ordered(&mut self) {
        let mut earlier: BTreeSet<StepId> = BTreeSet::new();
        for step in &self.plan.steps {
            for after in step.after.difference(&earlier) {
                let message = format!(
                    "step {} of `{}` waits for step {after}, which is not before it",
                    step.id, step.address
                );
                self.note("audit::dangling_edge", message);
            }
            if !earlier.insert(step.id) {
                self.note("audit::repeated_step", format!("two steps have the number {}", step.id));
            }
        }
    }

    fn steps_match_changes(&mut self) {
        let mut verbs: BTreeMap<&Address, Vec<Verb>> = BTreeMap::new();
        for step in &self.plan.steps {
            verbs.entry(&step.address).or_default().push(step.verb);
        }
        for change in &self.plan.changes {
            let mut found = verbs.remove(&change.address).unwrap_or_default();
            found.sort();
            let expected: &[Verb] = match change.action {
                Action::Keep { .. } | Action::Adopt { .. } => &[],
                Action::Create { .. } => &[Verb::Create],
                Action::Update { .. } => &[Verb::Update],
                Action::Replace { .. } => &[Verb::Create, Verb::Delete],
                Action::Delete { .. } => &[Verb::Delete],
            };
            if found != expected {
                let message = format!("`{}` has the steps {found:?} and needs {expected:?}", change.address);
                self.note("audit::steps_without_change", message);
            }
        }
        for address in verbs.into_keys() {
            self.note("audit::steps_without_change", format!("`{address}` has steps and no change"));
        }
    }

    fn change_is_sound(&mut self, change: &Change) {
        let Change { address, action, mode, because, .. } = change;
        if *mode == Mode::Found && !action.is_keep() {
            self.note(
                "audit::found_is_written",
                format!("`{address}` is only looked up and would {}", action.word()),
            );
        }
        let Some(schema) = self.kinds.get(address.kind.0).copied() else {
            self.note("audit::unknown_kind", format!("`{address}` is of a kind that is not known"));
            return;
        };
        match action {
            Action::Keep { .. } | Action::Adopt { .. } | Action::Create { .. } => {}
            Action::Delete { live } => self.is_ours(address, live),
            Action::Update { want, diff, .. } => {
                self.diff_is_sound(address, schema, want, diff);
                if diff.iter().any(|change| change.on_change == OnChange::Replace) {
                    self.note(
                        "audit::forced_update",
                        format!("`{address}` is updated in what cannot be changed"),
                    );
                }
            }
            Action::Replace { want, diff, .. } => {
                self.diff_is_sound(address, schema, want, diff);
                let forced = diff.iter().any(|change| change.on_change == OnChange::Replace);
                let told =
                    because.iter().any(|reason| matches!(reason, Reason::Immutable(_) | Reason::Follows(_)));
                if !forced || !told {
                    self.note(
                        "audit::unforced_replacement",
                        format!("nothing forces `{address}` to be replaced"),
                    );
                }
            }
        }
    }

    /// Only what the ledger owns is deleted because it is not wanted.
    fn is_ours(&mut self, address: &Address, live: &Live) {
        if !self.ledger.of_kind(address.kind).any(|key| key.names(&live.attrs)) {
            self.note("audit::foreign_delete", format!("`{address}` is deleted and is not the stack's own"));
        }
    }

    fn diff_is_sound(
        &mut self,
        address: &Address,
        schema: &KindSchema,
        want: &Attrs,
        diff: &NonEmpty<AttrChange>,
    ) {
        let mut seen = BTreeSet::new();
        for AttrChange { attr, delta, on_change } in diff {
            let declared = schema.attr(attr).filter(|attr| attr.presence != Presence::Computed);
            let allowed = declared.map(|declared| match (declared.on_change, delta) {
                // What grows is changed in place unless an element goes.
                (OnChange::Grow, Delta::Set { removed, .. }) if removed.is_empty() => OnChange::Update,
                (OnChange::Grow, _) => OnChange::Replace,
                (on_change, _) => on_change,
            });
            if allowed != Some(*on_change) || !want.contains_key(attr) {
                self.note(
                    "audit::undeclared_change",
                    format!("`{address}` changes `{attr}` as no schema allows"),
                );
            }
            if !seen.insert(attr) || is_empty(delta) {
                self.note("audit::empty_change", format!("`{address}` changes `{attr}` twice or not at all"));
            }
        }
    }

    /// Every value that waits for another resource is known before it is sent.
    fn pending_values_are_fed(&mut self) {
        let plan = self.plan;
        let by_id: BTreeMap<StepId, &Step> = plan.steps.iter().map(|step| (step.id, step)).collect();
        for step in plan.steps.iter().filter(|step| step.verb != Verb::Delete) {
            let change = plan.changes.iter().find(|change| change.address == step.address);
            let mut needs = BTreeSet::new();
            for value in change.and_then(|change| change.action.want()).into_iter().flat_map(BTreeMap::values)
            {
                value.for_each_ref(&mut |reference| {
                    needs.insert(reference.address.clone());
                });
            }
            if needs.is_empty() {
                continue;
            }
            for fed in earlier(step, &by_id).into_iter().filter(|fed| fed.verb != Verb::Delete) {
                needs.remove(&fed.address);
            }
            for need in needs {
                let message = format!("`{}` waits for `{need}`, which no step before it makes", step.address);
                self.note("audit::unfed_value", message);
            }
        }
    }
}

/// The steps that `step` waits for, near and far.
fn earlier<'a>(step: &Step, by_id: &BTreeMap<StepId, &'a Step>) -> Vec<&'a Step> {
    let mut seen = BTreeSet::new();
    let mut open: Vec<StepId> = step.after.iter().copied().collect();
    let mut earlier = Vec::new();
    while let Some(id) = open.pop() {
        if let Some(step) = by_id.get(&id).filter(|_| seen.insert(id)) {
            earlier.push(*step);
            open.extend(&step.after);
        }
    }
    earlier
}

/// Whether a difference says nothing.
fn is_empty(delta: &Delta) -> bool {
    match delta {
        Delta::Value { before, after } => before.as_ref() == Some(after),
        Delta::Set { added, removed, kept: _ } => added.is_empty() && removed.is_empty(),
        Delta::Map { entries, kept: _ } => entries.values().all(|(before, after)| before == after),
    }
}
