//! Calls of one kind and verb that travel together.
//!
//! What a batch has in common it has had from the beginning: entries that meet different classes of fault part for
//! good, so one patience serves them all.

use tipctl_model::{Call, Fault, KindSchema, Step};

use crate::retry::Patience;

/// Calls that are sent together.
pub(crate) struct Batch<'a> {
    /// The schema of their kind.
    pub(crate) schema: &'static KindSchema,
    /// The calls; never none.
    pub(crate) entries: Vec<Entry<'a>>,
    /// How much longer they may be sent again.
    pub(crate) patience: Patience,
}

/// One call and the step that it is for.
pub(crate) struct Entry<'a> {
    /// The step.
    pub(crate) step: &'a Step,
    /// What is sent.
    pub(crate) call: Call,
    /// When it was sent first, in milliseconds since the apply began.
    pub(crate) started_ms: Option<u64>,
    /// What AWS answered last.
    pub(crate) fault: Option<Fault>,
}

impl<'a> Entry<'a> {
    /// A call that was not sent yet.
    pub(crate) fn new(step: &'a Step, call: Call) -> Self {
        Self { step, call, started_ms: None, fault: None }
    }
}
