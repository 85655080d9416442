//! What happens during an apply, as it happens, and how it all ended.

use crate::{Address, Fault, StepId, Verb};

/// One thing that happened. Times are milliseconds since the apply began.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum ApplyEvent {
    /// A step was sent.
    Started {
        /// Which step.
        step: StepId,
        /// Whose.
        address: Address,
        /// What it does.
        verb: Verb,
        /// When.
        at_ms: u64,
    },
    /// AWS asks for patience; the step is sent again after a wait.
    Waiting {
        /// Which step.
        step: StepId,
        /// Whose.
        address: Address,
        /// What AWS said.
        fault: Fault,
        /// How long the wait is, in milliseconds.
        wait_ms: u64,
        /// When.
        at_ms: u64,
    },
    /// A step succeeded.
    Finished {
        /// Which step.
        step: StepId,
        /// Whose.
        address: Address,
        /// What it did.
        verb: Verb,
        /// When.
        at_ms: u64,
        /// How long it took, waits included, in milliseconds.
        took_ms: u64,
    },
    /// A step failed for good.
    Failed {
        /// Which step.
        step: StepId,
        /// Whose.
        address: Address,
        /// What it tried.
        verb: Verb,
        /// What AWS said.
        fault: Fault,
        /// When.
        at_ms: u64,
    },
    /// A step was not sent because one that it waits for failed.
    Skipped {
        /// Which step.
        step: StepId,
        /// Whose.
        address: Address,
        /// What it would have done.
        verb: Verb,
        /// The resource whose failure is in the way.
        because: Address,
    },
    /// The apply stops early, because a signal asked for it or because nothing can be written down any more: nothing new
    /// is sent, what is under way ends.
    Draining {
        /// When.
        at_ms: u64,
    },
}

/// How an apply ended. Every step of the plan is in exactly one of the lists.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Outcome {
    /// Steps that succeeded.
    pub done: Vec<StepId>,
    /// Steps that failed, and why.
    pub failed: Vec<(StepId, Fault)>,
    /// Steps that were not sent, and the resource whose failure was in the way.
    pub skipped: Vec<(StepId, Address)>,
    /// Steps that were not sent because the apply was stopped.
    pub unsent: Vec<StepId>,
    /// Steps that were sent and whose end nobody waited for: their fate is unknown.
    pub unknown: Vec<StepId>,
    /// How long it took, in milliseconds.
    pub took_ms: u64,
}

impl Outcome {
    /// Whether every step succeeded.
    pub fn is_complete(&self) -> bool {
        let Self { done: _, failed, skipped, unsent, unknown, took_ms: _ } = self;
        failed.is_empty() && skipped.is_empty() && unsent.is_empty() && unknown.is_empty()
    }
}
