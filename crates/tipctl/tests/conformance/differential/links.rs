//! Which links of the evaluator are about what the sandbox refused at.

use tipctl_access::LinkName;
use tipctl_sandbox::{Failure, Link};

/// What a query was refused with, and the links that it must be found at.
#[derive(Clone)]
pub(crate) struct Refusal {
    pub(crate) at: &'static [LinkName],
    pub(crate) text: String,
}

impl From<Failure> for Refusal {
    fn from(Failure { link, text, .. }: Failure) -> Self {
        Self { at: of(link), text: format!("{link}: {text}") }
    }
}

/// The links that a refusal at `link` must be found at.
pub(crate) fn of(link: Link) -> &'static [LinkName] {
    match link {
        Link::User => &[LinkName::Workforce, LinkName::IdentityCenter],
        Link::Studio | Link::StudioPropagation | Link::StudioInstance | Link::StudioAssignment => {
            &[LinkName::Entry]
        }
        Link::UserRoleTrust | Link::UserRoleContext => &[LinkName::UserRole],
        Link::CallerRole | Link::SessionPolicy | Link::ContextAllowList => {
            &[LinkName::Session, LinkName::UserRole]
        }
        Link::ClientScope => &[LinkName::Entry],
        Link::Workgroup
        | Link::WorkgroupState
        | Link::WorkgroupIdentity
        | Link::WorkgroupInstance
        | Link::WorkgroupRole
        | Link::WorkgroupAccessGrants
        | Link::WorkgroupOutput
        | Link::WorkgroupPrefix => &[LinkName::Workgroup],
        Link::WorkgroupAssignment => &[LinkName::Assignment],
        Link::ExecutionRoleTrust | Link::ExecutionRoleRights => &[LinkName::ExecutionRole],
        Link::LakeConnection | Link::LakeInstance | Link::LakeAssignment => &[LinkName::LakeConnection],
        Link::CatalogEncryption => &[LinkName::CatalogEncryption],
        Link::DatabaseGrant => &[LinkName::Database],
        Link::TableGrant | Link::ColumnGrant => &[LinkName::Grant],
        Link::OptIn => &[LinkName::OptIn],
        Link::Location => &[LinkName::Location],
        Link::LinkedRole
        | Link::RegistrationRoleTrust
        | Link::RegistrationRoleContext
        | Link::RegistrationRoleSourceIdentity
        | Link::RegistrationRoleRights
        | Link::DataKey => &[LinkName::LocationRole],
        Link::ResultBucket => &[LinkName::ResultsLocation],
        Link::AccessGrantsAssociation | Link::AccessGrantsInstance => &[LinkName::ResultsAssociation],
        Link::ResultGrant | Link::ResultGrantScope | Link::ResultGrantApplication => {
            &[LinkName::ResultsGrant, LinkName::ResultsLocation]
        }
        Link::LocationRoleTrust | Link::LocationRoleContext | Link::LocationRoleRights => {
            &[LinkName::ResultsLocationRole, LinkName::ResultsReading]
        }
        Link::ResultKey => {
            &[LinkName::ResultsEncryption, LinkName::ResultsLocationRole, LinkName::ResultsReading]
        }
        // A statement that is at fault, or a full disk, is no broken link; neither may happen here.
        _ => &[],
    }
}
