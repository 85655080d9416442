//! Rules of the chain that a spec lets go for a while, and why.

use std::collections::BTreeMap;

use crate::{Date, Origin};

/// One `[[waive]]` of a spec: a finding that is known and accepted.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Waiver {
    /// The rule, as it is written: `TIP228`.
    pub rule: String,
    /// What the finding is about, an address or a name as findings show it; none for all that the rule finds.
    pub on: Option<String>,
    /// Why it is accepted.
    pub reason: String,
    /// The last day on which it is.
    pub until: Date,
    /// Where the section stands.
    pub origin: Origin,
    /// Where each value stands, by its name.
    pub origins: BTreeMap<String, Origin>,
}

impl Waiver {
    /// Whether `today` is later than its last day.
    pub fn is_over(&self, today: Date) -> bool {
        today > self.until
    }

    /// Where the value called `name` stands, or the section itself.
    pub fn origin_of(&self, name: &str) -> Origin {
        self.origins.get(name).copied().unwrap_or(self.origin)
    }
}
