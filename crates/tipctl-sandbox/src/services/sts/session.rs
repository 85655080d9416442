//! Sessions: a role that somebody has taken, for how long, within which policies, and with which user behind it.

use serde::{Deserialize, Serialize};

use crate::fault::Fault;
use crate::services::iam;
use crate::services::iam::evaluation::{Policy, Rights};
use crate::services::iam::role::Role;
use crate::wire::Protocol;

/// How the access keys of the sandbox's sessions begin.
pub(crate) const KEY_PREFIX: &str = "ASIASANDBOX";

/// A session of a role.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Session {
    pub(crate) role_arn: String,
    pub(crate) role_name: String,
    pub(crate) role_id: String,
    pub(crate) name: String,
    /// What the session may do is within their union. None leaves it as wide as the role.
    pub(crate) policies: Option<Vec<SessionPolicy>>,
    /// The user of Identity Center behind the session.
    pub(crate) identity: Option<Identity>,
    pub(crate) source_identity: Option<String>,
    pub(crate) issued_at_ms: u64,
    pub(crate) expires_at_ms: u64,
}

/// A policy that a session is within.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum SessionPolicy {
    Document(String),
    /// The ARN of a managed policy, of which the default version holds.
    Managed(String),
}

/// Who is behind a session, as Identity Center vouches for it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Identity {
    pub(crate) user_id: String,
    pub(crate) identity_store_id: String,
    pub(crate) instance_arn: String,
    /// The application through which the user came.
    pub(crate) application_arn: String,
}

/// What is given to whoever took the role.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Credentials {
    /// With which the session signs.
    pub access_key_id: String,
    /// The sandbox does not look at signatures; an SDK wants a secret.
    pub secret_access_key: String,
    /// Goes with each request, as `X-Amz-Security-Token`.
    pub session_token: String,
    /// Milliseconds since the epoch.
    pub expires_at_ms: u64,
}

/// Why the credentials of a session are not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum SessionError {
    Unknown,
    Expired,
}

impl Session {
    /// A session of `role` that begins now, without policies or a user.
    pub(crate) fn of(role: &Role, name: &str, (issued_at_ms, seconds): (u64, u32)) -> Self {
        Self {
            role_arn: role.arn.clone(),
            role_name: role.name.clone(),
            role_id: role.unique_id.clone(),
            name: name.to_owned(),
            policies: None,
            identity: None,
            source_identity: None,
            issued_at_ms,
            expires_at_ms: issued_at_ms.saturating_add(u64::from(seconds) * 1000),
        }
    }

    /// `arn:aws:sts::ACCOUNT:assumed-role/ROLE/SESSION`.
    pub(crate) fn arn(&self) -> String {
        let account_id = self.role_arn.split(':').nth(4).unwrap_or_default();
        format!("arn:aws:sts::{account_id}:assumed-role/{}/{}", self.role_name, self.name)
    }

    /// What the session may do: its role's rights within its policies. A role that is gone, or was made again under its
    /// name, gives none.
    // AWS: the allow-list denies everything else to a session with an identity context (facts/tip-chain.md L4).
    pub(crate) fn rights(&self, iam: &iam::state::State) -> Rights {
        let role = iam.role_by_arn(&self.role_arn).filter(|role| role.unique_id == self.role_id);
        let rights = role.map(|role| Rights::of_role(iam, role)).unwrap_or_default();
        let document = |policy: &SessionPolicy| match policy {
            SessionPolicy::Document(text) => Policy::read(text),
            SessionPolicy::Managed(arn) => Policy::read(iam.document_of(arn).unwrap_or_default()),
        };
        let policies = self.policies.as_ref().map(|policies| policies.iter().map(document).collect());
        let rights = rights.within_session(policies);
        if self.identity.is_some() { rights.under_allow_list(iam) } else { rights }
    }
}

impl SessionError {
    /// The refusal, as services of this protocol say it.
    // AWS: the codes that SDKs know expired and unknown tokens by.
    pub(crate) fn fault(self, protocol: Protocol) -> Fault {
        let is_json = matches!(protocol, Protocol::Json { .. } | Protocol::RestJson);
        let (code, text) = match self {
            Self::Unknown if is_json => {
                ("UnrecognizedClientException", "The security token included in the request is invalid.")
            }
            Self::Unknown => {
                ("InvalidClientTokenId", "The security token included in the request is invalid.")
            }
            Self::Expired if is_json => {
                ("ExpiredTokenException", "The security token included in the request is expired")
            }
            Self::Expired => ("ExpiredToken", "The security token included in the request is expired"),
        };
        Fault::new(code, if is_json { 400 } else { 403 }, text)
    }
}
