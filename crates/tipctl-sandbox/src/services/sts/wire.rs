//! The members of STS's operations, as AWS names them.

use serde::{Deserialize, Serialize};

use crate::wire::Iso8601;

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(super) struct GetCallerIdentity {}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct GetCallerIdentityResult {
    pub(super) arn: String,
    pub(super) user_id: String,
    pub(super) account: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(super) struct AssumeRole {
    pub(super) role_arn: String,
    pub(super) role_session_name: String,
    #[serde(default)]
    pub(super) policy_arns: Vec<PolicyDescriptor>,
    pub(super) policy: Option<String>,
    pub(super) duration_seconds: Option<u32>,
    pub(super) external_id: Option<String>,
    pub(super) source_identity: Option<String>,
    #[serde(default)]
    pub(super) provided_contexts: Vec<ProvidedContext>,
}

/// `PolicyDescriptorType`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PolicyDescriptor {
    pub(super) arn: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(super) struct ProvidedContext {
    pub(super) provider_arn: String,
    pub(super) context_assertion: String,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct AssumeRoleResult {
    pub(super) credentials: CredentialsMembers,
    pub(super) assumed_role_user: AssumedRoleUser,
    pub(super) source_identity: Option<String>,
}

/// `Credentials`.
#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct CredentialsMembers {
    pub(super) access_key_id: String,
    pub(super) secret_access_key: String,
    pub(super) session_token: String,
    pub(super) expiration: Iso8601,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct AssumedRoleUser {
    pub(super) assumed_role_id: String,
    pub(super) arn: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(super) struct AssumeRoleWithWebIdentity {
    pub(super) role_arn: String,
    pub(super) role_session_name: String,
    pub(super) web_identity_token: String,
    #[serde(default)]
    pub(super) policy_arns: Vec<PolicyDescriptor>,
    pub(super) policy: Option<String>,
    pub(super) duration_seconds: Option<u32>,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct AssumeRoleWithWebIdentityResult {
    pub(super) credentials: CredentialsMembers,
    pub(super) assumed_role_user: AssumedRoleUser,
    pub(super) subject_from_web_identity_token: String,
    pub(super) provider: String,
    pub(super) audience: String,
}
