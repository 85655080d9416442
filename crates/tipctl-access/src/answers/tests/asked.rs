//! What is asked about, as people write it.

use super::On;
use crate::{NoName, world::*};

#[test]
fn a_question_is_about_what_can_be_held() {
    let asked = |privilege: &str, text: &str| On::asked(&world(), privilege, text);
    let tables = Ok(On::Tables("sales".to_owned()));
    assert_eq!(asked("select", "sales"), tables, "a database has no rows of its own");
    assert_eq!(asked("insert", "sales.*"), tables);
    assert_eq!(asked("describe", "sales"), Ok(On::Database("sales".to_owned())));
    assert_eq!(asked("select", "sales.orders"), Ok(On::table("sales", "orders")));
    assert_eq!(asked("select", "SALES.Orders"), Ok(On::table("sales", "orders")));
    assert!(asked("select", "sales.orders.amount").is_ok());
    assert!(asked("read", "s3://acme-results/analytics/").is_ok());
    for text in
        ["sales.orders.amount,note", "sales.orders.*", "sales.", "a.b.c.d", "s3://", "sales.orders amount"]
    {
        assert!(matches!(asked("select", text), Err(NoName::Nothing { .. })), "{text}");
    }
    for (privilege, text, said) in [
        (
            "select",
            "s3://acme-results/",
            "`select` is of databases and tables, and `s3://acme-results/` is a path in S3",
        ),
        ("read", "sales.orders", "`read` is of paths in S3, and `sales.orders` is none"),
        (
            "insert",
            "sales.orders.amount",
            "`insert` is of whole tables, and `sales.orders.amount` is a column",
        ),
        ("select", "sales.orders.nixcol", "the table `sales.orders` has no column `nixcol`"),
        ("describe", "slaes", "there is no database `slaes`"),
    ] {
        assert_eq!(asked(privilege, text).unwrap_err().to_string(), said);
    }
}

#[test]
fn what_is_not_there_comes_with_what_is_near() {
    let near = |text: &str| match On::asked(&world(), "select", text) {
        Err(NoName::Missing { near, .. }) => near,
        other => panic!("{other:?}"),
    };
    assert_eq!(near("sales.orders.amuont"), ["amount"]);
    assert_eq!(near("slaes.orders"), ["sales"]);
    // Without a catalog only what a grant nearly names is taken for a slip.
    let mut spec = world();
    spec.catalog = tipctl_model::inventory::Catalog::unseen();
    let asked = |text: &str| On::asked(&spec, "select", text);
    assert!(matches!(asked("sales.orders.nota"), Err(NoName::Missing { near, .. }) if near == ["note"]));
    assert!(asked("sales.orders.email").is_ok());
    assert!(asked("sales.orders.note2").is_ok(), "a number tells columns apart");
}
