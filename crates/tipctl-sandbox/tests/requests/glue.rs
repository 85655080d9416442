//! Glue's data catalog over the JSON protocol.

use serde_json::{Value, json};
use tipctl_sandbox::Sandbox;

use crate::signed::{refusal, sandbox, target, text};

fn ask(sandbox: &Sandbox, operation: &str, input: &Value) -> Value {
    let response = sandbox.answer(&target("glue", &format!("AWSGlue.{operation}"), &input.to_string()));
    assert_eq!(response.status(), 200, "{}", text(&response));
    serde_json::from_slice(response.body()).unwrap()
}

#[test]
fn a_table_has_columns_and_a_location() {
    let (sandbox, _) = sandbox("");
    let answer = ask(&sandbox, "GetTable", &json!({ "DatabaseName": "sales", "Name": "customers" }));
    assert_eq!(answer["Table"]["StorageDescriptor"]["Location"], "s3://acme-lake/customers/");
    let columns = answer["Table"]["StorageDescriptor"]["Columns"].as_array().unwrap().clone();
    let names: Vec<&str> = columns.iter().map(|column| column["Name"].as_str().unwrap()).collect();
    assert_eq!(names, ["customer_id", "name", "email", "phone", "country"]);
}

#[test]
fn tables_come_in_pages() {
    let (sandbox, _) = sandbox("page-size=2");
    let first = ask(&sandbox, "GetTables", &json!({ "DatabaseName": "sales", "AttributesToGet": ["NAME"] }));
    assert_eq!(first["TableList"], json!([{ "Name": "customers" }, { "Name": "orders" }]));
    let rest =
        json!({ "DatabaseName": "sales", "AttributesToGet": ["NAME"], "NextToken": first["NextToken"] });
    assert_eq!(ask(&sandbox, "GetTables", &rest), json!({ "TableList": [{ "Name": "products" }] }));
}

#[test]
fn what_is_missing_or_misspelt_is_refused() {
    let (sandbox, _) = sandbox("");
    for (operation, input, expected) in [
        ("GetDatabase", r#"{"Name":"nope"}"#, "EntityNotFoundException"),
        ("GetTables", r#"{"DatabaseName":"nope"}"#, "EntityNotFoundException"),
        ("GetDatabases", r#"{"CatalogId":"999999999999"}"#, "EntityNotFoundException"),
        ("GetDatabases", r#"{"MaxResults":101}"#, "InvalidInputException"),
        ("GetDatabases", r#"{"NextToken":"made up"}"#, "InvalidInputException"),
        ("GetDatabases", r#"{"MaxResult":1}"#, "SerializationException"),
        ("GetDatabase", r#"{"Name":7}"#, "SerializationException"),
    ] {
        let response = sandbox.answer(&target("glue", &format!("AWSGlue.{operation}"), input));
        assert_eq!(refusal(&response), (400, expected.to_owned()), "{operation} {input}");
    }
}

#[test]
fn another_region_has_no_databases() {
    let (sandbox, _) = sandbox("");
    let mut request = target("glue", "AWSGlue.GetDatabases", "{}");
    let elsewhere =
        request.headers()["authorization"].to_str().unwrap().replace("ap-northeast-1", "eu-west-1");
    request.headers_mut().insert("authorization", elsewhere.parse().unwrap());
    let response = sandbox.answer(&request);
    assert_eq!(text(&response), r#"{"DatabaseList":[]}"#);
}
