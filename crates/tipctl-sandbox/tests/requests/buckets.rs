//! Policies of buckets: what S3 takes as one, and what a query meets because of one.

use serde_json::{Value, json};
use tipctl_sandbox::{Link, Sandbox};

use crate::chain::{ORDERS, allow, ask as ask_json, carol, document, put_rights, whole};
use crate::s3::{ask, request};
use crate::signed::{elements, refusal, sandbox, text};

const LAKE: &str = "arn:aws:iam::111122223333:role/lake";
const RESULTS: &str = "arn:aws:iam::111122223333:role/results";

fn put(sandbox: &Sandbox, bucket: &str, statements: &Value) {
    ask(sandbox, "PUT", &format!("/{bucket}?policy"), document(statements).as_bytes());
}

/// A statement for a principal about everything in a bucket.
fn statement(effect: &str, principal: &Value, bucket: &str, condition: &Value) -> Value {
    let resources = [format!("arn:aws:s3:::{bucket}"), format!("arn:aws:s3:::{bucket}/*")];
    json!({ "Effect": effect, "Principal": principal, "Action": "s3:*", "Resource": resources,
        "Condition": condition })
}

fn deny(principal: &Value, bucket: &str, condition: &Value) -> Value {
    json!([statement("Deny", principal, bucket, condition)])
}

#[test]
fn a_policy_reads_back_and_is_gone_once_it_is_deleted() {
    let (sandbox, _) = sandbox("");
    let policy = document(&deny(&json!("*"), "acme-lake", &json!({})));
    ask(&sandbox, "PUT", "/acme-lake?policy", policy.as_bytes());
    assert_eq!(text(&ask(&sandbox, "GET", "/acme-lake?policy", b"")), policy);
    for _ in 0..2 {
        assert_eq!(ask(&sandbox, "DELETE", "/acme-lake?policy", b"").status(), 204);
    }
    let gone = sandbox.answer(&request("GET", "/acme-lake?policy", &[], b""));
    assert_eq!(refusal(&gone), (404, "NoSuchBucketPolicy".to_owned()));
    assert_eq!(elements(&gone, "Message"), ["The bucket policy does not exist"]);
    for (path, refused) in [
        ("/partner-data?policy", (403, "AccessDenied")),
        ("/no-such-bucket?policy", (404, "NoSuchBucket")),
        ("/acme-archive?policy", (301, "PermanentRedirect")),
    ] {
        let response = sandbox.answer(&request("GET", path, &[], b""));
        assert_eq!(refusal(&response), (refused.0, refused.1.to_owned()), "{path}");
    }
}

#[test]
fn what_is_no_policy_of_the_bucket_is_malformed() {
    let (sandbox, _) = sandbox("");
    let whole = json!({ "Effect": "Deny", "Principal": "*", "Action": "s3:GetObject",
        "Resource": "arn:aws:s3:::acme-lake/*" });
    let with = |member: &str, value: Value| {
        let mut statement = whole.clone();
        statement[member] = value;
        document(&json!([statement]))
    };
    let without = |member: &str| {
        let mut statement = whole.clone();
        statement.as_object_mut().unwrap().remove(member);
        document(&json!([statement]))
    };
    let principal = |kind: &str, name: &str| with("Principal", json!({ kind: name }));
    let long = with("Sid", json!("s".repeat(20 * 1024)));
    for (policy, problem) in [
        ("no".to_owned(), "Policies must be valid JSON and the first byte must be '{'"),
        (
            format!(" {}", document(&json!([whole]))),
            "Policies must be valid JSON and the first byte must be '{'",
        ),
        (long, "Policy exceeds the maximum allowed document size."),
        (document(&json!([])), "Could not parse the policy: Statement is empty!"),
        (
            r#"{"Version":"2020-01-01","Statement":[]}"#.to_owned(),
            "The policy must contain a valid version string",
        ),
        (with("Principals", json!("*")), "Unknown field Principals"),
        (without("Effect"), "Missing required field Effect"),
        (without("Principal"), "Missing required field Principal"),
        (without("Action"), "Missing required field Action"),
        (without("Resource"), "Missing required field Resource"),
        (with("Effect", json!("Maybe")), "Invalid effect: Maybe"),
        (principal("AWS", "arn:aws:iam::111122223333:role/missing"), "Invalid principal in policy"),
        (principal("AWS", "AROAGONE"), "Invalid principal in policy"),
        (principal("Service", "athena"), "Invalid principal in policy"),
        (with("Principal", json!("arn:aws:iam::111122223333:root")), "Invalid principal in policy"),
        (with("Action", json!("athena:GetWorkGroup")), "Policy has invalid action"),
        (with("Action", json!("s3:ListBucket")), "Action does not apply to any resource(s) in statement"),
        (
            with("Resource", json!("arn:aws:s3:::acme-lake")),
            "Action does not apply to any resource(s) in statement",
        ),
        (with("Resource", json!("*")), "Policy has invalid resource"),
        (with("Resource", json!("arn:aws:s3:::acme-studio/*")), "Policy has invalid resource"),
        (with("Resource", json!("arn:aws:s3:::acme-lake-2/*")), "Policy has invalid resource"),
        (
            with("Condition", json!({ "StringIs": { "aws:SourceAccount": "1" } })),
            "Invalid Condition type : StringIs",
        ),
    ] {
        let response = sandbox.answer(&request("PUT", "/acme-lake?policy", &[], policy.as_bytes()));
        assert_eq!(refusal(&response), (400, "MalformedPolicy".to_owned()), "{policy}");
        assert_eq!(elements(&response, "Message"), [problem.replace('\'', "&apos;")], "{policy}");
    }
    for principal in [
        "*",
        "999988887777",
        "arn:aws:iam::999988887777:role/theirs",
        "arn:aws:iam::111122223333:user/operator",
    ] {
        put(&sandbox, "acme-lake", &deny(&json!({ "AWS": principal }), "acme-lake", &json!({})));
    }
}

#[test]
fn what_is_for_everyone_is_blocked() {
    let (sandbox, _) = sandbox("");
    let everyone = json!([statement("Allow", &json!("*"), "acme-lake", &json!({}))]);
    let policy = document(&everyone);
    let refused = sandbox.answer(&request("PUT", "/acme-lake?policy", &[], policy.as_bytes()));
    assert_eq!(refusal(&refused), (403, "AccessDenied".to_owned()));
    let narrow = json!({ "StringEquals": { "aws:PrincipalAccount": "111122223333" } });
    put(&sandbox, "acme-lake", &json!([statement("Allow", &json!("*"), "acme-lake", &narrow)]));
}

/// What a query meets: a policy of a bucket, the link that it breaks if it breaks one, and a part of what the user is told.
#[test]
fn a_denial_in_a_bucket_s_policy_wins() {
    let (everyone, lake, results) = (json!("*"), json!({ "AWS": LAKE }), json!({ "AWS": [RESULTS] }));
    let account = json!({ "AWS": "arn:aws:iam::111122223333:root" });
    let no_condition = json!({});
    let on = |operator: &str, key: &str, value: &str| json!({ operator: { key: value } });
    let denied = "with an explicit deny in a resource-based policy";
    let read = Some((Link::RegistrationRoleRights, denied));
    let write = Some((Link::LocationRoleRights, denied));
    let found = Some((Link::ExecutionRoleRights, "output bucket"));
    for (bucket, principal, condition, expected) in [
        ("acme-lake", &lake, &no_condition, read),
        ("acme-lake", &account, &no_condition, read),
        ("acme-lake", &results, &no_condition, None),
        ("acme-lake", &everyone, &on("Bool", "aws:SecureTransport", "false"), None),
        ("acme-lake", &everyone, &on("StringNotEquals", "aws:PrincipalArn", LAKE), None),
        ("acme-lake", &everyone, &on("ArnNotLike", "aws:PrincipalArn", RESULTS), read),
        ("acme-lake", &everyone, &on("StringNotEquals", "aws:SourceVpce", "vpce-1"), read),
        ("acme-lake", &everyone, &on("Bool", "aws:PrincipalIsAWSService", "false"), read),
        ("acme-lake", &everyone, &on("StringNotEquals", "s3:ResourceAccount", "111122223333"), None),
        ("acme-athena-results", &results, &no_condition, write),
        ("acme-athena-results", &lake, &no_condition, None),
        ("acme-athena-results", &everyone, &no_condition, found),
        ("acme-athena-results", &results, &on("Null", "s3:x-amz-server-side-encryption", "true"), write),
        ("acme-athena-results", &results, &on("Null", "s3:AccessGrantsInstanceArn", "true"), None),
    ] {
        let (sandbox, _) = whole();
        put(&sandbox, bucket, &deny(principal, bucket, condition));
        let met = carol(&sandbox, ORDERS).err();
        let what = format!("{bucket} {principal} {condition}: {met:?}");
        match (met, expected) {
            (None, None) => {}
            (Some(met), Some((link, told))) => assert!(met.link == link && met.text.contains(told), "{what}"),
            _ => panic!("{what}"),
        }
    }
}

#[test]
fn how_results_are_encrypted_is_told_to_the_bucket() {
    let key = "arn:aws:kms:ap-northeast-1:111122223333:key/1f3a5b7c-9d0e-4a2b-8c4d-6e8f0a1b2c01";
    let put_only = |operator: &str, value: &str| {
        json!([{ "Sid": "Encrypted", "Effect": "Deny", "Principal": "*", "Action": "s3:PutObject",
            "Resource": "arn:aws:s3:::acme-athena-results/*",
            "Condition": { operator: { "s3:x-amz-server-side-encryption": value } } }])
    };
    let rights = |role: &str| {
        let mut statements = vec![json!({ "Effect": "Allow", "Action": "kms:*", "Resource": "*" })];
        statements.push(json!({ "Effect": "Allow", "Action": ["s3:GetObject", "s3:PutObject", "s3:GetBucketLocation",
            "s3:GetDataAccess", "s3:GetAccessGrantsInstanceForPrefix", "glue:Get*", "lakeformation:GetDataAccess"],
            "Resource": "*" }));
        (role.to_owned(), document(&json!(statements)))
    };
    for (encryption, operator, value, succeeds) in [
        (Value::Null, "StringNotEquals", "aws:kms", false),
        (json!({ "EncryptionOption": "SSE_S3" }), "StringNotEquals", "AES256", true),
        (json!({ "EncryptionOption": "SSE_S3" }), "StringNotEquals", "aws:kms", false),
        (json!({ "EncryptionOption": "SSE_KMS", "KmsKey": key }), "StringNotEquals", "aws:kms", true),
        (json!({ "EncryptionOption": "CSE_KMS", "KmsKey": key }), "Null", "true", false),
    ] {
        let (sandbox, _) = whole();
        for (role, rights) in [rights("workgroup"), rights("results")] {
            put_rights(&sandbox, &role, &rights);
        }
        if !encryption.is_null() {
            let updates = json!({ "ResultConfigurationUpdates": { "EncryptionConfiguration": encryption } });
            let update = json!({ "WorkGroup": "analytics", "ConfigurationUpdates": updates });
            ask_json(&sandbox, "athena", "UpdateWorkGroup", &update);
        }
        put(&sandbox, "acme-athena-results", &put_only(operator, value));
        let met = carol(&sandbox, ORDERS).err();
        assert_eq!(
            met.as_ref().map(|met| met.link),
            (!succeeds).then_some(Link::LocationRoleRights),
            "{met:?}"
        );
    }
}

#[test]
fn in_one_account_either_policy_allows() {
    let (sandbox, _) = whole();
    put_rights(&sandbox, "lake", &allow(&["s3:ListAllMyBuckets"], &["*"]));
    let met = carol(&sandbox, ORDERS).unwrap_err();
    assert!(
        met.text.contains("because no identity-based policy allows the s3:ListBucket action"),
        "{}",
        met.text
    );
    // By the account alone, it is the role's own policies that decide.
    let account = json!({ "AWS": "111122223333" });
    put(&sandbox, "acme-lake", &json!([statement("Allow", &account, "acme-lake", &json!({}))]));
    assert_eq!(carol(&sandbox, ORDERS).unwrap_err().link, Link::RegistrationRoleRights);
    put(
        &sandbox,
        "acme-lake",
        &json!([statement("Allow", &json!({ "AWS": LAKE }), "acme-lake", &json!({}))]),
    );
    assert_eq!(carol(&sandbox, ORDERS).map(|rows| rows.rows.len()), Ok(2));
}
