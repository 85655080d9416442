//! Studios over the JSON protocol, and what they make in Identity Center.

use std::sync::Arc;

use serde_json::{Value, json};
use tipctl_sandbox::{ManualClock, Sandbox};

use crate::signed::{OPERATOR, iam, sandbox, target, text};

const INSTANCE: &str = "arn:aws:sso:::instance/ssoins-7223a1b2c3d4e5f6";
const ANALYSTS: &str = "6a1f0c52-7d3e-4b8a-9c10-2f5e8d7b4a01";
const CAROL: &str = "3c9b7e14-5a20-4f6d-8b33-91d0c6e2f701";
const POLICY: &str = "arn:aws:iam::aws:policy/ReadOnlyAccess";
const SSO: &str = "sso";

fn answer(sandbox: &Sandbox, service: &str, operation: &str, input: &Value) -> (u16, Value) {
    let prefix = if service == SSO { "SWBExternalService" } else { "ElasticMapReduce" };
    let response = sandbox.answer(&target(service, &format!("{prefix}.{operation}"), &input.to_string()));
    (response.status().as_u16(), serde_json::from_slice(response.body()).unwrap())
}

fn ask(sandbox: &Sandbox, operation: &str, input: &Value) -> Value {
    let (status, answer) = answer(sandbox, "elasticmapreduce", operation, input);
    assert_eq!(status, 200, "{operation}: {answer}");
    answer
}

fn ask_sso(sandbox: &Sandbox, operation: &str, input: &Value) -> Value {
    let (status, answer) = answer(sandbox, SSO, operation, input);
    assert_eq!(status, 200, "{operation}: {answer}");
    answer
}

/// The text of an InvalidRequestException, without the tail.
fn refused(sandbox: &Sandbox, operation: &str, input: &Value) -> String {
    let (status, body) = answer(sandbox, "elasticmapreduce", operation, input);
    assert_eq!((status, &body["__type"]), (400, &json!("InvalidRequestException")), "{operation}: {body}");
    let (text, tail) = body["Message"].as_str().unwrap().split_once(" (Service: AWSEditors; ").unwrap();
    assert!(tail.ends_with("; Proxy: null)"), "{tail}");
    text.to_owned()
}

fn make_role(sandbox: &Sandbox, name: &str, service: &str) {
    let trust = format!(
        r#"{{"Version":"2012-10-17","Statement":[{{"Effect":"Allow","Principal":{{"Service":"{service}"}},"Action":["sts:AssumeRole","sts:SetContext"]}}]}}"#
    );
    let parameters = [("RoleName", name), ("AssumeRolePolicyDocument", trust.as_str())];
    let response = sandbox.answer(&iam(OPERATOR, "CreateRole", &parameters));
    assert_eq!(response.status(), 200, "{}", text(&response));
}

/// A sandbox with the roles of a studio.
fn with_roles(knobs: &str) -> (Sandbox, Arc<ManualClock>) {
    let (sandbox, clock) = sandbox(knobs);
    make_role(&sandbox, "studio-service", "elasticmapreduce.amazonaws.com");
    make_role(&sandbox, "studio-user", "elasticmapreduce.amazonaws.com");
    attach_policy(&sandbox);
    (sandbox, clock)
}

fn attach_policy(sandbox: &Sandbox) {
    let parameters = [("RoleName", "studio-service"), ("PolicyArn", POLICY)];
    assert_eq!(sandbox.answer(&iam(OPERATOR, "AttachRolePolicy", &parameters)).status(), 200);
}

fn studio() -> Value {
    json!({
        "Name": "analytics", "AuthMode": "SSO", "VpcId": "vpc-0a1b2c3d4e5f67890",
        "SubnetIds": ["subnet-0a1b2c3d4e5f67890"],
        "ServiceRole": "arn:aws:iam::111122223333:role/studio-service", "UserRole": "studio-user",
        "WorkspaceSecurityGroupId": "sg-0a1b2c3d4e5f67890", "EngineSecurityGroupId": "sg-0f9e8d7c6b5a43210",
        "DefaultS3Location": "s3://acme-studio/work/", "Tags": [{ "Key": "team", "Value": "data" }],
        "TrustedIdentityPropagationEnabled": true, "IdcUserAssignment": "REQUIRED", "IdcInstanceArn": INSTANCE,
    })
}

/// `studio()` with other members; null takes one away.
fn but(changes: &Value) -> Value {
    let mut members = studio();
    for (name, value) in changes.as_object().unwrap() {
        members[name] = value.clone();
    }
    members
}

fn made(sandbox: &Sandbox, input: &Value) -> String {
    ask(sandbox, "CreateStudio", input)["StudioId"].as_str().unwrap().to_owned()
}

fn mapping(studio_id: &str) -> Value {
    json!({ "StudioId": studio_id, "IdentityId": ANALYSTS, "IdentityType": "GROUP", "SessionPolicyArn": POLICY })
}

fn assignments(sandbox: &Sandbox) -> Vec<Value> {
    let applications =
        ask_sso(sandbox, "ListApplications", &json!({ "InstanceArn": INSTANCE }))["Applications"].clone();
    let assigned = applications.as_array().unwrap().iter().flat_map(|application| {
        let asked = json!({ "ApplicationArn": application["ApplicationArn"] });
        let listed = ask_sso(sandbox, "ListApplicationAssignments", &asked)["ApplicationAssignments"].clone();
        listed.as_array().unwrap().clone()
    });
    assigned.collect()
}

#[test]
fn a_studio_comes_back_as_it_was_sent() {
    let (sandbox, _) = with_roles("");
    let id = made(&sandbox, &studio());
    assert!(id.starts_with("es-"), "{id}");
    let described = ask(&sandbox, "DescribeStudio", &json!({ "StudioId": id }))["Studio"].clone();
    for (name, value) in studio().as_object().unwrap() {
        assert_eq!(&described[name], value, "{name}");
    }
    assert_eq!(
        described["StudioArn"],
        format!("arn:aws:elasticmapreduce:ap-northeast-1:111122223333:studio/{id}")
    );
    let plain = made(
        &sandbox,
        &but(&json!({
            "TrustedIdentityPropagationEnabled": false, "IdcUserAssignment": null, "IdcInstanceArn": null, "Description": "",
        })),
    );
    let described = ask(&sandbox, "DescribeStudio", &json!({ "StudioId": plain }))["Studio"].clone();
    for absent in ["TrustedIdentityPropagationEnabled", "IdcUserAssignment", "IdcInstanceArn", "Description"]
    {
        assert_eq!(described.get(absent), None);
    }
}

#[test]
fn a_role_is_refused_until_it_has_got_around() {
    let (sandbox, clock) = sandbox("lag=3000");
    make_role(&sandbox, "studio-service", "elasticmapreduce.amazonaws.com");
    make_role(&sandbox, "studio-user", "elasticmapreduce.amazonaws.com");
    let text = refused(&sandbox, "CreateStudio", &studio());
    assert!(text.contains("entity does not have permissions to assume role"), "{text}");
    clock.advance(3_000);
    attach_policy(&sandbox);
    let text = refused(&sandbox, "CreateStudio", &studio());
    assert!(text.contains("Service role does not have permission to access"), "{text}");
    clock.advance(3_000);
    made(&sandbox, &studio());
}

#[test]
fn what_does_not_go_together_is_refused() {
    let (sandbox, _) = with_roles("");
    make_role(&sandbox, "athena", "athena.amazonaws.com");
    for (changes, expected) in [
        (json!({ "UserRole": null }), "UserRole is required"),
        (json!({ "AuthMode": "IAM" }), "UserRole must not be given"),
        (json!({ "AuthMode": "IAM", "UserRole": null }), "needs the AuthMode SSO"),
        (json!({ "TrustedIdentityPropagationEnabled": null }), "need TrustedIdentityPropagationEnabled"),
        (json!({ "IdcUserAssignment": null }), "needs IdcInstanceArn and IdcUserAssignment"),
        (
            json!({ "IdcInstanceArn": "arn:aws:sso:::instance/ssoins-0000000000000000" }),
            "IdcInstanceArn is invalid",
        ),
        (json!({ "IdpAuthUrl": "https://idp.example.com" }), "need the AuthMode IAM"),
        (json!({ "VpcId": "vpc-0" }), "The VPC vpc-0 does not exist"),
        (json!({ "SubnetIds": [] }), "A studio has 1 to 5 subnets"),
        (json!({ "SubnetIds": ["subnet-0c1b2c3d4e5f67890"] }), "does not exist in the VPC"),
        (json!({ "EngineSecurityGroupId": "sg-0c1b2c3d4e5f67890" }), "does not exist in the VPC"),
        (json!({ "UserRole": "athena" }), "entity does not have permissions to assume role"),
        (
            json!({ "DefaultS3Location": "s3://no-such-bucket/" }),
            "Service role does not have permission to access",
        ),
        (json!({ "DefaultS3Location": "acme-studio" }), "DefaultS3Location is invalid"),
        (json!({ "Tags": [{ "Key": "aws:x", "Value": "" }] }), "reserved"),
    ] {
        let text = refused(&sandbox, "CreateStudio", &but(&changes));
        assert!(text.contains(expected), "{changes}: {text}");
    }
    for (input, code) in [
        (but(&json!({ "Name": "" })), "ValidationException"),
        (but(&json!({ "Nmae": 1 })), "SerializationException"),
    ] {
        assert_eq!(answer(&sandbox, "elasticmapreduce", "CreateStudio", &input).1["__type"], code);
    }
    assert_eq!(ask(&sandbox, "ListStudios", &json!({})), json!({ "Studios": [] }));
    assert_eq!(
        ask_sso(&sandbox, "ListApplications", &json!({ "InstanceArn": INSTANCE })),
        json!({ "Applications": [] })
    );
}

#[test]
fn a_region_without_identity_center_has_no_such_studio() {
    let (sandbox, _) = with_roles("");
    let input = but(&json!({ "VpcId": "vpc-0" })).to_string();
    let mut request = target("elasticmapreduce", "ElasticMapReduce.CreateStudio", &input);
    let elsewhere =
        request.headers()["authorization"].to_str().unwrap().replace("ap-northeast-1", "us-east-1");
    request.headers_mut().insert("authorization", elsewhere.parse().unwrap());
    let answer = text(&sandbox.answer(&request));
    assert!(answer.contains("IAM Identity Center is not enabled"), "{answer}");
}

#[test]
fn an_update_adds_subnets_and_takes_none_away() {
    let (sandbox, _) = with_roles("");
    let id = made(&sandbox, &studio());
    let both = ["subnet-0a1b2c3d4e5f67890", "subnet-0b1b2c3d4e5f67890"];
    let change = json!({ "StudioId": id, "Name": "other", "Description": "text", "SubnetIds": both });
    ask(&sandbox, "UpdateStudio", &change);
    let fewer = json!({ "StudioId": id, "SubnetIds": [both[1]] });
    assert!(refused(&sandbox, "UpdateStudio", &fewer).contains("none can be removed"));
    ask(&sandbox, "AddTags", &json!({ "ResourceId": id, "Tags": [{ "Key": "stage", "Value": "x" }] }));
    ask(&sandbox, "RemoveTags", &json!({ "ResourceId": id, "TagKeys": ["team"] }));
    let described = ask(&sandbox, "DescribeStudio", &json!({ "StudioId": id }))["Studio"].clone();
    assert_eq!((&described["Name"], &described["SubnetIds"]), (&json!("other"), &json!(both)));
    assert_eq!(described["Tags"], json!([{ "Key": "stage", "Value": "x" }]));
    let role = json!({ "StudioId": id, "UserRole": "studio-service" });
    let (_, body) = answer(&sandbox, "elasticmapreduce", "UpdateStudio", &role);
    assert_eq!(body["__type"], "SerializationException");
}

#[test]
fn a_mapping_assigns_to_the_studio_that_requires_it() {
    let (sandbox, _) = with_roles("");
    let id = made(&sandbox, &studio());
    let open = made(&sandbox, &but(&json!({ "IdcUserAssignment": "OPTIONAL" })));
    ask(&sandbox, "CreateStudioSessionMapping", &mapping(&id));
    ask(&sandbox, "CreateStudioSessionMapping", &mapping(&open));
    let assigned = assignments(&sandbox);
    assert_eq!(assigned.len(), 1);
    assert_eq!(assigned[0]["PrincipalId"], ANALYSTS);
    let all = ask(&sandbox, "ListStudioSessionMappings", &json!({}));
    assert_eq!(all["SessionMappings"].as_array().unwrap().len(), 2);
    let one = json!({ "StudioId": id, "IdentityName": "data-analysts", "IdentityType": "GROUP" });
    ask(&sandbox, "DeleteStudioSessionMapping", &one);
    assert_eq!(assignments(&sandbox), Vec::<Value>::new());
    assert_eq!(refused(&sandbox, "GetStudioSessionMapping", &one), "Studio session mapping does not exist.");
}

#[test]
fn a_mapping_has_an_id_and_a_name() {
    let (sandbox, clock) = with_roles("");
    let id = made(&sandbox, &studio());
    let by_name = json!({ "StudioId": id, "IdentityName": "data-analysts", "IdentityType": "GROUP", "SessionPolicyArn": POLICY });
    ask(&sandbox, "CreateStudioSessionMapping", &by_name);
    assert_eq!(
        refused(&sandbox, "CreateStudioSessionMapping", &mapping(&id)),
        "Studio session mapping already exists."
    );
    clock.advance(2_000);
    let mut other = mapping(&id);
    other["SessionPolicyArn"] = json!("arn:aws:iam::aws:policy/AmazonAthenaFullAccess");
    ask(&sandbox, "UpdateStudioSessionMapping", &other);
    let asked = json!({ "StudioId": id, "IdentityId": ANALYSTS, "IdentityType": "GROUP" });
    let found = ask(&sandbox, "GetStudioSessionMapping", &asked)["SessionMapping"].clone();
    assert_eq!(
        (&found["IdentityName"], &found["SessionPolicyArn"]),
        (&json!("data-analysts"), &other["SessionPolicyArn"])
    );
    assert_eq!(found["LastModifiedTime"].as_f64().unwrap() - found["CreationTime"].as_f64().unwrap(), 2.0);
    let listed =
        ask(&sandbox, "ListStudioSessionMappings", &json!({ "StudioId": id, "IdentityType": "GROUP" }));
    assert_eq!(listed["SessionMappings"][0].get("LastModifiedTime"), None);
    let users =
        ask(&sandbox, "ListStudioSessionMappings", &json!({ "StudioId": id, "IdentityType": "USER" }));
    assert_eq!(users, json!({ "SessionMappings": [] }));
}

#[test]
fn a_mapping_that_makes_no_sense_is_refused() {
    let (sandbox, _) = with_roles("");
    let id = made(&sandbox, &studio());
    let plain = made(
        &sandbox,
        &but(&json!({
            "AuthMode": "IAM", "UserRole": null, "TrustedIdentityPropagationEnabled": null, "IdcUserAssignment": null,
            "IdcInstanceArn": null,
        })),
    );
    for (changes, expected) in [
        (json!({ "StudioId": "es-NONE" }), "Studio does not exist."),
        (json!({ "StudioId": plain }), "The AuthMode of the studio is IAM."),
        (json!({ "IdentityId": "" }), "IdentityId is invalid."),
        (json!({ "IdentityName": "" }), "IdentityName is invalid."),
        (json!({ "IdentityName": "data-analysts" }), "but not both"),
        (json!({ "IdentityId": null }), "but not both"),
        (json!({ "IdentityId": CAROL }), "IdentityId is invalid."),
        (json!({ "IdentityId": null, "IdentityName": "nobody" }), "IdentityName is invalid."),
        (
            json!({ "SessionPolicyArn": "arn:aws:iam::111122223333:role/studio-user" }),
            "SessionPolicyArn is invalid.",
        ),
    ] {
        let mut input = mapping(&id);
        for (name, value) in changes.as_object().unwrap() {
            input[name] = value.clone();
        }
        let text = refused(&sandbox, "CreateStudioSessionMapping", &input);
        assert!(text.contains(expected), "{changes}: {text}");
    }
}

#[test]
fn a_mapping_outlives_its_identity() {
    let (sandbox, _) = with_roles("");
    let id = made(&sandbox, &studio());
    ask(&sandbox, "CreateStudioSessionMapping", &mapping(&id));
    let group = json!({ "IdentityStoreId": "d-9567a1b2c3", "GroupId": ANALYSTS }).to_string();
    let response = sandbox.answer(&target("identitystore", "AWSIdentityStore.DeleteGroup", &group));
    assert_eq!(response.status(), 200, "{}", text(&response));
    let by_name = json!({ "StudioId": id, "IdentityName": "data-analysts", "IdentityType": "GROUP" });
    let found = ask(&sandbox, "GetStudioSessionMapping", &by_name)["SessionMapping"].clone();
    assert_eq!((&found["IdentityId"], &found["IdentityName"]), (&json!(ANALYSTS), &json!("data-analysts")));
    assert_eq!(assignments(&sandbox).len(), 1);
    ask(&sandbox, "DeleteStudioSessionMapping", &by_name);
    assert_eq!(assignments(&sandbox), Vec::<Value>::new());
}

#[test]
fn a_studio_goes_with_its_mappings_and_its_application() {
    let (sandbox, _) = with_roles("");
    let before = sandbox.snapshot()["services"]["emr"].clone();
    let id = made(&sandbox, &studio());
    ask(&sandbox, "CreateStudioSessionMapping", &mapping(&id));
    ask(&sandbox, "DeleteStudio", &json!({ "StudioId": id }));
    assert_eq!(assignments(&sandbox), Vec::<Value>::new());
    assert_eq!(sandbox.snapshot()["services"]["emr"], before);
    let asked = json!({ "StudioId": id });
    assert_eq!(refused(&sandbox, "DescribeStudio", &asked), "Studio does not exist.");
    let mapped = json!({ "StudioId": id, "IdentityId": ANALYSTS, "IdentityType": "GROUP" });
    assert_eq!(refused(&sandbox, "DeleteStudioSessionMapping", &mapped), "Studio does not exist.");
    let (status, body) = answer(&sandbox, "elasticmapreduce", "DeleteStudio", &asked);
    assert_eq!((status, &body["__type"]), (500, &json!("InternalServerException")));
}

#[test]
fn studios_are_listed_in_short_in_pages() {
    let (sandbox, _) = with_roles("page-size=1");
    let mut ids = [made(&sandbox, &studio()), made(&sandbox, &studio())];
    ids.sort();
    let first = ask(&sandbox, "ListStudios", &json!({}));
    let second = ask(&sandbox, "ListStudios", &json!({ "Marker": first["Marker"] }));
    assert_eq!(
        (&first["Studios"][0]["StudioId"], &second["Studios"][0]["StudioId"]),
        (&json!(ids[0]), &json!(ids[1]))
    );
    assert_eq!(second.get("Marker"), None);
    for absent in ["StudioArn", "SubnetIds", "ServiceRole", "Tags"] {
        assert_eq!(first["Studios"][0].get(absent), None);
    }
}

#[test]
fn a_mapping_of_an_empty_group_may_be_dropped_in_silence() {
    for (knobs, kept) in [("", 2), ("drop-empty-mappings", 1)] {
        let (sandbox, _) = with_roles(knobs);
        let id = made(&sandbox, &studio());
        let group = json!({ "IdentityStoreId": "d-9567a1b2c3", "DisplayName": "empty" });
        let request = target("identitystore", "AWSIdentityStore.CreateGroup", &group.to_string());
        let made: Value = serde_json::from_slice(sandbox.answer(&request).body()).unwrap();
        let mut of_nobody = mapping(&id);
        of_nobody["IdentityId"] = made["GroupId"].clone();
        ask(&sandbox, "CreateStudioSessionMapping", &of_nobody);
        ask(&sandbox, "CreateStudioSessionMapping", &mapping(&id));
        let all = ask(&sandbox, "ListStudioSessionMappings", &json!({ "StudioId": id }));
        assert_eq!(all["SessionMappings"].as_array().unwrap().len(), kept, "{knobs}");
    }
}
