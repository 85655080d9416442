//! Places in S3.

/// A bucket and a prefix in it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Path<'a> {
    /// The bucket; empty for all of S3.
    pub bucket: &'a str,
    /// What keys begin with; empty for the whole bucket.
    pub prefix: &'a str,
}

impl<'a> Path<'a> {
    /// The place that `s3://bucket/prefix/` means.
    pub fn of(text: &'a str) -> Option<Self> {
        let rest = text.strip_prefix("s3://")?;
        let (bucket, prefix) = rest.split_once('/').unwrap_or((rest, ""));
        Some(Self { bucket, prefix })
    }

    /// The ARN of the bucket.
    pub fn bucket_arn(&self, partition: &str) -> String {
        format!("arn:{partition}:s3:::{}", self.bucket)
    }

    /// What stands for the ARN of whatever object is in here, and no deeper.
    pub fn objects_here(&self, partition: &str) -> String {
        let slash = if self.prefix.is_empty() || self.prefix.ends_with('/') { "" } else { "/" };
        format!("arn:{partition}:s3:::{}/{}{slash}*", self.bucket, self.prefix)
    }

    /// What stands for the ARN of whatever object is below.
    pub fn objects_below(&self, partition: &str) -> String {
        format!("{}*", self.objects_here(partition))
    }
}

/// `s3://bucket/prefix` with a slash at the end.
pub fn folder(text: &str) -> String {
    if text.ends_with('/') { text.to_owned() } else { format!("{text}/") }
}
