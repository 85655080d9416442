//! The instance of Identity Center, and whom it knows.

pub(super) mod tip110;
pub(in crate::rules) mod tip221;
pub(super) mod tip223;
pub(super) mod tip224;
pub(super) mod tip231;
