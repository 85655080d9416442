//! Lake Formation over rest-json: settings, locations, grants and how they read back, the connection to Identity Center.

use bytes::Bytes;
use http::Request;
use serde_json::{Value, json};
use tipctl_sandbox::Sandbox;

use crate::signed::{AUDITOR, OPERATOR, authorization, iam, refusal, sandbox, target, text};

const ADMIN: &str = "arn:aws:iam::111122223333:user/operator";
const INSTANCE: &str = "arn:aws:sso:::instance/ssoins-7223a1b2c3d4e5f6";
const ROLE: &str = "arn:aws:iam::111122223333:role/lake";

fn request(key: &str, operation: &str, input: &Value) -> Request<Bytes> {
    Request::post(format!("/{operation}"))
        .header("authorization", authorization(key, "lakeformation"))
        .body(Bytes::from(input.to_string()))
        .unwrap()
}

fn ask(sandbox: &Sandbox, operation: &str, input: &Value) -> Value {
    let response = sandbox.answer(&request(OPERATOR, operation, input));
    assert_eq!(response.status(), 200, "{operation}: {}", text(&response));
    serde_json::from_slice(response.body()).unwrap()
}

/// The code and the text of a refusal.
fn refused(sandbox: &Sandbox, operation: &str, input: &Value) -> (String, String) {
    let response = sandbox.answer(&request(OPERATOR, operation, input));
    assert_ne!(response.status(), 200, "{operation}: {}", text(&response));
    let body: Value = serde_json::from_slice(response.body()).unwrap();
    (refusal(&response).1, body["Message"].as_str().unwrap().to_owned())
}

fn administer(sandbox: &Sandbox) {
    let settings = json!({ "DataLakeAdmins": [{ "DataLakePrincipalIdentifier": ADMIN }] });
    ask(sandbox, "PutDataLakeSettings", &json!({ "DataLakeSettings": settings }));
}

/// A role that Lake Formation may assume, without a policy.
fn make_role(sandbox: &Sandbox) {
    let trust = json!({ "Version": "2012-10-17", "Statement": [{ "Effect": "Allow",
        "Principal": { "Service": "lakeformation.amazonaws.com" }, "Action": "sts:AssumeRole" }] });
    let parameters = [("RoleName", "lake"), ("AssumeRolePolicyDocument", &trust.to_string())];
    let response = sandbox.answer(&iam(OPERATOR, "CreateRole", &parameters));
    assert_eq!(response.status(), 200, "{}", text(&response));
}

/// The principal of a group of the directory.
fn group(sandbox: &Sandbox, name: &str) -> String {
    let unique = json!({ "UniqueAttribute": { "AttributePath": "displayName", "AttributeValue": name } });
    let input = json!({ "IdentityStoreId": "d-9567a1b2c3", "AlternateIdentifier": unique });
    let response =
        sandbox.answer(&target("identitystore", "AWSIdentityStore.GetGroupId", &input.to_string()));
    let answer: Value = serde_json::from_slice(response.body()).unwrap();
    format!("arn:aws:identitystore:::group/{}", answer["GroupId"].as_str().unwrap())
}

fn permissions(principal: &str, resource: &Value, permissions: &[&str]) -> Value {
    json!({
        "Principal": { "DataLakePrincipalIdentifier": principal },
        "Resource": resource,
        "Permissions": permissions,
    })
}

fn table(name: &str) -> Value {
    json!({ "Table": { "DatabaseName": "sales", "Name": name } })
}

/// What a listing says of `principal`: resources and permissions.
fn listed(sandbox: &Sandbox, input: &Value, principal: &str) -> Vec<(Value, Value)> {
    let answer = ask(sandbox, "ListPermissions", input);
    let entries = answer["PrincipalResourcePermissions"].as_array().unwrap();
    let own = entries.iter().filter(|entry| entry["Principal"]["DataLakePrincipalIdentifier"] == principal);
    own.map(|entry| (entry["Resource"].clone(), entry["Permissions"].clone())).collect()
}

#[test]
fn a_fresh_account_leaves_everything_to_iam() {
    let (sandbox, _) = sandbox("");
    let everyone = json!([{ "Principal": { "DataLakePrincipalIdentifier": "IAM_ALLOWED_PRINCIPALS" },
        "Permissions": ["ALL"] }]);
    let settings = ask(&sandbox, "GetDataLakeSettings", &json!({}))["DataLakeSettings"].clone();
    assert_eq!(settings["CreateTableDefaultPermissions"], everyone);
    assert_eq!(settings["DataLakeAdmins"], json!([]));
    assert_eq!(settings["Parameters"], json!({ "CROSS_ACCOUNT_VERSION": "1", "SET_CONTEXT": "TRUE" }));
    // Who does not administer the lake sees nothing that others hold.
    assert_eq!(ask(&sandbox, "ListPermissions", &json!({})), json!({ "PrincipalResourcePermissions": [] }));
    administer(&sandbox);
    let rows = listed(&sandbox, &json!({}), "IAM_ALLOWED_PRINCIPALS");
    assert_eq!(rows.len(), 6, "two databases and four tables");
    assert!(rows.iter().all(|(_, permissions)| *permissions == json!(["ALL"])));
}

#[test]
fn a_put_of_settings_replaces_the_document() {
    let (sandbox, _) = sandbox("");
    administer(&sandbox);
    let put =
        |settings: Value| refused(&sandbox, "PutDataLakeSettings", &json!({ "DataLakeSettings": settings }));
    let missing = "arn:aws:iam::111122223333:role/gone";
    let group = "arn:aws:identitystore:::group/x";
    let identifiers =
        json!([{ "DataLakePrincipalIdentifier": missing }, { "DataLakePrincipalIdentifier": group }]);
    let (code, text) = put(json!({ "DataLakeAdmins": identifiers }));
    assert_eq!(code, "InvalidInputException");
    assert_eq!(text, format!("Invalid principal, arn: {missing}, arn: {group}"));
    let (_, text) = put(json!({ "Parameters": { "CrossAccountVersion": "4" } }));
    assert_eq!(
        text,
        "Valid Parameters Keys are: [CROSS_ACCOUNT_VERSION, SET_SOURCE_IDENTITY, SET_CONTEXT], but found: \
         [CrossAccountVersion]"
    );
    assert_eq!(put(json!({ "Parameters": { "SET_CONTEXT": "no" } })).0, "InvalidInputException");
    let other = json!([{ "Principal": { "DataLakePrincipalIdentifier": ADMIN }, "Permissions": ["ALL"] }]);
    assert_eq!(put(json!({ "CreateTableDefaultPermissions": other })).0, "InvalidInputException");

    ask(
        &sandbox,
        "PutDataLakeSettings",
        &json!({ "DataLakeSettings": { "Parameters": { "CROSS_ACCOUNT_VERSION": "4" } } }),
    );
    let settings = ask(&sandbox, "GetDataLakeSettings", &json!({}))["DataLakeSettings"].clone();
    assert_eq!(settings["DataLakeAdmins"], json!([]));
    assert_eq!(settings["CreateDatabaseDefaultPermissions"], json!([]));
    assert_eq!(settings["Parameters"], json!({ "CROSS_ACCOUNT_VERSION": "4", "SET_CONTEXT": "TRUE" }));
    // What was read can be put back, and a parameter that is left out has its default again.
    let mut changed = settings.clone();
    changed["Parameters"]["SET_CONTEXT"] = json!("false");
    for (document, context) in [(&changed, "false"), (&settings, "TRUE")] {
        ask(&sandbox, "PutDataLakeSettings", &json!({ "DataLakeSettings": document }));
        let read = ask(&sandbox, "GetDataLakeSettings", &json!({}))["DataLakeSettings"].clone();
        assert_eq!(read["Parameters"]["SET_CONTEXT"], context);
    }
}

#[test]
fn a_deleted_administrator_blocks_every_put() {
    let (sandbox, _) = sandbox("");
    make_role(&sandbox);
    let settings = json!({ "DataLakeAdmins": [{ "DataLakePrincipalIdentifier": ROLE }] });
    let input = json!({ "DataLakeSettings": settings });
    ask(&sandbox, "PutDataLakeSettings", &input);
    let response = sandbox.answer(&iam(OPERATOR, "DeleteRole", &[("RoleName", "lake")]));
    assert_eq!(response.status(), 200, "{}", text(&response));
    let (_, text) = refused(&sandbox, "PutDataLakeSettings", &input);
    assert_eq!(text, format!("Invalid principal, arn: {ROLE}"));
}

#[test]
fn grants_read_back_split_and_spread() {
    let (sandbox, _) = sandbox("");
    administer(&sandbox);
    let analysts = group(&sandbox, "data-analysts");
    let orders = |member: &str, extra: Value| {
        let mut resource = json!({ "CatalogId": "111122223333", "DatabaseName": "sales", "Name": "orders" });
        resource.as_object_mut().unwrap().extend(extra.as_object().unwrap().clone());
        json!({ member: resource })
    };
    let wildcard = || json!({ "ColumnWildcard": {} });
    let others = ["ALTER", "DELETE", "DESCRIBE", "DROP", "INSERT"];
    let seven = ["ALL", "ALTER", "DELETE", "DESCRIBE", "DROP", "INSERT", "SELECT"];
    for (granted, expected) in [
        (&["SELECT"][..], vec![(orders("TableWithColumns", wildcard()), json!(["SELECT"]))]),
        (&["DESCRIBE"], vec![(orders("Table", json!({})), json!(["DESCRIBE"]))]),
        (
            &["ALL"],
            vec![
                (orders("Table", json!({})), json!(others)),
                (orders("TableWithColumns", wildcard()), json!(["SELECT"])),
            ],
        ),
        (
            &seven,
            vec![
                (orders("Table", json!({})), json!(seven[..6])),
                (orders("TableWithColumns", wildcard()), json!(["SELECT"])),
            ],
        ),
    ] {
        let input = permissions(&analysts, &table("orders"), granted);
        ask(&sandbox, "GrantPermissions", &input);
        ask(&sandbox, "GrantPermissions", &input);
        assert_eq!(listed(&sandbox, &json!({}), &analysts), expected, "{granted:?}");
        ask(&sandbox, "RevokePermissions", &input);
        assert_eq!(listed(&sandbox, &json!({}), &analysts), [], "{granted:?}");
    }

    let all_tables = json!({ "Table": { "DatabaseName": "sales", "TableWildcard": {} } });
    ask(&sandbox, "GrantPermissions", &permissions(&analysts, &all_tables, &["DESCRIBE", "SELECT"]));
    let of_all = json!({ "CatalogId": "111122223333", "DatabaseName": "sales", "Name": "ALL_TABLES" });
    let (mut described, mut selected) = (of_all.clone(), of_all);
    described["TableWildcard"] = json!({});
    selected["ColumnWildcard"] = json!({});
    let expected = [
        (json!({ "Table": described }), json!(["DESCRIBE"])),
        (json!({ "TableWithColumns": selected }), json!(["SELECT"])),
    ];
    assert_eq!(listed(&sandbox, &json!({}), &analysts), expected);
}

#[test]
fn columns_are_listed_or_left_out() {
    let (sandbox, _) = sandbox("");
    administer(&sandbox);
    let analysts = group(&sandbox, "data-analysts");
    let columns = |members: Value| {
        let mut resource = json!({ "DatabaseName": "sales", "Name": "customers" });
        resource.as_object_mut().unwrap().extend(members.as_object().unwrap().clone());
        json!({ "TableWithColumns": resource })
    };
    let grant = |members: Value| permissions(&analysts, &columns(members), &["SELECT"]);
    ask(&sandbox, "GrantPermissions", &grant(json!({ "ColumnNames": ["name", "country"] })));
    ask(
        &sandbox,
        "GrantPermissions",
        &grant(json!({ "ColumnWildcard": { "ExcludedColumnNames": ["email"] } })),
    );
    let by_table = json!({ "Resource": table("customers") });
    let rows = listed(&sandbox, &by_table, &analysts);
    let members: Vec<&Value> = rows.iter().map(|(resource, _)| &resource["TableWithColumns"]).collect();
    assert_eq!(members[0]["ColumnWildcard"], json!({ "ExcludedColumnNames": ["email"] }));
    assert_eq!(members[1]["ColumnNames"], json!(["country", "name"]));

    for (input, expected) in [
        (grant(json!({ "ColumnNames": ["nmae"] })), "Cannot grant/revoke permission on non-existent column."),
        (grant(json!({})), "Exactly one of column names and column wildcard must be present."),
        (
            permissions(&analysts, &columns(json!({ "ColumnNames": ["name"] })), &["DESCRIBE"]),
            "Permission DESCRIBE is not supported on sales.customers.",
        ),
    ] {
        assert_eq!(
            refused(&sandbox, "GrantPermissions", &input),
            ("InvalidInputException".to_owned(), expected.to_owned())
        );
    }
    let mut option = grant(json!({ "ColumnWildcard": { "ExcludedColumnNames": ["email"] } }));
    option["PermissionsWithGrantOption"] = json!(["SELECT"]);
    assert_eq!(
        refused(&sandbox, "GrantPermissions", &option).1,
        "Grant option is not supported with excluded columns."
    );
}

#[test]
fn a_principal_as_filter_asks_for_effective_permissions() {
    let (sandbox, _) = sandbox("");
    administer(&sandbox);
    make_role(&sandbox);
    let analysts = group(&sandbox, "data-analysts");
    let database = json!({ "Database": { "Name": "sales" } });
    for principal in [analysts.as_str(), ROLE] {
        ask(&sandbox, "GrantPermissions", &permissions(principal, &database, &["DESCRIBE"]));
    }
    let by = |principal: &str| json!({ "Principal": { "DataLakePrincipalIdentifier": principal }, "Resource": database });
    assert_eq!(listed(&sandbox, &by(&analysts), &analysts), []);
    let everything = json!(["ALL", "ALTER", "CREATE_TABLE", "DESCRIBE", "DROP"]);
    assert_eq!(listed(&sandbox, &by(ROLE), ROLE)[0].1, everything, "what is left to IAM counts");
    assert_eq!(listed(&sandbox, &by(ADMIN), ADMIN)[0].1, everything, "administrators hold everything");
    let user = "arn:aws:identitystore:::user/11111111-2222-4333-a444-555555555555";
    assert_eq!(refused(&sandbox, "ListPermissions", &by(user)).1, "AccountId cannot be null or empty");

    // What was read so cannot be revoked so.
    let all = ["ALL", "ALTER", "CREATE_TABLE", "DESCRIBE", "DROP"];
    let (code, text) = refused(&sandbox, "RevokePermissions", &permissions(ROLE, &database, &all));
    assert_eq!(code, "InvalidInputException");
    assert_eq!(text, "No permissions revoked. Grantee does not have [ALL, ALTER, CREATE_TABLE, DROP].");
    let (_, text) = refused(&sandbox, "RevokePermissions", &permissions(ADMIN, &database, &["DESCRIBE"]));
    assert!(text.starts_with("No permissions revoked. Grantee has no"), "{text}");
}

#[test]
fn a_batch_answers_what_failed() {
    let (sandbox, _) = sandbox("");
    administer(&sandbox);
    let analysts = group(&sandbox, "data-analysts");
    let entry = |id: &str, resource: Value| {
        let mut entry = permissions(&analysts, &resource, &["SELECT"]);
        entry["Id"] = json!(id);
        entry
    };
    let bad = entry("2", table("missing"));
    let input = json!({ "Entries": [entry("1", table("orders")), bad, entry("3", table("products"))] });
    let answer = ask(&sandbox, "BatchGrantPermissions", &input);
    let error = json!({ "ErrorCode": "EntityNotFoundException", "ErrorMessage": "Table missing not found." });
    assert_eq!(answer, json!({ "Failures": [{ "RequestEntry": bad, "Error": error }] }));
    assert_eq!(listed(&sandbox, &json!({}), &analysts).len(), 2);

    let twice = json!({ "Entries": [entry("1", table("orders")), entry("1", table("products"))] });
    assert_eq!(refused(&sandbox, "BatchRevokePermissions", &twice).0, "InvalidInputException");
    let many: Vec<Value> = (0..21).map(|id| entry(&id.to_string(), table("orders"))).collect();
    assert_eq!(
        refused(&sandbox, "BatchRevokePermissions", &json!({ "Entries": many })).0,
        "InvalidInputException"
    );
}

#[test]
fn who_does_not_administer_grants_what_may_be_passed_on() {
    let (sandbox, _) = sandbox("");
    let input = permissions(ADMIN, &table("orders"), &["SELECT"]);
    let (code, text) = refused(&sandbox, "GrantPermissions", &input);
    assert_eq!(code, "AccessDeniedException");
    assert_eq!(text, "Insufficient Lake Formation permission(s): Required SELECT on sales.orders");
    administer(&sandbox);
    let mut input = input;
    input["PermissionsWithGrantOption"] = json!(["SELECT"]);
    ask(&sandbox, "GrantPermissions", &input);
    ask(&sandbox, "PutDataLakeSettings", &json!({ "DataLakeSettings": {} }));
    let analysts = group(&sandbox, "data-analysts");
    ask(&sandbox, "GrantPermissions", &permissions(&analysts, &table("orders"), &["SELECT"]));
    let denied =
        refused(&sandbox, "GrantPermissions", &permissions(&analysts, &table("orders"), &["DESCRIBE"]));
    assert_eq!(denied.0, "AccessDeniedException");
    assert_eq!(listed(&sandbox, &json!({}), &analysts), [], "grants of others are not seen");
}

#[test]
fn principals_are_written_in_a_few_ways() {
    let (sandbox, _) = sandbox("");
    administer(&sandbox);
    let account = "444455556666";
    let everyone = permissions("IAM_ALLOWED_PRINCIPALS", &table("orders"), &["ALL"]);
    let (code, text) =
        refused(&sandbox, "GrantPermissions", &permissions(account, &table("orders"), &["SELECT"]));
    assert_eq!(code, "AccessDeniedException");
    assert_eq!(text, "Insufficient Lake Formation permissions: Illegal combination");
    ask(&sandbox, "RevokePermissions", &everyone);
    for principal in [
        account,
        "111122223333:IAMPrincipals",
        "arn:aws:iam::444455556666:role/theirs",
        "arn:aws:organizations::444455556666:organization/o-1234567890",
        ADMIN,
    ] {
        ask(&sandbox, "GrantPermissions", &permissions(principal, &table("orders"), &["SELECT"]));
    }
    for principal in [
        "111122223333",
        "444455556666:IAMPrincipals",
        "6a1f0c52-7d3e-4b8a-9c10-2f5e8d7b4a01",
        "arn:aws-cn:iam::111122223333:user/operator",
        "arn:aws:iam::111122223333:group/people",
        "arn:aws:iam::111122223333:saml-provider/none:user/x",
        "arn:aws:identitystore:::group/none",
    ] {
        let input = permissions(principal, &table("orders"), &["SELECT"]);
        let (_, text) = refused(&sandbox, "GrantPermissions", &input);
        assert_eq!(text, format!("Invalid principal, arn: {principal}"));
    }
    let analysts = group(&sandbox, "data-analysts");
    let theirs = json!({ "Database": { "CatalogId": account, "Name": "sales" } });
    let (_, text) = refused(&sandbox, "GrantPermissions", &permissions(&analysts, &theirs, &["DESCRIBE"]));
    assert_eq!(text, "Cross-account grants are not supported for the principal.");
}

#[test]
fn pages_may_be_empty_while_there_is_a_token() {
    let (sandbox, _) = sandbox("page-size=1");
    administer(&sandbox);
    let (mut token, mut rows, mut empty) = (None::<String>, 0, 0);
    loop {
        let answer = ask(&sandbox, "ListPermissions", &json!({ "NextToken": token }));
        let entries = answer["PrincipalResourcePermissions"].as_array().unwrap().len();
        rows += entries;
        empty += usize::from(entries == 0);
        match answer["NextToken"].as_str() {
            Some(next) => token = Some(next.to_owned()),
            None => break,
        }
    }
    assert_eq!(rows, 6);
    assert!(empty > 0);
}

#[test]
fn listings_and_principals_lag() {
    let (sandbox, clock) = sandbox("lag=1000");
    administer(&sandbox);
    make_role(&sandbox);
    let input = permissions(ROLE, &table("orders"), &["SELECT"]);
    let (_, text) = refused(&sandbox, "GrantPermissions", &input);
    assert_eq!(text, format!("Invalid principal, arn: {ROLE}"));
    clock.advance(1_000);
    ask(&sandbox, "GrantPermissions", &input);
    assert_eq!(listed(&sandbox, &json!({}), ROLE), []);
    clock.advance(1_000);
    assert_eq!(listed(&sandbox, &json!({}), ROLE).len(), 1);
}

#[test]
fn a_grant_is_not_changed_while_another_change_of_it_is_under_way() {
    let (sandbox, clock) = sandbox("lag=1000");
    administer(&sandbox);
    let analysts = group(&sandbox, "data-analysts");
    let select = permissions(&analysts, &table("orders"), &["SELECT"]);
    let describe = permissions(&analysts, &table("orders"), &["DESCRIBE"]);
    let elsewhere = permissions(&analysts, &table("products"), &["SELECT"]);
    clock.advance(1_000);
    ask(&sandbox, "GrantPermissions", &select);
    for operation in ["GrantPermissions", "RevokePermissions"] {
        let (code, text) = refused(&sandbox, operation, &describe);
        assert_eq!(code, "ConcurrentModificationException");
        assert!(text.contains("Permission update/Delete failed for Resource"), "{text}");
    }
    ask(&sandbox, "GrantPermissions", &elsewhere);
    clock.advance(1_000);
    ask(&sandbox, "GrantPermissions", &describe);
}

#[test]
fn grants_outlive_their_principal() {
    let (sandbox, _) = sandbox("");
    administer(&sandbox);
    make_role(&sandbox);
    let input = permissions(ROLE, &table("orders"), &["SELECT"]);
    ask(&sandbox, "GrantPermissions", &input);
    sandbox.answer(&iam(OPERATOR, "DeleteRole", &[("RoleName", "lake")]));
    assert_eq!(listed(&sandbox, &json!({}), ROLE).len(), 1);
    assert_eq!(refused(&sandbox, "GrantPermissions", &input).1, format!("Invalid principal, arn: {ROLE}"));
    ask(&sandbox, "RevokePermissions", &input);
    assert_eq!(listed(&sandbox, &json!({}), ROLE), []);
}

#[test]
fn a_location_is_registered_once_with_a_role_that_can_be_assumed() {
    let (sandbox, _) = sandbox("");
    let path = "arn:aws:s3:::acme-lake/sales/";
    let register = json!({ "ResourceArn": path, "RoleArn": ROLE, "HybridAccessEnabled": true });
    let (code, text) = refused(&sandbox, "RegisterResource", &register);
    assert_eq!(code, "InvalidInputException");
    assert!(text.contains("cannot be assumed"), "{text}");
    make_role(&sandbox);
    ask(&sandbox, "RegisterResource", &register);
    assert_eq!(refused(&sandbox, "RegisterResource", &register).0, "AlreadyExistsException");
    let trimmed = json!({ "ResourceArn": "arn:aws:s3:::acme-lake/sales" });
    let info = ask(&sandbox, "DescribeResource", &trimmed)["ResourceInfo"].clone();
    assert_eq!(info["ResourceArn"], path);
    assert_eq!(info["HybridAccessEnabled"], true);
    assert_eq!(info.get("WithFederation"), None);
    assert_eq!(info["VerificationStatus"], "NOT_VERIFIED");

    let lake = "arn:aws:s3:::acme-lake";
    ask(&sandbox, "RegisterResource", &json!({ "ResourceArn": lake, "UseServiceLinkedRole": true }));
    let update = json!({ "ResourceArn": lake, "RoleArn": ROLE });
    assert_eq!(refused(&sandbox, "UpdateResource", &update).0, "InvalidInputException");
    ask(
        &sandbox,
        "UpdateResource",
        &json!({ "ResourceArn": path, "RoleArn": ROLE, "HybridAccessEnabled": false }),
    );
    let filter = |field: &str, operator: &str, values: Value| {
        let condition = json!({ "Field": field, "ComparisonOperator": operator, "StringValueList": values });
        let answer = ask(&sandbox, "ListResources", &json!({ "FilterConditionList": [condition] }));
        answer["ResourceInfoList"].as_array().unwrap().len()
    };
    assert_eq!(filter("ROLE_ARN", "EQ", json!([ROLE])), 1);
    assert_eq!(filter("ROLE_ARN", "CONTAINS", json!(["AWSServiceRole"])), 1);
    assert_eq!(filter("RESOURCE_ARN", "BEGINS_WITH", json!([lake])), 2);
    assert_eq!(filter("RESOURCE_ARN", "NOT_CONTAINS", json!(["lake"])), 0);

    ask(&sandbox, "DeregisterResource", &trimmed);
    assert_eq!(refused(&sandbox, "DescribeResource", &trimmed).0, "EntityNotFoundException");
    assert_eq!(refused(&sandbox, "DeregisterResource", &trimmed).0, "EntityNotFoundException");
}

#[test]
fn access_to_a_path_needs_its_registration() {
    let (sandbox, clock) = sandbox("lag=1000");
    administer(&sandbox);
    let analysts = group(&sandbox, "data-analysts");
    let location = json!({ "DataLocation": { "ResourceArn": "arn:aws:s3:::acme-lake/sales" } });
    let input = permissions(&analysts, &location, &["DATA_LOCATION_ACCESS"]);
    let register = json!({ "ResourceArn": "arn:aws:s3:::acme-lake", "UseServiceLinkedRole": true });
    ask(&sandbox, "RegisterResource", &register);
    let (code, text) = refused(&sandbox, "GrantPermissions", &input);
    assert_eq!(code, "InvalidInputException");
    assert!(text.contains("register the S3 path"), "{text}");
    clock.advance(1_000);
    ask(&sandbox, "GrantPermissions", &input);
    clock.advance(1_000);
    let rows = listed(&sandbox, &json!({ "ResourceType": "DATA_LOCATION" }), &analysts);
    assert_eq!(rows.len(), 1);
}

#[test]
fn the_connection_to_identity_center_has_an_application() {
    let (sandbox, _) = sandbox("");
    let operation = |verb: &str| format!("{verb}LakeFormationIdentityCenterConfiguration");
    let (create, describe, update, delete) =
        (operation("Create"), operation("Describe"), operation("Update"), operation("Delete"));
    assert_eq!(refused(&sandbox, &describe, &json!({})).0, "EntityNotFoundException");
    let elsewhere = json!({ "InstanceArn": "arn:aws:sso:::instance/ssoins-0000000000000000" });
    assert_eq!(refused(&sandbox, &create, &elsewhere).0, "InvalidInputException");
    let recipients = json!([{ "DataLakePrincipalIdentifier": "444455556666" }]);
    let input = json!({ "InstanceArn": INSTANCE, "ShareRecipients": recipients });
    let application = ask(&sandbox, &create, &input)["ApplicationArn"].clone();
    assert_eq!(refused(&sandbox, &create, &input).0, "AlreadyExistsException");
    let described = ask(&sandbox, &describe, &json!({}));
    assert_eq!(described["ApplicationArn"], application);
    assert_eq!(described["ShareRecipients"], recipients);
    assert!(
        described["ResourceShare"].as_str().unwrap().starts_with("arn:aws:ram:ap-northeast-1:111122223333:")
    );

    let known = |target_name: &str| {
        let input = json!({ "ApplicationArn": application });
        sandbox.answer(&target("sso", &format!("SWBExternalService.{target_name}"), &input.to_string()))
    };
    ask(&sandbox, &update, &json!({ "ApplicationStatus": "DISABLED" }));
    assert!(text(&known("DescribeApplication")).contains(r#""Status":"DISABLED""#));
    assert_eq!(ask(&sandbox, &describe, &json!({}))["ShareRecipients"], recipients);
    ask(&sandbox, &update, &json!({ "ShareRecipients": [] }));
    assert_eq!(ask(&sandbox, &describe, &json!({})).get("ResourceShare"), None);

    ask(&sandbox, &delete, &json!({}));
    assert_eq!(refused(&sandbox, &delete, &json!({})).0, "EntityNotFoundException");
    assert_eq!(refusal(&known("DescribeApplication")).1, "ResourceNotFoundException");
}

#[test]
fn what_is_misspelt_or_not_there_is_refused() {
    let (sandbox, _) = sandbox("");
    administer(&sandbox);
    let analysts = group(&sandbox, "data-analysts");
    let grant = |resource: Value| permissions(&analysts, &resource, &["DESCRIBE"]);
    let expression = json!([{ "TagKey": "k", "TagValues": ["v"] }]);
    for (operation, input, code) in [
        ("GrantPermissions", grant(json!({ "Database": { "Name": "nope" } })), "EntityNotFoundException"),
        ("GrantPermissions", grant(json!({ "Database": { "Nmae": "sales" } })), "SerializationException"),
        ("GrantPermissions", grant(json!({})), "InvalidInputException"),
        (
            "GrantPermissions",
            grant(json!({ "Catalog": {}, "Database": { "Name": "sales" } })),
            "InvalidInputException",
        ),
        ("GrantPermissions", grant(json!({ "Table": { "DatabaseName": "sales" } })), "InvalidInputException"),
        (
            "GrantPermissions",
            grant(json!({ "LFTagPolicy": { "ResourceType": "TABLE", "Expression": expression } })),
            "EntityNotFoundException",
        ),
        (
            "GrantPermissions",
            grant(json!({ "Database": { "CatalogId": "999999999999", "Name": "sales" } })),
            "InvalidInputException",
        ),
        (
            "GrantPermissions",
            permissions("data-analysts", &table("orders"), &["SELECT"]),
            "InvalidInputException",
        ),
        ("GrantPermissions", permissions(&analysts, &table("orders"), &[]), "InvalidInputException"),
        ("GrantPermissions", permissions(&analysts, &table("orders"), &["READ"]), "SerializationException"),
        ("ListPermissions", json!({ "MaxResults": 1001 }), "InvalidInputException"),
        ("ListPermissions", json!({ "NextToken": "made up" }), "InvalidInputException"),
        ("ListPermissions", json!({ "IncludeRelated": "TRUE" }), "InvalidInputException"),
        (
            "ListPermissions",
            json!({ "Principal": { "DataLakePrincipalIdentifier": ADMIN } }),
            "InvalidInputException",
        ),
    ] {
        assert_eq!(refused(&sandbox, operation, &input).0, code, "{operation} {input}");
    }
    let response = sandbox.answer(&request(OPERATOR, "ListLFTags", &json!({})));
    assert_eq!(response.status(), 501);
    let response = sandbox.answer(&request(AUDITOR, "DeregisterResource", &json!({})));
    assert_eq!(refusal(&response), (403, "AccessDeniedException".to_owned()));
}

#[test]
fn an_administrator_opts_principals_in() {
    let (sandbox, _) = sandbox("");
    let analysts = group(&sandbox, "data-analysts");
    let table = json!({ "Table": { "DatabaseName": "sales", "TableWildcard": {} } });
    let opt_in = json!({ "Principal": { "DataLakePrincipalIdentifier": analysts }, "Resource": table });
    let (code, message) = refused(&sandbox, "CreateLakeFormationOptIn", &opt_in);
    assert_eq!(code, "AccessDeniedException");
    assert_eq!(message, "Insufficient Lake Formation permission(s) on Catalog");
    administer(&sandbox);
    for _ in 0..2 {
        ask(&sandbox, "CreateLakeFormationOptIn", &opt_in);
    }
    let listed = ask(&sandbox, "ListLakeFormationOptIns", &json!({}));
    let [one] = listed["LakeFormationOptInsInfoList"].as_array().unwrap().as_slice() else {
        panic!("{listed}");
    };
    assert_eq!(one["Principal"], opt_in["Principal"]);
    assert_eq!(one["Resource"]["Table"]["Name"], "ALL_TABLES");
    assert_eq!(one["LastUpdatedBy"], ADMIN);
    let other = json!({ "Resource": { "Database": { "Name": "sales" } } });
    let listed = ask(&sandbox, "ListLakeFormationOptIns", &other);
    assert_eq!(listed["LakeFormationOptInsInfoList"], json!([]));
    let foreign = json!({ "Principal": { "DataLakePrincipalIdentifier": "999988887777" } });
    assert_eq!(refused(&sandbox, "ListLakeFormationOptIns", &foreign).0, "InvalidInputException");
    ask(&sandbox, "DeleteLakeFormationOptIn", &opt_in);
    assert_eq!(refused(&sandbox, "DeleteLakeFormationOptIn", &opt_in).0, "EntityNotFoundException");
}
