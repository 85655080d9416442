//! The members of IAM's inputs, as AWS names them. Operations that take the same members share a struct.

use serde::{Deserialize, Serialize};

use super::tags::Tag;

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(super) struct CreateRole {
    pub(super) path: Option<String>,
    pub(super) role_name: String,
    pub(super) assume_role_policy_document: String,
    pub(super) description: Option<String>,
    pub(super) max_session_duration: Option<u32>,
    pub(super) permissions_boundary: Option<String>,
    #[serde(default)]
    pub(super) tags: Vec<Tag>,
}

/// `GetRole`, `DeleteRole`, `DeleteRolePermissionsBoundary`.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(super) struct OneRole {
    pub(super) role_name: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(super) struct ListRoles {
    pub(super) path_prefix: Option<String>,
    pub(super) marker: Option<String>,
    pub(super) max_items: Option<u32>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(super) struct UpdateRole {
    pub(super) role_name: String,
    pub(super) description: Option<String>,
    pub(super) max_session_duration: Option<u32>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(super) struct UpdateAssumeRolePolicy {
    pub(super) role_name: String,
    pub(super) policy_document: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(super) struct PutRolePolicy {
    pub(super) role_name: String,
    pub(super) policy_name: String,
    pub(super) policy_document: String,
}

/// `GetRolePolicy`, `DeleteRolePolicy`.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(super) struct OneRolePolicy {
    pub(super) role_name: String,
    pub(super) policy_name: String,
}

/// `ListRolePolicies`, `ListRoleTags`, `ListInstanceProfilesForRole`.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(super) struct ListOfRole {
    pub(super) role_name: String,
    pub(super) marker: Option<String>,
    pub(super) max_items: Option<u32>,
}

/// `AttachRolePolicy`, `DetachRolePolicy`.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(super) struct RoleAndPolicy {
    pub(super) role_name: String,
    pub(super) policy_arn: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(super) struct ListAttachedRolePolicies {
    pub(super) role_name: String,
    pub(super) path_prefix: Option<String>,
    pub(super) marker: Option<String>,
    pub(super) max_items: Option<u32>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(super) struct PutRolePermissionsBoundary {
    pub(super) role_name: String,
    pub(super) permissions_boundary: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(super) struct TagRole {
    pub(super) role_name: String,
    pub(super) tags: Vec<Tag>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(super) struct UntagRole {
    pub(super) role_name: String,
    pub(super) tag_keys: Vec<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(super) struct GetAccountAuthorizationDetails {
    #[serde(default)]
    pub(super) filter: Vec<Entity>,
    pub(super) marker: Option<String>,
    pub(super) max_items: Option<u32>,
}

/// The kinds of things that `GetAccountAuthorizationDetails` reports.
#[derive(Deserialize, PartialEq, Eq)]
pub(super) enum Entity {
    User,
    Role,
    Group,
    LocalManagedPolicy,
    #[serde(rename = "AWSManagedPolicy")]
    AwsManagedPolicy,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(super) struct CreatePolicy {
    pub(super) policy_name: String,
    pub(super) path: Option<String>,
    pub(super) policy_document: String,
    pub(super) description: Option<String>,
    #[serde(default)]
    pub(super) tags: Vec<Tag>,
}

/// `GetPolicy`, `DeletePolicy`.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(super) struct OnePolicy {
    pub(super) policy_arn: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(super) struct ListPolicies {
    pub(super) scope: Option<Scope>,
    #[serde(default)]
    pub(super) only_attached: bool,
    pub(super) path_prefix: Option<String>,
    pub(super) policy_usage_filter: Option<Usage>,
    pub(super) marker: Option<String>,
    pub(super) max_items: Option<u32>,
}

/// Whose policies `ListPolicies` lists.
#[derive(Deserialize, PartialEq, Eq)]
pub(super) enum Scope {
    All,
    #[serde(rename = "AWS")]
    Aws,
    Local,
}

/// What the policies are used for that `ListPolicies` lists.
#[derive(Deserialize, PartialEq, Eq)]
pub(super) enum Usage {
    PermissionsPolicy,
    PermissionsBoundary,
}

/// `GetPolicyVersion`, `SetDefaultPolicyVersion`, `DeletePolicyVersion`.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(super) struct OneVersion {
    pub(super) policy_arn: String,
    pub(super) version_id: String,
}

/// `ListPolicyVersions`, `ListPolicyTags`.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(super) struct ListOfPolicy {
    pub(super) policy_arn: String,
    pub(super) marker: Option<String>,
    pub(super) max_items: Option<u32>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(super) struct CreatePolicyVersion {
    pub(super) policy_arn: String,
    pub(super) policy_document: String,
    #[serde(default)]
    pub(super) set_as_default: bool,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(super) struct TagPolicy {
    pub(super) policy_arn: String,
    pub(super) tags: Vec<Tag>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(super) struct UntagPolicy {
    pub(super) policy_arn: String,
    pub(super) tag_keys: Vec<String>,
}

/// A list of an output.
#[derive(Serialize)]
pub(super) struct List<T> {
    pub(super) member: Vec<T>,
}

impl<T> FromIterator<T> for List<T> {
    fn from_iter<I: IntoIterator<Item = T>>(items: I) -> Self {
        Self { member: items.into_iter().collect() }
    }
}
