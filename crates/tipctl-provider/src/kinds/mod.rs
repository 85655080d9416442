//! The only list of kinds in the house. Alphabetical.

use tipctl_model::{Kind, KindSchema};

use crate::calls::Calls;

mod group;
mod identity_center;

/// Every kind, with its calls where the SDKs are linked.
pub(crate) static KINDS: &[&dyn Calls] = &[&group::Group, &identity_center::IdentityCenter];

/// Every kind that tipctl knows.
pub fn kinds() -> Vec<&'static dyn Kind> {
    KINDS.iter().map(|kind| *kind as &dyn Kind).collect()
}

/// The schemas of every kind.
pub fn schemas() -> Vec<&'static KindSchema> {
    KINDS.iter().map(|kind| kind.schema()).collect()
}
