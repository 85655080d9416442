//! The workgroups of each region.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::configuration::Configuration;
use super::fault::AthenaError;
use super::query::Queries;

/// The workgroup that every region has.
pub(super) const PRIMARY: &str = "primary";
/// 2025-06-01T00:00:00Z, when the fresh account's objects came about.
const MADE_AT_MS: u64 = 1_748_736_000_000;
const WORKGROUPS: usize = 1000;
const TAGS: usize = 50;

/// The workgroups by region and name, and the queries that were run.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct State {
    regions: BTreeMap<String, WorkGroups>,
    pub(super) queries: Queries,
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
            created_at_ms: MADE_AT_MS,
            application_arn: None,
            tags: BTreeMap::new(),
        };
        Self([(PRIMARY.to_owned(), primary)].into())
    }
}

impl State {
    /// Every region has its primary workgroup and no other.
    pub(crate) fn fresh() -> Self {
        let home = ("ap-northeast-1".to_owned(), WorkGroups::default());
        Self { regions: [home].into(), queries: Queries::default(), untouched: WorkGroups::default() }
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

#[cfg(test)]
mod tests {
    use super::*;

    const REGION: &str = "ap-northeast-1";

    fn names(state: &State, region: &str) -> Vec<String> {
        state.region(region).iter().map(|(name, _)| name.clone()).collect()
    }

    fn with_analytics() -> State {
        let mut state = State::fresh();
        let workgroup = state.region(REGION).get(PRIMARY).unwrap().clone();
        state.region_mut(REGION).insert("analytics".to_owned(), workgroup);
        state
    }

    #[test]
    fn a_region_keeps_its_primary_workgroup() {
        let mut state = with_analytics();
        assert_eq!(names(&state, REGION), ["analytics", PRIMARY]);
        assert_eq!(names(&state, "eu-west-1"), [PRIMARY]);
        let workgroups = state.region_mut(REGION);
        assert_eq!(workgroups.check_free(PRIMARY), Err(AthenaError::PrimaryCannotBeCreated));
        assert_eq!(workgroups.check_free("analytics"), Err(AthenaError::AlreadyExists));
        assert_eq!(workgroups.remove(PRIMARY), Err(AthenaError::PrimaryCannotBeDeleted));
        workgroups.remove("analytics").unwrap();
        assert_eq!(workgroups.check_free("analytics"), Ok(()));
    }

    #[test]
    fn fifty_tags_are_the_most() {
        let mut workgroup = with_analytics().region(REGION).get("analytics").unwrap().clone();
        let tags = |range: std::ops::Range<u32>| range.map(|key| (key.to_string(), String::new()));
        workgroup.tag(tags(0..50)).unwrap();
        workgroup.tag(tags(0..50)).unwrap();
        assert!(workgroup.tag(tags(50..51)).is_err());
    }

    #[test]
    fn workgroups_survive_the_state_file() {
        let state = with_analytics();
        let read: State = serde_json::from_str(&serde_json::to_string(&state).unwrap()).unwrap();
        assert_eq!(names(&read, REGION), names(&state, REGION));
        assert_eq!(read.region(REGION).get(PRIMARY), state.region(REGION).get(PRIMARY));
        assert_eq!(names(&read, "eu-west-1"), [PRIMARY]);
    }
}
