//! TIP206: a prefix for each user that clients can get around.

use tipctl_model::Inventory;

use crate::{
    findings::{Found, Subject},
    links::workgroup,
    rules::{Fixable, Rule, RuleId, SeenIn, Severity, ours},
};

pub(in crate::rules) static RULE: Rule = Rule {
    id: RuleId(206),
    title: "private results are not enforced",
    severity: Severity::Warning,
    fixable: Fixable::Applies,
    seen_in: SeenIn::Account,
    looks_at: "`CreateUserLevelPrefix` beside `EnforceWorkGroupConfiguration` of the workgroup.",
    symptom: "\
        Nothing at first. Results turn up in a folder that a client chose, readable for other users, or the \
        query fails there.",
    symptom_is_verified: false,
    cause: "\
        Athena appends the user's id to the output location only if the workgroup's settings override those \
        of the client.",
    fix: "\
        Enforce the workgroup's settings. A spec that asks for private results without it is refused, so \
        this is a change made past tipctl.",
    spec: r#"
[workgroup.analytics]
private_results = true
enforce         = true
"#,
    by_hand: r#"
aws athena update-work-group --work-group analytics \
    --configuration-updates EnforceWorkGroupConfiguration=true
"#,
    sources: &[
        "facts/tip-chain.md TIP206",
        "facts/tip-chain.md L8",
        "AWS: Athena user guide, workgroups with Identity Center",
    ],
    unverified: &["what the user sees"],
    find,
};

fn find(inventory: &Inventory, found: &mut Found) {
    for (name, workgroup) in ours::workgroups(inventory) {
        let subject = Subject { from: workgroup.from.as_ref(), kind: "workgroup", name };
        found.judge(subject, "enforce", &workgroup::settings(inventory, name, workgroup));
    }
}
