use tipctl_model::inventory::{Columns, Grant, Group, Inventory, OptIn, Permission};

use super::{super::on::columns_in_words, AccessChange, all_tables, changes, group, only, user};
use crate::world::*;

/// Changes as lines.
fn told(before: &Inventory, after: &Inventory) -> Vec<String> {
    let line = |change: AccessChange| {
        let columns = columns_in_words(&change.columns);
        format!("{} {:?} {} {}{columns}", change.name, change.direction, change.privilege, change.on)
    };
    changes(before, after).into_iter().map(line).collect()
}

/// What is done to a world, and what its people gain and lose by it.
type Case = (fn(&mut Inventory), &'static [&'static str]);

#[test]
fn changes_say_who_gains_and_who_loses() {
    let cases: [Case; 8] = [
        (|_| {}, &[]),
        (
            |world| world.lake.grants[1].columns = only(&["order_id", "note"]),
            &[
                "analysts Loses select sales.orders except (note, order_id)",
                "analysts Gains select sales.orders (note)",
            ],
        ),
        (
            |world| world.lake.grants.push(grant(all_tables(), "all", Columns::All)),
            &["analysts Gains all sales.*", "analysts Gains select sales.orders (note)"],
        ),
        (
            |world| world.groups.get_mut("g-analysts").unwrap().members = ["u-bob".to_owned()].into(),
            &[
                "alice@example.com Loses enter studio analytics",
                "alice@example.com Loses query workgroup analytics",
                "alice@example.com Loses describe sales",
                "alice@example.com Loses select sales.orders except (note)",
                "alice@example.com Loses readwrite s3://acme-results/analytics/*",
                "bob@example.com Gains enter studio analytics",
                "bob@example.com Gains query workgroup analytics",
                "bob@example.com Gains describe sales",
                "bob@example.com Gains select sales.orders except (note)",
                "bob@example.com Gains readwrite s3://acme-results/analytics/*",
            ],
        ),
        (
            |world| world.access_grants.grants[0].permission = Permission::Read,
            &["analysts Loses write s3://acme-results/analytics/*"],
        ),
        (|world| world.mappings.clear(), &["analysts Loses enter studio analytics"]),
        (
            |world| {
                world
                    .lake
                    .grants
                    .push(Grant { principal: user("alice"), ..grant(orders(), "select", only(&["amount"])) })
            },
            &[],
        ),
        (
            |world| world.lake.grants[1].principal = user("alice"),
            &["analysts Loses select sales.orders except (note)"],
        ),
    ];
    for (number, (change, expected)) in cases.into_iter().enumerate() {
        let mut after = world();
        change(&mut after);
        assert_eq!(told(&world(), &after), expected, "case {number}");
    }
}

#[test]
fn changes_follow_opt_ins_and_new_groups() {
    let cases: [Case; 2] = [
        (
            |world| world.lake.locations.get_mut("s3://acme-lake/sales/").unwrap().is_hybrid = true,
            &["analysts Loses select sales.orders except (note)"],
        ),
        (
            |world| {
                let member = ["u-alice".to_owned()].into();
                let staff = Group {
                    name: "staff".to_owned(),
                    members: member,
                    members_are_whole: true,
                    ..Group::default()
                };
                world.groups.insert("g-staff", staff);
                let staff = grant(orders(), "select", only(&["note"]));
                world.lake.grants.push(Grant { principal: group("staff"), ..staff });
            },
            &["alice@example.com Gains select sales.orders (note)", "staff Gains select sales.orders (note)"],
        ),
    ];
    for (number, (change, expected)) in cases.into_iter().enumerate() {
        let mut after = world();
        change(&mut after);
        assert_eq!(told(&world(), &after), expected, "case {number}");
    }
}

#[test]
fn hybrid_mode_is_told_of_tables_that_no_plan_has_seen() {
    let plan = || {
        let mut plan = world();
        plan.catalog = tipctl_model::inventory::Catalog::unseen();
        plan
    };
    let hybrid = || {
        let mut plan = plan();
        plan.lake.locations.get_mut("s3://acme-lake/sales/").unwrap().is_hybrid = true;
        plan
    };
    let lost = ["analysts Loses select sales.orders except (note)"];
    assert_eq!(told(&plan(), &hybrid()), lost);
    let mut opted_in = hybrid();
    opted_in.lake.opt_ins.push(OptIn { principal: group("analysts"), resource: orders(), from: None });
    assert_eq!(told(&plan(), &opted_in), [""; 0]);
    assert_eq!(told(&hybrid(), &opted_in), ["analysts Gains select sales.orders except (note)"]);

    // With another location that is not hybrid, it hangs on where the data is.
    let beside = |mut plan: Inventory| {
        let mut other = plan.lake.locations.get("s3://acme-lake/sales/").unwrap().clone();
        other.is_hybrid = false;
        plan.lake.locations.insert("s3://acme-lake/web/", other);
        plan
    };
    let found = changes(&beside(plan()), &beside(hybrid()));
    let [change] = found.as_slice() else { panic!("{found:?}") };
    assert_eq!(change.only_in.as_deref(), Some("location.sales"));
    assert_eq!(told(&beside(plan()), &beside(hybrid())), lost);

    // All tables of a database are withheld with it.
    let all = |mut plan: Inventory| {
        plan.lake.grants[1] = grant(all_tables(), "select", Columns::All);
        plan
    };
    assert_eq!(told(&all(plan()), &all(hybrid())), ["analysts Loses select sales.*"]);
}
