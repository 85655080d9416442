//! A workgroup's attributes in the shapes that Athena gives and takes.

use std::collections::BTreeMap;

use aws_sdk_athena::types::{
    AclConfiguration, AuthenticationType, CustomerContentEncryptionConfiguration, EncryptionConfiguration,
    EncryptionOption, EngineVersion, IdentityCenterConfiguration, ManagedQueryResultsConfiguration,
    ManagedQueryResultsConfigurationUpdates, ManagedQueryResultsEncryptionConfiguration,
    QueryResultsS3AccessGrantsConfiguration, ResultConfiguration, ResultConfigurationUpdates, S3AclOption,
    WorkGroup, WorkGroupConfiguration, WorkGroupConfigurationUpdates,
};
use tipctl_model::{AttrChange, Attrs, NonEmpty, Value};

use super::{
    engine::{engine, monitoring, shown_engine, shown_monitoring},
    is_managed,
};
use crate::attrs::{Read, Shown};

/// The attributes that Athena shows of a workgroup; `arn` and `tags` it shows elsewhere.
pub(super) fn shown(workgroup: &WorkGroup) -> Shown {
    let configuration = workgroup.configuration();
    let result = configuration.and_then(|all| all.result_configuration());
    let identity = configuration.and_then(|all| all.identity_center_configuration());
    let knows_users = identity.and_then(|identity| identity.enable_identity_center()).unwrap_or(false);
    let grants = configuration.and_then(|all| all.query_results_s3_access_grants_configuration());
    let managed = configuration.and_then(|all| all.managed_query_results_configuration());
    let version = configuration.and_then(|all| all.engine_version());
    let truth = |truth: Option<bool>| truth.unwrap_or(false);
    let text = |text: Option<&str>| text.unwrap_or_default().to_owned();
    Shown::new()
        .with("name", workgroup.name())
        .with("description", text(workgroup.description()))
        .with("state", workgroup.state().map_or("enabled".to_owned(), |state| state.as_str().to_lowercase()))
        .with("identity_center", knows_users)
        .maybe(
            "instance",
            identity.filter(|_| knows_users).and_then(|identity| identity.identity_center_instance_arn()),
        )
        .maybe("application_arn", workgroup.identity_center_application_arn())
        .with("role", text(configuration.and_then(|all| all.execution_role())))
        .with("results", text(result.and_then(|result| result.output_location())))
        .with("encryption", shown_encryption(result.and_then(|result| result.encryption_configuration())))
        .with("expected_bucket_owner", text(result.and_then(|result| result.expected_bucket_owner())))
        .with(
            "acl",
            if result.is_some_and(|result| result.acl_configuration().is_some()) { OWNER } else { "none" },
        )
        .with("managed_results", shown_managed(managed))
        .with("access_grants", grants.is_some_and(|grants| grants.enable_s3_access_grants()))
        .with("private_results", truth(grants.and_then(|grants| grants.create_user_level_prefix())))
        .with("enforce", truth(configuration.and_then(|all| all.enforce_work_group_configuration())))
        .with(
            "publish_metrics",
            truth(configuration.and_then(|all| all.publish_cloud_watch_metrics_enabled())),
        )
        .with("requester_pays", truth(configuration.and_then(|all| all.requester_pays_enabled())))
        .with(
            "bytes_scanned_cutoff",
            configuration.and_then(|all| all.bytes_scanned_cutoff_per_query()).unwrap_or(0),
        )
        .with(
            "engine_version",
            version.and_then(|version| version.selected_engine_version()).unwrap_or("AUTO"),
        )
        .with("engine", shown_engine(configuration.and_then(|all| all.engine_configuration())))
        .with("monitoring", shown_monitoring(configuration.and_then(|all| all.monitoring_configuration())))
        .maybe("additional_configuration", configuration.and_then(|all| all.additional_configuration()))
        .with(
            "minimum_encryption",
            truth(configuration.and_then(|all| all.enable_minimum_encryption_configuration())),
        )
        .with(
            "content_key",
            text(
                configuration
                    .and_then(|all| all.customer_content_encryption_configuration())
                    .map(|content| content.kms_key()),
            ),
        )
}

const OWNER: &str = "bucket-owner-full-control";

fn shown_encryption(encryption: Option<&EncryptionConfiguration>) -> Value {
    let Some(encryption) = encryption else { return Value::Map(BTreeMap::new()) };
    let mode = encryption.encryption_option().as_str().to_lowercase().replace('_', "-");
    let key = encryption.kms_key().map(|key| ("kms_key", Value::text(key)));
    Value::map([("mode", Value::Text(mode))].into_iter().chain(key))
}

fn shown_managed(managed: Option<&ManagedQueryResultsConfiguration>) -> Value {
    let enabled = managed.is_some_and(|managed| managed.enabled());
    let encryption = managed.filter(|_| enabled).and_then(|managed| managed.encryption_configuration());
    let key = encryption.map(|encryption| ("kms_key", Value::text(encryption.kms_key())));
    Value::map([("enabled", Value::Bool(enabled))].into_iter().chain(key))
}

/// The configuration of a new workgroup.
pub(super) fn new(want: &Attrs) -> WorkGroupConfiguration {
    let some = |attr| want.text(attr).filter(|text| !text.is_empty()).map(str::to_owned);
    // AWS: what Athena makes of settings left out depends on the rest, so the two that have no neutral value are always
    // sent; and these two must not be sent at all for some workgroups, not even as false (facts/aws-data.md §8).
    let only_true = |attr| want.truth(attr).filter(|truth| *truth);
    let given = |attr| want.get(attr).and_then(Value::as_map).is_some_and(|members| !members.is_empty());
    WorkGroupConfiguration::builder()
        .enforce_work_group_configuration(want.truth("enforce").unwrap_or(true))
        .publish_cloud_watch_metrics_enabled(want.truth("publish_metrics").unwrap_or(true))
        .set_requester_pays_enabled(only_true("requester_pays"))
        .set_enable_minimum_encryption_configuration(only_true("minimum_encryption"))
        .set_bytes_scanned_cutoff_per_query(want.int("bytes_scanned_cutoff").filter(|bytes| *bytes > 0))
        .set_result_configuration(results(want))
        .set_managed_query_results_configuration(is_managed(want).then(|| {
            ManagedQueryResultsConfiguration::builder()
                .enabled(true)
                .set_encryption_configuration(managed_key(want))
                .build()
        }))
        .set_engine_version(some("engine_version").map(version))
        .set_engine_configuration(given("engine").then(|| engine(want)).flatten())
        .set_monitoring_configuration(given("monitoring").then(|| monitoring(want)).flatten())
        .set_additional_configuration(some("additional_configuration"))
        .set_execution_role(some("role"))
        .set_identity_center_configuration(some("instance").map(|instance| {
            IdentityCenterConfiguration::builder()
                .enable_identity_center(true)
                .identity_center_instance_arn(instance)
                .build()
        }))
        .set_query_results_s3_access_grants_configuration(
            want.truth("access_grants").filter(|truth| *truth).and_then(|_| grants(want, want)),
        )
        .set_customer_content_encryption_configuration(some("content_key").and_then(content))
        .build()
}

fn results(want: &Attrs) -> Option<ResultConfiguration> {
    let some = |attr| want.text(attr).filter(|text| !text.is_empty()).map(str::to_owned);
    let (location, owner, encryption, acl) =
        (some("results"), some("expected_bucket_owner"), encryption(want), acl(want));
    let any = location.is_some() || owner.is_some() || encryption.is_some() || acl.is_some();
    any.then(|| {
        ResultConfiguration::builder()
            .set_output_location(location)
            .set_expected_bucket_owner(owner)
            .set_encryption_configuration(encryption)
            .set_acl_configuration(acl)
            .build()
    })
}

/// What changes `diff` of `live`, and nothing else; nothing where none of it is the configuration's.
pub(super) fn updates(
    live: &Attrs,
    want: &Attrs,
    diff: &NonEmpty<AttrChange>,
) -> Option<WorkGroupConfigurationUpdates> {
    let differs = |attr: &str| diff.iter().any(|change| change.attr == attr);
    let truth = |attr| want.truth(attr).filter(|_| differs(attr));
    let text = |attr| want.text(attr).filter(|_| differs(attr)).map(str::to_owned);
    let cutoff = want.int("bytes_scanned_cutoff").filter(|_| differs("bytes_scanned_cutoff"));
    let content_key = text("content_key");
    let grants_differ = differs("access_grants") || differs("private_results");
    let updates = WorkGroupConfigurationUpdates::builder()
        .set_enforce_work_group_configuration(truth("enforce"))
        .set_publish_cloud_watch_metrics_enabled(truth("publish_metrics"))
        .set_requester_pays_enabled(truth("requester_pays"))
        .set_enable_minimum_encryption_configuration(truth("minimum_encryption"))
        .set_bytes_scanned_cutoff_per_query(cutoff.filter(|bytes| *bytes > 0))
        .set_remove_bytes_scanned_cutoff_per_query(cutoff.filter(|bytes| *bytes == 0).map(|_| true))
        .set_result_configuration_updates(result_updates(want, &differs))
        .set_managed_query_results_configuration_updates(
            differs("managed_results").then(|| managed_updates(live, want)),
        )
        .set_engine_version(text("engine_version").map(version))
        .set_engine_configuration(differs("engine").then(|| engine(want)).flatten())
        .set_monitoring_configuration(differs("monitoring").then(|| monitoring(want)).flatten())
        .set_additional_configuration(text("additional_configuration"))
        .set_execution_role(text("role"))
        .set_query_results_s3_access_grants_configuration(grants_differ.then(|| grants(want, live)).flatten())
        .set_remove_customer_content_encryption_configuration(
            content_key.as_ref().filter(|key| key.is_empty()).map(|_| true),
        )
        .set_customer_content_encryption_configuration(
            content_key.filter(|key| !key.is_empty()).and_then(content),
        )
        .build();
    (updates != WorkGroupConfigurationUpdates::builder().build()).then_some(updates)
}

fn result_updates(want: &Attrs, differs: &dyn Fn(&str) -> bool) -> Option<ResultConfigurationUpdates> {
    let mut updates = ResultConfigurationUpdates::builder();
    if let Some(results) = want.text("results").filter(|_| differs("results")) {
        updates = if results.is_empty() {
            updates.remove_output_location(true)
        } else {
            updates.output_location(results)
        };
    }
    if let Some(owner) = want.text("expected_bucket_owner").filter(|_| differs("expected_bucket_owner")) {
        updates = if owner.is_empty() {
            updates.remove_expected_bucket_owner(true)
        } else {
            updates.expected_bucket_owner(owner)
        };
    }
    if differs("encryption") {
        updates = match encryption(want) {
            Some(encryption) => updates.encryption_configuration(encryption),
            None => updates.remove_encryption_configuration(true),
        };
    }
    if differs("acl") {
        updates = match acl(want) {
            Some(acl) => updates.acl_configuration(acl),
            None => updates.remove_acl_configuration(true),
        };
    }
    let updates = updates.build();
    (updates != ResultConfigurationUpdates::builder().build()).then_some(updates)
}

fn managed_updates(live: &Attrs, want: &Attrs) -> ManagedQueryResultsConfigurationUpdates {
    let key = managed_key(want).filter(|_| is_managed(want));
    let goes = key.is_none() && managed_key(live).is_some();
    ManagedQueryResultsConfigurationUpdates::builder()
        .enabled(is_managed(want))
        .set_remove_encryption_configuration(goes.then_some(true))
        .set_encryption_configuration(key)
        .build()
}

fn managed_key(attrs: &Attrs) -> Option<ManagedQueryResultsEncryptionConfiguration> {
    let key = attrs.get("managed_results")?.entry("kms_key")?.as_text()?;
    ManagedQueryResultsEncryptionConfiguration::builder().kms_key(key).build().ok()
}

fn version(version: String) -> EngineVersion {
    EngineVersion::builder().selected_engine_version(version).build()
}

fn content(key: String) -> Option<CustomerContentEncryptionConfiguration> {
    CustomerContentEncryptionConfiguration::builder().kms_key(key).build().ok()
}

fn encryption(want: &Attrs) -> Option<EncryptionConfiguration> {
    let encryption = want.get("encryption")?;
    let mode = encryption.entry("mode")?.as_text()?.to_uppercase().replace('-', "_");
    let key = encryption.entry("kms_key").and_then(Value::as_text).map(str::to_owned);
    let option = EncryptionOption::from(mode.as_str());
    EncryptionConfiguration::builder().encryption_option(option).set_kms_key(key).build().ok()
}

fn acl(want: &Attrs) -> Option<AclConfiguration> {
    want.text("acl").filter(|acl| *acl == OWNER)?;
    AclConfiguration::builder().s3_acl_option(S3AclOption::BucketOwnerFullControl).build().ok()
}

/// AWS takes the settings of S3 Access Grants as a whole; what is not wanted otherwise stays as it is in `live`.
fn grants(want: &Attrs, live: &Attrs) -> Option<QueryResultsS3AccessGrantsConfiguration> {
    let truth = |attr| want.truth(attr).or_else(|| live.truth(attr)).unwrap_or(false);
    QueryResultsS3AccessGrantsConfiguration::builder()
        .enable_s3_access_grants(truth("access_grants"))
        .create_user_level_prefix(truth("private_results"))
        .authentication_type(AuthenticationType::DirectoryIdentity)
        .build()
        .ok()
}
