//! An account as a fixture writes it: the facts of an inventory, in the words of this file.
//!
//! Ids are short: a group is `analysts`, a role the last part of its ARN, an application any text. Whoever is meant is
//! written `group/analysts` or `user/alice`; what is meant in the catalog `sales`, `sales.orders` or `sales.*`.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;
use tipctl_model::{
    Address, Inventory, KindName, Place, Value,
    inventory::{
        AccessGrant, AccessGrantsInstance, AccessGrantsLocation, Application, Bucket, Caller,
        CatalogEncryption, Client, Columns, Connection, Database, Encryption, Extent, Grant, Group,
        IdentityCenter, KmsKey, Known, Link, Location, ManagedPolicy, Mapping, OptIn, Permission, Principal,
        Resource, Role, Settings, Sight, Studio, Table, Trail, User, Workforce, Workgroup,
    },
};

type ById<T> = BTreeMap<String, T>;

/// The account of every fixture.
pub(crate) fn place() -> Place {
    Place::new("fixture", "111122223333", "ap-northeast-1")
}

/// The whole of a fixture.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Account {
    extent: String,
    now_ms: u64,
    changed_at_ms: Option<u64>,
    caller: Option<String>,
    context_allow_list: Option<BTreeSet<String>>,
    identity_center: Option<CenterFacts>,
    users: ById<UserFacts>,
    groups: ById<GroupFacts>,
    applications: ById<ApplicationFacts>,
    roles: ById<RoleFacts>,
    policies: ById<PolicyFacts>,
    studios: ById<StudioFacts>,
    mappings: ById<MappingFacts>,
    workgroups: ById<WorkgroupFacts>,
    #[serde(default)]
    plain_workgroups: BTreeSet<String>,
    lake: LakeFacts,
    catalog: CatalogFacts,
    access_grants: AccessGrantsFacts,
    buckets: ById<BucketFacts>,
    #[serde(default)]
    keys: ById<KeyFacts>,
    trails: ById<TrailFacts>,
    #[serde(default)]
    clients: ById<ClientFacts>,
    /// Parts that nobody looked at: `roles`, `opt-ins`.
    #[serde(default)]
    unseen: BTreeSet<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CenterFacts {
    arn: String,
    status: Option<String>,
    regions: Option<BTreeSet<String>>,
    encryption: Option<String>,
    #[serde(default)]
    vpce_required: bool,
    #[serde(default)]
    vpce_excluded: BTreeSet<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct UserFacts {
    from: Option<String>,
    name: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct GroupFacts {
    from: Option<String>,
    name: String,
    #[serde(default)]
    members: BTreeSet<String>,
    #[serde(default)]
    is_found_by_list_only: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ApplicationFacts {
    #[serde(default)]
    assigned: Vec<String>,
    is_enabled: Option<bool>,
    assignment_required: Option<bool>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RoleFacts {
    from: Option<String>,
    trust: toml::Value,
    #[serde(default)]
    permissions: ById<toml::Value>,
    #[serde(default)]
    attached: BTreeSet<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PolicyFacts {
    from: Option<String>,
    document: toml::Value,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct StudioFacts {
    from: Option<String>,
    signs_in_through_identity_center: bool,
    propagates_identity: bool,
    mapping_required: bool,
    instance: Option<String>,
    user_role: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct MappingFacts {
    from: Option<String>,
    studio: String,
    who: String,
    session_policy: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WorkgroupFacts {
    from: Option<String>,
    identity_center_enabled: bool,
    instance: Option<String>,
    application: Option<String>,
    execution_role: Option<String>,
    results: Option<String>,
    results_through_access_grants: bool,
    private_results: bool,
    is_enforced: bool,
    encryption: Option<EncryptionFacts>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct EncryptionFacts {
    mode: String,
    key: Option<String>,
    role: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct LakeFacts {
    connection: Option<ConnectionFacts>,
    settings: SettingsFacts,
    locations: ById<LocationFacts>,
    grants: ById<GrantFacts>,
    #[serde(default)]
    opt_ins: ById<OptInFacts>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ConnectionFacts {
    from: Option<String>,
    instance: String,
    application: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SettingsFacts {
    #[serde(default)]
    admins: BTreeSet<String>,
    #[serde(default)]
    read_only_admins: BTreeSet<String>,
    open_databases: bool,
    open_tables: bool,
    #[serde(default)]
    parameters: BTreeMap<String, String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct LocationFacts {
    from: Option<String>,
    role: String,
    #[serde(default)]
    is_hybrid: bool,
    verification: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct GrantFacts {
    from: Option<String>,
    to: String,
    on: String,
    allow: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct OptInFacts {
    who: String,
    on: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CatalogFacts {
    databases: ById<LinkFacts>,
    tables: ById<TableFacts>,
    encryption: Option<EncryptionFacts>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct LinkFacts {
    link: Option<TargetFacts>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TableFacts {
    data: Option<String>,
    link: Option<TargetFacts>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TargetFacts {
    account: String,
    database: String,
    table: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct AccessGrantsFacts {
    instance: Option<InstanceFacts>,
    locations: ById<ScopeFacts>,
    grants: ById<AccessGrantFacts>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct InstanceFacts {
    from: Option<String>,
    identity_center: Option<String>,
    application: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ScopeFacts {
    from: Option<String>,
    scope: String,
    role: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct AccessGrantFacts {
    from: Option<String>,
    to: String,
    scope: String,
    permission: String,
    #[serde(default)]
    is_object: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct BucketFacts {
    region: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct KeyFacts {
    #[serde(default)]
    is_aws_managed: bool,
    is_enabled: bool,
    policy: toml::Value,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TrailFacts {
    is_logging: bool,
    s3_data: BTreeSet<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ClientFacts {
    from: Option<String>,
    kind: String,
    workgroup: Option<String>,
    access_role: Option<String>,
}

impl Account {
    /// The time of the fixture, in milliseconds since the epoch.
    pub(crate) fn now_ms(&self) -> u64 {
        self.now_ms
    }

    /// The inventory that its facts make.
    pub(crate) fn inventory(self) -> Inventory {
        let extent = match self.extent.as_str() {
            "live" => Extent::Live,
            "after" => Extent::After,
            other => panic!("no extent is called `{other}`"),
        };
        let mut inventory = Inventory::empty(place(), extent);
        let sees = |part: &str| !self.unseen.contains(part);
        inventory.changed_at_ms = self.changed_at_ms;
        inventory.plain_workgroups = self.plain_workgroups;
        inventory.caller = self.caller.map(|arn| Caller { arn });
        inventory.context_allow_list = self.context_allow_list;
        inventory.identity_center = sight(self.identity_center.map(CenterFacts::told));
        inventory.users = known(self.users, true, |facts| User {
            from: address(facts.from),
            name: facts.name,
            is_enabled: None,
        });
        inventory.groups = known(self.groups, true, GroupFacts::told);
        inventory.applications = known(self.applications, true, ApplicationFacts::told);
        let roles = self.roles.into_iter().map(|(name, facts)| (role_arn(&name), facts)).collect();
        inventory.roles = known(roles, sees("roles"), RoleFacts::told);
        inventory.policies = known(self.policies, sees("policies"), |facts| ManagedPolicy {
            from: address(facts.from),
            document: value(facts.document),
        });
        let studios = self.studios.into_iter().map(|(name, facts)| (name.clone(), facts.told(name)));
        inventory.studios = Known::whole();
        studios.for_each(|(id, studio)| inventory.studios.insert(id, studio));
        inventory.mappings = self.mappings.into_values().map(MappingFacts::told).collect();
        inventory.workgroups = known(self.workgroups, true, WorkgroupFacts::told);
        self.lake.tell(&mut inventory, sees("opt-ins"));
        self.catalog.tell(&mut inventory);
        self.access_grants.tell(&mut inventory);
        inventory.buckets =
            known(self.buckets, true, |facts| Bucket { region: Some(facts.region), encryption: None });
        inventory.keys = known(self.keys, true, |facts| KmsKey {
            is_aws_managed: facts.is_aws_managed,
            is_enabled: facts.is_enabled,
            policy: Sight::There(value(facts.policy)),
        });
        inventory.trails = known(self.trails, sees("trails"), |facts| Trail {
            is_logging: facts.is_logging,
            s3_data: facts.s3_data,
            ..Trail::default()
        });
        inventory.clients = self.clients.into_iter().map(|(label, facts)| (label, facts.told())).collect();
        inventory
    }
}

impl CenterFacts {
    fn told(self) -> IdentityCenter {
        IdentityCenter {
            from: address(Some("identity_center.main".to_owned())),
            arn: self.arn,
            store: "d-1234567890".to_owned(),
            owner: place().account,
            status: self.status,
            regions: self.regions,
            encryption: self.encryption,
            vpce_required: Some((self.vpce_required, self.vpce_excluded)),
            is_external: true,
        }
    }
}

impl GroupFacts {
    fn told(self) -> Group {
        Group {
            from: address(self.from),
            name: self.name,
            members: self.members,
            members_are_whole: true,
            is_found_by_list_only: self.is_found_by_list_only,
        }
    }
}

impl ApplicationFacts {
    fn told(self) -> Application {
        Application {
            from: None,
            name: String::new(),
            instance: None,
            is_enabled: self.is_enabled,
            assignment_required: self.assignment_required,
            assigned: Sight::There(self.assigned.iter().map(|who| workforce(who)).collect()),
        }
    }
}

impl RoleFacts {
    fn told(self) -> Role {
        let inline =
            self.permissions.into_iter().map(|(name, document)| (name, Sight::There(value(document))));
        let attached = self.attached.into_iter().map(|arn| (arn, Sight::Unseen));
        Role {
            from: address(self.from),
            trust: Sight::There(value(self.trust)),
            permissions: inline.chain(attached).collect(),
            permissions_are_whole: true,
            boundary: None,
        }
    }
}

impl StudioFacts {
    fn told(self, name: String) -> Studio {
        Studio {
            from: address(self.from),
            name,
            signs_in_through_identity_center: self.signs_in_through_identity_center,
            propagates_identity: self.propagates_identity,
            mapping_required: self.mapping_required,
            instance: self.instance,
            user_role: Some(role_arn(&self.user_role)),
            service_role: None,
            url: None,
        }
    }
}

impl MappingFacts {
    fn told(self) -> Mapping {
        Mapping {
            from: address(self.from),
            studio: self.studio,
            identity: workforce(&self.who),
            session_policy: self.session_policy,
        }
    }
}

impl WorkgroupFacts {
    fn told(self) -> Workgroup {
        Workgroup {
            from: address(self.from),
            is_enabled: true,
            identity_center_enabled: self.identity_center_enabled,
            instance: self.instance,
            application: self.application,
            execution_role: self.execution_role.as_deref().map(role_arn),
            results: self.results,
            results_through_access_grants: self.results_through_access_grants,
            private_results: self.private_results,
            is_enforced: self.is_enforced,
            managed_results: false,
            encryption: self.encryption.map(|facts| Encryption { mode: facts.mode, key: facts.key }),
        }
    }
}

impl LakeFacts {
    fn tell(self, inventory: &mut Inventory, sees_opt_ins: bool) {
        let lake = &mut inventory.lake;
        lake.connection = sight(self.connection.map(|facts| Connection {
            from: address(facts.from),
            instance: Some(facts.instance),
            application: Some(facts.application),
        }));
        lake.settings = Sight::There(Settings {
            admins: self.settings.admins.iter().map(|text| Principal::of(text)).collect(),
            read_only_admins: self.settings.read_only_admins.iter().map(|text| Principal::of(text)).collect(),
            open_databases: Some(self.settings.open_databases),
            open_tables: Some(self.settings.open_tables),
            parameters: self.settings.parameters,
            is_whole: true,
            from: BTreeMap::new(),
        });
        lake.locations = known(self.locations, true, |facts| Location {
            from: address(facts.from),
            is_service_linked: facts.role.contains("/aws-service-role/"),
            role: Some(role_arn(&facts.role)),
            is_hybrid: facts.is_hybrid,
            verification: facts.verification,
        });
        lake.grants = self.grants.into_values().map(GrantFacts::told).collect();
        lake.grants_are_whole = true;
        let opt_ins = self.opt_ins.into_values();
        lake.opt_ins = opt_ins
            .map(|facts| OptIn {
                principal: principal(&facts.who),
                resource: resource(&facts.on),
                from: None,
            })
            .collect();
        lake.opt_ins_are_whole = sees_opt_ins;
    }
}

impl GrantFacts {
    fn told(self) -> Grant {
        Grant {
            principal: principal(&self.to),
            resource: resource(&self.on),
            permission: self.allow,
            columns: Columns::All,
            is_grantable: false,
            condition: None,
            from: address(self.from),
        }
    }
}

impl CatalogFacts {
    fn tell(self, inventory: &mut Inventory) {
        let catalog = &mut inventory.catalog;
        catalog.databases =
            known(self.databases, true, |facts| Database { link: facts.link.map(TargetFacts::told) });
        catalog.tables = known(self.tables, true, |facts| Table {
            columns: vec!["id".to_owned()],
            data: facts.data,
            link: facts.link.map(TargetFacts::told),
        });
        catalog.encryption = sight(self.encryption.map(|facts| CatalogEncryption {
            mode: facts.mode,
            key: facts.key,
            role: facts.role,
        }));
    }
}

impl TargetFacts {
    fn told(self) -> Link {
        Link { catalog: self.account, database: self.database, table: self.table }
    }
}

impl AccessGrantsFacts {
    fn tell(self, inventory: &mut Inventory) {
        let access_grants = &mut inventory.access_grants;
        access_grants.instance = sight(self.instance.map(|facts| AccessGrantsInstance {
            from: address(facts.from),
            arn: place().regional_arn("s3", "access-grants/default"),
            identity_center: facts.identity_center,
            application: facts.application,
        }));
        access_grants.locations = known(self.locations, true, |facts| AccessGrantsLocation {
            from: address(facts.from),
            scope: facts.scope,
            role: Some(role_arn(&facts.role)),
        });
        let grants = self.grants.into_iter().map(|(id, facts)| AccessGrant {
            from: address(facts.from),
            id,
            location: "results".to_owned(),
            scope: facts.scope,
            grantee: principal(&facts.to),
            permission: match facts.permission.as_str() {
                "read" => Permission::Read,
                "write" => Permission::Write,
                "readwrite" => Permission::ReadWrite,
                other => panic!("no permission is called `{other}`"),
            },
            is_object: facts.is_object,
            application: None,
        });
        access_grants.grants = grants.collect();
        access_grants.grants_are_whole = true;
    }
}

impl ClientFacts {
    fn told(self) -> Client {
        Client {
            from: address(self.from),
            kind: self.kind,
            workgroup: self.workgroup,
            application: None,
            application_role: None,
            access_role: self.access_role.as_deref().map(role_arn),
            users: BTreeSet::new(),
        }
    }
}

fn known<F, T>(facts: ById<F>, is_whole: bool, told: impl Fn(F) -> T) -> Known<T> {
    let mut known = if is_whole { Known::whole() } else { Known::partial() };
    facts.into_iter().for_each(|(id, facts)| known.insert(id, told(facts)));
    known
}

fn sight<T>(thing: Option<T>) -> Sight<T> {
    thing.map_or(Sight::Absent, Sight::There)
}

fn role_arn(name: &str) -> String {
    if name.starts_with("arn:") {
        name.to_owned()
    } else {
        place().global_arn("iam", &format!("role/{name}"))
    }
}

fn address(text: Option<String>) -> Option<Address> {
    let text = text?;
    let (kind, label) = text.split_once('.').unwrap();
    Some(Address::new(KindName(kind.to_owned().leak()), label))
}

fn workforce(text: &str) -> Workforce {
    match text.split_once('/') {
        Some(("user", id)) => Workforce::User(id.to_owned()),
        Some(("group", id)) => Workforce::Group(id.to_owned()),
        _ => panic!("`{text}` is neither `user/…` nor `group/…`"),
    }
}

fn principal(text: &str) -> Principal {
    if text.starts_with("user/") || text.starts_with("group/") {
        Principal::Workforce(workforce(text))
    } else {
        Principal::of(text)
    }
}

fn resource(text: &str) -> Resource {
    match text.split_once('.') {
        None => Resource::Database { database: text.to_owned() },
        Some((database, "*")) => Resource::Tables { database: database.to_owned() },
        Some((database, table)) => Resource::Table { database: database.to_owned(), table: table.to_owned() },
    }
}

fn value(value: toml::Value) -> Value {
    match value {
        toml::Value::String(text) => Value::Text(text),
        toml::Value::Boolean(truth) => Value::Bool(truth),
        toml::Value::Integer(number) => Value::Int(number),
        toml::Value::Array(elements) => Value::List(elements.into_iter().map(self::value).collect()),
        toml::Value::Table(entries) => {
            Value::Map(entries.into_iter().map(|(name, entry)| (name, self::value(entry))).collect())
        }
        other => panic!("`{other}` is no value of a policy"),
    }
}
