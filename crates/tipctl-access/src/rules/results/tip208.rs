//! TIP208: an S3 Access Grants that does not know the workforce.

use tipctl_model::Inventory;

use crate::{
    findings::{Found, Subject},
    links::results_association,
    rules::{Fixable, Rule, RuleId, SeenIn, Severity, ours},
};

pub(in crate::rules) static RULE: Rule = Rule {
    id: RuleId(208),
    title: "S3 Access Grants is not associated with this Identity Center",
    severity: Severity::Error,
    fixable: Fixable::Applies,
    seen_in: SeenIn::Spec,
    looks_at: "\
        The instance of S3 Access Grants, of which there is one an account and region, and the Identity \
        Center that it is associated with.",
    symptom: "\
        Right after Run, the query fails as if the bucket for results did not exist. Granting to a group \
        fails with `InvalidIdentityCenterInstance`.",
    symptom_is_verified: false,
    cause: "\
        S3 Access Grants can give credentials to a user of Identity Center only through an application of \
        its own there, and the association makes that.",
    fix: "\
        Associate it. Another association is ended first, which deletes its application; what becomes of \
        grants to users and groups of the other instance is unverified.",
    spec: r#"
[access_grants_instance]
identity_center = "identity_center.main"
"#,
    by_hand: r#"
aws s3control associate-access-grants-identity-center --account-id 111122223333 \
    --identity-center-arn arn:aws:sso:::instance/ssoins-1111222233334444
"#,
    sources: &[
        "facts/tip-chain.md TIP208",
        "facts/tip-chain.md L10",
        "AWS: S3 user guide, S3 Access Grants and corporate directory identities",
    ],
    unverified: &[
        "what the user sees",
        "what becomes of grants to users and groups when the association ends",
    ],
    find,
};

fn find(inventory: &Inventory, found: &mut Found) {
    if ours::results(inventory).next().is_some() {
        let instance = inventory.access_grants.instance.as_ref().there();
        let from = instance.and_then(|instance| instance.from.as_ref());
        let subject = Subject { from, kind: "access-grants", name: "default" };
        found.judge(subject, "identity_center", &results_association::associated(inventory));
    }
}
