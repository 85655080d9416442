//! The directory over the JSON protocol.

use serde_json::{Value, json};
use tipctl_sandbox::Sandbox;

use crate::signed::{refusal, sandbox, target, text};

const STORE: &str = "d-9567a1b2c3";
const CAROL: &str = "3c9b7e14-5a20-4f6d-8b33-91d0c6e2f701";
const ERIN: &str = "3c9b7e14-5a20-4f6d-8b33-91d0c6e2f703";
const ANALYSTS: &str = "6a1f0c52-7d3e-4b8a-9c10-2f5e8d7b4a01";
const INTERNS: &str = "6a1f0c52-7d3e-4b8a-9c10-2f5e8d7b4a03";
const NOBODY: &str = "00000000-0000-4000-a000-000000000000";

/// Asks with the store's id among the members.
fn answer(sandbox: &Sandbox, operation: &str, mut input: Value) -> (u16, Value) {
    if input.get("IdentityStoreId").is_none() {
        input["IdentityStoreId"] = json!(STORE);
    }
    let request = target("identitystore", &format!("AWSIdentityStore.{operation}"), &input.to_string());
    let response = sandbox.answer(&request);
    (response.status().as_u16(), serde_json::from_slice(response.body()).unwrap())
}

fn ask(sandbox: &Sandbox, operation: &str, input: Value) -> Value {
    let (status, answer) = answer(sandbox, operation, input);
    assert_eq!(status, 200, "{operation}: {answer}");
    answer
}

/// The code of a refusal, its text, and one more member.
fn refused(sandbox: &Sandbox, operation: &str, input: Value, member: &str) -> (String, String, Value) {
    let (status, body) = answer(sandbox, operation, input);
    assert_eq!(status, 400, "{operation}: {body}");
    let member = body.get(member).cloned().unwrap_or_default();
    (body["__type"].as_str().unwrap().to_owned(), body["Message"].as_str().unwrap().to_owned(), member)
}

fn alice() -> Value {
    json!({
        "UserName": "alice", "DisplayName": "Alice", "Name": { "GivenName": "Alice", "FamilyName": "A" },
        "Emails": [{ "Value": "alice@example.com", "Type": "work", "Primary": true }],
        "Extensions": { "aws:identitystore:enterprise": { "department": "data" } },
    })
}

fn by_name(path: &str, name: &str) -> Value {
    json!({ "AlternateIdentifier": { "UniqueAttribute": { "AttributePath": path, "AttributeValue": name } } })
}

#[test]
fn a_user_is_made_changed_and_deleted() {
    let (sandbox, clock) = sandbox("");
    let id = ask(&sandbox, "CreateUser", alice())["UserId"].clone();
    let user = ask(&sandbox, "DescribeUser", json!({ "UserId": id }));
    assert_eq!(user["Emails"], alice()["Emails"]);
    assert_eq!(user["UserStatus"], "ENABLED");
    assert_eq!((user.get("ExternalIds"), user.get("Extensions")), (None, None));

    clock.advance(5_000);
    let operations = json!([
        { "AttributePath": "title", "AttributeValue": "analyst" },
        { "AttributePath": "name.givenName", "AttributeValue": "Alicia" },
        { "AttributePath": "emails", "AttributeValue": null },
    ]);
    ask(&sandbox, "UpdateUser", json!({ "UserId": id, "Operations": operations }));
    let named = json!({ "UserId": id, "Extensions": ["aws:identitystore:enterprise"] });
    let updated = ask(&sandbox, "DescribeUser", named);
    assert_eq!((&updated["Title"], &updated["Name"]["GivenName"]), (&json!("analyst"), &json!("Alicia")));
    assert_eq!(updated.get("Emails"), None);
    assert_eq!(updated["Extensions"], alice()["Extensions"]);
    assert_eq!(updated["UpdatedAt"].as_f64().unwrap() - updated["CreatedAt"].as_f64().unwrap(), 5.0);

    ask(&sandbox, "DeleteUser", json!({ "UserId": id }));
    let (code, _, kind) = refused(&sandbox, "DescribeUser", json!({ "UserId": id }), "ResourceType");
    assert_eq!((code.as_str(), kind), ("ResourceNotFoundException", json!("USER")));
}

#[test]
fn what_is_taken_says_so_with_a_reason() {
    let (sandbox, _) = sandbox("");
    let taken = ("ConflictException".to_owned(), json!("UNIQUENESS_CONSTRAINT_VIOLATION"));
    let conflict = |operation: &str, input: Value| {
        let (code, text, reason) = refused(&sandbox, operation, input, "Reason");
        assert_eq!((code, reason), taken, "{text}");
        text
    };
    let mut twin = alice();
    twin["UserName"] = json!("Carol@example.com");
    assert_eq!(conflict("CreateUser", twin), "Duplicate UserName");
    let mut sharer = alice();
    sharer["Emails"][0]["Value"] = json!("carol@example.com");
    assert_eq!(conflict("CreateUser", sharer), "Duplicate Email");
    assert_eq!(conflict("CreateGroup", json!({ "DisplayName": "interns" })), "Duplicate GroupDisplayName");
    let again = json!({ "GroupId": ANALYSTS, "MemberId": { "UserId": CAROL } });
    assert_eq!(conflict("CreateGroupMembership", again), "Member and Group relationship already exists");
}

#[test]
fn a_group_is_renamed_in_place() {
    let (sandbox, _) = sandbox("");
    let operations = json!([
        { "AttributePath": "DisplayName", "AttributeValue": "analysts" },
        { "AttributePath": "description", "AttributeValue": "all of them" },
    ]);
    ask(&sandbox, "UpdateGroup", json!({ "GroupId": ANALYSTS, "Operations": operations }));
    let group = ask(&sandbox, "DescribeGroup", json!({ "GroupId": ANALYSTS }));
    assert_eq!((&group["DisplayName"], &group["Description"]), (&json!("analysts"), &json!("all of them")));
    assert!(group["ExternalIds"].is_array());
    assert_eq!(ask(&sandbox, "GetGroupId", by_name("displayName", "analysts"))["GroupId"], ANALYSTS);
    let unset = json!([{ "AttributePath": "description" }]);
    ask(&sandbox, "UpdateGroup", json!({ "GroupId": ANALYSTS, "Operations": unset }));
    assert_eq!(ask(&sandbox, "DescribeGroup", json!({ "GroupId": ANALYSTS })).get("Description"), None);
}

#[test]
fn memberships_are_found_from_both_ends() {
    let (sandbox, _) = sandbox("");
    let made = json!({ "GroupId": INTERNS, "MemberId": { "UserId": CAROL } });
    let id = ask(&sandbox, "CreateGroupMembership", made.clone())["MembershipId"].clone();
    assert_eq!(ask(&sandbox, "GetGroupMembershipId", made.clone())["MembershipId"], id);
    let membership = ask(&sandbox, "DescribeGroupMembership", json!({ "MembershipId": id }));
    assert_eq!((&membership["GroupId"], &membership["MemberId"]), (&made["GroupId"], &made["MemberId"]));
    let of_group = ask(&sandbox, "ListGroupMemberships", json!({ "GroupId": INTERNS }));
    assert_eq!(of_group["GroupMemberships"], json!([membership]));
    let of_carol = ask(&sandbox, "ListGroupMembershipsForMember", json!({ "MemberId": { "UserId": CAROL } }));
    assert_eq!(of_carol["GroupMemberships"].as_array().unwrap().len(), 2);
    let asked = json!({ "MemberId": { "UserId": ERIN }, "GroupIds": [INTERNS, ANALYSTS] });
    let rows = ask(&sandbox, "IsMemberInGroups", asked)["Results"].clone();
    assert_eq!((&rows[0]["MembershipExists"], &rows[1]["MembershipExists"]), (&json!(false), &json!(true)));
    ask(&sandbox, "DeleteGroupMembership", json!({ "MembershipId": id }));
    for (operation, input, kind) in [
        ("DeleteGroupMembership", json!({ "MembershipId": id }), "GROUP_MEMBERSHIP"),
        ("GetGroupMembershipId", made, "GROUP_MEMBERSHIP"),
        ("CreateGroupMembership", json!({ "GroupId": INTERNS, "MemberId": { "UserId": NOBODY } }), "USER"),
        ("CreateGroupMembership", json!({ "GroupId": NOBODY, "MemberId": { "UserId": CAROL } }), "GROUP"),
    ] {
        let (code, _, found) = refused(&sandbox, operation, input, "ResourceType");
        assert_eq!((code.as_str(), found), ("ResourceNotFoundException", json!(kind)), "{operation}");
    }
}

#[test]
fn lists_come_in_pages_and_take_one_filter() {
    let (sandbox, _) = sandbox("");
    let first = ask(&sandbox, "ListUsers", json!({ "MaxResults": 2 }));
    let rest = ask(&sandbox, "ListUsers", json!({ "MaxResults": 2, "NextToken": first["NextToken"] }));
    assert_eq!(first["Users"].as_array().unwrap().len(), 2);
    assert_eq!((&rest["Users"][0]["UserName"], rest.get("NextToken")), (&json!("erin@example.com"), None));
    let filter =
        |path: &str, value: &str| json!({ "Filters": [{ "AttributePath": path, "AttributeValue": value }] });
    let found = ask(&sandbox, "ListGroups", filter("DisplayName", "interns"));
    assert_eq!(found["Groups"][0]["GroupId"], INTERNS);
    let (code, ..) = refused(&sandbox, "ListUsers", filter("DisplayName", "Carol"), "");
    assert_eq!(code, "ValidationException");
}

#[test]
fn a_lookup_by_name_lags_behind_the_list() {
    let (sandbox, clock) = sandbox("lag=3000");
    let id = ask(&sandbox, "CreateGroup", json!({ "DisplayName": "analysts" }))["GroupId"].clone();
    let listed = ask(&sandbox, "ListGroups", json!({}))["Groups"].clone();
    assert!(listed.as_array().unwrap().iter().any(|group| group["GroupId"] == id));
    let (code, _, kind) = refused(&sandbox, "GetGroupId", by_name("displayName", "analysts"), "ResourceType");
    assert_eq!((code.as_str(), kind), ("ResourceNotFoundException", json!("GROUP")));
    clock.advance(3_000);
    assert_eq!(ask(&sandbox, "GetGroupId", by_name("displayName", "analysts"))["GroupId"], id);
    ask(&sandbox, "DeleteGroup", json!({ "GroupId": id }));
    refused(&sandbox, "GetGroupId", by_name("displayName", "analysts"), "");
}

#[test]
fn external_ids_and_unique_attributes_find_users() {
    let (sandbox, _) = sandbox("");
    assert_eq!(ask(&sandbox, "GetUserId", by_name("emails.value", "carol@example.com"))["UserId"], CAROL);
    assert_eq!(ask(&sandbox, "GetUserId", by_name("userName", "erin@example.com"))["UserId"], ERIN);
    let carol = ask(&sandbox, "DescribeUser", json!({ "UserId": CAROL }));
    let external = json!({ "AlternateIdentifier": { "ExternalId": carol["ExternalIds"][0] } });
    assert_eq!(ask(&sandbox, "GetUserId", external)["UserId"], CAROL);
    let (code, ..) = refused(&sandbox, "GetUserId", by_name("title", "analyst"), "");
    assert_eq!(code, "ValidationException");
}

#[test]
fn what_does_not_fit_is_refused() {
    let (sandbox, _) = sandbox("");
    let missing = json!({ "UserName": "alice" });
    let (code, text, _) = refused(&sandbox, "CreateUser", missing, "");
    assert_eq!(code, "ValidationException");
    assert!(text.starts_with("displayname: The attribute displayname is required, givenname: "), "{text}");
    for (operation, input, expected) in [
        ("CreateUser", json!({ "UserNmae": "alice" }), "SerializationException"),
        ("CreateGroup", json!({ "DisplayName": "Administrator" }), "ValidationException"),
        ("CreateGroup", json!({ "DisplayName": "" }), "ValidationException"),
        ("UpdateGroup", json!({ "GroupId": ANALYSTS, "Operations": [] }), "ValidationException"),
        ("DescribeUser", json!({ "UserId": "d-9567a1b2c3/x" }), "ValidationException"),
        ("ListUsers", json!({ "MaxResults": 101 }), "ValidationException"),
        ("ListUsers", json!({ "NextToken": "made up" }), "ValidationException"),
        ("ListUsers", json!({ "IdentityStoreId": "arn:aws:sso:::instance/x" }), "ValidationException"),
        ("ListUsers", json!({ "IdentityStoreId": "d-0000000000" }), "ResourceNotFoundException"),
        ("CreateGroupMembership", json!({ "GroupId": ANALYSTS, "MemberId": {} }), "SerializationException"),
    ] {
        let (code, text, _) = refused(&sandbox, operation, input, "");
        assert_eq!(code, expected, "{operation}: {text}");
    }
}

#[test]
fn another_region_does_not_know_the_store() {
    let (sandbox, _) = sandbox("");
    let mut request = target(
        "identitystore",
        "AWSIdentityStore.ListUsers",
        &json!({ "IdentityStoreId": STORE }).to_string(),
    );
    let elsewhere =
        request.headers()["authorization"].to_str().unwrap().replace("ap-northeast-1", "us-east-1");
    request.headers_mut().insert("authorization", elsewhere.parse().unwrap());
    let response = sandbox.answer(&request);
    assert_eq!(refusal(&response), (400, "ResourceNotFoundException".to_owned()));
    assert!(text(&response).contains(r#""ResourceType":"IDENTITY_STORE""#), "{}", text(&response));
}
