//! How far an apply is, at a glance: events in, lines out. Drawing them over one another is the terminal's business.

use std::collections::BTreeMap;

use tipctl_model::{Address, ApplyEvent, Plan, StepId, Verb};

use crate::{Ink, Palette, Sigil, duration::duration, quote::message, reason::participle};

/// How far an apply is.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Progress {
    total: usize,
    done: usize,
    failed: usize,
    skipped: usize,
    is_draining: bool,
    under_way: BTreeMap<StepId, UnderWay>,
}

/// A step that was sent and has not ended.
#[derive(Clone, PartialEq, Eq, Debug)]
struct UnderWay {
    address: Address,
    verb: Verb,
    since_ms: u64,
    waits_for: Option<String>,
}

impl Progress {
    /// Nothing of `plan` is done yet.
    pub fn new(plan: &Plan) -> Self {
        Self { total: plan.steps.len(), ..Self::default() }
    }

    /// How many steps the plan has.
    pub fn total(&self) -> usize {
        self.total
    }

    /// How many steps have ended, well or badly, or will not be sent.
    pub fn ended(&self) -> usize {
        self.done + self.failed + self.skipped
    }

    /// Takes note of what happened.
    pub fn record(&mut self, event: &ApplyEvent) {
        match event {
            ApplyEvent::Started { step, address, verb, at_ms } => {
                // A step that is sent again after a wait keeps the time at which it was sent first.
                let since_ms = self.under_way.get(step).map_or(*at_ms, |before| before.since_ms);
                let under_way = UnderWay { address: address.clone(), verb: *verb, since_ms, waits_for: None };
                self.under_way.insert(*step, under_way);
            }
            ApplyEvent::Waiting { step, address: _, fault, wait_ms: _, at_ms: _ } => {
                if let Some(under_way) = self.under_way.get_mut(step) {
                    under_way.waits_for = Some(fault.code.as_ref().unwrap_or(&fault.message).clone());
                }
            }
            ApplyEvent::Finished { step, address: _, verb: _, at_ms: _, took_ms: _ } => {
                self.under_way.remove(step);
                self.done += 1;
            }
            ApplyEvent::Failed { step, address: _, verb: _, fault: _, at_ms: _ } => {
                self.under_way.remove(step);
                self.failed += 1;
            }
            ApplyEvent::Skipped { step: _, address: _, verb: _, because: _ } => self.skipped += 1,
            ApplyEvent::Draining { at_ms: _ } => self.is_draining = true,
        }
    }

    /// How it stands `now_ms` milliseconds after the beginning: a line of counts, then what is under way, the longest
    /// first, in at most `most` lines more.
    pub fn lines(&self, now_ms: u64, most: usize, palette: Palette) -> Vec<String> {
        let mut lines = vec![self.counts(now_ms)];
        let mut steps: Vec<_> = self.under_way.values().collect();
        steps.sort_by_key(|step| step.since_ms);
        let shown = if steps.len() > most { most.saturating_sub(1) } else { most };
        lines.extend(steps.iter().take(shown).map(|step| line(step, now_ms, palette)));
        let beyond = steps.len().saturating_sub(shown);
        if beyond > 0 && most > 0 {
            lines.push(format!("  {}", palette.paint(Ink::Faint, &format!("and {beyond} more"))));
        }
        lines
    }

    fn counts(&self, now_ms: u64) -> String {
        let Self { total, done, failed, skipped, is_draining, under_way } = self;
        let mut parts = vec![format!("{done} of {total} done")];
        let others = [(under_way.len(), "under way"), (*failed, "failed"), (*skipped, "not sent")];
        parts.extend(
            others.iter().filter(|(count, _)| *count > 0).map(|(count, what)| format!("{count} {what}")),
        );
        if *is_draining {
            parts.push("stopping".to_owned());
        }
        format!("{}: {}", duration(now_ms), parts.join(", "))
    }
}

fn line(step: &UnderWay, now_ms: u64, palette: Palette) -> String {
    let UnderWay { address, verb, since_ms, waits_for } = step;
    let sigil = if waits_for.is_some() { Sigil::Waiting } else { Sigil::Started };
    let waits = waits_for.as_ref().map(|why| format!(", waiting: {}", message(why))).unwrap_or_default();
    let took = duration(now_ms.saturating_sub(*since_ms));
    format!(
        "  {} {}: {} {took}{waits}",
        palette.sigil(sigil),
        message(&address.to_string()),
        participle(*verb)
    )
}
