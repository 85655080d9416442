//! What a studio says to a user who wants to enter.

use std::collections::BTreeSet;

use super::mapping::IdentityType;
use super::state::State;
use super::studio::{AuthMode, Propagation, Studio, UserAssignment};

/// A studio before a user.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Entry<'a> {
    pub(crate) studio_id: &'a str,
    studio: &'a Studio,
}

/// How a studio that propagates identities is connected.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Connection<'a> {
    pub(crate) instance_arn: &'a str,
    pub(crate) application_arn: &'a str,
    /// Whether only mapped users and groups may enter.
    pub(crate) is_assignment_required: bool,
}

impl State {
    /// The studio of a region with this id or name.
    pub(crate) fn entry(&self, region: &str, id_or_name: &str) -> Option<Entry<'_>> {
        let mut studios = self.studios(region);
        let found = studios.find(|(id, studio)| *id == id_or_name || studio.name == id_or_name);
        found.map(|(studio_id, studio)| Entry { studio_id, studio })
    }
}

impl<'a> Entry<'a> {
    /// How identities are propagated, if users sign in with Identity Center and their identity goes further.
    pub(crate) fn connection(self) -> Option<Connection<'a>> {
        let of = |propagation: &'a Propagation| Connection {
            instance_arn: &propagation.instance_arn,
            application_arn: &propagation.application_arn,
            is_assignment_required: propagation.user_assignment == UserAssignment::Required,
        };
        let is_sso = self.studio.auth_mode == AuthMode::Sso;
        self.studio.propagation.as_ref().filter(|_| is_sso).map(of)
    }

    /// The role that users get, by name or ARN.
    pub(crate) fn user_role(self) -> Option<&'a str> {
        self.studio.user_role.as_deref()
    }

    /// The session policies under which a user is mapped, alone and with groups.
    pub(crate) fn session_policies(self, user_id: &str, groups: &BTreeSet<String>) -> BTreeSet<&'a str> {
        let mappings = self.studio.mappings.iter().filter(|(id, mapping)| match mapping.identity_type {
            IdentityType::User => *id == user_id,
            IdentityType::Group => groups.contains(*id),
        });
        mappings.map(|(_, mapping)| mapping.session_policy_arn.as_str()).collect()
    }
}
