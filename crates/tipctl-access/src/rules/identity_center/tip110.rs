//! TIP110: services that do not look at the same Identity Center.

use tipctl_model::Inventory;

use crate::{
    findings::{Found, Subject},
    links::{identity_center, studio, workgroup},
    rules::{Fixable, Rule, RuleId, SeenIn, Severity, ours},
};

pub(in crate::rules) static RULE: Rule = Rule {
    id: RuleId(110),
    title: "region or instance of Identity Center do not match",
    severity: Severity::Error,
    fixable: Fixable::Manual,
    seen_in: SeenIn::Account,
    looks_at: "\
        The instance that studios and workgroups were created with, against the one of the spec; and the \
        stack's region against the regions of that instance. What Lake Formation and S3 Access Grants are \
        connected to is for TIP211 and TIP208.",
    symptom: "\
        The user signs in and is nobody behind it: no workgroups in the studio, or a refusal in the first \
        query. Creating the studio or the workgroup fails with `InvalidRequestException`.",
    symptom_is_verified: false,
    cause: "\
        A user's id means something within one instance only, so every service along the way must be \
        connected to the same one; and each works only in a region that the instance is in.",
    fix: "\
        Name the one instance in the spec. A studio or workgroup with another one is replaced. A region is \
        added to the instance in Identity Center, which needs a multi-region KMS key of your own; or the \
        stack moves to a region that it is in.",
    spec: r#"
[identity_center]
arn = "arn:aws:sso:::instance/ssoins-1111222233334444"
"#,
    by_hand: r#"
aws sso-admin list-instances
aws sso-admin describe-instance --instance-arn ARN
"#,
    sources: &[
        "facts/tip-chain.md TIP110",
        "facts/tip-chain.md L1",
        "AWS: S3 user guide, Access Grants and directory identities",
    ],
    unverified: &["the texts of the errors"],
    find,
};

fn find(inventory: &Inventory, found: &mut Found) {
    for (_, studio) in ours::studios(inventory) {
        let subject = Subject { from: studio.from.as_ref(), kind: "studio", name: &studio.name };
        found.judge(subject, "", &studio::settings(inventory, studio));
    }
    for (name, workgroup) in ours::workgroups(inventory) {
        let subject = Subject { from: workgroup.from.as_ref(), kind: "workgroup", name };
        found.judge(subject, "", &workgroup::settings(inventory, name, workgroup));
    }
    if let Some(own) = ours::identity_center(inventory) {
        let subject = Subject { from: own.from.as_ref(), kind: "identity-center", name: &own.arn };
        found.judge(subject, "", &identity_center::reaches(inventory, own));
    }
}
