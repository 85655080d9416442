//! Tags of a studio.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::fault::EmrError;
use crate::constraint::length;

/// The tags of one studio: values by key.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub(super) struct Tags(BTreeMap<String, String>);

/// A tag, as the member `Tag` on the wire.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(super) struct Tag {
    pub(super) key: String,
    pub(super) value: Option<String>,
}

impl Tags {
    /// The tags as they are shown.
    pub(super) fn shown(&self) -> Vec<Tag> {
        self.0.iter().map(|(key, value)| Tag { key: key.clone(), value: Some(value.clone()) }).collect()
    }

    /// Adds tags, overwriting those with the same keys.
    // AWS: keys that begin `aws:` are refused (facts/aws-identity.md §7).
    pub(super) fn put(&mut self, tags: Vec<Tag>) -> Result<(), EmrError> {
        for tag in tags {
            let value = tag.value.unwrap_or_default();
            length("tags.key", &tag.key, 1..=128)?;
            length("tags.value", &value, 0..=256)?;
            if tag.key.to_ascii_lowercase().starts_with("aws:") {
                return Err(EmrError::Refused(format!(
                    "The tag key {} begins with the reserved aws:.",
                    tag.key
                )));
            }
            self.0.insert(tag.key, value);
        }
        Ok(())
    }

    /// Takes off the tags with these keys, as far as there are any.
    pub(super) fn remove(&mut self, keys: &[String]) {
        self.0.retain(|key, _| !keys.contains(key));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tag(key: &str, value: &str) -> Tag {
        Tag { key: key.to_owned(), value: Some(value.to_owned()) }
    }

    #[test]
    fn tags_are_overwritten_and_removed_by_key() {
        let mut tags = Tags::default();
        tags.put(vec![tag("team", "a"), tag("stage", "x")]).unwrap();
        tags.put(vec![tag("team", "b")]).unwrap();
        assert_eq!(tags.shown(), [tag("stage", "x"), tag("team", "b")]);
        tags.remove(&["stage".to_owned(), "missing".to_owned()]);
        assert_eq!(tags.shown(), [tag("team", "b")]);
        assert!(tags.put(vec![tag("AWS:x", "")]).is_err());
        assert!(tags.put(vec![tag("", "")]).is_err());
    }
}
