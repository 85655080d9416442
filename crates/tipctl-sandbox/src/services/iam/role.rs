//! Roles: what one holds and how it changes.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::document::{self, Purpose, malformed};
use super::fault::IamError;
use super::tags::Tags;
use super::trust::Trust;

/// The session length that holds when none is given, in seconds.
pub(super) const DEFAULT_SESSION: u32 = 3600;
const INLINE_SIZE: usize = 10_240;
const ATTACHED: usize = 10;

/// A role.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Role {
    pub(crate) name: String,
    pub(crate) path: String,
    pub(crate) arn: String,
    pub(crate) unique_id: String,
    pub(crate) made_at_ms: u64,
    pub(crate) trust: Trust,
    pub(crate) description: Option<String>,
    pub(crate) max_session: u32,
    /// The ARN of the managed policy that bounds its permissions.
    pub(crate) boundary: Option<String>,
    pub(crate) tags: Tags,
    /// Inline policies, as they were written, by name.
    pub(crate) inline: BTreeMap<String, String>,
    /// ARNs of attached managed policies.
    pub(crate) attached: BTreeSet<String>,
}

impl Role {
    // AWS: an UpdateRole without a session length may set it back to one hour: unverified (facts/aws-data.md §11.2).
    pub(super) fn update(&mut self, description: Option<String>, max_session: Option<u32>) {
        if let Some(description) = description {
            self.description = Some(description).filter(|text| !text.is_empty());
        }
        self.max_session = max_session.unwrap_or(DEFAULT_SESSION);
    }

    /// Adds an inline policy or replaces the one of that name.
    pub(super) fn put_inline(&mut self, name: &str, text: String) -> Result<(), IamError> {
        document::parse(&text, Purpose::Permissions)?;
        // AWS: inline policies still go through the parser of old, which wants the version first (facts/aws-data.md §11.3).
        let inside = text.trim_start_matches('{').trim_start();
        if !inside.starts_with("\"Version\"") {
            return Err(malformed("The policy failed legacy parsing"));
        }
        let others = self.inline.iter().filter(|(other, _)| *other != name).map(|(_, text)| document::size(text));
        if others.sum::<usize>() + document::size(&text) > INLINE_SIZE {
            return Err(IamError::InlineQuota { role: self.name.clone(), limit: INLINE_SIZE });
        }
        self.inline.insert(name.to_owned(), text);
        Ok(())
    }

    pub(super) fn inline(&self, name: &str) -> Result<&str, IamError> {
        let text = self.inline.get(name).ok_or_else(|| IamError::NoSuchRolePolicy(name.to_owned()))?;
        Ok(text)
    }

    pub(super) fn delete_inline(&mut self, name: &str) -> Result<(), IamError> {
        self.inline.remove(name).map(drop).ok_or_else(|| IamError::NoSuchRolePolicy(name.to_owned()))
    }

    /// Attaches a managed policy that exists.
    pub(super) fn attach(&mut self, arn: String) -> Result<(), IamError> {
        self.attached.insert(arn);
        if self.attached.len() > ATTACHED {
            return Err(IamError::Quota { quota: "PoliciesPerRole", limit: ATTACHED });
        }
        Ok(())
    }

    pub(super) fn detach(&mut self, arn: &str) -> Result<(), IamError> {
        if self.attached.remove(arn) { Ok(()) } else { Err(IamError::NoSuchPolicy(arn.to_owned())) }
    }

    /// Whether nothing hangs on the role that must go before it.
    pub(super) fn check_bare(&self) -> Result<(), IamError> {
        if !self.attached.is_empty() {
            return Err(IamError::RoleInUse("detach all policies"));
        }
        if !self.inline.is_empty() {
            return Err(IamError::RoleInUse("delete policies"));
        }
        Ok(())
    }
}
