//! The roles of the chain, and the questions that rules ask of them.

use tipctl_model::{
    Inventory, Value,
    inventory::{Role, Sight},
};

use super::ours;
use crate::policy::{Caller, Context, Decision, Denial, Request, Rights, trust};

/// A role that something of the chain uses.
#[derive(Clone, Copy)]
pub(super) struct Used<'a> {
    /// Its ARN.
    pub arn: &'a str,
    /// What is known of it.
    pub role: Sight<&'a Role>,
}

impl<'a> Used<'a> {
    /// The role with this ARN.
    pub(super) fn new(inventory: &'a Inventory, arn: &'a str) -> Self {
        Self { arn, role: inventory.roles.see(arn) }
    }

    /// What a finding calls it.
    pub(super) fn name(&self) -> String {
        match self.role.there().and_then(|role| role.from.as_ref()) {
            Some(from) => from.to_string(),
            None => format!("role/{}", ours::last_of(self.arn)),
        }
    }

    /// Why it cannot be used by `service` in `context` for all of `actions`, where that is known.
    pub(super) fn refusal(&self, service: &str, actions: &[&str], context: &Context) -> Option<String> {
        let role = match self.role {
            Sight::Unseen => return None,
            Sight::Absent => return Some(format!("the role `{}` does not exist", self.name())),
            Sight::There(role) => role,
        };
        let refused: Vec<(&str, Denial)> = actions
            .iter()
            .filter_map(|action| match self.trusts(role, service, action, context) {
                Decision::Denied(denial) => Some((*action, denial)),
                Decision::Allowed | Decision::Unknown(_) => None,
            })
            .collect();
        let (_, denial) = refused.first()?;
        let what: Vec<String> = refused.iter().map(|(action, _)| format!("`{action}`")).collect();
        let what = format!("{} to `{service}`", what.join(" and "));
        Some(match denial {
            Denial::Implicit(_) => format!("the trust of `{}` does not allow {what}", self.name()),
            Denial::Explicit(_) => format!("the trust of `{}` denies {what}", self.name()),
        })
    }

    /// What its trust says to one action of `service`.
    pub(super) fn trusts(&self, role: &Role, service: &str, action: &str, context: &Context) -> Decision {
        trust(role, Caller::Service(service), &Request { action, resource: self.arn, context })
    }

    /// What its permissions say to `action` on `resource`.
    pub(super) fn may(
        &self,
        inventory: &Inventory,
        action: &str,
        resource: &str,
        context: &Context,
    ) -> Decision {
        match self.role {
            Sight::There(role) => Rights::of(role, inventory).decide(&Request { action, resource, context }),
            Sight::Absent | Sight::Unseen => Decision::Unknown("the role is not known".to_owned()),
        }
    }

    /// Whether those of its policies that are known allow it `action` on `resource`. One that is not known could only
    /// deny it.
    pub(super) fn is_given(
        &self,
        inventory: &Inventory,
        action: &str,
        resource: &str,
        context: &Context,
    ) -> bool {
        let Sight::There(role) = self.role else { return false };
        let is_known = |(name, document): &(&String, &Sight<Value>)| {
            **document != Sight::Unseen || inventory.policies.get(name).is_some()
        };
        let known = role.permissions.iter().filter(is_known);
        let role = Role {
            permissions: known.map(|(name, document)| (name.clone(), document.clone())).collect(),
            permissions_are_whole: true,
            ..role.clone()
        };
        Rights::of(&role, inventory).decide(&Request { action, resource, context }).is_allowed()
    }

    /// The same of objects in buckets that have nothing to do with the chain.
    pub(super) fn is_given_every_bucket(
        &self,
        inventory: &Inventory,
        action: &str,
        context: &Context,
    ) -> bool {
        // AWS: a bucket's name has at least three letters, so this one is nobody's.
        let nobodys = format!("arn:{}:s3:::-/-", inventory.place.partition);
        self.is_given(inventory, action, &nobodys, context)
    }
}

/// The context of a session with the user's identity, in which a role is taken for S3 Access Grants.
pub(super) fn for_access_grants(inventory: &Inventory) -> Context {
    with_identity(from_here(inventory, access_grants_arn(inventory)), inventory)
}

/// The ARN of the instance of S3 Access Grants.
pub(super) fn access_grants_arn(inventory: &Inventory) -> String {
    match &inventory.access_grants.instance {
        Sight::There(instance) if !instance.arn.is_empty() => instance.arn.clone(),
        _ => inventory.place.regional_arn("s3", "access-grants/default"),
    }
}

/// The context in which a service takes a role on behalf of `source`, a resource of this account.
pub(super) fn from_here(inventory: &Inventory, source: String) -> Context {
    Context::default().with("aws:SourceAccount", &inventory.place.account).with("aws:SourceArn", source)
}

/// The same context, with a user's identity.
pub(super) fn with_identity(context: Context, inventory: &Inventory) -> Context {
    let provider = format!("arn:{}:iam::aws:contextProvider/IdentityCenter", inventory.place.partition);
    context.with("sts:RequestContextProviders", provider)
}
