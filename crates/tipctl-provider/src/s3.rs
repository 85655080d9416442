//! Places in S3, as a spec writes them: `s3://bucket/prefix/`.

use tipctl_model::Flaw;

/// A bucket, or a part of one.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Path {
    /// The bucket's name; empty for `s3://`, which is every bucket.
    pub bucket: String,
    /// What the keys begin with, ending with a slash; empty for the whole bucket.
    pub prefix: String,
}

impl Path {
    /// The folder that `text` names, as `s3://bucket/prefix/` or as an ARN; the last slash may be left out.
    #[must_use]
    pub fn folder(text: &str) -> Option<Self> {
        let of_arn = || text.starts_with("arn:").then(|| text.split_once(":s3:::")).flatten();
        let rest = text.strip_prefix("s3://").or_else(|| of_arn().map(|(_, rest)| rest))?;
        let (bucket, prefix) = rest.split_once('/').unwrap_or((rest, ""));
        let end = if prefix.is_empty() || prefix.ends_with('/') { "" } else { "/" };
        Some(Self { bucket: bucket.to_owned(), prefix: format!("{prefix}{end}") })
    }

    /// The ARN of the bucket.
    #[must_use]
    pub fn bucket_arn(&self, partition: &str) -> String {
        format!("arn:{partition}:s3:::{}", if self.bucket.is_empty() { "*" } else { &self.bucket })
    }

    /// The ARN of the objects below it whose keys go on with `rest`: `*` for all.
    #[must_use]
    pub fn objects_arn(&self, partition: &str, rest: &str) -> String {
        format!("{}/{}{rest}", self.bucket_arn(partition), self.prefix)
    }
}

/// Everything that is wrong with `text`, a folder in S3 that stands at `path`, as flaws with `code`.
#[must_use]
pub fn flaws(text: &str, code: &'static str, path: &str) -> Vec<Flaw> {
    let Some(place) = Path::folder(text).filter(|_| text.starts_with("s3://")) else {
        return vec![
            Flaw::new(code, path, format!("`{text}` is not a place in S3"))
                .help(format!("{path} = \"s3://bucket/prefix/\"")),
        ];
    };
    if !is_bucket(&place.bucket) {
        let rule = "3 to 63 lowercase letters, digits, dots and hyphens, with a letter or digit at both ends";
        return vec![Flaw::new(
            code,
            path,
            format!("`{}` cannot be a bucket; its name is {rule}", place.bucket),
        )];
    }
    // AWS: a scope without the slash is another scope, and one that also covers its neighbours' names, so the spec has
    // one spelling (facts/aws-data.md §9.2, unverified).
    if !text.ends_with('/') {
        return vec![
            Flaw::new(code, path, format!("`{text}` is a folder, and a folder ends with a slash"))
                .help(format!("{path} = \"{text}/\"")),
        ];
    }
    Vec::new()
}

fn is_bucket(name: &str) -> bool {
    let edge = |byte: Option<u8>| byte.is_some_and(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit());
    (3..=63).contains(&name.len())
        && name.bytes().all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'.' | b'-'))
        && edge(name.bytes().next())
        && edge(name.bytes().last())
        && !name.contains("..")
        && name.parse::<std::net::Ipv4Addr>().is_err()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_become_arns() {
        let cases = [
            ("s3://acme-lake/sales/", "arn:aws:s3:::acme-lake", "arn:aws:s3:::acme-lake/sales/*"),
            ("s3://acme-lake/", "arn:aws:s3:::acme-lake", "arn:aws:s3:::acme-lake/*"),
            ("s3://acme-lake", "arn:aws:s3:::acme-lake", "arn:aws:s3:::acme-lake/*"),
            ("s3://acme-lake/sales", "arn:aws:s3:::acme-lake", "arn:aws:s3:::acme-lake/sales/*"),
            ("arn:aws:s3:::acme-lake/sales", "arn:aws:s3:::acme-lake", "arn:aws:s3:::acme-lake/sales/*"),
            ("s3://", "arn:aws:s3:::*", "arn:aws:s3:::*/*"),
        ];
        for (text, bucket, objects) in cases {
            let path = Path::folder(text).unwrap();
            assert_eq!(
                (path.bucket_arn("aws").as_str(), path.objects_arn("aws", "*").as_str()),
                (bucket, objects)
            );
        }
        assert_eq!(Path::folder("acme-lake/sales/"), None);
    }

    #[test]
    fn a_folder_has_one_spelling() {
        for good in ["s3://acme-lake/", "s3://acme.lake-2/sales/orders/"] {
            assert_eq!(flaws(good, "location::path", "path"), []);
        }
        for bad in [
            "acme",
            "s3://Acme/",
            "s3://ab/",
            "s3://10.0.0.1/",
            "s3://a..b/",
            "s3://-abc/",
            "s3:///x/",
            "s3://acme",
        ] {
            assert_eq!(flaws(bad, "location::path", "path").len(), 1, "{bad}");
        }
    }
}
