//! The links of the chain: broken one at a time, tolerated where they are, and what the user is told.

use serde_json::json;
use tipctl_sandbox::{Link, Sandbox};

use crate::chain::{
    self, Chain, ORDERS, allow, ask, assign, below, carol, change_iam, document, grants, group_principal,
    location_rights, make_grant, permit, put_rights, register, set_trust, table, trust, whole,
};
use crate::signed::{OPERATOR, authorization, target, text};

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
