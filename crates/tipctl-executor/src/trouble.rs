//! Why the executor itself ends a step as failed, and what it adds to a refusal by AWS.

use tipctl_model::{AttrRef, Fault, FaultClass, Step, Verb};

/// What keeps a step from being carried out, or from being remembered, other than AWS.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub(crate) enum Trouble {
    /// The plan has a step without a change.
    #[error("the plan has a step for `{0}` and does not say what changes; make a new plan")]
    NoChange(String),
    /// The step and the change of its address contradict each other.
    #[error("the plan has a step to {verb} `{address}`, whose change is to {action}; make a new plan")]
    Mismatch {
        /// What the step does.
        verb: &'static str,
        /// Whose it is.
        address: String,
        /// What the change says.
        action: &'static str,
    },
    /// The plan is about a kind that this tool does not know.
    #[error("`{0}` is of a kind that is not known here")]
    NoSchema(String),
    /// A value is still missing when it has to be sent.
    #[error("`{attr}` needs `{0}` of `{1}`, which AWS has not told", .reference.attr, .reference.address)]
    Unfilled {
        /// Which attribute waits.
        attr: &'static str,
        /// For what.
        reference: AttrRef,
    },
    /// The journal could not be written.
    #[error("not sent, because the journal cannot be written: {0}")]
    Unjournalled(String),
    /// The ledger could not be written.
    #[error("carried out, but the ledger cannot be written: {0}; apply again to record it")]
    Unrecorded(String),
    /// The provider gave fewer answers than it was sent calls.
    #[error("sent together with other calls, and no answer came for this one")]
    Unanswered,
    /// Nothing will ever make the step ready.
    #[error("not sent, because it waits for a step that never comes; make a new plan")]
    Stuck,
}

impl Trouble {
    /// The trouble as the fault of a step of `service`.
    pub(crate) fn fault(&self, step: &Step, service: &'static str) -> Fault {
        Fault {
            class: FaultClass::Unknown,
            service,
            operation: word(step.verb).to_owned(),
            code: None,
            message: self.to_string(),
            request_id: None,
            attr: if let Self::Unfilled { attr, .. } = self { Some(attr) } else { None },
        }
    }
}

/// A fault of a step that does `verb`, with what to do about it where the executor can tell.
///
/// Whoever made the object that is in a create's way cannot be told from here: another person, or an attempt whose
/// answer was lost on the way. So it is not taken for ours before a new plan has looked at it.
pub(crate) fn with_way_out(verb: Verb, mut fault: Fault) -> Fault {
    if verb == Verb::Create && fault.class == FaultClass::Taken {
        fault.message.push_str(
            "; it was not there when the plan was made; an attempt whose answer was lost may have made it, and applying \
             again adopts it",
        );
    }
    fault
}

/// The word for what a step does.
pub(crate) fn word(verb: Verb) -> &'static str {
    match verb {
        Verb::Create => "create",
        Verb::Update => "update",
        Verb::Delete => "delete",
    }
}
