//! What the links of all roles have in common.

use tipctl_model::{
    Place,
    inventory::{Inventory, Role, Sight},
};

use super::unseen;
use crate::{
    Verdict,
    policy::{
        Caller, Context, Denial, Request, Rights, is_provider, misspellings, named, trust, values_under,
    },
};

/// A role with its ARN.
#[derive(Clone, Copy, Debug)]
pub struct Played<'a> {
    /// Its ARN.
    pub arn: &'a str,
    /// The role.
    pub role: &'a Role,
}

impl<'a> Played<'a> {
    /// The role `arn`, or the verdict on a link that needs it and does not find it; `whose` is a lowercase fragment.
    ///
    /// # Errors
    /// Broken where it is known not to be there, unknown where nobody saw it.
    pub fn see(inventory: &'a Inventory, arn: Option<&'a str>, whose: &str) -> Result<Self, Verdict> {
        let Some(arn) = arn else { return Err(unseen(inventory, whose)) };
        match inventory.roles.see(arn) {
            Sight::There(role) => Ok(Self { arn, role }),
            Sight::Absent => Err(Verdict::missing(format!("{whose}, `{arn}`, is not there"))),
            Sight::Unseen => Err(unseen(inventory, &format!("{whose}, `{arn}`,"))),
        }
    }

    /// What a person knows it by.
    pub fn name(&self) -> String {
        self.role.from.as_ref().map_or_else(|| self.arn.to_owned(), ToString::to_string)
    }

    /// Whether its trust lets `caller` take each of `actions`; a breach trips `rule`.
    pub(super) fn trusts(
        &self,
        caller: Caller<'_>,
        actions: &[&str],
        context: &Context,
        rule: Option<u16>,
    ) -> Verdict {
        let judge = |action: &str| {
            let decision = trust(self.role, caller, &Request { action, resource: self.arn, context });
            decision.verdict(|denial| {
                let whom = match caller {
                    Caller::Service(name)
                    | Caller::Federated(name)
                    | Caller::Role(name)
                    | Caller::Account(name) => name,
                };
                let cause = denial.cause(&format!("`{action}` to `{whom}`"));
                breach(rule, format!("of `{}`: {cause}", self.name()))
            })
        };
        actions.iter().fold(Verdict::Holds, |so_far, action| so_far.and(|| judge(action)))
    }

    /// Why its trust allows less than it seems to: a condition key misspelt, or the provider of a context wrong.
    ///
    /// AWS: such a condition never holds, so the statement allows nothing (facts/tip-chain.md L11, TIP210).
    pub fn near_miss(&self, place: &Place) -> Option<String> {
        let trust = self.role.trust.as_ref().there()?;
        if let Some(wrong) = misspellings(trust).into_iter().next() {
            let (written, meant) = (wrong.written, wrong.meant);
            return Some(format!(
                "its trust has the condition key `{written}`, which nothing fills; `{meant}` is meant"
            ));
        }
        let providers = values_under(trust, "sts:RequestContextProviders");
        let (_, wrong) = providers.into_iter().find(|(_, value)| !is_provider(value, &place.partition))?;
        let right = provider(place);
        Some(format!("its trust names `{wrong}` as the provider of the context, and that is `{right}`"))
    }
}

/// A role that does something.
pub(super) struct Acting<'a> {
    /// The role.
    pub(super) played: Played<'a>,
    /// What it may do.
    pub(super) rights: Rights<'a>,
    /// What is known about its calls.
    pub(super) context: Context,
    /// The rule that a refusal trips.
    pub(super) rule: Option<u16>,
}

impl<'a> Acting<'a> {
    /// The role doing what needs no more than its permissions, on what is this account's; for the user with this id, where
    /// their identity is passed on.
    pub(super) fn new(inventory: &'a Inventory, played: Played<'a>, user: Option<&str>) -> Self {
        let rights = Rights::of(played.role, inventory);
        // AWS: a role is no service, and what is done in one that a service took is not done through that service (IAM user
        // guide, global condition keys).
        let context = calling(&inventory.place, played.arn, user)
            .with("aws:PrincipalIsAWSService", "false")
            .with("aws:ViaAWSService", "false");
        Self { played, rights, context, rule: None }
    }

    /// Whether its permissions allow `action` on `resource`.
    pub(super) fn may(&self, action: &str, resource: &str) -> Verdict {
        let decision = self.rights.decide(&Request { action, resource, context: &self.context });
        decision.verdict(|denial| breach(self.rule, refusal(&self.played.name(), denial, action, resource)))
    }
}

/// What is wrong with a role's permissions, as the cause of a breach.
pub(super) fn refusal(role: &str, denial: &Denial, action: &str, resource: &str) -> String {
    format!("of `{role}`: {}", denial.cause(&format!("`{action}` on `{}`", named(resource))))
}

/// A breach that trips `rule`, if there is one for it.
pub(super) fn breach(rule: Option<u16>, cause: String) -> Verdict {
    match rule {
        Some(rule) => Verdict::broken(rule, cause),
        None => Verdict::missing(cause),
    }
}

/// The ARN of the provider of contexts that Identity Center is.
pub fn provider(place: &Place) -> String {
    format!("arn:{}:iam::aws:contextProvider/IdentityCenter", place.partition)
}

/// What is known about a service that takes a role with a user's identity, for the resource `source`.
pub(crate) fn taking(place: &Place, source: Option<&str>) -> Context {
    taking_alone(place, source).with("sts:RequestContextProviders", provider(place))
}

/// The same of a service that passes no identity on.
pub(super) fn taking_alone(place: &Place, source: Option<&str>) -> Context {
    let context = Context::default()
        .with("aws:PrincipalIsAWSService", "true")
        .with("aws:SourceAccount", &place.account);
    match source {
        Some(source) => context.with("aws:SourceArn", source),
        None => context,
    }
}

/// What is known about a call of a session of `role` in this account on what belongs to it.
///
/// AWS: `aws:PrincipalArn` of a session is the role's ARN (IAM user guide, global condition context keys).
pub(super) fn calling(place: &Place, role: &str, user: Option<&str>) -> Context {
    let context = Context::default()
        .with("aws:PrincipalAccount", &place.account)
        .with("aws:PrincipalArn", role)
        .with("aws:RequestedRegion", &place.region)
        .with("aws:ResourceAccount", &place.account)
        .with("aws:SecureTransport", "true")
        .with("s3:ResourceAccount", &place.account);
    match user {
        Some(user) => context.with("identitystore:UserId", user),
        None => context,
    }
}
