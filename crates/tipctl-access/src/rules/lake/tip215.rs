//! TIP215: a table outside of every registered location.

use tipctl_model::Inventory;

use crate::{
    findings::{Found, Subject},
    links::location,
    rules::{Fixable, Rule, RuleId, SeenIn, Severity, ours},
};

pub(in crate::rules) static RULE: Rule = Rule {
    id: RuleId(215),
    title: "a table's data is not registered with Lake Formation",
    severity: Severity::Error,
    fixable: Fixable::Applies,
    seen_in: SeenIn::Account,
    looks_at: "\
        Where the data of each table lies that users or groups may read, against the registered locations.",
    symptom: "The table shows up in the studio and the query is denied by S3.",
    symptom_is_verified: false,
    cause: "\
        Lake Formation hands out credentials only for places that are registered with it. Elsewhere the \
        query falls back to the permissions of its own session, and that of a workforce user reads no data.",
    fix: "Register the place, or a prefix above it.",
    spec: r#"
[location.sales]
path = "s3://acme-lake/sales/"
role = "role.lake"
"#,
    by_hand: r#"
aws lakeformation register-resource --resource-arn arn:aws:s3:::acme-lake/sales \
    --role-arn arn:aws:iam::111122223333:role/lake
"#,
    sources: &[
        "facts/tip-chain.md TIP215",
        "facts/tip-chain.md L15",
        "AWS: IAM Identity Center user guide, Lake Formation tutorial for trusted identity propagation",
    ],
    unverified: &["the text of the error"],
    find,
};

fn find(inventory: &Inventory, found: &mut Found) {
    for name in ours::read_tables(inventory).into_keys() {
        let Some((database, table)) = name.split_once('.') else { continue };
        if let Err(verdict) = location::of_table(inventory, database, table) {
            found.judge(Subject { from: None, kind: "table", name }, "", &verdict);
        }
    }
}
