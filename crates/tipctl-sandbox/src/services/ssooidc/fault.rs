//! The OIDC service's errors on the wire: a code of AWS's, and beside it the code of OAuth.

use crate::fault::Fault;

/// Why a token is not created.
// AWS: codes and statuses are those of the model (facts/tip-chain.md §4); which cause has which, and the texts, are unverified.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(super) enum OidcError {
    #[error("{0}")]
    AccessDenied(String),
    #[error("Invalid client provided")]
    InvalidClient,
    #[error("{0}")]
    InvalidGrant(String),
    #[error("{0}")]
    InvalidRequest(&'static str),
    #[error("Invalid scope provided: {0}")]
    InvalidScope(String),
    #[error("{0}")]
    UnauthorizedClient(&'static str),
    #[error("Unsupported grant type: {0}")]
    UnsupportedGrantType(String),
    #[error("The instance of IAM Identity Center is not in {0}")]
    InvalidRequestRegion(String),
}

impl From<OidcError> for Fault {
    fn from(error: OidcError) -> Self {
        let (code, status, oauth) = match &error {
            OidcError::AccessDenied(_) => ("AccessDeniedException", 400, "access_denied"),
            OidcError::InvalidClient => ("InvalidClientException", 401, "invalid_client"),
            OidcError::InvalidGrant(_) => ("InvalidGrantException", 400, "invalid_grant"),
            OidcError::InvalidRequest(_) => ("InvalidRequestException", 400, "invalid_request"),
            OidcError::InvalidScope(_) => ("InvalidScopeException", 400, "invalid_scope"),
            OidcError::UnauthorizedClient(_) => ("UnauthorizedClientException", 400, "unauthorized_client"),
            OidcError::UnsupportedGrantType(_) => {
                ("UnsupportedGrantTypeException", 400, "unsupported_grant_type")
            }
            OidcError::InvalidRequestRegion(_) => ("InvalidRequestRegionException", 400, "invalid_request"),
        };
        let text = error.to_string();
        Self::new(code, status, text.clone()).with("error", oauth).with("error_description", text)
    }
}
