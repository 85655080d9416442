//! Athena's workgroups over the JSON protocol.

use serde_json::{Value, json};
use tipctl_sandbox::Sandbox;

use crate::signed::{OPERATOR, iam, refusal, sandbox, target, text};

const INSTANCE: &str = "arn:aws:sso:::instance/ssoins-7223a1b2c3d4e5f6";
const ROLE: &str = "arn:aws:iam::111122223333:role/wg";
const ARN: &str = "arn:aws:athena:ap-northeast-1:111122223333:workgroup/analytics";

fn ask(sandbox: &Sandbox, operation: &str, input: &Value) -> Value {
    let request = target("athena", &format!("AmazonAthena.{operation}"), &input.to_string());
    let response = sandbox.answer(&request);
    assert_eq!(response.status(), 200, "{operation}: {}", text(&response));
    serde_json::from_slice(response.body()).unwrap()
}

/// The code and the text of a refusal.
fn refused(sandbox: &Sandbox, operation: &str, input: &Value) -> (String, String) {
    let request = target("athena", &format!("AmazonAthena.{operation}"), &input.to_string());
    let response = sandbox.answer(&request);
    assert_eq!(response.status(), 400, "{operation}: {}", text(&response));
    let body: Value = serde_json::from_slice(response.body()).unwrap();
    (refusal(&response).1, body["Message"].as_str().unwrap().to_owned())
}

fn invalid(text: &str) -> (String, String) {
    ("InvalidRequestException".to_owned(), text.to_owned())
}

fn make_role(sandbox: &Sandbox, service: &str) {
    let trust = json!({ "Version": "2012-10-17", "Statement": [{ "Effect": "Allow",
        "Principal": { "Service": service }, "Action": "sts:AssumeRole" }] });
    let parameters = [("RoleName", "wg"), ("AssumeRolePolicyDocument", &trust.to_string())];
    let response = sandbox.answer(&iam(OPERATOR, "CreateRole", &parameters));
    assert_eq!(response.status(), 200, "{}", text(&response));
}

fn analytics(configuration: &Value) -> Value {
    json!({ "Name": "analytics", "Configuration": configuration })
}

fn read(sandbox: &Sandbox) -> Value {
    ask(sandbox, "GetWorkGroup", &json!({ "WorkGroup": "analytics" }))["WorkGroup"].clone()
}

fn update(updates: &Value) -> Value {
    json!({ "WorkGroup": "analytics", "ConfigurationUpdates": updates })
}

/// Users of Identity Center, results at a location of theirs.
fn propagating() -> Value {
    json!({
        "EnforceWorkGroupConfiguration": true,
        "ExecutionRole": ROLE,
        "IdentityCenterConfiguration": { "EnableIdentityCenter": true, "IdentityCenterInstanceArn": INSTANCE },
        "ResultConfiguration": { "OutputLocation": "s3://acme-athena-results/" },
        "QueryResultsS3AccessGrantsConfiguration": {
            "EnableS3AccessGrants": true, "CreateUserLevelPrefix": true, "AuthenticationType": "DIRECTORY_IDENTITY",
        },
    })
}

#[test]
fn a_fresh_account_has_the_primary_workgroup() {
    let (sandbox, _) = sandbox("");
    let answer = ask(&sandbox, "ListWorkGroups", &json!({}));
    assert_eq!(answer["WorkGroups"].as_array().unwrap().len(), 1);
    assert_eq!(answer["WorkGroups"][0]["Name"], "primary");
    let primary = json!({ "Name": "primary" });
    assert_eq!(
        refused(&sandbox, "CreateWorkGroup", &primary),
        invalid("primary workGroup could not be created")
    );
    let primary = json!({ "WorkGroup": "primary" });
    assert_eq!(
        refused(&sandbox, "DeleteWorkGroup", &primary),
        invalid("primary workGroup could not be deleted")
    );
    ask(&sandbox, "UpdateWorkGroup", &json!({ "WorkGroup": "primary", "State": "DISABLED" }));
    assert_eq!(ask(&sandbox, "ListWorkGroups", &json!({}))["WorkGroups"][0]["State"], "DISABLED");
}

#[test]
fn a_workgroup_reads_back_with_what_was_not_said() {
    let (sandbox, _) = sandbox("");
    ask(&sandbox, "CreateWorkGroup", &json!({ "Name": "analytics" }));
    assert_eq!(
        read(&sandbox),
        json!({
            "Name": "analytics", "State": "ENABLED", "Description": "", "CreationTime": 1_767_268_800.0,
            "Configuration": {
                "EnforceWorkGroupConfiguration": true,
                "PublishCloudWatchMetricsEnabled": false,
                "RequesterPaysEnabled": false,
                "EnableMinimumEncryptionConfiguration": false,
                "EngineVersion": {
                    "SelectedEngineVersion": "AUTO", "EffectiveEngineVersion": "Athena engine version 3",
                },
                "ResultConfiguration": {},
            },
        })
    );
    let taken = refused(&sandbox, "CreateWorkGroup", &json!({ "Name": "analytics" }));
    assert_eq!(taken, invalid("WorkGroup is already created"));
    ask(&sandbox, "DeleteWorkGroup", &json!({ "WorkGroup": "analytics", "RecursiveDeleteOption": true }));
    for operation in ["GetWorkGroup", "DeleteWorkGroup", "UpdateWorkGroup"] {
        let missing = refused(&sandbox, operation, &json!({ "WorkGroup": "analytics" }));
        assert_eq!(missing, invalid("WorkGroup analytics is not found."));
    }
}

#[test]
fn identity_center_needs_a_role_that_athena_can_assume() {
    let (sandbox, clock) = sandbox("lag=1000");
    let input = analytics(&propagating());
    let refusal = |sandbox: &Sandbox| refused(sandbox, "CreateWorkGroup", &input).1;
    let asked = "Make sure that athena.amazonaws.com has been allowed for sts:AssumeRole";
    make_role(&sandbox, "athena.amazonaws.com");
    assert!(refusal(&sandbox).contains(asked));
    clock.advance(1_000);
    ask(&sandbox, "CreateWorkGroup", &input);

    let (other, _) = crate::signed::sandbox("");
    make_role(&other, "glue.amazonaws.com");
    assert!(refusal(&other).contains(asked));
}

#[test]
fn identity_center_comes_with_an_application_and_goes_with_it() {
    let (sandbox, _) = sandbox("");
    make_role(&sandbox, "athena.amazonaws.com");
    ask(&sandbox, "CreateWorkGroup", &analytics(&propagating()));
    let workgroup = read(&sandbox);
    let application = workgroup["IdentityCenterApplicationArn"].as_str().unwrap().to_owned();
    assert!(application.starts_with("arn:aws:sso::111122223333:application/ssoins-7223a1b2c3d4e5f6/apl-"));
    let configuration = &workgroup["Configuration"];
    assert_eq!(configuration["IdentityCenterConfiguration"], propagating()["IdentityCenterConfiguration"]);
    assert_eq!(configuration.get("RequesterPaysEnabled"), None);
    let known = || {
        let input = json!({ "ApplicationArn": application });
        sandbox.answer(&target("sso", "SWBExternalService.DescribeApplication", &input.to_string())).status()
    };
    assert_eq!(known(), 200);
    let no = update(&json!({ "IdentityCenterConfiguration": { "EnableIdentityCenter": false } }));
    assert_eq!(refused(&sandbox, "UpdateWorkGroup", &no).0, "SerializationException");
    let pays = refused(&sandbox, "UpdateWorkGroup", &update(&json!({ "RequesterPaysEnabled": false })));
    assert_eq!(pays, invalid("RequesterPays is not supported for this kind of workgroup."));
    let free =
        refused(&sandbox, "UpdateWorkGroup", &update(&json!({ "EnforceWorkGroupConfiguration": false })));
    assert_eq!(free, invalid("CreateUserLevelPrefix requires EnforceWorkGroupConfiguration to be enabled."));
    ask(&sandbox, "DeleteWorkGroup", &json!({ "WorkGroup": "analytics" }));
    assert_eq!(known(), 400);
}

#[test]
fn what_does_not_hold_together_is_refused() {
    let (sandbox, _) = sandbox("");
    make_role(&sandbox, "athena.amazonaws.com");
    let both = json!({ "ManagedQueryResultsConfiguration": { "Enabled": true },
        "ResultConfiguration": { "OutputLocation": "s3://acme-athena-results/" } });
    let block = |arn: &str| json!({ "EnableIdentityCenter": true, "IdentityCenterInstanceArn": arn });
    let elsewhere = "arn:aws:sso:::instance/ssoins-0000000000000000";
    for (configuration, text) in [
        (both, "ManagedQueryResultsConfiguration and ResultConfiguration cannot be set together."),
        (
            json!({ "IdentityCenterConfiguration": block(INSTANCE) }),
            "ExecutionRole is required for a workgroup with IAM Identity Center enabled.",
        ),
        (
            json!({ "IdentityCenterConfiguration": block(elsewhere), "ExecutionRole": ROLE }),
            "Identity Center instance arn:aws:sso:::instance/ssoins-0000000000000000 does not exist.",
        ),
        (
            json!({ "ManagedQueryResultsConfiguration": { "Enabled": true }, "RequesterPaysEnabled": false }),
            "RequesterPays is not supported for this kind of workgroup.",
        ),
        (json!({ "BytesScannedCutoffPerQuery": 1 }), "BytesScannedCutoffPerQuery must be at least 10000000."),
        (
            json!({ "ResultConfiguration": { "OutputLocation": "acme-athena-results" } }),
            "outputLocation is not a valid S3 path.",
        ),
        (
            json!({ "EngineVersion": { "SelectedEngineVersion": "Athena engine version 1" } }),
            "Invalid engine version Athena engine version 1.",
        ),
        (
            json!({ "AdditionalConfiguration": "{}" }),
            "The configuration has members that only Spark workgroups have.",
        ),
    ] {
        let refusal = refused(&sandbox, "CreateWorkGroup", &analytics(&configuration));
        assert_eq!(refusal, invalid(text), "{configuration}");
    }
    for (input, code) in [
        (json!({ "Name": "analytics", "Tags": [] }), "InvalidRequestException"),
        (json!({ "Name": "white space" }), "InvalidRequestException"),
        (json!({ "Name": "analytics", "State": "DISABLED" }), "SerializationException"),
        (analytics(&json!({ "SystemTableStatuses": [] })), "SerializationException"),
    ] {
        assert_eq!(refused(&sandbox, "CreateWorkGroup", &input).0, code, "{input}");
    }
}

#[test]
fn an_update_sets_unsets_and_leaves() {
    let (sandbox, _) = sandbox("");
    let configuration = json!({
        "BytesScannedCutoffPerQuery": 10_000_000,
        "ResultConfiguration": {
            "OutputLocation": "s3://acme-athena-results/a/",
            "EncryptionConfiguration": { "EncryptionOption": "SSE_S3" },
        },
    });
    ask(&sandbox, "CreateWorkGroup", &analytics(&configuration));
    let results =
        json!({ "OutputLocation": "s3://acme-athena-results/b/", "RemoveEncryptionConfiguration": true });
    let updates = json!({ "RemoveBytesScannedCutoffPerQuery": true, "ResultConfigurationUpdates": results });
    let mut input = update(&updates);
    input["Description"] = json!("for analysts");
    ask(&sandbox, "UpdateWorkGroup", &input);
    let workgroup = read(&sandbox);
    assert_eq!(workgroup["Description"], "for analysts");
    assert_eq!(workgroup["Configuration"].get("BytesScannedCutoffPerQuery"), None);
    let location = json!({ "OutputLocation": "s3://acme-athena-results/b/" });
    assert_eq!(workgroup["Configuration"]["ResultConfiguration"], location);

    let managed = |flags: Value| {
        update(&json!({ "ManagedQueryResultsConfigurationUpdates": { "Enabled": true },
            "ResultConfigurationUpdates": flags }))
    };
    let places = invalid("ManagedQueryResultsConfiguration and ResultConfiguration cannot be set together.");
    assert_eq!(refused(&sandbox, "UpdateWorkGroup", &managed(json!({}))), places);
    let too_many = json!({ "RemoveOutputLocation": true, "RemoveAclConfiguration": true });
    assert_eq!(refused(&sandbox, "UpdateWorkGroup", &managed(too_many)), places);
    ask(&sandbox, "UpdateWorkGroup", &managed(json!({ "RemoveOutputLocation": true })));
    let configuration = read(&sandbox)["Configuration"].clone();
    assert_eq!(configuration["ManagedQueryResultsConfiguration"], json!({ "Enabled": true }));
    assert_eq!(configuration.get("ResultConfiguration"), None);
    let off = update(&json!({ "ManagedQueryResultsConfigurationUpdates": { "Enabled": false } }));
    ask(&sandbox, "UpdateWorkGroup", &off);
    assert_eq!(read(&sandbox)["Configuration"]["ResultConfiguration"], json!({}));
}

#[test]
fn tags_hang_on_the_arn() {
    let (sandbox, _) = sandbox("");
    let tags = json!([{ "Key": "team", "Value": "a" }]);
    ask(&sandbox, "CreateWorkGroup", &json!({ "Name": "analytics", "Tags": tags }));
    let more = json!([{ "Key": "team", "Value": "b" }, { "Key": "cost", "Value": "" }]);
    ask(&sandbox, "TagResource", &json!({ "ResourceARN": ARN, "Tags": more }));
    let named = json!({ "ResourceARN": ARN });
    let expected = json!({ "Tags": [{ "Key": "cost", "Value": "" }, { "Key": "team", "Value": "b" }] });
    assert_eq!(ask(&sandbox, "ListTagsForResource", &named), expected);
    ask(&sandbox, "UntagResource", &json!({ "ResourceARN": ARN, "TagKeys": ["team", "none"] }));
    assert_eq!(ask(&sandbox, "ListTagsForResource", &named)["Tags"].as_array().unwrap().len(), 1);
    let small = json!({ "ResourceARN": ARN, "MaxResults": 74 });
    assert_eq!(refused(&sandbox, "ListTagsForResource", &small).0, "InvalidRequestException");
    for arn in ["arn:aws:athena:ap-northeast-1:111122223333:workgroup/none", "arn:aws:s3:::acme-lake"] {
        let refusal = refused(&sandbox, "ListTagsForResource", &json!({ "ResourceARN": arn }));
        assert_eq!(refusal.0, "ResourceNotFoundException");
    }
}
