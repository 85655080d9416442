//! TIP211: a Lake Formation that does not know the workforce.

use tipctl_model::Inventory;

use crate::{
    findings::{Found, Subject},
    links::lake_connection,
    rules::{Fixable, Rule, RuleId, SeenIn, Severity, ours},
};

pub(in crate::rules) static RULE: Rule = Rule {
    id: RuleId(211),
    title: "Lake Formation is not connected to this Identity Center",
    severity: Severity::Error,
    fixable: Fixable::Applies,
    seen_in: SeenIn::Spec,
    looks_at: "\
        Lake Formation's connection to Identity Center: whether there is one, to which instance, and \
        whether its application is enabled.",
    symptom: "Granting to a user or group fails; or the query is denied although the grants are there.",
    symptom_is_verified: false,
    cause: "\
        Lake Formation looks up who a user is, and in which groups, through an application of its own in \
        Identity Center. Without it the user of a query is nobody whom a grant could name.",
    fix: "\
        Connect it. A connection to another instance is deleted and made again; whether grants to users and \
        groups survive that is unverified, and the plan grants them again if they do not.",
    spec: r#"
[lake]
identity_center    = true
application_status = "enabled"
"#,
    by_hand: r#"
aws lakeformation create-lake-formation-identity-center-configuration \
    --instance-arn arn:aws:sso:::instance/ssoins-1111222233334444
"#,
    sources: &[
        "facts/tip-chain.md TIP211",
        "facts/tip-chain.md L13",
        "AWS: Lake Formation developer guide, connecting Lake Formation with IAM Identity Center",
    ],
    unverified: &[
        "the texts of the errors",
        "whether grants to users and groups survive when the connection is made anew",
    ],
    find,
};

fn find(inventory: &Inventory, found: &mut Found) {
    if ours::needs_lake(inventory) {
        let connection = inventory.lake.connection.as_ref().there();
        let from = connection.and_then(|connection| connection.from.as_ref());
        let subject = Subject { from, kind: "lake", name: "identity-center" };
        let attr = if lake_connection::is_disabled(inventory) { "application_status" } else { "" };
        found.judge(subject, attr, &lake_connection::connected(inventory));
    }
}
