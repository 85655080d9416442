mod asked;
mod change;
mod way;

use proptest::{prelude::*, sample::select};
use tipctl_model::inventory::{
    Columns, Extent, Grant, Inventory, OptIn, Principal, Resource, Settings, Sight, Workforce,
};

use super::*;
use crate::{LinkName, Truth, Verdict, world::*};

fn user(name: &str) -> Principal {
    Principal::Workforce(Workforce::User(format!("u-{name}")))
}

fn group(name: &str) -> Principal {
    Principal::Workforce(Workforce::Group(format!("g-{name}")))
}

fn only(names: &[&str]) -> Columns {
    Columns::Only(names.iter().map(|name| (*name).to_owned()).collect())
}

fn except(names: &[&str]) -> Columns {
    Columns::Except(names.iter().map(|name| (*name).to_owned()).collect())
}

fn column(name: &str) -> On {
    On::Table { database: "sales".to_owned(), table: "orders".to_owned(), columns: vec![name.to_owned()] }
}

fn all_tables() -> Resource {
    Resource::Tables { database: "sales".to_owned() }
}

/// Who can, or perhaps can, by name.
fn names(world: &Inventory, privilege: &str, on: &On) -> Vec<String> {
    let answers = who_can(world, privilege, on).into_iter();
    answers.filter(|answer| answer.verdict().breach().is_none()).map(|answer| answer.name).collect()
}

#[test]
fn who_can_names_groups_and_their_users() {
    let world = world();
    assert_eq!(names(&world, "select", &On::table("sales", "orders")), ["alice@example.com", "analysts"]);
    assert_eq!(names(&world, "select", &column("amount")), ["alice@example.com", "analysts"]);
    assert_eq!(names(&world, "select", &column("note")), Vec::<String>::new());
    assert_eq!(
        names(&world, "describe", &On::Database("sales".to_owned())),
        ["alice@example.com", "analysts"]
    );
    assert_eq!(names(&world, "insert", &On::table("sales", "orders")), Vec::<String>::new());
    assert_eq!(names(&world, "select", &On::Tables("sales".to_owned())), Vec::<String>::new());
}

#[test]
fn who_can_names_iam_and_everyone() {
    let mut world = world();
    let role = Principal::Iam("arn:aws:iam::111122223333:role/etl".to_owned());
    let admin = Principal::Iam("arn:aws:iam::111122223333:user/operator".to_owned());
    for (principal, permission) in [(role.clone(), "select"), (Principal::IamAllowed, "all")] {
        world.lake.grants.push(Grant { principal, ..grant(all_tables(), permission, Columns::All) });
    }
    world.lake.settings = Sight::There(Settings { admins: [admin.clone()].into(), ..Settings::default() });
    let answers = who_can(&world, "select", &column("note"));
    let told: Vec<_> = answers.iter().map(|answer| (&answer.who, answer.is_granted)).collect();
    let (alice, analysts) = (user("alice"), group("analysts"));
    assert_eq!(
        told,
        [
            (&alice, Truth::Yes),
            (&analysts, Truth::Yes),
            (&role, Truth::Yes),
            (&admin, Truth::Unsure),
            (&Principal::IamAllowed, Truth::Yes)
        ],
    );
    // What everyone holds whom IAM allows it is any user's.
    assert!(why(&world, &user("bob"), "insert", &On::table("sales", "orders")).is_granted == Truth::Yes);
}

#[test]
fn why_shows_the_path_or_the_first_missing_link() {
    let world = world();
    let answer = why(&world, &user("alice"), "select", &column("amount"));
    let path: Vec<_> = answer.path.links.iter().map(|link| (link.name, link.subject.as_str())).collect();
    assert_eq!(
        path,
        [
            (LinkName::Membership, "group.analysts"),
            (LinkName::Grant, "select on sales.orders except (note)"),
            (LinkName::LakeConnection, "Lake Formation"),
            (LinkName::CatalogEncryption, "data catalog"),
            (LinkName::Database, "sales"),
            (LinkName::Location, "location.sales"),
            (LinkName::LocationRole, "role.lake"),
        ],
    );
    assert_eq!((answer.verdict(), answer.columns), (Verdict::Holds, except(&["note"])));
    for (who, on, cause) in [
        (user("bob"), column("amount"), "nothing grants them `select` on `sales.orders (amount)`"),
        (user("alice"), column("note"), "nothing grants them `select` on `sales.orders (note)`"),
    ] {
        let answer = why(&world, &who, "select", &on);
        assert_eq!(answer.is_granted, Truth::No);
        let (link, breach) = answer.path.first_broken().unwrap();
        assert_eq!((link.name, breach.cause.as_str()), (LinkName::Grant, cause));
    }
}

#[test]
fn columns_of_several_grants_add_up() {
    let mut world = world();
    let own = Grant { principal: user("alice"), ..grant(orders(), "select", only(&["note"])) };
    world.lake.grants.push(own);
    let answer = why(&world, &user("alice"), "select", &column("note"));
    assert_eq!((answer.verdict(), answer.columns), (Verdict::Holds, Columns::All));
}

#[test]
fn a_hybrid_location_asks_for_an_opt_in() {
    let mut world = world();
    world.lake.locations.get_mut("s3://acme-lake/sales/").unwrap().is_hybrid = true;
    let on = On::table("sales", "orders");
    assert_eq!(names(&world, "select", &on), Vec::<String>::new());
    let (link, _) = why(&world, &user("alice"), "select", &on)
        .path
        .first_broken()
        .map(|(link, breach)| (link.clone(), breach.clone()))
        .unwrap();
    assert_eq!(link.name, LinkName::OptIn);
    world.lake.opt_ins.push(OptIn { principal: group("analysts"), resource: orders(), from: None });
    assert_eq!(names(&world, "select", &on), ["alice@example.com", "analysts"]);
}

#[test]
fn a_group_whose_members_are_not_known_leaves_its_users_open() {
    let mut world = world();
    let known = world.groups.get_mut("g-analysts").unwrap();
    known.members.clear();
    known.members_are_whole = false;
    let on = On::table("sales", "orders");
    assert_eq!(names(&world, "select", &on), ["analysts"]);
    let answer = why(&world, &user("alice"), "select", &on);
    assert_eq!(answer.is_granted, Truth::Unsure);
    assert!(matches!(answer.verdict(), Verdict::Unknown(_)));
}

#[test]
fn a_spec_can_be_asked_although_it_has_no_tables() {
    let mut world = world();
    world.extent = Extent::Spec;
    world.catalog = tipctl_model::inventory::Catalog::unseen();
    world.lake.grants_are_whole = false;
    let can = why(&world, &group("analysts"), "select", &column("amount"));
    assert_eq!((can.is_granted, can.verdict()), (Truth::Yes, Verdict::Holds));
    let cannot = why(&world, &group("analysts"), "select", &column("note"));
    let told = Verdict::Unknown("the spec does not grant it".to_owned());
    assert_eq!((cannot.is_granted, cannot.verdict()), (Truth::No, told));
}

#[test]
fn what_lf_tags_grant_is_not_evaluated() {
    let mut world = world();
    let beyond =
        Resource::Beyond { what: "an LF-Tag".to_owned(), database: Some("sales".to_owned()), table: None };
    world.lake.grants[1].resource = beyond;
    let answer = why(&world, &user("alice"), "select", &column("amount"));
    let told = Verdict::Unknown("not evaluated: granted through an LF-Tag".to_owned());
    assert_eq!((answer.is_granted, answer.verdict()), (Truth::Unsure, told));
    let held = what_can(&world, &alice());
    let not_evaluated = held.iter().find(|holding| holding.not_evaluated.is_some()).unwrap();
    assert_eq!(not_evaluated.not_evaluated.as_deref(), Some("granted through an LF-Tag"));
}

#[test]
fn results_are_asked_about_by_prefix() {
    let world = world();
    let at = |prefix: &str| On::Prefix(format!("s3://acme-results/analytics/{prefix}"));
    assert_eq!(names(&world, "write", &at("u-alice/")), ["alice@example.com"]);
    let answer = why(&world, &user("alice"), "write", &at(""));
    let own = "s3://acme-results/analytics/u-alice/";
    assert_eq!((answer.verdict(), answer.within.as_deref()), (Verdict::Holds, Some(own)));
    assert_eq!(answer.path.links.last().unwrap().note, None);
    // The role keeps the places of users apart, so that nobody is granted another's.
    let bobs = why(&world, &user("alice"), "read", &at("u-bob/"));
    assert_eq!(bobs.is_granted, Truth::No);
    assert_eq!(bobs.path.first_broken().map(|(link, _)| link.name), Some(LinkName::ResultsLocationRole));
    assert_eq!(why(&world, &user("bob"), "read", &at("u-bob/")).is_granted, Truth::No);
}

#[test]
fn whose_place_of_results_it_is_cannot_be_told_before_ids_are_known() {
    let mut world = world();
    let id = "user.alice#id";
    let alice = world.users.remove("u-alice").unwrap();
    world.users.insert(id, alice);
    world.groups.get_mut("g-analysts").unwrap().members = [id.to_owned()].into();
    let alice = Principal::Workforce(Workforce::User(id.to_owned()));
    let asked = |place: &str| {
        let on = On::Prefix(format!("s3://acme-results/analytics/{place}"));
        let answer = why(&world, &alice, "read", &on);
        (answer.is_granted, answer.within)
    };
    assert_eq!(asked("1eded4b8-b297-443c-a669-a73a90afff3b/"), (Truth::Unsure, None));
    assert_eq!(asked("eng/"), (Truth::No, None));
    assert_eq!(asked(""), (Truth::Yes, Some("s3://acme-results/analytics/<user-id>/".to_owned())));
}

#[test]
fn what_can_tells_everything_and_through_what() {
    let told: Vec<_> = what_can(&world(), &alice())
        .into_iter()
        .map(|holding| format!("{} {} through {}", holding.privilege, holding.on, holding.through))
        .collect();
    assert_eq!(
        told,
        [
            "enter studio analytics through group g-analysts",
            "query workgroup analytics through group g-analysts",
            "describe sales through group g-analysts",
            "select sales.orders through group g-analysts",
            "readwrite s3://acme-results/analytics/* through group g-analysts",
        ],
    );
    assert_eq!(what_can(&world(), &Workforce::User("u-bob".to_owned())), []);
}

fn any_grant() -> impl Strategy<Value = Grant> {
    let principals = vec![user("alice"), user("bob"), group("analysts"), Principal::IamAllowed];
    let resources = vec![sales(), orders(), all_tables()];
    let columns = vec![Columns::All, only(&["amount"]), except(&["note", "amount"])];
    (select(principals), select(resources), select(vec!["select", "describe", "all"]), select(columns))
        .prop_map(|(principal, resource, permission, columns)| {
            let columns = if permission == "select" { columns } else { Columns::All };
            Grant { principal, ..grant(resource, permission, columns) }
        })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn who_can_and_why_agree(grants in prop::collection::vec(any_grant(), 0..6)) {
        let mut world = world();
        world.lake.grants = grants.into();
        for on in [On::table("sales", "orders"), column("amount"), column("note"), On::Database("sales".to_owned())] {
            for privilege in ["select", "describe"] {
                let can = who_can(&world, privilege, &on);
                for answer in &can {
                    prop_assert_eq!(answer, &why(&world, &answer.who, privilege, &on));
                }
                for who in [user("alice"), group("analysts")] {
                    let holds = why(&world, &who, privilege, &on).verdict().holds();
                    let through_everyone = can.iter().any(|answer| answer.who == Principal::IamAllowed);
                    let is_named = can.iter().any(|answer| answer.who == who);
                    prop_assert!(!holds || is_named || through_everyone);
                    let is_granted = why(&world, &who, privilege, &on).is_granted != Truth::No;
                    prop_assert!(!is_named || is_granted);
                }
            }
        }
    }

}

proptest! {
    #[test]
    fn a_grant_more_takes_nothing_away(
        grants in prop::collection::vec(any_grant(), 0..5),
        more in any_grant(),
    ) {
        let mut before = world();
        before.lake.grants = grants.into();
        let mut after = before.clone();
        after.lake.grants.push(more);
        let lost: Vec<_> = changes(&before, &after).into_iter().filter(|change| change.direction == Direction::Loses).collect();
        prop_assert_eq!(lost, vec![]);
        for who in [user("alice"), user("bob"), group("analysts")] {
            let can = |world: &Inventory| why(world, &who, "select", &column("amount")).verdict().holds();
            prop_assert!(!can(&before) || can(&after));
        }
    }

    #[test]
    fn what_one_way_gains_the_other_loses(
        grants in prop::collection::vec(any_grant(), 0..5),
        others in prop::collection::vec(any_grant(), 0..5),
    ) {
        let (mut before, mut after) = (world(), world());
        before.lake.grants = grants.into();
        after.lake.grants = others.into();
        let turned = |mut change: AccessChange| {
            change.direction = match change.direction {
                Direction::Gains => Direction::Loses,
                Direction::Loses => Direction::Gains,
            };
            change
        };
        let mut there: Vec<_> = changes(&before, &after).into_iter().map(turned).collect();
        let mut back = changes(&after, &before);
        there.sort();
        back.sort();
        prop_assert_eq!(there, back);
    }
}
