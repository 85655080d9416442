//! Athena's errors on the wire. Almost all have one code; the texts tell them apart.

use crate::fault::Fault;

/// Why Athena refuses.
// AWS: the texts of the first six (facts/aws-data.md §8); the others are unverified.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(super) enum AthenaError {
    #[error("WorkGroup is already created")]
    AlreadyExists,
    #[error("WorkGroup {0} is not found.")]
    NotFound(String),
    #[error("primary workGroup could not be created")]
    PrimaryCannotBeCreated,
    #[error("Tags provided upon WorkGroup creation must not be empty")]
    EmptyTags,
    #[error("ManagedQueryResultsConfiguration and ResultConfiguration cannot be set together.")]
    ResultsInTwoPlaces,
    #[error(
        "Unable to assume role {0}. Make sure that athena.amazonaws.com has been allowed for sts:AssumeRole."
    )]
    RoleNotAssumable(String),
    #[error("primary workGroup could not be deleted")]
    PrimaryCannotBeDeleted,
    #[error("{0} is not supported for this kind of workgroup.")]
    NotForThisKind(&'static str),
    #[error("Resource {0} is not found.")]
    NoSuchResource(String),
    #[error("QueryExecution {0} was not found")]
    NoSuchQuery(String),
    #[error("{0}")]
    Denied(String),
    #[error("{0}")]
    Invalid(String),
}

impl AthenaError {
    pub(super) fn invalid(text: impl Into<String>) -> Self {
        Self::Invalid(text.into())
    }
}

impl From<AthenaError> for Fault {
    fn from(error: AthenaError) -> Self {
        let text = error.to_string();
        match error {
            AthenaError::NoSuchResource(arn) => {
                Self::new("ResourceNotFoundException", 400, text).with("ResourceName", arn)
            }
            AthenaError::Denied(_) => Self::new("AccessDeniedException", 400, text),
            _ => Self::new("InvalidRequestException", 400, text).with("AthenaErrorCode", "INVALID_INPUT"),
        }
    }
}
