//! Who read what, as CloudTrail recorded it.
//!
//! [`record`] makes an [`AccessEvent`](tipctl_model::audit::AccessEvent) of a record, and is all that is pure. `history` reads
//! the management events of the last 90 days, `files` the reads and writes of objects from a trail's log files, `names` who
//! the users are.
//!
//! Not here: CloudTrail Lake. Event data stores that there are, are named in a note.

pub mod record;

use tipctl_model::KindName;

#[cfg(feature = "aws")]
mod files;
#[cfg(feature = "aws")]
mod history;
#[cfg(feature = "aws")]
mod names;

#[cfg(feature = "aws")]
mod reading;

#[cfg(feature = "aws")]
pub use reading::{Audited, Span};

/// The kinds that tell who the users are, which is all that an audit reads of the account itself.
pub(crate) const DIRECTORY: [KindName; 2] = [KindName("identity_center"), KindName("user")];
