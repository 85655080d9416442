//! What a rule is: words, and the function that finds what breaks it.

use std::fmt;

use tipctl_model::Inventory;

use crate::{RuleId, findings::Found};

impl RuleId {
    /// The number that is written as `text`, `TIP102`; none for any other text.
    pub fn read(text: &str) -> Option<Self> {
        let digits = text.strip_prefix("TIP")?;
        let is_number = digits.len() == 3 && digits.bytes().all(|digit| digit.is_ascii_digit());
        is_number.then(|| digits.parse().ok().map(Self)).flatten()
    }
}

/// How bad it is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Severity {
    /// A query cannot work.
    Error,
    /// It is likely to fail, or it opens more than it should.
    Warning,
    /// Worth knowing.
    Info,
}

impl Severity {
    /// The severity in one word, as it is written everywhere.
    pub fn word(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Info => "info",
        }
    }
}

/// Who can mend it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Fixable {
    /// `tipctl apply`, once the spec says what it should.
    Applies,
    /// A person: tipctl has no means.
    Manual,
}

/// What it takes to see that a rule is broken.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum SeenIn {
    /// The spec alone can show it, and so can a live account.
    Spec,
    /// Only a live account shows it.
    Account,
}

/// One rule of the chain. Everything but `find` is for people: the page in `docs/rules` is made of it.
pub struct Rule {
    /// Its number.
    pub id: RuleId,
    /// What is wrong, as a lowercase fragment.
    pub title: &'static str,
    /// How bad it is.
    pub severity: Severity,
    /// Who can mend it.
    pub fixable: Fixable,
    /// What it takes to see it.
    pub seen_in: SeenIn,
    /// What is compared with what.
    pub looks_at: &'static str,
    /// What the user sees; texts of AWS stand in backticks, word for word.
    pub symptom: &'static str,
    /// Whether a source reports that, and it is not merely inferred.
    pub symptom_is_verified: bool,
    /// Why that happens.
    pub cause: &'static str,
    /// What to do about it.
    pub fix: &'static str,
    /// Lines of a spec that can be pasted; empty where a spec cannot say it.
    pub spec: &'static str,
    /// Commands that do it by hand; empty where there are none.
    pub by_hand: &'static str,
    /// Where it was learnt: a place in the project's notes on AWS, or a page of AWS.
    pub sources: &'static [&'static str],
    /// What of all this nobody has seen.
    pub unverified: &'static [&'static str],
    /// Finds everything in an inventory that breaks it.
    pub find: fn(&Inventory, &mut Found),
}

impl fmt::Debug for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.id, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_reads_as_it_is_written() {
        assert_eq!(RuleId::read("TIP102"), Some(RuleId(102)));
        assert_eq!(RuleId(102).to_string(), "TIP102");
        for other in ["102", "tip102", "TIP1", "TIP1020", "TIP+12", ""] {
            assert_eq!(RuleId::read(other), None, "{other}");
        }
    }
}
