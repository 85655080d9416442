//! The workgroups of each region.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::configuration::Configuration;
use super::fault::AthenaError;

/// The workgroup that every region has.
pub(super) const PRIMARY: &str = "primary";
const WORKGROUPS: usize = 1000;
const TAGS: usize = 50;

/// The workgroups by region and name.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct State {
    regions: BTreeMap<String, WorkGroups>,
    /// What a region has where nothing was done.
    #[serde(skip)]
    untouched: WorkGroups,
}

/// The workgroups of one region by name.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(transparent)]
pub(super) struct WorkGroups(BTreeMap<String, WorkGroup>);

/// A workgroup.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct WorkGroup {
    pub(super) enabled: bool,
    pub(super) description: String,
    pub(super) configuration: Configuration,
    pub(super) created_at_ms: u64,
    pub(super) application_arn: Option<String>,
    pub(super) tags: BTreeMap<String, String>,
}

impl Default for WorkGroups {
    fn default() -> Self {
        let primary = WorkGroup {
            enabled: true,
            description: String::new(),
            configuration: Configuration {
                enforce_work_group_configuration: Some(false),
                ..Configuration::default()
            }
            .with_defaults(),
            created_at_ms: 0,
            application_arn: None,
            tags: BTreeMap::new(),
        };
        Self([(PRIMARY.to_owned(), primary)].into())
    }
}

impl State {
    /// Every region has its primary workgroup and no other.
    pub(crate) fn fresh() -> Self {
        Self { regions: BTreeMap::new(), untouched: WorkGroups::default() }
    }

    pub(super) fn region(&self, region: &str) -> &WorkGroups {
        self.regions.get(region).unwrap_or(&self.untouched)
    }

    pub(super) fn region_mut(&mut self, region: &str) -> &mut WorkGroups {
        self.regions.entry(region.to_owned()).or_default()
    }
}

impl WorkGroups {
    pub(super) fn iter(&self) -> impl Iterator<Item = (&String, &WorkGroup)> {
        self.0.iter()
    }

    pub(super) fn get(&self, name: &str) -> Result<&WorkGroup, AthenaError> {
        self.0.get(name).ok_or_else(|| AthenaError::NotFound(name.to_owned()))
    }

    pub(super) fn get_mut(&mut self, name: &str) -> Result<&mut WorkGroup, AthenaError> {
        self.0.get_mut(name).ok_or_else(|| AthenaError::NotFound(name.to_owned()))
    }

    /// Refuses a name that is taken, or one workgroup too many.
    pub(super) fn check_free(&self, name: &str) -> Result<(), AthenaError> {
        if name == PRIMARY {
            return Err(AthenaError::PrimaryCannotBeCreated);
        }
        if self.0.contains_key(name) {
            return Err(AthenaError::AlreadyExists);
        }
        if self.0.len() >= WORKGROUPS {
            return Err(AthenaError::invalid(format!("A region has at most {WORKGROUPS} workgroups.")));
        }
        Ok(())
    }

    pub(super) fn insert(&mut self, name: String, workgroup: WorkGroup) {
        self.0.insert(name, workgroup);
    }

    pub(super) fn remove(&mut self, name: &str) -> Result<WorkGroup, AthenaError> {
        if name == PRIMARY {
            return Err(AthenaError::PrimaryCannotBeDeleted);
        }
        self.0.remove(name).ok_or_else(|| AthenaError::NotFound(name.to_owned()))
    }
}

impl WorkGroup {
    /// Adds tags, or gives them other values.
    pub(super) fn tag(
        &mut self,
        tags: impl IntoIterator<Item = (String, String)>,
    ) -> Result<(), AthenaError> {
        self.tags.extend(tags);
        if self.tags.len() > TAGS {
            return Err(AthenaError::invalid(format!("A workgroup has at most {TAGS} tags.")));
        }
        Ok(())
    }
}
