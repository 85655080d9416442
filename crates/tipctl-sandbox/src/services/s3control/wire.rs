//! What the operations of S3 Access Grants have in common on the wire: tags, and lists of elements.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::fault::AccessGrantsError;
use super::state::Tags;
use crate::call::Call;

const TAGS: usize = 50;
const LARGEST_PAGE: usize = 1000;

/// A request with nothing but the account.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(super) struct NameAccount {
    pub(super) account_id: String,
}

/// Tags as they are sent: an element for each.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(super) struct TagsSent {
    #[serde(default)]
    tag: Vec<Tag>,
}

/// Tags as they are read.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct TagsRead {
    tag: Vec<Tag>,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
struct Tag {
    key: String,
    value: String,
}

impl TagsSent {
    /// Tags by key, of which none is given twice.
    pub(super) fn checked(self) -> Result<Tags, AccessGrantsError> {
        let mut checked = BTreeMap::new();
        for Tag { key, value } in self.tag {
            let fits = (1..=128).contains(&key.chars().count()) && value.chars().count() <= 256;
            if !fits || key.starts_with("aws:") || checked.insert(key.clone(), value).is_some() {
                return Err(AccessGrantsError::InvalidTag(key));
            }
        }
        check_number(&checked)?;
        Ok(checked)
    }
}

impl From<&Tags> for TagsRead {
    fn from(tags: &Tags) -> Self {
        let tag = |(key, value): (&String, &String)| Tag { key: key.clone(), value: value.clone() };
        Self { tag: tags.iter().map(tag).collect() }
    }
}

/// Refuses more tags than a resource may have.
pub(super) fn check_number(tags: &Tags) -> Result<(), AccessGrantsError> {
    if tags.len() > TAGS { Err(AccessGrantsError::TooManyTags(TAGS)) } else { Ok(()) }
}

/// Refuses an account other than the caller's.
pub(super) fn own_account(call: &Call<'_>, account_id: &str) -> Result<(), AccessGrantsError> {
    if account_id == call.account.id { Ok(()) } else { Err(AccessGrantsError::AccessDenied) }
}

// AWS: a page holds at most 1000; 0 is within the model's bounds and asks for nothing (facts/aws-data.md §9.2).
pub(super) fn page_limit(max_results: Option<i64>) -> Result<usize, AccessGrantsError> {
    match max_results.map(usize::try_from) {
        None | Some(Ok(0)) => Ok(LARGEST_PAGE),
        Some(Ok(limit)) if limit <= LARGEST_PAGE => Ok(limit),
        Some(_) => Err(AccessGrantsError::invalid("maxResults must be between 0 and 1000")),
    }
}

pub(super) fn bad_token() -> AccessGrantsError {
    AccessGrantsError::invalid("The continuation token is not valid")
}
