//! Objects: their bytes, and what S3 keeps beside them.

use bytes::Bytes;
use md5::{Digest, Md5};
use serde::{Deserialize, Serialize};

/// What lies under one key of a bucket.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Object {
    #[serde(with = "content")]
    pub(crate) bytes: Bytes,
    /// With its quotation marks.
    pub(crate) etag: String,
    pub(crate) content_type: String,
    pub(crate) encryption: Encryption,
    /// The account that wrote it.
    pub(crate) owner_account_id: String,
    pub(crate) modified_at_ms: u64,
}

/// Which key of S3's or of the account's what is stored is encrypted with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub(crate) enum Encryption {
    /// S3's own keys: `AES256`.
    S3Managed,
    /// A key of KMS: `aws:kms`.
    Kms {
        /// As it was named; without it, the key `alias/aws/s3` of the account.
        key: Option<String>,
    },
}

impl Object {
    /// An object of `owner` that is written at `now_ms`.
    pub(crate) fn new(bytes: Bytes, encryption: Encryption, owner: &str, now_ms: u64) -> Self {
        Self {
            etag: etag(&bytes),
            bytes,
            content_type: "binary/octet-stream".to_owned(),
            encryption,
            owner_account_id: owner.to_owned(),
            modified_at_ms: now_ms,
        }
    }

    /// The same object with the type that its writer gave it.
    pub(crate) fn of_type(mut self, content_type: &str) -> Self {
        self.content_type = content_type.to_owned();
        self
    }
}

// AWS: the MD5 of the bytes for an object that is encrypted with S3's keys; of others the tag is another digest, which
// nobody is told.
fn etag(bytes: &[u8]) -> String {
    let digest = Md5::digest(bytes);
    let hex = digest.iter().map(|byte| format!("{byte:02x}")).collect::<String>();
    format!("\"{hex}\"")
}

/// Bytes in the state file: as text where they are text, else as hexadecimal.
mod content {
    use bytes::Bytes;
    use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

    #[derive(Serialize, Deserialize)]
    #[serde(rename_all = "snake_case")]
    enum Content {
        Text(String),
        Hex(String),
    }

    pub(super) fn serialize<S: Serializer>(bytes: &Bytes, serializer: S) -> Result<S::Ok, S::Error> {
        let content = match std::str::from_utf8(bytes) {
            Ok(text) => Content::Text(text.to_owned()),
            Err(_) => Content::Hex(bytes.iter().map(|byte| format!("{byte:02x}")).collect()),
        };
        content.serialize(serializer)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Bytes, D::Error> {
        match Content::deserialize(deserializer)? {
            Content::Text(text) => Ok(Bytes::from(text)),
            Content::Hex(digits) => {
                let bytes: Option<Vec<u8>> = digits.as_bytes().chunks(2).map(byte).collect();
                bytes.map(Bytes::from).ok_or_else(|| de::Error::custom("`hex` is not hexadecimal"))
            }
        }
    }

    fn byte(digits: &[u8]) -> Option<u8> {
        let digits = std::str::from_utf8(digits).ok().filter(|digits| digits.len() == 2)?;
        u8::from_str_radix(digits, 16).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn object(bytes: &'static [u8]) -> Object {
        Object::new(Bytes::from_static(bytes), Encryption::S3Managed, "111122223333", 7)
    }

    #[test]
    fn the_tag_is_the_digest_in_quotation_marks() {
        assert_eq!(object(b"hello").etag, "\"5d41402abc4b2a76b9719d911017c592\"");
    }

    #[test]
    fn text_and_other_bytes_survive_the_state_file() {
        for (bytes, written) in
            [(&b"a,b\n"[..], r#"{"text":"a,b\n"}"#), (&[0x1f, 0x8b, 0xff], r#"{"hex":"1f8bff"}"#)]
        {
            let object = object(bytes);
            let text = serde_json::to_string(&object).unwrap();
            assert!(text.contains(written), "{text}");
            assert_eq!(serde_json::from_str::<Object>(&text).unwrap(), object);
        }
    }
}
