//! A journey: one user with one query, through the account as it has got around by now.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::link::{Broken, Link};
use crate::account::{Account, Caller};
use crate::services::States;
use crate::services::athena::gate::Gate;
use crate::services::iam::evaluation::{Context, Layer, Refusal};
use crate::services::lakeformation::reader::Reader;
use crate::services::sts::session::Identity;

/// Who is on the way, where, and with which rights.
pub(crate) struct Journey<'a> {
    pub(crate) account: &'a Arc<Account>,
    pub(crate) region: &'a str,
    pub(crate) user: User,
    /// Whoever asks: the session of the user.
    pub(crate) caller: &'a Caller,
    /// The workgroup.
    pub(crate) gate: Gate<'a>,
    /// The id of the query, which the sessions of its roles are named after.
    pub(crate) query_id: &'a str,
}

/// A user of the directory.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct User {
    pub(crate) id: String,
    pub(crate) groups: BTreeSet<String>,
    /// The instance of Identity Center that vouches for the user.
    pub(crate) instance_arn: String,
    /// The application of Identity Center that the user came through.
    pub(crate) application_arn: String,
}

impl User {
    /// The user behind a session, with the groups of this moment.
    // AWS: entitlements may lag by up to an hour (facts/tip-chain.md L8); how long groups do is unverified.
    pub(crate) fn of(services: &States, identity: &Identity) -> Result<Self, Broken> {
        if !services.identitystore.has_user(&identity.user_id) {
            // The text is unverified.
            let text = format!("User {} is not found in the identity store.", identity.user_id);
            return Err(Broken::new(Link::User, text));
        }
        Ok(Self {
            id: identity.user_id.clone(),
            groups: services.identitystore.groups_of(&identity.user_id).map(str::to_owned).collect(),
            instance_arn: identity.instance_arn.clone(),
            application_arn: identity.application_arn.clone(),
        })
    }
}

impl<'a> Journey<'a> {
    pub(crate) fn services(&self) -> &'a States {
        &self.account.services
    }

    /// The lake of the region before the user.
    pub(crate) fn reader(&self) -> Reader<'a> {
        Reader::new(&self.services().lakeformation, self.region, &self.user.id, &self.user.groups)
    }

    /// The condition keys of a request about a resource of the account.
    pub(crate) fn resource_context(&self) -> Context {
        let id = self.account.id.as_str();
        Context::default()
            .with("aws:PrincipalAccount", id)
            .with("aws:ResourceAccount", id)
            .with("s3:ResourceAccount", id)
            .with("aws:RequestedRegion", self.region)
            .with("aws:SecureTransport", "true")
    }

    /// Whether the caller may do `action` on `resource`.
    pub(crate) fn caller_may(&self, action: &str, resource: &str) -> Result<(), Broken> {
        let rights = self.caller.rights(self.services());
        let context = self
            .resource_context()
            .with("aws:PrincipalArn", self.caller.principal_arn())
            .with("identitystore:UserId", &self.user.id);
        rights.allow(&self.caller.arn, (action, resource), &context).map_err(|(refusal, text)| {
            let link = match refusal {
                Refusal::Denied(Layer::ContextAllowList) => Link::ContextAllowList,
                Refusal::Denied(Layer::Session) | Refusal::NotAllowed(Layer::Session) => Link::SessionPolicy,
                _ => Link::CallerRole,
            };
            Broken::new(link, text)
        })
    }

    /// `arn:aws:SERVICE:REGION:ACCOUNT:RESOURCE`.
    pub(crate) fn arn(&self, service: &str, resource: &str) -> String {
        let Account { partition, id, .. } = self.account.as_ref();
        format!("arn:{partition}:{service}:{}:{id}:{resource}", self.region)
    }
}
