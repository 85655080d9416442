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
    #[error("Invalid token.")]
    BadToken,
}

// AWS: no exception of the model carries a status, so all are 400 (facts/aws-identity.md §0.2). A missing instance is an
// AccessDeniedException, for the operations about instances declare no ResourceNotFoundException (§1). ConflictException
// says that an earlier write has not propagated (§0.2). The texts are unverified.
impl From<SsoError> for Fault {
    fn from(error: SsoError) -> Self {
        let code = match error {
            SsoError::NoSuchInstance { .. } => "AccessDeniedException",
            SsoError::NoSuchApplication(_)
            | SsoError::NoSuchAssignment(_)
            | SsoError::NoSuchPrincipal(_)
            | SsoError::NoSuchResource(_) => "ResourceNotFoundException",
            SsoError::PrincipalNotPropagated(_) | SsoError::AlreadyAssigned(_) => "ConflictException",
            SsoError::TooManyGroups(_) => "ServiceQuotaExceededException",
            SsoError::BadToken => "ValidationException",
        };
        Self::new(code, 400, error.to_string())
    }
}
