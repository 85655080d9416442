//! TIP212: an application of Lake Formation that wants its users assigned.

use tipctl_model::Inventory;

use crate::{
    findings::{Found, Subject},
    rules::{Fixable, Rule, RuleId, SeenIn, Severity, ours},
};

pub(in crate::rules) static RULE: Rule = Rule {
    id: RuleId(212),
    title: "Lake Formation's application asks for assignments",
    severity: Severity::Warning,
    fixable: Fixable::Manual,
    seen_in: SeenIn::Account,
    looks_at: "`AssignmentRequired` of Lake Formation's application in Identity Center.",
    symptom: "Queries of users who have every grant are denied.",
    symptom_is_verified: false,
    cause: "\
        Lake Formation creates its application open to everybody and decides by its grants. Once somebody \
        switches assignments on, Identity Center turns away users before a grant is looked at, and Lake \
        Formation does not assign them.",
    fix: "Switch the requirement off again.",
    spec: "",
    by_hand: r#"
aws sso-admin put-application-assignment-configuration --application-arn ARN \
    --no-assignment-required
# ARN: aws lakeformation describe-lake-formation-identity-center-configuration \
#          --query ApplicationArn
"#,
    sources: &[
        "facts/tip-chain.md TIP212",
        "facts/tip-chain.md L13",
        "AWS: Lake Formation developer guide, IAM Identity Center considerations",
    ],
    unverified: &["what the user sees"],
    find,
};

fn find(inventory: &Inventory, found: &mut Found) {
    let Some((_, application)) = ours::lake_application(inventory) else { return };
    if application.assignment_required == Some(true) && ours::needs_lake(inventory) {
        let from = inventory.lake.connection.as_ref().there().and_then(|connection| connection.from.as_ref());
        let subject = Subject { from, kind: "lake", name: "identity-center" };
        found.broken(
            subject,
            "",
            "its application lets in assigned users alone, and Lake Formation assigns none",
        );
    }
}
