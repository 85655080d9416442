//! Tags of a role or a managed policy.

use serde::{Deserialize, Serialize};

use super::fault::IamError;

const MOST: usize = 50;

/// A tag. Also the member `Tag` on the wire.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(crate) struct Tag {
    pub(crate) key: String,
    pub(crate) value: String,
}

/// The tags of one object, in the order of their keys. Keys differ in more than case.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub(crate) struct Tags(Vec<Tag>);

impl Tags {
    pub(super) fn iter(&self) -> impl Iterator<Item = &Tag> {
        self.0.iter()
    }

    /// Adds tags, overwriting those with the same keys. `quota` is the name of the quota on their number.
    pub(super) fn put(&mut self, tags: Vec<Tag>, quota: &'static str) -> Result<(), IamError> {
        for (at, tag) in tags.iter().enumerate() {
            check(tag)?;
            if tags.iter().skip(at + 1).any(|other| other.key.eq_ignore_ascii_case(&tag.key)) {
                let text = "Duplicate tag keys found. Please note that Tag keys are case insensitive.";
                return Err(IamError::InvalidInput(text.to_owned()));
            }
        }
        for tag in tags {
            self.remove(&tag.key);
            self.0.push(tag);
        }
        self.0.sort_by(|one, other| one.key.cmp(&other.key));
        if self.0.len() > MOST {
            return Err(IamError::Quota { quota, limit: MOST });
        }
        Ok(())
    }

    /// Takes off the tag with this key, if there is one.
    pub(super) fn remove(&mut self, key: &str) {
        self.0.retain(|tag| !tag.key.eq_ignore_ascii_case(key));
    }
}

fn check(tag: &Tag) -> Result<(), IamError> {
    let too_long = |member, value: &str, most: usize| IamError::Validation {
        member,
        value: value.to_owned(),
        constraint: format!("Member must have length less than or equal to {most}"),
    };
    if tag.key.is_empty() || tag.key.chars().count() > 128 {
        return Err(too_long("tags.1.member.key", &tag.key, 128));
    }
    if tag.value.chars().count() > 256 {
        return Err(too_long("tags.1.member.value", &tag.value, 256));
    }
    let allowed = |character: char| character.is_alphanumeric() || " _.:/=+-@".contains(character);
    if !tag.key.chars().all(allowed) || !tag.value.chars().all(allowed) {
        return Err(IamError::Validation {
            member: "tags.1.member",
            value: format!("{}={}", tag.key, tag.value),
            constraint: r"Member must satisfy regular expression pattern: [\p{L}\p{Z}\p{N}_.:/=+\-@]*".to_owned(),
        });
    }
    if tag.key.to_ascii_lowercase().starts_with("aws:") {
        return Err(IamError::InvalidInput("System tags cannot be added, updated or removed.".to_owned()));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tag(key: &str, value: &str) -> Tag {
        Tag { key: key.to_owned(), value: value.to_owned() }
    }

    #[test]
    fn a_key_is_one_whatever_its_case() {
        let mut tags = Tags::default();
        tags.put(vec![tag("Team", "a"), tag("app", "x")], "TagsPerRole").unwrap();
        tags.put(vec![tag("team", "b")], "TagsPerRole").unwrap();
        assert_eq!(tags.iter().cloned().collect::<Vec<_>>(), [tag("app", "x"), tag("team", "b")]);
        assert!(tags.put(vec![tag("k", "1"), tag("K", "2")], "TagsPerRole").is_err());
        tags.remove("TEAM");
        assert_eq!(tags.iter().count(), 1);
    }

    #[test]
    fn fifty_is_the_most() {
        let mut tags = Tags::default();
        let many = (0..51).map(|at| tag(&format!("k{at}"), "")).collect();
        assert_eq!(tags.put(many, "TagsPerRole"), Err(IamError::Quota { quota: "TagsPerRole", limit: 50 }));
    }
}
