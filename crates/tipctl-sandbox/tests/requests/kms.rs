//! KMS over the JSON protocol: keys, their policies and their names.

use serde_json::{Value, json};
use tipctl_sandbox::Sandbox;

use crate::signed::{sandbox, target};

fn answer(sandbox: &Sandbox, operation: &str, input: &Value) -> (u16, Value) {
    let response = sandbox.answer(&target("kms", &format!("TrentService.{operation}"), &input.to_string()));
    (response.status().as_u16(), serde_json::from_slice(response.body()).unwrap())
}

fn ask(sandbox: &Sandbox, operation: &str, input: &Value) -> Value {
    let (status, answer) = answer(sandbox, operation, input);
    assert_eq!(status, 200, "{operation}: {answer}");
    answer
}

/// Code and text of a refusal.
fn refused(sandbox: &Sandbox, operation: &str, input: &Value) -> (String, String) {
    let (status, answer) = answer(sandbox, operation, input);
    assert_eq!(status, 400, "{operation}: {answer}");
    let text = |member: &str| answer[member].as_str().unwrap().to_owned();
    (text("__type"), text("Message"))
}

#[test]
fn a_key_is_described_by_any_name_and_its_policy_read_by_id() {
    let (sandbox, _) = sandbox("");
    let described =
        ask(&sandbox, "DescribeKey", &json!({ "KeyId": "alias/acme-data" }))["KeyMetadata"].clone();
    assert_eq!((&described["KeyManager"], &described["Enabled"]), (&json!("CUSTOMER"), &json!(true)));
    let managed = ask(&sandbox, "DescribeKey", &json!({ "KeyId": "alias/aws/s3" }))["KeyMetadata"].clone();
    assert_eq!(managed["KeyManager"], "AWS");
    let read = ask(&sandbox, "GetKeyPolicy", &json!({ "KeyId": described["Arn"] }));
    let policy: Value = serde_json::from_str(read["Policy"].as_str().unwrap()).unwrap();
    assert_eq!(policy["Statement"][0]["Principal"]["AWS"], "arn:aws:iam::111122223333:root");
    let by_alias = json!({ "KeyId": "alias/acme-data" });
    assert_eq!(refused(&sandbox, "GetKeyPolicy", &by_alias).0, "InvalidArnException");
    assert_eq!(
        refused(&sandbox, "DescribeKey", &json!({ "KeyId": "alias/acme" })),
        (
            "NotFoundException".to_owned(),
            "Alias arn:aws:kms:ap-northeast-1:111122223333:alias/acme is not found.".to_owned()
        )
    );
    assert_eq!(
        refused(&sandbox, "DescribeKey", &json!({ "KeyId": "1234" })).1,
        "Key 'arn:aws:kms:ap-northeast-1:111122223333:key/1234' does not exist"
    );
}

#[test]
fn a_key_policy_names_who_exists_and_keeps_its_writer_in() {
    let (sandbox, _) = sandbox("");
    let made = ask(&sandbox, "CreateKey", &json!({ "Description": "results" }))["KeyMetadata"].clone();
    let put = |principal: &str| {
        let statement = json!({ "Effect": "Allow", "Principal": { "AWS": principal }, "Action": "kms:*", "Resource": "*" });
        let policy = json!({ "Version": "2012-10-17", "Statement": [statement] });
        json!({ "KeyId": made["KeyId"], "Policy": policy.to_string() })
    };
    ask(&sandbox, "PutKeyPolicy", &put("arn:aws:iam::111122223333:user/operator"));
    let auditor = put("arn:aws:iam::111122223333:user/auditor");
    let (code, text) = refused(&sandbox, "PutKeyPolicy", &auditor);
    assert_eq!(code, "MalformedPolicyDocumentException");
    assert_eq!(text, "The new key policy will not allow you to update the key policy in the future.");
    let nobody = refused(&sandbox, "PutKeyPolicy", &put("arn:aws:iam::111122223333:role/nobody"));
    assert_eq!(nobody.1, "Policy contains a statement with one or more invalid principals.");
    let managed =
        ask(&sandbox, "DescribeKey", &json!({ "KeyId": "alias/aws/s3" }))["KeyMetadata"]["KeyId"].clone();
    let mut of_aws = put("arn:aws:iam::111122223333:root");
    of_aws["KeyId"] = managed;
    assert_eq!(refused(&sandbox, "PutKeyPolicy", &of_aws).0, "AccessDeniedException");
    ask(&sandbox, "DisableKey", &json!({ "KeyId": made["KeyId"] }));
    let described = ask(&sandbox, "DescribeKey", &json!({ "KeyId": made["KeyId"] }));
    assert_eq!(described["KeyMetadata"]["KeyState"], "Disabled");
    ask(&sandbox, "EnableKey", &json!({ "KeyId": made["KeyId"] }));
}

#[test]
fn aliases_come_and_go() {
    let (sandbox, _) = sandbox("page-size=1");
    let key = ask(&sandbox, "CreateKey", &json!({}))["KeyMetadata"]["KeyId"].clone();
    let alias = |name: &str| json!({ "AliasName": name, "TargetKeyId": key });
    ask(&sandbox, "CreateAlias", &alias("alias/results"));
    assert_eq!(refused(&sandbox, "CreateAlias", &alias("alias/results")).0, "AlreadyExistsException");
    for name in ["results", "alias/", "alias/aws/results", "alias/a b"] {
        assert_eq!(refused(&sandbox, "CreateAlias", &alias(name)).0, "InvalidAliasNameException", "{name}");
    }
    let of_key = ask(&sandbox, "ListAliases", &json!({ "KeyId": key }));
    assert_eq!(of_key["Aliases"][0]["TargetKeyId"], key);
    assert_eq!(of_key["Truncated"], false);
    let mut names = Vec::new();
    let mut marker = Value::Null;
    loop {
        let page = ask(&sandbox, "ListAliases", &json!({ "Marker": marker }));
        names.extend(page["Aliases"].as_array().unwrap().iter().map(|alias| alias["AliasName"].clone()));
        marker = page["NextMarker"].clone();
        if page["Truncated"] == false {
            break;
        }
    }
    assert_eq!(names, ["alias/acme-data", "alias/aws/glue", "alias/aws/s3", "alias/results"]);
    assert_eq!(ask(&sandbox, "ListKeys", &json!({}))["Keys"].as_array().unwrap().len(), 1);
    ask(&sandbox, "DeleteAlias", &json!({ "AliasName": "alias/results" }));
    assert_eq!(
        refused(&sandbox, "DeleteAlias", &json!({ "AliasName": "alias/results" })).0,
        "NotFoundException"
    );
}
