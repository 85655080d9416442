//! Callers whose policies are known: each call needs what the service asks for, and what it does for the caller besides.

use std::sync::Arc;

use bytes::Bytes;
use http::Request;
use serde_json::{Value, json};
use tipctl_sandbox::{Account, ManualClock, Sandbox};

use crate::signed::{OPERATOR, authorization, form, iam, refusal, target, text};

const KEY: &str = "AKIASANDBOXPLANNER";
const INSTANCE: &str = "arn:aws:sso:::instance/ssoins-7223a1b2c3d4e5f6";

/// A sandbox with a user whose policy has these statements.
fn sandbox(statements: &Value) -> Sandbox {
    let policy = json!({ "Version": "2012-10-17", "Statement": statements }).to_string();
    let account = Account::fresh().with_user(KEY, "planner", &policy);
    Sandbox::new(account, "".parse().unwrap(), Arc::new(ManualClock::at(1_767_268_800_000)))
}

/// The same request, made by the planner.
fn by_planner(mut request: Request<Bytes>) -> Request<Bytes> {
    let scope = request.headers()["authorization"].to_str().unwrap().replace(OPERATOR, KEY);
    request.headers_mut().insert("authorization", scope.parse().unwrap());
    request
}

fn allow(actions: &[&str], resource: &str) -> Value {
    json!({ "Effect": "Allow", "Action": actions, "Resource": resource })
}

fn make_role(sandbox: &Sandbox) {
    let trust = json!({ "Version": "2012-10-17", "Statement": { "Effect": "Allow", "Action": "sts:AssumeRole",
        "Principal": { "Service": "athena.amazonaws.com" } } });
    let role =
        [("Path", "/service-role/"), ("RoleName", "query"), ("AssumeRolePolicyDocument", &trust.to_string())];
    let response = sandbox.answer(&iam(OPERATOR, "CreateRole", &role));
    assert_eq!(response.status(), 200, "{}", text(&response));
}

fn create_workgroup(sandbox: &Sandbox) -> Result<(), String> {
    let configuration = json!({
        "ExecutionRole": "arn:aws:iam::111122223333:role/service-role/query",
        "IdentityCenterConfiguration": { "EnableIdentityCenter": true, "IdentityCenterInstanceArn": INSTANCE },
        "ResultConfiguration": { "OutputLocation": "s3://acme-athena-results/" },
    });
    let input = json!({ "Name": "analytics", "Configuration": configuration });
    let response =
        sandbox.answer(&by_planner(target("athena", "AmazonAthena.CreateWorkGroup", &input.to_string())));
    match response.status().as_u16() {
        200 => Ok(()),
        _ => Err(serde_json::from_slice::<Value>(response.body()).unwrap()["Message"]
            .as_str()
            .unwrap()
            .to_owned()),
    }
}

#[test]
fn a_refusal_names_action_and_resource() {
    let sandbox = sandbox(&json!([allow(&["iam:GetRole"], "arn:aws:iam::111122223333:role/service-role/*")]));
    make_role(&sandbox);
    let ask = |action: &str| sandbox.answer(&iam(KEY, action, &[("RoleName", "query")]));
    assert_eq!(ask("GetRole").status(), 200);
    let denied = ask("ListRolePolicies");
    assert_eq!(refusal(&denied), (403, "AccessDenied".to_owned()));
    let words = "User: arn:aws:iam::111122223333:user/planner is not authorized to perform: iam:ListRolePolicies on \
                 resource: arn:aws:iam::111122223333:role/service-role/query because no identity-based policy allows \
                 the iam:ListRolePolicies action";
    assert!(text(&denied).contains(words), "{}", text(&denied));
    let whoami = form(Some(&authorization(KEY, "sts")), "Action=GetCallerIdentity&Version=2011-06-15");
    assert_eq!(sandbox.answer(&whoami).status(), 200, "nobody needs a right to learn who they are");
    assert_eq!(sandbox.answer(&iam(OPERATOR, "ListRolePolicies", &[("RoleName", "query")])).status(), 200);
}

#[test]
fn a_workgroup_needs_what_it_makes_services_do() {
    let workgroup = allow(&["athena:CreateWorkGroup"], "arn:aws:athena:*:111122223333:workgroup/analytics");
    let mut pass = allow(&["iam:PassRole"], "arn:aws:iam::111122223333:role/service-role/query");
    pass["Condition"] = json!({ "StringEquals": { "iam:PassedToService": "athena.amazonaws.com" } });
    let mut pass_elsewhere = pass.clone();
    pass_elsewhere["Condition"]["StringEquals"]["iam:PassedToService"] = json!("ec2.amazonaws.com");
    let make = allow(&["sso:CreateApplication"], INSTANCE);
    let configure =
        allow(&["sso:PutApplication*"], "arn:aws:sso::111122223333:application/ssoins-7223a1b2c3d4e5f6/*");
    for (statements, missing) in [
        (json!([pass, make, configure]), Some("athena:CreateWorkGroup")),
        (json!([workgroup, make, configure]), Some("iam:PassRole")),
        (json!([workgroup, pass_elsewhere, make, configure]), Some("iam:PassRole")),
        (json!([workgroup, pass, configure]), Some("sso:CreateApplication")),
        (json!([workgroup, pass, make]), Some("sso:PutApplicationAssignmentConfiguration")),
        (json!([workgroup, pass, make, configure]), None),
    ] {
        let sandbox = sandbox(&statements);
        make_role(&sandbox);
        match (create_workgroup(&sandbox), missing) {
            (Ok(()), None) => {}
            (Err(message), Some(action)) => {
                assert!(message.contains(&format!("not authorized to perform: {action} ")), "{message}");
            }
            (outcome, _) => panic!("{statements}: {outcome:?}, not {missing:?}"),
        }
    }
}

#[test]
fn a_directory_is_asked_by_store_and_by_object() {
    let store = "arn:aws:identitystore::111122223333:identitystore/d-9567a1b2c3";
    let group = "6a1f0c52-7d3e-4b8a-9c10-2f5e8d7b4a01";
    let describe = |statements: Value| {
        let input = json!({ "IdentityStoreId": "d-9567a1b2c3", "GroupId": group }).to_string();
        let request = target("identitystore", "AWSIdentityStore.DescribeGroup", &input);
        sandbox(&statements).answer(&by_planner(request)).status().as_u16()
    };
    let action = ["identitystore:DescribeGroup"];
    assert_eq!(describe(json!([allow(&action, store)])), 403);
    assert_eq!(
        describe(json!([allow(&action, store), allow(&action, "arn:aws:identitystore:::group/*")])),
        200
    );
}

#[test]
fn a_session_of_a_role_has_the_role_s_rights() {
    let sandbox = sandbox(&json!([allow(&["sts:AssumeRole"], "*")]));
    let trust = json!({ "Version": "2012-10-17", "Statement": { "Effect": "Allow", "Action": "sts:AssumeRole",
        "Principal": { "AWS": "arn:aws:iam::111122223333:user/planner" } } });
    let role = [("RoleName", "reader"), ("AssumeRolePolicyDocument", &trust.to_string())];
    assert_eq!(sandbox.answer(&iam(OPERATOR, "CreateRole", &role)).status(), 200);
    let policy =
        r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"iam:ListRoles","Resource":"*"}}"#;
    let inline = [("RoleName", "reader"), ("PolicyName", "p"), ("PolicyDocument", policy)];
    let put = sandbox.answer(&iam(OPERATOR, "PutRolePolicy", &inline));
    assert_eq!(put.status(), 200, "{}", text(&put));
    let body = "Action=AssumeRole&Version=2011-06-15&RoleSessionName=test&RoleArn=arn:aws:iam::111122223333:role/reader";
    let assumed = sandbox.answer(&form(Some(&authorization(KEY, "sts")), body));
    let element = |name| crate::signed::elements(&assumed, name).remove(0);
    let (key, token) = (element("AccessKeyId"), element("SessionToken"));
    let ask = |action: &str| {
        let mut request = iam(&key, action, &[]);
        request.headers_mut().insert("x-amz-security-token", token.parse().unwrap());
        sandbox.answer(&request).status().as_u16()
    };
    assert_eq!(ask("ListRoles"), 200);
    assert_eq!(ask("ListPolicies"), 403);
}
