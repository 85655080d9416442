//! TIP230: a change that may not have arrived.

use tipctl_model::Inventory;

use crate::{
    findings::{Found, Subject},
    rules::{Fixable, Rule, RuleId, SeenIn, Severity},
};

pub(in crate::rules) static RULE: Rule = Rule {
    id: RuleId(230),
    title: "entitlements were changed less than an hour ago",
    severity: Severity::Info,
    fixable: Fixable::Manual,
    seen_in: SeenIn::Account,
    looks_at: "When tipctl last changed who may do what in this stack.",
    symptom: "A query fails that should work, or works that should fail, and an hour later it does not.",
    symptom_is_verified: true,
    cause: "\
        Athena, Lake Formation and S3 Access Grants keep what they know of a user's entitlements for up to \
        an hour.",
    fix: "Wait, sign in anew, and try again.",
    spec: "",
    by_hand: "",
    sources: &[
        "facts/tip-chain.md TIP230",
        "facts/tip-chain.md L8",
        "AWS: Athena user guide, workgroups with Identity Center",
    ],
    unverified: &[],
    find,
};

/// AWS: entitlements of a workgroup with Identity Center take up to an hour (facts/tip-chain.md L8).
const HOUR_MS: u64 = 60 * 60 * 1000;

fn find(inventory: &Inventory, found: &mut Found) {
    let Some(changed_at_ms) = inventory.changed_at_ms else { return };
    let age_ms = found.now_ms().saturating_sub(changed_at_ms);
    if age_ms < HOUR_MS {
        let subject = Subject { from: None, kind: "stack", name: &inventory.place.stack };
        let cause = format!("the stack was changed {}; AWS may take an hour to follow", ago(age_ms));
        found.broken(subject, "", cause);
    }
}

fn ago(age_ms: u64) -> String {
    match age_ms / 60_000 {
        0 => "less than a minute ago".to_owned(),
        1 => "a minute ago".to_owned(),
        minutes => format!("{minutes} minutes ago"),
    }
}
