//! A client that brings the token of another issuer: the exchange, the role taken with the user's context, and a query.

use bytes::Bytes;
use http::{Request, Response};
use serde_json::{Value, json};
use tipctl_sandbox::{Credentials, Link, Sandbox, TokenAsk};

use crate::chain::{self, ANALYSTS, CAROL, INSTANCE, allow, ask, change_iam, document};
use crate::query::as_session;
use crate::signed::{OPERATOR, authorization, elements, form, sandbox, text};

const ISSUER: &str = "https://login.example.com/v2.0";
const JWT: &str = "urn:ietf:params:oauth:grant-type:jwt-bearer";
const PROVIDER: &str = "arn:aws:iam::aws:contextProvider/IdentityCenter";

/// What a client is made of.
struct Client {
    application: Value,
    issuer: Value,
}

/// A client for the analysts, which the operator asks for tokens; the access role is taken by the operator.
fn make_client(sandbox: &Sandbox) -> Client {
    let driver = json!({ "InstanceArn": INSTANCE, "Name": "driver",
        "ApplicationProviderArn": "arn:aws:sso::aws:applicationProvider/custom" });
    let application = ask(sandbox, "sso", "CreateApplication", &driver)["ApplicationArn"].clone();
    let configuration = json!({ "OidcJwtConfiguration": { "IssuerUrl": ISSUER, "ClaimAttributePath": "email",
        "IdentityStoreAttributePath": "emails.value", "JwksRetrievalOption": "OPEN_ID_DISCOVERY" } });
    let issuer = json!({ "InstanceArn": INSTANCE, "Name": "okta", "TrustedTokenIssuerType": "OIDC_JWT",
        "TrustedTokenIssuerConfiguration": configuration });
    let issuer = ask(sandbox, "sso", "CreateTrustedTokenIssuer", &issuer)["TrustedTokenIssuerArn"].clone();
    let authorized = json!([{ "TrustedTokenIssuerArn": issuer, "AuthorizedAudiences": ["driver-client"] }]);
    let grant = json!({ "ApplicationArn": application, "GrantType": JWT,
        "Grant": { "JwtBearer": { "AuthorizedTokenIssuers": authorized } } });
    ask(sandbox, "sso", "PutApplicationGrant", &grant);
    let policy = json!({ "Version": "2012-10-17", "Statement": [{ "Effect": "Allow",
        "Principal": { "AWS": "arn:aws:iam::111122223333:user/operator" },
        "Action": "sso-oauth:CreateTokenWithIAM", "Resource": "*" }] });
    let method = json!({ "ApplicationArn": application, "AuthenticationMethodType": "IAM",
        "AuthenticationMethod": { "Iam": { "ActorPolicy": policy } } });
    ask(sandbox, "sso", "PutApplicationAuthenticationMethod", &method);
    for scope in ["lakeformation:query", "athena:workgroup:read_write", "s3:access_grants:read_write"] {
        let scope = json!({ "ApplicationArn": application, "Scope": scope });
        ask(sandbox, "sso", "PutApplicationAccessScope", &scope);
    }
    let assignment =
        json!({ "ApplicationArn": application, "PrincipalType": "GROUP", "PrincipalId": ANALYSTS });
    ask(sandbox, "sso", "CreateApplicationAssignment", &assignment);
    let trust = document(
        &json!([{ "Effect": "Allow", "Principal": { "AWS": "arn:aws:iam::111122223333:user/operator" },
        "Action": ["sts:AssumeRole", "sts:SetContext"] }]),
    );
    change_iam(sandbox, "CreateRole", &[("RoleName", "access"), ("AssumeRolePolicyDocument", &trust)]);
    chain::put_rights(sandbox, "access", &allow(&["*"], &["*"]));
    Client { application, issuer }
}

fn issued(sandbox: &Sandbox, user: &str, audience: &str) -> String {
    sandbox.issue_token(&TokenAsk { issuer: ISSUER, user, audience, lifetime: 300 }).unwrap()
}

/// The exchange of a token.
fn exchange(sandbox: &Sandbox, application: &Value, assertion: &str) -> (u16, Value) {
    let input = json!({ "clientId": application, "grantType": JWT, "assertion": assertion });
    let request = Request::post("/token?aws_iam=t")
        .header("authorization", authorization(OPERATOR, "sso-oauth"))
        .body(Bytes::from(input.to_string()))
        .unwrap();
    let response = sandbox.answer(&request);
    (response.status().as_u16(), serde_json::from_slice(response.body()).unwrap())
}

/// The role of this name taken with a context, and more parameters.
fn assume(sandbox: &Sandbox, role: &str, context: Option<&str>, more: &str) -> Response<Bytes> {
    let context = context.map_or_else(String::new, |context| {
        format!("&ProvidedContexts.member.1.ProviderArn={PROVIDER}&ProvidedContexts.member.1.ContextAssertion={context}")
    });
    let body = format!(
        "Action=AssumeRole&Version=2011-06-15&RoleArn=arn:aws:iam::111122223333:role/{role}&RoleSessionName=carol{context}{more}"
    );
    sandbox.answer(&form(Some(&authorization(OPERATOR, "sts")), &body))
}

fn credentials(response: &Response<Bytes>) -> Credentials {
    assert_eq!(response.status(), 200, "{}", text(response));
    let one = |name| elements(response, name).remove(0);
    Credentials {
        access_key_id: one("AccessKeyId"),
        secret_access_key: one("SecretAccessKey"),
        session_token: one("SessionToken"),
        expires_at_ms: 0,
    }
}

#[test]
fn a_token_becomes_a_session_that_queries() {
    let (sandbox, clock) = sandbox("");
    chain::make(&sandbox);
    let client = make_client(&sandbox);
    let (status, token) =
        exchange(&sandbox, &client.application, &issued(&sandbox, "carol@example.com", "driver-client"));
    assert_eq!(status, 200, "{token}");
    let scopes = token["scope"].as_array().unwrap();
    assert!(
        scopes.contains(&json!("sts:identity_context")) && scopes.contains(&json!("lakeformation:query"))
    );
    let context = token["awsAdditionalDetails"]["identityContext"].as_str().unwrap();
    let session = credentials(&assume(&sandbox, "access", Some(context), ""));
    let input = json!({ "QueryString": "SELECT count(*) FROM sales.orders", "WorkGroup": "analytics" });
    let (status, started) = as_session(&sandbox, &session, "StartQueryExecution", &input);
    assert_eq!(status, 200, "{started}");
    clock.advance(1_000);
    let id = json!({ "QueryExecutionId": started["QueryExecutionId"] });
    let (_, results) = as_session(&sandbox, &session, "GetQueryResults", &id);
    assert_eq!(results["ResultSet"]["Rows"][1]["Data"], json!([{ "VarCharValue": "8" }]), "{results}");
    // What the allow-list leaves out, no role gives back.
    let body = "Action=AssumeRole&Version=2011-06-15&RoleSessionName=x1&RoleArn=arn:aws:iam::111122223333:role/access";
    let mut request = form(Some(&authorization(&session.access_key_id, "sts")), body);
    request.headers_mut().insert("x-amz-security-token", session.session_token.parse().unwrap());
    assert_eq!(sandbox.answer(&request).status(), 403);
    // A session without a context has no user.
    let session = credentials(&assume(&sandbox, "access", None, ""));
    let (_, refused) = as_session(&sandbox, &session, "StartQueryExecution", &input);
    assert_eq!(refused["__type"], "AccessDeniedException");
    assert_eq!(sandbox.failures().last().unwrap().link, Link::WorkgroupIdentity);
}

#[test]
fn a_token_is_looked_at_from_every_side() {
    let (sandbox, clock) = sandbox("");
    chain::make(&sandbox);
    let client = make_client(&sandbox);
    let refused = |assertion: &str| {
        let (status, answer) = exchange(&sandbox, &client.application, assertion);
        assert_ne!(status, 200, "{answer}");
        answer["__type"].as_str().unwrap().to_owned()
    };
    let good = issued(&sandbox, CAROL, "driver-client");
    assert_eq!(exchange(&sandbox, &client.application, &good).0, 200);
    assert_eq!(refused(&good), "InvalidGrantException", "a token is good once");
    assert_eq!(refused(&issued(&sandbox, CAROL, "another-client")), "InvalidGrantException");
    assert_eq!(refused(&issued(&sandbox, "dave@example.com", "driver-client")), "AccessDeniedException");
    let other = TokenAsk {
        issuer: "https://other.example.com",
        user: CAROL,
        audience: "driver-client",
        lifetime: 300,
    };
    assert_eq!(refused(&sandbox.issue_token(&other).unwrap()), "InvalidGrantException");
    let late = issued(&sandbox, CAROL, "driver-client");
    clock.advance(300_000);
    assert_eq!(refused(&late), "InvalidGrantException");
    let mut forged = issued(&sandbox, CAROL, "driver-client");
    forged.push('A');
    assert_eq!(refused(&forged), "InvalidGrantException");
    let unknown = json!("arn:aws:sso::111122223333:application/ssoins-7223a1b2c3d4e5f6/apl-0000000000000000");
    let (status, answer) = exchange(&sandbox, &unknown, &issued(&sandbox, CAROL, "driver-client"));
    assert_eq!((status, &answer["error"]), (401, &json!("invalid_client")));
    let claim = json!({ "TrustedTokenIssuerArn": client.issuer,
        "TrustedTokenIssuerConfiguration": { "OidcJwtConfiguration": { "ClaimAttributePath": "absent" } } });
    ask(&sandbox, "sso", "UpdateTrustedTokenIssuer", &claim);
    assert_eq!(refused(&issued(&sandbox, CAROL, "driver-client")), "InvalidGrantException");
    let method = json!({ "ApplicationArn": client.application, "AuthenticationMethodType": "IAM" });
    ask(&sandbox, "sso", "DeleteApplicationAuthenticationMethod", &method);
    assert_eq!(refused(&issued(&sandbox, CAROL, "driver-client")), "AccessDeniedException");
}

#[test]
fn a_role_is_taken_as_its_trust_says() {
    let (sandbox, _) = sandbox("");
    chain::make(&sandbox);
    let client = make_client(&sandbox);
    let (_, token) = exchange(&sandbox, &client.application, &issued(&sandbox, CAROL, "driver-client"));
    let context = token["awsAdditionalDetails"]["identityContext"].as_str().unwrap();
    let code = |response: &Response<Bytes>| elements(response, "Code").join("");
    let operator = json!({ "AWS": "arn:aws:iam::111122223333:user/operator" });
    let trust = |statement: Value| {
        chain::set_trust(&sandbox, "access", &document(&json!([statement])));
        let with = assume(&sandbox, "access", Some(context), "");
        let without = assume(&sandbox, "access", None, "");
        (with.status().as_u16(), without.status().as_u16())
    };
    let allowing = |principal: &Value, actions: &[&str]| json!({ "Effect": "Allow", "Principal": principal, "Action": actions });
    assert_eq!(trust(allowing(&operator, &["sts:AssumeRole"])), (403, 200));
    assert_eq!(trust(allowing(&operator, &["sts:SetContext"])), (403, 403));
    let account = json!({ "AWS": "111122223333" });
    assert_eq!(trust(allowing(&account, &["sts:*"])), (200, 200));
    let other = json!({ "AWS": "arn:aws:iam::111122223333:user/auditor" });
    assert_eq!(trust(allowing(&other, &["sts:*"])), (403, 403));
    let mut limited = allowing(&operator, &["sts:*"]);
    limited["Condition"] = json!({ "StringEquals": { "sts:ExternalId": "x" } });
    assert_eq!(trust(limited), (403, 403));
    assert_eq!(assume(&sandbox, "access", None, "&ExternalId=x").status(), 200);
    assert_eq!(code(&assume(&sandbox, "access", Some("x.y.z"), "&ExternalId=x")), "ValidationError");
    assert_eq!(code(&assume(&sandbox, "missing", None, "")), "AccessDenied");
    assert_eq!(
        code(&assume(&sandbox, "access", None, "&ExternalId=x&DurationSeconds=7200")),
        "ValidationError"
    );
}

#[test]
fn a_token_reaches_as_far_as_its_scopes() {
    let (sandbox, _) = sandbox("");
    let chain = chain::make(&sandbox);
    let client = make_client(&sandbox);
    let lake = ask(&sandbox, "lakeformation", "DescribeLakeFormationIdentityCenterConfiguration", &json!({}));
    let query = json!({ "QueryString": "SELECT 1", "WorkGroup": "analytics" });
    let link = || {
        let (_, token) = exchange(&sandbox, &client.application, &issued(&sandbox, CAROL, "driver-client"));
        let context = token["awsAdditionalDetails"]["identityContext"].as_str().unwrap();
        let session = credentials(&assume(&sandbox, "access", Some(context), ""));
        let before = sandbox.failures().len();
        as_session(&sandbox, &session, "StartQueryExecution", &query);
        sandbox.failures().get(before).map(|failure| failure.link)
    };
    assert_eq!(link(), None);
    let scope = |scope: &str, targets: Value| {
        let input =
            json!({ "ApplicationArn": client.application, "Scope": scope, "AuthorizedTargets": targets });
        ask(&sandbox, "sso", "PutApplicationAccessScope", &input);
    };
    scope("athena:workgroup:read_write", json!([lake["ApplicationArn"]]));
    assert_eq!(link(), Some(Link::ClientScope));
    scope("athena:workgroup:read_write", json!([chain.workgroup_application]));
    scope("lakeformation:query", json!([lake["ApplicationArn"]]));
    assert_eq!(link(), None);
    let gone = json!({ "ApplicationArn": client.application, "Scope": "s3:access_grants:read_write" });
    ask(&sandbox, "sso", "DeleteApplicationAccessScope", &gone);
    assert_eq!(link(), Some(Link::ClientScope));
}

#[test]
fn a_token_of_a_provider_is_enough_for_a_role_that_trusts_it() {
    let (sandbox, clock) = sandbox("");
    let provider = "arn:aws:iam::111122223333:oidc-provider/login.example.com/v2.0";
    let parameters = [("Url", ISSUER), ("ClientIDList.member.1", "driver-client")];
    change_iam(&sandbox, "CreateOpenIDConnectProvider", &parameters);
    let statement = json!({ "Effect": "Allow", "Principal": { "Federated": provider },
        "Action": "sts:AssumeRoleWithWebIdentity",
        "Condition": { "StringEquals": { "login.example.com/v2.0:aud": "driver-client" } } });
    let trust = document(&json!([statement]));
    change_iam(&sandbox, "CreateRole", &[("RoleName", "application"), ("AssumeRolePolicyDocument", &trust)]);
    let assume = |token: &str| {
        let body = format!(
            "Action=AssumeRoleWithWebIdentity&Version=2011-06-15&RoleSessionName=driver\
             &RoleArn=arn:aws:iam::111122223333:role/application&WebIdentityToken={token}"
        );
        sandbox.answer(&form(None, &body))
    };
    let token = issued(&sandbox, CAROL, "driver-client");
    let session = credentials(&assume(&token));
    let mut request = form(
        Some(&authorization(&session.access_key_id, "sts")),
        "Action=GetCallerIdentity&Version=2011-06-15",
    );
    request.headers_mut().insert("x-amz-security-token", session.session_token.parse().unwrap());
    let arn = elements(&sandbox.answer(&request), "Arn");
    assert_eq!(arn, ["arn:aws:sts::111122223333:assumed-role/application/driver"]);
    let code = |response: &Response<Bytes>| elements(response, "Code").join("");
    assert_eq!(code(&assume(&issued(&sandbox, CAROL, "another-client"))), "InvalidIdentityToken");
    assert_eq!(code(&assume("x.y.z")), "InvalidIdentityToken");
    chain::set_trust(&sandbox, "application", &trust.replace("driver-client", "another-client"));
    assert_eq!(code(&assume(&token)), "AccessDenied");
    clock.advance(300_000);
    assert_eq!(code(&assume(&token)), "ExpiredTokenException");
}
