//! What S3 itself adds to a role's rights on objects: the policy of the bucket, and the key that its objects are encrypted with.

use super::journey::Journey;
use super::role::Assumed;
use crate::services::iam::evaluation::{Question, Verdict};
use crate::services::kms::state::Place;
use crate::services::s3::object::Encryption;

/// What a role does to a bucket, or to an object in it.
pub(super) struct Access<'a> {
    pub(super) action: &'a str,
    pub(super) bucket: &'a str,
    /// The object, if it is about one.
    pub(super) key: Option<&'a str>,
    /// The condition keys that this request has besides.
    pub(super) conditions: &'a [(&'a str, &'a str)],
}

impl Access<'_> {
    fn resource(&self, partition: &str) -> String {
        let Self { bucket, key, .. } = self;
        match key {
            Some(key) => format!("arn:{partition}:s3:::{bucket}/{key}"),
            None => format!("arn:{partition}:s3:::{bucket}"),
        }
    }
}

/// Whether a role has access, by its own policies and by that of the bucket, or the sentence that says why not.
// AWS: a denial wins, wherever it stands. In one account either policy can allow; for a bucket of another account both must
// (S3 user guide, "How Amazon S3 authorizes a request").
pub(super) fn check_access(journey: &Journey<'_>, role: &Assumed, access: &Access<'_>) -> Result<(), String> {
    let Access { action, bucket, conditions, .. } = *access;
    let Some(found) = journey.account.surroundings.buckets.get(bucket) else {
        return Err(format!("The specified bucket does not exist: {bucket}"));
    };
    let owner = found.owner_account_id.as_str();
    let is_own = owner == journey.account.id;
    let context = role.context().clone().with("aws:ResourceAccount", owner).with("s3:ResourceAccount", owner);
    let context = conditions.iter().fold(context, |context, (key, value)| context.with(key, *value));
    let resource = access.resource(&journey.account.partition);
    let question = Question::new(action, &resource, &context);
    let verdict = found.policy.as_ref().map_or(Verdict::Silent, |policy| {
        policy.verdict_for_session((&role.role_arn, &role.arn), !is_own, question)
    });
    let refused = |why: &str| {
        let who = &role.arn;
        Err(format!("User: {who} is not authorized to perform: {action} on resource: \"{resource}\" {why}"))
    };
    if verdict == Verdict::Denied {
        return refused("with an explicit deny in a resource-based policy");
    }
    let is_named = is_own && verdict == Verdict::Allowed;
    role.rights().allow_named(&role.arn, question, is_named).map_err(|(_, text)| text)?;
    if is_own || verdict == Verdict::Allowed {
        return Ok(());
    }
    refused(&format!("because no resource-based policy allows the {action} action"))
}

/// The key of KMS with which a bucket encrypts what is written to it, if it is one.
pub(super) fn bucket_key<'a>(journey: &Journey<'a>, bucket: &str) -> Option<&'a str> {
    match &journey.account.surroundings.buckets.get(bucket)?.encryption {
        Encryption::S3Managed => None,
        // AWS: without a name it is the key that S3 keeps for the account.
        Encryption::Kms { key } => Some(key.as_deref().unwrap_or("alias/aws/s3")),
    }
}

/// What a key is used for: which key, by any of its names, for which actions, and through which service, if KMS is told of one.
#[derive(Debug, Clone, Copy)]
pub(super) struct Use<'a> {
    pub(super) key: &'a str,
    pub(super) actions: &'a [&'a str],
    pub(super) through: Option<&'a str>,
}

/// Whether a role may use a key, or the sentence that says why not.
// AWS: facts/tip-chain.md L18.
pub(super) fn check_key(journey: &Journey<'_>, role: &Assumed, used: Use<'_>) -> Result<(), String> {
    let name = used.key;
    let account_id = journey.account.id.as_str();
    let place = Place { region: journey.region, account_id };
    let (arn, key) = journey
        .services()
        .kms
        .find(place, name)
        .ok_or_else(|| format!("KMS.NotFoundException: Key '{name}' does not exist"))?;
    let mut context = role.context().clone().with("kms:CallerAccount", account_id);
    if let Some(service) = used.through {
        context = context.with("kms:ViaService", format!("{service}.{}.amazonaws.com", journey.region));
    }
    for action in used.actions {
        let question = Question::new(action, arn, &context);
        if !key.lets((&role.role_arn, &role.arn), role.rights(), question) {
            let who = &role.arn;
            return Err(format!("User: {who} is not authorized to perform: {action} on resource: {arn}"));
        }
    }
    Ok(())
}
