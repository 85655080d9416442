//! A world for tests: one user, one group, and every link in place.

use std::collections::{BTreeMap, BTreeSet};

use tipctl_model::{
    Address, KindName, Place, Value,
    inventory::{
        AccessGrant, AccessGrantsInstance, AccessGrantsLocation, Application, Bucket, Catalog,
        CatalogEncryption, Client, Columns, Connection, Database, Encryption, Extent, Grant, Group,
        IdentityCenter, Inventory, Known, Location, ManagedPolicy, Mapping, OpenIdProvider, Permission,
        Principal, Resource, Role, Settings, Sight, Studio, Table, TokenIssuer, Tokens, User, Workforce,
        Workgroup,
    },
};

pub(crate) const INSTANCE: &str = "arn:aws:sso:::instance/ssoins-1111111111111111";
pub(crate) const STUDIO: &str = "es-1";
pub(crate) const USER_ROLE: &str = "arn:aws:iam::111122223333:role/studio-user";
pub(crate) const EXECUTION_ROLE: &str = "arn:aws:iam::111122223333:role/athena";
pub(crate) const LAKE_ROLE: &str = "arn:aws:iam::111122223333:role/lake";
pub(crate) const RESULTS_ROLE: &str = "arn:aws:iam::111122223333:role/results";
pub(crate) const SESSION_POLICY: &str = "arn:aws:iam::111122223333:policy/basic";
pub(crate) const WORKGROUP_APPLICATION: &str = "arn:aws:sso::111122223333:application/ssoins-1/apl-wg";
pub(crate) const DRIVER_APPLICATION: &str = "arn:aws:sso::111122223333:application/ssoins-1/apl-jdbc";
pub(crate) const ISSUER: &str = "arn:aws:sso::111122223333:trustedTokenIssuer/ssoins-1/tti-1";
pub(crate) const PROVIDER: &str = "arn:aws:iam::111122223333:oidc-provider/acme.okta.com";
pub(crate) const APPLICATION_ROLE: &str = "arn:aws:iam::111122223333:role/application";
pub(crate) const ACCESS_ROLE: &str = "arn:aws:iam::111122223333:role/access";
pub(crate) const LAKE_APPLICATION: &str = "arn:aws:sso::111122223333:application/ssoins-1/apl-lf";

pub(crate) fn alice() -> Workforce {
    Workforce::User("u-alice".to_owned())
}

pub(crate) fn analysts() -> Workforce {
    Workforce::Group("g-analysts".to_owned())
}

/// A document as it is written in JSON.
pub(crate) fn document(text: &str) -> Value {
    fn value(json: serde_json::Value) -> Value {
        match json {
            serde_json::Value::String(text) => Value::Text(text),
            serde_json::Value::Bool(truth) => Value::Bool(truth),
            serde_json::Value::Number(number) => Value::Int(number.as_i64().unwrap()),
            serde_json::Value::Array(all) => Value::List(all.into_iter().map(value).collect()),
            serde_json::Value::Object(all) => {
                Value::map(all.into_iter().map(|(name, member)| (name, value(member))))
            }
            serde_json::Value::Null => panic!("policies hold no null"),
        }
    }
    value(serde_json::from_str(text).unwrap())
}

/// A role with the statements of its trust and of its one policy.
pub(crate) fn role(name: &'static str, trust: &str, permissions: &str) -> Role {
    let whole = |statements: &str| {
        Sight::There(document(&format!(r#"{{"Version":"2012-10-17","Statement":{statements}}}"#)))
    };
    Role {
        from: Some(Address::new(KindName("role"), name)),
        trust: whole(trust),
        permissions: BTreeMap::from([("policy".to_owned(), whole(permissions))]),
        permissions_are_whole: true,
        boundary: None,
    }
}

/// The trust in `service` as a spec derives it, with the context where `with_context`.
pub(crate) fn trusting(service: &str, actions: &str) -> String {
    format!(r#"[{{"Effect":"Allow","Principal":{{"Service":"{service}"}},"Action":{actions}}}]"#)
}

pub(crate) const RESULTS_TRUST: &str = r#"[
    {"Sid":"Assume","Effect":"Allow","Principal":{"Service":"access-grants.s3.amazonaws.com"},
     "Action":["sts:AssumeRole","sts:SetSourceIdentity"],
     "Condition":{"StringEquals":{"aws:SourceAccount":"111122223333",
       "aws:SourceArn":"arn:aws:s3:ap-northeast-1:111122223333:access-grants/default"}}},
    {"Sid":"Context","Effect":"Allow","Principal":{"Service":"access-grants.s3.amazonaws.com"},
     "Action":"sts:SetContext",
     "Condition":{"StringEquals":{"aws:SourceAccount":"111122223333"},
       "ForAllValues:ArnEquals":{"sts:RequestContextProviders":"arn:aws:iam::aws:contextProvider/IdentityCenter"}}}]"#;

pub(crate) const RESULTS_PERMISSIONS: &str = r#"[
    {"Sid":"Files","Effect":"Allow","Action":["s3:GetObject","s3:PutObject"],
     "Resource":"arn:aws:s3:::acme-results/analytics/${identitystore:UserId}/*",
     "Condition":{"StringEquals":{"aws:ResourceAccount":"111122223333"},
       "ArnEquals":{"s3:AccessGrantsInstanceArn":"arn:aws:s3:ap-northeast-1:111122223333:access-grants/default"}}}]"#;

const EXECUTION_TRUST: &str = r#"[{"Effect":"Allow","Principal":{"Service":"athena.amazonaws.com"},
    "Action":["sts:AssumeRole","sts:SetContext"],
    "Condition":{"StringEquals":{"aws:SourceAccount":"111122223333"},
      "ArnLike":{"aws:SourceArn":"arn:aws:athena:ap-northeast-1:111122223333:workgroup/analytics"}}}]"#;

const EXECUTION_PERMISSIONS: &str = r#"[
    {"Sid":"Lake","Effect":"Allow","Action":"lakeformation:GetDataAccess","Resource":"*"},
    {"Sid":"Tables","Effect":"Allow","Action":"glue:Get*","Resource":"*"},
    {"Sid":"Grants","Effect":"Allow","Action":["s3:GetDataAccess","s3:GetAccessGrantsInstanceForPrefix"],
     "Resource":"arn:aws:s3:ap-northeast-1:111122223333:access-grants/default"},
    {"Sid":"Bucket","Effect":"Allow","Action":"s3:GetBucketLocation","Resource":"arn:aws:s3:::acme-results"}]"#;

const LAKE_PERMISSIONS: &str = r#"[
    {"Sid":"Files","Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:s3:::acme-lake/sales/*"},
    {"Sid":"List","Effect":"Allow","Action":"s3:ListBucket","Resource":"arn:aws:s3:::acme-lake"}]"#;

pub(crate) const EDITOR: &str = r#"[{"Sid":"Queries","Effect":"Allow","Action":["athena:*","glue:Get*","s3:ListBucket"],"Resource":"*"}]"#;

/// The trust of a role for whoever signed in at the issuer to use the driver.
pub(crate) const SIGNED_IN: &str = r#"[{"Effect":"Allow","Action":"sts:AssumeRoleWithWebIdentity",
    "Principal":{"Federated":"arn:aws:iam::111122223333:oidc-provider/acme.okta.com"},
    "Condition":{"StringEquals":{"acme.okta.com:aud":"dbeaver"}}}]"#;

/// Lets `alice` query with a driver besides, which is called `dbeaver`.
pub(crate) fn with_driver(world: &mut Inventory) {
    let names = |arn: &str| [arn.to_owned()].into();
    let mut scopes = Known::whole();
    scopes.insert("athena:workgroup:read_write", names(WORKGROUP_APPLICATION));
    scopes.insert("lakeformation:query", names(LAKE_APPLICATION));
    scopes.insert("s3:access_grants:read_write", BTreeSet::new());
    let tokens = Tokens { issuer: ISSUER.to_owned(), audiences: names("dbeaver") };
    let actors = format!(
        r#"{{"Statement":{{"Effect":"Allow","Principal":{{"AWS":"{APPLICATION_ROLE}"}},"Action":"sso-oauth:CreateTokenWithIAM","Resource":"*"}}}}"#
    );
    let client = Client {
        from: None,
        workgroup: None,
        application: Some(DRIVER_APPLICATION.to_owned()),
        application_role: Some(APPLICATION_ROLE.to_owned()),
        access_role: Some(ACCESS_ROLE.to_owned()),
        tokens: Sight::There(vec![tokens]),
        actors: Sight::There(document(&actors)),
        users: BTreeSet::new(),
        scopes,
    };
    world.clients.insert("dbeaver".to_owned(), client);
    world.applications.insert(DRIVER_APPLICATION, application("dbeaver", true, &[analysts()]));
    let trust = format!(
        r#"[{{"Effect":"Allow","Principal":{{"AWS":"{APPLICATION_ROLE}"}},"Action":["sts:AssumeRole","sts:SetContext"]}}]"#
    );
    world.roles.insert(ACCESS_ROLE, role("access", &trust, EDITOR));
    world.roles.insert(APPLICATION_ROLE, role("application", SIGNED_IN, "[]"));
    let url = "https://acme.okta.com".to_owned();
    let (claim, attribute) = ("email".to_owned(), "emails.value".to_owned());
    let issuer = TokenIssuer { from: None, url: url.clone(), claim, attribute };
    world.token_issuers.insert(ISSUER, issuer);
    world.openid_providers.is_whole = true;
    let provider = OpenIdProvider { from: None, url, client_ids: names("dbeaver") };
    world.openid_providers.insert(PROVIDER, provider);
}

/// An account in which `alice`, through the group `analysts`, may read `sales.orders` but for `note`.
pub(crate) fn world() -> Inventory {
    let place = Place::new("test", "111122223333", "ap-northeast-1");
    let mut world = Inventory::empty(place, Extent::Live);
    workforce(&mut world);
    roles(&mut world);
    studio(&mut world);
    workgroup(&mut world);
    lake(&mut world);
    access_grants(&mut world);
    world
}

/// The world as a spec has it that names its people.
pub(crate) fn named() -> Inventory {
    let mut world = world();
    let address = |kind, label| Some(Address::new(KindName(kind), label));
    world.users.get_mut(alice().id()).unwrap().from = address("user", "alice");
    world.groups.get_mut(analysts().id()).unwrap().from = address("group", "analysts");
    world
}

fn workforce(world: &mut Inventory) {
    world.identity_center = Sight::There(IdentityCenter {
        from: None,
        arn: INSTANCE.to_owned(),
        store: "d-1".to_owned(),
        owner: "111122223333".to_owned(),
        status: Some("ACTIVE".to_owned()),
        regions: Some(["ap-northeast-1".to_owned()].into()),
        encryption: None,
        vpce_required: None,
        is_external: false,
    });
    for name in ["alice", "bob"] {
        let from = Some(Address::new(KindName("user"), name));
        let user = User { from, name: format!("{name}@example.com"), is_enabled: Some(true) };
        world.users.insert(format!("u-{name}"), user);
    }
    let group = Group {
        from: Some(Address::new(KindName("group"), "analysts")),
        name: "analysts".to_owned(),
        members: ["u-alice".to_owned()].into(),
        members_are_whole: true,
        ..Group::default()
    };
    world.groups.insert("g-analysts", group);
}

fn roles(world: &mut Inventory) {
    world.roles = Known::whole();
    world.policies = Known::whole();
    let contextual = r#"["sts:AssumeRole","sts:SetContext"]"#;
    for (arn, role) in [
        (USER_ROLE, role("studio-user", &trusting("elasticmapreduce.amazonaws.com", contextual), EDITOR)),
        (EXECUTION_ROLE, role("athena", EXECUTION_TRUST, EXECUTION_PERMISSIONS)),
        (LAKE_ROLE, role("lake", &trusting("lakeformation.amazonaws.com", contextual), LAKE_PERMISSIONS)),
        (RESULTS_ROLE, role("results", RESULTS_TRUST, RESULTS_PERMISSIONS)),
    ] {
        world.roles.insert(arn, role);
    }
    let document = document(&format!(r#"{{"Version":"2012-10-17","Statement":{EDITOR}}}"#));
    world.policies.insert(SESSION_POLICY, ManagedPolicy { from: None, document });
}

fn studio(world: &mut Inventory) {
    let studio = Studio {
        from: Some(Address::new(KindName("studio"), "analytics")),
        name: "analytics".to_owned(),
        signs_in_through_identity_center: true,
        propagates_identity: true,
        mapping_required: true,
        instance: Some(INSTANCE.to_owned()),
        user_role: Some(USER_ROLE.to_owned()),
        service_role: None,
        url: None,
    };
    world.studios.insert(STUDIO, studio);
    world.mappings.push(Mapping {
        from: None,
        studio: STUDIO.to_owned(),
        identity: analysts(),
        session_policy: SESSION_POLICY.to_owned(),
        is_to_be_made: false,
    });
}

fn application(name: &str, assignment_required: bool, assigned: &[Workforce]) -> Application {
    Application {
        from: None,
        name: name.to_owned(),
        instance: Some(INSTANCE.to_owned()),
        is_enabled: Some(true),
        assignment_required: Some(assignment_required),
        assigned: Sight::There(assigned.iter().cloned().collect()),
    }
}

fn workgroup(world: &mut Inventory) {
    world.applications.insert(WORKGROUP_APPLICATION, application("analytics", true, &[analysts()]));
    world.applications.insert(LAKE_APPLICATION, application("lake", false, &[]));
    let workgroup = Workgroup {
        from: Some(Address::new(KindName("workgroup"), "analytics")),
        is_enabled: true,
        identity_center_enabled: true,
        instance: Some(INSTANCE.to_owned()),
        application: Some(WORKGROUP_APPLICATION.to_owned()),
        execution_role: Some(EXECUTION_ROLE.to_owned()),
        results: Some("s3://acme-results/analytics/".to_owned()),
        results_through_access_grants: true,
        private_results: true,
        is_enforced: true,
        managed_results: false,
        encryption: None,
    };
    world.workgroups.insert("analytics", workgroup);
}

/// A grant to the analysts.
pub(crate) fn grant(resource: Resource, permission: &str, columns: Columns) -> Grant {
    Grant {
        principal: Principal::Workforce(analysts()),
        resource,
        permission: permission.to_owned(),
        columns,
        is_grantable: false,
        condition: None,
        from: None,
    }
}

pub(crate) fn orders() -> Resource {
    Resource::Table { database: "sales".to_owned(), table: "orders".to_owned() }
}

pub(crate) fn sales() -> Resource {
    Resource::Database { database: "sales".to_owned() }
}

fn lake(world: &mut Inventory) {
    world.lake.connection = Sight::There(Connection {
        from: None,
        instance: Some(INSTANCE.to_owned()),
        application: Some(LAKE_APPLICATION.to_owned()),
    });
    world.lake.settings = Sight::There(Settings { is_whole: true, ..Settings::default() });
    let location = Location {
        from: Some(Address::new(KindName("location"), "sales")),
        role: Some(LAKE_ROLE.to_owned()),
        is_service_linked: false,
        is_hybrid: false,
        verification: None,
    };
    world.lake.locations.insert("s3://acme-lake/sales/", location);
    world.lake.grants = vec![
        grant(sales(), "describe", Columns::All),
        grant(orders(), "select", Columns::Except(["note".to_owned()].into())),
    ]
    .into();
    let mut catalog =
        Catalog { databases: Known::whole(), tables: Known::whole(), encryption: Sight::Absent };
    catalog.databases.insert("sales", Database::default());
    let table = Table {
        columns: ["order_id", "amount", "note"].map(str::to_owned).into(),
        data: Some("s3://acme-lake/sales/orders/".to_owned()),
        link: None,
    };
    catalog.tables.insert("sales.orders", table);
    catalog.encryption =
        Sight::There(CatalogEncryption { mode: "DISABLED".to_owned(), key: None, role: None });
    world.catalog = catalog;
}

fn access_grants(world: &mut Inventory) {
    world.access_grants.instance = Sight::There(AccessGrantsInstance {
        from: None,
        arn: "arn:aws:s3:ap-northeast-1:111122223333:access-grants/default".to_owned(),
        identity_center: Some(INSTANCE.to_owned()),
        application: None,
    });
    let location = AccessGrantsLocation {
        from: None,
        scope: "s3://acme-results/analytics/".to_owned(),
        role: Some(RESULTS_ROLE.to_owned()),
    };
    world.access_grants.locations.insert("l-1", location);
    world.access_grants.grants.push(AccessGrant {
        from: None,
        id: "a-1".to_owned(),
        location: "l-1".to_owned(),
        scope: "s3://acme-results/analytics/*".to_owned(),
        grantee: Principal::Workforce(analysts()),
        permission: Permission::ReadWrite,
        is_object: false,
        application: None,
    });
    for name in ["acme-lake", "acme-results"] {
        let bucket = Bucket {
            is_own: Some(true),
            region: Some("ap-northeast-1".to_owned()),
            encryption: Some(Encryption { mode: "sse-s3".to_owned(), key: None }),
            policy: Sight::Absent,
        };
        world.buckets.insert(name, bucket);
    }
}
