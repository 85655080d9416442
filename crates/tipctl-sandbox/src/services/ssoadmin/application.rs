//! Applications of Identity Center, and who is assigned to them.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::fault::SsoError;
use super::oauth::OAuth;

/// How many groups may be assigned to one application.
// AWS: the quota cannot be raised (facts/aws-identity.md §0.3).
const GROUPS: usize = 100;

/// An application.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Application {
    pub(crate) provider_arn: String,
    pub(crate) name: String,
    pub(super) description: Option<String>,
    /// The account that made it.
    pub(crate) account_id: String,
    /// The region that it was made in.
    pub(crate) made_in: String,
    pub(crate) made_at_ms: u64,
    pub(crate) status: Status,
    pub(super) portal: Portal,
    /// Whether only those who are assigned to it may use it.
    pub(crate) assignment_required: bool,
    pub(crate) assignments: BTreeSet<Assignee>,
    pub(crate) oauth: OAuth,
    pub(super) tags: BTreeMap<String, String>,
    /// What the request that made it was called by its sender.
    pub(super) client_token: Option<String>,
}

/// How an application shows in the access portal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Portal {
    pub(super) visibility: Status,
    pub(super) sign_in: Option<SignIn>,
}

/// Where a user goes from the access portal. Also the member `SignInOptions` on the wire.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(super) struct SignIn {
    pub(super) origin: Origin,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) application_url: Option<String>,
}

/// Who begins a sign-in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub(super) enum Origin {
    IdentityCenter,
    Application,
}

/// Whether an application lets anyone in. Also the member `Status` on the wire.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub(crate) enum Status {
    Enabled,
    Disabled,
}

/// Someone who is assigned to an application.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Assignee {
    pub(crate) principal_type: PrincipalType,
    /// The id of the user or group in the directory.
    pub(crate) principal_id: String,
}

/// What kind of principal an id is of. Also the member `PrincipalType` on the wire.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub(crate) enum PrincipalType {
    User,
    Group,
}

impl Application {
    /// Whether the application lets anyone in.
    pub(crate) fn is_enabled(&self) -> bool {
        self.status == Status::Enabled
    }

    /// Assigns someone who is not assigned yet.
    // AWS: the code for someone who is assigned already is unverified (facts/aws-identity.md §5.2).
    pub(crate) fn assign(&mut self, assignee: Assignee) -> Result<(), SsoError> {
        if self.assignments.contains(&assignee) {
            return Err(SsoError::AlreadyAssigned(assignee.principal_id));
        }
        let is_group = |assignee: &&Assignee| assignee.principal_type == PrincipalType::Group;
        if is_group(&&assignee) && self.assignments.iter().filter(is_group).count() >= GROUPS {
            return Err(SsoError::TooManyGroups(GROUPS));
        }
        self.assignments.insert(assignee);
        Ok(())
    }

    /// Takes an assignment away. One that is not there is no error.
    // AWS: the deletion is idempotent (facts/aws-identity.md §5.2).
    pub(crate) fn unassign(&mut self, assignee: &Assignee) {
        self.assignments.remove(assignee);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn application() -> Application {
        Application::of_service("arn:aws:sso::aws:applicationProvider/athena".to_owned(), "analytics".to_owned())
    }

    fn assignee(principal_type: PrincipalType, id: usize) -> Assignee {
        Assignee { principal_type, principal_id: id.to_string() }
    }

    #[test]
    fn nobody_is_assigned_twice() {
        let mut application = application();
        application.assign(assignee(PrincipalType::User, 1)).unwrap();
        let again = application.assign(assignee(PrincipalType::User, 1));
        assert_eq!(again, Err(SsoError::AlreadyAssigned("1".to_owned())));
        application.unassign(&assignee(PrincipalType::User, 1));
        application.unassign(&assignee(PrincipalType::User, 1));
        assert!(application.assignments.is_empty());
    }

    #[test]
    fn a_hundred_groups_are_the_most_and_users_do_not_count() {
        let mut application = application();
        for at in 0..100 {
            application.assign(assignee(PrincipalType::Group, at)).unwrap();
        }
        assert_eq!(
            application.assign(assignee(PrincipalType::Group, 100)),
            Err(SsoError::TooManyGroups(100))
        );
        assert_eq!(application.assign(assignee(PrincipalType::User, 100)), Ok(()));
    }
}
