//! Applications that customers make: grants, scopes, authentication methods, token issuers, tags.

use serde_json::{Value, json};
use tipctl_sandbox::Sandbox;

use crate::signed::{OPERATOR, iam, sandbox, target};

const INSTANCE: &str = "arn:aws:sso:::instance/ssoins-7223a1b2c3d4e5f6";
const CUSTOM: &str = "arn:aws:sso::aws:applicationProvider/custom";
const ABSENT_ISSUER: &str = "arn:aws:sso::111122223333:trustedTokenIssuer/ssoins-7223a1b2c3d4e5f6/tti-00000000-0000-4000-a000-000000000000";
const JWT: &str = "urn:ietf:params:oauth:grant-type:jwt-bearer";

fn answer(sandbox: &Sandbox, operation: &str, input: &Value) -> (u16, Value) {
    let request = target("sso", &format!("SWBExternalService.{operation}"), &input.to_string());
    let response = sandbox.answer(&request);
    (response.status().as_u16(), serde_json::from_slice(response.body()).unwrap())
}

fn ask(sandbox: &Sandbox, operation: &str, input: &Value) -> Value {
    let (status, answer) = answer(sandbox, operation, input);
    assert_eq!(status, 200, "{operation}: {answer}");
    answer
}

fn refused(sandbox: &Sandbox, operation: &str, input: &Value) -> String {
    let (status, answer) = answer(sandbox, operation, input);
    assert_eq!(status, 400, "{operation}: {answer}");
    answer["__type"].as_str().unwrap().to_owned()
}

fn driver() -> Value {
    json!({ "InstanceArn": INSTANCE, "ApplicationProviderArn": CUSTOM, "Name": "driver" })
}

fn make_application(sandbox: &Sandbox) -> Value {
    ask(sandbox, "CreateApplication", &driver())["ApplicationArn"].clone()
}

/// The application of Lake Formation, which customers do not change.
fn managed_application(sandbox: &Sandbox) -> Value {
    let response = sandbox.answer(
        &http::Request::post("/CreateLakeFormationIdentityCenterConfiguration")
            .header("authorization", crate::signed::authorization(OPERATOR, "lakeformation"))
            .body(bytes::Bytes::from(json!({ "InstanceArn": INSTANCE }).to_string()))
            .unwrap(),
    );
    assert_eq!(response.status(), 200);
    serde_json::from_slice::<Value>(response.body()).unwrap()["ApplicationArn"].clone()
}

fn issuer(name: &str) -> Value {
    json!({
        "InstanceArn": INSTANCE, "Name": name, "TrustedTokenIssuerType": "OIDC_JWT",
        "TrustedTokenIssuerConfiguration": { "OidcJwtConfiguration": {
            "IssuerUrl": "https://login.example.com/v2.0", "ClaimAttributePath": "email",
            "IdentityStoreAttributePath": "emails.value", "JwksRetrievalOption": "OPEN_ID_DISCOVERY",
        } },
    })
}

#[test]
fn an_application_is_made_changed_and_deleted_by_its_maker() {
    let (sandbox, _) = sandbox("");
    let application = make_application(&sandbox);
    let described = ask(&sandbox, "DescribeApplication", &json!({ "ApplicationArn": application }));
    assert_eq!(described["Status"], "ENABLED");
    assert_eq!(described["PortalOptions"], json!({ "Visibility": "ENABLED" }));
    assert_eq!(described.get("Description"), None);
    let sign_in = json!({ "Origin": "APPLICATION", "ApplicationUrl": "https://app.example.com/start" });
    let update = json!({ "ApplicationArn": application, "Name": "jdbc", "Description": "d", "Status": "DISABLED",
        "PortalOptions": { "SignInOptions": sign_in } });
    ask(&sandbox, "UpdateApplication", &update);
    let described = ask(&sandbox, "DescribeApplication", &json!({ "ApplicationArn": application }));
    assert_eq!((&described["Name"], &described["Status"]), (&json!("jdbc"), &json!("DISABLED")));
    assert_eq!(described["PortalOptions"], json!({ "Visibility": "ENABLED", "SignInOptions": sign_in }));
    for wrong in [
        json!({ "ApplicationArn": application, "Description": "" }),
        json!({ "ApplicationArn": application, "PortalOptions": { "SignInOptions": { "Origin": "APPLICATION" } } }),
    ] {
        assert_eq!(refused(&sandbox, "UpdateApplication", &wrong), "ValidationException");
    }
    let hidden = json!({ "ApplicationArn": application, "PortalOptions": { "Visibility": "DISABLED" } });
    assert_eq!(refused(&sandbox, "UpdateApplication", &hidden), "SerializationException");
    ask(&sandbox, "DeleteApplication", &json!({ "ApplicationArn": application }));
    let gone = json!({ "ApplicationArn": application });
    assert_eq!(refused(&sandbox, "DeleteApplication", &gone), "ResourceNotFoundException");
}

#[test]
fn a_client_token_makes_one_application() {
    let (sandbox, _) = sandbox("");
    let mut input = driver();
    input["ClientToken"] = json!("t-1");
    let first = ask(&sandbox, "CreateApplication", &input);
    assert_eq!(ask(&sandbox, "CreateApplication", &input), first);
    input["Name"] = json!("other");
    assert_eq!(refused(&sandbox, "CreateApplication", &input), "ValidationException");
    let mut other = driver();
    other["ApplicationProviderArn"] = json!("arn:aws:sso::aws:applicationProvider/athena");
    assert_eq!(refused(&sandbox, "CreateApplication", &other), "ValidationException");
}

#[test]
fn an_application_of_a_service_is_changed_by_the_service_alone() {
    let (sandbox, _) = sandbox("");
    let application = managed_application(&sandbox);
    for (operation, input) in [
        ("UpdateApplication", json!({ "ApplicationArn": application, "Name": "n" })),
        ("DeleteApplication", json!({ "ApplicationArn": application })),
        (
            "PutApplicationAccessScope",
            json!({ "ApplicationArn": application, "Scope": "lakeformation:query" }),
        ),
        ("DeleteApplicationGrant", json!({ "ApplicationArn": application, "GrantType": "refresh_token" })),
    ] {
        assert_eq!(refused(&sandbox, operation, &input), "AccessDeniedException", "{operation}");
    }
    let listed = ask(&sandbox, "ListApplicationGrants", &json!({ "ApplicationArn": application }));
    assert_eq!(listed["Grants"], json!([]));
    let custom = json!({ "InstanceArn": INSTANCE, "Filter": { "ApplicationProvider": CUSTOM } });
    assert_eq!(ask(&sandbox, "ListApplications", &custom)["Applications"], json!([]));
}

#[test]
fn grants_name_issuers_that_exist_and_are_replaced_whole() {
    let (sandbox, _) = sandbox("");
    let application = make_application(&sandbox);
    let made = ask(&sandbox, "CreateTrustedTokenIssuer", &issuer("entra"))["TrustedTokenIssuerArn"].clone();
    let put = |issuer: &Value, audiences: &[&str]| {
        let issuers = [json!({ "TrustedTokenIssuerArn": issuer, "AuthorizedAudiences": audiences })];
        json!({ "ApplicationArn": application, "GrantType": JWT,
            "Grant": { "JwtBearer": { "AuthorizedTokenIssuers": issuers } } })
    };
    let absent = json!(ABSENT_ISSUER);
    assert_eq!(refused(&sandbox, "PutApplicationGrant", &put(&absent, &["a"])), "ResourceNotFoundException");
    assert_eq!(refused(&sandbox, "PutApplicationGrant", &put(&made, &[])), "ValidationException");
    ask(&sandbox, "PutApplicationGrant", &put(&made, &["b", "a"]));
    ask(&sandbox, "PutApplicationGrant", &put(&made, &["c", "a"]));
    let read =
        ask(&sandbox, "GetApplicationGrant", &json!({ "ApplicationArn": application, "GrantType": JWT }));
    assert_eq!(
        read["Grant"]["JwtBearer"]["AuthorizedTokenIssuers"][0]["AuthorizedAudiences"],
        json!(["c", "a"])
    );
    let refresh = json!({ "ApplicationArn": application, "GrantType": "refresh_token", "Grant": { "RefreshToken": {} } });
    ask(&sandbox, "PutApplicationGrant", &refresh);
    let mismatch =
        json!({ "ApplicationArn": application, "GrantType": JWT, "Grant": { "RefreshToken": {} } });
    assert_eq!(refused(&sandbox, "PutApplicationGrant", &mismatch), "ValidationException");
    let listed = ask(&sandbox, "ListApplicationGrants", &json!({ "ApplicationArn": application }));
    assert_eq!(listed["Grants"].as_array().unwrap().len(), 2);
    let one = json!({ "TrustedTokenIssuerArn": made });
    assert_eq!(refused(&sandbox, "DeleteTrustedTokenIssuer", &one), "ConflictException");
    for _ in 0..2 {
        ask(&sandbox, "DeleteApplicationGrant", &json!({ "ApplicationArn": application, "GrantType": JWT }));
    }
    ask(&sandbox, "DeleteTrustedTokenIssuer", &one);
    assert_eq!(refused(&sandbox, "DescribeTrustedTokenIssuer", &one), "ResourceNotFoundException");
}

#[test]
fn an_issuer_keeps_its_url() {
    let (sandbox, _) = sandbox("");
    let made = ask(&sandbox, "CreateTrustedTokenIssuer", &issuer("entra"))["TrustedTokenIssuerArn"].clone();
    let update = |configuration: Value| {
        json!({ "TrustedTokenIssuerArn": made, "Name": "okta",
            "TrustedTokenIssuerConfiguration": { "OidcJwtConfiguration": configuration } })
    };
    ask(&sandbox, "UpdateTrustedTokenIssuer", &update(json!({ "ClaimAttributePath": "preferred_username" })));
    let moved = update(json!({ "IssuerUrl": "https://other.example.com" }));
    assert_eq!(refused(&sandbox, "UpdateTrustedTokenIssuer", &moved), "SerializationException");
    let described = ask(&sandbox, "DescribeTrustedTokenIssuer", &json!({ "TrustedTokenIssuerArn": made }));
    let configuration = &described["TrustedTokenIssuerConfiguration"]["OidcJwtConfiguration"];
    assert_eq!(
        (&described["Name"], &configuration["ClaimAttributePath"]),
        (&json!("okta"), &json!("preferred_username"))
    );
    assert_eq!(configuration["IssuerUrl"], "https://login.example.com/v2.0");
    for nth in 1..10 {
        ask(&sandbox, "CreateTrustedTokenIssuer", &issuer(&format!("i{nth}")));
    }
    let one_more = refused(&sandbox, "CreateTrustedTokenIssuer", &issuer("more"));
    assert_eq!(one_more, "ServiceQuotaExceededException");
    let listed = ask(&sandbox, "ListTrustedTokenIssuers", &json!({ "InstanceArn": INSTANCE }));
    assert_eq!(listed["TrustedTokenIssuers"].as_array().unwrap().len(), 10);
    assert_eq!(listed["TrustedTokenIssuers"][0].get("TrustedTokenIssuerConfiguration"), None);
}

#[test]
fn scopes_are_limited_to_targets_that_exist() {
    let (sandbox, _) = sandbox("");
    let application = make_application(&sandbox);
    let lake = managed_application(&sandbox);
    let put = |scope: &str, targets: Value| json!({ "ApplicationArn": application, "Scope": scope, "AuthorizedTargets": targets });
    ask(&sandbox, "PutApplicationAccessScope", &put("lakeformation:query", json!([lake])));
    let nowhere =
        lake.as_str().unwrap().replace("/apl-", "/apl-x").replace("apl-x", "apl-").replace('1', "2");
    assert_eq!(
        refused(&sandbox, "PutApplicationAccessScope", &put("sts:identity_context", json!([nowhere]))),
        "ResourceNotFoundException"
    );
    for (scope, targets) in [("a:b:c:d", Value::Null), ("a-b", Value::Null), ("a", json!([]))] {
        assert_eq!(
            refused(&sandbox, "PutApplicationAccessScope", &put(scope, targets)),
            "ValidationException"
        );
    }
    for nth in 0..24 {
        ask(&sandbox, "PutApplicationAccessScope", &put(&format!("s{nth}"), Value::Null));
    }
    assert_eq!(
        refused(&sandbox, "PutApplicationAccessScope", &put("more", Value::Null)),
        "ValidationException"
    );
    let listed = ask(&sandbox, "ListApplicationAccessScopes", &json!({ "ApplicationArn": application }));
    assert_eq!(listed["Scopes"].as_array().unwrap().len(), 10);
    assert_eq!(listed["Scopes"][0], json!({ "Scope": "lakeformation:query", "AuthorizedTargets": [lake] }));
    let one = json!({ "ApplicationArn": application, "Scope": "s1" });
    assert_eq!(ask(&sandbox, "GetApplicationAccessScope", &one), json!({ "Scope": "s1" }));
    ask(&sandbox, "DeleteApplicationAccessScope", &one);
    assert_eq!(refused(&sandbox, "GetApplicationAccessScope", &one), "ResourceNotFoundException");
}

#[test]
fn the_actor_policy_names_roles_that_are_known_by_now() {
    let (sandbox, clock) = sandbox("lag=3000");
    let application = make_application(&sandbox);
    let trust = json!({ "Version": "2012-10-17", "Statement": { "Effect": "Allow", "Action": "sts:AssumeRole",
        "Principal": { "Service": "ec2.amazonaws.com" } } });
    let role = [("RoleName", "driver"), ("AssumeRolePolicyDocument", &trust.to_string())];
    assert_eq!(sandbox.answer(&iam(OPERATOR, "CreateRole", &role)).status(), 200);
    let policy = json!({ "Version": "2012-10-17", "Statement": [{ "Effect": "Allow", "Action": "sso-oauth:CreateTokenWithIAM",
        "Principal": { "AWS": "arn:aws:iam::111122223333:role/driver" }, "Resource": "*" }] });
    let put = |policy: &Value| {
        json!({ "ApplicationArn": application, "AuthenticationMethodType": "IAM",
            "AuthenticationMethod": { "Iam": { "ActorPolicy": policy } } })
    };
    assert_eq!(refused(&sandbox, "PutApplicationAuthenticationMethod", &put(&policy)), "ValidationException");
    clock.advance(3000);
    ask(&sandbox, "PutApplicationAuthenticationMethod", &put(&policy));
    for member in ["Version", "Statement"] {
        let mut wrong = policy.clone();
        wrong.as_object_mut().unwrap().remove(member);
        assert_eq!(
            refused(&sandbox, "PutApplicationAuthenticationMethod", &put(&wrong)),
            "ValidationException"
        );
    }
    let one = json!({ "ApplicationArn": application, "AuthenticationMethodType": "IAM" });
    let read = ask(&sandbox, "GetApplicationAuthenticationMethod", &one);
    assert_eq!(read["AuthenticationMethod"]["Iam"]["ActorPolicy"], policy);
    let listed =
        ask(&sandbox, "ListApplicationAuthenticationMethods", &json!({ "ApplicationArn": application }));
    assert_eq!(listed["AuthenticationMethods"][0]["AuthenticationMethodType"], "IAM");
    ask(&sandbox, "DeleteApplicationAuthenticationMethod", &one);
    assert_eq!(refused(&sandbox, "GetApplicationAuthenticationMethod", &one), "ResourceNotFoundException");
}

#[test]
fn tags_hang_on_instance_application_and_issuer() {
    let (sandbox, _) = sandbox("page-size=1");
    let application = make_application(&sandbox);
    let issuer = ask(&sandbox, "CreateTrustedTokenIssuer", &issuer("entra"))["TrustedTokenIssuerArn"].clone();
    for resource in [json!(INSTANCE), application, issuer] {
        let tags = json!([{ "Key": "a", "Value": "1" }, { "Key": "b", "Value": "" }]);
        let of = json!({ "InstanceArn": INSTANCE, "ResourceArn": resource });
        let with = |member: &str, value: Value| {
            let mut input = of.clone();
            input[member] = value;
            input
        };
        ask(&sandbox, "TagResource", &with("Tags", tags));
        let first = ask(&sandbox, "ListTagsForResource", &of);
        assert_eq!(first["Tags"], json!([{ "Key": "a", "Value": "1" }]));
        let second = ask(&sandbox, "ListTagsForResource", &with("NextToken", first["NextToken"].clone()));
        assert_eq!(second["Tags"], json!([{ "Key": "b", "Value": "" }]));
        ask(&sandbox, "UntagResource", &with("TagKeys", json!(["a", "c"])));
        assert_eq!(ask(&sandbox, "ListTagsForResource", &of)["Tags"].as_array().unwrap().len(), 1);
        let reserved = with("Tags", json!([{ "Key": "aws:x", "Value": "1" }]));
        assert_eq!(refused(&sandbox, "TagResource", &reserved), "ValidationException");
    }
    let nothing = json!({ "ResourceArn": "arn:aws:sso:::instance/ssoins-0000000000000000" });
    assert_eq!(refused(&sandbox, "ListTagsForResource", &nothing), "ResourceNotFoundException");
}

#[test]
fn the_instance_tells_its_regions() {
    let (sandbox, _) = sandbox("");
    let described = ask(&sandbox, "DescribeInstance", &json!({ "InstanceArn": INSTANCE }));
    assert_eq!(described["PrimaryRegion"], "ap-northeast-1");
    let listed = ask(&sandbox, "ListRegions", &json!({ "InstanceArn": INSTANCE }));
    assert_eq!(listed["Regions"], described["Regions"]);
    let home = json!({ "InstanceArn": INSTANCE, "RegionName": "ap-northeast-1" });
    assert_eq!(ask(&sandbox, "DescribeRegion", &home)["IsPrimaryRegion"], true);
    let away = json!({ "InstanceArn": INSTANCE, "RegionName": "us-east-1" });
    assert_eq!(refused(&sandbox, "DescribeRegion", &away), "ResourceNotFoundException");
}
