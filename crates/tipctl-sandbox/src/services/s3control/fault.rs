//! S3 Access Grants' errors on the wire. The names of the codes follow no one pattern.

use crate::fault::Fault;

/// Why S3 Access Grants refuses.
// AWS: codes and statuses (facts/aws-data.md §9); the texts are unverified but for that of an invalid grantee.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(super) enum AccessGrantsError {
    #[error("Access Grants Instance already exists")]
    InstanceExists,
    #[error("Access Grants Instance does not exist")]
    NoInstance,
    #[error("Please clean up {0} before deleting the Access Grants Instance")]
    InstanceNotEmpty(&'static str),
    #[error("The Access Grants Instance has no resource policy")]
    NoResourcePolicy,
    #[error("The specified Access Grants Location already exists")]
    LocationExists,
    #[error("The specified Access Grants Location {0} does not exist")]
    NoSuchLocation(String),
    #[error("The specified Access Grants Location {0} has grants")]
    LocationNotEmpty(String),
    #[error("The specified Access Grant already exists")]
    GrantExists,
    #[error("The specified Access Grant {0} does not exist")]
    NoSuchGrant(String),
    #[error("Access Grants Instance has at most {0} locations")]
    TooManyLocations(usize),
    #[error("Access Grants Instance has at most {0} grants")]
    TooManyGrants(usize),
    #[error("{0}")]
    InvalidGrant(String),
    #[error("{0}")]
    InvalidLocation(String),
    #[error("The specified IAM Role {0} cannot be assumed by access-grants.s3.amazonaws.com")]
    InvalidRole(String),
    #[error("The specified Identity Center instance {0} is not valid")]
    InvalidIdentityCenterInstance(String),
    #[error("Invalid Grantee in the request")]
    InvalidGrantee,
    #[error("{0}")]
    InvalidRequest(String),
    #[error("Tag {0} is not valid")]
    InvalidTag(String),
    #[error("A resource has at most {0} tags")]
    TooManyTags(usize),
    #[error("The specified resource {0} does not exist")]
    NoSuchResource(String),
    #[error("Access Denied")]
    AccessDenied,
}

impl AccessGrantsError {
    pub(super) fn invalid(text: impl Into<String>) -> Self {
        Self::InvalidRequest(text.into())
    }

    fn code_and_status(&self) -> (&'static str, u16) {
        match self {
            Self::InstanceExists => ("AccessGrantsInstanceAlreadyExists", 409),
            Self::NoInstance => ("AccessGrantsInstanceNotExistsError", 404),
            Self::InstanceNotEmpty(_) => ("AccessGrantsInstanceNotEmptyError", 400),
            Self::NoResourcePolicy => ("AccessGrantsInstanceResourcePolicyNotExists", 404),
            Self::LocationExists => ("AccessGrantsLocationAlreadyExistsError", 409),
            Self::NoSuchLocation(_) => ("NoSuchAccessGrantsLocationError", 404),
            Self::LocationNotEmpty(_) => ("AccessGrantsLocationNotEmptyError", 400),
            Self::GrantExists => ("AccessGrantAlreadyExists", 409),
            Self::NoSuchGrant(_) => ("NoSuchAccessGrantError", 404),
            Self::TooManyLocations(_) => ("AccessGrantsLocationsQuotaExceededError", 409),
            Self::TooManyGrants(_) => ("AccessGrantsQuotaExceededError", 409),
            Self::InvalidGrant(_) => ("InvalidAccessGrant", 400),
            Self::InvalidLocation(_) => ("InvalidAccessGrantsLocation", 400),
            Self::InvalidRole(_) => ("InvalidIamRole", 400),
            Self::InvalidIdentityCenterInstance(_) => ("InvalidIdentityCenterInstance", 400),
            Self::InvalidGrantee | Self::InvalidRequest(_) => ("InvalidRequest", 400),
            Self::InvalidTag(_) => ("InvalidTag", 400),
            Self::TooManyTags(_) => ("TooManyTags", 400),
            Self::NoSuchResource(_) => ("NoSuchResource", 404),
            Self::AccessDenied => ("AccessDenied", 403),
        }
    }
}

impl From<AccessGrantsError> for Fault {
    fn from(error: AccessGrantsError) -> Self {
        let (code, status) = error.code_and_status();
        Self::new(code, status, error.to_string())
    }
}
