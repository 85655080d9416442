//! The only list of kinds in the house. Alphabetical.

use tipctl_model::{Kind, KindSchema};

use crate::calls::Calls;

mod access_grant;
mod access_grants_instance;
mod access_grants_location;
mod application;
pub(crate) mod application_assignment;
mod application_configuration;
mod application_scope;
mod client;
mod grant;
mod group;
pub(crate) mod identity_center;
mod lake;
mod lake_identity_center;
mod lake_setting;
mod location;
pub(crate) mod membership;
mod oidc_provider;
mod opt_in;
pub(crate) mod policy;
pub(crate) mod role;
mod session_mapping;
mod studio;
mod token_issuer;
mod user;
mod workgroup;
#[cfg(test)]
mod writing;

pub(crate) use identity_center::Route;

/// Every kind, with its calls where the SDKs are linked.
pub(crate) static KINDS: &[&dyn Calls] = &[
    &access_grant::AccessGrant,
    &access_grants_instance::AccessGrantsInstance,
    &access_grants_location::AccessGrantsLocation,
    &application::Application,
    &application_assignment::ApplicationAssignment,
    &application_configuration::ApplicationConfiguration,
    &application_scope::ApplicationScope,
    &client::Client,
    &grant::Grant,
    &group::Group,
    &identity_center::IdentityCenter,
    &lake::Lake,
    &lake_identity_center::LakeIdentityCenter,
    &lake_setting::LakeSetting,
    &location::Location,
    &membership::Membership,
    &oidc_provider::OidcProvider,
    &opt_in::OptIn,
    &policy::Policy,
    &role::Role,
    &session_mapping::SessionMapping,
    &studio::Studio,
    &token_issuer::TokenIssuer,
    &user::User,
    &workgroup::Workgroup,
];

/// Every kind that tipctl knows.
pub fn kinds() -> Vec<&'static dyn Kind> {
    KINDS.iter().map(|kind| *kind as &dyn Kind).collect()
}

/// The schemas of every kind.
pub fn schemas() -> Vec<&'static KindSchema> {
    KINDS.iter().map(|kind| kind.schema()).collect()
}
