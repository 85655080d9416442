use tipctl_model::{
    Value,
    inventory::{
        AccessGrant, Columns, Encryption, Extent, Inventory, KmsKey, Known, Permission, Principal, Resource,
        Sight,
    },
};

mod buckets;
mod client;
mod keys;
mod open;
mod policies;

use super::*;
use crate::{RuleId, world::*};

const QUERY: Query<'_> = Query { database: "sales", table: "orders", columns: &["amount"] };

/// What is done to a sound world, and the links that it breaks with the rules that they trip.
type Case = (Box<dyn FnOnce(&mut Inventory)>, Vec<(LinkName, Option<u16>)>);

fn followed(world: &Inventory) -> Chain {
    let alice = alice();
    let session = Session { who: &alice, entry: Entry::Studio(STUDIO), workgroup: "analytics" };
    follow(world, &session, Some(&QUERY))
}

/// The links that break when `break_it` is done to a world in which all hold, with the rules that they trip.
fn broken_by(break_it: impl FnOnce(&mut Inventory)) -> Vec<(LinkName, Option<u16>)> {
    let mut world = world();
    break_it(&mut world);
    let chain = followed(&world);
    let unknown: Vec<_> =
        chain.links.iter().filter(|link| matches!(link.verdict, Verdict::Unknown(_))).collect();
    assert!(unknown.is_empty(), "{unknown:#?}");
    let breach = |link: &Link| {
        let breach = link.verdict.breach()?;
        Some((link.name, breach.rule.map(|RuleId(number)| number)))
    };
    chain.links.iter().filter_map(breach).collect()
}

fn trust(arn: &'static str, statements: &str) -> impl FnOnce(&mut Inventory) + use<> {
    let document = document(&format!(r#"{{"Version":"2012-10-17","Statement":{statements}}}"#));
    move |world| world.roles.get_mut(arn).unwrap().trust = Sight::There(document)
}

fn permissions(arn: &'static str, statements: &str) -> impl FnOnce(&mut Inventory) + use<> {
    let document = document(&format!(r#"{{"Version":"2012-10-17","Statement":{statements}}}"#));
    move |world| {
        world.roles.get_mut(arn).unwrap().permissions.insert("policy".to_owned(), Sight::There(document));
    }
}

fn access_grant(change: impl FnOnce(&mut AccessGrant)) -> impl FnOnce(&mut Inventory) {
    move |world| change(&mut world.access_grants.grants[0])
}

#[test]
fn every_link_holds_in_a_sound_world() {
    let chain = followed(&world());
    assert_eq!(chain.verdict(), Verdict::Holds, "{:#?}", chain.links);
    let names: Vec<_> = chain.links.iter().map(|link| link.name).collect();
    let mut sorted = names.clone();
    sorted.sort_unstable();
    assert_eq!(names, sorted, "links come in the order of the chain");
}

#[test]
fn a_broken_entry_is_told() {
    use LinkName::*;
    let only_assume = trusting("elasticmapreduce.amazonaws.com", r#""sts:AssumeRole""#);
    let narrow =
        r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"glue:*","Resource":"*"}}"#;
    let cases: Vec<Case> = vec![
        (
            Box::new(|world| instance(world).status = Some("CREATING".to_owned())),
            vec![(IdentityCenter, Some(223))],
        ),
        (
            Box::new(|world| instance(world).regions = Some(["us-east-1".to_owned()].into())),
            vec![(IdentityCenter, Some(110))],
        ),
        (
            Box::new(|world| world.users.get_mut("u-alice").unwrap().is_enabled = Some(false)),
            vec![(Workforce, None)],
        ),
        (Box::new(|world| studio(world).propagates_identity = false), vec![(Entry, Some(201))]),
        (Box::new(|world| studio(world).signs_in_through_identity_center = false), vec![(Entry, Some(201))]),
        (Box::new(|world| studio(world).instance = Some("other".to_owned())), vec![(Entry, Some(110))]),
        (Box::new(|world| world.mappings.clear()), vec![(Entry, Some(207))]),
        (Box::new(trust(USER_ROLE, &only_assume)), vec![(UserRole, Some(202))]),
        (
            Box::new(|world| drop(world.roles.remove(USER_ROLE))),
            vec![(UserRole, None), (LinkName::Session, None)],
        ),
        (
            Box::new(move |world| {
                world.policies.get_mut(SESSION_POLICY).unwrap().document = document(narrow)
            }),
            vec![(LinkName::Session, Some(203))],
        ),
        (
            Box::new(|world| world.context_allow_list = Some(["glue:*".to_owned()].into())),
            vec![(LinkName::Session, Some(204))],
        ),
        (Box::new(|world| workgroup(world).is_enabled = false), vec![(Workgroup, None)]),
        (Box::new(|world| workgroup(world).identity_center_enabled = false), vec![(Workgroup, Some(205))]),
        (Box::new(|world| workgroup(world).execution_role = None), vec![(Workgroup, Some(205))]),
        (
            Box::new(|world| workgroup(world).results_through_access_grants = false),
            vec![(Workgroup, Some(205))],
        ),
        (Box::new(|world| workgroup(world).is_enforced = false), vec![(Workgroup, Some(206))]),
        (
            Box::new(|world| workgroup(world).instance = Some("other".to_owned())),
            vec![(Workgroup, Some(110))],
        ),
        (Box::new(|world| assign(world, [])), vec![(Assignment, Some(207))]),
        (
            Box::new(trust(EXECUTION_ROLE, &trusting("glue.amazonaws.com", r#""sts:AssumeRole""#))),
            vec![(ExecutionRole, Some(225))],
        ),
        (
            Box::new(permissions(EXECUTION_ROLE, r#"[{"Effect":"Allow","Action":"glue:*","Resource":"*"}]"#)),
            vec![(ExecutionRole, None)],
        ),
    ];
    for (number, (break_it, expected)) in cases.into_iter().enumerate() {
        assert_eq!(broken_by(break_it), expected, "case {number}");
    }
}

#[test]
fn a_broken_way_to_the_data_is_told() {
    use LinkName::*;
    let contextless = trusting("lakeformation.amazonaws.com", r#""sts:AssumeRole""#);
    let elsewhere = r#"[{"Effect":"Allow","Action":"s3:*","Resource":"arn:aws:s3:::other/*"}]"#;
    let cases: Vec<Case> = vec![
        (Box::new(|world| world.lake.connection = Sight::Absent), vec![(LakeConnection, Some(211))]),
        (
            Box::new(|world| world.applications.get_mut(LAKE_APPLICATION).unwrap().is_enabled = Some(false)),
            vec![(LakeConnection, Some(211))],
        ),
        (
            Box::new(|world| {
                world.applications.get_mut(LAKE_APPLICATION).unwrap().assignment_required = Some(true)
            }),
            vec![(LakeConnection, Some(212))],
        ),
        (Box::new(|world| encrypt(world, "SSE-KMS", None)), vec![(CatalogEncryption, Some(219))]),
        (
            Box::new(|world| encrypt(world, "SSE-KMS-WITH-SERVICE-ROLE", Some("role"))),
            vec![(CatalogEncryption, Some(219))],
        ),
        (Box::new(|world| encrypt_for(world, LAKE_ROLE)), vec![(CatalogEncryption, Some(219))]),
        (Box::new(encrypt_for_glue), vec![]),
        (Box::new(|world| drop(world.lake.grants.remove(0))), vec![(Database, Some(216))]),
        (Box::new(|world| drop(world.lake.grants.remove(1))), vec![(Grant, None)]),
        (
            Box::new(|world| world.lake.grants[1].columns = Columns::Only(["order_id".to_owned()].into())),
            vec![(Grant, None)],
        ),
        (
            Box::new(|world| world.lake.grants[1].columns = Columns::Only(["amount".to_owned()].into())),
            vec![],
        ),
        (Box::new(|world| location(world).is_hybrid = true), vec![(LinkName::OptIn, Some(109))]),
        (Box::new(|world| world.lake.locations = Known::whole()), vec![(Location, Some(215))]),
        (Box::new(|world| location(world).is_service_linked = true), vec![(LocationRole, Some(104))]),
        (Box::new(trust(LAKE_ROLE, &contextless)), vec![(LocationRole, Some(105))]),
        (
            Box::new(|world| {
                trust(LAKE_ROLE, &trusting("lakeformation.amazonaws.com", r#""sts:AssumeRole""#))(world);
                parameter(world, "SET_CONTEXT", "FALSE");
            }),
            vec![],
        ),
        (Box::new(|world| parameter(world, "SET_SOURCE_IDENTITY", "TRUE")), vec![(LocationRole, Some(222))]),
        (Box::new(permissions(LAKE_ROLE, elsewhere)), vec![(LocationRole, Some(106))]),
    ];
    for (number, (break_it, expected)) in cases.into_iter().enumerate() {
        assert_eq!(broken_by(break_it), expected, "case {number}");
    }
}

#[test]
fn a_broken_way_to_the_results_is_told() {
    use LinkName::*;
    let misspelt = RESULTS_TRUST.replace("sts:RequestContextProviders", "aws:RequestContextProvider");
    let misspelt = misspelt.replace("ForAllValues:", "");
    let other_provider = RESULTS_TRUST.replace("iam::aws:context", "iam:::context");
    let malformed = RESULTS_PERMISSIONS.replace("s3:ap-northeast-1:111122223333:access", "s3:::access");
    let others = RESULTS_PERMISSIONS.replace("${identitystore:UserId}", "u-bob");
    let cases: Vec<Case> = vec![
        (
            Box::new(|world| world.access_grants.instance = Sight::Absent),
            vec![(ResultsAssociation, Some(208))],
        ),
        (Box::new(|world| associate(world, None)), vec![(ResultsAssociation, Some(208))]),
        (Box::new(|world| associate(world, Some("other"))), vec![(ResultsAssociation, Some(208))]),
        (
            Box::new(|world| {
                world.buckets.get_mut("acme-results").unwrap().region = Some("us-east-1".to_owned())
            }),
            vec![(ResultsLocation, Some(220))],
        ),
        (Box::new(|world| world.access_grants.grants.clear()), vec![(ResultsGrant, Some(101))]),
        (
            Box::new(access_grant(|grant| grant.permission = Permission::Read)),
            vec![(ResultsGrant, Some(101))],
        ),
        (Box::new(access_grant(|grant| grant.is_object = true)), vec![(ResultsGrant, Some(103))]),
        (
            Box::new(access_grant(|grant| grant.scope = "s3://acme-results/analytics/".to_owned())),
            vec![(ResultsGrant, Some(103))],
        ),
        (
            Box::new(access_grant(|grant| grant.scope = "s3://acme-results/other/*".to_owned())),
            vec![(ResultsGrant, Some(101))],
        ),
        (Box::new(access_grant(|grant| grant.scope = "s3://acme-results/*".to_owned())), vec![]),
        (Box::new(access_grant(|grant| grant.scope = "s3://acme-results/analytics/u-a*".to_owned())), vec![]),
        (
            Box::new(access_grant(|grant| grant.application = Some("other".to_owned()))),
            vec![(ResultsGrant, None)],
        ),
        (Box::new(access_grant(|grant| grant.application = Some(WORKGROUP_APPLICATION.to_owned()))), vec![]),
        (
            Box::new(access_grant(|grant| grant.grantee = Principal::Iam(USER_ROLE.to_owned()))),
            vec![(ResultsGrant, Some(101))],
        ),
        (Box::new(trust(RESULTS_ROLE, &misspelt)), vec![(ResultsLocationRole, Some(210))]),
        (Box::new(trust(RESULTS_ROLE, &other_provider)), vec![(ResultsLocationRole, Some(210))]),
        (
            Box::new(trust(RESULTS_ROLE, &trusting("access-grants.s3.amazonaws.com", r#""sts:AssumeRole""#))),
            vec![(ResultsLocationRole, Some(102))],
        ),
        (Box::new(permissions(RESULTS_ROLE, &malformed)), vec![(ResultsLocationRole, Some(209))]),
        (Box::new(permissions(RESULTS_ROLE, &others)), vec![(ResultsLocationRole, None)]),
        (Box::new(|world| encrypt_results(world, false)), vec![(ResultsEncryption, Some(218))]),
        (Box::new(|world| encrypt_results(world, true)), vec![]),
    ];
    for (number, (break_it, expected)) in cases.into_iter().enumerate() {
        assert_eq!(broken_by(break_it), expected, "case {number}");
    }
}

#[test]
fn what_is_not_seen_is_unknown_and_never_broken() {
    use LinkName::*;
    let mut world = world();
    world.extent = Extent::Spec;
    world.roles = Known::partial();
    world.policies = Known::partial();
    world.workgroups.is_whole = false;
    world.studios.is_whole = false;
    world.mappings.clear();
    world.mappings_are_whole = false;
    world.lake.grants.clear();
    world.lake.grants_are_whole = false;
    world.access_grants.grants.clear();
    world.access_grants.grants_are_whole = false;
    world.lake.connection = Sight::Unseen;
    world.access_grants.instance = Sight::Unseen;
    let chain = followed(&world);
    assert_eq!(chain.first_broken(), None, "{:#?}", chain.links);
    let is_unknown = |link: &&Link| matches!(link.verdict, Verdict::Unknown(_));
    let unknown: Vec<_> = chain.links.iter().filter(is_unknown).map(|link| link.name).collect();
    assert_eq!(
        unknown,
        [
            Entry,
            UserRole,
            Session,
            ExecutionRole,
            LakeConnection,
            Database,
            Grant,
            LocationRole,
            ResultsAssociation,
            ResultsGrant,
            ResultsLocationRole
        ]
    );
}

#[test]
fn what_could_not_be_read_is_never_taken_for_absent() {
    let unknown = |world: &Inventory, query: Option<&Query<'_>>| {
        let alice = alice();
        let session = Session { who: &alice, entry: Entry::Studio(STUDIO), workgroup: "analytics" };
        let chain = follow(world, &session, query);
        assert_eq!(chain.first_broken(), None, "{:#?}", chain.links);
        let unknown = chain.links.into_iter().filter(|link| matches!(link.verdict, Verdict::Unknown(_)));
        unknown.map(|link| link.name).collect::<Vec<_>>()
    };
    let mut world = world();
    world.mappings.clear();
    world.mappings_are_whole = false;
    assert_eq!(unknown(&world, None), [LinkName::Entry, LinkName::Session]);
    let mut world = crate::world::world();
    for name in ["acme-lake", "acme-results"] {
        let bucket = world.buckets.get_mut(name).unwrap();
        (bucket.encryption, bucket.region) = (None, None);
    }
    let buckets = [LinkName::LocationRole, LinkName::ResultsLocation, LinkName::ResultsEncryption];
    assert_eq!(unknown(&world, Some(&QUERY)), buckets);
    let mut world = crate::world::world();
    assert_eq!(unknown(&world, None), []);
    world.lake.grants_are_whole = false;
    assert_eq!(unknown(&world, None), [], "of what they may read there is enough to look at");
    world.lake.grants.clear();
    assert_eq!(unknown(&world, None), [LinkName::Grant]);
    assert_eq!(unknown(&world, Some(&QUERY)), [LinkName::Database, LinkName::Grant]);
}

#[test]
fn a_tag_or_a_filter_is_not_evaluated() {
    let mut world = world();
    let beyond = Resource::Beyond { what: "an LF-Tag".to_owned(), database: None, table: None };
    world.lake.grants[1].resource = beyond;
    let chain = followed(&world);
    let (link, why) = chain.first_unknown().unwrap();
    assert_eq!((link.name, why), (LinkName::Grant, "not evaluated: granted through an LF-Tag"));
    assert_eq!(chain.first_broken(), None);
}

#[test]
fn a_member_of_a_group_is_followed_without_being_known() {
    let analysts = analysts();
    let session = Session { who: &analysts, entry: Entry::Studio(STUDIO), workgroup: "analytics" };
    let chain = follow(&world(), &session, Some(&QUERY));
    assert_eq!(chain.verdict(), Verdict::Holds, "{:#?}", chain.links);
}

fn instance(world: &mut Inventory) -> &mut tipctl_model::inventory::IdentityCenter {
    let Sight::There(instance) = &mut world.identity_center else { panic!("it is there") };
    instance
}

fn studio(world: &mut Inventory) -> &mut Studio {
    world.studios.get_mut(STUDIO).unwrap()
}

fn workgroup(world: &mut Inventory) -> &mut tipctl_model::inventory::Workgroup {
    world.workgroups.get_mut("analytics").unwrap()
}

fn location(world: &mut Inventory) -> &mut tipctl_model::inventory::Location {
    world.lake.locations.get_mut("s3://acme-lake/sales/").unwrap()
}

fn assign<const N: usize>(world: &mut Inventory, who: [tipctl_model::inventory::Workforce; N]) {
    world.applications.get_mut(WORKGROUP_APPLICATION).unwrap().assigned = Sight::There(who.into());
}

fn associate(world: &mut Inventory, instance: Option<&str>) {
    let Sight::There(access_grants) = &mut world.access_grants.instance else { panic!("it is there") };
    access_grants.identity_center = instance.map(str::to_owned);
}

fn parameter(world: &mut Inventory, name: &str, value: &str) {
    let Sight::There(settings) = &mut world.lake.settings else { panic!("they are there") };
    settings.parameters.insert(name.to_owned(), value.to_owned());
}

fn encrypt(world: &mut Inventory, mode: &str, role: Option<&str>) {
    let encryption = tipctl_model::inventory::CatalogEncryption {
        mode: mode.to_owned(),
        key: Some(KEY.to_owned()),
        role: role.map(str::to_owned),
    };
    world.catalog.encryption = Sight::There(encryption);
}

const KEY: &str = "arn:aws:kms:ap-northeast-1:111122223333:key/1";

fn customer_key(policy: Value) -> KmsKey {
    KmsKey { arn: KEY.to_owned(), is_aws_managed: false, is_enabled: true, policy: Sight::There(policy) }
}

/// Encrypts the catalog with a key that everyone can use.
fn encrypt_for(world: &mut Inventory, role: &str) {
    encrypt(world, "SSE-KMS-WITH-SERVICE-ROLE", Some(role));
    let text = r#"{"Statement":{"Effect":"Allow","Principal":"*","Action":"kms:*","Resource":"*"}}"#;
    world.keys.insert(KEY, customer_key(document(text)));
}

/// The same, with a role that Glue can take.
fn encrypt_for_glue(world: &mut Inventory) {
    const ROLE: &str = "arn:aws:iam::111122223333:role/glue";
    let role = world.roles.get(LAKE_ROLE).unwrap().clone();
    world.roles.insert(ROLE, role);
    trust(ROLE, &trusting("glue.amazonaws.com", r#""sts:AssumeRole""#))(world);
    encrypt_for(world, ROLE);
}

/// Encrypts results with a key that its account can use, and lets both roles use it where `allowed`.
fn encrypt_results(world: &mut Inventory, allowed: bool) {
    workgroup(world).encryption = Some(Encryption { mode: "sse-kms".to_owned(), key: Some(KEY.to_owned()) });
    let policy = document(
        r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"111122223333"},
           "Action":"kms:*","Resource":"*"}]}"#,
    );
    world.keys.insert(KEY, customer_key(policy));
    let rights = document(&format!(
        r#"{{"Version":"2012-10-17","Statement":{{"Effect":"Allow","Action":"kms:*","Resource":"{KEY}"}}}}"#
    ));
    let roles: &[&str] = if allowed { &[EXECUTION_ROLE, RESULTS_ROLE] } else { &[EXECUTION_ROLE] };
    for arn in roles {
        let role = world.roles.get_mut(arn).unwrap();
        role.permissions.insert("keys".to_owned(), Sight::There(rights.clone()));
    }
}
