//! How an apply ended: what was done, what failed and why, what was not sent, and what to do next.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
};

use tipctl_model::{Action, Address, Change, Fault, FaultClass, Outcome, Plan, Step, StepId, Verb};

use crate::{
    Ink, Palette, Sigil, Summary,
    duration::duration,
    events::refusal,
    human::Page,
    reason::{counted, infinitive, past},
};

/// Writes how applying `plan` ended, for a terminal `width` columns wide.
///
/// # Errors
/// Those of `out`.
pub fn write_outcome(
    plan: &Plan,
    outcome: &Outcome,
    palette: Palette,
    width: usize,
    out: &mut dyn fmt::Write,
) -> fmt::Result {
    let Outcome { done, failed, skipped, unsent, unknown, took_ms } = outcome;
    let steps = Steps::of(plan);
    let mut page = Page { palette, width, out };
    let what = if plan.header.destroy { "Destroy" } else { "Apply" };
    let took = duration(*took_ms);
    if outcome.is_complete() {
        let tally = steps.tally(done, Summary::of(plan).adopt);
        return page.line(0, Ink::Heading, &format!("{what} complete after {took}: {tally}."));
    }
    let all = counted(plan.steps.len(), "step", "steps");
    page.line(0, Ink::Heading, &format!("{what} incomplete after {took}: {} of {all} done.", done.len()))?;

    page.section("Done", done.is_empty())?;
    for step in done {
        page.wrapped("  ", Some(Sigil::Done), &steps.told(*step, past))?;
    }
    page.section("Failed", failed.is_empty())?;
    for (step, fault) in failed {
        page.wrapped("  ", Some(Sigil::Failed), &steps.told(*step, infinitive))?;
        page.wrapped("      ", None, &refusal(fault))?;
    }
    page.section("Not sent", skipped.is_empty() && unsent.is_empty())?;
    for (step, because) in skipped {
        let text = format!("{}, because {because} failed", steps.told(*step, infinitive));
        page.wrapped("  ", Some(Sigil::Unsent), &text)?;
    }
    for step in unsent {
        let text = format!("{}, because the apply was stopped", steps.told(*step, infinitive));
        page.wrapped("  ", Some(Sigil::Unsent), &text)?;
    }
    page.section("Sent, and nobody waited for the answer", unknown.is_empty())?;
    for step in unknown {
        page.wrapped("  ", Some(Sigil::Unknown), &steps.told(*step, infinitive))?;
    }

    page.section("What to do", false)?;
    for address in torn(plan, done) {
        let text = format!("{address} is gone and its successor is not made yet: nobody can use it");
        page.wrapped("  ", Some(Sigil::Note), &text)?;
    }
    let is_aws = |fault: &Fault| fault.class != FaultClass::Unknown || fault.code.is_some();
    let classes: BTreeSet<FaultClass> = failed
        .iter()
        .map(|(_, fault)| fault)
        .filter(|fault| is_aws(fault))
        .map(|fault| fault.class)
        .collect();
    for class in classes {
        page.wrapped("  ", Some(Sigil::Note), advice(class))?;
    }
    if failed.iter().any(|(_, fault)| !is_aws(fault)) {
        page.wrapped(
            "  ",
            Some(Sigil::Note),
            "not AWS, but something here failed: see to what the message names",
        )?;
    }
    if !unknown.is_empty() {
        page.wrapped(
            "  ",
            Some(Sigil::Note),
            "a new plan shows whether the calls without an answer took effect",
        )?;
    }
    let again = if plan.header.destroy {
        "destroy again completes it: what is gone stays gone"
    } else {
        "apply again completes it: what is done stays done"
    };
    page.wrapped("  ", Some(Sigil::Note), again)
}

impl Page<'_> {
    fn section(&mut self, title: &str, is_empty: bool) -> fmt::Result {
        if is_empty {
            return Ok(());
        }
        self.line(0, Ink::Plain, "")?;
        self.line(0, Ink::Heading, title)
    }
}

/// The steps of a plan by number.
struct Steps<'a>(BTreeMap<StepId, &'a Step>);

impl<'a> Steps<'a> {
    fn of(plan: &'a Plan) -> Self {
        Self(plan.steps.iter().map(|step| (step.id, step)).collect())
    }

    fn told(&self, id: StepId, verb: fn(Verb) -> &'static str) -> String {
        match self.0.get(&id) {
            Some(step) => format!("{} {}", verb(step.verb), step.address),
            None => format!("step {id}"),
        }
    }

    fn tally(&self, done: &[StepId], adopted: usize) -> String {
        let count = |verb: Verb| {
            done.iter().filter(|id| self.0.get(id).is_some_and(|step| step.verb == verb)).count()
        };
        let verbs = [Verb::Create, Verb::Update, Verb::Delete];
        let mut parts: Vec<_> = verbs.map(|verb| format!("{} {}", count(verb), past(verb))).into();
        parts.push(format!("{adopted} adopted"));
        parts.join(", ")
    }
}

/// The resources whose replacement stopped after its delete.
fn torn<'a>(plan: &'a Plan, done: &[StepId]) -> Vec<&'a Address> {
    let done: BTreeSet<StepId> = done.iter().copied().collect();
    let is_done = |address: &Address, verb: Verb| {
        plan.steps.iter().any(|step| step.address == *address && step.verb == verb && done.contains(&step.id))
    };
    let replaced = plan.changes.iter().filter(|change| matches!(change.action, Action::Replace { .. }));
    replaced
        .map(|Change { address, .. }| address)
        .filter(|address| is_done(address, Verb::Delete) && !is_done(address, Verb::Create))
        .collect()
}

fn advice(class: FaultClass) -> &'static str {
    match class {
        FaultClass::Absent => {
            "what a call names is not there: look whether the spec names it rightly; if it was deleted meanwhile, plan again"
        }
        FaultClass::Taken => {
            "an object of that name appeared after the plan was made: plan again, and it is adopted"
        }
        FaultClass::Lagging => {
            "AWS has not caught up with a change, or something outside of the stack is in the way: wait a minute"
        }
        FaultClass::Busy => "somebody else is changing the same object: wait until they have finished",
        FaultClass::Throttled => "AWS takes no more requests for now: wait a minute",
        FaultClass::Denied => {
            "the caller lacks a permission: have the operation named above allowed to it; `tipctl policy --for apply` lists all that an apply needs"
        }
        FaultClass::Unauthenticated => "AWS does not accept the credentials: sign in again",
        FaultClass::Unreachable => {
            "a request got no answer, and may have taken effect: check the network and the endpoint"
        }
        FaultClass::Invalid => "AWS refuses what the spec asks for: change the spec as the message says",
        FaultClass::Unimplemented => {
            "the endpoint does not know the operation: check that it is the one you mean"
        }
        FaultClass::Unknown => {
            "AWS failed without a cause that is understood: should it stay, the request id is what AWS's support asks for"
        }
    }
}
