//! The role that a user's session has (facts/tip-chain.md L4, §3).

use tipctl_model::inventory::{Client, Inventory, Studio};

use super::role::{Played, provider, taking};
use crate::{
    Verdict,
    policy::{Caller, Context, Decision, Request, Rights, trust},
};

const STUDIO: &str = "elasticmapreduce.amazonaws.com";
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

/// Whether the client's application role can take its access role with the user's identity.
pub fn of_client(inventory: &Inventory, label: &str, client: &Client) -> Verdict {
    let whose = format!("the access role of the client `{label}`");
    let played = match Played::see(inventory, client.access_role.as_deref(), &whose) {
        Ok(played) => played,
        Err(verdict) => return verdict,
    };
    let whose = format!("the application role of the client `{label}`");
    let caller = match Played::see(inventory, client.application_role.as_deref(), &whose) {
        Ok(caller) => caller,
        Err(verdict) => return verdict,
    };
    let place = &inventory.place;
    let context = Context::default()
        .with("aws:PrincipalAccount", &place.account)
        .with("aws:PrincipalArn", caller.arn)
        .with("sts:RequestContextProviders", provider(place));
    let rights = Rights::of(caller.role, inventory);
    let judge = |action: &str| {
        let request = Request { action, resource: played.arn, context: &context };
        decide(&played, &caller, &rights, &request).verdict(|denial| {
            let cause = denial.cause(&format!("`{action}` to `{}`", caller.name()));
            Verdict::missing(format!("of `{}`: {cause}", played.name()))
        })
    };
    TAKEN.iter().fold(Verdict::Holds, |so_far, action| so_far.and(|| judge(action)))
}

/// AWS: a role of the same account that is named itself needs no permission; one that is trusted through the account does.
fn decide(played: &Played<'_>, caller: &Played<'_>, rights: &Rights<'_>, request: &Request<'_>) -> Decision {
    let by_name = trust(played.role, Caller::Role(caller.arn), request);
    if by_name.is_allowed() {
        return by_name;
    }
    let account = caller.arn.split(':').nth(4).unwrap_or_default();
    match trust(played.role, Caller::Account(account), request) {
        Decision::Denied(_) => by_name,
        through_account => through_account.and(rights.decide(request)),
    }
}
