//! What somebody is to do with what they are allowed.

use tipctl_model::Work;

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
}

impl Purpose {
    /// Every purpose.
    pub const ALL: [Self; 4] = [Self::Plan, Self::Apply, Self::Destroy, Self::Doctor];

    /// Its word: `plan`.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Plan => "plan",
            Self::Apply => "apply",
            Self::Destroy => "destroy",
            Self::Doctor => "doctor",
        }
    }

    /// Whether it looks at more than what the spec and the ledger concern.
    pub(super) fn is_about_the_whole_chain(self) -> bool {
        self == Self::Doctor
    }

    /// What it makes the kinds do.
    pub(super) fn works(self) -> &'static [Work] {
        match self {
            Self::Plan | Self::Doctor => &[Work::Sweep],
            Self::Apply => &[Work::Sweep, Work::Create, Work::Update, Work::Delete],
            Self::Destroy => &[Work::Sweep, Work::Delete],
        }
    }
}
