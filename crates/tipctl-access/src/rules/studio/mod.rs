//! EMR Studios: who they let in, and as whom.

pub(super) mod tip201;
pub(super) mod tip202;
pub(super) mod tip203;
pub(super) mod tip204;
pub(super) mod tip226;
