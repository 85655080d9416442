//! Queries of a user of Identity Center: through the whole chain, and with one link broken at a time.

use serde_json::{Value, json};
use tipctl_sandbox::{Failure, Link, QueryAsk, Rows, Sandbox};

use crate::chain::{
    self, CAROL, Chain, allow, answer, ask, assign, below, change_iam, customers_but, document, grants,
    group_principal, location_rights, make_grant, permit, put_rights, set_trust, table, trust,
};
use crate::signed::{OPERATOR, authorization, sandbox, target, text};

const ORDERS: &str = "SELECT order_id, amount FROM sales.orders WHERE customer_id = 1 ORDER BY order_id";

fn run(sandbox: &Sandbox, user: &str, sql: &str) -> Result<Rows, Failure> {
    sandbox.run_query(&QueryAsk { user, studio: "analytics", workgroup: "analytics", sql })
}

fn carol(sandbox: &Sandbox, sql: &str) -> Result<Rows, Failure> {
    run(sandbox, "carol@example.com", sql)
}

fn whole() -> (Sandbox, Chain) {
    let (sandbox, _) = sandbox("");
    let chain = chain::make(&sandbox);
    assert_eq!(carol(&sandbox, ORDERS).map(|rows| rows.rows.len()), Ok(2));
    (sandbox, chain)
}

#[test]
fn a_user_reads_what_is_granted_and_nothing_else() {
    let (sandbox, _) = whole();
    let rows = carol(&sandbox, ORDERS).unwrap();
    assert_eq!(rows.columns, ["order_id", "amount"]);
    let cell = |text: &str| Some(text.to_owned());
    assert_eq!(rows.rows, [[cell("1001"), cell("120.50")], [cell("1004"), cell("42.90")]]);
    let rows = carol(&sandbox, "SELECT * FROM sales.customers LIMIT 1").unwrap();
    assert_eq!(rows.columns, ["customer_id", "name", "country"]);
    let tables = carol(&sandbox, "SHOW TABLES IN sales").unwrap();
    assert_eq!(tables.rows, [[cell("customers")], [cell("orders")]]);
    let columns = carol(&sandbox, "DESCRIBE sales.customers").unwrap();
    assert_eq!(columns.rows[0], [cell("customer_id\tbigint")]);
    assert_eq!(columns.rows.len(), 3);
    for (sql, link) in [
        ("SELECT email FROM sales.customers", Link::ColumnGrant),
        ("SELECT * FROM sales.products", Link::TableGrant),
        ("DESCRIBE sales.products", Link::TableGrant),
        ("SELECT * FROM sales.missing", Link::Statement),
        ("SELECT", Link::Statement),
        ("DROP TABLE sales.orders", Link::Statement),
    ] {
        assert_eq!(carol(&sandbox, sql).map_err(|failure| failure.link), Err(link), "{sql}");
    }
    // Dave is an engineer, who was never let in.
    let dave = run(&sandbox, "dave@example.com", ORDERS).unwrap_err();
    assert_eq!(dave.link, Link::StudioAssignment);
    assert_eq!(run(&sandbox, "nobody@example.com", ORDERS).unwrap_err().link, Link::User);
}

/// Something that breaks a chain, the link that it breaks, and a part of what the user is told.
type Break = (fn(&Sandbox, &Chain), Link, &'static str);

const BREAKS: &[Break] = &[
    (
        |sandbox, chain| drop(grants(sandbox, "DELETE", &format!("/grant/{}", chain.grant), "")),
        Link::ResultGrant,
        "output bucket acme-athena-results",
    ),
    (
        |sandbox, chain| {
            grants(sandbox, "DELETE", &format!("/grant/{}", chain.grant), "");
            make_grant(
                sandbox,
                &chain.location,
                "",
                "<Permission>READWRITE</Permission><S3PrefixType>Object</S3PrefixType>",
            );
        },
        Link::ResultGrantScope,
        "You do not have READWRITE permissions to the requested S3 Prefix: s3://acme-athena-results/analytics/3c9b7e14",
    ),
    (
        |sandbox, chain| {
            grants(sandbox, "DELETE", &format!("/grant/{}", chain.grant), "");
            make_grant(sandbox, &chain.location, &below(), "<Permission>READ</Permission>");
        },
        Link::ResultGrant,
        "You do not have READWRITE permissions",
    ),
    (
        |sandbox, _| {
            set_trust(sandbox, "results", &trust("s3.amazonaws.com", &["sts:AssumeRole", "sts:SetContext"]))
        },
        Link::LocationRoleTrust,
        "StsNotAuthorizedError: User: access-grants.s3.amazonaws.com is not authorized to perform: sts:AssumeRole on resource: arn:aws:iam::111122223333:role/results",
    ),
    (
        |sandbox, _| {
            set_trust(sandbox, "results", &trust("access-grants.s3.amazonaws.com", &["sts:AssumeRole"]))
        },
        Link::LocationRoleContext,
        "sts:SetContext",
    ),
    (
        |sandbox, _| {
            let misspelt = chain::location_trust().replace("ForAllValues:ArnEquals", "ArnEquals");
            set_trust(
                sandbox,
                "results",
                &misspelt.replace("sts:RequestContextProviders", "aws:RequestContextProvider"),
            );
        },
        Link::LocationRoleContext,
        "sts:SetContext",
    ),
    (
        |sandbox, _| {
            set_trust(sandbox, "results", &chain::location_trust().replace("ap-northeast-1", "us-east-1"))
        },
        Link::LocationRoleTrust,
        "StsNotAuthorizedError",
    ),
    (
        |sandbox, _| put_rights(sandbox, "results", &location_rights("arn:aws:s3:::access-grants/default")),
        Link::LocationRoleRights,
        "because no identity-based policy allows the s3:PutObject action",
    ),
    (
        |sandbox, chain| {
            grants(sandbox, "DELETE", &format!("/grant/{}", chain.grant), "");
            grants(sandbox, "DELETE", "/identitycenter", "");
        },
        Link::AccessGrantsAssociation,
        "output bucket",
    ),
    (
        |sandbox, _| set_trust(sandbox, "lake", &trust("lakeformation.amazonaws.com", &["sts:AssumeRole"])),
        Link::RegistrationRoleContext,
        "allow sts:SetContext",
    ),
    (
        |sandbox, _| put_rights(sandbox, "lake", &allow(&["s3:GetObject"], &["arn:aws:s3:::acme-lake/*"])),
        Link::RegistrationRoleRights,
        "s3:ListBucket",
    ),
    (
        |sandbox, _| {
            register(
                sandbox,
                &json!({ "ResourceArn": "arn:aws:s3:::acme-lake", "UseServiceLinkedRole": true }),
            );
        },
        Link::LinkedRole,
        "Service-linked role does not support SetContext auditing",
    ),
    (
        |sandbox, _| {
            register(
                sandbox,
                &json!({ "ResourceArn": "arn:aws:s3:::acme-lake/marketing",
                "RoleArn": "arn:aws:iam::111122223333:role/lake" }),
            );
        },
        Link::Location,
        "not registered",
    ),
    (
        |sandbox, _| {
            register(
                sandbox,
                &json!({ "ResourceArn": "arn:aws:s3:::acme-lake", "HybridAccessEnabled": true,
                "RoleArn": "arn:aws:iam::111122223333:role/lake" }),
            );
        },
        Link::OptIn,
        "Insufficient Lake Formation permission(s)",
    ),
    (
        |sandbox, _| {
            permit(sandbox, "RevokePermissions", &group_principal(), (&table("orders"), &["SELECT"]));
        },
        Link::TableGrant,
        "Insufficient Lake Formation permission(s): Required Select on orders",
    ),
    (
        |sandbox, _| {
            let database = json!({ "Database": { "Name": "sales" } });
            permit(sandbox, "RevokePermissions", &group_principal(), (&database, &["DESCRIBE"]));
        },
        Link::DatabaseGrant,
        "Required Describe on sales",
    ),
    (
        |sandbox, _| {
            ask(sandbox, "lakeformation", "DeleteLakeFormationIdentityCenterConfiguration", &json!({}));
        },
        Link::LakeConnection,
        "Lake Formation",
    ),
    (
        |sandbox, _| {
            let settings = json!({ "DataLakeAdmins": [{ "DataLakePrincipalIdentifier": chain::ADMIN }],
                "Parameters": { "SET_SOURCE_IDENTITY": "TRUE" } });
            ask(sandbox, "lakeformation", "PutDataLakeSettings", &json!({ "DataLakeSettings": settings }));
        },
        Link::RegistrationRoleSourceIdentity,
        "allow sts:SetSourceIdentity",
    ),
    (
        |sandbox, _| {
            let found =
                ask(sandbox, "lakeformation", "DescribeLakeFormationIdentityCenterConfiguration", &json!({}));
            let required = json!({ "ApplicationArn": found["ApplicationArn"], "AssignmentRequired": true });
            ask(sandbox, "sso", "PutApplicationAssignmentConfiguration", &required);
        },
        Link::LakeAssignment,
        "not assigned to the Lake Formation application",
    ),
    (
        |sandbox, chain| {
            grants(sandbox, "DELETE", &format!("/grant/{}", chain.grant), "");
            let found =
                ask(sandbox, "lakeformation", "DescribeLakeFormationIdentityCenterConfiguration", &json!({}));
            let only = found["ApplicationArn"].as_str().unwrap();
            let more = format!("<Permission>READWRITE</Permission><ApplicationArn>{only}</ApplicationArn>");
            make_grant(sandbox, &chain.location, &below(), &more);
        },
        Link::ResultGrantApplication,
        "You do not have READWRITE permissions",
    ),
    (
        |sandbox, chain| assign(sandbox, "DeleteApplicationAssignment", &chain.workgroup_application),
        Link::WorkgroupAssignment,
        "not authorized to access WorkGroup analytics",
    ),
    (
        |sandbox, _| {
            ask(
                sandbox,
                "athena",
                "UpdateWorkGroup",
                &json!({ "WorkGroup": "analytics", "State": "DISABLED" }),
            );
        },
        Link::WorkgroupState,
        "disabled",
    ),
    (
        |sandbox, _| {
            let updates = json!({ "QueryResultsS3AccessGrantsConfiguration": {
                "EnableS3AccessGrants": false, "AuthenticationType": "DIRECTORY_IDENTITY" } });
            let input = json!({ "WorkGroup": "analytics", "ConfigurationUpdates": updates });
            ask(sandbox, "athena", "UpdateWorkGroup", &input);
        },
        Link::WorkgroupAccessGrants,
        "S3 Access Grants",
    ),
    (
        |sandbox, _| set_trust(sandbox, "workgroup", &trust("glue.amazonaws.com", &["sts:AssumeRole"])),
        Link::ExecutionRoleTrust,
        "Unable to assume role arn:aws:iam::111122223333:role/workgroup",
    ),
    (
        |sandbox, _| put_rights(sandbox, "workgroup", &allow(&["glue:Get*", "s3:Get*"], &["*"])),
        Link::ExecutionRoleRights,
        "User is not authorized to perform lakeformation:GetDataAccess",
    ),
    (
        |sandbox, _| {
            put_rights(
                sandbox,
                "workgroup",
                &allow(&["glue:Get*", "lakeformation:*", "s3:GetDataAccess"], &["*"]),
            )
        },
        Link::ExecutionRoleRights,
        "output bucket",
    ),
    (
        |sandbox, _| {
            set_trust(sandbox, "studio-user", &trust("elasticmapreduce.amazonaws.com", &["sts:AssumeRole"]))
        },
        Link::UserRoleContext,
        "sts:SetContext",
    ),
    (
        |sandbox, _| put_rights(sandbox, "studio-user", &allow(&["athena:*"], &["*"])),
        Link::CallerRole,
        "because no identity-based policy allows the glue:GetDatabase action",
    ),
    (
        |sandbox, _| {
            let narrow = allow(&["athena:Get*", "glue:Get*"], &["*"]);
            let arn = "arn:aws:iam::111122223333:policy/analysts";
            let version = [("PolicyArn", arn), ("PolicyDocument", narrow.as_str()), ("SetAsDefault", "true")];
            change_iam(sandbox, "CreatePolicyVersion", &version);
        },
        Link::SessionPolicy,
        "because no session policy allows the athena:StartQueryExecution action",
    ),
    (
        |sandbox, chain| {
            let mapping =
                json!({ "StudioId": chain.studio, "IdentityType": "GROUP", "IdentityId": chain::ANALYSTS });
            ask(sandbox, "elasticmapreduce", "DeleteStudioSessionMapping", &mapping);
        },
        Link::StudioAssignment,
        "do not have access",
    ),
];

/// Registers a location in the place of the lake's.
fn register(sandbox: &Sandbox, location: &Value) {
    let whole = json!({ "ResourceArn": "arn:aws:s3:::acme-lake" });
    ask(sandbox, "lakeformation", "DeregisterResource", &whole);
    ask(sandbox, "lakeformation", "RegisterResource", location);
}

#[test]
fn each_broken_link_refuses_in_its_own_words() {
    for (at, (break_it, link, text)) in BREAKS.iter().enumerate() {
        let (sandbox, chain) = whole();
        break_it(&sandbox, &chain);
        let failure = carol(&sandbox, ORDERS).unwrap_err();
        assert_eq!(failure.link, *link, "{at}: {}", failure.text);
        assert!(failure.text.contains(text), "{at}: {}", failure.text);
    }
}

#[test]
fn what_is_tolerated_does_not_break_a_chain() {
    let tolerated: [fn(&Sandbox); 4] = [
        // A role of the workgroup that is not told who the user is.
        |sandbox| set_trust(sandbox, "workgroup", &trust("athena.amazonaws.com", &["sts:AssumeRole"])),
        // The one statement without conditions that the seed came to.
        |sandbox| {
            let actions = ["sts:AssumeRole", "sts:SetSourceIdentity", "sts:SetContext"];
            set_trust(sandbox, "results", &trust("access-grants.s3.amazonaws.com", &actions));
        },
        // A deny of something else.
        |sandbox| {
            let rights = json!([{ "Effect": "Allow", "Action": "*", "Resource": "*" },
                { "Effect": "Deny", "NotAction": ["s3:GetObject", "s3:ListBucket"], "Resource": "*" }]);
            put_rights(sandbox, "lake", &document(&rights));
        },
        // What everyone has, the user has.
        |sandbox| {
            permit(
                sandbox,
                "RevokePermissions",
                &group_principal(),
                (&table("orders"), &["SELECT", "DESCRIBE"]),
            );
            permit(sandbox, "GrantPermissions", "IAM_ALLOWED_PRINCIPALS", (&table("orders"), &["ALL"]));
        },
    ];
    for (at, change) in tolerated.iter().enumerate() {
        let (sandbox, _) = whole();
        change(&sandbox);
        assert_eq!(carol(&sandbox, ORDERS).map(|rows| rows.rows.len()), Ok(2), "{at}");
    }
}

#[test]
fn an_opt_in_lets_lake_formation_decide() {
    let (sandbox, _) = whole();
    register(
        &sandbox,
        &json!({ "ResourceArn": "arn:aws:s3:::acme-lake", "HybridAccessEnabled": true,
        "RoleArn": "arn:aws:iam::111122223333:role/lake" }),
    );
    let principal = json!({ "DataLakePrincipalIdentifier": group_principal() });
    let opt_in = json!({ "Principal": principal, "Resource": table("orders") });
    ask(&sandbox, "lakeformation", "CreateLakeFormationOptIn", &opt_in);
    assert!(carol(&sandbox, ORDERS).is_ok());
    let failure = carol(&sandbox, "SELECT name FROM sales.customers").unwrap_err();
    assert_eq!(failure.link, Link::OptIn);
}

#[test]
fn columns_of_several_grants_add_up() {
    let (sandbox, _) = whole();
    let columns = json!({ "TableWithColumns": { "DatabaseName": "sales", "Name": "customers", "ColumnNames": ["email"] } });
    let carol_herself = format!("arn:aws:identitystore:::user/{CAROL}");
    permit(&sandbox, "GrantPermissions", &carol_herself, (&columns, &["SELECT"]));
    let rows = carol(&sandbox, "SELECT * FROM sales.customers").unwrap();
    assert_eq!(rows.columns, ["customer_id", "name", "email", "country"]);
    permit(
        &sandbox,
        "RevokePermissions",
        &group_principal(),
        (&customers_but(&["email", "phone"]), &["SELECT"]),
    );
    let rows = carol(&sandbox, "SELECT * FROM sales.customers").unwrap();
    assert_eq!(rows.columns, ["email"]);
}

/// A call of Athena with the credentials of a session.
pub(crate) fn as_session(
    sandbox: &Sandbox,
    credentials: &tipctl_sandbox::Credentials,
    operation: &str,
    input: &Value,
) -> (u16, Value) {
    let mut request = target("athena", &format!("AmazonAthena.{operation}"), &input.to_string());
    let scope = request.headers()["authorization"].to_str().unwrap();
    let scope = scope.replace("AKIASANDBOXOPERATOR", &credentials.access_key_id);
    request.headers_mut().insert("authorization", scope.parse().unwrap());
    request.headers_mut().insert("x-amz-security-token", credentials.session_token.parse().unwrap());
    let response = sandbox.answer(&request);
    (response.status().as_u16(), serde_json::from_slice(response.body()).unwrap())
}

#[test]
fn a_query_over_the_wire_moves_with_the_clock_and_leaves_its_results() {
    let (sandbox, clock) = sandbox("");
    chain::make(&sandbox);
    let session = sandbox.enter_studio("carol@example.com", "analytics").unwrap();
    let input = json!({ "QueryString": ORDERS, "WorkGroup": "analytics",
        "ClientRequestToken": "0123456789abcdef0123456789abcdef" });
    let (status, started) = as_session(&sandbox, &session, "StartQueryExecution", &input);
    assert_eq!(status, 200, "{started}");
    assert_eq!(as_session(&sandbox, &session, "StartQueryExecution", &input).1, started);
    let id = json!({ "QueryExecutionId": started["QueryExecutionId"] });
    let state = || {
        let found = as_session(&sandbox, &session, "GetQueryExecution", &id).1;
        found["QueryExecution"]["Status"]["State"].as_str().unwrap().to_owned()
    };
    assert_eq!(state(), "QUEUED");
    let (status, early) = as_session(&sandbox, &session, "GetQueryResults", &id);
    assert_eq!(
        (status, &early["Message"]),
        (400, &json!("Query has not yet finished. Current state: QUEUED"))
    );
    clock.advance(200);
    assert_eq!(state(), "RUNNING");
    clock.advance(400);
    assert_eq!(state(), "SUCCEEDED");
    let found = as_session(&sandbox, &session, "GetQueryExecution", &id).1;
    let output = found["QueryExecution"]["ResultConfiguration"]["OutputLocation"].as_str().unwrap();
    assert!(output.starts_with(&format!("s3://acme-athena-results/analytics/{CAROL}/")), "{output}");
    let mut asked = id.clone();
    asked["MaxResults"] = json!(2);
    let (_, first) = as_session(&sandbox, &session, "GetQueryResults", &asked);
    let rows = &first["ResultSet"]["Rows"];
    assert_eq!(rows[0]["Data"], json!([{ "VarCharValue": "order_id" }, { "VarCharValue": "amount" }]));
    assert_eq!(rows[1]["Data"], json!([{ "VarCharValue": "1001" }, { "VarCharValue": "120.50" }]));
    assert_eq!(first["ResultSet"]["ResultSetMetadata"]["ColumnInfo"][1]["Type"], "decimal");
    asked["NextToken"] = first["NextToken"].clone();
    let (_, rest) = as_session(&sandbox, &session, "GetQueryResults", &asked);
    assert_eq!(rest["ResultSet"]["Rows"].as_array().unwrap().len(), 1);
    let (_, listed) =
        as_session(&sandbox, &session, "ListQueryExecutions", &json!({ "WorkGroup": "analytics" }));
    assert_eq!(listed["QueryExecutionIds"], json!([started["QueryExecutionId"]]));
    assert_eq!(sandbox.failures(), []);
}

#[test]
fn a_query_that_breaks_on_the_way_fails_with_its_reason() {
    let (sandbox, clock) = sandbox("");
    chain::make(&sandbox);
    set_trust(&sandbox, "lake", &trust("lakeformation.amazonaws.com", &["sts:AssumeRole"]));
    let session = sandbox.enter_studio(CAROL, "analytics").unwrap();
    let input = json!({ "QueryString": ORDERS, "WorkGroup": "analytics" });
    let (_, started) = as_session(&sandbox, &session, "StartQueryExecution", &input);
    clock.advance(1_000);
    let id = json!({ "QueryExecutionId": started["QueryExecutionId"] });
    let found = as_session(&sandbox, &session, "GetQueryExecution", &id).1;
    let status = &found["QueryExecution"]["Status"];
    assert_eq!(status["State"], "FAILED");
    assert!(status["StateChangeReason"].as_str().unwrap().contains("sts:SetContext"), "{status}");
    let failures = sandbox.failures();
    assert_eq!(failures.len(), 1);
    assert_eq!(failures[0].link, Link::RegistrationRoleContext);
    assert_eq!(failures[0].query_execution_id.as_deref(), started["QueryExecutionId"].as_str());
    let (status, refused) = as_session(&sandbox, &session, "GetQueryResults", &id);
    assert_eq!((status, &refused["__type"]), (400, &json!("InvalidRequestException")));
    let told = serde_json::to_string(&found).unwrap() + &serde_json::to_string(&refused).unwrap();
    assert!(!told.contains("registration-role"), "the link is not told: {told}");
}

#[test]
fn a_session_ends_and_is_known_by_its_token() {
    let (sandbox, clock) = sandbox("");
    chain::make(&sandbox);
    let session = sandbox.enter_studio(CAROL, "analytics").unwrap();
    let input = json!({ "WorkGroup": "analytics" });
    assert_eq!(as_session(&sandbox, &session, "ListQueryExecutions", &input).0, 200);
    let forged = tipctl_sandbox::Credentials { session_token: "x".to_owned(), ..session.clone() };
    let (_, refused) = as_session(&sandbox, &forged, "ListQueryExecutions", &input);
    assert_eq!(refused["__type"], "UnrecognizedClientException");
    let unknown =
        tipctl_sandbox::Credentials { access_key_id: "ASIASANDBOX234567ABC".to_owned(), ..session.clone() };
    let (_, refused) = as_session(&sandbox, &unknown, "ListQueryExecutions", &input);
    assert_eq!(refused["__type"], "UnrecognizedClientException");
    clock.advance(3_600_000);
    let (_, refused) = as_session(&sandbox, &session, "ListQueryExecutions", &input);
    assert_eq!(refused["__type"], "ExpiredTokenException");
}

#[test]
fn whoever_is_no_user_runs_no_query() {
    let (sandbox, _) = sandbox("");
    chain::make(&sandbox);
    let input = json!({ "QueryString": "SELECT 1", "WorkGroup": "analytics" });
    let (status, refused) = answer(&sandbox, "athena", "StartQueryExecution", &input);
    assert_eq!((status, &refused["__type"]), (400, &json!("AccessDeniedException")), "{refused}");
    let (status, refused) =
        answer(&sandbox, "athena", "StartQueryExecution", &json!({ "QueryString": "SELECT 1" }));
    assert_eq!((status, &refused["__type"]), (501, &json!("NotImplemented")), "{refused}");
}

#[test]
fn a_query_that_is_stopped_leaves_nothing() {
    let (sandbox, clock) = sandbox("");
    chain::make(&sandbox);
    let session = sandbox.enter_studio(CAROL, "analytics").unwrap();
    let input = json!({ "QueryString": ORDERS, "WorkGroup": "analytics" });
    let (_, started) = as_session(&sandbox, &session, "StartQueryExecution", &input);
    let id = json!({ "QueryExecutionId": started["QueryExecutionId"] });
    assert_eq!(as_session(&sandbox, &session, "StopQueryExecution", &id).0, 200);
    clock.advance(1_000);
    let found = as_session(&sandbox, &session, "GetQueryExecution", &id).1;
    assert_eq!(found["QueryExecution"]["Status"]["State"], "CANCELLED");
    assert_eq!(as_session(&sandbox, &session, "StopQueryExecution", &id).0, 200);
    let missing = json!({ "QueryExecutionId": "7a1f0c52-7d3e-4b8a-9c10-2f5e8d7b4a01" });
    assert_eq!(as_session(&sandbox, &session, "StopQueryExecution", &missing).0, 400);
}

/// Encrypts a bucket with a key of KMS.
fn encrypt(sandbox: &Sandbox, bucket: &str, key: &str) {
    let body = format!(
        "<ServerSideEncryptionConfiguration xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"><Rule>\
         <ApplyServerSideEncryptionByDefault><SSEAlgorithm>aws:kms</SSEAlgorithm><KMSMasterKeyID>{key}</KMSMasterKeyID>\
         </ApplyServerSideEncryptionByDefault></Rule></ServerSideEncryptionConfiguration>"
    );
    let request = http::Request::put(format!("/{bucket}?encryption"))
        .header("authorization", authorization(OPERATOR, "s3"))
        .body(bytes::Bytes::from(body))
        .unwrap();
    let response = sandbox.answer(&request);
    assert_eq!(response.status(), 200, "{}", text(&response));
}

#[test]
fn keys_must_be_open_to_the_roles_that_use_them() {
    const KEY: &str = "arn:aws:kms:ap-northeast-1:111122223333:key/1f3a5b7c-9d0e-4a2b-8c4d-6e8f0a1b2c01";
    let (sandbox, _) = whole();
    encrypt(&sandbox, "acme-lake", KEY);
    let failure = carol(&sandbox, ORDERS).unwrap_err();
    assert_eq!(failure.link, Link::DataKey);
    assert!(failure.text.contains("kms:Decrypt"), "{}", failure.text);
    let more = |role: &str| {
        let rights = allow(&["kms:Decrypt", "kms:GenerateDataKey"], &[KEY]);
        let parameters = [("RoleName", role), ("PolicyName", "key"), ("PolicyDocument", rights.as_str())];
        change_iam(&sandbox, "PutRolePolicy", &parameters);
    };
    more("lake");
    assert!(carol(&sandbox, ORDERS).is_ok());
    let encryption = json!({ "EncryptionOption": "SSE_KMS", "KmsKey": KEY });
    let updates = json!({ "ResultConfigurationUpdates": { "EncryptionConfiguration": encryption } });
    let input = json!({ "WorkGroup": "analytics", "ConfigurationUpdates": updates });
    ask(&sandbox, "athena", "UpdateWorkGroup", &input);
    for role in ["workgroup", "results"] {
        assert_eq!(carol(&sandbox, ORDERS).unwrap_err().link, Link::ResultKey, "{role}");
        more(role);
    }
    assert!(carol(&sandbox, ORDERS).is_ok());
}

#[test]
fn a_catalog_is_encrypted_by_a_role_or_not_at_all() {
    const KEY: &str = "alias/acme-data";
    let (sandbox, _) = whole();
    let encrypt = |mode: &str, key: &str, role: Option<&str>| {
        let role = role.map(|name| format!("arn:aws:iam::111122223333:role/{name}"));
        let mut at_rest = json!({ "CatalogEncryptionMode": mode, "SseAwsKmsKeyId": key });
        if let Some(role) = role {
            at_rest["CatalogEncryptionServiceRole"] = json!(role);
        }
        let input = json!({ "DataCatalogEncryptionSettings": { "EncryptionAtRest": at_rest } });
        let request = target("glue", "AWSGlue.PutDataCatalogEncryptionSettings", &input.to_string());
        assert_eq!(sandbox.answer(&request).status(), 200);
        carol(&sandbox, ORDERS).map(drop).map_err(|failure| failure.link)
    };
    let encrypted = Err(Link::CatalogEncryption);
    assert_eq!(encrypt("SSE-KMS", KEY, None), encrypted);
    let role = "SSE-KMS-WITH-SERVICE-ROLE";
    assert_eq!(encrypt(role, KEY, Some("missing")), encrypted);
    let trust = trust("glue.amazonaws.com", &["sts:AssumeRole"]);
    change_iam(&sandbox, "CreateRole", &[("RoleName", "catalog"), ("AssumeRolePolicyDocument", &trust)]);
    assert_eq!(encrypt(role, KEY, Some("catalog")), encrypted);
    put_rights(&sandbox, "catalog", &allow(&["kms:Decrypt"], &["*"]));
    assert_eq!(encrypt(role, "alias/aws/glue", Some("catalog")), encrypted);
    assert_eq!(encrypt(role, KEY, Some("catalog")), Ok(()));
    assert_eq!(encrypt("DISABLED", KEY, None), Ok(()));
}

/// A request to the portal, and what it answers.
fn portal(sandbox: &Sandbox, path: &str, body: &Value) -> (u16, Value) {
    let request = http::Request::post(format!("/_sandbox/portal/{path}"));
    let response = sandbox.answer(&request.body(bytes::Bytes::from(body.to_string())).unwrap());
    (response.status().as_u16(), serde_json::from_slice(response.body()).unwrap())
}

#[test]
fn the_portal_is_there_without_credentials() {
    let (sandbox, _) = whole();
    let (status, session) =
        portal(&sandbox, "studio", &json!({ "user": "carol@example.com", "studio": "analytics" }));
    assert_eq!(status, 200, "{session}");
    assert_eq!(session["Expiration"], "2026-01-01T13:00:00Z");
    assert!(session["AccessKeyId"].as_str().unwrap().starts_with("ASIASANDBOX"));
    let (status, refused) =
        portal(&sandbox, "studio", &json!({ "user": "dave@example.com", "studio": "analytics" }));
    assert_eq!(status, 403);
    assert!(refused["Message"].as_str().unwrap().contains("do not have access"), "{refused}");
    assert_eq!(sandbox.failures().last().unwrap().link, Link::StudioAssignment);
    assert_eq!(portal(&sandbox, "studio", &json!({ "user": "x" })).0, 400);
    assert_eq!(portal(&sandbox, "door", &json!({})).0, 404);
    let ask =
        json!({ "issuer": "https://idp.example.com", "user": "carol@example.com", "audience": "driver" });
    let (status, token) = portal(&sandbox, "token", &ask);
    assert_eq!((status, token["token"].as_str().unwrap().split('.').count()), (200, 3));
}

#[test]
fn cloudtrail_tells_who_was_behind_a_query() {
    let (sandbox, clock) = sandbox("");
    chain::make(&sandbox);
    let session = sandbox.enter_studio(CAROL, "analytics").unwrap();
    clock.advance(1_000);
    let input = json!({ "QueryString": ORDERS, "WorkGroup": "analytics" });
    as_session(&sandbox, &session, "StartQueryExecution", &input);
    clock.advance(1_000);
    let request = target(
        "cloudtrail",
        "com.amazonaws.cloudtrail.v20131101.CloudTrail_20131101.LookupEvents",
        &json!({}).to_string(),
    );
    let answer: Value = serde_json::from_slice(sandbox.answer(&request).body()).unwrap();
    let events: Vec<Value> = answer["Events"]
        .as_array()
        .unwrap()
        .iter()
        .map(|event| serde_json::from_str(event["CloudTrailEvent"].as_str().unwrap()).unwrap())
        .collect();
    let found = |source: &str, name: &str| {
        let is_it = |event: &&Value| event["eventSource"] == source && event["eventName"] == name;
        events.iter().find(is_it).unwrap_or_else(|| panic!("{source} {name} in {events:?}"))
    };
    let behalf = "/userIdentity/onBehalfOf/userId";
    for (source, name, path, expected) in [
        ("signin.amazonaws.com", "UserAuthentication", behalf, CAROL),
        ("athena.amazonaws.com", "StartQueryExecution", behalf, CAROL),
        ("s3.amazonaws.com", "GetDataAccess", behalf, CAROL),
        ("s3.amazonaws.com", "GetDataAccess", "/userIdentity/invokedBy", "athena.amazonaws.com"),
        (
            "lakeformation.amazonaws.com",
            "GetDataAccess",
            "/additionalEventData/lakeFormationPrincipal",
            "arn:aws:identitystore:::user/3c9b7e14-5a20-4f6d-8b33-91d0c6e2f701",
        ),
        (
            "lakeformation.amazonaws.com",
            "GetDataAccess",
            "/requestParameters/tableArn",
            "arn:aws:glue:ap-northeast-1:111122223333:table/sales/orders",
        ),
    ] {
        let told = found(source, name);
        assert_eq!(told.pointer(path).and_then(Value::as_str), Some(expected), "{told}");
    }
}
