//! The members of KMS's operations, as AWS names them.

use serde::{Deserialize, Serialize};

use super::key::{Key, Manager};
use super::state::Alias;
use crate::wire::Epoch;

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(super) struct CreateKey {
    pub(super) policy: Option<String>,
    pub(super) description: Option<String>,
    pub(super) key_usage: Option<String>,
    pub(super) key_spec: Option<String>,
    pub(super) origin: Option<String>,
    pub(super) multi_region: Option<bool>,
    pub(super) bypass_policy_lockout_safety_check: Option<bool>,
}

/// A key and nothing else: `DescribeKey`, `EnableKey`, `DisableKey`.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(super) struct OneKey {
    pub(super) key_id: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(super) struct ListKeys {
    pub(super) limit: Option<i64>,
    pub(super) marker: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(super) struct GetKeyPolicy {
    pub(super) key_id: String,
    pub(super) policy_name: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(super) struct PutKeyPolicy {
    pub(super) key_id: String,
    pub(super) policy_name: Option<String>,
    pub(super) policy: String,
    pub(super) bypass_policy_lockout_safety_check: Option<bool>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(super) struct CreateAlias {
    pub(super) alias_name: String,
    pub(super) target_key_id: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(super) struct DeleteAlias {
    pub(super) alias_name: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(super) struct ListAliases {
    pub(super) key_id: Option<String>,
    pub(super) limit: Option<i64>,
    pub(super) marker: Option<String>,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct OneKeyResult {
    pub(super) key_metadata: KeyMetadata,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct KeyMetadata {
    #[serde(rename = "AWSAccountId")]
    aws_account_id: String,
    key_id: String,
    arn: String,
    creation_date: Epoch,
    enabled: bool,
    description: String,
    key_usage: &'static str,
    key_state: &'static str,
    origin: &'static str,
    key_manager: Manager,
    customer_master_key_spec: &'static str,
    key_spec: &'static str,
    encryption_algorithms: [&'static str; 1],
    multi_region: bool,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct ListKeysResult {
    pub(super) keys: Vec<KeyListEntry>,
    pub(super) next_marker: Option<String>,
    pub(super) truncated: bool,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct KeyListEntry {
    pub(super) key_id: String,
    pub(super) key_arn: String,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct GetKeyPolicyResult {
    pub(super) policy: String,
    pub(super) policy_name: &'static str,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct ListAliasesResult {
    pub(super) aliases: Vec<AliasListEntry>,
    pub(super) next_marker: Option<String>,
    pub(super) truncated: bool,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct AliasListEntry {
    alias_name: String,
    alias_arn: String,
    target_key_id: String,
    creation_date: Epoch,
    last_updated_date: Epoch,
}

impl KeyMetadata {
    pub(super) fn new(arn: &str, key: &Key) -> Self {
        Self {
            aws_account_id: arn.split(':').nth(4).unwrap_or_default().to_owned(),
            key_id: key.id.clone(),
            arn: arn.to_owned(),
            creation_date: Epoch(key.made_at_ms),
            enabled: key.is_enabled,
            description: key.description.clone(),
            key_usage: "ENCRYPT_DECRYPT",
            key_state: if key.is_enabled { "Enabled" } else { "Disabled" },
            origin: "AWS_KMS",
            key_manager: key.manager,
            customer_master_key_spec: "SYMMETRIC_DEFAULT",
            key_spec: "SYMMETRIC_DEFAULT",
            encryption_algorithms: ["SYMMETRIC_DEFAULT"],
            multi_region: key.is_multi_region,
        }
    }
}

impl AliasListEntry {
    pub(super) fn new(arn: &str, alias: &Alias) -> Self {
        Self {
            alias_name: alias.name.clone(),
            alias_arn: arn.to_owned(),
            target_key_id: alias.key_arn.rsplit('/').next().unwrap_or_default().to_owned(),
            creation_date: Epoch(alias.made_at_ms),
            last_updated_date: Epoch(alias.made_at_ms),
        }
    }
}
