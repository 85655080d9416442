//! Identity Center's errors on the wire.

use crate::fault::Fault;

/// Why Identity Center refuses.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum SsoError {
    #[error("User: {caller} is not authorized to perform: sso:{action} on resource: {arn}")]
    NoSuchInstance { caller: String, action: &'static str, arn: String },
    #[error("Application {0} does not exist.")]
    NoSuchApplication(String),
    #[error("{0} is not assigned to the application.")]
    NoSuchAssignment(String),
    #[error("Principal {0} does not exist.")]
    NoSuchPrincipal(String),
    #[error("Principal {0} has not propagated yet.")]
    PrincipalNotPropagated(String),
    #[error("Resource {0} does not exist.")]
    NoSuchResource(String),
    #[error("{0} is already assigned to the application.")]
    AlreadyAssigned(String),
    #[error("You have exceeded the quota of {0} groups assigned to an application.")]
    TooManyGroups(usize),
    #[error("You have exceeded the quota of {0} trusted token issuers of an instance.")]
    TooManyIssuers(usize),
    #[error("You have exceeded the quota of {0} access scopes of an application.")]
    TooManyScopes(usize),
    #[error("You have exceeded the quota of {0} tags of a resource.")]
    TooManyTags(usize),
    #[error("{0} is named by the grant of an application.")]
    IssuerInUse(String),
    #[error("{0} is not a provider of customer managed applications.")]
    NotCustom(String),
    #[error(
        "User: {caller} is not authorized to perform: sso:{action} on resource: {arn}: the application is managed by AWS"
    )]
    Managed { caller: String, action: &'static str, arn: String },
    #[error("The grant is not of the grant type.")]
    GrantMismatch,
    #[error("The actor policy is not valid: {0}.")]
    ActorPolicy(String),
    #[error("IdempotentParameterMismatch: the client token was used with other parameters.")]
    IdempotentParameterMismatch,
    #[error("Invalid token.")]
    BadToken,
}

// AWS: no exception of the model carries a status, so all are 400 (facts/aws-identity.md §0.2). A missing instance is an
// AccessDeniedException, for the operations about instances declare no ResourceNotFoundException (§1). ConflictException
// says that an earlier write has not propagated (§0.2). The texts are unverified.
impl From<SsoError> for Fault {
    fn from(error: SsoError) -> Self {
        let code = match error {
            SsoError::NoSuchInstance { .. } | SsoError::Managed { .. } => "AccessDeniedException",
            SsoError::NoSuchApplication(_)
            | SsoError::NoSuchAssignment(_)
            | SsoError::NoSuchPrincipal(_)
            | SsoError::NoSuchResource(_) => "ResourceNotFoundException",
            SsoError::PrincipalNotPropagated(_) | SsoError::AlreadyAssigned(_) | SsoError::IssuerInUse(_) => {
                "ConflictException"
            }
            SsoError::TooManyGroups(_) | SsoError::TooManyIssuers(_) | SsoError::TooManyTags(_) => {
                "ServiceQuotaExceededException"
            }
            // AWS: PutApplicationAccessScope declares no code for a quota.
            SsoError::TooManyScopes(_)
            | SsoError::NotCustom(_)
            | SsoError::GrantMismatch
            | SsoError::ActorPolicy(_)
            | SsoError::IdempotentParameterMismatch
            | SsoError::BadToken => "ValidationException",
        };
        Self::new(code, 400, error.to_string())
    }
}
