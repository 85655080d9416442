//! What is asked of a policy.

use std::borrow::Cow;

/// One call: an action on a resource, in a context.
#[derive(Clone, Copy, Debug)]
pub struct Request<'a> {
    /// The action, `s3:GetObject`.
    pub action: &'a str,
    /// The ARN of the resource; with `/*` at its end, of whatever is in that folder, and with `/**`, of whatever is below it.
    pub resource: &'a str,
    /// What is known about the call.
    pub context: &'a Context,
}

/// The resource of a request as a person knows it: several objects with one `*`, at whatever depth.
pub(crate) fn named(resource: &str) -> Cow<'_, str> {
    match resource.strip_suffix("/**") {
        Some(folder) => Cow::Owned(format!("{folder}/*")),
        None => Cow::Borrowed(resource),
    }
}

/// What is known about a call: the condition keys that it has, and their values.
///
/// A key that is not among them is absent, but for those that AWS knows and an inventory cannot hold, such as
/// `aws:SourceIp`: of these nothing can be said.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Context {
    /// What was said of a key last comes first.
    keys: Vec<(Cow<'static, str>, Held)>,
}

#[derive(Clone, PartialEq, Eq, Debug)]
enum Held {
    Values(Vec<String>),
    Nothing,
    OtherThan(String),
    Something,
}

/// What a context says of one key.
pub(super) enum Presence<'a> {
    There(&'a [String]),
    /// It has one value, and that is not this one.
    OtherThan(&'a str),
    Absent,
    Unsure,
}

/// Keys, or beginnings of keys, that AWS fills and no inventory holds. In lower case.
const BEYOND: &[&str] = &[
    "aws:currenttime",
    "aws:epochtime",
    "aws:multifactorauth",
    "aws:principalisawsservice",
    "aws:principalorg",
    "aws:principalservicename",
    "aws:principaltag/",
    "aws:referer",
    "aws:requestedregion",
    "aws:requesttag/",
    "aws:resourceorg",
    "aws:resourcetag/",
    "aws:securetransport",
    "aws:sourceidentity",
    "aws:sourceip",
    "aws:sourceorg",
    "aws:sourcevpc",
    "aws:tagkeys",
    "aws:tokenissuetime",
    "aws:useragent",
    "aws:userid",
    "aws:viaawsservice",
    "aws:vpcsourceip",
    "iam:resourcetag/",
    "kms:",
    "s3:existingobjecttag/",
    "s3:x-amz-",
    "sts:externalid",
    "sts:rolesessionname",
    "sts:sourceidentity",
    "sts:transitivetagkeys",
];

impl Context {
    /// The same context with `key`, which has one value.
    #[must_use]
    pub fn with(self, key: impl Into<Cow<'static, str>>, value: impl Into<String>) -> Self {
        self.with_held(key, Held::Values(vec![value.into()]))
    }

    /// The same context with `key`, which has one value that is not known, but for not being `value`.
    #[must_use]
    pub fn with_other_than(self, key: &'static str, value: impl Into<String>) -> Self {
        self.with_held(key, Held::OtherThan(value.into()))
    }

    /// The same context with `key`, of which nobody knows what it holds.
    #[must_use]
    pub fn with_unknown(self, key: impl Into<Cow<'static, str>>) -> Self {
        self.with_held(key, Held::Something)
    }

    /// The same context without `key`, which it is known not to have.
    #[must_use]
    pub fn without(self, key: &'static str) -> Self {
        self.with_held(key, Held::Nothing)
    }

    fn with_held(mut self, key: impl Into<Cow<'static, str>>, held: Held) -> Self {
        self.keys.insert(0, (key.into(), held));
        self
    }

    /// What it says of `key`, whose case has no meaning.
    pub(super) fn see(&self, key: &str) -> Presence<'_> {
        match self.keys.iter().find(|(known, _)| known.eq_ignore_ascii_case(key)) {
            Some((_, Held::Values(values))) => return Presence::There(values),
            Some((_, Held::OtherThan(value))) => return Presence::OtherThan(value),
            Some((_, Held::Something)) => return Presence::Unsure,
            Some((_, Held::Nothing)) => return Presence::Absent,
            None => {}
        }
        let key = key.to_ascii_lowercase();
        if BEYOND.iter().any(|beginning| key.starts_with(beginning)) {
            Presence::Unsure
        } else {
            Presence::Absent
        }
    }
}
