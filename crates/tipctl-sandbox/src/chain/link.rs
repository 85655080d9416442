//! The links that a query hangs on. Which one refused is known to the sandbox alone: AWS does not tell, and neither does any
//! door of the sandbox; tests read it through [`Sandbox::failures`](crate::Sandbox::failures).

use std::fmt;

use serde::{Deserialize, Serialize};

/// What refused, from the sign-in to the row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Link {
    /// The user is not in the directory, or not any more.
    User,
    /// There is no such studio.
    Studio,
    /// The studio does not sign in with Identity Center, or does not propagate identities.
    StudioPropagation,
    /// The studio is of another instance of Identity Center.
    StudioInstance,
    /// The user may not enter: not assigned to the studio's application, or not mapped.
    StudioAssignment,
    /// The user role does not let EMR assume it.
    UserRoleTrust,
    /// The user role does not let EMR set a context.
    UserRoleContext,
    /// The caller's role does not allow what the query needs.
    CallerRole,
    /// The caller's session policies do not allow what the query needs.
    SessionPolicy,
    /// The policy that AWS attaches to sessions with an identity context denies it.
    ContextAllowList,
    /// The token of the client's application does not reach a service: no scope, or one for other applications.
    ClientScope,
    /// There is no such workgroup.
    Workgroup,
    /// The workgroup is disabled.
    WorkgroupState,
    /// The workgroup has no Identity Center, or the session has no user.
    WorkgroupIdentity,
    /// The workgroup is of another instance of Identity Center.
    WorkgroupInstance,
    /// The workgroup has no execution role.
    WorkgroupRole,
    /// The workgroup does not use S3 Access Grants.
    WorkgroupAccessGrants,
    /// The workgroup has no place for results.
    WorkgroupOutput,
    /// The workgroup has a prefix for each user and lets clients override where results go.
    WorkgroupPrefix,
    /// The user is not assigned to the workgroup's application.
    WorkgroupAssignment,
    /// The execution role does not let Athena assume it.
    ExecutionRoleTrust,
    /// The execution role may not do what Athena needs.
    ExecutionRoleRights,
    /// Lake Formation is not connected to Identity Center, or its application is disabled.
    LakeConnection,
    /// Lake Formation is connected to another instance of Identity Center.
    LakeInstance,
    /// Lake Formation's application lets in only those who are assigned to it.
    LakeAssignment,
    /// The Data Catalog is encrypted in a way that trusted identity propagation cannot read.
    CatalogEncryption,
    /// The user may not know of the database.
    DatabaseGrant,
    /// The user may not select from the table.
    TableGrant,
    /// The user may not select the column.
    ColumnGrant,
    /// The table lies in a location in hybrid access mode, and the user has not opted in.
    OptIn,
    /// No registered location covers the table.
    Location,
    /// The location is registered with the service-linked role.
    LinkedRole,
    /// The registration role does not let Lake Formation assume it.
    RegistrationRoleTrust,
    /// The registration role does not let Lake Formation set a context.
    RegistrationRoleContext,
    /// The registration role does not let Lake Formation set a source identity.
    RegistrationRoleSourceIdentity,
    /// The registration role may not read the data.
    RegistrationRoleRights,
    /// The registration role may not use the key of the data.
    DataKey,
    /// The bucket for results does not exist, or not in this region.
    ResultBucket,
    /// The region has no S3 Access Grants instance, or it is not associated with Identity Center.
    AccessGrantsAssociation,
    /// The S3 Access Grants instance is associated with another instance of Identity Center.
    AccessGrantsInstance,
    /// No access grant for reading and writing names the user or a group where results go.
    ResultGrant,
    /// An access grant names the user or a group, and its scope does not take in the place of results.
    ResultGrantScope,
    /// The access grant is for another application.
    ResultGrantApplication,
    /// The location role does not let S3 Access Grants assume it.
    LocationRoleTrust,
    /// The location role does not let S3 Access Grants set a context.
    LocationRoleContext,
    /// The location role may not read and write the results.
    LocationRoleRights,
    /// The execution role or the location role may not use the key of the results.
    ResultKey,
    /// The statement itself is at fault.
    Statement,
    /// No link: the sandbox could not write its state file.
    Sandbox,
}

impl Link {
    /// The rules of facts/tip-chain.md §2 that are about this link, by number; none where the link is just not given.
    #[must_use]
    pub fn rules(self) -> &'static [u16] {
        match self {
            Self::StudioPropagation => &[201],
            Self::StudioInstance
            | Self::WorkgroupInstance
            | Self::LakeInstance
            | Self::AccessGrantsInstance => &[110, 208, 211],
            Self::UserRoleTrust | Self::UserRoleContext => &[202],
            Self::CallerRole | Self::SessionPolicy => &[203],
            Self::ContextAllowList => &[204],
            Self::WorkgroupIdentity | Self::WorkgroupRole | Self::WorkgroupAccessGrants => &[205],
            Self::WorkgroupPrefix => &[206],
            Self::WorkgroupAssignment | Self::StudioAssignment => &[207],
            Self::LakeConnection => &[211],
            Self::LakeAssignment => &[212],
            Self::CatalogEncryption => &[219],
            Self::DatabaseGrant => &[216],
            Self::OptIn => &[109],
            Self::Location => &[215],
            Self::LinkedRole => &[104],
            Self::RegistrationRoleTrust | Self::RegistrationRoleContext => &[105],
            Self::RegistrationRoleSourceIdentity => &[222],
            Self::RegistrationRoleRights | Self::DataKey => &[106],
            Self::AccessGrantsAssociation => &[208],
            Self::ResultGrant => &[101, 221],
            Self::ResultGrantScope => &[101, 103],
            Self::LocationRoleTrust | Self::LocationRoleContext => &[102, 210],
            Self::ExecutionRoleTrust => &[225],
            Self::LocationRoleRights => &[209],
            Self::ResultKey => &[218],
            Self::ResultBucket => &[220],
            Self::User
            | Self::Studio
            | Self::ClientScope
            | Self::Workgroup
            | Self::WorkgroupState
            | Self::WorkgroupOutput
            | Self::ExecutionRoleRights
            | Self::TableGrant
            | Self::ColumnGrant
            | Self::ResultGrantApplication
            | Self::Statement
            | Self::Sandbox => &[],
        }
    }
}

impl fmt::Display for Link {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.serialize(f)
    }
}

/// A link that refused, and what the user is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Broken {
    pub(crate) link: Link,
    pub(crate) text: String,
}

impl Broken {
    pub(crate) fn new(link: Link, text: impl Into<String>) -> Self {
        Self { link, text: text.into() }
    }
}

/// A query, or an entry to a studio, that was refused.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Failure {
    /// Where it failed. The user is not told.
    pub link: Link,
    /// What the user is told.
    pub text: String,
    /// The user's id in the directory; empty if there was none.
    pub user_id: String,
    /// The query, if it got so far.
    pub query_execution_id: Option<String>,
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl std::error::Error for Failure {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_is_named_in_words() {
        assert_eq!(Link::RegistrationRoleContext.to_string(), "registration-role-context");
        assert_eq!(Link::RegistrationRoleContext.rules(), [105]);
    }
}
