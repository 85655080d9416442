//! Roles and managed policies over the query protocol.

use bytes::Bytes;
use http::Response;
use tipctl_sandbox::Sandbox;

use crate::signed::{OPERATOR, elements, iam, refusal, sandbox, text};

const TRUST: &str = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"athena.amazonaws.com"},"Action":"sts:AssumeRole"}]}"#;
const ALLOW: &str =
    r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"athena:*","Resource":"*"}]}"#;
const ATHENA: &str = "arn:aws:iam::aws:policy/AmazonAthenaFullAccess";

fn done(sandbox: &Sandbox, action: &str, parameters: &[(&str, &str)]) -> Response<Bytes> {
    let response = sandbox.answer(&iam(OPERATOR, action, parameters));
    assert_eq!(response.status(), 200, "{action}: {}", text(&response));
    response
}

fn refused(sandbox: &Sandbox, action: &str, parameters: &[(&str, &str)]) -> (u16, String) {
    refusal(&sandbox.answer(&iam(OPERATOR, action, parameters)))
}

fn with_role(name: &str) -> Sandbox {
    let (sandbox, _) = sandbox("");
    done(&sandbox, "CreateRole", &[("RoleName", name), ("AssumeRolePolicyDocument", TRUST)]);
    sandbox
}

#[test]
fn a_role_is_shown_as_it_was_made() {
    let (sandbox, _) = sandbox("");
    let made = done(
        &sandbox,
        "CreateRole",
        &[
            ("RoleName", "wg"),
            ("Path", "/service-role/"),
            ("AssumeRolePolicyDocument", TRUST),
            ("Description", "for <Athena>"),
            ("MaxSessionDuration", "7200"),
            ("PermissionsBoundary", ATHENA),
            ("Tags.member.1.Key", "team"),
            ("Tags.member.1.Value", "data"),
        ],
    );
    let read = done(&sandbox, "GetRole", &[("RoleName", "wg")]);
    for response in [&made, &read] {
        assert_eq!(elements(response, "Arn"), ["arn:aws:iam::111122223333:role/service-role/wg"]);
        assert_eq!(elements(response, "CreateDate"), ["2026-01-01T12:00:00Z"]);
        assert_eq!(elements(response, "MaxSessionDuration"), ["7200"]);
        assert_eq!(elements(response, "Description"), ["for &lt;Athena&gt;"]);
        assert_eq!(elements(response, "PermissionsBoundaryArn"), [ATHENA]);
        assert_eq!(elements(response, "Tags"), ["<member><Key>team</Key><Value>data</Value></member>"]);
        let document: serde_json::Value =
            serde_json::from_str(&elements(response, "AssumeRolePolicyDocument")[0]).unwrap();
        assert_eq!(document, serde_json::from_str::<serde_json::Value>(TRUST).unwrap());
    }
    assert!(text(&read).contains("%7B%22Statement%22"), "documents are percent-encoded: {}", text(&read));
}

#[test]
fn two_sweeps_read_what_a_role_has() {
    let sandbox = with_role("wg");
    done(&sandbox, "PutRolePolicy", &[("RoleName", "wg"), ("PolicyName", "p"), ("PolicyDocument", ALLOW)]);
    done(&sandbox, "AttachRolePolicy", &[("RoleName", "wg"), ("PolicyArn", ATHENA)]);
    let details = done(&sandbox, "GetAccountAuthorizationDetails", &[("Filter.member.1", "Role")]);
    assert_eq!(elements(&details, "PolicyDocument"), [ALLOW]);
    assert_eq!(elements(&details, "PolicyArn"), [ATHENA]);
    assert_eq!(elements(&details, "MaxSessionDuration"), [""; 0]);
    assert_eq!(elements(&details, "UserName"), [""; 0]);
    let listed = done(&sandbox, "ListRoles", &[]);
    assert_eq!(elements(&listed, "MaxSessionDuration"), ["3600"]);
    assert_eq!(elements(&listed, "Tags"), [""; 0]);
}

#[test]
fn pages_may_be_short_and_follow_the_marker() {
    let (sandbox, _) = sandbox("page-size=1");
    for name in ["a", "b"] {
        done(&sandbox, "CreateRole", &[("RoleName", name), ("AssumeRolePolicyDocument", TRUST)]);
    }
    let first = done(&sandbox, "ListRoles", &[("MaxItems", "1000")]);
    assert_eq!(
        (elements(&first, "RoleName"), elements(&first, "IsTruncated")),
        (vec!["a".into()], vec!["true".into()])
    );
    let second = done(&sandbox, "ListRoles", &[("Marker", &elements(&first, "Marker")[0])]);
    assert_eq!(
        (elements(&second, "RoleName"), elements(&second, "IsTruncated")),
        (vec!["b".into()], vec!["false".into()])
    );
    assert_eq!(refused(&sandbox, "ListRoles", &[("Marker", "made up")]), (400, "ValidationError".to_owned()));
}

#[test]
fn a_deleted_principal_is_shown_as_its_id_even_when_it_is_made_again() {
    let sandbox = with_role("trusted");
    let id = elements(&done(&sandbox, "GetRole", &[("RoleName", "trusted")]), "RoleId").remove(0);
    let arn = "arn:aws:iam::111122223333:role/trusted";
    let trust = TRUST.replace(r#"{"Service":"athena.amazonaws.com"}"#, &format!(r#"{{"AWS":"{arn}"}}"#));
    done(&sandbox, "CreateRole", &[("RoleName", "trusting"), ("AssumeRolePolicyDocument", &trust)]);
    let principal = |sandbox: &Sandbox| {
        let read = done(sandbox, "GetRole", &[("RoleName", "trusting")]);
        let document: serde_json::Value =
            serde_json::from_str(&elements(&read, "AssumeRolePolicyDocument")[0]).unwrap();
        document["Statement"][0]["Principal"]["AWS"].as_str().unwrap().to_owned()
    };
    assert_eq!(principal(&sandbox), arn);
    done(&sandbox, "DeleteRole", &[("RoleName", "trusted")]);
    assert_eq!(principal(&sandbox), id);
    done(&sandbox, "CreateRole", &[("RoleName", "trusted"), ("AssumeRolePolicyDocument", TRUST)]);
    assert_eq!(principal(&sandbox), id);
    done(&sandbox, "UpdateAssumeRolePolicy", &[("RoleName", "trusting"), ("PolicyDocument", &trust)]);
    assert_eq!(principal(&sandbox), arn);
}

#[test]
fn an_update_without_session_length_sets_it_back() {
    let sandbox = with_role("r");
    let update = |parameters: &[(&str, &str)]| {
        done(&sandbox, "UpdateRole", &[&[("RoleName", "r")], parameters].concat());
        let read = done(&sandbox, "GetRole", &[("RoleName", "r")]);
        (elements(&read, "Description"), elements(&read, "MaxSessionDuration"))
    };
    assert_eq!(
        update(&[("Description", "d"), ("MaxSessionDuration", "7200")]),
        (vec!["d".into()], vec!["7200".into()])
    );
    assert_eq!(update(&[("Description", "e")]), (vec!["e".into()], vec!["3600".into()]));
    assert_eq!(update(&[("Description", "")]), (vec![], vec!["3600".into()]));
}

#[test]
fn a_role_in_use_cannot_be_deleted() {
    let sandbox = with_role("r");
    let role = ("RoleName", "r");
    done(&sandbox, "AttachRolePolicy", &[role, ("PolicyArn", ATHENA)]);
    done(&sandbox, "PutRolePolicy", &[role, ("PolicyName", "p"), ("PolicyDocument", ALLOW)]);
    let conflict = (409, "DeleteConflict".to_owned());
    assert_eq!(refused(&sandbox, "DeleteRole", &[role]), conflict);
    done(&sandbox, "DetachRolePolicy", &[role, ("PolicyArn", ATHENA)]);
    assert_eq!(refused(&sandbox, "DeleteRole", &[role]), conflict);
    done(&sandbox, "DeleteRolePolicy", &[role, ("PolicyName", "p")]);
    done(&sandbox, "DeleteRole", &[role]);
    assert_eq!(refused(&sandbox, "DeleteRole", &[role]), (404, "NoSuchEntity".to_owned()));
}

#[test]
fn a_managed_policy_has_at_most_five_versions() {
    let (sandbox, _) = sandbox("");
    let arn = ("PolicyArn", "arn:aws:iam::111122223333:policy/team/p");
    let document = ("PolicyDocument", ALLOW);
    done(&sandbox, "CreatePolicy", &[("PolicyName", "p"), ("Path", "/team/"), document]);
    assert_eq!(
        refused(&sandbox, "CreatePolicy", &[("PolicyName", "p"), document]),
        (409, "EntityAlreadyExists".into())
    );
    for _ in 2..=5 {
        done(&sandbox, "CreatePolicyVersion", &[arn, document, ("SetAsDefault", "true")]);
    }
    assert_eq!(refused(&sandbox, "CreatePolicyVersion", &[arn, document]), (409, "LimitExceeded".to_owned()));
    let versions = done(&sandbox, "ListPolicyVersions", &[arn]);
    assert_eq!(elements(&versions, "VersionId"), ["v5", "v4", "v3", "v2", "v1"]);
    assert_eq!(
        refused(&sandbox, "DeletePolicyVersion", &[arn, ("VersionId", "v5")]),
        (409, "DeleteConflict".into())
    );
    assert_eq!(refused(&sandbox, "DeletePolicy", &[arn]), (409, "DeleteConflict".to_owned()));
    for version in ["v1", "v2", "v3", "v4"] {
        done(&sandbox, "DeletePolicyVersion", &[arn, ("VersionId", version)]);
    }
    done(&sandbox, "CreatePolicyVersion", &[arn, document]);
    let read = done(&sandbox, "GetPolicy", &[arn]);
    assert_eq!(elements(&read, "DefaultVersionId"), ["v5"]);
    done(&sandbox, "SetDefaultPolicyVersion", &[arn, ("VersionId", "v6")]);
    assert_eq!(
        elements(&done(&sandbox, "GetPolicyVersion", &[arn, ("VersionId", "v6")]), "Document"),
        [ALLOW]
    );
    done(&sandbox, "DeletePolicyVersion", &[arn, ("VersionId", "v5")]);
    done(&sandbox, "DeletePolicy", &[arn]);
    assert_eq!(refused(&sandbox, "GetPolicy", &[arn]), (404, "NoSuchEntity".to_owned()));
}

#[test]
fn quotas_hold() {
    let sandbox = with_role("r");
    let role = ("RoleName", "r");
    let limit = (409, "LimitExceeded".to_owned());
    let long = "x".repeat(2048);
    let trust = TRUST.replace("athena", &long);
    assert_eq!(refused(&sandbox, "UpdateAssumeRolePolicy", &[role, ("PolicyDocument", &trust)]), limit);
    let inline = ALLOW.replace("athena:*", &format!("athena:{}", "y".repeat(6000)));
    done(&sandbox, "PutRolePolicy", &[role, ("PolicyName", "one"), ("PolicyDocument", &inline)]);
    done(&sandbox, "PutRolePolicy", &[role, ("PolicyName", "one"), ("PolicyDocument", &inline)]);
    let second = [role, ("PolicyName", "two"), ("PolicyDocument", inline.as_str())];
    assert_eq!(refused(&sandbox, "PutRolePolicy", &second), limit);
    for at in 0..10 {
        done(&sandbox, "CreatePolicy", &[("PolicyName", &format!("p{at}")), ("PolicyDocument", ALLOW)]);
        let arn = format!("arn:aws:iam::111122223333:policy/p{at}");
        done(&sandbox, "AttachRolePolicy", &[role, ("PolicyArn", &arn)]);
    }
    assert_eq!(refused(&sandbox, "AttachRolePolicy", &[role, ("PolicyArn", ATHENA)]), limit);
}

#[test]
fn what_is_malformed_is_refused_before_anything_happens() {
    let sandbox = with_role("r");
    let before = sandbox.snapshot();
    let role = ("RoleName", "r");
    let unordered =
        r#"{"Statement":{"Effect":"Allow","Action":"s3:*","Resource":"*"},"Version":"2012-10-17"}"#;
    for (action, parameters, expected) in [
        (
            "CreateRole",
            vec![("RoleName", "no space"), ("AssumeRolePolicyDocument", TRUST)],
            "ValidationError",
        ),
        ("CreateRole", vec![("RoleName", "R"), ("AssumeRolePolicyDocument", TRUST)], "EntityAlreadyExists"),
        (
            "CreateRole",
            vec![("RoleName", "s"), ("AssumeRolePolicyDocument", ALLOW)],
            "MalformedPolicyDocument",
        ),
        ("CreateRole", vec![("RoleName", "s")], "ValidationError"),
        ("UpdateRole", vec![role, ("MaxSessionDuration", "60")], "ValidationError"),
        ("UpdateRole", vec![role, ("MaxSessionDuration", "long")], "ValidationError"),
        (
            "PutRolePolicy",
            vec![role, ("PolicyName", "p"), ("PolicyDocument", TRUST)],
            "MalformedPolicyDocument",
        ),
        (
            "PutRolePolicy",
            vec![role, ("PolicyName", "p"), ("PolicyDocument", unordered)],
            "MalformedPolicyDocument",
        ),
        ("AttachRolePolicy", vec![role, ("PolicyArn", "arn:aws:iam::aws:policy/Nope")], "NoSuchEntity"),
        ("AttachRolePolicy", vec![role, ("PolicyArn", "AmazonAthenaFullAccess")], "InvalidInput"),
        ("TagRole", vec![role, ("Tags.member.1.Key", "aws:x"), ("Tags.member.1.Value", "")], "InvalidInput"),
        ("DeletePolicy", vec![("PolicyArn", ATHENA)], "AccessDenied"),
        ("GetAccountAuthorizationDetails", vec![("Filter.member.1", "Roles")], "ValidationError"),
    ] {
        assert_eq!(refused(&sandbox, action, &parameters).1, expected, "{action} {parameters:?}");
    }
    assert_eq!(sandbox.snapshot(), before);
}

#[test]
fn tags_are_put_and_taken_off() {
    let sandbox = with_role("r");
    let role = ("RoleName", "r");
    let tag = |key, value| [role, ("Tags.member.1.Key", key), ("Tags.member.1.Value", value)];
    done(&sandbox, "TagRole", &tag("team", "a"));
    done(&sandbox, "TagRole", &tag("team", "b"));
    done(&sandbox, "TagRole", &tag("app", "c"));
    let listed = done(&sandbox, "ListRoleTags", &[role]);
    assert_eq!(
        (elements(&listed, "Key"), elements(&listed, "Value")),
        (vec!["app".into(), "team".into()], vec!["c".into(), "b".into()])
    );
    done(&sandbox, "UntagRole", &[role, ("TagKeys.member.1", "team"), ("TagKeys.member.2", "gone")]);
    assert_eq!(elements(&done(&sandbox, "ListRoleTags", &[role]), "Key"), ["app"]);
}

#[test]
fn an_openid_provider_is_named_after_its_url() {
    let (sandbox, _) = sandbox("");
    let arn = "arn:aws:iam::111122223333:oidc-provider/login.example.com/v2.0";
    let provider = [
        ("Url", "https://login.example.com/v2.0"),
        ("ClientIDList.member.1", "app"),
        ("ThumbprintList.member.1", "9e99a48a9960b14926bb7f3b02e22da2b0ab7280"),
        ("Tags.member.1.Key", "team"),
        ("Tags.member.1.Value", "data"),
    ];
    let ask = |action: &str, parameters: &[(&str, &str)]| {
        let mut parameters = parameters.to_vec();
        parameters.insert(0, ("OpenIDConnectProviderArn", arn));
        let response = sandbox.answer(&iam(OPERATOR, action, &parameters));
        assert_eq!(response.status(), 200, "{action}: {}", text(&response));
        response
    };
    let create = iam(OPERATOR, "CreateOpenIDConnectProvider", &provider);
    assert_eq!(elements(&sandbox.answer(&create), "OpenIDConnectProviderArn"), [arn]);
    assert_eq!(refusal(&sandbox.answer(&create)), (409, "EntityAlreadyExists".to_owned()));
    for client in ["jdbc", "jdbc"] {
        ask("AddClientIDToOpenIDConnectProvider", &[("ClientID", client)]);
    }
    ask("RemoveClientIDFromOpenIDConnectProvider", &[("ClientID", "app")]);
    ask("RemoveClientIDFromOpenIDConnectProvider", &[("ClientID", "app")]);
    ask("UpdateOpenIDConnectProviderThumbprint", &[("ThumbprintList.member.1", &"0".repeat(40))]);
    ask("TagOpenIDConnectProvider", &[("Tags.member.1.Key", "app"), ("Tags.member.1.Value", "x")]);
    ask("UntagOpenIDConnectProvider", &[("TagKeys.member.1", "team")]);
    let read = ask("GetOpenIDConnectProvider", &[]);
    assert_eq!(elements(&read, "Url"), ["login.example.com/v2.0"]);
    assert!(text(&read).contains("<ClientIDList><member>jdbc</member></ClientIDList>"), "{}", text(&read));
    assert_eq!(elements(&ask("ListOpenIDConnectProviderTags", &[]), "Key"), ["app"]);
    let list = iam(OPERATOR, "ListOpenIDConnectProviders", &[]);
    assert_eq!(elements(&sandbox.answer(&list), "Arn"), [arn]);
    ask("DeleteOpenIDConnectProvider", &[]);
    let gone = iam(OPERATOR, "GetOpenIDConnectProvider", &[("OpenIDConnectProviderArn", arn)]);
    assert_eq!(refusal(&sandbox.answer(&gone)), (404, "NoSuchEntity".to_owned()));
    let plain = [("Url", "http://login.example.com")];
    let plain = iam(OPERATOR, "CreateOpenIDConnectProvider", &plain);
    assert_eq!(refusal(&sandbox.answer(&plain)), (400, "ValidationError".to_owned()));
}
