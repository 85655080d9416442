//! A group or a user of the workforce, as a spec names one.

use tipctl_model::Value;

/// A group or a user.
pub(in crate::kinds) struct Principal {
    /// Their id in the directory, or a reference to it.
    pub(in crate::kinds) id: Value,
    /// `group` or `user`.
    pub(in crate::kinds) word: &'static str,
    /// What a label made of them says: `group.analysts`.
    pub(in crate::kinds) name: String,
}

impl Principal {
    /// Whom `value` names: a reference to a group or a user, or the ARN of one.
    pub(in crate::kinds) fn of(value: &Value) -> Option<Self> {
        match value {
            Value::Pending(reference) => {
                let word = word(reference.address.kind.0)?;
                Some(Self { id: value.clone(), word, name: reference.address.to_string() })
            }
            Value::Text(arn) => {
                let (word, id) = of_arn(arn)?;
                Some(Self { id: Value::text(id), word, name: format!("{word}.{id}") })
            }
            _ => None,
        }
    }
}

/// The kind and the id in `arn:aws:identitystore:::group/<id>`.
pub(in crate::kinds) fn of_arn(arn: &str) -> Option<(&'static str, &str)> {
    let (service, resource) = arn.strip_prefix("arn:")?.split_once(":::")?;
    let (kind, id) = resource.split_once('/')?;
    let word = word(kind)?;
    (service.ends_with(":identitystore") && is_id(id)).then_some((word, id))
}

fn word(kind: &str) -> Option<&'static str> {
    ["group", "user"].into_iter().find(|word| *word == kind)
}

/// Whether `text` is an id of the directory: a GUID, after ten more digits and a hyphen in old directories
/// (facts/tip-chain.md L2).
pub(in crate::kinds) fn is_id(text: &str) -> bool {
    let groups: Vec<usize> = text.split('-').map(str::len).collect();
    text.bytes().all(|byte| byte.is_ascii_hexdigit() || byte == b'-')
        && [&[8, 4, 4, 4, 12][..], &[10, 8, 4, 4, 4, 12]].contains(&groups.as_slice())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arns_say_who_it_is() {
        const ID: &str = "a4b8c4d8-0051-70a3-1a2b-0123456789ab";
        let found = |arn: &str| of_arn(arn).map(|(word, id)| (word, id.to_owned()));
        assert_eq!(found(&format!("arn:aws:identitystore:::group/{ID}")), Some(("group", ID.to_owned())));
        assert_eq!(
            found(&format!("arn:aws-cn:identitystore:::user/0123456789-{ID}")),
            Some(("user", format!("0123456789-{ID}")))
        );
        for not in ["arn:aws:identitystore:::membership/x", "arn:aws:iam::111122223333:role/x", ID, "group/x"]
        {
            assert_eq!(found(not), None, "{not}");
        }
    }
}
