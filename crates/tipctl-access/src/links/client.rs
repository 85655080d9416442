//! A program that queries for a user (facts/tip-chain.md §3, §4).

use tipctl_model::inventory::{Client, Inventory, Sight, TokenIssuer, Tokens};

use super::{Identity, assignment, unsaid, user_role};
use crate::{
    Truth, Verdict,
    policy::{Context, Document, Request, Rights, lets_role},
};

/// Claims of a token and the attributes of users that are the same by what both mean.
const ALIKE: [(&str, &str); 4] = [
    ("email", "emails.value"),
    ("preferred_username", "userName"),
    ("upn", "userName"),
    ("unique_name", "userName"),
];

/// Whether `identity` may use the client.
pub fn lets_in(inventory: &Inventory, label: &str, client: &Client, identity: &Identity<'_>) -> Verdict {
    let written = || match Truth::any(client.users.iter().map(|user| identity.is(user))) {
        Truth::Yes => Verdict::Holds,
        Truth::No | Truth::Unsure => unsaid(inventory, &format!("who may use the client `{label}`")),
    };
    match client.application.as_deref().map(|arn| (arn, inventory.applications.see(arn))) {
        Some((_, Sight::There(application))) => {
            match assignment::to(inventory, application, identity, &format!("the client `{label}`")) {
                Verdict::Unknown(_) => written(),
                verdict => verdict,
            }
        }
        Some((arn, Sight::Absent)) => {
            Verdict::missing(format!("the application `{arn}` of the client `{label}` is not there"))
        }
        Some((_, Sight::Unseen)) | None => written(),
    }
}

/// Whether the client's application exchanges tokens of its users: for whom, and whose.
///
/// AWS: facts/tip-chain.md §4.
pub fn exchanges(inventory: &Inventory, label: &str, client: &Client) -> Verdict {
    let issuers = match issued(inventory, label, client) {
        Ok(issued) => best(issued.into_iter().map(|(_, issuer)| tells(issuer))),
        Err(verdict) => verdict,
    };
    issuers.and(|| acts(inventory, label, client))
}

/// The tokens that the client's application exchanges, with their issuers.
///
/// # Errors
/// The verdict on the link where there are none.
pub(super) fn issued<'a>(
    inventory: &'a Inventory,
    label: &str,
    client: &'a Client,
) -> Result<Vec<(&'a Tokens, &'a TokenIssuer)>, Verdict> {
    let Sight::There(all) = client.tokens.as_ref() else {
        return Err(unsaid(inventory, &format!("whose tokens the client `{label}` exchanges")));
    };
    let known = all.iter().filter_map(|tokens| Some((tokens, inventory.token_issuers.get(&tokens.issuer)?)));
    let known: Vec<_> = known.collect();
    match all.first() {
        _ if !known.is_empty() => Ok(known),
        None => Err(Verdict::missing(format!(
            "the application of the client `{label}` exchanges nobody's tokens"
        ))),
        Some(tokens) if inventory.token_issuers.see(&tokens.issuer) == Sight::Absent => {
            Err(Verdict::missing(format!(
                "the token issuer `{}` of the client `{label}` is not there",
                tokens.issuer
            )))
        }
        Some(tokens) => Err(unsaid(inventory, &format!("what the token issuer `{}` is", tokens.issuer))),
    }
}

/// Whether the issuer's tokens tell who the user is.
///
/// AWS: a claim must be the same as the attribute of just one user (facts/tip-chain.md §4).
fn tells(issuer: &TokenIssuer) -> Verdict {
    let TokenIssuer { claim, attribute, url, .. } = issuer;
    if ALIKE.contains(&(claim, attribute)) {
        return Verdict::Holds;
    }
    Verdict::unknown(format!(
        "whether the claim `{claim}` of a token of `{url}` is a user's `{attribute}` cannot be seen from here"
    ))
}

/// Whether its application role may ask in the application's name.
fn acts(inventory: &Inventory, label: &str, client: &Client) -> Verdict {
    let policy = match client.actors.as_ref() {
        Sight::There(policy) => policy,
        Sight::Absent => {
            return Verdict::missing(format!(
                "nobody may exchange tokens in the name of the client `{label}`"
            ));
        }
        Sight::Unseen => {
            return unsaid(
                inventory,
                &format!("who may exchange tokens in the name of the client `{label}`"),
            );
        }
    };
    // Another link says that the role is missing.
    let Ok(role) = user_role::application_role(inventory, label, client) else { return Verdict::Holds };
    let context = Context::default();
    let resource = client.application.as_deref().unwrap_or_default();
    let request = Request { action: "sso-oauth:CreateTokenWithIAM", resource, context: &context };
    let own = Rights::of(role.role, inventory).decide(&request);
    let document = Document::read("its actor policy", policy);
    lets_role(&document, (role.arn, own), &request, "the application's actor policy").verdict(|denial| {
        let cause = denial.cause(&format!("`{}` to `{}`", request.action, role.name()));
        Verdict::missing(format!("of the client `{label}`: {cause}"))
    })
}

/// An issuer as IAM's condition keys name it.
pub(super) fn host(url: &str) -> &str {
    url.trim_start_matches("https://")
}

/// The best of several verdicts, any of which will do; the first of those that are equally bad. Of none: broken.
pub(super) fn best(verdicts: impl Iterator<Item = Verdict>) -> Verdict {
    let rank = |verdict: &Verdict| match verdict {
        Verdict::Holds => 0,
        Verdict::Unknown(_) => 1,
        Verdict::Broken(_) => 2,
    };
    verdicts.min_by_key(rank).unwrap_or_else(|| Verdict::missing("it exchanges tokens for no audience"))
}

/// Whether the client's tokens reach the workgroup, Lake Formation and S3 Access Grants.
///
/// AWS: each needs a scope of its own, which may name the applications that it is for (facts/tip-chain.md §3, §4). That a
/// scope which names none is for all of them is [unverified].
pub fn reaches(inventory: &Inventory, label: &str, client: &Client, workgroup: &str) -> Verdict {
    let workgroup =
        inventory.workgroups.get(workgroup).and_then(|workgroup| workgroup.application.as_deref());
    let lake = inventory.lake.connection.as_ref().there();
    let lake = lake.and_then(|connection| connection.application.as_deref());
    let access_grants = inventory.access_grants.instance.as_ref().there();
    let access_grants = access_grants.and_then(|instance| instance.application.as_deref());
    has_scope(inventory, label, client, ("athena:workgroup:read_write", workgroup))
        .and(|| has_scope(inventory, label, client, ("lakeformation:query", lake)))
        .and(|| has_scope(inventory, label, client, ("s3:access_grants:read_write", access_grants)))
}

fn has_scope(
    inventory: &Inventory,
    label: &str,
    client: &Client,
    (scope, target): (&str, Option<&str>),
) -> Verdict {
    let targets = match client.scopes.see(scope) {
        Sight::There(targets) => targets,
        Sight::Absent => return Verdict::missing(format!("the client `{label}` has no scope `{scope}`")),
        Sight::Unseen => {
            return unsaid(inventory, &format!("whether the client `{label}` has the scope `{scope}`"));
        }
    };
    match target {
        _ if targets.is_empty() => Verdict::Holds,
        Some(target) if targets.contains(target) => Verdict::Holds,
        Some(target) => Verdict::missing(format!(
            "the scope `{scope}` of the client `{label}` is not for the application `{target}`"
        )),
        None => Verdict::unknown(format!("which application the scope `{scope}` is needed for is not known")),
    }
}
