//! What sections say: which rows they make, and what is refused.

use tipctl_model::{
    Address, AttrRef, Block, Blocks, FileId, Flaw, Kind, KindName, Origin, Place, Resource, Scope, Value,
};

use super::super::{Grant, schema::NAME};
use crate::attrs::Read;

/// One section: `to`, `on`, `allow`, and one more attribute.
type Written<'a> = (&'a [&'a str], &'a [(&'a str, &'a str)], &'a [&'a str], Option<(&'static str, Value)>);

fn principal(text: &str) -> Value {
    match text.split_once('.') {
        Some((kind @ ("group" | "role" | "user"), label)) => {
            let kinds = ["group", "role", "user"].into_iter().find(|known| *known == kind).unwrap();
            Value::Pending(AttrRef::new(Address::new(KindName(kinds), label), "arn"))
        }
        _ => Value::text(text),
    }
}

fn blocks(written: &[Written<'_>]) -> Blocks {
    let block = |(at, (to, on, allow, more)): (usize, &Written<'_>)| {
        let address = Address::new(NAME, (at + 1).to_string());
        let on = on.iter().map(|(member, name)| match *member {
            "columns" | "except" => (*member, Value::texts(name.split(' '))),
            _ => (*member, Value::text(*name)),
        });
        let mut attrs = tipctl_model::Attrs::from([
            ("to", Value::List(to.iter().map(|text| principal(text)).collect())),
            ("on", Value::map(on)),
            ("allow", Value::texts(allow.iter().copied())),
        ]);
        attrs.extend(more.clone());
        let origin = Origin::new(FileId(0), at * 100, 10);
        (address.clone(), Block { address, attrs, origin, origins: std::collections::BTreeMap::new() })
    };
    written.iter().enumerate().map(block).collect()
}

fn expanded(written: &[Written<'_>]) -> Result<Vec<Resource>, Vec<Flaw>> {
    let (blocks, place) = (blocks(written), Place::new("s", "111122223333", "eu-west-1"));
    let scope = Scope::new(&blocks, &place);
    let mut rows = Vec::new();
    let mut flaws = Vec::new();
    for block in blocks.values() {
        match Grant.expand(block, &scope) {
            Ok(expanded) => rows.extend(expanded),
            Err(found) => flaws.extend(found),
        }
    }
    if flaws.is_empty() { Ok(rows) } else { Err(flaws) }
}

fn rows(written: &[Written<'_>]) -> Vec<(String, String)> {
    let rows = expanded(written).unwrap();
    let row = |row: &Resource| {
        let grantable = row.attrs.texts("grantable");
        let grantable =
            if grantable.is_empty() { String::new() } else { format!(" + {}", grantable.join(" ")) };
        (row.address.label.clone(), format!("{}{grantable}", row.attrs.texts("permissions").join(" ")))
    };
    rows.iter().map(row).collect()
}

fn refused(written: &[Written<'_>]) -> Vec<(&'static str, String)> {
    expanded(written).unwrap_err().into_iter().map(|flaw| (flaw.code, flaw.path)).collect()
}

fn pairs(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    pairs.iter().map(|(one, two)| ((*one).to_owned(), (*two).to_owned())).collect()
}

const SALES: &[(&str, &str)] = &[("database", "sales")];
const ORDERS: &[(&str, &str)] = &[("database", "sales"), ("table", "orders")];
const EVERY: &[(&str, &str)] = &[("database", "sales"), ("table", "*")];
const COLUMNS: &[(&str, &str)] =
    &[("columns", "order_id amount"), ("database", "sales"), ("table", "orders")];
const EXCEPT: &[(&str, &str)] = &[("database", "sales"), ("except", "email phone"), ("table", "orders")];

#[test]
fn each_principal_and_each_resource_makes_a_row() {
    let admin = "arn:aws:iam::111122223333:role/Admin";
    assert_eq!(
        rows(&[
            (&["group.analysts", "group.engineers", "user.alice"], SALES, &["describe"], None),
            (&["group.engineers"], EVERY, &["select", "insert"], None),
            (&["group.analysts"], COLUMNS, &["select"], None),
            (&["role.etl"], EXCEPT, &["select"], None),
            (&[admin], &[("location", "s3://acme-lake/sales/")], &["data_location_access"], None),
            (&[admin], &[("catalog", "default")], &["create_database"], None),
            (&[admin], &[("catalog", "444455556666"), ("database", "sales")], &["super"], None),
        ]),
        pairs(&[
            ("analysts/sales", "describe"),
            ("engineers/sales", "describe"),
            ("user.alice/sales", "describe"),
            ("engineers/sales.*", "insert select"),
            ("analysts/sales.orders", "select(amount) select(order_id)"),
            ("role.etl/sales.orders", "select(* except email, phone)"),
            (&format!("{admin}/arn:aws:s3:::acme-lake/sales"), "data_location_access"),
            (&format!("{admin}/catalog 111122223333"), "create_database"),
            (&format!("{admin}/444455556666:sales"), "all"),
        ])
    );
}

#[test]
fn sections_add_up_in_the_first_of_them() {
    let passed_on = Some(("allow_with_grant", Value::texts(["alter"])));
    let under = |text: &str| Some(("condition", Value::text(text)));
    assert_eq!(
        rows(&[
            (&["group.analysts"], ORDERS, &["describe"], Some(("label", Value::text("revenue")))),
            (&["group.analysts"], COLUMNS, &["select"], None),
            (&["group.analysts", "group.engineers"], ORDERS, &["insert"], passed_on),
            (&["group.analysts"], ORDERS, &["describe"], under("x")),
        ]),
        pairs(&[
            (
                "revenue/analysts/sales.orders",
                "alter describe insert select(amount) select(order_id) + alter"
            ),
            ("engineers/sales.orders", "alter insert + alter"),
            ("analysts/sales.orders when x", "describe"),
        ])
    );
}

#[test]
fn sections_that_take_back_what_others_say() {
    let clashes = |on: &[(&str, &str)], allow: &[&str], path: &str| {
        let columns = || (&["group.analysts"][..], COLUMNS, &["select"][..], None);
        let found = refused(&[columns(), (&["group.analysts"], on, allow, None)]);
        assert_eq!(
            found,
            [("grant::contradiction", "on.columns".to_owned()), ("grant::contradiction", path.to_owned())]
        );
        assert!(expanded(&[columns(), (&["group.engineers"], on, allow, None)]).is_ok(), "of somebody else");
    };
    clashes(ORDERS, &["select"], "allow");
    clashes(ORDERS, &["all"], "allow");
    clashes(EVERY, &["select"], "allow");
    clashes(EXCEPT, &["select"], "on.except");
    for (on, allow) in [(ORDERS, "insert"), (EVERY, "describe"), (SALES, "all")] {
        let beside = [
            (&["group.analysts"][..], COLUMNS, &["select"][..], None),
            (&["group.analysts"], on, &[allow], None),
        ];
        assert!(expanded(&beside).is_ok(), "{on:?} {allow}");
    }
    let text = &expanded(&[
        (&["group.analysts"], COLUMNS, &["select"], None),
        (&["group.analysts"], EVERY, &["select"], None),
    ])
    .unwrap_err()[0]
        .message;
    assert_eq!(
        text,
        "`group.analysts` gets `select` on some columns of `sales.orders` here and on the whole of `sales.*` in `grant.2`"
    );
}

#[test]
fn what_cannot_be_granted() {
    let passed_on = || Some(("allow_with_grant", Value::texts(["select"])));
    let to: &[&str] = &["group.analysts"];
    let cases: Vec<(Written<'_>, &str, &str)> = vec![
        ((to, &[("table", "orders")], &["select"], None), "grant::on", "on"),
        ((to, &[("database", "sales"), ("location", "s3://x")], &["describe"], None), "grant::on", "on"),
        ((to, SALES, &["select"], None), "grant::permission", "allow.0"),
        ((to, EVERY, &["describe", "create_table"], None), "grant::permission", "allow.1"),
        ((to, COLUMNS, &["describe"], None), "grant::columns", "allow.0"),
        ((to, SALES, &[], None), "grant::nothing", "allow"),
        (
            (to, &[("columns", "a"), ("database", "sales"), ("table", "*")], &["select"], None),
            "grant::columns",
            "on.columns",
        ),
        ((to, EXCEPT, &[], passed_on()), "grant::except_with_grant", "allow_with_grant"),
        ((to, SALES, &["describe"], Some(("condition", Value::text("")))), "grant::condition", "condition"),
        (
            (to, &[("catalog", "444455556666"), ("database", "x")], &["describe"], None),
            "grant::cross_account",
            "to.0",
        ),
        ((&["data-analysts"], SALES, &["describe"], None), "grant::principal", "to.0"),
        ((&["90676a4b-1234-5678-9abc-def012345678"], SALES, &["describe"], None), "grant::principal", "to.0"),
    ];
    for (written, code, path) in cases {
        assert_eq!(refused(std::slice::from_ref(&written)), [(code, path.to_owned())], "{written:?}");
    }
    for good in [
        "IAM_ALLOWED_PRINCIPALS",
        "444455556666",
        "111122223333:IAMPrincipals",
        "arn:aws:organizations::1:ou/o/ou",
    ] {
        assert!(expanded(&[(&[good], SALES, &["describe"], None)]).is_ok(), "{good}");
    }
}
