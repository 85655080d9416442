//! The operations on buckets.

use super::fault::S3Error;
use super::{NAMESPACE, policy};
use super::wire::{
    BucketMembers, Buckets, CreateBucket, CreateBucketConfiguration, EncryptionConfiguration,
    ListBuckets, ListBucketsResult, OneBucket, Owner, encryption as asked_encryption,
};
use crate::call::Call;
use crate::fault::Fault;
use crate::page::PageAsk;
use crate::surroundings::Bucket;
use crate::wire::{Body, Iso8601, Reply};

// AWS: where a bucket is that was made without a place, and what its location is called: nothing.
const UNNAMED: &str = "us-east-1";

pub(super) fn list(call: &mut Call<'_>, input: ListBuckets, _: &Body) -> Result<Reply, Fault> {
    let limit = page_size(input.max_buckets, 10_000)?;
    let fits = |name: &str, bucket: &Bucket| {
        bucket.owner_account_id == call.account.id
            && input.prefix.as_ref().is_none_or(|prefix| name.starts_with(prefix.as_str()))
            && input.bucket_region.as_ref().is_none_or(|region| *region == bucket.region)
    };
    let buckets = call.account.surroundings.buckets.iter().filter(|(name, bucket)| fits(name, bucket));
    let members = buckets.map(|(name, bucket)| {
        let members = BucketMembers {
            name: name.clone(),
            creation_date: Iso8601(bucket.made_at_ms),
            bucket_region: bucket.region.clone(),
        };
        (name.clone(), members)
    });
    let ask = PageAsk { token: input.continuation_token.as_deref(), limit };
    let page = call.page(members, &ask).map_err(|_| bad_token())?;
    let result = ListBucketsResult {
        owner: Owner { id: call.account.id.clone() },
        buckets: Buckets { bucket: page.items },
        prefix: input.prefix,
        continuation_token: page.next,
    };
    Reply::xml("ListAllMyBucketsResult", NAMESPACE, &result)
}

pub(super) fn create(call: &mut Call<'_>, input: CreateBucket, body: &Body) -> Result<Reply, Fault> {
    let name = input.bucket;
    let fits = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b".-".contains(&byte);
    if !(3..=63).contains(&name.len()) || !name.bytes().all(fits) {
        return Err(S3Error::InvalidBucketName(name).into());
    }
    let constraint = if body.bytes.is_empty() {
        None
    } else {
        body.xml::<CreateBucketConfiguration>("CreateBucketConfiguration")?.location_constraint
    };
    // AWS: a bucket is made where the request is sent, and outside of us-east-1 it has to say so.
    match constraint {
        None if call.region != UNNAMED => return Err(S3Error::Unlocated.into()),
        Some(place) if place != call.region => return Err(S3Error::Mislocated(place).into()),
        _ => {}
    }
    if let Some(bucket) = call.account.surroundings.buckets.get(&name) {
        let own = bucket.owner_account_id == call.account.id;
        return Err(if own { S3Error::AlreadyOwned(name) } else { S3Error::Taken(name) }.into());
    }
    let bucket = Bucket::new(call.region, &call.account.id, call.now_ms);
    let location = format!("/{name}");
    call.surroundings_mut().buckets.insert(name, bucket);
    Ok(Reply::empty(200).with("location", location))
}

// AWS: the header names the bucket's region, also where the request is refused because of it.
pub(super) fn head(call: &mut Call<'_>, input: OneBucket, _: &Body) -> Result<Reply, Fault> {
    let bucket = find(call, &input)?;
    Ok(Reply::empty(200)
        .with("x-amz-bucket-region", &bucket.region)
        .with("x-amz-access-point-alias", "false"))
}

pub(super) fn delete(call: &mut Call<'_>, input: OneBucket, _: &Body) -> Result<Reply, Fault> {
    find(call, &input)?;
    if call.state().s3.list(&input.bucket, "").next().is_some() {
        return Err(S3Error::NotEmpty(input.bucket).into());
    }
    call.surroundings_mut().buckets.remove(&input.bucket);
    Ok(Reply::empty(204))
}

// AWS: answered from any region; us-east-1 is the empty location.
pub(super) fn location(call: &mut Call<'_>, input: OneBucket, _: &Body) -> Result<Reply, Fault> {
    let bucket = owned(call, &input.bucket, input.expected_owner.as_deref())?;
    let place = if bucket.region == UNNAMED { "" } else { &bucket.region };
    Reply::xml("LocationConstraint", NAMESPACE, &place)
}

pub(super) fn encryption(call: &mut Call<'_>, input: OneBucket, _: &Body) -> Result<Reply, Fault> {
    let configuration = EncryptionConfiguration::new(&find(call, &input)?.encryption);
    Reply::xml("ServerSideEncryptionConfiguration", NAMESPACE, &configuration)
}

pub(super) fn put_encryption(call: &mut Call<'_>, input: OneBucket, body: &Body) -> Result<Reply, Fault> {
    find(call, &input)?;
    let asked: EncryptionConfiguration = body.xml("ServerSideEncryptionConfiguration")?;
    let asked = asked.rule.apply_server_side_encryption_by_default;
    let encryption = asked_encryption(asked.algorithm, asked.kms_key)
        .map_err(|problem| S3Error::InvalidArgument(problem.to_owned()))?;
    bucket_mut(call, &input.bucket)?.encryption = encryption;
    Ok(Reply::empty(200))
}

pub(super) fn get_policy(call: &mut Call<'_>, input: OneBucket, _: &Body) -> Result<Reply, Fault> {
    let policy = find(call, &input)?.policy.as_ref();
    let policy = policy.ok_or_else(|| S3Error::NoSuchBucketPolicy(input.bucket.clone()))?;
    Ok(Reply::bytes("application/json", policy.text().to_owned().into()))
}

pub(super) fn put_policy(call: &mut Call<'_>, input: OneBucket, body: &Body) -> Result<Reply, Fault> {
    find(call, &input)?;
    let text = std::str::from_utf8(&body.bytes).unwrap_or_default();
    let policy = policy::read(call, &input.bucket, text)?;
    bucket_mut(call, &input.bucket)?.policy = Some(policy);
    Ok(Reply::empty(204))
}

pub(super) fn delete_policy(call: &mut Call<'_>, input: OneBucket, _: &Body) -> Result<Reply, Fault> {
    find(call, &input)?;
    bucket_mut(call, &input.bucket)?.policy = None;
    Ok(Reply::empty(204))
}

/// The bucket, if it is in the region of the call and of the account that is expected.
fn find<'a>(call: &'a Call<'_>, input: &OneBucket) -> Result<&'a Bucket, S3Error> {
    in_region(call, &input.bucket, input.expected_owner.as_deref())
}

/// A bucket of this name in the region of the call, owned by this account and by the one that is expected.
pub(super) fn in_region<'a>(
    call: &'a Call<'_>,
    name: &str,
    expected_owner: Option<&str>,
) -> Result<&'a Bucket, S3Error> {
    let bucket = owned(call, name, expected_owner)?;
    if bucket.region == call.region {
        return Ok(bucket);
    }
    Err(S3Error::Elsewhere { bucket: name.to_owned(), region: bucket.region.clone() })
}

// AWS: a bucket of another account is closed without a policy of its own, and so is one whose owner is not the one expected.
fn owned<'a>(call: &'a Call<'_>, name: &str, expected_owner: Option<&str>) -> Result<&'a Bucket, S3Error> {
    let bucket = call.account.surroundings.buckets.get(name);
    let bucket = bucket.ok_or_else(|| S3Error::NoSuchBucket(name.to_owned()))?;
    let owner = &bucket.owner_account_id;
    if *owner == call.account.id && expected_owner.is_none_or(|expected| expected == owner) {
        return Ok(bucket);
    }
    Err(S3Error::AccessDenied)
}

fn bucket_mut<'a>(call: &'a mut Call<'_>, name: &str) -> Result<&'a mut Bucket, S3Error> {
    let buckets = &mut call.surroundings_mut().buckets;
    buckets.get_mut(name).ok_or_else(|| S3Error::NoSuchBucket(name.to_owned()))
}

/// How many of a listing a page holds: what is asked for, at most `most`.
// AWS: more may be asked for and are not answered (S3 API reference, ListObjectsV2).
pub(super) fn page_size(asked: Option<i64>, most: usize) -> Result<usize, S3Error> {
    let size = usize::try_from(asked.unwrap_or(i64::MAX));
    let size = size.map_err(|_| S3Error::InvalidArgument("a page cannot hold less than nothing".to_owned()))?;
    Ok(size.min(most))
}

pub(super) fn bad_token() -> S3Error {
    S3Error::InvalidArgument("The continuation token provided is incorrect".to_owned())
}
