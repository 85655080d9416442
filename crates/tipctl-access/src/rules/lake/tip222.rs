//! TIP222: a source identity that the role does not take.

use tipctl_model::Inventory;

use crate::{
    findings::{Found, Subject},
    links::location_role,
    rules::{Fixable, Rule, RuleId, SeenIn, Severity, ours, roles},
};

pub(in crate::rules) static RULE: Rule = Rule {
    id: RuleId(222),
    title: "Lake Formation sets a source identity that the role does not take",
    severity: Severity::Warning,
    fixable: Fixable::Applies,
    seen_in: SeenIn::Spec,
    looks_at: "\
        The parameter `SET_SOURCE_IDENTITY` of the data lake settings, against the trust policies of the \
        registered locations' roles.",
    symptom: "Queries fail from the moment on at which the parameter was set.",
    symptom_is_verified: false,
    cause: "\
        With the parameter, Lake Formation names the caller as source identity when it takes the role, so \
        that S3's audit shows it. That is an action of its own, and the role's trust policy has to allow \
        it.",
    fix: "\
        Let the trust policy follow from the role's use, which looks at the parameter; or switch the \
        parameter off.",
    spec: r#"
[role.lake]
use = "lake-location"
"#,
    by_hand: r#"
aws iam update-assume-role-policy --role-name lake --policy-document '{
  "Version": "2012-10-17", "Statement": [
    {"Effect": "Allow", "Principal": {"Service": "lakeformation.amazonaws.com"},
     "Action": ["sts:AssumeRole", "sts:SetContext", "sts:SetSourceIdentity"]}]}'
"#,
    sources: &[
        "facts/tip-chain.md TIP222",
        "facts/tip-chain.md L14",
        "AWS: Lake Formation developer guide, logging with CloudTrail",
    ],
    unverified: &["what the user sees"],
    find,
};

fn find(inventory: &Inventory, found: &mut Found) {
    for (path, location) in ours::lake_locations(inventory) {
        let subject = Subject { from: location.from.as_ref(), kind: "location", name: path };
        let played = location_role::played(inventory, path, location).ok();
        let (subject, attr) = roles::to_blame(played.as_ref(), "trust", subject);
        found.judge(subject, attr, &location_role::trust(inventory, path, location));
    }
}
