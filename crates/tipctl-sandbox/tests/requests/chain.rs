//! A whole chain, made over the wire: from the roles to the grants, for the group of analysts and its member Carol.

use bytes::Bytes;
use http::{Request, Response};
use serde_json::{Value, json};
use tipctl_sandbox::{Failure, QueryAsk, Rows, Sandbox};

use crate::signed::{OPERATOR, authorization, elements, iam, sandbox, target, text};

pub(crate) const INSTANCE: &str = "arn:aws:sso:::instance/ssoins-7223a1b2c3d4e5f6";
pub(crate) const ANALYSTS: &str = "6a1f0c52-7d3e-4b8a-9c10-2f5e8d7b4a01";
pub(crate) const CAROL: &str = "3c9b7e14-5a20-4f6d-8b33-91d0c6e2f701";
pub(crate) const ADMIN: &str = "arn:aws:iam::111122223333:user/operator";
const GRANTS_INSTANCE: &str = "arn:aws:s3:ap-northeast-1:111122223333:access-grants/default";
const PROVIDER: &str = "arn:aws:iam::aws:contextProvider/IdentityCenter";

/// What of a chain its parts are later found by.
pub(crate) struct Chain {
    pub(crate) studio: String,
    pub(crate) workgroup_application: String,
    pub(crate) location: String,
    pub(crate) grant: String,
}

/// A JSON call that must succeed.
pub(crate) fn ask(sandbox: &Sandbox, service: &str, operation: &str, input: &Value) -> Value {
    let (status, answer) = answer(sandbox, service, operation, input);
    assert_eq!(status, 200, "{service} {operation}: {answer}");
    answer
}

/// A JSON call as the operator.
pub(crate) fn answer(sandbox: &Sandbox, service: &str, operation: &str, input: &Value) -> (u16, Value) {
    let request = match service {
        "lakeformation" => Request::post(format!("/{operation}"))
            .header("authorization", authorization(OPERATOR, service))
            .body(Bytes::from(input.to_string()))
            .unwrap(),
        _ => {
            let prefix = match service {
                "athena" => "AmazonAthena",
                "sso" => "SWBExternalService",
                "elasticmapreduce" => "ElasticMapReduce",
                other => other,
            };
            target(service, &format!("{prefix}.{operation}"), &input.to_string())
        }
    };
    let response = sandbox.answer(&request);
    (response.status().as_u16(), serde_json::from_slice(response.body()).unwrap())
}

/// A call of S3 Access Grants that must succeed.
pub(crate) fn grants(sandbox: &Sandbox, method: &str, path: &str, body: &str) -> Response<Bytes> {
    let request = Request::builder()
        .method(method)
        .uri(format!("/v20180820/accessgrantsinstance{path}"))
        .header("authorization", authorization(OPERATOR, "s3"))
        .header("x-amz-account-id", "111122223333")
        .body(Bytes::copy_from_slice(body.as_bytes()))
        .unwrap();
    let response = sandbox.answer(&request);
    assert!(response.status().is_success(), "{method} {path}: {}", text(&response));
    response
}

/// A call of IAM that must succeed.
pub(crate) fn change_iam(sandbox: &Sandbox, action: &str, parameters: &[(&str, &str)]) {
    let response = sandbox.answer(&iam(OPERATOR, action, parameters));
    assert_eq!(response.status(), 200, "{action}: {}", text(&response));
}

pub(crate) fn document(statements: &Value) -> String {
    // IAM reads inline policies with a parser that wants the version first.
    format!(r#"{{"Version":"2012-10-17","Statement":{statements}}}"#)
}

pub(crate) fn trust(service: &str, actions: &[&str]) -> String {
    document(&json!([{ "Effect": "Allow", "Principal": { "Service": service }, "Action": actions }]))
}

/// The trust of a location role, as the S3 guide has it.
pub(crate) fn location_trust() -> String {
    let service = json!({ "Service": "access-grants.s3.amazonaws.com" });
    let source = json!({ "aws:SourceAccount": "111122223333", "aws:SourceArn": GRANTS_INSTANCE });
    document(&json!([
        { "Sid": "AssumeAndSourceIdentity", "Effect": "Allow", "Principal": service,
          "Action": ["sts:AssumeRole", "sts:SetSourceIdentity"], "Condition": { "StringEquals": source } },
        { "Sid": "Context", "Effect": "Allow", "Principal": service, "Action": "sts:SetContext",
          "Condition": { "StringEquals": source,
                         "ForAllValues:ArnEquals": { "sts:RequestContextProviders": PROVIDER } } },
    ]))
}

/// The permissions of a location role, for each user's own prefix.
pub(crate) fn location_rights(instance_arn: &str) -> String {
    let objects = "arn:aws:s3:::acme-athena-results/analytics/${identitystore:UserId}/*";
    let condition = json!({
        "StringEquals": { "aws:ResourceAccount": "111122223333" },
        "ArnEquals": { "s3:AccessGrantsInstanceArn": [instance_arn] },
    });
    document(&json!([{ "Effect": "Allow", "Action": ["s3:GetObject*", "s3:PutObject*"],
        "Resource": objects, "Condition": condition }]))
}

pub(crate) fn allow(actions: &[&str], resources: &[&str]) -> String {
    document(&json!([{ "Effect": "Allow", "Action": actions, "Resource": resources }]))
}

const ROLES: [(&str, &str); 5] = [
    ("studio-service", "elasticmapreduce.amazonaws.com"),
    ("studio-user", "elasticmapreduce.amazonaws.com"),
    ("workgroup", "athena.amazonaws.com"),
    ("lake", "lakeformation.amazonaws.com"),
    ("results", "access-grants.s3.amazonaws.com"),
];

fn make_roles(sandbox: &Sandbox) {
    let role = |name: &str| format!("arn:aws:iam::111122223333:role/{name}");
    for (name, service) in ROLES {
        let trust = match name {
            "results" => location_trust(),
            "studio-service" => trust(service, &["sts:AssumeRole"]),
            _ => trust(service, &["sts:AssumeRole", "sts:SetContext"]),
        };
        let parameters = [("RoleName", name), ("AssumeRolePolicyDocument", trust.as_str())];
        change_iam(sandbox, "CreateRole", &parameters);
        let rights = match name {
            "studio-user" => allow(&["athena:*", "glue:Get*", "s3:ListAllMyBuckets"], &["*"]),
            "workgroup" => allow(
                &[
                    "glue:Get*",
                    "lakeformation:GetDataAccess",
                    "s3:GetDataAccess",
                    "s3:GetAccessGrantsInstanceForPrefix",
                    "s3:GetBucketLocation",
                ],
                &["*"],
            ),
            "lake" => allow(
                &["s3:GetObject", "s3:ListBucket"],
                &["arn:aws:s3:::acme-lake", "arn:aws:s3:::acme-lake/*"],
            ),
            "results" => location_rights(GRANTS_INSTANCE),
            _ => allow(&["s3:*"], &["arn:aws:s3:::acme-studio", "arn:aws:s3:::acme-studio/*"]),
        };
        put_rights(sandbox, name, &rights);
        assert!(role(name).ends_with(name));
    }
    let session = allow(&["athena:*", "glue:Get*"], &["*"]);
    change_iam(sandbox, "CreatePolicy", &[("PolicyName", "analysts"), ("PolicyDocument", &session)]);
}

pub(crate) fn put_rights(sandbox: &Sandbox, role: &str, rights: &str) {
    let parameters = [("RoleName", role), ("PolicyName", "rights"), ("PolicyDocument", rights)];
    change_iam(sandbox, "PutRolePolicy", &parameters);
}

pub(crate) fn set_trust(sandbox: &Sandbox, role: &str, trust: &str) {
    change_iam(sandbox, "UpdateAssumeRolePolicy", &[("RoleName", role), ("PolicyDocument", trust)]);
}

/// A grant of Lake Formation, or its revocation.
pub(crate) fn permit(
    sandbox: &Sandbox,
    operation: &str,
    principal: &str,
    (resource, permissions): (&Value, &[&str]),
) {
    let input = json!({
        "Principal": { "DataLakePrincipalIdentifier": principal },
        "Resource": resource,
        "Permissions": permissions,
    });
    ask(sandbox, "lakeformation", operation, &input);
}

pub(crate) fn group_principal() -> String {
    format!("arn:aws:identitystore:::group/{ANALYSTS}")
}

pub(crate) fn table(name: &str) -> Value {
    json!({ "Table": { "DatabaseName": "sales", "Name": name } })
}

pub(crate) fn customers_but(excluded: &[&str]) -> Value {
    let wildcard = json!({ "ExcludedColumnNames": excluded });
    json!({ "TableWithColumns": { "DatabaseName": "sales", "Name": "customers", "ColumnWildcard": wildcard } })
}

fn make_lake(sandbox: &Sandbox) {
    let settings = json!({ "DataLakeAdmins": [{ "DataLakePrincipalIdentifier": ADMIN }] });
    ask(sandbox, "lakeformation", "PutDataLakeSettings", &json!({ "DataLakeSettings": settings }));
    let connection = json!({ "InstanceArn": INSTANCE });
    ask(sandbox, "lakeformation", "CreateLakeFormationIdentityCenterConfiguration", &connection);
    let location =
        json!({ "ResourceArn": "arn:aws:s3:::acme-lake", "RoleArn": "arn:aws:iam::111122223333:role/lake" });
    ask(sandbox, "lakeformation", "RegisterResource", &location);
    let database = json!({ "Database": { "Name": "sales" } });
    for resource in [database.clone(), table("orders"), table("customers"), table("products")] {
        permit(sandbox, "RevokePermissions", "IAM_ALLOWED_PRINCIPALS", (&resource, &["ALL"]));
    }
    let analysts = group_principal();
    permit(sandbox, "GrantPermissions", &analysts, (&database, &["DESCRIBE"]));
    permit(sandbox, "GrantPermissions", &analysts, (&table("orders"), &["SELECT", "DESCRIBE"]));
    permit(sandbox, "GrantPermissions", &analysts, (&customers_but(&["email", "phone"]), &["SELECT"]));
}

pub(crate) fn make_workgroup(sandbox: &Sandbox, name: &str) -> String {
    let configuration = json!({
        "IdentityCenterConfiguration": { "EnableIdentityCenter": true, "IdentityCenterInstanceArn": INSTANCE },
        "ExecutionRole": "arn:aws:iam::111122223333:role/workgroup",
        "ResultConfiguration": { "OutputLocation": "s3://acme-athena-results/analytics/" },
        "QueryResultsS3AccessGrantsConfiguration": { "EnableS3AccessGrants": true,
            "AuthenticationType": "DIRECTORY_IDENTITY", "CreateUserLevelPrefix": true },
        "EnforceWorkGroupConfiguration": true,
    });
    ask(sandbox, "athena", "CreateWorkGroup", &json!({ "Name": name, "Configuration": configuration }));
    let found = ask(sandbox, "athena", "GetWorkGroup", &json!({ "WorkGroup": name }));
    let application = found["WorkGroup"]["IdentityCenterApplicationArn"].as_str().unwrap().to_owned();
    assign(sandbox, "CreateApplicationAssignment", &application);
    application
}

pub(crate) fn assign(sandbox: &Sandbox, operation: &str, application: &str) {
    let assignment =
        json!({ "ApplicationArn": application, "PrincipalType": "GROUP", "PrincipalId": ANALYSTS });
    ask(sandbox, "sso", operation, &assignment);
}

pub(crate) fn make_grant(sandbox: &Sandbox, location: &str, sub_prefix: &str, more: &str) -> String {
    let body = format!(
        "<CreateAccessGrantRequest><AccessGrantsLocationId>{location}</AccessGrantsLocationId>\
         {sub_prefix}<Grantee><GranteeType>DIRECTORY_GROUP</GranteeType>\
         <GranteeIdentifier>{ANALYSTS}</GranteeIdentifier></Grantee>{more}</CreateAccessGrantRequest>"
    );
    elements(&grants(sandbox, "POST", "/grant", &body), "AccessGrantId").remove(0)
}

/// The members of a grant of everything below the location.
pub(crate) fn below() -> String {
    "<AccessGrantsLocationConfiguration><S3SubPrefix>analytics/*</S3SubPrefix></AccessGrantsLocationConfiguration>"
        .to_owned()
}

fn make_results(sandbox: &Sandbox) -> (String, String) {
    let instance = format!(
        "<CreateAccessGrantsInstanceRequest><IdentityCenterArn>{INSTANCE}</IdentityCenterArn></CreateAccessGrantsInstanceRequest>"
    );
    grants(sandbox, "POST", "", &instance);
    let location = "<CreateAccessGrantsLocationRequest><LocationScope>s3://acme-athena-results/</LocationScope>\
         <IAMRoleArn>arn:aws:iam::111122223333:role/results</IAMRoleArn></CreateAccessGrantsLocationRequest>";
    let made = grants(sandbox, "POST", "/location", location);
    let location = elements(&made, "AccessGrantsLocationId").remove(0);
    let grant = make_grant(sandbox, &location, &below(), "<Permission>READWRITE</Permission>");
    (location, grant)
}

fn make_studio(sandbox: &Sandbox) -> String {
    let studio = json!({
        "Name": "analytics", "AuthMode": "SSO", "VpcId": "vpc-0a1b2c3d4e5f67890",
        "SubnetIds": ["subnet-0a1b2c3d4e5f67890"], "ServiceRole": "studio-service", "UserRole": "studio-user",
        "WorkspaceSecurityGroupId": "sg-0a1b2c3d4e5f67890", "EngineSecurityGroupId": "sg-0f9e8d7c6b5a43210",
        "DefaultS3Location": "s3://acme-studio/", "TrustedIdentityPropagationEnabled": true,
        "IdcUserAssignment": "REQUIRED", "IdcInstanceArn": INSTANCE,
    });
    let made = ask(sandbox, "elasticmapreduce", "CreateStudio", &studio);
    let id = made["StudioId"].as_str().unwrap().to_owned();
    let mapping = json!({ "StudioId": id, "IdentityType": "GROUP", "IdentityId": ANALYSTS,
        "SessionPolicyArn": "arn:aws:iam::111122223333:policy/analysts" });
    ask(sandbox, "elasticmapreduce", "CreateStudioSessionMapping", &mapping);
    id
}

/// Makes every link.
pub(crate) fn make(sandbox: &Sandbox) -> Chain {
    make_roles(sandbox);
    make_lake(sandbox);
    let (location, grant) = make_results(sandbox);
    let workgroup_application = make_workgroup(sandbox, "analytics");
    let studio = make_studio(sandbox);
    Chain { studio, workgroup_application, location, grant }
}

/// A query that Carol may run on a whole chain.
pub(crate) const ORDERS: &str =
    "SELECT order_id, amount FROM sales.orders WHERE customer_id = 1 ORDER BY order_id";

/// A query of a user through the studio and the workgroup of the chain.
pub(crate) fn run(sandbox: &Sandbox, user: &str, sql: &str) -> Result<Rows, Failure> {
    sandbox.run_query(&QueryAsk { user, studio: "analytics", workgroup: "analytics", sql })
}

pub(crate) fn carol(sandbox: &Sandbox, sql: &str) -> Result<Rows, Failure> {
    run(sandbox, "carol@example.com", sql)
}

/// A sandbox with a whole chain.
pub(crate) fn whole() -> (Sandbox, Chain) {
    let (sandbox, _) = sandbox("");
    let chain = make(&sandbox);
    assert_eq!(carol(&sandbox, ORDERS).map(|rows| rows.rows.len()), Ok(2));
    (sandbox, chain)
}

/// Registers a location in the place of the lake's.
pub(crate) fn register(sandbox: &Sandbox, location: &Value) {
    let whole = json!({ "ResourceArn": "arn:aws:s3:::acme-lake" });
    ask(sandbox, "lakeformation", "DeregisterResource", &whole);
    ask(sandbox, "lakeformation", "RegisterResource", location);
}
