//! The data lake settings of a region: one document, which a put replaces as a whole.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::fault::LakeError;
use super::permission::{Permission, Permissions};
use super::principal::{self, ALLOWED_PRINCIPALS};
use super::resource::own_catalog;
use super::wire::Principal;
use crate::call::Call;
use crate::fault::Fault;

// AWS: what a fresh account reads; neither can be unset (facts/aws-data.md §2).
const STANDING_PARAMETERS: [(&str, &str); 2] = [("CROSS_ACCOUNT_VERSION", "1"), ("SET_CONTEXT", "TRUE")];
const MOST_PRINCIPALS: usize = 30;

/// The document as it is put and read.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields, default)]
pub(super) struct DataLakeSettings {
    data_lake_admins: Vec<Principal>,
    read_only_admins: Vec<Principal>,
    create_database_default_permissions: Vec<PrincipalPermissions>,
    create_table_default_permissions: Vec<PrincipalPermissions>,
    parameters: BTreeMap<String, String>,
    trusted_resource_owners: Vec<String>,
    allow_external_data_filtering: bool,
    allow_full_table_external_data_access: bool,
    external_data_filtering_allow_list: Vec<Principal>,
    authorized_session_tag_value_list: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
struct PrincipalPermissions {
    principal: Principal,
    permissions: Permissions,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(super) struct GetDataLakeSettings {
    catalog_id: Option<String>,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct GetDataLakeSettingsResult {
    data_lake_settings: DataLakeSettings,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(super) struct PutDataLakeSettings {
    catalog_id: Option<String>,
    data_lake_settings: DataLakeSettings,
}

impl DataLakeSettings {
    /// Nobody administers, and whatever is created is left to IAM.
    pub(super) fn fresh() -> Self {
        let everyone = PrincipalPermissions {
            principal: Principal { data_lake_principal_identifier: ALLOWED_PRINCIPALS.to_owned() },
            permissions: [Permission::All].into(),
        };
        Self {
            create_database_default_permissions: vec![everyone.clone()],
            create_table_default_permissions: vec![everyone],
            ..Self::default()
        }
    }

    /// Whether `arn` administers the lake.
    pub(super) fn is_admin(&self, arn: &str) -> bool {
        names(&self.data_lake_admins, arn)
    }

    /// Whether `arn` sees what everybody holds.
    pub(super) fn sees_all(&self, arn: &str) -> bool {
        self.is_admin(arn) || names(&self.read_only_admins, arn)
    }

    /// Whether the roles that read for Lake Formation are told who the user is.
    // AWS: so it is unless SET_CONTEXT is false (facts/tip-chain.md L14).
    pub(super) fn passes_context(&self) -> bool {
        !self.parameters.get("SET_CONTEXT").is_some_and(|value| value.eq_ignore_ascii_case("false"))
    }

    /// Whether the roles that read for Lake Formation are assumed with a source identity.
    pub(super) fn passes_source_identity(&self) -> bool {
        self.parameters.get("SET_SOURCE_IDENTITY").is_some_and(|value| value.eq_ignore_ascii_case("true"))
    }

    fn check(&self, call: &Call<'_>) -> Result<(), LakeError> {
        let lists =
            [&self.data_lake_admins, &self.read_only_admins, &self.external_data_filtering_allow_list];
        if lists.iter().any(|list| list.len() > MOST_PRINCIPALS) {
            return Err(LakeError::invalid(format!("A list of principals has at most {MOST_PRINCIPALS}.")));
        }
        self.check_admins(call)?;
        for defaults in [&self.create_database_default_permissions, &self.create_table_default_permissions] {
            if !defaults.is_empty() && *defaults != Self::fresh().create_database_default_permissions {
                return Err(LakeError::invalid(
                    "Default permissions must be empty or grant ALL to IAM_ALLOWED_PRINCIPALS.",
                ));
            }
        }
        let foreign =
            |principal: &&Principal| !principal::is_account(&principal.data_lake_principal_identifier);
        if let Some(bad) = self.external_data_filtering_allow_list.iter().find(foreign) {
            return Err(LakeError::invalid_principals([bad.data_lake_principal_identifier.as_str()]));
        }
        if let Some(bad) = self.trusted_resource_owners.iter().find(|owner| !principal::is_account(owner)) {
            return Err(LakeError::invalid(format!("{bad} is not an account id.")));
        }
        self.check_parameters()
    }

    // AWS: only IAM users and roles administer; one that was deleted blocks every put (facts/aws-data.md §0.4, §2).
    fn check_admins(&self, call: &Call<'_>) -> Result<(), LakeError> {
        let unfit = |principal: &Principal| {
            let identifier = &principal.data_lake_principal_identifier;
            let kind = principal::Principal::read(identifier, call);
            !matches!(kind, Ok(principal::Principal::Iam)) || !call.seen().iam.has_principal(identifier)
        };
        let admins = self.data_lake_admins.iter().chain(&self.read_only_admins);
        let bad: Vec<&str> = admins
            .filter(|principal| unfit(principal))
            .map(|principal| principal.data_lake_principal_identifier.as_str())
            .collect();
        if bad.is_empty() { Ok(()) } else { Err(LakeError::invalid_principals(bad)) }
    }

    // AWS: the keys, their values, and the text for any other key (facts/aws-data.md §2); the text for a bad value is
    // unverified.
    fn check_parameters(&self) -> Result<(), LakeError> {
        for (key, value) in &self.parameters {
            let fits = match key.as_str() {
                "CROSS_ACCOUNT_VERSION" => ["1", "2", "3", "4", "5"].contains(&value.as_str()),
                "SET_SOURCE_IDENTITY" => ["TRUE", "FALSE"].contains(&value.as_str()),
                // AWS: it has a default, so there is another value to be put (facts/tip-chain.md L14; unverified).
                "SET_CONTEXT" => ["TRUE", "FALSE"].iter().any(|known| value.eq_ignore_ascii_case(known)),
                _ => {
                    let keys: Vec<&str> = self.parameters.keys().map(String::as_str).collect();
                    return Err(LakeError::invalid(format!(
                        "Valid Parameters Keys are: [CROSS_ACCOUNT_VERSION, SET_SOURCE_IDENTITY, SET_CONTEXT], but found: [{}]",
                        keys.join(", ")
                    )));
                }
            };
            if !fits {
                return Err(LakeError::invalid(format!("Invalid value {value} for parameter {key}.")));
            }
        }
        Ok(())
    }
}

fn names(principals: &[Principal], arn: &str) -> bool {
    principals.iter().any(|principal| principal.data_lake_principal_identifier == arn)
}

pub(super) fn get(
    call: &mut Call<'_>,
    input: GetDataLakeSettings,
) -> Result<GetDataLakeSettingsResult, Fault> {
    check_catalog(call, input.catalog_id.as_deref())?;
    let mut settings = call.state().lakeformation.lake(call.region).settings.clone();
    for (key, value) in STANDING_PARAMETERS {
        settings.parameters.entry(key.to_owned()).or_insert_with(|| value.to_owned());
    }
    Ok(GetDataLakeSettingsResult { data_lake_settings: settings })
}

pub(super) fn put(call: &mut Call<'_>, input: PutDataLakeSettings) -> Result<(), Fault> {
    check_catalog(call, input.catalog_id.as_deref())?;
    input.data_lake_settings.check(call)?;
    let (region, mut settings) = (call.region, input.data_lake_settings);
    // A parameter with the value that it has anyway is as good as none.
    settings.parameters.retain(|key, value| !STANDING_PARAMETERS.contains(&(key.as_str(), value.as_str())));
    call.state_mut().lakeformation.lake_mut(region).settings = settings;
    Ok(())
}

// AWS: the catalog must be an account (facts/aws-data.md §2).
fn check_catalog(call: &Call<'_>, id: Option<&str>) -> Result<(), LakeError> {
    match id {
        Some(id) if !principal::is_account(id) => {
            Err(LakeError::invalid("Catalog id must be a valid AWS account id"))
        }
        id => own_catalog(call, id),
    }
}
