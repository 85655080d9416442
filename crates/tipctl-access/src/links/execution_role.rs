//! The role that a workgroup's queries run with (facts/tip-chain.md L7).

use tipctl_model::inventory::{Inventory, Workgroup};

use super::{
    bucket::{Access, lets_in},
    path::Path,
    role::{Acting, Played, taking, taking_alone},
    session::described,
};
use crate::{Query, Verdict, policy::Caller};

const ATHENA: &str = "athena.amazonaws.com";

/// Whether Athena can take the role: TIP225.
///
/// AWS: roles without `sts:SetContext` have been seen to be made by the console and to work, so its absence breaks nothing for
/// certain and is left to the rule. Athena then does without the user's identity (facts/tip-chain.md L7).
pub fn trust(inventory: &Inventory, name: &str, workgroup: &Workgroup) -> Verdict {
    let played = match played(inventory, name, workgroup) {
        Ok(played) => played,
        Err(verdict) => return verdict,
    };
    let source = source(inventory, name);
    let alone = taking_alone(&inventory.place, Some(&source));
    let alone = || played.trusts(Caller::Service(ATHENA), &["sts:AssumeRole"], &alone, Some(225));
    match passes_identity(inventory, name, &played) {
        Verdict::Holds => Verdict::Holds,
        Verdict::Broken(_) => alone(),
        unknown @ Verdict::Unknown(_) => {
            if alone().holds() {
                Verdict::Holds
            } else {
                unknown
            }
        }
    }
}

/// Whether Athena can take the role with the user's identity.
fn passes_identity(inventory: &Inventory, name: &str, played: &Played<'_>) -> Verdict {
    let context = taking(&inventory.place, Some(&source(inventory, name)));
    played.trusts(Caller::Service(ATHENA), &["sts:AssumeRole", "sts:SetContext"], &context, Some(225))
}

fn source(inventory: &Inventory, name: &str) -> String {
    inventory.place.regional_arn("athena", &format!("workgroup/{name}"))
}

/// Whether the role may do its part for the user with this id: ask for the data, the results' place, and the description of
/// what is queried. With what that leans on and nobody has verified.
pub fn permissions(
    inventory: &Inventory,
    (name, workgroup): (&str, &Workgroup),
    query: Option<&Query<'_>>,
    user: &str,
) -> (Verdict, Option<&'static str>) {
    let played = match played(inventory, name, workgroup) {
        Ok(played) => played,
        Err(verdict) => return (verdict, None),
    };
    let judge = |user: Option<&str>| {
        let acting = Acting::new(inventory, played, user);
        asks(inventory, workgroup, &acting).and(|| sees(inventory, &acting, query))
    };
    let alone = judge(None);
    match passes_identity(inventory, name, &played) {
        Verdict::Broken(_) => (alone, None),
        passes => match (judge(Some(user)), passes) {
            (known, _) if known == alone => (alone, None),
            (known, Verdict::Holds) => (
                known,
                Some("that Athena passes on to the workgroup's role who the user is, is not verified"),
            ),
            (_, passes) => (passes, None),
        },
    }
}

/// Whether the role may ask for the data and the results' place.
fn asks(inventory: &Inventory, workgroup: &Workgroup, acting: &Acting<'_>) -> Verdict {
    let place = &inventory.place;
    let instance = place.regional_arn("s3", "access-grants/default");
    let results = workgroup.results.as_deref().and_then(Path::of);
    let finds = |path| lets_in(inventory, acting, Access::new(acting, "s3:GetBucketLocation", path));
    // AWS: Lake Formation has no resources to name in a policy.
    acting
        .may("lakeformation:GetDataAccess", "*")
        .and(|| acting.may("s3:GetDataAccess", &instance))
        .and(|| acting.may("s3:GetAccessGrantsInstanceForPrefix", &instance))
        .and(|| results.map_or(Verdict::Holds, finds))
}

/// Whether the role may read the description of what is queried.
fn sees(inventory: &Inventory, acting: &Acting<'_>, query: Option<&Query<'_>>) -> Verdict {
    let described = query.map(|query| described(&inventory.place, query)).unwrap_or_default();
    described
        .iter()
        .fold(Verdict::Holds, |so_far, (action, resource)| so_far.and(|| acting.may(action, resource)))
}

/// The role itself.
///
/// # Errors
/// The verdict on a link that needs it and does not find it.
pub fn played<'a>(
    inventory: &'a Inventory,
    name: &str,
    workgroup: &'a Workgroup,
) -> Result<Played<'a>, Verdict> {
    let whose = format!("the execution role of the workgroup `{name}`");
    Played::see(inventory, workgroup.execution_role.as_deref(), &whose)
}
