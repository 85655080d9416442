//! STS's errors on the wire.

use crate::fault::Fault;

/// Why STS refuses.
// AWS: the codes are those that the operation declares or that all services share; the text of a denial is AWS's, the others
// are unverified.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(super) enum StsError {
    #[error("User: {who} is not authorized to perform: {action} on resource: {role}")]
    Denied { who: String, action: &'static str, role: String },
    #[error("1 validation error detected: {0}")]
    Invalid(String),
    #[error("The requested DurationSeconds exceeds the MaxSessionDuration set for this role.")]
    TooLong,
    #[error("The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining.")]
    TooLongForChain,
    #[error("{0}")]
    MalformedPolicy(String),
    #[error("The context assertion has expired.")]
    Expired,
    #[error("Not authorized to perform {0}")]
    NotAuthorized(&'static str),
    #[error("{0}")]
    InvalidToken(&'static str),
    #[error("Token expired: current date/time must be before the expiration date/time")]
    TokenExpired,
}

impl From<StsError> for Fault {
    fn from(error: StsError) -> Self {
        let (code, status) = match &error {
            StsError::Denied { .. } | StsError::NotAuthorized(_) => ("AccessDenied", 403),
            StsError::InvalidToken(_) => ("InvalidIdentityToken", 400),
            StsError::Invalid(_) | StsError::TooLong | StsError::TooLongForChain => ("ValidationError", 400),
            StsError::MalformedPolicy(_) => ("MalformedPolicyDocument", 400),
            StsError::Expired | StsError::TokenExpired => ("ExpiredTokenException", 400),
        };
        Self::new(code, status, error.to_string())
    }
}
