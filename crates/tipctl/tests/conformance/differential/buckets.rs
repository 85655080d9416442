//! What policies of buckets can do to a query, and buckets that belong elsewhere.

use serde_json::{Value, json};

use super::{
    breakage::{Breakage, breaks, leaves, opens, role, set},
    surroundings::{BUCKETS, KEY, encrypt_results, key_for},
};

const DATA: &str = "acme-lake";
const RESULTS: &str = "acme-athena-results";
const ALGORITHM: &str = "s3:x-amz-server-side-encryption";

/// Everything that is tried.
pub(super) static POLICIES: &[Breakage] = &[
    breaks("data in a bucket that denies its role", |all, _| {
        let lake = arn(all, "lake")?;
        put(all, DATA, &[deny(DATA, &json!({ "AWS": lake }), &json!({}))])
    }),
    breaks("data in a bucket that denies the account", |all, _| {
        put(all, DATA, &[deny(DATA, &json!({ "AWS": "arn:aws:iam::111122223333:root" }), &json!({}))])
    }),
    breaks("data in a bucket that denies all but the role and not its sessions", |all, _| {
        let mut denial = deny(DATA, &Value::Null, &json!({}));
        let members = denial.as_object_mut()?;
        members.remove("Principal");
        members.insert("NotPrincipal".to_owned(), json!({ "AWS": [arn(all, "lake")?, "111122223333"] }));
        put(all, DATA, &[denial])
    }),
    breaks("data in a bucket for another role", |all, _| {
        let results = arn(all, "results")?;
        let others = json!({ "ArnNotEquals": { "aws:PrincipalArn": results } });
        put(all, DATA, &[deny(DATA, &json!("*"), &others)])
    }),
    breaks("data in a bucket that shows no list", |all, _| {
        let mut denial = deny(DATA, &json!("*"), &json!({ "StringLike": { "s3:prefix": "*" } }));
        set(&mut denial, "Action", json!("s3:ListBucket"))?;
        put(all, DATA, &[denial])
    }),
    leaves("data in a bucket that denies another role", |all, _| {
        let results = arn(all, "results")?;
        put(all, DATA, &[deny(DATA, &json!({ "AWS": [results] }), &json!({}))])
    }),
    leaves("data in a bucket for its role alone", |all, _| {
        let lake = arn(all, "lake")?;
        let others = json!({ "StringNotEquals": { "aws:PrincipalArn": [lake] } });
        put(all, DATA, &[deny(DATA, &json!("*"), &others)])
    }),
    leaves("data in a bucket that wants TLS", |all, _| put(all, DATA, &[tls(DATA)])),
    leaves("data that the bucket alone allows", |all, _| {
        let lake = role(all, "lake")?;
        set(lake, "inline", json!({}))?;
        let mut allowance = deny(DATA, &json!({ "AWS": lake.get("arn")? }), &json!({}));
        set(&mut allowance, "Effect", json!("Allow"))?;
        put(all, DATA, &[allowance, tls(DATA)])
    }),
    leaves("data in a bucket of another region", |all, _| {
        put(all, DATA, &[tls(DATA)])?;
        set(bucket(all, DATA)?, "region", json!("us-east-1"))
    }),
    opens("data in a bucket of another account", |all, _| {
        set(bucket(all, DATA)?, "owner_account_id", json!("999988887777"))
    }),
    breaks("results in a bucket of another account", |all, _| {
        set(bucket(all, RESULTS)?, "owner_account_id", json!("999988887777"))
    }),
    breaks("results in a bucket that denies the role lent out", |all, _| {
        let results = arn(all, "results")?;
        put(all, RESULTS, &[deny(RESULTS, &json!({ "AWS": results }), &json!({}))])
    }),
    breaks("results in a bucket that nobody finds", |all, _| {
        put(all, RESULTS, &[deny(RESULTS, &json!("*"), &json!({}))])
    }),
    breaks("results in a bucket that wants a key", |all, _| put(all, RESULTS, &[encrypted("aws:kms")])),
    leaves("results in a bucket that wants a key and has it", |all, _| {
        encrypt_results(all, "SSE_KMS")?;
        key_for(all, &json!("*"))?;
        let mut other = encrypted("aws:kms");
        set(
            &mut other,
            "Condition",
            json!({ "StringNotEqualsIfExists": { format!("{ALGORITHM}-aws-kms-key-id"): KEY } }),
        )?;
        put(all, RESULTS, &[encrypted("aws:kms"), other])
    }),
    leaves("results in a bucket for access grants alone", |all, _| {
        let instance = "arn:aws:s3:ap-northeast-1:111122223333:access-grants/default";
        let others = json!({ "ArnNotEquals": { "s3:AccessGrantsInstanceArn": instance } });
        let mut denial = deny(RESULTS, &json!("*"), &others);
        set(&mut denial, "Action", json!(["s3:GetObject", "s3:PutObject"]))?;
        put(all, RESULTS, &[denial, tls(RESULTS)])
    }),
];

/// A denial of everything in a bucket.
fn deny(bucket: &str, principal: &Value, condition: &Value) -> Value {
    let resources = [format!("arn:aws:s3:::{bucket}"), format!("arn:aws:s3:::{bucket}/*")];
    json!({ "Sid": "Closed", "Effect": "Deny", "Principal": principal, "Action": "s3:*",
        "Resource": resources, "Condition": condition })
}

/// The statement that almost every bucket has.
fn tls(bucket: &str) -> Value {
    deny(bucket, &json!({ "AWS": "*" }), &json!({ "Bool": { "aws:SecureTransport": "false" } }))
}

/// A denial of results that are put with another header.
fn encrypted(algorithm: &str) -> Value {
    json!({ "Sid": "Encrypted", "Effect": "Deny", "Principal": "*", "Action": "s3:PutObject",
        "Resource": format!("arn:aws:s3:::{RESULTS}/*"),
        "Condition": { "StringNotEquals": { ALGORITHM: algorithm } } })
}

fn put(all: &mut Value, name: &str, statements: &[Value]) -> Option<()> {
    let document = json!({ "Version": "2012-10-17", "Statement": statements });
    set(bucket(all, name)?, "policy", json!(document.to_string()))
}

fn bucket<'a>(all: &'a mut Value, name: &str) -> Option<&'a mut Value> {
    all.pointer_mut(BUCKETS)?.get_mut(name)
}

fn arn(all: &mut Value, name: &str) -> Option<Value> {
    Some(role(all, name)?["arn"].clone())
}
