//! Results: where they go, and what S3 Access Grants must say for them to get there.

use super::journey::Journey;
use super::link::{Broken, Link};
use super::role::{Assumed, Assumption, Untrusted};
use super::store::Access;
use super::{scope, store};
use crate::services::s3control::access::{Access as Register, Granted};
use crate::surroundings::Bucket;

const SERVICE: &str = "access-grants.s3.amazonaws.com";

/// Where the results of a query go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Output {
    pub(crate) bucket: String,
    /// What the keys begin with: empty, or with a slash at the end.
    pub(crate) prefix: String,
    /// The account that is to own the bucket, if one is named.
    pub(crate) expected_owner: Option<String>,
}

/// What S3 Access Grants lends for writing results.
pub(crate) struct Lent {
    pub(crate) role: Assumed,
}

impl Output {
    /// The place that a workgroup or a client names, and the user's own place in it.
    // AWS: the user's id is appended to the path (facts/tip-chain.md L8).
    pub(crate) fn of(journey: &Journey<'_>, location: &str) -> Option<Self> {
        let path = location.strip_prefix("s3://")?;
        let (bucket, key) = path.split_once('/').unwrap_or((path, ""));
        let mut prefix = key.to_owned();
        if !prefix.is_empty() && !prefix.ends_with('/') {
            prefix.push('/');
        }
        if journey.gate.has_user_prefix() {
            prefix = format!("{prefix}{}/", journey.user.id);
        }
        Some(Self { bucket: bucket.to_owned(), prefix, expected_owner: None })
    }

    /// The same place in a bucket that `owner` is to own.
    pub(crate) fn owned_by(self, owner: Option<&str>) -> Self {
        Self { expected_owner: owner.map(str::to_owned), ..self }
    }

    /// What S3 Access Grants is asked for: everything below the place.
    pub(crate) fn target(&self) -> String {
        format!("s3://{}/{}*", self.bucket, self.prefix)
    }

    // AWS: the seed's error, in paraphrase (facts/tip-chain.md, reverse index); these are the words in which Athena speaks of
    // a bucket that it cannot reach: unverified for this cause.
    fn missing(&self, link: Link) -> Broken {
        Broken::new(
            link,
            format!("Unable to verify/create output bucket {}. The bucket does not exist.", self.bucket),
        )
    }
}

/// Refuses results that have nowhere to go.
pub(super) fn check(journey: &Journey<'_>, execution: &Assumed, output: &Output) -> Result<Lent, Broken> {
    // AWS: facts/tip-chain.md TIP220; that S3 Access Grants hands out no bucket of another account is unverified.
    let bucket = journey.account.surroundings.buckets.get(&output.bucket);
    let is_here =
        |bucket: &&Bucket| bucket.region == journey.region && bucket.owner_account_id == journey.account.id;
    if bucket.filter(is_here).is_none() {
        return Err(output.missing(Link::ResultBucket));
    }
    // AWS: another owner than the expected one fails the call with a permissions error (Athena API reference,
    // ResultConfiguration); the text is unverified.
    if output.expected_owner.as_ref().is_some_and(|owner| *owner != journey.account.id) {
        let Output { bucket, prefix, .. } = output;
        let text = format!(
            "Access denied when writing output to s3://{bucket}/{prefix}: the bucket has another owner."
        );
        return Err(Broken::new(Link::ResultBucket, text));
    }
    let instance_arn = journey.arn("s3", "access-grants/default");
    // AWS: without these the seed's error comes too (facts/tip-chain.md L7; the mapping is inferred).
    let located =
        Access { action: "s3:GetBucketLocation", bucket: &output.bucket, key: None, conditions: &[] };
    store::check_access(journey, execution, &located)
        .and_then(|()| execution.may("s3:GetAccessGrantsInstanceForPrefix", &instance_arn))
        .and_then(|()| execution.may("s3:GetDataAccess", &instance_arn))
        .map_err(|_| output.missing(Link::ExecutionRoleRights))?;
    let access = journey.services().s3control.access(journey.region);
    let access = access.ok_or_else(|| output.missing(Link::AccessGrantsAssociation))?;
    match access.identity_center() {
        None => return Err(output.missing(Link::AccessGrantsAssociation)),
        Some(arn) if arn != journey.user.instance_arn => {
            return Err(output.missing(Link::AccessGrantsInstance));
        }
        Some(_) => scope::check(journey, "s3:access_grants:read_write", access.application())?,
    }
    let granted = grant(journey, access, output)?;
    let role = location_role(journey, granted.role_arn, &instance_arn)?;
    check_objects(journey, &role, output)?;
    check_key(journey, (execution, &role), output)?;
    Ok(Lent { role })
}

/// Refuses a user who may not read an object with results.
pub(crate) fn check_read(journey: &Journey<'_>, bucket: &str, key: &str) -> Result<(), Broken> {
    let target = format!("s3://{bucket}/{key}");
    let access = journey.services().s3control.access(journey.region);
    let access = access.filter(|access| access.identity_center() == Some(journey.user.instance_arn.as_str()));
    let grants =
        access.map(|access| access.grants(&journey.user.id, &journey.user.groups)).unwrap_or_default();
    let application_arn = journey.gate.application_arn().unwrap_or_default();
    let found = grants
        .into_iter()
        .find(|granted| granted.covers(&target) && granted.reads() && granted.is_for(application_arn));
    let granted = found.ok_or_else(|| {
        let text = format!("You do not have READ permissions to the requested S3 Prefix: {target}");
        Broken::new(Link::ResultGrant, text)
    })?;
    let role = location_role(journey, granted.role_arn, &journey.arn("s3", "access-grants/default"))?;
    let read = Access { action: "s3:GetObject", bucket, key: Some(key), conditions: &[] };
    store::check_access(journey, &role, &read).map_err(|text| Broken::new(Link::LocationRoleRights, text))?;
    // AWS: what is encrypted with a key is read by who may decrypt with it (facts/tip-chain.md L18).
    let used = match (journey.gate.result_key(), store::bucket_key(journey, bucket)) {
        (Some((key, is_by_client)), _) => (key, (!is_by_client).then_some("s3")),
        (None, Some(key)) => (key, Some("s3")),
        (None, None) => return Ok(()),
    };
    let used = store::Use { key: used.0, actions: &["kms:Decrypt"], through: used.1 };
    store::check_key(journey, &role, used).map_err(|text| Broken::new(Link::ResultKey, text))
}

/// The access grant that lets the user write where results go.
fn grant<'a>(journey: &Journey<'a>, access: Register<'a>, output: &Output) -> Result<Granted<'a>, Broken> {
    let grants = access.grants(&journey.user.id, &journey.user.groups);
    let target = output.target();
    if !grants.iter().any(|granted| granted.is_in(&output.bucket)) {
        return Err(output.missing(Link::ResultGrant));
    }
    // AWS: the sentence of the grant register (facts/tip-chain.md L12).
    let refused = |link| {
        let text = format!("You do not have READWRITE permissions to the requested S3 Prefix: {target}");
        Broken::new(link, text)
    };
    let covering: Vec<_> = grants.into_iter().filter(|granted| granted.covers(&target)).collect();
    if covering.is_empty() {
        return Err(refused(Link::ResultGrantScope));
    }
    let usable = covering.into_iter().filter(Granted::reads_and_writes).collect::<Vec<_>>();
    if usable.is_empty() {
        return Err(refused(Link::ResultGrant));
    }
    // AWS: which application S3 Access Grants sees is unverified (facts/tip-chain.md L12); here it is the workgroup's.
    let application_arn = journey.gate.application_arn().unwrap_or_default();
    let mut usable = usable.into_iter().filter(|granted| granted.is_for(application_arn));
    usable.next().ok_or_else(|| refused(Link::ResultGrantApplication))
}

/// Assumes the role of a location for the user.
// AWS: facts/tip-chain.md L11; the text about SetContext is unverified.
fn location_role(journey: &Journey<'_>, role_arn: &str, instance_arn: &str) -> Result<Assumed, Broken> {
    let assumption = Assumption {
        service: SERVICE,
        source_arn: Some(instance_arn),
        passes_context: true,
        passes_source_identity: false,
    };
    let session = format!("access-grants-{}", journey.query_id);
    let assumed = Assumed::new(journey, role_arn, &session, assumption).map_err(|untrusted| {
        let link = match untrusted {
            Untrusted::SetContext => Link::LocationRoleContext,
            Untrusted::AssumeRole | Untrusted::SetSourceIdentity => Link::LocationRoleTrust,
        };
        let action = untrusted.action();
        let text = format!(
            "StsNotAuthorizedError: User: {SERVICE} is not authorized to perform: {action} on resource: {role_arn}"
        );
        Broken::new(link, text)
    })?;
    Ok(assumed.with("s3:AccessGrantsInstanceArn", instance_arn))
}

/// Refuses a role that may not write and read what lies below the place of results.
fn check_objects(journey: &Journey<'_>, role: &Assumed, output: &Output) -> Result<(), Broken> {
    let Output { bucket, prefix, .. } = output;
    let key = format!("{prefix}result.csv");
    let headers = journey.gate.result_headers();
    for (action, conditions) in [("s3:PutObject", headers.as_slice()), ("s3:GetObject", &[])] {
        let access = Access { action, bucket, key: Some(&key), conditions };
        store::check_access(journey, role, &access).map_err(|text| {
            let text = format!("Access denied when writing output to s3://{bucket}/{prefix}: {text}");
            Broken::new(Link::LocationRoleRights, text)
        })?;
    }
    Ok(())
}

/// Refuses a key that results are encrypted with and that a role which handles them may not use.
// AWS: the key of a workgroup by both roles (facts/tip-chain.md L18, TIP218); that of a bucket by the one that writes. Through
// which service KMS is asked for what Athena encrypts itself is unverified: no condition on it holds.
fn check_key(
    journey: &Journey<'_>,
    (execution, role): (&Assumed, &Assumed),
    output: &Output,
) -> Result<(), Broken> {
    let actions = ["kms:GenerateDataKey", "kms:Decrypt"];
    let used = |key, through| store::Use { key, actions: &actions, through };
    let checked = match (journey.gate.result_key(), store::bucket_key(journey, &output.bucket)) {
        (Some((key, is_by_client)), _) => {
            let used = used(key, (!is_by_client).then_some("s3"));
            [execution, role].into_iter().try_for_each(|role| store::check_key(journey, role, used))
        }
        (None, Some(key)) => store::check_key(journey, role, used(key, Some("s3"))),
        (None, None) => Ok(()),
    };
    checked.map_err(|text| {
        let Output { bucket, prefix, .. } = output;
        let text = format!("Access denied when writing output to s3://{bucket}/{prefix}: {text}");
        Broken::new(Link::ResultKey, text)
    })
}
