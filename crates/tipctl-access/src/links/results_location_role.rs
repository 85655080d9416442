//! The role that S3 Access Grants lends out (facts/tip-chain.md L11).

use tipctl_model::inventory::{AccessGrantsLocation, Inventory};

use super::{
    path::Path,
    role::{Acting, Played, taking},
};
use crate::{
    Breach, Verdict,
    policy::{Caller, values_under},
};

const ACCESS_GRANTS: &str = "access-grants.s3.amazonaws.com";
const INSTANCE_KEY: &str = "s3:AccessGrantsInstanceArn";

/// Whether S3 Access Grants can take the role with the user's identity: TIP102, TIP210.
///
/// AWS: `sts:SetSourceIdentity` is for grantees of IAM alone.
pub fn trust(inventory: &Inventory, location: &AccessGrantsLocation) -> Verdict {
    let played = match played(inventory, location) {
        Ok(played) => played,
        Err(verdict) => return verdict,
    };
    let context = taking(&inventory.place, Some(&instance(inventory)));
    let actions = ["sts:AssumeRole", "sts:SetContext"];
    let verdict = played.trusts(Caller::Service(ACCESS_GRANTS), &actions, &context, Some(102));
    match (verdict, played.near_miss(&inventory.place)) {
        (Verdict::Broken(_), Some(miss)) => Verdict::broken(210, format!("of `{}`: {miss}", played.name())),
        (verdict, _) => verdict,
    }
}

/// What writing and reading results takes.
pub const WRITE_AND_READ: [&str; 2] = ["s3:PutObject", "s3:GetObject"];

/// Whether the role allows `actions` on what is below `target`, for the user with this id: TIP209.
pub fn permissions(
    inventory: &Inventory,
    location: &AccessGrantsLocation,
    (target, user): (&str, &str),
    actions: &[&str],
) -> Verdict {
    let played = match played(inventory, location) {
        Ok(played) => played,
        Err(verdict) => return verdict,
    };
    let Some(path) = Path::of(target) else {
        return Verdict::missing(format!("`{target}` is no place in S3"));
    };
    let acting = Acting::new(inventory, played, Some(user));
    let context = acting.context.clone().with(INSTANCE_KEY, instance(inventory));
    let object = path.object_arn(&inventory.place.partition);
    let judge = |action: &&str| acting.may_with(action, &object, &context);
    match actions.iter().fold(Verdict::Holds, |so_far, action| so_far.and(|| judge(action))) {
        Verdict::Broken(breach) => malformed(inventory, &played).unwrap_or(Verdict::Broken(breach)),
        verdict => verdict,
    }
}

/// The breach where the role's permissions hold only for an instance that nothing is: TIP209.
///
/// AWS: a tutorial prints the instance's ARN without region and account, which no instance has.
pub(crate) fn malformed(inventory: &Inventory, played: &Played<'_>) -> Option<Verdict> {
    let right = instance(inventory);
    let documents = played.role.permissions.values().filter_map(|document| document.as_ref().there());
    let values = documents.flat_map(|document| values_under(document, INSTANCE_KEY));
    let (_, wrong) = values.into_iter().find(|(_, value)| *value != right && !value.contains(['*', '$']))?;
    let cause = format!(
        "the permissions of `{}` hold only for the instance `{wrong}`, and S3 Access Grants is `{right}`",
        played.name()
    );
    Some(Verdict::Broken(Breach { rule: Some(crate::RuleId(209)), cause }))
}

/// The role itself.
///
/// # Errors
/// The verdict on a link that needs it and does not find it.
pub fn played<'a>(
    inventory: &'a Inventory,
    location: &'a AccessGrantsLocation,
) -> Result<Played<'a>, Verdict> {
    let whose = format!("the role of the access grants location `{}`", location.scope);
    Played::see(inventory, location.role.as_deref(), &whose)
}

/// The ARN of S3 Access Grants in this account and region, which follows from both.
pub fn instance(inventory: &Inventory) -> String {
    inventory.place.regional_arn("s3", "access-grants/default")
}
