//! TIP219: a catalog whose metadata workforce users cannot decrypt.

use tipctl_model::Inventory;

use crate::{
    findings::{Found, Subject},
    links::catalog_encryption,
    rules::{Fixable, Rule, RuleId, SeenIn, Severity, ours},
};

pub(in crate::rules) static RULE: Rule = Rule {
    id: RuleId(219),
    title: "the data catalog is encrypted so that workforce users cannot read it",
    severity: Severity::Error,
    fixable: Fixable::Manual,
    seen_in: SeenIn::Account,
    looks_at: "`CatalogEncryptionMode`, its key and `CatalogEncryptionServiceRole` of the Glue data catalog.",
    symptom: "Databases and tables cannot be listed or queried; the error speaks of KMS.",
    symptom_is_verified: false,
    cause: "\
        With plain `SSE-KMS` the caller decrypts the metadata. The session of a workforce user may not call \
        KMS at all (TIP204), and an AWS managed key takes no statement that would allow it.",
    fix: "\
        Encrypt with a key of your own and let Glue decrypt with a role, or leave the metadata unencrypted.",
    spec: "",
    by_hand: r#"
aws glue put-data-catalog-encryption-settings --data-catalog-encryption-settings '{
  "EncryptionAtRest": {
    "CatalogEncryptionMode": "SSE-KMS-WITH-SERVICE-ROLE",
    "SseAwsKmsKeyId": "arn:aws:kms:ap-northeast-1:111122223333:key/KEY",
    "CatalogEncryptionServiceRole": "arn:aws:iam::111122223333:role/glue-catalog"}}'
"#,
    sources: &[
        "facts/tip-chain.md TIP219",
        "facts/tip-chain.md L17",
        "AWS: Lake Formation developer guide, IAM Identity Center considerations",
    ],
    unverified: &["the text of the error"],
    find,
};

fn find(inventory: &Inventory, found: &mut Found) {
    if ours::needs_lake(inventory) {
        let subject = Subject { from: None, kind: "catalog", name: &inventory.place.account };
        found.judge(subject, "", &catalog_encryption::readable(inventory));
    }
}
