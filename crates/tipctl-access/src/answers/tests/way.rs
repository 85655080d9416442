//! Ways in: who holds something and gets at it, and who does not.

use tipctl_model::inventory::{
    Caller, Extent, Grant, Inventory, Principal, Settings, Sight, Table, Workforce,
};

use super::{On, all_tables, column, group, user, way_in, what_can, who_can, who_else, why};
use crate::{LinkName, Stage, Truth, Verdict, as_shown, claims::at_its_word, world::*};

/// A policy that allows nothing.
const NOTHING: &str = r#"{"Version":"2012-10-17","Statement":[]}"#;

fn orders_on() -> On {
    On::table("sales", "orders")
}

/// What is done to a world, and the link that then keeps alice from what she is granted.
type Case = (fn(&mut Inventory), LinkName);

#[test]
fn who_is_granted_something_and_has_no_way_in_cannot() {
    let cases: [Case; 7] = [
        (
            |world| {
                world.applications.get_mut(WORKGROUP_APPLICATION).unwrap().assigned = Sight::There([].into())
            },
            LinkName::Assignment,
        ),
        (|world| world.mappings.clear(), LinkName::Entry),
        (
            |world| world.roles.get_mut(USER_ROLE).unwrap().trust = Sight::There(document(NOTHING)),
            LinkName::UserRole,
        ),
        (|world| world.roles.get_mut(EXECUTION_ROLE).unwrap().permissions.clear(), LinkName::ExecutionRole),
        (|world| world.access_grants.grants.clear(), LinkName::ResultsGrant),
        (|world| drop(world.workgroups.remove("analytics")), LinkName::Workgroup),
        (|world| world.users.get_mut("u-alice").unwrap().is_enabled = Some(false), LinkName::Workforce),
    ];
    for (number, (change, link)) in cases.into_iter().enumerate() {
        let mut world = world();
        change(&mut world);
        let answer = why(&world, &user("alice"), "select", &orders_on());
        assert_eq!(answer.is_granted, Truth::Yes, "case {number}");
        assert_eq!(answer.reach(), Verdict::Holds, "case {number}");
        assert!(answer.verdict().breach().is_some(), "case {number}");
        assert_eq!(answer.first_missing().map(|link| link.name), Some(link), "case {number}");
        // They are listed all the same, as who cannot.
        let listed = who_can(&world, "select", &orders_on());
        let alice = listed.iter().find(|answer| answer.who == user("alice")).unwrap();
        assert!(alice.verdict().breach().is_some(), "case {number}");
    }
}

#[test]
fn the_best_way_in_is_shown_with_every_link_but_the_datas() {
    let mut world = world();
    // A studio that lets nobody in, and a workgroup that knows no identities, take nothing away.
    let mut closed = world.studios.get(STUDIO).unwrap().clone();
    "closed".clone_into(&mut closed.name);
    closed.from = None;
    world.studios.insert("es-0", closed);
    let mut plain = world.workgroups.get("analytics").unwrap().clone();
    plain.identity_center_enabled = false;
    world.workgroups.insert("a-plain", plain);
    let answer = why(&world, &user("alice"), "select", &orders_on());
    let way = answer.way.as_ref().unwrap();
    assert_eq!(answer.verdict(), Verdict::Holds);
    assert_eq!(
        (way.entry.as_deref(), way.workgroup.as_deref()),
        (Some("studio.analytics"), Some("workgroup.analytics"))
    );
    let names: Vec<_> = way.chain.links.iter().map(|link| link.name).collect();
    assert!(
        names.contains(&LinkName::Assignment) && names.contains(&LinkName::ResultsLocationRole),
        "{names:?}"
    );
    assert!(names.iter().all(|name| name.stage() != Stage::Data), "{names:?}");
}

#[test]
fn a_client_is_a_way_in_and_is_held() {
    let mut world = world();
    with_driver(&mut world);
    world.mappings.clear();
    let way = way_in(&world, &alice(), None);
    assert_eq!((way.entry.as_deref(), way.chain.verdict()), (Some("dbeaver"), Verdict::Holds));
    let held = what_can(&world, &alice());
    assert!(
        held.iter()
            .any(|holding| holding.on == On::Client("dbeaver".to_owned()) && holding.privilege == "use")
    );
}

#[test]
fn what_is_unknown_decides_unless_no_spec_could_tell() {
    let mut world = world();
    let kept = world.roles.remove(USER_ROLE).unwrap();
    world.roles.is_whole = false;
    assert!(matches!(why(&world, &user("alice"), "select", &orders_on()).verdict(), Verdict::Unknown(_)));
    world.roles.insert(USER_ROLE, kept);
    world.extent = Extent::Spec;
    world.catalog = tipctl_model::inventory::Catalog::unseen();
    let answer = why(&world, &user("alice"), "select", &orders_on());
    assert_eq!(answer.verdict(), Verdict::Holds);
    assert_eq!(answer.left_open(), [LinkName::CatalogEncryption, LinkName::Location]);
}

#[test]
fn a_spec_at_its_word_lets_in_only_whom_it_names() {
    let spec = || {
        let mut spec = world();
        spec.extent = Extent::Spec;
        spec.studios.is_whole = false;
        spec.mappings_are_whole = false;
        spec.workgroups.is_whole = false;
        spec
    };
    let verdict =
        |spec: Inventory, who: &Principal| why(&at_its_word(spec), who, "select", &orders_on()).verdict();
    assert_eq!(verdict(spec(), &user("alice")), Verdict::Holds);
    // As the role's `use` writes it, and nothing besides.
    let mut bare = spec();
    let role = bare.roles.get_mut(USER_ROLE).unwrap();
    role.permissions.clear();
    role.permissions_are_whole = false;
    assert!(matches!(verdict(bare.clone(), &user("alice")), Verdict::Broken(_)));
    // Of one that is only looked up, the spec knows no policy.
    bare.roles.get_mut(USER_ROLE).unwrap().trust = Sight::Unseen;
    assert!(matches!(verdict(bare, &user("alice")), Verdict::Unknown(_)));
    let mut unmapped = spec();
    unmapped.mappings.clear();
    assert_eq!(
        verdict(unmapped, &user("alice")).breach().and_then(|breach| breach.rule),
        Some(crate::RuleId(207))
    );
    let mut hybrid = spec();
    hybrid.catalog = tipctl_model::inventory::Catalog::unseen();
    hybrid.lake.opt_ins_are_whole = false;
    hybrid.lake.locations.get_mut("s3://acme-lake/sales/").unwrap().is_hybrid = true;
    assert_eq!(
        verdict(hybrid.clone(), &user("alice")).breach().and_then(|breach| breach.rule),
        Some(crate::RuleId(109))
    );
    let mut other = hybrid.lake.locations.get("s3://acme-lake/sales/").unwrap().clone();
    other.is_hybrid = false;
    hybrid.lake.locations.insert("s3://acme-lake/web/", other);
    assert!(matches!(verdict(hybrid, &user("alice")), Verdict::Unknown(_)), "it may be in either");
}

#[test]
fn what_nobody_registered_is_left_to_iam_and_out_of_reach_of_the_workforce() {
    let mut world = world();
    let table = Table { data: Some("s3://acme-lake/web/".to_owned()), ..Table::default() };
    world.catalog.tables.insert("sales.clicks", table);
    let role = Principal::Iam("arn:aws:iam::111122223333:role/etl".to_owned());
    for principal in [Principal::IamAllowed, role.clone()] {
        world
            .lake
            .grants
            .push(Grant { principal, ..grant(all_tables(), "all", tipctl_model::inventory::Columns::All) });
    }
    let answers = who_can(&world, "select", &On::table("sales", "clicks"));
    let told: Vec<_> = answers.iter().map(|answer| (&answer.who, answer.verdict())).collect();
    let [(first, one), (second, other)] = told.as_slice() else { panic!("{told:?}") };
    assert_eq!((*first, *second), (&role, &Principal::IamAllowed));
    for verdict in [one, other] {
        assert!(
            matches!(verdict, Verdict::Unknown(why) if why.ends_with("so that IAM decides")),
            "{verdict:?}"
        );
    }
    let held = what_can(&world, &alice());
    let clicks = held.iter().find(|holding| holding.on == On::Tables("sales".to_owned())).unwrap();
    assert!(clicks.stopped.is_some());
    assert!(held.iter().any(|holding| holding.on == orders_on() && holding.stopped.is_none()));
}

#[test]
fn everyone_whom_iam_allows_it_are_those_who_have_a_way_in() {
    let mut world = world();
    let everyone = grant(orders(), "all", tipctl_model::inventory::Columns::All);
    world.lake.grants = vec![
        Grant { principal: Principal::IamAllowed, ..everyone },
        Grant {
            principal: Principal::IamAllowed,
            ..grant(sales(), "all", tipctl_model::inventory::Columns::All)
        },
    ]
    .into();
    let answers = who_can(&world, "select", &column("note"));
    let who: Vec<_> = answers.iter().map(|answer| answer.who.clone()).collect();
    assert_eq!(who, [user("alice"), Principal::IamAllowed], "bob enters no studio");
}

#[test]
fn whoever_is_shown_less_says_so() {
    let mut world = world();
    let on = orders_on();
    assert_eq!(who_else(&world, "select", &on), None);
    world.caller = Some(Caller { arn: "arn:aws:iam::111122223333:role/visitor".to_owned() });
    assert!(who_else(&world, "select", &on).is_some_and(|why| why.contains("role/visitor")));
    let shown = as_shown(world.clone());
    assert!(matches!(why(&shown, &group("strangers"), "select", &on).reach(), Verdict::Unknown(_)));
    let admins = [Principal::Iam("arn:aws:iam::111122223333:role/visitor".to_owned())].into();
    world.lake.settings = Sight::There(Settings { is_whole: true, admins, ..Settings::default() });
    assert_eq!(who_else(&world, "select", &on), None);
    world.lake.grants_are_whole = false;
    assert!(who_else(&world, "select", &on).is_some());
    let other = Workforce::User("u-nobody".to_owned());
    assert!(way_in(&world, &other, None).chain.verdict().breach().is_some());
}
