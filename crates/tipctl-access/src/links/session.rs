//! What a user's session may do: its role's permissions, within its session policies, within the list of what AWS leaves
//! to sessions with an identity (facts/tip-chain.md L4).

use tipctl_model::{
    Place,
    inventory::{Client, Extent, Inventory, Mapping, Studio},
};

use super::{
    Identity,
    role::{Played, calling, refusal},
    studio::mappings,
};
use crate::{
    Query, Truth, Verdict,
    policy::{AllowList, Decision, Denial, Document, Request, Rights},
};

/// What any query needs of the session that asks for it.
pub const ACTIONS: [&str; 3] =
    ["athena:StartQueryExecution", "athena:GetQueryExecution", "athena:GetQueryResults"];

/// What a session must be allowed: to query through a workgroup, and to see what the query names.
#[derive(Clone, Copy, Debug)]
pub struct Asks<'a> {
    /// The workgroup.
    pub workgroup: &'a str,
    /// What is read, where that is asked about.
    pub query: Option<&'a Query<'a>>,
}

impl Asks<'_> {
    /// Each action with the ARN that it is on.
    pub(super) fn requests(&self, place: &Place) -> Vec<(&'static str, String)> {
        let workgroup = place.regional_arn("athena", &format!("workgroup/{}", self.workgroup));
        let queries = ACTIONS.iter().map(|action| (*action, workgroup.clone()));
        queries.chain(self.query.into_iter().flat_map(|query| described(place, query))).collect()
    }
}

/// What it takes to see the table of `query`, of whoever describes it to a query: each action with its ARN.
///
/// AWS: the session asks Glue as well as the workgroup's role (facts/tip-chain.md L4, L7), and Glue judges a call by the
/// catalog, the database and the table alike (Glue guide, ARNs of the data catalog).
pub(super) fn described(place: &Place, query: &Query<'_>) -> Vec<(&'static str, String)> {
    let Query { database, table, .. } = query;
    let arn = |resource: &str| place.regional_arn("glue", resource);
    let (catalog, database_arn) = (arn("catalog"), arn(&format!("database/{database}")));
    vec![
        ("glue:GetDatabase", catalog.clone()),
        ("glue:GetDatabase", database_arn.clone()),
        ("glue:GetTable", catalog),
        ("glue:GetTable", database_arn),
        ("glue:GetTable", arn(&format!("table/{database}/{table}"))),
    ]
}

/// Whether a session of the studio with this id may do what it `asks`: TIP203, TIP204.
pub fn of_studio(
    inventory: &Inventory,
    (id, studio): (&str, &Studio),
    identity: &Identity<'_>,
    asks: Asks<'_>,
) -> Verdict {
    let whose = format!("the user role of the studio `{}`", studio.name);
    let played = match Played::see(inventory, studio.user_role.as_deref(), &whose) {
        Ok(played) => played,
        Err(verdict) => return verdict,
    };
    let mut rights = Rights::of(played.role, inventory);
    let (theirs, perhaps) = session_policies(inventory, id, identity);
    if theirs.is_empty() && !inventory.mappings_are_whole && inventory.extent != Extent::Spec {
        return Verdict::unknown(format!(
            "which session policies count in the studio `{}` could not be read",
            studio.name
        ));
    }
    // AWS: who enters without a mapping, where none is required, has no session policy [unverified]
    // (facts/tip-chain.md L6).
    if !theirs.is_empty() {
        let documents = theirs.iter().map(|mapping| {
            let policy = inventory.policies.see(&mapping.session_policy);
            Document::see(&mapping.session_policy, policy.map(|policy| &policy.document))
        });
        rights = rights.within(documents.collect());
    }
    let verdict = may_query(inventory, &played, rights, identity, asks);
    match verdict {
        Verdict::Broken(_) if perhaps => Verdict::unknown(format!(
            "whether they are in another group that may enter the studio `{}` is not known",
            studio.name
        )),
        verdict => verdict,
    }
}

/// Whether a session of the client may do what it `asks`: TIP204.
pub fn of_client(
    inventory: &Inventory,
    (label, client): (&str, &Client),
    identity: &Identity<'_>,
    asks: Asks<'_>,
) -> Verdict {
    let whose = format!("the access role of the client `{label}`");
    match Played::see(inventory, client.access_role.as_deref(), &whose) {
        Ok(played) => may_query(inventory, &played, Rights::of(played.role, inventory), identity, asks),
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
    asks: Asks<'_>,
) -> Verdict {
    let place = &inventory.place;
    let rights = rights.with_identity(AllowList::of(inventory));
    let context = calling(place, played.arn, Some(identity.user_id()));
    let judge = |action: &str, resource: &str| {
        let request = Request { action, resource, context: &context };
        let decision = rights.decide(&request);
        let rule = if AllowList::of(inventory).exempts(action) { 203 } else { 204 };
        verdict(decision, rule, &played.name(), &request)
    };
    asks.requests(place)
        .iter()
        .fold(Verdict::Holds, |so_far, (action, resource)| so_far.and(|| judge(action, resource)))
}

fn verdict(decision: Decision, rule: u16, role: &str, request: &Request<'_>) -> Verdict {
    decision.verdict(|denial: &Denial| {
        Verdict::broken(rule, refusal(role, denial, request.action, request.resource))
    })
}
