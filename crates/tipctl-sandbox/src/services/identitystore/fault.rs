//! The directory's errors on the wire.

use crate::constraint::Violation;
use crate::fault::Fault;

/// Why the directory refuses.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum DirectoryError {
    #[error("IDENTITY_STORE not found.")]
    NoSuchStore(String),
    #[error("USER not found.")]
    NoSuchUser(String),
    #[error("GROUP not found.")]
    NoSuchGroup(String),
    #[error("Member does not exist")]
    NoSuchMember(String),
    #[error("Group does not exist")]
    NoGroupToJoin(String),
    #[error("GROUP_MEMBERSHIP not found.")]
    NoSuchMembership(String),
    #[error("Duplicate {0}")]
    Duplicate(&'static str),
    #[error("Member and Group relationship already exists")]
    AlreadyMember,
    #[error("{0} is a reserved name")]
    Reserved(String),
    #[error("{0}")]
    Invalid(String),
    #[error(transparent)]
    Violation(#[from] Violation),
    #[error("You have exceeded the quota of {quota}: {limit}")]
    Quota { quota: &'static str, limit: usize },
}

impl DirectoryError {
    /// What is not found: the members `ResourceType` and `ResourceId`.
    fn missing(&self) -> Option<(&'static str, &str)> {
        match self {
            Self::NoSuchStore(id) => Some(("IDENTITY_STORE", id)),
            Self::NoSuchUser(id) | Self::NoSuchMember(id) => Some(("USER", id)),
            Self::NoSuchGroup(id) | Self::NoGroupToJoin(id) => Some(("GROUP", id)),
            Self::NoSuchMembership(id) => Some(("GROUP_MEMBERSHIP", id)),
            _ => None,
        }
    }
}

// AWS: the codes, `Reason` and `ResourceType` are those of facts/aws-identity.md §0.2. The text of a second membership is
// AWS's (§4); those of what is missing or a duplicate were seen in an emulator only (§2, §3, §4).
impl From<DirectoryError> for Fault {
    fn from(error: DirectoryError) -> Self {
        let text = error.to_string();
        if let Some((kind, id)) = error.missing() {
            return Self::new("ResourceNotFoundException", 400, text)
                .with("ResourceType", kind)
                .with("ResourceId", id);
        }
        match error {
            DirectoryError::Duplicate(_) | DirectoryError::AlreadyMember => {
                Self::new("ConflictException", 400, text).with("Reason", "UNIQUENESS_CONSTRAINT_VIOLATION")
            }
            DirectoryError::Quota { .. } => Self::new("ServiceQuotaExceededException", 400, text),
            _ => Self::new("ValidationException", 400, text),
        }
    }
}
