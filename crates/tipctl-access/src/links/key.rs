//! KMS keys, and whether a role can use them.

use tipctl_model::inventory::{Extent, Inventory, KmsKey, Sight};

use super::role::{Played, calling};
use crate::{
    Verdict,
    policy::{Context, Document, Request, Rights, lets_role},
};

/// What a key is used for.
#[derive(Clone, Copy)]
pub(super) struct Use<'a> {
    /// The key, by whichever of its names.
    pub(super) key: &'a str,
    /// What is done with it.
    pub(super) actions: &'a [&'a str],
    /// The service that asks KMS for whoever uses it.
    pub(super) through: Through,
    /// The rule that a refusal trips.
    pub(super) rule: u16,
}

/// A service that asks KMS for a role, which a key's policy can require.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Through {
    /// For what is kept in S3.
    S3,
    /// For what is kept in the data catalog.
    Glue,
    /// For what is encrypted before it is kept in S3. AWS: what KMS is told of it is documented nowhere.
    Unknown,
}

/// Whether `played` can use a key.
///
/// AWS: the key's own policy must let the role, or the account; through the account, the role's permissions must allow it
/// too. A key that AWS manages is open to whoever may use the service that it is for.
pub(super) fn usable(inventory: &Inventory, played: &Played<'_>, used: Use<'_>) -> Verdict {
    let breach = |cause: String| Verdict::broken(used.rule, cause);
    let known = match see(inventory, used.key) {
        Sight::There(known) => known,
        Sight::Absent => return breach(format!("the key `{}` is not there", used.key)),
        Sight::Unseen => return super::unseen(inventory, &format!("the key `{}`", used.key)),
    };
    if !known.is_enabled {
        return breach(format!("the key `{}` is disabled", used.key));
    }
    if known.is_aws_managed {
        return Verdict::Holds;
    }
    let context = context(inventory, played.arn, used.through);
    let policy = Document::see("its policy", known.policy.as_ref());
    let rights = Rights::of(played.role, inventory);
    let judge = |action: &str| {
        let request = Request { action, resource: &known.arn, context: &context };
        let own = rights.decide(&request);
        lets_role(&policy, (played.arn, own), &request, "the key's policy").verdict(|denial| {
            breach(format!(
                "`{}` cannot use the key `{}`: {}",
                played.name(),
                used.key,
                denial.cause(&format!("`{action}` to it"))
            ))
        })
    };
    used.actions.iter().fold(Verdict::Holds, |so_far, action| so_far.and(|| judge(action)))
}

fn context(inventory: &Inventory, role: &str, through: Through) -> Context {
    let place = &inventory.place;
    let context = calling(place, role, None).with("kms:CallerAccount", &place.account);
    let service = match through {
        Through::S3 => "s3",
        Through::Glue => "glue",
        Through::Unknown => return context,
    };
    context.with("kms:ViaService", format!("{service}.{}.amazonaws.com", place.region))
}

/// The key that what is put into `bucket` is encrypted with where nobody says otherwise; none where it is S3's own.
///
/// # Errors
/// The verdict on a link that needs it, where it could not be read.
pub(super) fn of_bucket<'a>(inventory: &'a Inventory, bucket: &str) -> Result<Option<&'a str>, Verdict> {
    let Some(known) = inventory.buckets.get(bucket) else { return Ok(None) };
    match &known.encryption {
        Some(encryption) => Ok(encryption.key.as_deref()),
        None if inventory.extent == Extent::Spec => Ok(None),
        None => Err(super::unsaid(inventory, &format!("how the bucket `{bucket}` encrypts what is in it"))),
    }
}

/// The key that is written as `name`: an ARN, an id, or an alias.
fn see<'a>(inventory: &'a Inventory, name: &str) -> Sight<&'a KmsKey> {
    let is_id = !name.starts_with("arn:") && !name.starts_with("alias/");
    let known = inventory.keys.see(name);
    if is_id && known == Sight::Unseen {
        return inventory.keys.see(&inventory.place.regional_arn("kms", &format!("key/{name}")));
    }
    known
}
