//! KMS's errors on the wire: codes and texts.

use crate::fault::Fault;

/// Why KMS refuses.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(super) enum KmsError {
    #[error("Key '{0}' does not exist")]
    NoSuchKey(String),
    #[error("Alias {0} is not found.")]
    NoSuchAlias(String),
    #[error("No such policy exists")]
    NoSuchPolicy,
    #[error("Invalid keyId '{0}'")]
    InvalidKeyId(String),
    #[error("An alias with the name {0} already exists")]
    AliasExists(String),
    #[error("{0}")]
    InvalidAliasName(String),
    #[error("{0}")]
    MalformedPolicy(String),
    #[error("{arn} is managed by AWS.")]
    ManagedByAws { arn: String },
    #[error("{0}")]
    Unsupported(&'static str),
    #[error("Marker is not valid.")]
    BadMarker,
}

// AWS: codes are those that the operations declare. The texts of a key and an alias that are missing, of an alias that
// exists and of a policy that locks its writer out have been seen; the others are unverified.
impl From<KmsError> for Fault {
    fn from(error: KmsError) -> Self {
        let code = match error {
            KmsError::NoSuchKey(_) | KmsError::NoSuchAlias(_) | KmsError::NoSuchPolicy => "NotFoundException",
            KmsError::InvalidKeyId(_) => "InvalidArnException",
            KmsError::AliasExists(_) => "AlreadyExistsException",
            KmsError::InvalidAliasName(_) => "InvalidAliasNameException",
            KmsError::MalformedPolicy(_) => "MalformedPolicyDocumentException",
            KmsError::ManagedByAws { .. } => "AccessDeniedException",
            KmsError::Unsupported(_) => "UnsupportedOperationException",
            KmsError::BadMarker => "InvalidMarkerException",
        };
        Self::new(code, 400, error.to_string())
    }
}
