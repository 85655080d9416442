//! What the rules find in an inventory, and which of it a spec has waived.

use tipctl_model::{Address, Inventory, inventory::Extent};

use crate::{
    Verdict,
    rules::{self, RULES, Rule, Severity},
};

/// Something that breaks a rule. What could not be looked at is never a finding.
#[derive(Clone, Debug)]
pub struct Finding {
    /// The rule.
    pub rule: &'static Rule,
    /// How bad it is here: mostly as bad as the rule says.
    pub severity: Severity,
    /// What it is about: an address of the spec, or `kind/name` for what the spec does not mean.
    pub subject: String,
    /// The resource of the spec to change, and the dotted path of the attribute in it, empty for the whole.
    pub about: Option<(Address, &'static str)>,
    /// What is wrong, as a lowercase fragment with user text in backticks.
    pub cause: String,
    /// Whether it breaks a link of the chain, so that whoever comes that way meets the rule there already.
    pub breaks_link: bool,
    /// What the user sees: what the rule says, or what it comes to here.
    pub symptom: String,
    /// What mends it: what the rule says, or what is to be done here.
    pub fix: String,
}

/// What one rule has found so far, and what it needs besides an inventory.
#[derive(Debug)]
pub struct Found {
    rule: &'static Rule,
    now_ms: u64,
    findings: Vec<Finding>,
}

impl Found {
    /// The time, in milliseconds since the epoch.
    pub(crate) fn now_ms(&self) -> u64 {
        self.now_ms
    }

    /// Records that `subject` breaks the rule.
    pub(crate) fn broken(&mut self, subject: Subject<'_>, attr: &'static str, cause: impl Into<String>) {
        self.broken_as(self.rule.severity, subject, attr, cause);
    }

    /// Records that `subject` breaks the rule where a link says so. What breaks another rule is that rule's to find.
    pub(crate) fn judge(&mut self, subject: Subject<'_>, attr: &'static str, verdict: &Verdict) {
        if let Some(breach) = verdict.breach().filter(|breach| breach.rule == Some(self.rule.id)) {
            self.link_broken(subject, attr, breach.cause.as_str());
        }
    }

    /// The same, where no other rule is for what breaks none: a role that is not there.
    pub(crate) fn judge_all(&mut self, subject: Subject<'_>, attr: &'static str, verdict: &Verdict) {
        if let Some(breach) =
            verdict.breach().filter(|breach| breach.rule.is_none_or(|id| id == self.rule.id))
        {
            self.link_broken(subject, attr, breach.cause.as_str());
        }
    }

    /// Records that `subject` breaks the rule, and a link of the chain with it.
    pub(crate) fn link_broken(&mut self, subject: Subject<'_>, attr: &'static str, cause: impl Into<String>) {
        self.findings.push(Finding {
            breaks_link: true,
            ..self.finding(self.rule.severity, subject, attr, cause.into())
        });
    }

    /// Records that `subject` breaks the rule, where that is not as bad as the rule says, or worse.
    pub(crate) fn broken_as(
        &mut self,
        severity: Severity,
        subject: Subject<'_>,
        attr: &'static str,
        cause: impl Into<String>,
    ) {
        self.findings.push(self.finding(severity, subject, attr, cause.into()));
    }

    fn finding(
        &self,
        severity: Severity,
        subject: Subject<'_>,
        attr: &'static str,
        cause: String,
    ) -> Finding {
        Finding {
            rule: self.rule,
            severity,
            subject: subject.to_string(),
            about: subject.from.map(|from| (from.clone(), attr)),
            cause,
            symptom: self.rule.symptom.to_owned(),
            fix: self.rule.fix.to_owned(),
            breaks_link: false,
        }
    }

    /// Says what a user sees of the thing that was recorded last and what mends it, where the rule's own words are about
    /// more than that.
    pub(crate) fn told_as(&mut self, symptom: impl Into<String>, fix: impl Into<String>) {
        if let Some(last) = self.findings.last_mut() {
            (last.symptom, last.fix) = (symptom.into(), fix.into());
        }
    }
}

/// What a finding is about.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Subject<'a> {
    /// The resource of the spec that means it.
    pub from: Option<&'a Address>,
    /// What it is, as AWS calls it: `workgroup`.
    pub kind: &'static str,
    /// Its name or id in AWS.
    pub name: &'a str,
}

impl std::fmt::Display for Subject<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.from {
            Some(from) => std::fmt::Display::fmt(from, f),
            None => write!(f, "{}/{}", self.kind, self.name),
        }
    }
}

/// The groups of the spec that something is granted to and of which nobody could see who is in them, as a name and what
/// therefore is not known. Of a spec alone nothing is said.
pub fn unseen_members(inventory: &Inventory) -> Vec<(String, String)> {
    if inventory.extent == Extent::Spec { Vec::new() } else { rules::unseen_members(inventory) }
}

/// Everything in `inventory` that breaks a rule at `now_ms`, milliseconds since the epoch: each thing once a rule, the
/// worst first, then in the order of the rules and of what they are about.
pub fn findings(inventory: &Inventory, now_ms: u64) -> Vec<Finding> {
    let mut all: Vec<Finding> = RULES
        .iter()
        .flat_map(|rule| {
            let mut found = Found { rule, now_ms, findings: Vec::new() };
            (rule.find)(inventory, &mut found);
            found.findings
        })
        .collect();
    let key = |finding: &Finding| {
        (finding.severity, finding.rule.id, finding.subject.clone(), finding.cause.clone())
    };
    all.sort_by_cached_key(key);
    all.dedup_by_key(|finding| (finding.rule.id, finding.subject.clone()));
    all
}
