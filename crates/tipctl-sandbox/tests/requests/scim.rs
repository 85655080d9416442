//! The identity provider's door to the directory.

use bytes::Bytes;
use http::{Request, Response};
use serde_json::{Value, json};
use tipctl_sandbox::Sandbox;

use crate::signed::{sandbox, target};

const STORE: &str = "d-9567a1b2c3";
const CAROL: &str = "3c9b7e14-5a20-4f6d-8b33-91d0c6e2f701";
const ANALYSTS: &str = "6a1f0c52-7d3e-4b8a-9c10-2f5e8d7b4a01";

fn sent(sandbox: &Sandbox, method: &str, path: &str, body: &Value, token: &str) -> Response<Bytes> {
    let text = if body.is_null() { String::new() } else { body.to_string() };
    let request = Request::builder()
        .method(method)
        .uri(format!("http://localhost/{path}"))
        .header("authorization", token)
        .body(Bytes::from(text))
        .unwrap();
    sandbox.answer(&request)
}

fn ask(sandbox: &Sandbox, method: &str, path: &str, body: &Value) -> (u16, Value) {
    let answer = sent(sandbox, method, &format!("{STORE}/scim/v2/{path}"), body, "Bearer token");
    (answer.status().as_u16(), serde_json::from_slice(answer.body()).unwrap_or_default())
}

fn patch(operation: &Value) -> Value {
    json!({ "schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"], "Operations": [operation] })
}

fn api(sandbox: &Sandbox, operation: &str, mut input: Value) -> Value {
    input["IdentityStoreId"] = json!(STORE);
    let request = target("identitystore", &format!("AWSIdentityStore.{operation}"), &input.to_string());
    serde_json::from_slice(sandbox.answer(&request).body()).unwrap()
}

fn names(sandbox: &Sandbox, path: &str) -> Vec<String> {
    let (status, list) = ask(sandbox, "GET", path, &Value::Null);
    assert_eq!(status, 200, "{list}");
    let resources = list["Resources"].as_array().unwrap();
    assert_eq!(list["totalResults"], resources.len());
    resources.iter().map(|group| group["displayName"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn a_group_is_renamed_and_keeps_its_id() {
    let (sandbox, _) = sandbox("read-only");
    let by_path = json!({ "op": "Replace", "path": "displayName", "value": "bi" });
    let by_object = json!({ "op": "replace", "value": { "id": ANALYSTS, "displayName": "analytics" } });
    for (change, name) in [(by_path, "bi"), (by_object, "analytics")] {
        assert_eq!(
            ask(&sandbox, "PATCH", &format!("Groups/{ANALYSTS}"), &patch(&change)),
            (204, Value::Null)
        );
        assert_eq!(api(&sandbox, "DescribeGroup", json!({ "GroupId": ANALYSTS }))["DisplayName"], name);
    }
    assert_eq!(names(&sandbox, "Groups"), ["analytics", "data-engineers", "interns"]);
    assert_eq!(names(&sandbox, "Groups?filter=displayName%20eq%20%22interns%22"), ["interns"]);
    assert_eq!(names(&sandbox, "Groups?filter=displayName+eq+%22data-analysts%22"), [""; 0]);
}

#[test]
fn a_group_that_is_pushed_anew_has_another_id() {
    let (sandbox, _) = sandbox("");
    assert_eq!(ask(&sandbox, "DELETE", &format!("Groups/{ANALYSTS}"), &Value::Null).0, 204);
    assert_eq!(ask(&sandbox, "DELETE", &format!("Groups/{ANALYSTS}"), &Value::Null).0, 404);
    let group =
        json!({ "displayName": "data-analysts", "externalId": "00x", "members": [{ "value": CAROL }] });
    let (status, made) = ask(&sandbox, "POST", "Groups", &group);
    assert_eq!(
        (status, &made["externalId"], &made["meta"]["resourceType"]),
        (201, &json!("00x"), &json!("Group"))
    );
    assert_ne!(made["id"], ANALYSTS);
    assert_eq!(ask(&sandbox, "POST", "Groups", &group).0, 409);
    let members = api(&sandbox, "ListGroupMemberships", json!({ "GroupId": made["id"] }));
    assert_eq!(members["GroupMemberships"][0]["MemberId"]["UserId"], CAROL);
    let told = api(&sandbox, "DescribeGroup", json!({ "GroupId": made["id"] }));
    assert_eq!((&told["CreatedBy"], &told["ExternalIds"][0]["Id"]), (&json!("SCIM"), &json!("00x")));
}

#[test]
fn members_come_and_go_one_by_one() {
    let (sandbox, _) = sandbox("");
    let path = format!("Groups/{ANALYSTS}");
    let count = || {
        api(&sandbox, "ListGroupMemberships", json!({ "GroupId": ANALYSTS }))["GroupMemberships"]
            .as_array()
            .unwrap()
            .len()
    };
    let carol = json!([{ "value": CAROL }]);
    for (change, left) in [
        (json!({ "op": "remove", "path": "members", "value": carol }), 1),
        (json!({ "op": "add", "path": "members", "value": carol }), 2),
        (json!({ "op": "add", "path": "members", "value": carol }), 2),
        (json!({ "op": "remove", "path": format!("members[value eq \"{CAROL}\"]") }), 1),
    ] {
        assert_eq!(ask(&sandbox, "PATCH", &path, &patch(&change)).0, 204);
        assert_eq!(count(), left);
    }
    for refused in [
        json!({ "op": "replace", "path": "members", "value": carol }),
        json!({ "op": "remove", "path": "members" }),
        json!({ "op": "replace", "path": "description", "value": "x" }),
    ] {
        assert_eq!(ask(&sandbox, "PATCH", &path, &patch(&refused)).0, 400, "{refused}");
    }
    let nobody = json!([{ "value": "00000000-0000-4000-a000-000000000000" }]);
    let change = json!({ "op": "add", "path": "members", "value": nobody });
    assert_eq!(ask(&sandbox, "PATCH", &path, &patch(&change)).0, 404);
    assert_eq!(count(), 1, "what is refused changes nothing");
}

#[test]
fn a_user_is_pushed_renamed_and_deleted() {
    let (sandbox, _) = sandbox("");
    let frank = json!({
        "userName": "frank@example.com", "displayName": "Frank Mori", "active": true, "externalId": "00frank",
        "name": { "givenName": "Frank", "familyName": "Mori" },
        "emails": [{ "value": "frank@example.com", "type": "work", "primary": true }],
    });
    let (status, made) = ask(&sandbox, "POST", "Users", &frank);
    assert_eq!(status, 201, "{made}");
    for member in ["userName", "emails", "name", "active", "externalId"] {
        assert_eq!(made[member], frank[member], "{member}");
    }
    assert_eq!(ask(&sandbox, "POST", "Users", &frank).0, 409);
    let path = format!("Users/{}", made["id"].as_str().unwrap());
    let renamed = json!({ "op": "replace", "path": "userName", "value": "frank.mori@example.com" });
    assert_eq!(ask(&sandbox, "PATCH", &path, &patch(&renamed)).0, 200);
    assert_eq!(ask(&sandbox, "GET", &path, &Value::Null).1["userName"], "frank.mori@example.com");
    let disabled = json!({ "op": "replace", "path": "active", "value": false });
    assert_eq!(ask(&sandbox, "PATCH", &path, &patch(&disabled)).0, 400);
    assert_eq!(ask(&sandbox, "DELETE", &path, &Value::Null).0, 204);
    assert_eq!(ask(&sandbox, "GET", &path, &Value::Null).0, 404);
}

#[test]
fn who_brings_no_token_or_names_another_directory_is_refused() {
    let (sandbox, _) = sandbox("");
    let status = |path: &str, token: &str| {
        let answer = sent(&sandbox, "GET", path, &Value::Null, token);
        let told: Value = serde_json::from_slice(answer.body()).unwrap();
        assert_eq!(told["status"], answer.status().as_u16());
        answer.status().as_u16()
    };
    assert_eq!(status("d-9567a1b2c3/scim/v2/Groups", ""), 401);
    assert_eq!(status("d-0000000000/scim/v2/Groups", "Bearer token"), 401);
    assert_eq!(status("d-9567a1b2c3/scim/v2/Bulk", "Bearer token"), 501);
    assert_eq!(status(&format!("d-9567a1b2c3/scim/v2/Groups/{CAROL}"), "Bearer token"), 404);
    assert_eq!(status("d-9567a1b2c3/scim/v2/Groups?filter=displayName", "Bearer token"), 400);
}
