//! The members of CloudTrail's operations, as AWS names them.

use serde::{Deserialize, Serialize};

use super::selectors::{AdvancedEventSelector, EventSelector};
use super::trail::Trail;
use crate::wire::Epoch;

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(super) struct LookupEvents {
    pub(super) lookup_attributes: Option<Vec<LookupAttribute>>,
    /// Seconds since the epoch.
    pub(super) start_time: Option<f64>,
    /// Seconds since the epoch.
    pub(super) end_time: Option<f64>,
    pub(super) event_category: Option<InsightCategory>,
    pub(super) max_results: Option<i64>,
    pub(super) next_token: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(super) struct LookupAttribute {
    pub(super) attribute_key: LookupKey,
    pub(super) attribute_value: String,
}

/// What events can be looked up by.
// AWS: not by who a role acted for (facts/tip-chain.md §5).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub(super) enum LookupKey {
    EventId,
    EventName,
    ReadOnly,
    Username,
    ResourceType,
    ResourceName,
    EventSource,
    AccessKeyId,
}

/// The only category that can be asked for; without it, management events are.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum InsightCategory {
    Insight,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct LookupEventsResult {
    pub(super) events: Vec<EventMembers>,
    pub(super) next_token: Option<String>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct EventMembers {
    pub(super) event_id: String,
    pub(super) event_name: Option<String>,
    pub(super) read_only: &'static str,
    pub(super) access_key_id: Option<String>,
    pub(super) event_time: Epoch,
    pub(super) event_source: Option<String>,
    pub(super) username: Option<String>,
    pub(super) resources: Vec<ResourceMembers>,
    pub(super) cloud_trail_event: String,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct ResourceMembers {
    pub(super) resource_type: String,
    pub(super) resource_name: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(super) struct CreateTrail {
    pub(super) name: String,
    #[serde(rename = "S3BucketName")]
    pub(super) s3_bucket_name: String,
    #[serde(rename = "S3KeyPrefix")]
    pub(super) s3_key_prefix: Option<String>,
    pub(super) include_global_service_events: Option<bool>,
    pub(super) is_multi_region_trail: Option<bool>,
    pub(super) enable_log_file_validation: Option<bool>,
    pub(super) kms_key_id: Option<String>,
}

/// A trail, by name or ARN: `GetTrail`, `GetTrailStatus`, `StartLogging`, `StopLogging`, `DeleteTrail`.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(super) struct OneTrail {
    pub(super) name: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct DescribeTrails {
    pub(super) trail_name_list: Option<Vec<String>>,
    pub(super) include_shadow_trails: Option<bool>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(super) struct GetEventSelectors {
    pub(super) trail_name: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(super) struct PutEventSelectors {
    pub(super) trail_name: String,
    pub(super) event_selectors: Option<Vec<EventSelector>>,
    pub(super) advanced_event_selectors: Option<Vec<AdvancedEventSelector>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(super) struct ListTrails {
    pub(super) next_token: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(super) struct ListEventDataStores {
    pub(super) next_token: Option<String>,
    pub(super) max_results: Option<i64>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct DescribeTrailsResult {
    pub(super) trail_list: Vec<TrailMembers>,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct GetTrailResult {
    pub(super) trail: TrailMembers,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct ListTrailsResult {
    pub(super) trails: Vec<TrailInfo>,
    pub(super) next_token: Option<String>,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct TrailInfo {
    #[serde(rename = "TrailARN")]
    pub(super) arn: String,
    pub(super) name: String,
    pub(super) home_region: String,
}

/// A trail as it is described. What `CreateTrail` answers lacks the last three.
#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct TrailMembers {
    name: String,
    #[serde(rename = "S3BucketName")]
    s3_bucket_name: String,
    #[serde(rename = "S3KeyPrefix")]
    s3_key_prefix: Option<String>,
    include_global_service_events: bool,
    is_multi_region_trail: bool,
    #[serde(rename = "TrailARN")]
    arn: String,
    log_file_validation_enabled: bool,
    kms_key_id: Option<String>,
    is_organization_trail: bool,
    home_region: Option<String>,
    has_custom_event_selectors: Option<bool>,
    has_insight_selectors: Option<bool>,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct SelectorMembers {
    #[serde(rename = "TrailARN")]
    pub(super) arn: String,
    pub(super) event_selectors: Option<Vec<EventSelector>>,
    pub(super) advanced_event_selectors: Option<Vec<AdvancedEventSelector>>,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct TrailStatus {
    pub(super) is_logging: bool,
    pub(super) latest_delivery_time: Option<Epoch>,
    pub(super) start_logging_time: Option<Epoch>,
    pub(super) stop_logging_time: Option<Epoch>,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct ListEventDataStoresResult {
    pub(super) event_data_stores: Vec<()>,
}

impl TrailMembers {
    /// What the answer to `CreateTrail` tells of a trail.
    pub(super) fn made(arn: &str, trail: &Trail) -> Self {
        Self {
            name: trail.name.clone(),
            s3_bucket_name: trail.destination.bucket.clone(),
            s3_key_prefix: trail.destination.prefix.clone(),
            include_global_service_events: trail.includes_global_events,
            is_multi_region_trail: trail.is_multi_region,
            arn: arn.to_owned(),
            log_file_validation_enabled: trail.validates_files,
            kms_key_id: trail.destination.kms_key.clone(),
            is_organization_trail: false,
            home_region: None,
            has_custom_event_selectors: None,
            has_insight_selectors: None,
        }
    }

    /// All of a trail.
    pub(super) fn whole(arn: &str, trail: &Trail) -> Self {
        Self {
            home_region: Some(trail.home_region.clone()),
            has_custom_event_selectors: Some(trail.selectors.are_custom()),
            has_insight_selectors: Some(false),
            ..Self::made(arn, trail)
        }
    }
}
