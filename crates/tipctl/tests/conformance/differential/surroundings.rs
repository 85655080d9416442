//! What can go wrong around the chain: keys, the encryption of the catalog, buckets, policies of the account, opt-ins.

use serde_json::{Value, json};

use super::breakage::{
    Breakage, Draw, GRANTS, LAKE, OUTPUT, ROLES, WORKGROUPS, breaks, in_one, leaves, role, set, take_one,
};

pub(super) const BUCKETS: &str = "/surroundings/buckets";
pub(super) const KEY: &str =
    "arn:aws:kms:ap-northeast-1:111122223333:key/1f3a5b7c-9d0e-4a2b-8c4d-6e8f0a1b2c01";
const POLICIES: &str = "/services/iam/policies";

/// Everything that is tried.
pub(super) static SURROUNDINGS: &[Breakage] = &[
    breaks("results under a key that is left to the account", |all, _| encrypt_results(all, "SSE_KMS")),
    leaves("results under a key for everyone", |all, _| {
        encrypt_results(all, "CSE_KMS")?;
        key_for(all, &json!("*"))
    }),
    breaks("results under a key for one role", |all, _| {
        encrypt_results(all, "SSE_KMS")?;
        let athena = role(all, "athena")?["arn"].clone();
        key_for(all, &athena)
    }),
    breaks("results under a key that is disabled", |all, _| {
        encrypt_results(all, "SSE_KMS")?;
        key_for(all, &json!("*"))?;
        disable(all)
    }),
    breaks("results under a key that a role is denied", |all, draw| {
        encrypt_results(all, "SSE_KMS")?;
        key_for(all, &json!("*"))?;
        let name = draw.one(vec!["athena", "results"])?;
        let statement = json!({ "Effect": "Deny", "Action": "kms:*", "Resource": "*" });
        let document = json!({ "Version": "2012-10-17", "Statement": [statement] }).to_string();
        role(all, name)?.get_mut("inline")?.as_object_mut()?.insert("no-keys".to_owned(), json!(document));
        Some(())
    }),
    breaks("results in a bucket under a key that is left to the account", |all, _| {
        encrypt_bucket(all, "acme-athena-results", &json!(KEY))
    }),
    breaks("data under a key that is left to the account", |all, _| {
        encrypt_bucket(all, "acme-lake", &json!(KEY))
    }),
    leaves("data under a key for everyone", |all, _| {
        encrypt_bucket(all, "acme-lake", &json!(KEY))?;
        key_for(all, &json!("*"))
    }),
    leaves("data under the key of S3", |all, _| encrypt_bucket(all, "acme-lake", &Value::Null)),
    breaks("data under a key that is disabled", |all, _| {
        encrypt_bucket(all, "acme-lake", &json!(KEY))?;
        key_for(all, &json!("*"))?;
        disable(all)
    }),
    breaks("results in a bucket of another region", |all, _| {
        let bucket = all.pointer_mut(BUCKETS)?.get_mut("acme-athena-results")?;
        set(bucket, "region", json!("us-east-1"))
    }),
    breaks("results without a place", |all, _| {
        set(all.pointer_mut(WORKGROUPS)?.get_mut("analytics")?, OUTPUT, Value::Null)
    }),
    breaks("catalog that whoever calls decrypts", |all, _| {
        encrypt_catalog(all, "SSE-KMS", &json!(KEY), &Value::Null)
    }),
    breaks("catalog with a role that Glue may not take", |all, _| {
        let role = role(all, "studio-service")?["arn"].clone();
        key_for(all, &json!("*"))?;
        encrypt_catalog(all, "SSE-KMS-WITH-SERVICE-ROLE", &json!(KEY), &role)
    }),
    breaks("catalog with a role that may not use the key", |all, _| {
        let role = role_for_glue(all)?;
        encrypt_catalog(all, "SSE-KMS-WITH-SERVICE-ROLE", &json!(KEY), &role)
    }),
    breaks("catalog with a key that AWS manages", |all, _| {
        let role = role_for_glue(all)?;
        encrypt_catalog(all, "SSE-KMS-WITH-SERVICE-ROLE", &Value::Null, &role)
    }),
    leaves("catalog with a role of its own", |all, _| {
        let role = role_for_glue(all)?;
        key_for(all, &json!("*"))?;
        encrypt_catalog(all, "SSE-KMS-WITH-SERVICE-ROLE", &json!(KEY), &role)
    }),
    breaks("opt-in that is gone", |all, draw| take_one(all.pointer_mut(LAKE)?.get_mut("opt_ins")?, draw)),
    breaks("grant of the lake to alter", |all, draw| {
        in_one(all, GRANTS, draw, |grant, _| {
            grant.pointer("/subject/resource/columns").is_none().then_some(())?;
            set(grant, "permissions", json!(["ALTER"]))
        })
    }),
    breaks("role within a boundary", |all, draw| {
        let bounds = own_policy(all, draw)?;
        in_one(all, ROLES, draw, |role, _| set(role, "boundary", json!(bounds)))
    }),
    leaves("role with another policy attached", |all, draw| {
        let more = own_policy(all, draw)?;
        in_one(all, ROLES, draw, |role, _| {
            role.get_mut("attached")?.as_array_mut()?.push(json!(more));
            Some(())
        })
    }),
    breaks("session policy that is gone", |all, draw| {
        let gone = own_policy(all, draw)?;
        all.pointer_mut(POLICIES)?.as_object_mut()?.remove(&gone).map(drop)
    }),
    leaves("role whose policy is a managed one", |all, draw| {
        let like = own_policy(all, draw)?;
        let mut policy = all.pointer(POLICIES)?.get(&like)?.clone();
        let arn = "arn:aws:iam::111122223333:policy/moved";
        let names = vec!["athena", "driver", "driver-access", "lake", "results", "studio-user"];
        let role = role(all, draw.one(names)?)?;
        let inline = role.get_mut("inline")?.as_object_mut()?;
        let document = inline.remove("tipctl")?;
        role.get_mut("attached")?.as_array_mut()?.push(json!(arn));
        set(&mut policy, "arn", json!(arn))?;
        set(&mut policy, "name", json!("moved"))?;
        set(&mut policy, "versions/1/document", document)?;
        all.pointer_mut(POLICIES)?.as_object_mut()?.insert(arn.to_owned(), policy);
        Some(())
    }),
    leaves("role within a boundary that is wide enough", |all, draw| {
        let bounds = json!("arn:aws:iam::aws:policy/AdministratorAccess");
        in_one(all, ROLES, draw, |role, _| set(role, "boundary", bounds.clone()))
    }),
    breaks("allow list without queries", |all, _| {
        let policies = all.pointer_mut(POLICIES)?.as_object_mut()?.values_mut();
        let versions = policies.filter_map(|policy| policy.get_mut("versions")?.as_object_mut());
        let documents = versions.flat_map(|all| all.values_mut()).filter_map(|one| one.get_mut("document"));
        let mut lists = documents.filter(|text| text.as_str().is_some_and(|text| text.contains("NotAction")));
        let list = lists.next()?;
        *list = json!(list.as_str()?.replace("athena:StartQueryExecution", "athena:StopQueryExecution"));
        Some(())
    }),
];

/// Encrypts the results of both workgroups.
pub(super) fn encrypt_results(all: &mut Value, option: &str) -> Option<()> {
    let encryption = json!({ "EncryptionOption": option, "KmsKey": KEY });
    ["analytics", "shared"].into_iter().try_for_each(|name| {
        let member = "configuration/ResultConfiguration/EncryptionConfiguration";
        set(all.pointer_mut(WORKGROUPS)?.get_mut(name)?, member, encryption.clone())
    })
}

pub(super) fn encrypt_bucket(all: &mut Value, name: &str, key: &Value) -> Option<()> {
    set(all.pointer_mut(BUCKETS)?.get_mut(name)?, "encryption", json!({ "kms": { "key": key } }))
}

pub(super) fn encrypt_catalog(all: &mut Value, mode: &str, key: &Value, role: &Value) -> Option<()> {
    let at_rest = json!({ "CatalogEncryptionMode": mode, "SseAwsKmsKeyId": key,
        "CatalogEncryptionServiceRole": role });
    let settings = json!({ "EncryptionAtRest": at_rest, "ConnectionPasswordEncryption": null });
    let regions = all.pointer_mut("/services/glue/encryption")?.as_object_mut()?;
    regions.insert("ap-northeast-1".to_owned(), settings);
    Some(())
}

/// Leaves the key to a principal alone.
pub(super) fn key_for(all: &mut Value, principal: &Value) -> Option<()> {
    let statement =
        json!({ "Effect": "Allow", "Principal": { "AWS": principal }, "Action": "kms:*", "Resource": "*" });
    let document = json!({ "Version": "2012-10-17", "Statement": [statement] });
    set(key(all)?, "policy", json!(document.to_string()))
}

fn disable(all: &mut Value) -> Option<()> {
    set(key(all)?, "is_enabled", json!(false))
}

pub(super) fn key(all: &mut Value) -> Option<&mut Value> {
    all.pointer_mut("/services/kms/keys")?.get_mut(KEY)
}

/// A role that no query runs through, for Glue to take.
pub(super) fn role_for_glue(all: &mut Value) -> Option<Value> {
    let role = role(all, "studio-service")?;
    let statement = role.pointer_mut("/trust/Statement/0")?.as_object_mut()?;
    statement.remove("Condition");
    statement.insert("Principal".to_owned(), json!({ "Service": ["glue.amazonaws.com"] }));
    Some(role["arn"].clone())
}

/// A managed policy of the account's own.
fn own_policy(all: &mut Value, draw: &mut Draw) -> Option<String> {
    let policies = all.pointer_mut(POLICIES)?.as_object_mut()?;
    draw.one(policies.keys().filter(|arn| arn.contains("111122223333")).cloned().collect())
}
