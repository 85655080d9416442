//! KMS keys, and whether a role can use them.

use tipctl_model::inventory::{Inventory, Sight};

use super::role::{Played, calling};
use crate::{
    Verdict,
    policy::{Caller, Context, Decision, Denial, Document, Request, Rights, lets},
};

/// Whether `played` can use `key` with each of `actions`, for what is kept in S3; a breach trips `rule`.
///
/// AWS: the key's own policy must let the role, or the account; through the account, the role's permissions must allow it
/// too. A key that AWS manages is open to whoever may use the service that it is for.
pub(super) fn usable(
    inventory: &Inventory,
    key: &str,
    played: &Played<'_>,
    actions: &[&str],
    rule: Option<u16>,
) -> Verdict {
    let breach = |cause: String| super::role::breach(rule, cause);
    let arn = match arn(inventory, key) {
        Ok(arn) => arn,
        Err(why) => return Verdict::unknown(why),
    };
    let known = match inventory.keys.see(&arn) {
        Sight::There(known) => known,
        Sight::Absent => return breach(format!("the key `{arn}` is not there")),
        Sight::Unseen => return super::unseen(inventory, &format!("the key `{arn}`")),
    };
    if !known.is_enabled {
        return breach(format!("the key `{arn}` is disabled"));
    }
    if known.is_aws_managed {
        return Verdict::Holds;
    }
    let context = context(inventory, played.arn);
    let policy = Document::see("its policy", known.policy.as_ref());
    let rights = Rights::of(played.role, inventory);
    let judge = |action: &str| {
        let request = Request { action, resource: &arn, context: &context };
        decide(&policy, &rights, played.arn, &request).verdict(|denial| {
            breach(format!(
                "`{}` cannot use the key `{arn}`: {}",
                played.name(),
                denial.cause(&format!("`{action}` to it"))
            ))
        })
    };
    actions.iter().fold(Verdict::Holds, |so_far, action| so_far.and(|| judge(action)))
}

fn decide(policy: &Document<'_>, rights: &Rights<'_>, role: &str, request: &Request<'_>) -> Decision {
    let account = role.split(':').nth(4).unwrap_or_default();
    let own = rights.decide(request);
    let by_name = lets(policy, Caller::Role(role), request, "the key's policy");
    // AWS: a denial counts wherever it stands, and whatever else allows.
    if matches!(own, Decision::Denied(Denial::Explicit(_))) {
        return own;
    }
    if by_name.is_allowed() || matches!(by_name, Decision::Denied(Denial::Explicit(_))) {
        return by_name;
    }
    let through_account = lets(policy, Caller::Account(account), request, "the key's policy");
    through_account.and(own)
}

fn context(inventory: &Inventory, role: &str) -> Context {
    let place = &inventory.place;
    calling(place, None)
        .with("aws:PrincipalArn", role)
        .with("kms:CallerAccount", &place.account)
        .with("kms:ViaService", format!("s3.{}.amazonaws.com", place.region))
}

/// The ARN of the key that is written as `key`.
fn arn(inventory: &Inventory, key: &str) -> Result<String, String> {
    if key.contains("alias/") {
        return Err(format!("which key `{key}` means is not known"));
    }
    let is_arn = key.starts_with("arn:");
    Ok(if is_arn { key.to_owned() } else { inventory.place.regional_arn("kms", &format!("key/{key}")) })
}
