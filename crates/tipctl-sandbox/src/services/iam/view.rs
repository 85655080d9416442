//! Roles and policies as IAM shows them. Each operation shows another selection; the facts list which.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Serialize;

use super::policy::{ManagedPolicy, Version};
use super::role::Role;
use super::state::State;
use super::tags::Tag;
use super::trust::Names;
use super::wire::List;
use crate::wire::Iso8601;

/// All but the characters that RFC 3986 calls unreserved.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// `Role`, with the members that the operation has.
#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct RoleView {
    path: String,
    role_name: String,
    role_id: String,
    arn: String,
    create_date: Iso8601,
    assume_role_policy_document: String,
    description: Option<String>,
    max_session_duration: u32,
    permissions_boundary: Option<Boundary>,
    tags: Option<List<Tag>>,
}

/// `RoleDetail`.
#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct RoleDetail {
    path: String,
    role_name: String,
    role_id: String,
    arn: String,
    create_date: Iso8601,
    assume_role_policy_document: String,
    instance_profile_list: List<()>,
    role_policy_list: List<InlinePolicy>,
    attached_managed_policies: List<AttachedPolicy>,
    permissions_boundary: Option<Boundary>,
    tags: List<Tag>,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct InlinePolicy {
    policy_name: String,
    policy_document: String,
}

/// `AttachedPolicy`.
#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct AttachedPolicy {
    policy_name: String,
    policy_arn: String,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Boundary {
    permissions_boundary_type: &'static str,
    permissions_boundary_arn: String,
}

/// `Policy` and `ManagedPolicyDetail`, with the members that the operation has.
#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct PolicyView {
    policy_name: String,
    policy_id: String,
    arn: String,
    path: String,
    default_version_id: String,
    attachment_count: usize,
    permissions_boundary_usage_count: usize,
    is_attachable: bool,
    description: Option<String>,
    create_date: Iso8601,
    update_date: Iso8601,
    tags: Option<List<Tag>>,
    policy_version_list: Option<List<VersionView>>,
}

/// `PolicyVersion`.
#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct VersionView {
    document: Option<String>,
    version_id: String,
    is_default_version: bool,
    create_date: Iso8601,
}

/// A document as IAM sends it.
// AWS: percent-encoded by RFC 3986 (facts/aws-data.md §11.1).
pub(super) fn encoded(document: &str) -> String {
    utf8_percent_encode(document, RESERVED).to_string()
}

impl RoleView {
    /// As `CreateRole` and `GetRole` show it.
    pub(super) fn whole(names: &Names<'_>, role: &Role) -> Self {
        Self {
            permissions_boundary: boundary(role),
            tags: (role.tags.iter().next().is_some()).then(|| role.tags.iter().cloned().collect()),
            ..Self::listed(names, role)
        }
    }

    /// As `ListRoles` shows it.
    // AWS: without boundary and tags (facts/aws-data.md §11.1).
    pub(super) fn listed(names: &Names<'_>, role: &Role) -> Self {
        Self {
            path: role.path.clone(),
            role_name: role.name.clone(),
            role_id: role.unique_id.clone(),
            arn: role.arn.clone(),
            create_date: Iso8601(role.made_at_ms),
            assume_role_policy_document: encoded(&role.trust.shown(names)),
            description: role.description.clone(),
            max_session_duration: role.max_session,
            permissions_boundary: None,
            tags: None,
        }
    }
}

impl RoleDetail {
    // AWS: without description and session length (facts/aws-data.md §11.1).
    pub(super) fn of(names: &Names<'_>, role: &Role) -> Self {
        let inline = |(name, document): (&String, &String)| InlinePolicy {
            policy_name: name.clone(),
            policy_document: encoded(document),
        };
        Self {
            path: role.path.clone(),
            role_name: role.name.clone(),
            role_id: role.unique_id.clone(),
            arn: role.arn.clone(),
            create_date: Iso8601(role.made_at_ms),
            assume_role_policy_document: encoded(&role.trust.shown(names)),
            instance_profile_list: List { member: Vec::new() },
            role_policy_list: role.inline.iter().map(inline).collect(),
            attached_managed_policies: role.attached.iter().map(|arn| AttachedPolicy::of(arn)).collect(),
            permissions_boundary: boundary(role),
            tags: role.tags.iter().cloned().collect(),
        }
    }
}

impl AttachedPolicy {
    pub(super) fn of(arn: &str) -> Self {
        let name = arn.rsplit('/').next().unwrap_or(arn);
        Self { policy_name: name.to_owned(), policy_arn: arn.to_owned() }
    }
}

impl PolicyView {
    /// As `CreatePolicy` and `GetPolicy` show it.
    pub(super) fn whole(iam: &State, policy: &ManagedPolicy) -> Self {
        let tags = policy.tags.iter().cloned().collect();
        Self { description: policy.description.clone(), tags: Some(tags), ..Self::listed(iam, policy) }
    }

    /// As `ListPolicies` shows it: without description and tags.
    pub(super) fn listed(iam: &State, policy: &ManagedPolicy) -> Self {
        Self {
            policy_name: policy.name.clone(),
            policy_id: policy.unique_id.clone(),
            arn: policy.arn.clone(),
            path: policy.path.clone(),
            default_version_id: version_id(policy.default_version),
            attachment_count: iam.attachments(&policy.arn),
            permissions_boundary_usage_count: iam.boundaries(&policy.arn),
            is_attachable: true,
            description: None,
            create_date: Iso8601(policy.made_at_ms),
            update_date: Iso8601(policy.updated_at_ms),
            tags: None,
            policy_version_list: None,
        }
    }

    /// As `GetAccountAuthorizationDetails` shows it: with the documents of its versions.
    pub(super) fn detail(iam: &State, policy: &ManagedPolicy) -> Self {
        let versions =
            policy.versions.iter().rev().map(|(number, version)| VersionView::whole(policy, *number, version));
        Self {
            description: policy.description.clone(),
            policy_version_list: Some(versions.collect()),
            ..Self::listed(iam, policy)
        }
    }
}

impl VersionView {
    /// With its document, as `GetPolicyVersion` shows it.
    pub(super) fn whole(policy: &ManagedPolicy, number: u32, version: &Version) -> Self {
        Self { document: Some(encoded(&version.document)), ..Self::listed(policy, number, version) }
    }

    /// Without its document, as `CreatePolicyVersion` and `ListPolicyVersions` show it.
    pub(super) fn listed(policy: &ManagedPolicy, number: u32, version: &Version) -> Self {
        Self {
            document: None,
            version_id: version_id(number),
            is_default_version: policy.default_version == number,
            create_date: Iso8601(version.made_at_ms),
        }
    }
}

fn version_id(number: u32) -> String {
    format!("v{number}")
}

fn boundary(role: &Role) -> Option<Boundary> {
    role.boundary.as_ref().map(|arn| Boundary {
        permissions_boundary_type: "PermissionsBoundaryPolicy",
        permissions_boundary_arn: arn.clone(),
    })
}
