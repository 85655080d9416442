//! IAM's errors, and what each is on the wire. The texts are those of AWS where the facts have them.

use crate::fault::Fault;

/// Why IAM refuses.
#[derive(Debug, Clone, thiserror::Error, PartialEq, Eq)]
pub(crate) enum IamError {
    #[error("The role with name {0} cannot be found.")]
    NoSuchRole(String),
    #[error("The role policy with name {0} cannot be found.")]
    NoSuchRolePolicy(String),
    #[error("Policy {0} was not found.")]
    NoSuchPolicy(String),
    #[error("Policy {0} does not exist or is not attachable.")]
    NotAttachable(String),
    #[error("Policy {arn} version {version} does not exist or is not attachable.")]
    NoSuchVersion { arn: String, version: String },
    #[error("Role with name {0} already exists.")]
    RoleExists(String),
    #[error("A policy called {0} already exists. Duplicate names are not allowed.")]
    PolicyExists(String),
    #[error("OpenIDConnect Provider not found for arn {0}")]
    NoSuchProvider(String),
    #[error("Provider with url {0} already exists.")]
    ProviderExists(String),
    #[error("Cannot delete entity, must {0} first.")]
    RoleInUse(&'static str),
    #[error("Cannot delete a policy attached to entities.")]
    PolicyInUse,
    #[error(
        "This policy has more than one version. Before you delete a policy, you must delete the policy's versions. \
         The default version is deleted with the policy."
    )]
    PolicyHasVersions,
    #[error("Cannot delete the default version of a policy.")]
    DefaultVersion,
    #[error("Cannot exceed quota for {quota}: {limit}")]
    Quota { quota: &'static str, limit: usize },
    #[error("Maximum policy size of {limit} bytes exceeded for role {role}")]
    InlineQuota { role: String, limit: usize },
    #[error(
        "A managed policy can have up to 5 versions. Before you create a new version, you must delete an existing version."
    )]
    TooManyVersions,
    #[error("{0}")]
    Malformed(String),
    #[error("{0}")]
    InvalidInput(String),
    #[error(
        "1 validation error detected: Value '{value}' at '{member}' failed to satisfy constraint: {constraint}"
    )]
    Validation { member: &'static str, value: String, constraint: String },
    #[error("Policy {0} is managed by AWS and cannot be changed.")]
    AwsManaged(String),
}

impl IamError {
    fn code_and_status(&self) -> (&'static str, u16) {
        match self {
            Self::NoSuchRole(_)
            | Self::NoSuchRolePolicy(_)
            | Self::NoSuchPolicy(_)
            | Self::NotAttachable(_)
            | Self::NoSuchVersion { .. }
            | Self::NoSuchProvider(_) => ("NoSuchEntity", 404),
            Self::RoleExists(_) | Self::PolicyExists(_) | Self::ProviderExists(_) => {
                ("EntityAlreadyExists", 409)
            }
            Self::RoleInUse(_) | Self::PolicyInUse | Self::PolicyHasVersions | Self::DefaultVersion => {
                ("DeleteConflict", 409)
            }
            Self::Quota { .. } | Self::InlineQuota { .. } | Self::TooManyVersions => ("LimitExceeded", 409),
            Self::Malformed(_) => ("MalformedPolicyDocument", 400),
            Self::InvalidInput(_) => ("InvalidInput", 400),
            Self::Validation { .. } => ("ValidationError", 400),
            Self::AwsManaged(_) => ("AccessDenied", 403),
        }
    }
}

// AWS: codes without `Exception`, and their statuses (facts/aws-data.md §0.1, §11.4).
impl From<IamError> for Fault {
    fn from(error: IamError) -> Self {
        let (code, status) = error.code_and_status();
        Self::new(code, status, error.to_string())
    }
}
