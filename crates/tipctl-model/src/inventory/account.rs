//! What the chain uses and tipctl does not make: buckets, keys, trails; and who looks at it.

use std::collections::BTreeSet;

use super::{Known, Sight, Workforce};
use crate::{Address, Value};

/// How something is encrypted.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Encryption {
    /// `sse-s3`, `sse-kms` or `cse-kms`.
    pub mode: String,
    /// The KMS key, as an ARN or an id, where one is named.
    pub key: Option<String>,
}

/// A bucket. By default nothing is known of it.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Bucket {
    /// Whether it belongs to the account; none where that is not known. S3 does not say to whom else.
    pub is_own: Option<bool>,
    /// Its region; none where it may not be read.
    pub region: Option<String>,
    /// How its objects are encrypted when nobody says; none where it may not be read.
    pub encryption: Option<Encryption>,
    /// Its policy, a [`Value::Map`] in the provider's canonical form, or a text that is no JSON.
    pub policy: Sight<Value>,
}

/// A KMS key.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct KmsKey {
    /// Its ARN; what names it may be an id or an alias.
    pub arn: String,
    /// Whether AWS manages it.
    pub is_aws_managed: bool,
    /// Whether it can be used.
    pub is_enabled: bool,
    /// Its key policy.
    pub policy: Sight<Value>,
}

/// A trail of CloudTrail.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Trail {
    /// Whether it is logging.
    pub is_logging: bool,
    /// The bucket that it writes to.
    pub bucket: String,
    /// The prefix within it.
    pub prefix: String,
    /// ARN prefixes of the S3 objects whose reads and writes it records; `arn:aws:s3` for all.
    pub s3_data: BTreeSet<String>,
}

/// A program that queries for a user.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Client {
    /// The section of the spec that means it.
    pub from: Option<Address>,
    /// The name of the workgroup that it queries through, where it names one.
    pub workgroup: Option<String>,
    /// The ARN of its application in Identity Center, where it has one.
    pub application: Option<String>,
    /// The ARN of the role that it has while it asks for a user's session.
    pub application_role: Option<String>,
    /// The ARN of the role that a user's session has.
    pub access_role: Option<String>,
    /// Whose tokens its application exchanges, and which.
    pub tokens: Sight<Vec<Tokens>>,
    /// Who may exchange tokens in its application's name: a policy that names principals; absent where nobody may.
    pub actors: Sight<Value>,
    /// Who may use it.
    pub users: BTreeSet<Workforce>,
    /// What its tokens are for: the applications (ARNs) that each scope reaches, by scope; every one where it names none.
    pub scopes: Known<BTreeSet<String>>,
}

/// The tokens of one issuer that an application exchanges.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Tokens {
    /// The ARN of the trusted token issuer.
    pub issuer: String,
    /// What their claim `aud` may be.
    pub audiences: BTreeSet<String>,
}

/// Who read the account.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Caller {
    /// The ARN of the IAM user or role, without the session's name.
    pub arn: String,
}
