//! EMR Studios, and who may enter them.

use super::Workforce;
use crate::Address;

/// An EMR Studio.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Studio {
    /// The section of the spec that means it.
    pub from: Option<Address>,
    /// Its name.
    pub name: String,
    /// Whether people sign in through Identity Center, and not through IAM.
    pub signs_in_through_identity_center: bool,
    /// Whether it passes on who the user is.
    pub propagates_identity: bool,
    /// Whether only mapped users and groups may enter.
    pub mapping_required: bool,
    /// The instance of Identity Center; none where it is not known.
    pub instance: Option<String>,
    /// The ARN of the role that its users have.
    pub user_role: Option<String>,
    /// The ARN of the role that it works with itself.
    pub service_role: Option<String>,
    /// Where it can be opened; none before it is made.
    pub url: Option<String>,
}

/// A user or group that may enter a studio.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Mapping {
    /// The resource of the spec that means it.
    pub from: Option<Address>,
    /// The studio's id.
    pub studio: String,
    /// Who may enter.
    pub identity: Workforce,
    /// The ARN of the session policy.
    pub session_policy: String,
    /// Whether it is yet to be made: AWS assigns them to the studio's application then.
    pub is_to_be_made: bool,
}
