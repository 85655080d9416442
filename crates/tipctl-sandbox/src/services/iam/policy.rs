//! Managed policies and their versions.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::document::{self, Purpose};
use super::fault::IamError;
use super::tags::Tags;

const SIZE: usize = 6144;
const VERSIONS: usize = 5;

/// A managed policy, of the account's or of AWS's.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ManagedPolicy {
    pub(crate) name: String,
    pub(crate) path: String,
    pub(crate) arn: String,
    pub(crate) unique_id: String,
    pub(crate) made_at_ms: u64,
    pub(crate) updated_at_ms: u64,
    pub(crate) description: Option<String>,
    pub(crate) tags: Tags,
    pub(crate) default_version: u32,
    pub(crate) last_version: u32,
    pub(crate) versions: BTreeMap<u32, Version>,
}

/// A version of a managed policy.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Version {
    pub(crate) document: String,
    pub(crate) made_at_ms: u64,
}

/// Checks a document of a managed policy.
pub(super) fn check_document(text: &str) -> Result<(), IamError> {
    document::parse(text, Purpose::Permissions)?;
    if document::size(text) > SIZE {
        return Err(IamError::Quota { quota: "PolicySize", limit: SIZE });
    }
    Ok(())
}

impl ManagedPolicy {
    /// Whether AWS owns the policy.
    pub(crate) fn is_aws_managed(&self) -> bool {
        self.arn.starts_with("arn:aws:iam::aws:")
    }

    /// Adds a version and answers its number.
    pub(super) fn add_version(&mut self, document: String, now_ms: u64, is_default: bool) -> Result<u32, IamError> {
        check_document(&document)?;
        if self.versions.len() >= VERSIONS {
            return Err(IamError::TooManyVersions);
        }
        self.last_version += 1;
        self.updated_at_ms = now_ms;
        self.versions.insert(self.last_version, Version { document, made_at_ms: now_ms });
        if is_default {
            self.default_version = self.last_version;
        }
        Ok(self.last_version)
    }

    pub(super) fn version(&self, id: &str) -> Result<(u32, &Version), IamError> {
        let number = id.strip_prefix('v').and_then(|number| number.parse().ok());
        number.and_then(|number| Some((number, self.versions.get(&number)?))).ok_or_else(|| IamError::NoSuchVersion {
            arn: self.arn.clone(),
            version: id.to_owned(),
        })
    }

    pub(super) fn set_default(&mut self, id: &str, now_ms: u64) -> Result<(), IamError> {
        self.default_version = self.version(id)?.0;
        self.updated_at_ms = now_ms;
        Ok(())
    }

    pub(super) fn delete_version(&mut self, id: &str) -> Result<(), IamError> {
        let (number, _) = self.version(id)?;
        if number == self.default_version {
            return Err(IamError::DefaultVersion);
        }
        self.versions.remove(&number);
        Ok(())
    }
}
