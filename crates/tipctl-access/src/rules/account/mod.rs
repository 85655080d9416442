//! What is seen only by who looks at a live account, and what cannot be seen at all.

pub(super) mod tip108;
pub(super) mod tip229;
pub(super) mod tip230;
pub(super) mod tip232;
