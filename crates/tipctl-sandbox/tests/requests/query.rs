//! Queries of a user of Identity Center through the whole chain: what is read, how a query moves, what is told of it.

use serde_json::{Value, json};
use tipctl_sandbox::{Link, Sandbox};

use crate::chain::{
    self, CAROL, ORDERS, answer, carol, customers_but, document, group_principal, permit, put_rights, run,
    set_trust, trust, whole,
};
use crate::signed::{sandbox, target};

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
        ("SELECT order_id FROM sales.orders WHERE 0 AND (SELECT 1 FROM sales.products)", Link::TableGrant),
        (
            "SELECT order_id FROM sales.orders WHERE 0 AND (SELECT email FROM sales.customers)",
            Link::ColumnGrant,
        ),
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
    // Every call of the session has a region.
    put_rights(
        &sandbox,
        "studio-user",
        &document(&json!([{ "Effect": "Allow", "Action": ["athena:*", "glue:Get*"], "Resource": "*" },
            { "Effect": "Deny", "Action": "*", "Resource": "*",
              "Condition": { "StringNotEquals": { "aws:RequestedRegion": "ap-northeast-1" } } }])),
    );
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
    let (_, started) = as_session(&sandbox, &session, "StartQueryExecution", &input);
    clock.advance(1_000);
    as_session(&sandbox, &session, "GetQueryResults", &started);
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
        ("athena.amazonaws.com", "GetQueryResults", behalf, CAROL),
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
