//! What policies decide.

use crate::Verdict;

/// What policies say to a request.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Decision {
    /// It is allowed.
    Allowed,
    /// It is denied.
    Denied(Denial),
    /// It cannot be told. Why, as a lowercase fragment.
    Unknown(String),
}

/// Why something is denied.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Denial {
    /// A statement denies it. Which, as a lowercase fragment: `the statement "NoLake" of "boundary"`, in backticks.
    Explicit(String),
    /// Nothing allows it. What would have to, as a lowercase fragment: `its session policies`.
    Implicit(&'static str),
}

impl Decision {
    /// Whether it is known to be allowed.
    pub fn is_allowed(&self) -> bool {
        *self == Self::Allowed
    }

    /// The verdict on a link that needs this; `refused` makes a breach of why it is denied.
    pub fn verdict(self, refused: impl FnOnce(&Denial) -> Verdict) -> Verdict {
        match self {
            Self::Allowed => Verdict::Holds,
            Self::Denied(denial) => refused(&denial),
            Self::Unknown(why) => Verdict::Unknown(why),
        }
    }
}

impl Denial {
    /// Why, with `what` it is about: a fragment such as ``nothing in its permissions allows `s3:GetObject` ``.
    pub fn cause(&self, what: &str) -> String {
        match self {
            Self::Explicit(by) => format!("{by} denies {what}"),
            Self::Implicit(whose) => format!("nothing in {whose} allows {what}"),
        }
    }
}
