use std::collections::BTreeMap;

use tipctl_model::{
    Assertion, Claim, FileId, Inventory, Origin,
    inventory::{Columns, Sight},
};

use super::{Judgement, judge};
use crate::{NoName, world::*};

fn claim(who: &str, claim: Claim, privilege: &str, on: &str) -> Assertion {
    Assertion {
        who: who.to_owned(),
        claim,
        privilege: privilege.to_owned(),
        on: on.to_owned(),
        reason: None,
        origin: Origin::new(FileId(0), 0, 0),
        origins: BTreeMap::new(),
    }
}

/// `ok`, or what speaks against it.
fn judged(world: &Inventory, assertion: &Assertion) -> String {
    match judge(world, assertion) {
        Ok(Judgement::Holds(_)) => "ok".to_owned(),
        Ok(Judgement::Fails { because, .. }) => because,
        Ok(Judgement::Undecided(why)) => format!("undecided: {why}"),
        Err(error) => error.to_string(),
    }
}

#[test]
fn claims_are_about_permission_and_not_about_ways_in() {
    let mut closed = world();
    closed.mappings.clear();
    let can = claim("group.analysts", Claim::Can, "select", "sales.orders.amount");
    let cannot = claim("group.analysts", Claim::Cannot, "select", "sales.orders.amount");
    assert_eq!(judged(&closed, &can), "ok");
    assert_eq!(judged(&closed, &cannot), "access is given", "a studio that is shut keeps no promise");
}

#[test]
fn what_cannot_be_is_not_promised_by_a_broken_link() {
    let mut broken = world();
    broken.roles.get_mut(LAKE_ROLE).unwrap().trust =
        Sight::There(document(r#"{"Version":"2012-10-17","Statement":[]}"#));
    let cannot = claim("user.alice", Claim::Cannot, "select", "sales.orders.amount");
    assert!(judged(&broken, &cannot).starts_with("access is given, and only a broken link"));
    let note = claim("user.alice", Claim::Cannot, "select", "sales.orders.note");
    assert_eq!(judged(&broken, &note), "ok");
}

#[test]
fn a_database_is_all_its_tables_to_whoever_would_read_it() {
    let cannot = claim("group.analysts", Claim::Cannot, "select", "sales");
    assert_eq!(judged(&world(), &cannot), "access is given");
    let mut bare = world();
    bare.lake.grants.truncate(1);
    assert_eq!(judged(&bare, &cannot), "ok");
    bare.lake.grants.push(grant(orders(), "select", Columns::All));
    let can = claim("group.analysts", Claim::Can, "select", "sales");
    assert!(
        judged(&bare, &can).starts_with("nothing grants them"),
        "a table that is yet to come is not theirs"
    );
}

#[test]
fn what_is_misspelt_is_not_promised() {
    let cannot = claim("group.analysts", Claim::Cannot, "select", "sales.orders.nota");
    assert_eq!(judged(&world(), &cannot), "the table `sales.orders` has no column `nota`");
    let mut spec = world();
    spec.catalog = tipctl_model::inventory::Catalog::unseen();
    assert!(matches!(judge(&spec, &cannot), Err(NoName::Missing { near, .. }) if near == ["note"]));
    let other = claim("group.analysts", Claim::Cannot, "insert", "sales.orders.note");
    assert!(matches!(judge(&spec, &other), Err(NoName::Misfit { .. })));
}

#[test]
fn a_place_of_their_own_is_not_the_whole() {
    let on = "s3://acme-results/analytics/";
    let own = "no more of it is theirs than `s3://acme-results/analytics/u-alice/`";
    assert_eq!(judged(&world(), &claim("user.alice", Claim::Can, "read", on)), own);
    assert_eq!(judged(&world(), &claim("user.alice", Claim::Cannot, "read", on)), "access is given");
    let bobs = format!("{on}u-bob/");
    assert_eq!(judged(&world(), &claim("user.alice", Claim::Cannot, "read", &bobs)), "ok");
}
