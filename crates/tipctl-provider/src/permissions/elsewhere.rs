//! Who calls Identity Center, where a spec lets somebody else do that than whoever runs the command.

use std::{collections::BTreeSet, fmt};

use tipctl_model::{Desired, Need};

use crate::kinds::Route;

/// As whom Identity Center and its directory are called, and what they need there.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Elsewhere {
    /// The profile whose credentials are used in place of the caller's.
    pub profile: Option<String>,
    /// The role that is assumed with them.
    pub role_arn: Option<String>,
    /// What has to be allowed: to the role, or to the profile where there is none.
    pub needs: BTreeSet<Need>,
}

impl Elsewhere {
    /// Of `desired`, before anything is known of what they need; none where the caller calls everything.
    pub(super) fn of(desired: &Desired) -> Option<Self> {
        let Route { profile, role_arn, region: _ } = Route::of(desired);
        let is_other = profile.is_some() || role_arn.is_some();
        is_other.then(|| Self { profile, role_arn, needs: BTreeSet::new() })
    }
}

/// Who it is: ``the role `arn:…` ``, ``the profile `hub` ``.
impl fmt::Display for Elsewhere {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (&self.role_arn, &self.profile) {
            (Some(role), _) => write!(f, "the role `{role}`"),
            (None, profile) => write!(f, "the profile `{}`", profile.as_deref().unwrap_or_default()),
        }
    }
}
