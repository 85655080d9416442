//! Identity Center in another account and region than the data, and what AWS has been seen to do with the directory.

use bytes::Bytes;
use http::Request;
use serde_json::{Value, json};
use tipctl_sandbox::Sandbox;

use crate::signed::{OPERATOR, authorization, elements, form, sandbox, target};

const INSTANCE: &str = "arn:aws:sso:::instance/ssoins-7223a1b2c3d4e5f6";
const ELSEWHERE: &str = "identity-center=999988887777:us-east-1";
const DIRECTORY: &str = "AKIASANDBOXDIRECTORY";

/// A request made by somebody in some region.
fn made_by(mut request: Request<Bytes>, key: &str, region: &str) -> Request<Bytes> {
    let scope = request.headers()["authorization"].to_str().unwrap();
    let scope = scope.replace(OPERATOR, key).replace("ap-northeast-1", region);
    request.headers_mut().insert("authorization", scope.parse().unwrap());
    request
}

fn sso(sandbox: &Sandbox, (key, region): (&str, &str), operation: &str, input: &Value) -> (u16, Value) {
    let request = target("sso", &format!("SWBExternalService.{operation}"), &input.to_string());
    let response = sandbox.answer(&made_by(request, key, region));
    (response.status().as_u16(), serde_json::from_slice(response.body()).unwrap())
}

fn directory(sandbox: &Sandbox, (key, region): (&str, &str), operation: &str, input: &Value) -> (u16, Value) {
    let request = target("identitystore", &format!("AWSIdentityStore.{operation}"), &input.to_string());
    let response = sandbox.answer(&made_by(request, key, region));
    (response.status().as_u16(), serde_json::from_slice(response.body()).unwrap())
}

#[test]
fn the_instance_of_another_account_is_found_at_its_home_and_not_administered_from_here() {
    let (sandbox, _) = sandbox(ELSEWHERE);
    let (here, there) = ((OPERATOR, "ap-northeast-1"), (OPERATOR, "us-east-1"));
    assert_eq!(sso(&sandbox, here, "ListInstances", &json!({})).1["Instances"], json!([]));
    let (_, listed) = sso(&sandbox, there, "ListInstances", &json!({}));
    assert_eq!(listed["Instances"][0]["OwnerAccountId"], "999988887777");
    let all = json!({ "InstanceArn": INSTANCE });
    assert_eq!(sso(&sandbox, there, "ListApplications", &all).0, 400);
    let own = json!({ "InstanceArn": INSTANCE, "Filter": { "ApplicationAccount": "111122223333" } });
    assert_eq!(sso(&sandbox, there, "ListApplications", &own).0, 200);
    assert_eq!(sso(&sandbox, there, "ListTrustedTokenIssuers", &all).0, 403);
    let store = json!({ "IdentityStoreId": "d-9567a1b2c3" });
    assert_eq!(directory(&sandbox, there, "ListGroups", &store).0, 200);
    let group = json!({ "IdentityStoreId": "d-9567a1b2c3", "DisplayName": "new" });
    assert_eq!(directory(&sandbox, there, "CreateGroup", &group).0, 403);
    let owner = (DIRECTORY, "us-east-1");
    assert_eq!(directory(&sandbox, owner, "CreateGroup", &group).0, 200);
    assert_eq!(sso(&sandbox, owner, "ListApplications", &all).0, 200);
    let workgroups = target("athena", "AmazonAthena.ListWorkGroups", "{}");
    assert_eq!(sandbox.answer(&made_by(workgroups, DIRECTORY, "us-east-1")).status(), 501);
}

#[test]
fn a_role_of_the_owner_administers_the_directory() {
    let (sandbox, _) = sandbox(ELSEWHERE);
    let body = "Action=AssumeRole&Version=2011-06-15&RoleSessionName=tipctl\
                &RoleArn=arn:aws:iam::999988887777:role/tipctl-directory";
    let assumed = sandbox.answer(&form(Some(&authorization(OPERATOR, "sts")), body));
    assert_eq!(elements(&assumed, "Arn"), ["arn:aws:sts::999988887777:assumed-role/tipctl-directory/tipctl"]);
    let (key, token) =
        (elements(&assumed, "AccessKeyId").remove(0), elements(&assumed, "SessionToken").remove(0));
    let ask = |operation: &str, input: Value| {
        let request = target("identitystore", &format!("AWSIdentityStore.{operation}"), &input.to_string());
        let mut request = made_by(request, &key, "us-east-1");
        request.headers_mut().insert("x-amz-security-token", token.parse().unwrap());
        sandbox.answer(&request).status().as_u16()
    };
    assert_eq!(ask("CreateGroup", json!({ "IdentityStoreId": "d-9567a1b2c3", "DisplayName": "new" })), 200);
    let mut whoami = form(Some(&authorization(&key, "sts")), "Action=GetCallerIdentity&Version=2011-06-15");
    whoami.headers_mut().insert("x-amz-security-token", token.parse().unwrap());
    assert_eq!(elements(&sandbox.answer(&whoami), "Account"), ["999988887777"]);
}

#[test]
fn a_group_is_listed_and_not_found_by_its_name() {
    let (sandbox, _) = sandbox("hide-group-ids");
    let here = (OPERATOR, "ap-northeast-1");
    let unique = json!({ "AttributePath": "displayName", "AttributeValue": "data-analysts" });
    let by_name =
        json!({ "IdentityStoreId": "d-9567a1b2c3", "AlternateIdentifier": { "UniqueAttribute": unique } });
    let (_, missed) = directory(&sandbox, here, "GetGroupId", &by_name);
    assert_eq!(missed["__type"], "ResourceNotFoundException");
    let (_, listed) = directory(&sandbox, here, "ListGroups", &json!({ "IdentityStoreId": "d-9567a1b2c3" }));
    let groups = listed["Groups"].as_array().unwrap();
    assert!(groups.iter().any(|group| group["DisplayName"] == "data-analysts"));
}
