//! What Lake Formation holds in each region: settings, registered locations, grants, opt-ins, and the connection
//! to Identity Center.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::grants::{Grants, Held, Stamp, Subject};
use super::identity_center::IdentityCenterConfiguration;
use super::location::Locations;
use super::opt_in::OptIns;
use super::permission::Permission;
use super::principal::ALLOWED_PRINCIPALS;
use super::resource::{Resource, Tables};
use super::settings::DataLakeSettings;
use crate::services::glue;

/// The lakes by region.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct State {
    regions: BTreeMap<String, Lake>,
    /// What is true of a region where nothing was done.
    #[serde(skip)]
    untouched: Lake,
}

/// The data lake of one region.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Lake {
    pub(super) settings: DataLakeSettings,
    pub(super) locations: Locations,
    pub(super) grants: Grants,
    pub(super) opt_ins: OptIns,
    pub(super) identity_center: Option<IdentityCenterConfiguration>,
}

impl Default for Lake {
    fn default() -> Self {
        Self {
            settings: DataLakeSettings::fresh(),
            locations: Locations::default(),
            grants: Grants::default(),
            opt_ins: OptIns::default(),
            identity_center: None,
        }
    }
}

impl State {
    /// Every database and table came about while the defaults left them to IAM.
    pub(crate) fn fresh() -> Self {
        let region = "ap-northeast-1";
        let mut lake = Lake::default();
        for (database, members) in glue::state::State::fresh().databases(region) {
            lake.leave_to_iam(Resource::Database { database: database.clone() }, members.made_at_ms);
            for (table, members) in &members.tables {
                let tables = Tables::Named(table.clone());
                lake.leave_to_iam(Resource::Table { database: database.clone(), tables }, members.made_at_ms);
            }
        }
        Self { regions: [(region.to_owned(), lake)].into(), untouched: Lake::default() }
    }

    pub(super) fn lake(&self, region: &str) -> &Lake {
        self.regions.get(region).unwrap_or(&self.untouched)
    }

    pub(super) fn lake_mut(&mut self, region: &str) -> &mut Lake {
        self.regions.entry(region.to_owned()).or_default()
    }
}

impl Lake {
    // AWS: what an object gets that is created while the defaults stand (facts/aws-data.md §4.5).
    fn leave_to_iam(&mut self, resource: Resource, at_ms: u64) {
        let subject = Subject { resource, principal: ALLOWED_PRINCIPALS.to_owned(), condition: None };
        let all = Held { permissions: [Permission::All].into(), ..Held::default() };
        let stamp = Stamp { at_ms, by: "arn:aws:iam::111122223333:user/operator".to_owned() };
        self.grants.add(subject, &all, stamp);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_data_catalog_holds_is_left_to_iam_where_it_is() {
        let state = State::fresh();
        assert_eq!(state.lake("ap-northeast-1").grants.iter().count(), 6);
        assert_eq!(state.lake("eu-west-1").grants.iter().count(), 0);
    }

    #[test]
    fn a_lake_survives_the_state_file() {
        let mut state = State::fresh();
        state.lake_mut("eu-west-1").settings = DataLakeSettings::default();
        let text = serde_json::to_string(&state).unwrap();
        let read: State = serde_json::from_str(&text).unwrap();
        assert_eq!(serde_json::to_string(&read).unwrap(), text);
        let grants = |state: &State| {
            let lake = state.lake("ap-northeast-1");
            lake.grants.iter().map(|(_, grant)| grant.clone()).collect::<Vec<_>>()
        };
        assert_eq!(grants(&read), grants(&state));
    }
}
