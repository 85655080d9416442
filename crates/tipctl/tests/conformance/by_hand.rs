//! What others do in the account, without tipctl.

use bytes::Bytes;
use http::request::Builder;
use serde_json::json;

use crate::world::World;

/// Makes a trail that records what is read and written in every bucket.
pub(crate) fn make_trail(world: &World) {
    let bucket = "other-results";
    let service = json!({ "Service": "cloudtrail.amazonaws.com" });
    let policy = json!({ "Version": "2012-10-17", "Statement": [
        { "Effect": "Allow", "Principal": service, "Action": "s3:GetBucketAcl", "Resource": format!("arn:aws:s3:::{bucket}") },
        { "Effect": "Allow", "Principal": service, "Action": "s3:PutObject", "Resource": format!("arn:aws:s3:::{bucket}/AWSLogs/111122223333/*") },
    ] });
    send(world, put(&format!("/{bucket}?policy")), "s3", policy.to_string());
    let selector = json!({ "FieldSelectors": [
        { "Field": "eventCategory", "Equals": ["Data"] },
        { "Field": "resources.type", "Equals": ["AWS::S3::Object"] },
    ] });
    for (operation, input) in [
        ("CreateTrail", json!({ "Name": "audit", "S3BucketName": bucket })),
        ("PutEventSelectors", json!({ "TrailName": "audit", "AdvancedEventSelectors": [selector] })),
        ("StartLogging", json!({ "Name": "audit" })),
    ] {
        let request = target(&format!("CloudTrail_20131101.{operation}"));
        send(world, request, "cloudtrail", input.to_string());
    }
}

/// Lets a key of the account encrypt what is put into `bucket`.
pub(crate) fn encrypt(world: &World, bucket: &str) {
    let by = "<SSEAlgorithm>aws:kms</SSEAlgorithm><KMSMasterKeyID>alias/acme-data</KMSMasterKeyID>";
    let rule =
        format!("<Rule><ApplyServerSideEncryptionByDefault>{by}</ApplyServerSideEncryptionByDefault></Rule>");
    let body = format!("<ServerSideEncryptionConfiguration>{rule}</ServerSideEncryptionConfiguration>");
    send(world, put(&format!("/{bucket}?encryption")), "s3", body);
}

/// Deletes a user of the directory.
pub(crate) fn delete_user(world: &World, store: &str, id: &str) {
    let input = json!({ "IdentityStoreId": store, "UserId": id });
    send(world, target("AWSIdentityStore.DeleteUser"), "identitystore", input.to_string());
}

fn put(path: &str) -> Builder {
    http::Request::put(path).header("host", "s3.ap-northeast-1.amazonaws.com")
}

fn target(operation: &str) -> Builder {
    let request = http::Request::post("/").header("content-type", "application/x-amz-json-1.1");
    request.header("x-amz-target", operation)
}

fn send(world: &World, request: Builder, service: &str, body: String) {
    let scope = format!("AKIASANDBOXOPERATOR/20260101/ap-northeast-1/{service}/aws4_request");
    let signed = format!("AWS4-HMAC-SHA256 Credential={scope}, SignedHeaders=host, Signature=00");
    let request = request.header("authorization", signed).body(Bytes::from(body)).expect("it is a request");
    let response = world.sandbox.answer(&request);
    let text = String::from_utf8_lossy(response.body()).into_owned();
    assert!(response.status().is_success(), "{service}: {text}");
}
