//! The role that S3 Access Grants lends out (facts/tip-chain.md L11).

use tipctl_model::inventory::{AccessGrantsLocation, Encryption, Inventory, Workgroup};

use super::{
    bucket::{Access, lets_in},
    path::Path,
    role::{Acting, Played, taking},
};
use crate::{
    Verdict,
    policy::{Caller, Context, values_under},
};

const ACCESS_GRANTS: &str = "access-grants.s3.amazonaws.com";
const ALGORITHM: &str = "s3:x-amz-server-side-encryption";
const INSTANCE_KEY: &str = "s3:AccessGrantsInstanceArn";
const KEY: &str = "s3:x-amz-server-side-encryption-aws-kms-key-id";

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

/// Whether the role can do `actions` to what is below `target`, for the user with this id: TIP209. Through `workgroup`, where
/// one is asked about.
pub fn permissions(
    inventory: &Inventory,
    location: &AccessGrantsLocation,
    (target, user): (&str, &str),
    actions: &[&str],
    workgroup: Option<&Workgroup>,
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
    // AWS: results are objects in the folder itself, each named after its query (Athena user guide, query output files).
    let is_deep = false;
    let reaches = |action: &str, context: Context| {
        lets_in(inventory, &acting, Access { action, path, is_deep, context })
    };
    let judge = |action: &&str| match workgroup.filter(|_| *action == "s3:PutObject") {
        Some(workgroup) => puts(workgroup, &context, |context| reaches(action, context)),
        None => reaches(action, context.clone()),
    };
    match actions.iter().fold(Verdict::Holds, |so_far, action| so_far.and(|| judge(action))) {
        Verdict::Broken(breach) => malformed(inventory, &played).unwrap_or(Verdict::Broken(breach)),
        verdict => verdict,
    }
}

/// What is judged of putting results into the bucket, with what Athena says of their encryption.
///
/// AWS: what a client encrypts before it is sent has no header for that. Whether Athena sends one where the workgroup says
/// nothing is not documented: `SSE_S3` is said to be its default (facts/tip-chain.md L8).
fn puts(workgroup: &Workgroup, context: &Context, judge: impl Fn(Context) -> Verdict) -> Verdict {
    let said = |algorithm: &str| context.clone().with(ALGORITHM, algorithm).without(KEY);
    let unsaid = || context.clone().without(ALGORITHM).without(KEY);
    let Some(Encryption { mode, key }) = &workgroup.encryption else {
        let (silent, default) = (judge(unsaid()), judge(said("AES256")));
        return match (&silent, &default) {
            (Verdict::Holds, Verdict::Holds) | (Verdict::Broken(_), Verdict::Broken(_)) => silent,
            (Verdict::Unknown(_), _) => silent,
            (_, Verdict::Unknown(_)) => default,
            _ => Verdict::unknown(
                "whether results are put with a header of their encryption, which the policy of their bucket turns on, is \
                 not documented for a workgroup that does not say how they are encrypted",
            ),
        };
    };
    judge(match (mode.as_str(), key) {
        ("sse-s3", _) => said("AES256"),
        // AWS: the header has the key's ARN.
        ("sse-kms", Some(key)) if key.starts_with("arn:") => {
            context.clone().with(ALGORITHM, "aws:kms").with(KEY, key)
        }
        ("sse-kms", _) => context.clone().with(ALGORITHM, "aws:kms"),
        _ => unsaid(),
    })
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
    Some(Verdict::broken(209, cause))
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
