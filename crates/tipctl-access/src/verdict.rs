//! What is found of a link.

use std::fmt;

/// Whether a link of the chain holds.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Verdict {
    /// It holds.
    Holds,
    /// It is broken: a query that needs it fails.
    Broken(Breach),
    /// It cannot be told. Why, as a lowercase fragment with user text in backticks.
    Unknown(String),
}

/// How a link is broken.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Breach {
    /// The rule that this trips; none where nothing is wrong with the account and access was just not given.
    pub rule: Option<RuleId>,
    /// What is wrong, as a lowercase fragment with user text in backticks.
    pub cause: String,
    /// What mends it here, where that is more than the rule says.
    pub fix: Option<String>,
}

/// The number of a rule; shown as `TIP101`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct RuleId(pub u16);

impl fmt::Display for RuleId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "TIP{}", self.0)
    }
}

impl Verdict {
    /// Broken by `rule`.
    pub fn broken(rule: u16, cause: impl Into<String>) -> Self {
        Self::Broken(Breach { rule: Some(RuleId(rule)), cause: cause.into(), fix: None })
    }

    /// The same verdict with what mends it here; unchanged where it is not broken, or nothing is known to.
    #[must_use]
    pub(crate) fn mended_by(mut self, fix: impl FnOnce() -> Option<String>) -> Self {
        if let Self::Broken(breach) = &mut self {
            breach.fix = fix();
        }
        self
    }

    /// Broken, though by nothing that is wrong in itself.
    pub fn missing(cause: impl Into<String>) -> Self {
        Self::Broken(Breach { rule: None, cause: cause.into(), fix: None })
    }

    /// How bad it is: 0 where it holds, 1 where it is not known, 2 where it is broken.
    pub(crate) fn badness(&self) -> u8 {
        match self {
            Self::Holds => 0,
            Self::Unknown(_) => 1,
            Self::Broken(_) => 2,
        }
    }

    /// Not to be told.
    pub fn unknown(why: impl Into<String>) -> Self {
        Self::Unknown(why.into())
    }

    /// Whether it is known to hold.
    pub fn holds(&self) -> bool {
        *self == Self::Holds
    }

    /// The breach, where it is broken.
    pub fn breach(&self) -> Option<&Breach> {
        if let Self::Broken(breach) = self { Some(breach) } else { None }
    }

    /// The verdict on this and `next` together: the first breach; failing that the first doubt.
    #[must_use]
    pub fn and(self, next: impl FnOnce() -> Self) -> Self {
        match self {
            Self::Holds => next(),
            Self::Broken(_) => self,
            Self::Unknown(_) => match next() {
                broken @ Self::Broken(_) => broken,
                Self::Holds | Self::Unknown(_) => self,
            },
        }
    }
}
