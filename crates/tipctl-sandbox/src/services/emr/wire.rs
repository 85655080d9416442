//! The members of EMR's operations on studios, as AWS names them.

use serde::{Deserialize, Serialize};

use super::mapping::{IdentityType, Mapping};
use super::studio::{AuthMode, Studio, UserAssignment};
use super::tags::Tag;
use crate::wire::Epoch;

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(super) struct CreateStudio {
    pub(super) name: String,
    pub(super) description: Option<String>,
    pub(super) auth_mode: AuthMode,
    pub(super) vpc_id: String,
    pub(super) subnet_ids: Vec<String>,
    pub(super) service_role: String,
    pub(super) user_role: Option<String>,
    pub(super) workspace_security_group_id: String,
    pub(super) engine_security_group_id: String,
    #[serde(rename = "DefaultS3Location")]
    pub(super) default_s3_location: String,
    pub(super) idp_auth_url: Option<String>,
    pub(super) idp_relay_state_parameter_name: Option<String>,
    pub(super) tags: Option<Vec<Tag>>,
    pub(super) trusted_identity_propagation_enabled: Option<bool>,
    pub(super) idc_user_assignment: Option<UserAssignment>,
    pub(super) idc_instance_arn: Option<String>,
    pub(super) encryption_key_arn: Option<String>,
}

/// A studio and nothing else: `DescribeStudio`, `DeleteStudio`.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(super) struct OneStudio {
    pub(super) studio_id: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(super) struct ListStudios {
    pub(super) marker: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(super) struct UpdateStudio {
    pub(super) studio_id: String,
    pub(super) name: Option<String>,
    pub(super) description: Option<String>,
    pub(super) subnet_ids: Option<Vec<String>>,
    #[serde(rename = "DefaultS3Location")]
    pub(super) default_s3_location: Option<String>,
    pub(super) encryption_key_arn: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(super) struct AddTags {
    pub(super) resource_id: String,
    pub(super) tags: Vec<Tag>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(super) struct RemoveTags {
    pub(super) resource_id: String,
    pub(super) tag_keys: Vec<String>,
}

/// A mapping and its policy: `CreateStudioSessionMapping`, `UpdateStudioSessionMapping`.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(super) struct PutMapping {
    pub(super) studio_id: String,
    pub(super) identity_id: Option<String>,
    pub(super) identity_name: Option<String>,
    pub(super) identity_type: IdentityType,
    pub(super) session_policy_arn: String,
}

/// A mapping and nothing else: `GetStudioSessionMapping`, `DeleteStudioSessionMapping`.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(super) struct OneMapping {
    pub(super) studio_id: String,
    pub(super) identity_id: Option<String>,
    pub(super) identity_name: Option<String>,
    pub(super) identity_type: IdentityType,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(super) struct ListMappings {
    pub(super) studio_id: Option<String>,
    pub(super) identity_type: Option<IdentityType>,
    pub(super) marker: Option<String>,
}

/// The empty structure that the operations on tags answer.
#[derive(Serialize)]
pub(super) struct TagsResult {}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct CreateStudioResult {
    pub(super) studio_id: String,
    pub(super) url: String,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct DescribeStudioResult {
    pub(super) studio: StudioMembers,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct ListStudiosResult {
    pub(super) studios: Vec<StudioSummary>,
    pub(super) marker: Option<String>,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct GetMappingResult {
    pub(super) session_mapping: MappingMembers,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct ListMappingsResult {
    pub(super) session_mappings: Vec<MappingMembers>,
    pub(super) marker: Option<String>,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct StudioMembers {
    studio_arn: String,
    #[serde(flatten)]
    summary: StudioSummary,
    subnet_ids: Vec<String>,
    service_role: String,
    user_role: Option<String>,
    workspace_security_group_id: String,
    engine_security_group_id: String,
    #[serde(rename = "DefaultS3Location")]
    default_s3_location: String,
    idp_auth_url: Option<String>,
    idp_relay_state_parameter_name: Option<String>,
    tags: Vec<Tag>,
    idc_instance_arn: Option<String>,
    trusted_identity_propagation_enabled: Option<bool>,
    idc_user_assignment: Option<UserAssignment>,
    encryption_key_arn: Option<String>,
}

/// What a list shows of a studio.
#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct StudioSummary {
    studio_id: String,
    name: String,
    description: Option<String>,
    vpc_id: String,
    url: String,
    auth_mode: AuthMode,
    creation_time: Epoch,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct MappingMembers {
    studio_id: String,
    identity_id: String,
    identity_name: String,
    identity_type: IdentityType,
    session_policy_arn: String,
    creation_time: Epoch,
    last_modified_time: Option<Epoch>,
}

impl StudioMembers {
    // AWS: without propagation its three members are absent: unverified (facts/aws-identity.md §7).
    pub(super) fn new(arn: String, id: &str, region: &str, studio: &Studio) -> Self {
        let propagation = studio.propagation.as_ref();
        Self {
            studio_arn: arn,
            summary: StudioSummary::new(id, region, studio),
            subnet_ids: studio.network.subnet_ids.iter().cloned().collect(),
            service_role: studio.service_role.clone(),
            user_role: studio.user_role.clone(),
            workspace_security_group_id: studio.network.workspace_security_group_id.clone(),
            engine_security_group_id: studio.network.engine_security_group_id.clone(),
            default_s3_location: studio.default_s3_location.clone(),
            idp_auth_url: studio.idp_auth_url.clone(),
            idp_relay_state_parameter_name: studio.idp_relay_state.clone(),
            tags: studio.tags.shown(),
            idc_instance_arn: propagation.map(|propagation| propagation.instance_arn.clone()),
            trusted_identity_propagation_enabled: propagation.map(|_| true),
            idc_user_assignment: propagation.map(|propagation| propagation.user_assignment),
            encryption_key_arn: studio.encryption_key_arn.clone(),
        }
    }
}

impl StudioSummary {
    pub(super) fn new(id: &str, region: &str, studio: &Studio) -> Self {
        Self {
            studio_id: id.to_owned(),
            name: studio.name.clone(),
            description: studio.description.clone(),
            vpc_id: studio.network.vpc_id.clone(),
            url: url(id, region),
            auth_mode: studio.auth_mode,
            creation_time: Epoch(studio.made_at_ms),
        }
    }
}

impl MappingMembers {
    /// All of a mapping. `name` is what the identity is called.
    pub(super) fn whole(studio_id: &str, identity_id: &str, name: &str, mapping: &Mapping) -> Self {
        let last_modified_time = Some(Epoch(mapping.updated_at_ms));
        Self { last_modified_time, ..Self::listed(studio_id, identity_id, name, mapping) }
    }

    /// What a list shows of a mapping.
    // AWS: all but LastModifiedTime (facts/aws-identity.md §0.4).
    pub(super) fn listed(studio_id: &str, identity_id: &str, name: &str, mapping: &Mapping) -> Self {
        Self {
            studio_id: studio_id.to_owned(),
            identity_id: identity_id.to_owned(),
            identity_name: name.to_owned(),
            identity_type: mapping.identity_type,
            session_policy_arn: mapping.session_policy_arn.clone(),
            creation_time: Epoch(mapping.made_at_ms),
            last_modified_time: None,
        }
    }
}

/// Where a studio is entered.
pub(super) fn url(id: &str, region: &str) -> String {
    format!("https://{id}.emrstudio-prod.{region}.amazonaws.com")
}
