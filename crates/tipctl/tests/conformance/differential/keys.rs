//! What can be otherwise with keys: those of results, of data and of the catalog, and who may use them through what.

use serde_json::{Value, json};

use super::{
    breakage::{Breakage, WORKGROUPS, breaks, leaves, opens, role, set},
    surroundings::{KEY, encrypt_bucket, encrypt_catalog, encrypt_results, key, role_for_glue},
};

const ALIAS: &str = "arn:aws:kms:ap-northeast-1:111122223333:alias/acme-data";
const S3: &str = "s3.ap-northeast-1.amazonaws.com";
const GLUE: &str = "glue.ap-northeast-1.amazonaws.com";
const ATHENA: &str = "athena.ap-northeast-1.amazonaws.com";
const ROOT: &str = "arn:aws:iam::111122223333:root";

/// Everything that is tried.
pub(super) static KEYS: &[Breakage] = &[
    leaves("results under a key through S3", |all, _| {
        encrypt_results(all, "SSE_KMS")?;
        policy(all, &[allow("*", Some(S3))])
    }),
    breaks("results under a key through another service", |all, _| {
        encrypt_results(all, "SSE_KMS")?;
        policy(all, &[allow("*", Some(GLUE))])
    }),
    opens("results that Athena encrypts, under a key through Athena", |all, _| {
        encrypt_results(all, "CSE_KMS")?;
        policy(all, &[allow("*", Some(ATHENA))])
    }),
    breaks("results under a key that its policy denies a role", |all, draw| {
        encrypt_results(all, "SSE_KMS")?;
        let name = draw.one(vec!["athena", "athena-shared", "results", "results-shared"])?;
        let denied = role(all, name)?["arn"].clone();
        let deny = json!({ "Effect": "Deny", "Principal": { "AWS": denied }, "Action": "kms:Generate*", "Resource": "*" });
        policy(all, &[allow("*", None), deny])
    }),
    breaks("results under a key that its policy denies the account", |all, _| {
        encrypt_results(all, "SSE_KMS")?;
        let deny = json!({ "Effect": "Deny", "Principal": { "AWS": ROOT }, "Action": "kms:Decrypt", "Resource": "*" });
        policy(all, &[allow("*", None), deny])
    }),
    leaves("results under a key that roles of the account may use", |all, _| {
        encrypt_results(all, "SSE_KMS")?;
        policy(all, &[allow(ROOT, None)])?;
        let names = ["athena", "athena-shared", "results", "results-shared"];
        names.into_iter().try_for_each(|name| may(all, name, &["kms:Decrypt", "kms:GenerateDataKey"]))
    }),
    breaks("results under a key that roles of the account may read with", |all, _| {
        encrypt_results(all, "SSE_KMS")?;
        policy(all, &[allow(ROOT, None)])?;
        let names = ["athena", "athena-shared", "results", "results-shared"];
        names.into_iter().try_for_each(|name| may(all, name, &["kms:Decrypt"]))
    }),
    leaves("results under a key that is called by an alias", |all, _| {
        encrypt_results(all, "SSE_KMS")?;
        rename(all, "alias/acme-data")?;
        policy(all, &[allow("*", None)])
    }),
    leaves("results under a key that is called by its id", |all, _| {
        encrypt_results(all, "SSE_KMS")?;
        rename(all, KEY.rsplit('/').next()?)?;
        policy(all, &[allow("*", None)])
    }),
    breaks("results under a key that there is not", |all, _| {
        encrypt_results(all, "SSE_KMS")?;
        rename(all, "1f3a5b7c-9d0e-4a2b-8c4d-000000000000")
    }),
    breaks("results under an alias that there is not", |all, _| {
        encrypt_results(all, "SSE_KMS")?;
        rename(all, "alias/there-is-none")
    }),
    leaves("results in a bucket under a key that is called by an alias", |all, _| {
        encrypt_bucket(all, "acme-athena-results", &json!(ALIAS))?;
        policy(all, &[allow("*", None)])
    }),
    leaves("data under a key that the location's role may read with", |all, _| {
        encrypt_bucket(all, "acme-lake", &json!(ALIAS))?;
        policy(all, &[allow(ROOT, Some(S3))])?;
        may(all, "lake", &["kms:Decrypt"])
    }),
    breaks("data under a key that the location's role may write with", |all, _| {
        encrypt_bucket(all, "acme-lake", &json!(KEY))?;
        policy(all, &[allow(ROOT, None)])?;
        may(all, "lake", &["kms:GenerateDataKey"])
    }),
    breaks("data under a key that the location's role may use within no boundary", |all, _| {
        encrypt_bucket(all, "acme-lake", &json!(KEY))?;
        policy(all, &[allow(ROOT, None)])?;
        may(all, "lake", &["kms:Decrypt"])?;
        set(role(all, "lake")?, "boundary", json!("arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess"))
    }),
    leaves("data under a key by name, within a boundary that is wide enough", |all, _| {
        encrypt_bucket(all, "acme-lake", &json!(KEY))?;
        let lake = role(all, "lake")?["arn"].as_str()?.to_owned();
        policy(all, &[allow(&lake, None)])?;
        set(role(all, "lake")?, "boundary", json!("arn:aws:iam::aws:policy/AdministratorAccess"))
    }),
    leaves("catalog under a key through Glue", |all, _| {
        let role = role_for_glue(all)?;
        policy(all, &[allow("*", Some(GLUE))])?;
        encrypt_catalog(all, "SSE-KMS-WITH-SERVICE-ROLE", &json!(KEY), &role)
    }),
    breaks("catalog under a key through S3", |all, _| {
        let role = role_for_glue(all)?;
        policy(all, &[allow("*", Some(S3))])?;
        encrypt_catalog(all, "SSE-KMS-WITH-SERVICE-ROLE", &json!(KEY), &role)
    }),
    leaves("catalog under a key that is called by an alias", |all, _| {
        let role = role_for_glue(all)?;
        policy(all, &[allow("*", None)])?;
        encrypt_catalog(all, "SSE-KMS-WITH-SERVICE-ROLE", &json!(ALIAS), &role)
    }),
    breaks("catalog under the key of Glue, by its id", |all, _| {
        let role = role_for_glue(all)?;
        let glue = json!("1f3a5b7c-9d0e-4a2b-8c4d-6e8f0a1b2c03");
        encrypt_catalog(all, "SSE-KMS-WITH-SERVICE-ROLE", &glue, &role)
    }),
];

/// A statement of a key policy that allows everything, through a service where one is named.
fn allow(principal: &str, through: Option<&str>) -> Value {
    let mut statement =
        json!({ "Effect": "Allow", "Principal": { "AWS": principal }, "Action": "kms:*", "Resource": "*" });
    if let (Some(service), Some(members)) = (through, statement.as_object_mut()) {
        members.insert("Condition".to_owned(), json!({ "StringEquals": { "kms:ViaService": service } }));
    }
    statement
}

fn policy(all: &mut Value, statements: &[Value]) -> Option<()> {
    let document = json!({ "Version": "2012-10-17", "Statement": statements });
    set(key(all)?, "policy", json!(document.to_string()))
}

/// Allows a role something with the key.
fn may(all: &mut Value, name: &str, actions: &[&str]) -> Option<()> {
    let statement = json!({ "Effect": "Allow", "Action": actions, "Resource": KEY });
    let document = json!({ "Version": "2012-10-17", "Statement": [statement] }).to_string();
    role(all, name)?.get_mut("inline")?.as_object_mut()?.insert("key".to_owned(), json!(document));
    Some(())
}

/// Calls the key of the results otherwise.
fn rename(all: &mut Value, name: &str) -> Option<()> {
    ["analytics", "shared"].into_iter().try_for_each(|workgroup| {
        let member = "configuration/ResultConfiguration/EncryptionConfiguration/KmsKey";
        set(all.pointer_mut(WORKGROUPS)?.get_mut(workgroup)?, member, json!(name))
    })
}
