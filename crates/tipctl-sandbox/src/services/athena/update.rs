//! What an update does to a workgroup's configuration: members that are left out stay, `Remove…` flags unset.

use serde::Deserialize;

use super::configuration::{
    AccessGrants, Acl, Configuration, Encryption, Engine, EngineVersion, KmsEncryption, ManagedQueryResults,
    Monitoring,
};
use super::fault::AthenaError;

/// `WorkGroupConfigurationUpdates`. It has no Identity Center.
// AWS: the block cannot be changed after creation (facts/aws-data.md §8).
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(super) struct ConfigurationUpdates {
    enforce_work_group_configuration: Option<bool>,
    result_configuration_updates: Option<ResultUpdates>,
    managed_query_results_configuration_updates: Option<ManagedResultsUpdates>,
    #[serde(rename = "PublishCloudWatchMetricsEnabled")]
    publish_metrics_enabled: Option<bool>,
    bytes_scanned_cutoff_per_query: Option<i64>,
    remove_bytes_scanned_cutoff_per_query: Option<bool>,
    requester_pays_enabled: Option<bool>,
    engine_version: Option<EngineVersion>,
    remove_customer_content_encryption_configuration: Option<bool>,
    additional_configuration: Option<String>,
    pub(super) execution_role: Option<String>,
    customer_content_encryption_configuration: Option<KmsEncryption>,
    enable_minimum_encryption_configuration: Option<bool>,
    #[serde(rename = "QueryResultsS3AccessGrantsConfiguration")]
    access_grants: Option<AccessGrants>,
    monitoring_configuration: Option<Monitoring>,
    engine_configuration: Option<Engine>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
struct ResultUpdates {
    output_location: Option<String>,
    remove_output_location: Option<bool>,
    encryption_configuration: Option<Encryption>,
    remove_encryption_configuration: Option<bool>,
    expected_bucket_owner: Option<String>,
    remove_expected_bucket_owner: Option<bool>,
    acl_configuration: Option<Acl>,
    remove_acl_configuration: Option<bool>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
struct ManagedResultsUpdates {
    enabled: Option<bool>,
    encryption_configuration: Option<KmsEncryption>,
    remove_encryption_configuration: Option<bool>,
}

/// Sets one member, or unsets it, or leaves it.
struct Change<'a, T> {
    member: &'static str,
    value: &'a mut Option<T>,
    set: Option<T>,
    remove: Option<bool>,
}

impl<T> Change<'_, T> {
    /// Refuses to do both; and to unset what is not set where results are managed.
    // AWS: when results become managed, only flags that are needed may be sent (facts/aws-data.md §8).
    fn make(self, managed: bool) -> Result<(), AthenaError> {
        match (self.set, self.remove) {
            (Some(_), Some(true)) => {
                Err(AthenaError::invalid(format!("{} cannot be set and removed at once.", self.member)))
            }
            (Some(value), _) => {
                *self.value = Some(value);
                Ok(())
            }
            (None, Some(true)) => match self.value.take() {
                None if managed => Err(AthenaError::ResultsInTwoPlaces),
                _ => Ok(()),
            },
            (None, _) => Ok(()),
        }
    }
}

impl ConfigurationUpdates {
    /// The configuration after the update.
    pub(super) fn apply(self, before: &Configuration) -> Result<Configuration, AthenaError> {
        let mut after = before.clone();
        if let Some(updates) = self.managed_query_results_configuration_updates {
            updates.apply(&mut after)?;
        }
        let managed = after.has_managed_results();
        if let Some(updates) = self.result_configuration_updates {
            updates.apply(&mut after, managed)?;
        }
        Change {
            member: "BytesScannedCutoffPerQuery",
            value: &mut after.bytes_scanned_cutoff_per_query,
            set: self.bytes_scanned_cutoff_per_query,
            remove: self.remove_bytes_scanned_cutoff_per_query,
        }
        .make(false)?;
        Change {
            member: "CustomerContentEncryptionConfiguration",
            value: &mut after.customer_content_encryption_configuration,
            set: self.customer_content_encryption_configuration,
            remove: self.remove_customer_content_encryption_configuration,
        }
        .make(false)?;
        let sent = Configuration {
            enforce_work_group_configuration: self.enforce_work_group_configuration,
            publish_metrics_enabled: self.publish_metrics_enabled,
            requester_pays_enabled: self.requester_pays_enabled,
            enable_minimum_encryption_configuration: self.enable_minimum_encryption_configuration,
            engine_version: self.engine_version,
            additional_configuration: self.additional_configuration,
            execution_role: self.execution_role,
            access_grants: self.access_grants,
            monitoring_configuration: self.monitoring_configuration,
            engine_configuration: self.engine_configuration,
            ..Configuration::default()
        };
        after.check_sent(&sent)?;
        after.take_over(sent);
        after.check()?;
        Ok(after.with_defaults())
    }
}

impl Configuration {
    /// Replaces the members that `sent` has.
    fn take_over(&mut self, sent: Self) {
        fn replace<T>(value: &mut Option<T>, sent: Option<T>) {
            if sent.is_some() {
                *value = sent;
            }
        }
        replace(&mut self.enforce_work_group_configuration, sent.enforce_work_group_configuration);
        replace(&mut self.publish_metrics_enabled, sent.publish_metrics_enabled);
        replace(&mut self.requester_pays_enabled, sent.requester_pays_enabled);
        replace(
            &mut self.enable_minimum_encryption_configuration,
            sent.enable_minimum_encryption_configuration,
        );
        replace(&mut self.engine_version, sent.engine_version);
        replace(&mut self.additional_configuration, sent.additional_configuration);
        replace(&mut self.execution_role, sent.execution_role);
        replace(&mut self.access_grants, sent.access_grants);
        replace(&mut self.monitoring_configuration, sent.monitoring_configuration);
        replace(&mut self.engine_configuration, sent.engine_configuration);
    }
}

impl ManagedResultsUpdates {
    fn apply(self, after: &mut Configuration) -> Result<(), AthenaError> {
        let before = after.managed_query_results_configuration.take();
        let mut managed =
            before.unwrap_or(ManagedQueryResults { enabled: false, encryption_configuration: None });
        managed.enabled = self.enabled.unwrap_or(managed.enabled);
        Change {
            member: "EncryptionConfiguration",
            value: &mut managed.encryption_configuration,
            set: self.encryption_configuration,
            remove: self.remove_encryption_configuration,
        }
        .make(false)?;
        if managed.enabled {
            // These two are not members of a workgroup whose results are managed.
            after.requester_pays_enabled = None;
            after.enable_minimum_encryption_configuration = None;
        }
        after.managed_query_results_configuration = Some(managed);
        Ok(())
    }
}

impl ResultUpdates {
    fn apply(self, after: &mut Configuration, managed: bool) -> Result<(), AthenaError> {
        let results = after.result_configuration.get_or_insert_default();
        Change {
            member: "OutputLocation",
            value: &mut results.output_location,
            set: self.output_location,
            remove: self.remove_output_location,
        }
        .make(managed)?;
        Change {
            member: "EncryptionConfiguration",
            value: &mut results.encryption_configuration,
            set: self.encryption_configuration,
            remove: self.remove_encryption_configuration,
        }
        .make(managed)?;
        Change {
            member: "ExpectedBucketOwner",
            value: &mut results.expected_bucket_owner,
            set: self.expected_bucket_owner,
            remove: self.remove_expected_bucket_owner,
        }
        .make(managed)?;
        Change {
            member: "AclConfiguration",
            value: &mut results.acl_configuration,
            set: self.acl_configuration,
            remove: self.remove_acl_configuration,
        }
        .make(managed)
    }
}
