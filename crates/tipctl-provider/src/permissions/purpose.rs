//! What somebody is to do with what they are allowed.

use tipctl_model::{KindName, Work};

use crate::audit::DIRECTORY;

/// The command that a policy is for.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Purpose {
    /// `tipctl plan`.
    Plan,
    /// `tipctl apply`, which plans first.
    Apply,
    /// `tipctl destroy`, which plans first.
    Destroy,
    /// `tipctl doctor`, which plans and looks at what surrounds the stack.
    Doctor,
    /// `tipctl verify`, which does what a doctor does where a query fails.
    Verify,
    /// `tipctl audit`, which reads what was recorded, and who the users are.
    Audit,
}

impl Purpose {
    /// Every purpose.
    pub const ALL: [Self; 6] =
        [Self::Plan, Self::Apply, Self::Destroy, Self::Doctor, Self::Verify, Self::Audit];

    /// Its word: `plan`.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Plan => "plan",
            Self::Apply => "apply",
            Self::Destroy => "destroy",
            Self::Doctor => "doctor",
            Self::Verify => "verify",
            Self::Audit => "audit",
        }
    }

    /// Whether it looks at more than what the spec and the ledger concern.
    pub(super) fn is_about_others_too(self) -> bool {
        matches!(self, Self::Doctor | Self::Verify | Self::Audit)
    }

    /// Whether it has to do with `kind`.
    pub(super) fn concerns(self, kind: KindName) -> bool {
        self != Self::Audit || DIRECTORY.contains(&kind)
    }

    /// What it makes the kinds do.
    pub(super) fn works(self) -> &'static [Work] {
        match self {
            Self::Plan | Self::Doctor | Self::Verify | Self::Audit => &[Work::Sweep],
            Self::Apply => &[Work::Sweep, Work::Create, Work::Update, Work::Delete],
            Self::Destroy => &[Work::Sweep, Work::Delete],
        }
    }
}
