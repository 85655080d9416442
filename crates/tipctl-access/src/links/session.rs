//! What a user's session may do: its role's permissions, within its session policies, within the list of what AWS leaves
//! to sessions with an identity (facts/tip-chain.md L4).

use tipctl_model::inventory::{Client, Inventory, Mapping, Studio};

use super::{
    Identity,
    role::{Played, calling, refusal},
    studio::mappings,
};
use crate::{
    Truth, Verdict,
    policy::{AllowList, Decision, Denial, Document, Request, Rights},
};

/// What a query needs of the session that asks for it.
pub const ACTIONS: [&str; 3] =
    ["athena:StartQueryExecution", "athena:GetQueryExecution", "athena:GetQueryResults"];

/// Whether a session of the studio with this id may query through `workgroup`: TIP203, TIP204.
pub fn of_studio(
    inventory: &Inventory,
    (id, studio): (&str, &Studio),
    identity: &Identity<'_>,
    workgroup: &str,
) -> Verdict {
    let whose = format!("the user role of the studio `{}`", studio.name);
    let played = match Played::see(inventory, studio.user_role.as_deref(), &whose) {
        Ok(played) => played,
        Err(verdict) => return verdict,
    };
    let mut rights = Rights::of(played.role, inventory);
    let (theirs, perhaps) = session_policies(inventory, id, identity);
    // AWS: who enters without a mapping, where none is required, has no session policy [unverified]
    // (facts/tip-chain.md L6).
    if !theirs.is_empty() {
        let documents = theirs.iter().map(|mapping| {
            let policy = inventory.policies.see(&mapping.session_policy);
            Document::see(&mapping.session_policy, policy.map(|policy| &policy.document))
        });
        rights = rights.within(documents.collect());
    }
    let verdict = may_query(inventory, &played, rights, identity, workgroup);
    match verdict {
        Verdict::Broken(_) if perhaps => Verdict::unknown(format!(
            "whether they are in another group that may enter the studio `{}` is not known",
            studio.name
        )),
        verdict => verdict,
    }
}

/// Whether a session of the client may query through `workgroup`: TIP204.
pub fn of_client(
    inventory: &Inventory,
    (label, client): (&str, &Client),
    identity: &Identity<'_>,
    workgroup: &str,
) -> Verdict {
    let whose = format!("the access role of the client `{label}`");
    match Played::see(inventory, client.access_role.as_deref(), &whose) {
        Ok(played) => may_query(inventory, &played, Rights::of(played.role, inventory), identity, workgroup),
        Err(verdict) => verdict,
    }
}

/// The mappings that count for `identity`, and whether there are others that perhaps do.
///
/// AWS: with several groups, what any of their session policies allows is allowed (facts/tip-chain.md L4).
fn session_policies<'a>(
    inventory: &'a Inventory,
    id: &str,
    identity: &Identity<'_>,
) -> (Vec<&'a Mapping>, bool) {
    let (mut theirs, mut perhaps) = (Vec::new(), false);
    for mapping in mappings(inventory, id) {
        match identity.is(&mapping.identity) {
            Truth::Yes => theirs.push(mapping),
            Truth::Unsure => perhaps = true,
            Truth::No => {}
        }
    }
    (theirs, perhaps)
}

fn may_query(
    inventory: &Inventory,
    played: &Played<'_>,
    rights: Rights<'_>,
    identity: &Identity<'_>,
    workgroup: &str,
) -> Verdict {
    let place = &inventory.place;
    let rights = rights.with_identity(AllowList::of(inventory));
    let context = calling(place, Some(identity.user_id()));
    let resource = place.regional_arn("athena", &format!("workgroup/{workgroup}"));
    let judge = |action: &str| {
        let request = Request { action, resource: &resource, context: &context };
        let decision = rights.decide(&request);
        let rule = if AllowList::of(inventory).exempts(action) { 203 } else { 204 };
        verdict(decision, rule, &played.name(), &request)
    };
    ACTIONS.iter().fold(Verdict::Holds, |so_far, action| so_far.and(|| judge(action)))
}

fn verdict(decision: Decision, rule: u16, role: &str, request: &Request<'_>) -> Verdict {
    decision.verdict(|denial: &Denial| {
        Verdict::broken(rule, refusal(role, denial, request.action, request.resource))
    })
}
