//! TIP202: a user role without the user.

use tipctl_model::Inventory;

use crate::{
    findings::{Found, Subject},
    links::user_role,
    rules::{Fixable, Rule, RuleId, SeenIn, Severity, ours},
};

pub(in crate::rules) static RULE: Rule = Rule {
    id: RuleId(202),
    title: "the studio may not take its user role for a user",
    severity: Severity::Error,
    fixable: Fixable::Applies,
    seen_in: SeenIn::Spec,
    looks_at: "\
        The trust policy of the studio's user role: whether it lets `elasticmapreduce.amazonaws.com` do \
        `sts:AssumeRole` and `sts:SetContext`.",
    symptom: "The user cannot enter the studio; or enters it, and Athena does not know who they are.",
    symptom_is_verified: false,
    cause: "\
        The studio is where propagation starts: it takes the user role with the user's identity as context. \
        A role from before identity propagation allows `sts:AssumeRole` alone, and the trust policy that \
        EMR's page prints today has no principal and is no trust policy.",
    fix: "Let the trust policy follow from the role's use.",
    spec: r#"
[role.studio-user]
use = "studio-user"
"#,
    by_hand: r#"
aws iam update-assume-role-policy --role-name studio-user --policy-document '{
  "Version": "2012-10-17", "Statement": [
    {"Effect": "Allow", "Principal": {"Service": "elasticmapreduce.amazonaws.com"},
     "Action": ["sts:AssumeRole", "sts:SetContext"]}]}'
"#,
    sources: &[
        "facts/tip-chain.md TIP202",
        "facts/tip-chain.md L4",
        "AWS: EMR management guide, EMR Studio user permissions",
    ],
    unverified: &["which of the two the user sees, and the text"],
    find,
};

fn find(inventory: &Inventory, found: &mut Found) {
    for (id, studio) in ours::propagating(inventory) {
        let subject = Subject { from: studio.from.as_ref(), kind: "studio", name: &studio.name };
        found.judge_all(subject, "user_role", &user_role::of_studio(inventory, id, studio));
    }
}
