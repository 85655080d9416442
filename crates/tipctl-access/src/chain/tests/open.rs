use tipctl_model::inventory::{Columns, Grant, OptIn, Principal, Resource};

use super::{followed, location};
use crate::{LinkName, Truth, Verdict, world::*};

#[test]
fn an_opt_in_counts_for_a_table_and_for_all_tables_and_nobody_knows_of_a_database() {
    for (resource, counts) in [
        (orders(), Truth::Yes),
        (Resource::Tables { database: "sales".to_owned() }, Truth::Yes),
        (sales(), Truth::Unsure),
        (Resource::Database { database: "marketing".to_owned() }, Truth::No),
    ] {
        let mut world = world();
        location(&mut world).is_hybrid = true;
        let principal = Principal::Workforce(analysts());
        world.lake.opt_ins.push(OptIn { principal, resource, from: None });
        let found = match followed(&world).verdict() {
            Verdict::Holds => Truth::Yes,
            Verdict::Unknown(_) => Truth::Unsure,
            Verdict::Broken(_) => Truth::No,
        };
        assert_eq!(found, counts);
    }
}

#[test]
fn what_would_show_a_database_by_no_word_of_aws_is_left_open() {
    let seen = |principal, resource, permission: &str| {
        let mut world = world();
        world.lake.grants.retain(|grant| grant.resource != sales());
        world.lake.grants.push(Grant { principal, ..grant(resource, permission, Columns::All) });
        let chain = followed(&world);
        chain.links.into_iter().find(|link| link.name == LinkName::Database).unwrap().verdict
    };
    let all_tables = || Resource::Tables { database: "sales".to_owned() };
    let analysts = || Principal::Workforce(analysts());
    assert!(matches!(seen(analysts(), all_tables(), "select"), Verdict::Unknown(_)));
    assert!(matches!(seen(Principal::IamAllowed, sales(), "describe"), Verdict::Unknown(_)));
    assert!(matches!(seen(Principal::IamAllowed, all_tables(), "select"), Verdict::Unknown(_)));
    for resource in [sales(), all_tables()] {
        assert_eq!(seen(Principal::IamAllowed, resource, "all"), Verdict::Holds);
    }
    for permission in ["alter", "drop", "create_table"] {
        assert!(seen(analysts(), sales(), permission).breach().is_some(), "{permission}");
    }
}
