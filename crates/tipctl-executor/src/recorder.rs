//! What is written down while a plan is carried out.
//!
//! Not here: files. The binary keeps the journal and the ledger, and draws the events.

use tipctl_model::{ApplyEvent, Call, Live, Step};

/// Takes note of everything that happens, in the order in which it happens.
///
/// For a step that goes well the order is [`before`](Self::before), [`ApplyEvent::Started`], the call,
/// [`done`](Self::done), [`ApplyEvent::Finished`].
pub trait Recorder {
    /// Journals that `call` is about to be sent for `step`; again for each time it is sent again.
    ///
    /// # Errors
    /// Why it cannot be journalled, as a lowercase fragment. The step is not sent and counts as failed, and the apply
    /// drains.
    fn before(&mut self, step: &Step, call: &Call) -> Result<(), String>;

    /// Records in the ledger that `step` was carried out, and what is there now; nothing after a delete.
    ///
    /// # Errors
    /// Why it cannot be recorded, as a lowercase fragment. The step counts as failed, since nobody will remember that
    /// it was carried out, and the apply drains.
    fn done(&mut self, step: &Step, live: Option<&Live>) -> Result<(), String>;

    /// Takes note of `event`.
    fn event(&mut self, event: &ApplyEvent);
}
