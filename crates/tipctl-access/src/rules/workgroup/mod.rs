//! Athena workgroups, and what their users need besides.

pub(super) mod tip107;
pub(super) mod tip205;
pub(super) mod tip206;
pub(super) mod tip207;
pub(super) mod tip225;
