//! What a spec claims about itself: who can and who cannot, to be tested.

use std::{collections::BTreeMap, fmt};

use crate::Origin;

/// One `[[assert]]` of a spec.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Assertion {
    /// Who: an address such as `group.analysts`, or a user or group as Identity Center names it.
    pub who: String,
    /// Whether they can or cannot.
    pub claim: Claim,
    /// What they can or cannot do: one of [`Assertion::PRIVILEGES`].
    pub privilege: String,
    /// On what: `sales`, `sales.*`, `sales.orders`, `sales.orders.amount` or `s3://bucket/prefix/`.
    pub on: String,
    /// Why, for readers.
    pub reason: Option<String>,
    /// Where the section stands.
    pub origin: Origin,
    /// Where each value stands, by its name.
    pub origins: BTreeMap<String, Origin>,
}

/// What an assertion claims.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Claim {
    /// That they can.
    Can,
    /// That they cannot.
    Cannot,
}

impl Claim {
    /// The attribute of `[[assert]]` that makes the claim.
    pub fn word(self) -> &'static str {
        match self {
            Self::Can => "can",
            Self::Cannot => "cannot",
        }
    }
}

impl Assertion {
    /// What can be claimed, in alphabetical order: `read` and `write` of a path in S3, the others of a database, a table or
    /// a column.
    pub const PRIVILEGES: &[&str] =
        &["alter", "delete", "describe", "drop", "insert", "read", "select", "write"];

    /// Where the value called `name` stands, or the section itself.
    pub fn origin_of(&self, name: &str) -> Origin {
        self.origins.get(name).copied().unwrap_or(self.origin)
    }
}

/// The claim as a sentence without its end: `group.analysts cannot select sales.customers.email`.
impl fmt::Display for Assertion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { who, claim, privilege, on, .. } = self;
        write!(f, "{who} {} {privilege} {on}", claim.word())
    }
}
