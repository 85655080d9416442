//! What could not be looked at, in words.

use tipctl_model::{Fault, FaultClass, Note};

/// Something with what is to be said of how it was read.
pub(super) struct Unread<T> {
    pub(super) thing: T,
    pub(super) notes: Vec<Note>,
}

impl<T> Unread<T> {
    pub(super) fn put_into(self, notes: &mut Vec<Note>) -> T {
        notes.extend(self.notes);
        self.thing
    }
}

/// Why `what`, a lowercase fragment, is not known. `action` is what IAM has to allow for it.
pub(super) fn note(what: &str, action: &str, fault: &Fault) -> Note {
    let help = (fault.class == FaultClass::Denied).then(|| format!("allow {action}"));
    Note { code: "survey::unread", message: format!("{what} could not be read: {fault}"), help }
}
