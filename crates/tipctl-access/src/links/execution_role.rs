//! The role that a workgroup's queries run with (facts/tip-chain.md L7).

use tipctl_model::inventory::{Inventory, Workgroup};

use super::{
    bucket::{Access, lets_in},
    path::Path,
    role::{Acting, Played, taking},
    session::described,
};
use crate::{Query, Verdict, policy::Caller};

const ATHENA: &str = "athena.amazonaws.com";

/// Whether Athena can take the role: TIP225.
///
/// AWS: roles without `sts:SetContext` have been seen to be made by the console, so its absence breaks nothing for certain
/// and is left to the rule.
pub fn trust(inventory: &Inventory, name: &str, workgroup: &Workgroup) -> Verdict {
    let played = match played(inventory, name, workgroup) {
        Ok(played) => played,
        Err(verdict) => return verdict,
    };
    let source = inventory.place.regional_arn("athena", &format!("workgroup/{name}"));
    let context = taking(&inventory.place, Some(&source));
    played.trusts(Caller::Service(ATHENA), &["sts:AssumeRole"], &context, Some(225))
}

/// Whether the role may ask for the data, the table's description and the results' place.
pub fn permissions(inventory: &Inventory, name: &str, workgroup: &Workgroup) -> Verdict {
    let played = match played(inventory, name, workgroup) {
        Ok(played) => played,
        Err(verdict) => return verdict,
    };
    let place = &inventory.place;
    let acting = Acting::new(inventory, played, None);
    let instance = place.regional_arn("s3", "access-grants/default");
    let results = workgroup.results.as_deref().and_then(Path::of);
    let finds = |path| lets_in(inventory, &acting, Access::new(&acting, "s3:GetBucketLocation", path));
    // AWS: Lake Formation has no resources to name in a policy.
    acting
        .may("lakeformation:GetDataAccess", "*")
        .and(|| acting.may("s3:GetDataAccess", &instance))
        .and(|| acting.may("s3:GetAccessGrantsInstanceForPrefix", &instance))
        .and(|| results.map_or(Verdict::Holds, finds))
}

/// Whether the role may read the description of what is queried.
pub fn sees(inventory: &Inventory, (name, workgroup): (&str, &Workgroup), query: &Query<'_>) -> Verdict {
    let played = match played(inventory, name, workgroup) {
        Ok(played) => played,
        Err(verdict) => return verdict,
    };
    let acting = Acting::new(inventory, played, None);
    described(&inventory.place, query)
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
