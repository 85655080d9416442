//! Who something is granted to.

use std::fmt;

/// A user or a group of the workforce, by id.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Workforce {
    /// A user.
    User(String),
    /// A group.
    Group(String),
}

impl Workforce {
    /// The id, whichever it is.
    pub fn id(&self) -> &str {
        match self {
            Self::User(id) | Self::Group(id) => id,
        }
    }
}

/// Whoever Lake Formation or S3 Access Grants can grant something to.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Principal {
    /// Of the workforce.
    Workforce(Workforce),
    /// An IAM user or role, by ARN.
    Iam(String),
    /// Lake Formation's `IAM_ALLOWED_PRINCIPALS`: everyone whom IAM allows it.
    IamAllowed,
    /// Anything else that can be granted to: an account, an organization, as it is written.
    Other(String),
}

impl Principal {
    /// The principal that Lake Formation writes as `text`.
    ///
    /// AWS: users and groups are `arn:aws:identitystore:::user/ID` and `…:::group/ID` (facts/tip-chain.md L16). The ARN of
    /// one that is yet to be made is its reference, `group.analysts#arn`, and its id `group.analysts#id`.
    pub fn of(text: &str) -> Self {
        let yet_to_be_made = |kind: &str| {
            let address = text.strip_suffix("#arn").filter(|address| address.starts_with(kind))?;
            Some(format!("{address}#id"))
        };
        if let Some(id) = yet_to_be_made("user.") {
            return Self::Workforce(Workforce::User(id));
        }
        if let Some(id) = yet_to_be_made("group.") {
            return Self::Workforce(Workforce::Group(id));
        }
        match text.splitn(6, ':').collect::<Vec<_>>().as_slice() {
            ["arn", _, "identitystore", _, _, rest] => match rest.split_once('/') {
                Some(("user", id)) => Self::Workforce(Workforce::User(id.to_owned())),
                Some(("group", id)) => Self::Workforce(Workforce::Group(id.to_owned())),
                _ => Self::Other(text.to_owned()),
            },
            ["arn", _, "iam" | "sts", _, _, rest] if *rest != "root" => Self::Iam(text.to_owned()),
            _ if text == "IAM_ALLOWED_PRINCIPALS" => Self::IamAllowed,
            _ if text.starts_with("role.") && text.ends_with("#arn") => Self::Iam(text.to_owned()),
            _ => Self::Other(text.to_owned()),
        }
    }
}

/// As AWS knows it; what is yet to be made by its address: `user 1-2`, `group.analysts`.
impl fmt::Display for Principal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let yet_to_be_made = |text: &str| {
            let address = text.strip_suffix("#id").or_else(|| text.strip_suffix("#arn"));
            address.filter(|address| address.contains('.')).map(str::to_owned)
        };
        let (kind, text) = match self {
            Self::Workforce(Workforce::User(id)) => ("user ", id.as_str()),
            Self::Workforce(Workforce::Group(id)) => ("group ", id.as_str()),
            Self::IamAllowed => ("", "IAM_ALLOWED_PRINCIPALS"),
            Self::Iam(text) | Self::Other(text) => ("", text.as_str()),
        };
        match yet_to_be_made(text) {
            Some(address) => f.write_str(&address),
            None => write!(f, "{kind}{text}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn principals_are_told_apart() {
        let user = |id: &str| Principal::Workforce(Workforce::User(id.to_owned()));
        let group = |id: &str| Principal::Workforce(Workforce::Group(id.to_owned()));
        for (text, principal) in [
            ("arn:aws:identitystore:::user/1-2", user("1-2")),
            ("arn:aws:identitystore:::group/1-2", group("1-2")),
            ("user.alice#arn", user("user.alice#id")),
            ("group.analysts#arn", group("group.analysts#id")),
            ("role.keeper#arn", Principal::Iam("role.keeper#arn".to_owned())),
            ("IAM_ALLOWED_PRINCIPALS", Principal::IamAllowed),
            ("111122223333", Principal::Other("111122223333".to_owned())),
            ("arn:aws:iam::111122223333:root", Principal::Other("arn:aws:iam::111122223333:root".to_owned())),
        ] {
            assert_eq!(Principal::of(text), principal, "{text}");
        }
    }

    #[test]
    fn what_is_yet_to_be_made_is_shown_by_its_address() {
        for (text, shown) in [
            ("arn:aws:identitystore:::user/1-2", "user 1-2"),
            ("group.analysts#arn", "group.analysts"),
            ("role.keeper#arn", "role.keeper"),
            ("arn:aws:iam::111122223333:role/etl", "arn:aws:iam::111122223333:role/etl"),
        ] {
            assert_eq!(Principal::of(text).to_string(), shown);
        }
    }
}
