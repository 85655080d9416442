//! S3 Access Grants over rest-xml.

use bytes::Bytes;
use http::{Request, Response};
use serde_json::json;
use tipctl_sandbox::Sandbox;

use crate::signed::{OPERATOR, authorization, elements, iam, refusal, sandbox, target, text};

const INSTANCE: &str = "arn:aws:sso:::instance/ssoins-7223a1b2c3d4e5f6";
const ROLE: &str = "arn:aws:iam::111122223333:role/grants";
const ARN: &str = "arn:aws:s3:ap-northeast-1:111122223333:access-grants/default";
const PATH: &str = "accessgrantsinstance";

fn request(method: &str, path: &str, body: &str) -> Request<Bytes> {
    Request::builder()
        .method(method)
        .uri(format!("/v20180820/{path}"))
        .header("authorization", authorization(OPERATOR, "s3"))
        .header("x-amz-account-id", "111122223333")
        .body(Bytes::copy_from_slice(body.as_bytes()))
        .unwrap()
}

fn ask(sandbox: &Sandbox, method: &str, path: &str, body: &str) -> Response<Bytes> {
    let response = sandbox.answer(&request(method, path, body));
    assert_eq!(response.status(), 200, "{method} {path} {body}: {}", text(&response));
    response
}

fn refused(sandbox: &Sandbox, method: &str, path: &str, body: &str) -> (u16, String) {
    let response = sandbox.answer(&request(method, path, body));
    assert_eq!(elements(&response, "Code"), [refusal(&response).1], "{}", text(&response));
    refusal(&response)
}

/// The content of the one element of this name.
fn one(response: &Response<Bytes>, name: &str) -> String {
    let found = elements(response, name);
    assert_eq!(found.len(), 1, "{name} in {}", text(response));
    found[0].clone()
}

fn code(status: u16, code: &str) -> (u16, String) {
    (status, code.to_owned())
}

fn make_role(sandbox: &Sandbox) {
    let trust = json!({ "Version": "2012-10-17", "Statement": [{ "Effect": "Allow",
        "Principal": { "Service": "access-grants.s3.amazonaws.com" }, "Action": "sts:AssumeRole" }] });
    let parameters = [("RoleName", "grants"), ("AssumeRolePolicyDocument", &trust.to_string())];
    let response = sandbox.answer(&iam(OPERATOR, "CreateRole", &parameters));
    assert_eq!(response.status(), 200, "{}", text(&response));
}

fn analysts(sandbox: &Sandbox) -> String {
    let unique = json!({ "AttributePath": "displayName", "AttributeValue": "data-analysts" });
    let input =
        json!({ "IdentityStoreId": "d-9567a1b2c3", "AlternateIdentifier": { "UniqueAttribute": unique } });
    let response =
        sandbox.answer(&target("identitystore", "AWSIdentityStore.GetGroupId", &input.to_string()));
    let answer: serde_json::Value = serde_json::from_slice(response.body()).unwrap();
    answer["GroupId"].as_str().unwrap().to_owned()
}

fn new_instance(members: &str) -> String {
    format!("<CreateAccessGrantsInstanceRequest>{members}</CreateAccessGrantsInstanceRequest>")
}

fn associated() -> String {
    new_instance(&format!("<IdentityCenterArn>{INSTANCE}</IdentityCenterArn>"))
}

fn new_location(scope: &str) -> String {
    format!(
        "<CreateAccessGrantsLocationRequest xmlns=\"http://awss3control.amazonaws.com/doc/2018-08-20/\">\
         <LocationScope>{scope}</LocationScope><IAMRoleArn>{ROLE}</IAMRoleArn></CreateAccessGrantsLocationRequest>"
    )
}

/// A grant to a group, with further members.
fn new_grant(location: &str, group: &str, members: &str) -> String {
    format!(
        "<CreateAccessGrantRequest><AccessGrantsLocationId>{location}</AccessGrantsLocationId>{members}\
         <Grantee><GranteeType>DIRECTORY_GROUP</GranteeType><GranteeIdentifier>{group}</GranteeIdentifier></Grantee>\
         <Permission>READWRITE</Permission></CreateAccessGrantRequest>"
    )
}

fn sub_prefix(text: &str) -> String {
    format!(
        "<AccessGrantsLocationConfiguration><S3SubPrefix>{text}</S3SubPrefix></AccessGrantsLocationConfiguration>"
    )
}

/// A sandbox with an associated instance, a role and a location of results; and the location's id.
fn with_location(knobs: &str) -> (Sandbox, String) {
    let (sandbox, _) = sandbox(knobs);
    make_role(&sandbox);
    ask(&sandbox, "POST", PATH, &associated());
    let made = ask(&sandbox, "POST", &format!("{PATH}/location"), &new_location("s3://acme-athena-results/"));
    let id = one(&made, "AccessGrantsLocationId");
    (sandbox, id)
}

#[test]
fn without_an_instance_there_is_nothing() {
    let (sandbox, _) = sandbox("");
    let missing = code(404, "AccessGrantsInstanceNotExistsError");
    for path in ["", "/grants", "/locations", "/resourcepolicy", "/location/x", "/grant/x"] {
        assert_eq!(refused(&sandbox, "GET", &format!("{PATH}{path}"), ""), missing, "{path}");
    }
    assert_eq!(refused(&sandbox, "DELETE", PATH, ""), missing);
    let none = text(&ask(&sandbox, "GET", "accessgrantsinstances", ""));
    assert!(none.contains("<AccessGrantsInstancesList></AccessGrantsInstancesList>"), "{none}");
}

#[test]
fn an_instance_names_the_application_where_the_request_names_the_instance() {
    let (sandbox, _) = sandbox("");
    let elsewhere = "<IdentityCenterArn>arn:aws:sso:::instance/ssoins-0000000000000000</IdentityCenterArn>";
    let invalid = code(400, "InvalidIdentityCenterInstance");
    assert_eq!(refused(&sandbox, "POST", PATH, &new_instance(elsewhere)), invalid);
    let made = ask(&sandbox, "POST", PATH, &associated());
    assert_eq!(one(&made, "AccessGrantsInstanceArn"), ARN);
    assert_eq!(one(&made, "AccessGrantsInstanceId"), "default");
    assert_eq!(one(&made, "CreatedAt"), "2026-01-01T12:00:00Z");
    let application = one(&made, "IdentityCenterApplicationArn");
    assert_eq!(one(&made, "IdentityCenterArn"), application);
    assert_eq!(one(&made, "IdentityCenterInstanceArn"), INSTANCE);
    assert_eq!(text(&ask(&sandbox, "GET", PATH, "")).matches(&application).count(), 2);
    assert_eq!(
        refused(&sandbox, "POST", PATH, &associated()),
        code(409, "AccessGrantsInstanceAlreadyExists")
    );
    let policy = refused(&sandbox, "GET", &format!("{PATH}/resourcepolicy"), "");
    assert_eq!(policy, code(404, "AccessGrantsInstanceResourcePolicyNotExists"));
    assert_eq!(refused(&sandbox, "DELETE", PATH, ""), code(400, "AccessGrantsInstanceNotEmptyError"));

    let identity_center = format!("{PATH}/identitycenter");
    let associate = format!(
        "<AssociateAccessGrantsIdentityCenterRequest><IdentityCenterArn>{INSTANCE}</IdentityCenterArn>\
         </AssociateAccessGrantsIdentityCenterRequest>"
    );
    assert_eq!(refused(&sandbox, "POST", &identity_center, &associate), code(400, "InvalidRequest"));
    ask(&sandbox, "DELETE", &identity_center, "");
    assert!(!text(&ask(&sandbox, "GET", PATH, "")).contains("IdentityCenter"));
    assert_eq!(refused(&sandbox, "DELETE", &identity_center, ""), code(400, "InvalidRequest"));
    ask(&sandbox, "POST", &identity_center, &associate);
    ask(&sandbox, "DELETE", &identity_center, "");
    ask(&sandbox, "DELETE", PATH, "");
}

#[test]
fn a_location_has_a_scope_of_its_own_and_a_role_that_can_be_assumed() {
    let (sandbox, clock) = sandbox("lag=1000");
    ask(&sandbox, "POST", PATH, &new_instance(""));
    make_role(&sandbox);
    let path = format!("{PATH}/location");
    let make = |scope: &str| ask(&sandbox, "POST", &path, &new_location(scope));
    assert_eq!(
        refused(&sandbox, "POST", &path, &new_location("s3://acme-lake")),
        code(400, "InvalidIamRole")
    );
    clock.advance(1_000);
    for scope in ["s3://nobody-has-this", "acme-lake", "s3://Acme"] {
        let refusal = refused(&sandbox, "POST", &path, &new_location(scope));
        assert_eq!(refusal, code(400, "InvalidAccessGrantsLocation"), "{scope}");
    }
    let id = one(&make("s3://acme-lake"), "AccessGrantsLocationId");
    assert_eq!(one(&make("s3://"), "AccessGrantsLocationId"), "default");
    make("s3://acme-lake/sales");
    let again = refused(&sandbox, "POST", &path, &new_location("s3://acme-lake"));
    assert_eq!(again, code(409, "AccessGrantsLocationAlreadyExistsError"));

    let list = |query: &str| {
        elements(&ask(&sandbox, "GET", &format!("{PATH}/locations{query}"), ""), "LocationScope")
    };
    assert_eq!(list(""), Vec::<String>::new(), "listings lag");
    clock.advance(1_000);
    assert_eq!(list("").len(), 3);
    assert_eq!(list("?locationscope=s3%3A%2F%2Facme-lake"), ["s3://acme-lake"]);
    let other = "arn:aws:iam::111122223333:role/none";
    let update = |role: &str| {
        format!(
            "<UpdateAccessGrantsLocationRequest><IAMRoleArn>{role}</IAMRoleArn></UpdateAccessGrantsLocationRequest>"
        )
    };
    let one_path = format!("{path}/{id}");
    assert_eq!(refused(&sandbox, "PUT", &one_path, &update(other)), code(400, "InvalidIamRole"));
    assert_eq!(one(&ask(&sandbox, "PUT", &one_path, &update(ROLE)), "IAMRoleArn"), ROLE);
    ask(&sandbox, "DELETE", &one_path, "");
    assert_eq!(refused(&sandbox, "GET", &one_path, ""), code(404, "NoSuchAccessGrantsLocationError"));
}

#[test]
fn a_grant_is_scope_and_sub_prefix_put_together() {
    let (sandbox, location) = with_location("");
    let group = analysts(&sandbox);
    let path = format!("{PATH}/grant");
    let body = new_grant(&location, &group, &sub_prefix("*"));
    let made = ask(&sandbox, "POST", &path, &body);
    assert_eq!(one(&made, "GrantScope"), "s3://acme-athena-results/*");
    assert_eq!(refused(&sandbox, "POST", &path, &body), code(409, "AccessGrantAlreadyExists"));
    let id = one(&made, "AccessGrantId");
    assert_eq!(one(&made, "AccessGrantArn"), format!("{ARN}/grant/{id}"));

    let whole = one(&ask(&sandbox, "POST", &path, &new_grant(&location, &group, "")), "AccessGrantId");
    let read = text(&ask(&sandbox, "GET", &format!("{path}/{whole}"), ""));
    assert!(read.contains("<S3SubPrefix></S3SubPrefix>"), "{read}");
    let object = format!("{}<S3PrefixType>Object</S3PrefixType>", sub_prefix("a.csv"));
    let object = text(&ask(&sandbox, "POST", &path, &new_grant(&location, &group, &object)));
    assert!(!object.contains("S3PrefixType"), "{object}");

    let list = |query: &str| {
        let response = ask(&sandbox, "GET", &format!("{PATH}/grants{query}"), "");
        elements(&response, "AccessGrantId").len()
    };
    assert_eq!(list(""), 3);
    assert_eq!(
        list(&format!("?granteetype=DIRECTORY_GROUP&granteeidentifier={group}&permission=READWRITE")),
        3
    );
    assert_eq!(list("?permission=READ"), 0);
    assert_eq!(list("?grantscope=s3%3A%2F%2Facme-athena-results%2F%2A"), 1);
    let first = ask(&sandbox, "GET", &format!("{PATH}/grants?maxResults=2"), "");
    assert_eq!(elements(&first, "AccessGrantId").len(), 2);
    assert_eq!(list(&format!("?nextToken={}", one(&first, "NextToken"))), 1);

    let directory = refused(&sandbox, "DELETE", &format!("{PATH}/identitycenter"), "");
    assert_eq!(directory, code(400, "InvalidRequest"));
    let in_use = refused(&sandbox, "DELETE", &format!("{PATH}/location/{location}"), "");
    assert_eq!(in_use, code(400, "AccessGrantsLocationNotEmptyError"));
    ask(&sandbox, "DELETE", &format!("{path}/{id}"), "");
    assert_eq!(refused(&sandbox, "DELETE", &format!("{path}/{id}"), ""), code(404, "NoSuchAccessGrantError"));
}

#[test]
fn a_grant_that_cannot_be_meant_is_refused() {
    let (sandbox, location) = with_location("");
    let group = analysts(&sandbox);
    let path = format!("{PATH}/grant");
    let everything = one(
        &ask(&sandbox, "POST", &format!("{PATH}/location"), &new_location("s3://")),
        "AccessGrantsLocationId",
    );
    let object = format!("{}<S3PrefixType>Object</S3PrefixType>", sub_prefix("a*"));
    for (body, expected) in [
        (new_grant(&location, "6a1f0c52-7d3e-4b8a-9c10-000000000000", &sub_prefix("*")), "InvalidRequest"),
        (new_grant(&location, &group, &sub_prefix("results/")), "InvalidRequest"),
        (new_grant(&location, &group, &object), "InvalidRequest"),
        (new_grant(&everything, &group, ""), "InvalidRequest"),
        (new_grant(&everything, &group, &sub_prefix("nobody-has-this/*")), "InvalidAccessGrant"),
        (new_grant(&location, &group, "<S3SubPrefix>*</S3SubPrefix>"), "MalformedXML"),
    ] {
        assert_eq!(refused(&sandbox, "POST", &path, &body), code(400, expected), "{body}");
    }
    let unknown = new_grant("none", &group, &sub_prefix("*"));
    assert_eq!(refused(&sandbox, "POST", &path, &unknown), code(404, "NoSuchAccessGrantsLocationError"));
    let message = sandbox.answer(&request("POST", &path, &new_grant(&location, "x", &sub_prefix("*"))));
    assert_eq!(one(&message, "Message"), "Invalid Grantee in the request");
    ask(&sandbox, "POST", &path, &new_grant(&everything, &group, &sub_prefix("acme-lake/*")));

    let (alone, _) = crate::signed::sandbox("");
    make_role(&alone);
    ask(&alone, "POST", PATH, &new_instance(""));
    let made = ask(&alone, "POST", &format!("{PATH}/location"), &new_location("s3://acme-lake"));
    let body = new_grant(&one(&made, "AccessGrantsLocationId"), &group, &sub_prefix("/*"));
    assert_eq!(refused(&alone, "POST", &path, &body), code(400, "InvalidRequest"), "not associated");
}

#[test]
fn what_was_deleted_a_moment_ago_is_still_in_the_way() {
    let (sandbox, clock) = sandbox("lag=1000");
    make_role(&sandbox);
    clock.advance(1_000);
    ask(&sandbox, "POST", PATH, &new_instance(""));
    let made = ask(&sandbox, "POST", &format!("{PATH}/location"), &new_location("s3://acme-lake"));
    let location = format!("{PATH}/location/{}", one(&made, "AccessGrantsLocationId"));
    clock.advance(1_000);
    ask(&sandbox, "DELETE", &location, "");
    assert_eq!(refused(&sandbox, "DELETE", PATH, ""), code(400, "AccessGrantsInstanceNotEmptyError"));
    clock.advance(1_000);
    ask(&sandbox, "DELETE", PATH, "");
}

#[test]
fn tags_hang_on_instance_locations_and_grants() {
    let (sandbox, location) = with_location("");
    let body = |value: &str| {
        format!(
            "<TagResourceRequest><Tags><Tag><Key>team</Key><Value>{value}</Value></Tag></Tags></TagResourceRequest>"
        )
    };
    for arn in [ARN.to_owned(), format!("{ARN}/location/{location}")] {
        let path = format!("tags/{}", arn.replace(':', "%3A"));
        ask(&sandbox, "POST", &path, &body("a"));
        ask(&sandbox, "POST", &path, &body("b"));
        assert_eq!(one(&ask(&sandbox, "GET", &path, ""), "Value"), "b");
        ask(&sandbox, "DELETE", &format!("{path}?tagKeys=team&tagKeys=none"), "");
        assert_eq!(elements(&ask(&sandbox, "GET", &path, ""), "Key"), Vec::<String>::new());
    }
    let grant = format!("tags/{ARN}/grant/none");
    assert_eq!(refused(&sandbox, "GET", &grant, ""), code(404, "NoSuchAccessGrantError"));
    assert_eq!(refused(&sandbox, "GET", "tags/arn:aws:s3:::acme-lake", ""), code(404, "NoSuchResource"));
}

#[test]
fn another_account_is_denied() {
    let (sandbox, _) = sandbox("");
    let mut request = request("GET", PATH, "");
    request.headers_mut().insert("x-amz-account-id", "444455556666".parse().unwrap());
    assert_eq!(refusal(&sandbox.answer(&request)), code(403, "AccessDenied"));
}
