//! TIP201: a studio that keeps its user's identity to itself.

use tipctl_model::Inventory;

use crate::{
    findings::{Found, Subject},
    links::studio,
    rules::{Fixable, Rule, RuleId, SeenIn, Severity, ours},
};

pub(in crate::rules) static RULE: Rule = Rule {
    id: RuleId(201),
    title: "the studio does not pass on who the user is",
    severity: Severity::Error,
    fixable: Fixable::Applies,
    seen_in: SeenIn::Spec,
    looks_at: "`AuthMode` and `TrustedIdentityPropagationEnabled` of the studio.",
    symptom: "\
        The user enters the studio, and workgroups with Identity Center are missing from the list in its \
        query editor.",
    symptom_is_verified: true,
    cause: "\
        Propagation is off unless a studio is created with it. The console's quick setup for interactive \
        workloads does not even ask; only a custom setup with Identity Center does.",
    fix: "\
        Let the studio sign in through Identity Center and propagate. AWS can change neither afterwards: \
        the studio is replaced and gets another address.",
    spec: r#"
[studio.analytics]
auth_mode                    = "SSO"
trusted_identity_propagation = true
"#,
    by_hand: "",
    sources: &[
        "facts/tip-chain.md TIP201",
        "facts/tip-chain.md L5",
        "AWS: EMR management guide, create an EMR Studio",
    ],
    unverified: &[],
    find,
};

fn find(inventory: &Inventory, found: &mut Found) {
    for (_, studio) in ours::studios(inventory) {
        let attr = if studio.signs_in_through_identity_center {
            "trusted_identity_propagation"
        } else {
            "auth_mode"
        };
        let subject = Subject { from: studio.from.as_ref(), kind: "studio", name: &studio.name };
        found.judge(subject, attr, &studio::settings(inventory, studio));
    }
}
