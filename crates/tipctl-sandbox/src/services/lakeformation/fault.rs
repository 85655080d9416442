//! Lake Formation's errors on the wire: codes, statuses and texts.

use crate::fault::Fault;

/// Why Lake Formation refuses.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(super) enum LakeError {
    #[error("{0}")]
    AccessDenied(String),
    #[error("{0}")]
    AlreadyExists(String),
    #[error("{0}")]
    ConcurrentModification(String),
    #[error("{0}")]
    EntityNotFound(String),
    #[error("{0}")]
    InvalidInput(String),
}

impl LakeError {
    pub(super) fn invalid(text: impl Into<String>) -> Self {
        Self::InvalidInput(text.into())
    }

    // AWS: the text for one principal (facts/aws-data.md §2, §4.6); that several are joined so is unverified.
    pub(super) fn invalid_principals<'a>(identifiers: impl IntoIterator<Item = &'a str>) -> Self {
        let named: Vec<String> =
            identifiers.into_iter().map(|identifier| format!("arn: {identifier}")).collect();
        Self::InvalidInput(format!("Invalid principal, {}", named.join(", ")))
    }

    pub(super) fn code(&self) -> &'static str {
        match self {
            Self::AccessDenied(_) => "AccessDeniedException",
            Self::AlreadyExists(_) => "AlreadyExistsException",
            Self::ConcurrentModification(_) => "ConcurrentModificationException",
            Self::EntityNotFound(_) => "EntityNotFoundException",
            Self::InvalidInput(_) => "InvalidInputException",
        }
    }
}

impl From<LakeError> for Fault {
    fn from(error: LakeError) -> Self {
        // AWS: only AccessDenied has a status of its own among these (facts/aws-data.md §0.2).
        let status = if matches!(error, LakeError::AccessDenied(_)) { 403 } else { 400 };
        Self::new(error.code(), status, error.to_string())
    }
}
