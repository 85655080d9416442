//! The members of S3's operations. Those of a request come from its path, its query and its headers, under their names.

use serde::{Deserialize, Serialize};

use super::object::Encryption;
use crate::wire::Iso8601;

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(super) struct ListBuckets {
    pub(super) prefix: Option<String>,
    pub(super) bucket_region: Option<String>,
    pub(super) max_buckets: Option<i64>,
    pub(super) continuation_token: Option<String>,
}

/// A bucket and nothing else.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct OneBucket {
    #[serde(rename = "Bucket")]
    pub(super) bucket: String,
    #[serde(rename = "x-amz-expected-bucket-owner")]
    pub(super) expected_owner: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CreateBucket {
    #[serde(rename = "Bucket")]
    pub(super) bucket: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(super) struct CreateBucketConfiguration {
    pub(super) location_constraint: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(super) struct ListObjects {
    #[serde(rename = "Bucket")]
    pub(super) bucket: String,
    #[serde(rename = "x-amz-expected-bucket-owner")]
    pub(super) expected_owner: Option<String>,
    #[serde(default)]
    pub(super) prefix: String,
    pub(super) delimiter: Option<String>,
    pub(super) max_keys: Option<i64>,
    pub(super) continuation_token: Option<String>,
    pub(super) start_after: Option<String>,
    pub(super) encoding_type: Option<EncodingType>,
    pub(super) fetch_owner: Option<bool>,
}

/// How keys are written in a listing.
#[derive(Debug, Clone, Copy, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum EncodingType {
    Url,
}

/// An object, to be read or deleted.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct OneObject {
    #[serde(rename = "Bucket")]
    pub(super) bucket: String,
    #[serde(rename = "Key")]
    pub(super) key: String,
    #[serde(rename = "x-amz-expected-bucket-owner")]
    pub(super) expected_owner: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PutObject {
    #[serde(rename = "Bucket")]
    pub(super) bucket: String,
    #[serde(rename = "Key")]
    pub(super) key: String,
    #[serde(rename = "x-amz-expected-bucket-owner")]
    pub(super) expected_owner: Option<String>,
    #[serde(rename = "x-amz-server-side-encryption")]
    pub(super) algorithm: Option<Algorithm>,
    #[serde(rename = "x-amz-server-side-encryption-aws-kms-key-id")]
    pub(super) kms_key: Option<String>,
}

/// A way of encrypting what is stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Algorithm {
    #[serde(rename = "AES256")]
    S3Managed,
    #[serde(rename = "aws:kms")]
    Kms,
}

impl Algorithm {
    /// As headers and documents name it.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::S3Managed => "AES256",
            Self::Kms => "aws:kms",
        }
    }
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(super) struct EncryptionConfiguration {
    pub(super) rule: EncryptionRule,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(super) struct EncryptionRule {
    pub(super) apply_server_side_encryption_by_default: EncryptionDefault,
    pub(super) bucket_key_enabled: Option<bool>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct EncryptionDefault {
    #[serde(rename = "SSEAlgorithm")]
    pub(super) algorithm: Algorithm,
    #[serde(rename = "KMSMasterKeyID")]
    pub(super) kms_key: Option<String>,
}

impl EncryptionConfiguration {
    pub(super) fn new(encryption: &Encryption) -> Self {
        let (algorithm, kms_key) = named(encryption);
        let by_default = EncryptionDefault { algorithm, kms_key };
        // AWS: bucket keys are off unless asked for.
        let rule = EncryptionRule {
            apply_server_side_encryption_by_default: by_default,
            bucket_key_enabled: Some(false),
        };
        Self { rule }
    }
}

/// The algorithm of an encryption, and its key.
pub(super) fn named(encryption: &Encryption) -> (Algorithm, Option<String>) {
    match encryption {
        Encryption::S3Managed => (Algorithm::S3Managed, None),
        Encryption::Kms { key } => (Algorithm::Kms, key.clone()),
    }
}

/// The encryption that an algorithm and a key ask for. Only KMS has keys to name.
pub(super) fn encryption(algorithm: Algorithm, key: Option<String>) -> Result<Encryption, &'static str> {
    match (algorithm, key) {
        (Algorithm::Kms, key) => Ok(Encryption::Kms { key }),
        (Algorithm::S3Managed, None) => Ok(Encryption::S3Managed),
        (Algorithm::S3Managed, Some(_)) => {
            Err("a KMSMasterKeyID is not applicable if the default sse algorithm is not aws:kms")
        }
    }
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct ListBucketsResult {
    pub(super) owner: Owner,
    pub(super) buckets: Buckets,
    pub(super) prefix: Option<String>,
    pub(super) continuation_token: Option<String>,
}

#[derive(Serialize)]
pub(super) struct Owner {
    #[serde(rename = "ID")]
    pub(super) id: String,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Buckets {
    pub(super) bucket: Vec<BucketMembers>,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct BucketMembers {
    pub(super) name: String,
    pub(super) creation_date: Iso8601,
    pub(super) bucket_region: String,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct ListObjectsResult {
    pub(super) name: String,
    pub(super) prefix: String,
    pub(super) delimiter: Option<String>,
    pub(super) start_after: Option<String>,
    pub(super) continuation_token: Option<String>,
    pub(super) next_continuation_token: Option<String>,
    pub(super) encoding_type: Option<EncodingType>,
    pub(super) key_count: usize,
    pub(super) max_keys: usize,
    pub(super) is_truncated: bool,
    pub(super) contents: Vec<ObjectMembers>,
    pub(super) common_prefixes: Vec<CommonPrefix>,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct ObjectMembers {
    pub(super) key: String,
    pub(super) last_modified: Iso8601,
    #[serde(rename = "ETag")]
    pub(super) etag: String,
    pub(super) size: usize,
    pub(super) storage_class: &'static str,
    pub(super) owner: Option<Owner>,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct CommonPrefix {
    pub(super) prefix: String,
}
