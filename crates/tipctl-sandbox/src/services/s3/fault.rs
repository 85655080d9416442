//! S3's errors on the wire: codes, statuses and texts.

use crate::fault::Fault;

/// Why S3 refuses.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(super) enum S3Error {
    #[error("The specified bucket does not exist")]
    NoSuchBucket(String),
    #[error("The specified key does not exist.")]
    NoSuchKey(String),
    #[error("The bucket policy does not exist")]
    NoSuchBucketPolicy(String),
    #[error("Access Denied")]
    AccessDenied,
    // AWS: the text is unverified.
    #[error(
        "User: {who} is not authorized to perform: s3:PutBucketPolicy on resource: \"{bucket_arn}\" because public \
         policies are blocked by the BlockPublicPolicy block public access setting."
    )]
    PublicPolicy { who: String, bucket_arn: String },
    #[error(
        "The bucket you are attempting to access must be addressed using the specified endpoint. Please send all future \
         requests to this endpoint."
    )]
    Elsewhere { bucket: String, region: String },
    #[error("Your previous request to create the named bucket succeeded and you already own it.")]
    AlreadyOwned(String),
    #[error(
        "The requested bucket name is not available. The bucket namespace is shared by all users of the system. Please \
         select a different name and try again."
    )]
    Taken(String),
    #[error("The specified bucket is not valid.")]
    InvalidBucketName(String),
    #[error("The unspecified location constraint is incompatible for the region specific endpoint this request was sent to.")]
    Unlocated,
    #[error("The {0} location constraint is incompatible for the region specific endpoint this request was sent to.")]
    Mislocated(String),
    #[error("The bucket you tried to delete is not empty")]
    NotEmpty(String),
    #[error("{0}")]
    MalformedPolicy(String),
    #[error("{0}")]
    InvalidArgument(String),
}

// AWS: codes, statuses and texts are those of the S3 API reference, error responses.
impl From<S3Error> for Fault {
    fn from(error: S3Error) -> Self {
        let (code, status) = match &error {
            S3Error::NoSuchBucket(_) => ("NoSuchBucket", 404),
            S3Error::NoSuchKey(_) => ("NoSuchKey", 404),
            S3Error::NoSuchBucketPolicy(_) => ("NoSuchBucketPolicy", 404),
            S3Error::AccessDenied | S3Error::PublicPolicy { .. } => ("AccessDenied", 403),
            S3Error::Elsewhere { .. } => ("PermanentRedirect", 301),
            S3Error::AlreadyOwned(_) => ("BucketAlreadyOwnedByYou", 409),
            S3Error::Taken(_) => ("BucketAlreadyExists", 409),
            S3Error::InvalidBucketName(_) => ("InvalidBucketName", 400),
            S3Error::Unlocated | S3Error::Mislocated(_) => ("IllegalLocationConstraintException", 400),
            S3Error::NotEmpty(_) => ("BucketNotEmpty", 409),
            S3Error::MalformedPolicy(_) => ("MalformedPolicy", 400),
            S3Error::InvalidArgument(_) => ("InvalidArgument", 400),
        };
        let fault = Self::new(code, status, error.to_string());
        match error {
            S3Error::NoSuchKey(key) => fault.with("Key", key),
            S3Error::Elsewhere { bucket, region } => fault
                .with("Bucket", bucket.as_str())
                .with("Endpoint", format!("{bucket}.s3.{region}.amazonaws.com"))
                .with("Region", region),
            S3Error::NoSuchBucket(bucket)
            | S3Error::NoSuchBucketPolicy(bucket)
            | S3Error::AlreadyOwned(bucket)
            | S3Error::Taken(bucket)
            | S3Error::InvalidBucketName(bucket)
            | S3Error::NotEmpty(bucket) => fault.with("BucketName", bucket),
            _ => fault,
        }
    }
}
