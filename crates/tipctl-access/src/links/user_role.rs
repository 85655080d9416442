//! The role that a user's session has (facts/tip-chain.md L4, §3).

use tipctl_model::inventory::{Client, Inventory, OpenIdProvider, Studio, Tokens};

use super::{
    client::{best, host, issued},
    role::{Played, provider, taking},
};
use crate::{
    Verdict,
    policy::{Caller, Context, Request, Rights, trusts_role},
};

const STUDIO: &str = "elasticmapreduce.amazonaws.com";
/// What conditions may ask of a token besides its audience (IAM guide, available keys for OIDC federation).
const CLAIMS: [&str; 5] = ["amr", "azp", "email", "oaud", "sub"];
const TAKEN: [&str; 2] = ["sts:AssumeRole", "sts:SetContext"];

/// Whether the studio with this id can take its user role with the user's identity: TIP202.
pub fn of_studio(inventory: &Inventory, id: &str, studio: &Studio) -> Verdict {
    let whose = format!("the user role of the studio `{}`", studio.name);
    let played = match Played::see(inventory, studio.user_role.as_deref(), &whose) {
        Ok(played) => played,
        Err(verdict) => return verdict,
    };
    let place = &inventory.place;
    let source = place.regional_arn("elasticmapreduce", &format!("studio/{id}"));
    played.trusts(Caller::Service(STUDIO), &TAKEN, &taking(place, Some(&source)), Some(202))
}

/// Whether whoever signed in at an issuer of the client's can take its application role, and that role its access role with
/// the user's identity.
pub fn of_client(inventory: &Inventory, label: &str, client: &Client) -> Verdict {
    let whose = format!("the access role of the client `{label}`");
    let access = match Played::see(inventory, client.access_role.as_deref(), &whose) {
        Ok(played) => played,
        Err(verdict) => return verdict,
    };
    let application = match application_role(inventory, label, client) {
        Ok(played) => played,
        Err(verdict) => return verdict,
    };
    signs_in(inventory, label, client, &application).and(|| takes(inventory, &application, &access))
}

/// The role that the client has while it asks for a user's session.
///
/// # Errors
/// The verdict on a link that needs it and does not find it.
pub fn application_role<'a>(
    inventory: &'a Inventory,
    label: &str,
    client: &'a Client,
) -> Result<Played<'a>, Verdict> {
    let whose = format!("the application role of the client `{label}`");
    Played::see(inventory, client.application_role.as_deref(), &whose)
}

/// Whether a token that the client's application exchanges is enough to be `role`.
///
/// AWS: IAM knows the issuer as a provider, which the role trusts for some audiences (facts/tip-chain.md §3).
fn signs_in(inventory: &Inventory, label: &str, client: &Client, role: &Played<'_>) -> Verdict {
    let Ok(tokens) = issued(inventory, label, client) else { return Verdict::Holds };
    best(tokens.into_iter().map(|(tokens, issuer)| {
        let provider = inventory.openid_providers.iter().find(|(_, known)| known.url == issuer.url);
        match provider {
            Some((arn, known)) => trusted(role, (arn, known), tokens),
            None if inventory.openid_providers.is_whole => {
                Verdict::missing(format!("IAM has no provider for the issuer `{}`", issuer.url))
            }
            None => Verdict::unknown(format!("whether IAM has a provider for `{}` is not known", issuer.url)),
        }
    }))
}

fn trusted(role: &Played<'_>, (arn, provider): (&str, &OpenIdProvider), tokens: &Tokens) -> Verdict {
    let host = host(&provider.url);
    best(tokens.audiences.iter().map(|audience| {
        if !provider.client_ids.contains(audience) {
            return Verdict::missing(format!(
                "IAM's provider for `{}` does not know `{audience}`",
                provider.url
            ));
        }
        let context =
            CLAIMS.iter().fold(Context::default().with(format!("{host}:aud"), audience), |context, claim| {
                context.with_unknown(format!("{host}:{claim}"))
            });
        role.trusts(Caller::Federated(arn), &["sts:AssumeRoleWithWebIdentity"], &context, None)
    }))
}

/// Whether `application` can take `access` with a user's identity.
fn takes(inventory: &Inventory, application: &Played<'_>, access: &Played<'_>) -> Verdict {
    let place = &inventory.place;
    let context = Context::default()
        .with("aws:PrincipalAccount", &place.account)
        .with("aws:PrincipalArn", application.arn)
        .with("sts:RequestContextProviders", provider(place));
    let rights = Rights::of(application.role, inventory);
    let judge = |action: &str| {
        let request = Request { action, resource: access.arn, context: &context };
        let own = rights.decide(&request);
        trusts_role(access.role, (application.arn, own), &request).verdict(|denial| {
            let cause = denial.cause(&format!("`{action}` to `{}`", application.name()));
            Verdict::missing(format!("of `{}`: {cause}", access.name()))
        })
    };
    TAKEN.iter().fold(Verdict::Holds, |so_far, action| so_far.and(|| judge(action)))
}
