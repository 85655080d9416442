//! The operations on objects.

use bytes::Bytes;
use serde_json::{Value, json};

use super::bucket::in_region;
use super::fault::S3Error;
use super::object::Object;
use super::wire::{OneObject, PutObject, encryption, named};
use crate::call::Call;
use crate::fault::Fault;
use crate::services::cloudtrail::event::{Class, NewEvent};
use crate::services::cloudtrail::identity::user_identity;
use crate::services::cloudtrail;
use crate::wire::{Body, HttpDate, Reply};

pub(super) fn put(call: &mut Call<'_>, input: PutObject, body: &Body) -> Result<Reply, Fault> {
    let bucket = in_region(call, &input.bucket, input.expected_owner.as_deref())?;
    let encryption = match input.algorithm {
        None => bucket.encryption.clone(),
        Some(algorithm) => encryption(algorithm, input.kms_key)
            .map_err(|problem| S3Error::InvalidArgument(problem.to_owned()))?,
    };
    let object = Object::new(body.bytes.clone(), encryption, &call.account.id, call.now_ms);
    let object = match &body.content_type {
        Some(content_type) => object.of_type(content_type),
        None => object,
    };
    let reply = encrypted(Reply::empty(200).with("etag", &object.etag), &object);
    call.state_mut().s3.put(&input.bucket, &input.key, object);
    tell(call, "PutObject", (&input.bucket, &input.key));
    Ok(reply)
}

pub(super) fn get(call: &mut Call<'_>, input: OneObject, _: &Body) -> Result<Reply, Fault> {
    let object = find(call, &input)?;
    let reply = described(Reply::bytes(&object.content_type, object.bytes.clone()), object);
    tell(call, "GetObject", (&input.bucket, &input.key));
    Ok(reply)
}

pub(super) fn head(call: &mut Call<'_>, input: OneObject, _: &Body) -> Result<Reply, Fault> {
    let object = find(call, &input)?;
    let reply = Reply::bytes(&object.content_type, Bytes::new());
    let reply = described(reply.with("content-length", object.bytes.len().to_string()), object);
    tell(call, "HeadObject", (&input.bucket, &input.key));
    Ok(reply)
}

// AWS: deleting what is not there succeeds (S3 API reference, DeleteObject).
pub(super) fn delete(call: &mut Call<'_>, input: OneObject, _: &Body) -> Result<Reply, Fault> {
    in_region(call, &input.bucket, input.expected_owner.as_deref())?;
    call.state_mut().s3.delete(&input.bucket, &input.key);
    tell(call, "DeleteObject", (&input.bucket, &input.key));
    Ok(Reply::empty(204))
}

// AWS: reads follow writes at once.
fn find<'a>(call: &'a Call<'_>, input: &OneObject) -> Result<&'a Object, S3Error> {
    in_region(call, &input.bucket, input.expected_owner.as_deref())?;
    let object = call.state().s3.get(&input.bucket, &input.key);
    object.ok_or_else(|| S3Error::NoSuchKey(input.key.clone()))
}

/// Tells CloudTrail of a call that is about an object, which is a data event.
fn tell(call: &mut Call<'_>, name: &'static str, (bucket, key): (&str, &str)) {
    let bucket_arn = format!("arn:{}:s3:::{bucket}", call.account.partition);
    let told = NewEvent {
        source: "s3.amazonaws.com",
        name,
        class: Class::Data,
        read_only: matches!(name, "GetObject" | "HeadObject"),
        at_ms: call.now_ms,
        user_identity: user_identity(call.caller),
        request_parameters: json!({ "bucketName": bucket, "key": key }),
        additional_event_data: Value::Null,
        resources: json!([
            { "type": "AWS::S3::Object", "ARN": format!("{bucket_arn}/{key}") },
            { "type": "AWS::S3::Bucket", "ARN": bucket_arn, "accountId": call.account.id },
        ]),
        refusal: None,
    };
    cloudtrail::record(call, told);
}

fn described(reply: Reply, object: &Object) -> Reply {
    let reply = reply
        .with("etag", &object.etag)
        .with("last-modified", HttpDate(object.modified_at_ms).to_string())
        .with("accept-ranges", "bytes");
    encrypted(reply, object)
}

/// The answer with the headers that tell of an object's encryption.
fn encrypted(reply: Reply, object: &Object) -> Reply {
    let (algorithm, key) = named(&object.encryption);
    let reply = reply.with("x-amz-server-side-encryption", algorithm.name());
    match key {
        Some(key) => reply.with("x-amz-server-side-encryption-aws-kms-key-id", key),
        None => reply,
    }
}
