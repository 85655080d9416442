//! TIP105: a role that Lake Formation cannot take for a user.

use tipctl_model::Inventory;

use crate::{
    findings::{Found, Subject},
    links::location_role,
    rules::{Fixable, Rule, RuleId, SeenIn, Severity, ours, roles},
};

pub(in crate::rules) static RULE: Rule = Rule {
    id: RuleId(105),
    title: "Lake Formation may not take the location's role",
    severity: Severity::Error,
    fixable: Fixable::Applies,
    seen_in: SeenIn::Spec,
    looks_at: "\
        The trust policy of the role behind each registered location: whether it lets \
        `lakeformation.amazonaws.com` do `sts:AssumeRole` and, unless the data lake settings say \
        `SET_CONTEXT` is false, `sts:SetContext`.",
    symptom: "The query fails with a message that asks to permit `sts:SetContext` as well.",
    symptom_is_verified: true,
    cause: "\
        Lake Formation takes the role with the user's identity as context, so that S3's audit names the \
        user. A role that was made for Lake Formation before identity propagation, or after one of AWS's \
        older tutorials, allows `sts:AssumeRole` alone.",
    fix: "Let the trust policy follow from the role's use.",
    spec: r#"
[role.lake]
use = "lake-location"
"#,
    by_hand: r#"
aws iam update-assume-role-policy --role-name lake --policy-document '{
  "Version": "2012-10-17", "Statement": [
    {"Effect": "Allow", "Principal": {"Service": "lakeformation.amazonaws.com"},
     "Action": ["sts:AssumeRole", "sts:SetContext"]}]}'
"#,
    sources: &[
        "facts/tip-chain.md TIP105",
        "facts/tip-chain.md L14",
        "facts/tip-chain.md L15",
        "AWS: IAM Identity Center user guide, Lake Formation tutorial for trusted identity propagation",
    ],
    unverified: &["that `SET_CONTEXT` set to false does away with the need for `sts:SetContext`"],
    find,
};

fn find(inventory: &Inventory, found: &mut Found) {
    for (path, location) in ours::lake_locations(inventory) {
        let subject = Subject { from: location.from.as_ref(), kind: "location", name: path };
        let played = location_role::played(inventory, path, location).ok();
        let (subject, attr) = roles::to_blame(played.as_ref(), "trust", subject);
        found.judge_all(subject, attr, &location_role::trust(inventory, path, location));
    }
}
