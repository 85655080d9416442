//! A workgroup's configuration: its members, what is filled in when it is read, and the rules between its members.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::fault::AthenaError;

const AUTO: &str = "AUTO";
const SQL_ENGINE: &str = "Athena engine version 3";
const SPARK_ENGINE: &str = "PySpark engine version 3";
const LEAST_CUTOFF: i64 = 10_000_000;

/// `WorkGroupConfiguration`, as it is sent, kept and read.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(super) struct Configuration {
    pub(super) result_configuration: Option<ResultConfiguration>,
    pub(super) managed_query_results_configuration: Option<ManagedQueryResults>,
    pub(super) enforce_work_group_configuration: Option<bool>,
    #[serde(rename = "PublishCloudWatchMetricsEnabled")]
    pub(super) publish_metrics_enabled: Option<bool>,
    pub(super) bytes_scanned_cutoff_per_query: Option<i64>,
    pub(super) requester_pays_enabled: Option<bool>,
    pub(super) engine_version: Option<EngineVersion>,
    pub(super) additional_configuration: Option<String>,
    pub(super) execution_role: Option<String>,
    pub(super) monitoring_configuration: Option<Monitoring>,
    pub(super) engine_configuration: Option<Engine>,
    pub(super) customer_content_encryption_configuration: Option<KmsEncryption>,
    pub(super) enable_minimum_encryption_configuration: Option<bool>,
    pub(super) identity_center_configuration: Option<IdentityCenter>,
    #[serde(rename = "QueryResultsS3AccessGrantsConfiguration")]
    pub(super) access_grants: Option<AccessGrants>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(super) struct ResultConfiguration {
    pub(super) output_location: Option<String>,
    pub(super) encryption_configuration: Option<Encryption>,
    pub(super) expected_bucket_owner: Option<String>,
    pub(super) acl_configuration: Option<Acl>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(super) struct Encryption {
    encryption_option: EncryptionOption,
    kms_key: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
enum EncryptionOption {
    #[serde(rename = "SSE_S3")]
    SseS3,
    #[serde(rename = "SSE_KMS")]
    SseKms,
    #[serde(rename = "CSE_KMS")]
    CseKms,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(super) struct Acl {
    #[serde(rename = "S3AclOption")]
    option: AclOption,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
enum AclOption {
    BucketOwnerFullControl,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(super) struct ManagedQueryResults {
    pub(super) enabled: bool,
    pub(super) encryption_configuration: Option<KmsEncryption>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(super) struct KmsEncryption {
    kms_key: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(super) struct EngineVersion {
    pub(super) selected_engine_version: Option<String>,
    pub(super) effective_engine_version: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(super) struct Monitoring {
    cloud_watch_logging_configuration: Option<CloudWatchLogging>,
    managed_logging_configuration: Option<ManagedLogging>,
    #[serde(rename = "S3LoggingConfiguration")]
    s3_logging_configuration: Option<S3Logging>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
struct CloudWatchLogging {
    enabled: bool,
    log_group: Option<String>,
    log_stream_name_prefix: Option<String>,
    log_types: Option<BTreeMap<String, Vec<String>>>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
struct ManagedLogging {
    enabled: bool,
    kms_key: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
struct S3Logging {
    enabled: bool,
    kms_key: Option<String>,
    log_location: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(super) struct Engine {
    coordinator_dpu_size: Option<i32>,
    max_concurrent_dpus: Option<i32>,
    default_executor_dpu_size: Option<i32>,
    additional_configs: Option<BTreeMap<String, String>>,
    spark_properties: Option<BTreeMap<String, String>>,
    classifications: Option<Vec<Classification>>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
struct Classification {
    name: Option<String>,
    properties: Option<BTreeMap<String, String>>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(super) struct IdentityCenter {
    pub(super) enable_identity_center: Option<bool>,
    pub(super) identity_center_instance_arn: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(super) struct AccessGrants {
    #[serde(rename = "EnableS3AccessGrants")]
    pub(super) enable: bool,
    pub(super) create_user_level_prefix: Option<bool>,
    authentication_type: AuthenticationType,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
enum AuthenticationType {
    DirectoryIdentity,
}

impl Configuration {
    /// What a workgroup has of which nothing was said.
    // AWS: these members read back whether or not they were sent (facts/aws-data.md §8); the values are unverified.
    pub(super) fn with_defaults(mut self) -> Self {
        self.enforce_work_group_configuration.get_or_insert(true);
        self.publish_metrics_enabled.get_or_insert(false);
        let engine = self.selected_engine().to_owned();
        let effective = if engine == AUTO { SQL_ENGINE.to_owned() } else { engine.clone() };
        self.engine_version = Some(EngineVersion {
            selected_engine_version: Some(engine),
            effective_engine_version: Some(effective),
        });
        if !self.is_narrow_kind() {
            self.requester_pays_enabled.get_or_insert(false);
            self.enable_minimum_encryption_configuration.get_or_insert(false);
        }
        self.result_configuration =
            (!self.has_managed_results()).then(|| self.result_configuration.take().unwrap_or_default());
        self
    }

    /// Whether users of Identity Center query through the workgroup.
    pub(super) fn has_identity_center(&self) -> bool {
        let block = self.identity_center_configuration.as_ref();
        block.is_some_and(|block| block.enable_identity_center == Some(true))
    }

    /// Whether Athena keeps the results of queries itself.
    pub(super) fn has_managed_results(&self) -> bool {
        self.managed_query_results_configuration.as_ref().is_some_and(|managed| managed.enabled)
    }

    fn selected_engine(&self) -> &str {
        let version = self.engine_version.as_ref();
        version.and_then(|version| version.selected_engine_version.as_deref()).unwrap_or(AUTO)
    }

    // AWS: the kinds of workgroup to which two members must not be sent, even as false (facts/aws-data.md §8).
    fn is_narrow_kind(&self) -> bool {
        self.has_identity_center() || self.has_managed_results() || self.selected_engine() == SPARK_ENGINE
    }

    /// Refuses what may not be sent to this kind of workgroup. `sent` is the part that the request holds.
    pub(super) fn check_sent(&self, sent: &Self) -> Result<(), AthenaError> {
        if self.is_narrow_kind() {
            let requester_pays = sent.requester_pays_enabled.is_some();
            if requester_pays || sent.enable_minimum_encryption_configuration.is_some() {
                let member =
                    if requester_pays { "RequesterPays" } else { "EnableMinimumEncryptionConfiguration" };
                return Err(AthenaError::NotForThisKind(member));
            }
        }
        let effective =
            sent.engine_version.as_ref().and_then(|version| version.effective_engine_version.as_ref());
        if effective.is_some() {
            return Err(AthenaError::invalid("EffectiveEngineVersion is read-only."));
        }
        Ok(())
    }

    /// Refuses a configuration that does not hold together.
    pub(super) fn check(&self) -> Result<(), AthenaError> {
        let results = self.result_configuration.clone().unwrap_or_default();
        // AWS: the text for results in two places (facts/aws-data.md §8).
        if self.has_managed_results() && results != ResultConfiguration::default() {
            return Err(AthenaError::ResultsInTwoPlaces);
        }
        results.check()?;
        if self.bytes_scanned_cutoff_per_query.is_some_and(|cutoff| cutoff < LEAST_CUTOFF) {
            return Err(AthenaError::invalid(format!(
                "BytesScannedCutoffPerQuery must be at least {LEAST_CUTOFF}."
            )));
        }
        let spark = self.selected_engine() == SPARK_ENGINE;
        if ![AUTO, SQL_ENGINE, SPARK_ENGINE].contains(&self.selected_engine()) {
            return Err(AthenaError::invalid(format!("Invalid engine version {}.", self.selected_engine())));
        }
        // AWS: Spark has members of its own and no Identity Center (facts/aws-data.md §8).
        let has_spark_members = self.monitoring_configuration.is_some()
            || self.engine_configuration.as_ref().is_some_and(Engine::is_for_spark)
            || self.additional_configuration.is_some();
        if has_spark_members && !spark {
            return Err(AthenaError::invalid(
                "The configuration has members that only Spark workgroups have.",
            ));
        }
        if spark && self.has_identity_center() {
            return Err(AthenaError::invalid("Spark workgroups do not support IAM Identity Center."));
        }
        // AWS: facts/aws-data.md §8; both texts are unverified.
        if self.has_identity_center() && self.execution_role.is_none() {
            return Err(AthenaError::invalid(
                "ExecutionRole is required for a workgroup with IAM Identity Center enabled.",
            ));
        }
        let prefix = self.access_grants.as_ref().and_then(|grants| grants.create_user_level_prefix);
        if prefix == Some(true) && self.enforce_work_group_configuration == Some(false) {
            return Err(AthenaError::invalid(
                "CreateUserLevelPrefix requires EnforceWorkGroupConfiguration to be enabled.",
            ));
        }
        Ok(())
    }
}

impl Engine {
    /// Whether it holds more than classifications, which queries in provisioned capacity have too.
    fn is_for_spark(&self) -> bool {
        let sizes = [self.coordinator_dpu_size, self.max_concurrent_dpus, self.default_executor_dpu_size];
        let has_maps = self.additional_configs.is_some() || self.spark_properties.is_some();
        has_maps || sizes.iter().any(Option::is_some)
    }
}

impl ResultConfiguration {
    /// The key of KMS that results are encrypted with, if they are, and whether Athena does it before S3 has them.
    pub(super) fn key(&self) -> Option<(&str, bool)> {
        let encryption = self.encryption_configuration.as_ref()?;
        let is_by_client = matches!(encryption.encryption_option, EncryptionOption::CseKms);
        Some((encryption.kms_key.as_deref()?, is_by_client))
    }

    /// The condition keys of S3 that writing results has for how they are encrypted.
    // AWS: what a client encrypts before it is sent has none. That Athena sends none where nothing is said, and leaves it to
    // the bucket, is unverified.
    pub(super) fn headers(&self) -> Vec<(&'static str, &str)> {
        const ALGORITHM: &str = "s3:x-amz-server-side-encryption";
        const KEY: &str = "s3:x-amz-server-side-encryption-aws-kms-key-id";
        let Some(Encryption { encryption_option, kms_key }) = &self.encryption_configuration else {
            return Vec::new();
        };
        match encryption_option {
            EncryptionOption::SseS3 => vec![(ALGORITHM, "AES256")],
            EncryptionOption::SseKms => {
                let key = kms_key.as_deref().map(|key| (KEY, key));
                std::iter::once((ALGORITHM, "aws:kms")).chain(key).collect()
            }
            EncryptionOption::CseKms => Vec::new(),
        }
    }

    // The texts are unverified.
    fn check(&self) -> Result<(), AthenaError> {
        let bucket = |location: &String| {
            let path = location.strip_prefix("s3://");
            path.is_some_and(|path| !path.is_empty() && !path.starts_with('/'))
        };
        if !self.output_location.as_ref().is_none_or(bucket) {
            return Err(AthenaError::invalid("outputLocation is not a valid S3 path."));
        }
        let owner = self.expected_bucket_owner.as_deref();
        if owner.is_some_and(|owner| owner.len() != 12 || !owner.bytes().all(|digit| digit.is_ascii_digit()))
        {
            return Err(AthenaError::invalid("ExpectedBucketOwner must be an account id."));
        }
        if let Some(Encryption { encryption_option, kms_key }) = &self.encryption_configuration
            && (*encryption_option == EncryptionOption::SseS3) != kms_key.is_none()
        {
            return Err(AthenaError::invalid(
                "A KMS key belongs to SSE_KMS and CSE_KMS, and to no other option.",
            ));
        }
        Ok(())
    }
}
