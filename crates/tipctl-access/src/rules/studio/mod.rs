//! EMR Studios: who they let in, and as whom.

pub(super) mod tip201;
