//! What S3 itself adds to a role's rights on objects: the policy of the bucket, and the key that its objects are encrypted with.

use super::journey::Journey;
use super::role::Assumed;
use crate::services::iam::evaluation::{Question, Verdict};
use crate::services::kms::state::Place;
use crate::services::s3::object::Encryption;

/// Whether a bucket's policy leaves an action on one of its objects to a role, or the sentence that says why not. A bucket of
/// another account must allow it.
pub(super) fn check_bucket(
    journey: &Journey<'_>,
    role: &Assumed,
    (action, bucket, resource): (&str, &str, &str),
) -> Result<(), String> {
    let Some(found) = journey.account.surroundings.buckets.get(bucket) else {
        return Err(format!("The specified bucket does not exist: {bucket}"));
    };
    let is_own = found.owner_account_id == journey.account.id;
    let question = Question::new(action, resource, role.context());
    let verdict = found
        .policy
        .as_ref()
        .map_or(Verdict::Silent, |policy| policy.verdict_for(&role.role_arn, true, question));
    let who = &role.arn;
    match verdict {
        Verdict::Denied => Err(format!(
            "User: {who} is not authorized to perform: {action} on resource: \"{resource}\" with an explicit deny in a \
             resource-based policy"
        )),
        Verdict::Silent if !is_own => Err(format!(
            "User: {who} is not authorized to perform: {action} on resource: \"{resource}\" because no resource-based policy \
             allows the {action} action"
        )),
        Verdict::Silent | Verdict::Allowed => Ok(()),
    }
}

/// The key of KMS with which a bucket encrypts what is written to it, if it is one.
pub(super) fn bucket_key<'a>(journey: &Journey<'a>, bucket: &str) -> Option<&'a str> {
    match &journey.account.surroundings.buckets.get(bucket)?.encryption {
        Encryption::S3Managed => None,
        // AWS: without a name it is the key that S3 keeps for the account.
        Encryption::Kms { key } => Some(key.as_deref().unwrap_or("alias/aws/s3")),
    }
}

/// Whether a role may use a key, as if through S3, for each of `actions`, or the sentence that says why not.
// AWS: facts/tip-chain.md L18.
pub(super) fn check_key(
    journey: &Journey<'_>,
    role: &Assumed,
    name: &str,
    actions: &[&str],
) -> Result<(), String> {
    let account_id = journey.account.id.as_str();
    let place = Place { region: journey.region, account_id };
    let (arn, key) = journey
        .services()
        .kms
        .find(place, name)
        .ok_or_else(|| format!("KMS.NotFoundException: Key '{name}' does not exist"))?;
    let through = format!("s3.{}.amazonaws.com", journey.region);
    let context =
        role.context().clone().with("kms:ViaService", through).with("kms:CallerAccount", account_id);
    for action in actions {
        if !key.lets(&role.role_arn, role.rights(), Question::new(action, arn, &context)) {
            let who = &role.arn;
            return Err(format!("User: {who} is not authorized to perform: {action} on resource: {arn}"));
        }
    }
    Ok(())
}
