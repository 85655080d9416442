//! What a check has to say about a spec, for programs: as JSON, as SARIF, and as annotations of GitHub Actions.
//!
//! Not here: how it is drawn for people; that needs the text of the spec around each place.

mod github;
mod json;
mod sarif;
mod waived;

use tipctl_model::{Date, Spot};

pub use github::write_github;
pub use json::{CHECK_FORMAT, Checked, write_check_json};
pub use sarif::write_sarif;
pub use waived::write_waived;

/// How much a remark matters.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Level {
    /// It cannot work so.
    Error,
    /// It is likely to go wrong, or is not safe.
    Warning,
    /// Something worth knowing.
    Info,
}

impl Level {
    /// The level in one word.
    pub fn word(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Info => "info",
        }
    }
}

/// One thing that is wrong with a spec, doubtful about it, or worth knowing.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Remark {
    /// A stable code: `spec::unknown_reference`, `TIP228`.
    pub code: String,
    /// How much it matters.
    pub level: Level,
    /// What it is, as a lowercase fragment with user text in backticks.
    pub message: String,
    /// What to do about it.
    pub help: Option<String>,
    /// The rule that found it, for a finding.
    pub rule: Option<RuleText>,
    /// Until when it is accepted, and why, where it is.
    pub waived: Option<Waived>,
    /// Where it is, the place of the matter first, each with what is to be said there.
    pub places: Vec<(Spot, String)>,
}

impl Remark {
    /// Whether it stands against the spec: an error that nobody waived.
    pub fn is_against(&self) -> bool {
        self.level == Level::Error && self.waived.is_none()
    }
}

/// A rule of the chain, as far as a reader of its finding needs it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RuleText {
    /// What the rule is called.
    pub title: String,
    /// What a user would see.
    pub symptom: String,
    /// What mends it.
    pub fix: String,
    /// The path of its page.
    pub page: String,
}

/// Why a finding is accepted, and until when.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Waived {
    /// Why.
    pub reason: String,
    /// The last day.
    pub until: Date,
}
