//! The members of Athena's operations on workgroups, as AWS names them.

use serde::{Deserialize, Serialize};

use super::configuration::{Configuration, EngineVersion};
use super::state::WorkGroup;
use super::update::ConfigurationUpdates;
use crate::wire::Epoch;

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(super) struct CreateWorkGroup {
    pub(super) name: String,
    pub(super) configuration: Option<Configuration>,
    pub(super) description: Option<String>,
    pub(super) tags: Option<Vec<Tag>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(super) struct GetWorkGroup {
    pub(super) work_group: String,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct GetWorkGroupResult {
    pub(super) work_group: WorkGroupMembers,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(super) struct UpdateWorkGroup {
    pub(super) work_group: String,
    pub(super) description: Option<String>,
    pub(super) configuration_updates: Option<ConfigurationUpdates>,
    pub(super) state: Option<WorkGroupState>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(super) struct DeleteWorkGroup {
    pub(super) work_group: String,
    /// Queries that were saved in the workgroup would go with it; the sandbox keeps none.
    #[serde(rename = "RecursiveDeleteOption")]
    pub(super) _recursive: Option<bool>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(super) struct ListWorkGroups {
    pub(super) next_token: Option<String>,
    pub(super) max_results: Option<i64>,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct ListWorkGroupsResult {
    pub(super) work_groups: Vec<WorkGroupSummary>,
    pub(super) next_token: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(super) struct TagResource {
    #[serde(rename = "ResourceARN")]
    pub(super) resource_arn: String,
    pub(super) tags: Vec<Tag>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(super) struct UntagResource {
    #[serde(rename = "ResourceARN")]
    pub(super) resource_arn: String,
    pub(super) tag_keys: Vec<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(super) struct ListTagsForResource {
    #[serde(rename = "ResourceARN")]
    pub(super) resource_arn: String,
    pub(super) next_token: Option<String>,
    pub(super) max_results: Option<i64>,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct ListTagsForResourceResult {
    pub(super) tags: Vec<Tag>,
    pub(super) next_token: Option<String>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(super) struct Tag {
    pub(super) key: String,
    pub(super) value: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub(super) enum WorkGroupState {
    Enabled,
    Disabled,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct WorkGroupMembers {
    name: String,
    state: WorkGroupState,
    configuration: Configuration,
    description: String,
    creation_time: Epoch,
    identity_center_application_arn: Option<String>,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct WorkGroupSummary {
    name: String,
    state: WorkGroupState,
    description: String,
    creation_time: Epoch,
    engine_version: Option<EngineVersion>,
    identity_center_application_arn: Option<String>,
}

impl From<&WorkGroup> for WorkGroupState {
    fn from(workgroup: &WorkGroup) -> Self {
        if workgroup.enabled { Self::Enabled } else { Self::Disabled }
    }
}

impl WorkGroupMembers {
    pub(super) fn new(name: &str, workgroup: &WorkGroup) -> Self {
        Self {
            name: name.to_owned(),
            state: workgroup.into(),
            configuration: workgroup.configuration.clone(),
            description: workgroup.description.clone(),
            creation_time: Epoch(workgroup.created_at_ms),
            identity_center_application_arn: workgroup.application_arn.clone(),
        }
    }
}

impl WorkGroupSummary {
    pub(super) fn new(name: &str, workgroup: &WorkGroup) -> Self {
        Self {
            name: name.to_owned(),
            state: workgroup.into(),
            description: workgroup.description.clone(),
            creation_time: Epoch(workgroup.created_at_ms),
            engine_version: workgroup.configuration.engine_version.clone(),
            identity_center_application_arn: workgroup.application_arn.clone(),
        }
    }
}
