//! Who can be granted something: how principals are written, and whether they are known by now.

use super::fault::LakeError;
use crate::call::Call;

/// Everyone whom IAM allows: the principal of the defaults of a fresh account.
pub(super) const ALLOWED_PRINCIPALS: &str = "IAM_ALLOWED_PRINCIPALS";

/// A principal, by what its identifier says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Principal {
    /// `IAM_ALLOWED_PRINCIPALS` or `ACCOUNT:IAMPrincipals`.
    Everyone,
    /// A user, role or SAML identity of this account.
    Iam,
    /// A user of Identity Center.
    DirectoryUser,
    /// A group of Identity Center.
    DirectoryGroup,
    /// Another account, an organization, or a principal there.
    Foreign,
}

impl Principal {
    /// Reads an identifier.
    // AWS: the forms that are accepted; a bare group id is not (facts/aws-data.md §0.4).
    pub(super) fn read(identifier: &str, call: &Call<'_>) -> Result<Self, LakeError> {
        let (account, partition) = (call.account.id.as_str(), call.account.partition.as_str());
        if identifier == ALLOWED_PRINCIPALS || identifier.strip_suffix(":IAMPrincipals") == Some(account) {
            return Ok(Self::Everyone);
        }
        if identifier != account && is_account(identifier) {
            return Ok(Self::Foreign);
        }
        let refused = || LakeError::invalid_principals([identifier]);
        let fields: Vec<&str> = identifier.splitn(6, ':').collect();
        let ["arn", stated, service, "", owner, resource] = fields.as_slice() else { return Err(refused()) };
        if *stated != partition || identifier.len() > 255 {
            return Err(refused());
        }
        let kind = resource.split_once('/').map(|(kind, _)| kind);
        match (*service, *owner, kind) {
            ("identitystore", "", Some("user")) => Ok(Self::DirectoryUser),
            ("identitystore", "", Some("group")) => Ok(Self::DirectoryGroup),
            ("iam", owner, Some("user" | "role" | "saml-provider")) if is_account(owner) => {
                Ok(if owner == account { Self::Iam } else { Self::Foreign })
            }
            ("organizations", owner, Some("organization" | "ou")) if is_account(owner) => Ok(Self::Foreign),
            _ => Err(refused()),
        }
    }

    /// Refuses a principal of this account or its directory that is not known by now.
    pub(super) fn check_known(self, identifier: &str, call: &Call<'_>) -> Result<(), LakeError> {
        let id = || identifier.rsplit_once('/').map_or("", |(_, id)| id);
        let known = match self {
            Self::Everyone | Self::Foreign => true,
            Self::Iam => call.seen().iam.has_principal(identifier),
            Self::DirectoryUser => call.seen().identitystore.has_user(id()),
            Self::DirectoryGroup => call.seen().identitystore.has_group(id()),
        };
        if known { Ok(()) } else { Err(LakeError::invalid_principals([identifier])) }
    }

    /// Whether Identity Center knows it and IAM does not.
    pub(super) fn is_of_directory(self) -> bool {
        matches!(self, Self::DirectoryUser | Self::DirectoryGroup)
    }
}

/// Twelve digits.
pub(super) fn is_account(text: &str) -> bool {
    text.len() == 12 && text.bytes().all(|digit| digit.is_ascii_digit())
}
