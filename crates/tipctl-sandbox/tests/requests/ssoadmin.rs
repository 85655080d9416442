//! Identity Center's administration over the JSON protocol. The applications are those that studios make.

use serde_json::{Value, json};
use tipctl_sandbox::Sandbox;

use crate::signed::{OPERATOR, iam, sandbox, target, text};

const INSTANCE: &str = "arn:aws:sso:::instance/ssoins-7223a1b2c3d4e5f6";
const STORE: &str = "d-9567a1b2c3";
const ANALYSTS: &str = "6a1f0c52-7d3e-4b8a-9c10-2f5e8d7b4a01";
const CAROL: &str = "3c9b7e14-5a20-4f6d-8b33-91d0c6e2f701";
const DAVE: &str = "3c9b7e14-5a20-4f6d-8b33-91d0c6e2f702";

fn answer(sandbox: &Sandbox, region: &str, operation: &str, input: &Value) -> (u16, Value) {
    let mut request = target("sso", &format!("SWBExternalService.{operation}"), &input.to_string());
    let scope = request.headers()["authorization"].to_str().unwrap().replace("ap-northeast-1", region);
    request.headers_mut().insert("authorization", scope.parse().unwrap());
    let response = sandbox.answer(&request);
    (response.status().as_u16(), serde_json::from_slice(response.body()).unwrap())
}

fn ask(sandbox: &Sandbox, operation: &str, input: &Value) -> Value {
    let (status, answer) = answer(sandbox, "ap-northeast-1", operation, input);
    assert_eq!(status, 200, "{operation}: {answer}");
    answer
}

fn refused(sandbox: &Sandbox, operation: &str, input: &Value) -> String {
    let (status, body) = answer(sandbox, "ap-northeast-1", operation, input);
    assert_eq!(status, 400, "{operation}: {body}");
    body["__type"].as_str().unwrap().to_owned()
}

/// Makes a role for a studio.
fn make_role(sandbox: &Sandbox, name: &str) {
    let trust = json!({ "Version": "2012-10-17", "Statement": [{ "Effect": "Allow",
        "Principal": { "Service": "elasticmapreduce.amazonaws.com" }, "Action": "sts:AssumeRole" }] });
    let role = [("RoleName", name), ("AssumeRolePolicyDocument", &trust.to_string())];
    let policy = [("RoleName", name), ("PolicyArn", "arn:aws:iam::aws:policy/ReadOnlyAccess")];
    for (action, parameters) in [("CreateRole", role), ("AttachRolePolicy", policy)] {
        let response = sandbox.answer(&iam(OPERATOR, action, &parameters));
        assert_eq!(response.status(), 200, "{}", text(&response));
    }
}

/// Makes a studio on a role of its name, and answers the ARN of its application.
fn make_studio(sandbox: &Sandbox, name: &str) -> String {
    let studio = json!({
        "Name": name, "AuthMode": "SSO", "VpcId": "vpc-0a1b2c3d4e5f67890", "SubnetIds": ["subnet-0a1b2c3d4e5f67890"],
        "ServiceRole": name, "UserRole": name, "DefaultS3Location": "s3://acme-studio/",
        "WorkspaceSecurityGroupId": "sg-0a1b2c3d4e5f67890", "EngineSecurityGroupId": "sg-0f9e8d7c6b5a43210",
        "TrustedIdentityPropagationEnabled": true, "IdcUserAssignment": "REQUIRED", "IdcInstanceArn": INSTANCE,
    });
    let response =
        sandbox.answer(&target("elasticmapreduce", "ElasticMapReduce.CreateStudio", &studio.to_string()));
    assert_eq!(response.status(), 200, "{}", text(&response));
    let applications =
        ask(sandbox, "ListApplications", &json!({ "InstanceArn": INSTANCE }))["Applications"].clone();
    let found =
        applications.as_array().unwrap().iter().find(|application| application["Name"] == name).cloned();
    found.unwrap()["ApplicationArn"].as_str().unwrap().to_owned()
}

fn made_application(sandbox: &Sandbox, name: &str) -> String {
    make_role(sandbox, name);
    make_studio(sandbox, name)
}

fn assignment(application: &str, kind: &str, id: &str) -> Value {
    json!({ "ApplicationArn": application, "PrincipalType": kind, "PrincipalId": id })
}

#[test]
fn the_instance_is_at_home_in_one_region() {
    let (sandbox, _) = sandbox("");
    let listed = ask(&sandbox, "ListInstances", &json!({}))["Instances"].clone();
    assert_eq!((&listed[0]["InstanceArn"], &listed[0]["IdentityStoreId"]), (&json!(INSTANCE), &json!(STORE)));
    assert_eq!(listed[0].get("EncryptionConfigurationDetails"), None);
    let described = ask(&sandbox, "DescribeInstance", &json!({ "InstanceArn": INSTANCE }));
    assert_eq!(described["EncryptionConfigurationDetails"]["KeyType"], "AWS_OWNED_KMS_KEY");
    let elsewhere = |operation: &str, input: &Value| answer(&sandbox, "us-east-1", operation, input).1;
    assert_eq!(elsewhere("ListInstances", &json!({})), json!({ "Instances": [] }));
    for operation in ["DescribeInstance", "ListApplications"] {
        let body = elsewhere(operation, &json!({ "InstanceArn": INSTANCE }));
        assert_eq!(body["__type"], "AccessDeniedException", "{operation}");
    }
    let application = made_application(&sandbox, "one");
    let body = elsewhere("DescribeApplication", &json!({ "ApplicationArn": application }));
    assert_eq!(body["__type"], "ResourceNotFoundException");
}

#[test]
fn applications_are_listed_whole_filtered_and_in_pages() {
    let (sandbox, _) = sandbox("");
    let arn = made_application(&sandbox, "one");
    let other = made_application(&sandbox, "two");
    let first = ask(&sandbox, "ListApplications", &json!({ "InstanceArn": INSTANCE, "MaxResults": 1 }));
    let next = json!({ "InstanceArn": INSTANCE, "MaxResults": 1, "NextToken": first["NextToken"] });
    let second = ask(&sandbox, "ListApplications", &next);
    assert_eq!(second.get("NextToken"), None);
    for listed in [&first["Applications"][0], &second["Applications"][0]] {
        let asked = json!({ "ApplicationArn": listed["ApplicationArn"] });
        assert_eq!(*listed, ask(&sandbox, "DescribeApplication", &asked));
        assert!([&arn, &other].iter().any(|known| listed["ApplicationArn"] == **known));
    }
    assert_eq!(first["Applications"][0]["CreatedFrom"], "ap-northeast-1");
    let provider = first["Applications"][0]["ApplicationProviderArn"].clone();
    for (filter, found) in [
        (json!({ "ApplicationProvider": provider, "ApplicationAccount": "111122223333" }), 2),
        (json!({ "ApplicationProvider": "arn:aws:sso::aws:applicationProvider/custom" }), 0),
        (json!({ "ApplicationAccount": "999999999999" }), 0),
    ] {
        let asked = json!({ "InstanceArn": INSTANCE, "Filter": filter });
        let listed = ask(&sandbox, "ListApplications", &asked)["Applications"].clone();
        assert_eq!(listed.as_array().unwrap().len(), found, "{asked}");
    }
    let tags = json!({ "InstanceArn": INSTANCE, "ResourceArn": arn });
    assert_eq!(ask(&sandbox, "ListTagsForResource", &tags), json!({ "Tags": [] }));
    assert_eq!(
        refused(&sandbox, "ListTagsForResource", &json!({ "ResourceArn": "x" })),
        "ResourceNotFoundException"
    );
}

#[test]
fn assignments_come_and_go() {
    let (sandbox, _) = sandbox("");
    let application = made_application(&sandbox, "one");
    let analysts = assignment(&application, "GROUP", ANALYSTS);
    let dave = assignment(&application, "USER", DAVE);
    ask(&sandbox, "CreateApplicationAssignment", &analysts);
    ask(&sandbox, "CreateApplicationAssignment", &dave);
    assert_eq!(refused(&sandbox, "CreateApplicationAssignment", &dave), "ConflictException");
    assert_eq!(ask(&sandbox, "DescribeApplicationAssignment", &dave), dave);
    let asked = json!({ "ApplicationArn": application, "MaxResults": 1 });
    let first = ask(&sandbox, "ListApplicationAssignments", &asked);
    let asked = json!({ "ApplicationArn": application, "NextToken": first["NextToken"] });
    let rest = ask(&sandbox, "ListApplicationAssignments", &asked);
    assert_eq!(first["ApplicationAssignments"], json!([dave]));
    assert_eq!(rest, json!({ "ApplicationAssignments": [analysts] }));
    for _ in 0..2 {
        ask(&sandbox, "DeleteApplicationAssignment", &dave);
    }
    assert_eq!(refused(&sandbox, "DescribeApplicationAssignment", &dave), "ResourceNotFoundException");
}

#[test]
fn a_user_has_what_the_users_groups_have() {
    let (sandbox, _) = sandbox("");
    let application = made_application(&sandbox, "one");
    let analysts = assignment(&application, "GROUP", ANALYSTS);
    ask(&sandbox, "CreateApplicationAssignment", &analysts);
    let of = |id: &str| {
        let asked = json!({ "InstanceArn": INSTANCE, "PrincipalType": "USER", "PrincipalId": id });
        ask(&sandbox, "ListApplicationAssignmentsForPrincipal", &asked)["ApplicationAssignments"].clone()
    };
    assert_eq!(of(CAROL), json!([analysts]));
    assert_eq!(of(DAVE), json!([]));
    let carol = assignment(&application, "USER", CAROL);
    assert_eq!(refused(&sandbox, "DescribeApplicationAssignment", &carol), "ResourceNotFoundException");
}

#[test]
fn whether_assignment_is_required_is_one_switch() {
    let (sandbox, _) = sandbox("");
    let asked = json!({ "ApplicationArn": made_application(&sandbox, "one") });
    let read = || ask(&sandbox, "GetApplicationAssignmentConfiguration", &asked);
    assert_eq!(read(), json!({ "AssignmentRequired": true }));
    let off = json!({ "ApplicationArn": asked["ApplicationArn"], "AssignmentRequired": false });
    ask(&sandbox, "PutApplicationAssignmentConfiguration", &off);
    assert_eq!(read(), json!({ "AssignmentRequired": false }));
}

#[test]
fn a_new_principal_conflicts_until_it_has_got_around() {
    let (sandbox, clock) = sandbox("lag=3000");
    make_role(&sandbox, "one");
    clock.advance(3_000);
    let application = make_studio(&sandbox, "one");
    let group = json!({ "IdentityStoreId": STORE, "DisplayName": "newcomers" }).to_string();
    let response = sandbox.answer(&target("identitystore", "AWSIdentityStore.CreateGroup", &group));
    let made: Value = serde_json::from_slice(response.body()).unwrap();
    let newcomers = assignment(&application, "GROUP", made["GroupId"].as_str().unwrap());
    assert_eq!(refused(&sandbox, "CreateApplicationAssignment", &newcomers), "ConflictException");
    clock.advance(3_000);
    ask(&sandbox, "CreateApplicationAssignment", &newcomers);
    let missing = assignment(&application, "GROUP", CAROL);
    assert_eq!(refused(&sandbox, "CreateApplicationAssignment", &missing), "ResourceNotFoundException");
}

#[test]
fn what_does_not_fit_is_refused() {
    let (sandbox, _) = sandbox("");
    let application = made_application(&sandbox, "one");
    for (operation, input, expected) in [
        ("DescribeInstance", json!({ "InstanceArn": "ssoins-7223a1b2c3d4e5f6" }), "ValidationException"),
        (
            "DescribeInstance",
            json!({ "InstanceArn": "arn:aws:sso:::instance/ssoins-0000000000000000" }),
            "AccessDeniedException",
        ),
        ("DescribeInstance", json!({ "Instance": INSTANCE }), "SerializationException"),
        ("ListInstances", json!({ "MaxResults": 0 }), "ValidationException"),
        ("ListInstances", json!({ "NextToken": "made up" }), "ValidationException"),
        (
            "ListApplications",
            json!({ "InstanceArn": INSTANCE, "Filter": { "ApplicationAccount": "1" } }),
            "ValidationException",
        ),
        ("DescribeApplication", json!({ "ApplicationArn": "apl-0123456789abcdef" }), "ValidationException"),
        ("CreateApplicationAssignment", assignment(&application, "USER", "dave"), "ValidationException"),
        ("CreateApplicationAssignment", assignment(&application, "ROLE", DAVE), "SerializationException"),
        (
            "PutApplicationAssignmentConfiguration",
            json!({ "ApplicationArn": application }),
            "SerializationException",
        ),
    ] {
        assert_eq!(refused(&sandbox, operation, &input), expected, "{operation} {input}");
    }
}
