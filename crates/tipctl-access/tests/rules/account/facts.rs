//! What a fixture can say.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;

/// Things by id.
pub(super) type ById<T> = BTreeMap<String, T>;

/// The whole of a fixture.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Account {
    pub(super) extent: String,
    pub(super) now_ms: u64,
    pub(super) changed_at_ms: Option<u64>,
    pub(super) caller: Option<String>,
    pub(super) context_allow_list: Option<BTreeSet<String>>,
    pub(super) identity_center: Option<CenterFacts>,
    pub(super) users: ById<UserFacts>,
    pub(super) groups: ById<GroupFacts>,
    #[serde(default)]
    pub(super) formerly: ById<UserFacts>,
    pub(super) applications: ById<ApplicationFacts>,
    pub(super) roles: ById<RoleFacts>,
    pub(super) policies: ById<PolicyFacts>,
    pub(super) studios: ById<StudioFacts>,
    pub(super) mappings: ById<MappingFacts>,
    pub(super) workgroups: ById<WorkgroupFacts>,
    #[serde(default)]
    pub(super) plain_workgroups: BTreeSet<String>,
    pub(super) lake: LakeFacts,
    pub(super) catalog: CatalogFacts,
    pub(super) access_grants: AccessGrantsFacts,
    pub(super) buckets: ById<BucketFacts>,
    #[serde(default)]
    pub(super) keys: ById<KeyFacts>,
    pub(super) trails: ById<TrailFacts>,
    #[serde(default)]
    pub(super) clients: ById<ClientFacts>,
    /// Parts that nobody looked at: `roles`, `opt-ins`.
    #[serde(default)]
    pub(super) unseen: BTreeSet<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CenterFacts {
    pub(super) arn: String,
    pub(super) status: Option<String>,
    pub(super) regions: Option<BTreeSet<String>>,
    pub(super) encryption: Option<String>,
    #[serde(default)]
    pub(super) vpce_required: bool,
    #[serde(default)]
    pub(super) vpce_excluded: BTreeSet<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct UserFacts {
    pub(super) from: Option<String>,
    pub(super) name: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct GroupFacts {
    pub(super) from: Option<String>,
    pub(super) name: String,
    #[serde(default)]
    pub(super) members: BTreeSet<String>,
    #[serde(default)]
    pub(super) members_are_unseen: bool,
    #[serde(default)]
    pub(super) is_found_by_list_only: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ApplicationFacts {
    #[serde(default)]
    pub(super) assigned: Vec<String>,
    pub(super) is_enabled: Option<bool>,
    pub(super) assignment_required: Option<bool>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RoleFacts {
    pub(super) from: Option<String>,
    pub(super) trust: toml::Value,
    #[serde(default)]
    pub(super) permissions: ById<toml::Value>,
    #[serde(default)]
    pub(super) attached: BTreeSet<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PolicyFacts {
    pub(super) from: Option<String>,
    pub(super) document: toml::Value,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct StudioFacts {
    pub(super) from: Option<String>,
    pub(super) signs_in_through_identity_center: bool,
    pub(super) propagates_identity: bool,
    pub(super) mapping_required: bool,
    pub(super) instance: Option<String>,
    pub(super) user_role: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct MappingFacts {
    pub(super) from: Option<String>,
    pub(super) studio: String,
    pub(super) who: String,
    pub(super) session_policy: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct WorkgroupFacts {
    pub(super) from: Option<String>,
    pub(super) identity_center_enabled: bool,
    pub(super) instance: Option<String>,
    pub(super) application: Option<String>,
    pub(super) execution_role: Option<String>,
    pub(super) results: Option<String>,
    pub(super) results_through_access_grants: bool,
    pub(super) private_results: bool,
    pub(super) is_enforced: bool,
    pub(super) encryption: Option<EncryptionFacts>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct EncryptionFacts {
    pub(super) mode: String,
    pub(super) key: Option<String>,
    pub(super) role: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct LakeFacts {
    pub(super) connection: Option<ConnectionFacts>,
    pub(super) settings: SettingsFacts,
    pub(super) locations: ById<LocationFacts>,
    pub(super) grants: ById<GrantFacts>,
    #[serde(default)]
    pub(super) opt_ins: ById<OptInFacts>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ConnectionFacts {
    pub(super) from: Option<String>,
    pub(super) instance: String,
    pub(super) application: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SettingsFacts {
    #[serde(default)]
    pub(super) admins: BTreeSet<String>,
    #[serde(default)]
    pub(super) read_only_admins: BTreeSet<String>,
    pub(super) open_databases: bool,
    pub(super) open_tables: bool,
    #[serde(default)]
    pub(super) parameters: BTreeMap<String, String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct LocationFacts {
    pub(super) from: Option<String>,
    pub(super) role: String,
    #[serde(default)]
    pub(super) is_hybrid: bool,
    pub(super) verification: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct GrantFacts {
    pub(super) from: Option<String>,
    pub(super) to: String,
    pub(super) on: String,
    pub(super) allow: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct OptInFacts {
    pub(super) who: String,
    pub(super) on: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CatalogFacts {
    pub(super) databases: ById<LinkFacts>,
    pub(super) tables: ById<TableFacts>,
    pub(super) encryption: Option<EncryptionFacts>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct LinkFacts {
    pub(super) link: Option<TargetFacts>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct TableFacts {
    pub(super) data: Option<String>,
    pub(super) link: Option<TargetFacts>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct TargetFacts {
    pub(super) account: String,
    pub(super) database: String,
    pub(super) table: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct AccessGrantsFacts {
    pub(super) instance: Option<InstanceFacts>,
    pub(super) locations: ById<ScopeFacts>,
    pub(super) grants: ById<AccessGrantFacts>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct InstanceFacts {
    pub(super) from: Option<String>,
    pub(super) identity_center: Option<String>,
    pub(super) application: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ScopeFacts {
    pub(super) from: Option<String>,
    pub(super) scope: String,
    pub(super) role: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct AccessGrantFacts {
    pub(super) from: Option<String>,
    pub(super) to: String,
    pub(super) scope: String,
    pub(super) permission: String,
    #[serde(default)]
    pub(super) is_object: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct BucketFacts {
    pub(super) region: String,
    #[serde(default)]
    pub(super) is_of_another_account: bool,
    pub(super) policy: Option<toml::Value>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct KeyFacts {
    #[serde(default)]
    pub(super) is_aws_managed: bool,
    pub(super) is_enabled: bool,
    pub(super) policy: toml::Value,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct TrailFacts {
    pub(super) is_logging: bool,
    pub(super) s3_data: BTreeSet<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ClientFacts {
    pub(super) from: Option<String>,
    pub(super) workgroup: Option<String>,
    pub(super) access_role: Option<String>,
}
