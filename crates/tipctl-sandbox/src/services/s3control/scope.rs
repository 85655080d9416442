//! The S3 paths of locations and grants: `s3://bucket`, `s3://bucket/prefix`, `s3://bucket/prefix*`.

use crate::call::Call;

/// A path within one bucket.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Scope<'a> {
    bucket: &'a str,
}

impl<'a> Scope<'a> {
    /// Reads a path, or says what is wrong with it.
    pub(super) fn read(text: &'a str) -> Result<Self, String> {
        let path = text.strip_prefix("s3://").filter(|_| text.len() <= 2000);
        let path = path.ok_or_else(|| format!("{text} is not an S3 path"))?;
        let bucket = path.split(['/', '*']).next().unwrap_or_default();
        let fits = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b".-".contains(&byte);
        if (3..=63).contains(&bucket.len()) && bucket.bytes().all(fits) {
            return Ok(Self { bucket });
        }
        Err(format!("{text} does not name a bucket"))
    }

    /// Refuses a bucket that does not exist or is in another region.
    // AWS: facts/aws-data.md §9.2, facts/tip-chain.md L12.
    pub(super) fn check_bucket(&self, call: &Call<'_>) -> Result<(), String> {
        match call.account.surroundings.buckets.get(self.bucket) {
            Some(bucket) if bucket.region == call.region => Ok(()),
            Some(_) => Err(format!("Bucket {} is in another region", self.bucket)),
            None => Err(format!("Bucket {} does not exist", self.bucket)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_names_a_bucket() {
        for (text, bucket) in [
            ("s3://acme-lake", Some("acme-lake")),
            ("s3://acme-lake/*", Some("acme-lake")),
            ("s3://acme-lake/sales*", Some("acme-lake")),
            ("s3://acme-lake*", Some("acme-lake")),
            ("s3://", None),
            ("s3:///sales", None),
            ("s3://Acme", None),
            ("acme-lake/sales", None),
        ] {
            assert_eq!(Scope::read(text).ok(), bucket.map(|bucket| Scope { bucket }), "{text}");
        }
    }
}
