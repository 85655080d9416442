//! The algebra against a model of what Lake Formation keeps and lists.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use tipctl_model::{Attrs, Kind, Place, Value};

use super::super::{
    Grant,
    algebra::{Held, Level},
    entry::{Columns, Entry, entries, rows},
    privilege::Privilege,
    turn::Turn,
};
use crate::attrs::{Read, Shown};

const PRINCIPAL: &str = "arn:aws:identitystore:::group/0";

fn place() -> Place {
    Place::new("s", "111122223333", "eu-west-1")
}

fn words(words: &[&str]) -> BTreeSet<String> {
    words.iter().map(|word| (*word).to_owned()).collect()
}

fn held(permissions: &[&str], grantable: &[&str]) -> Held {
    let privileges = |texts: &[&str]| texts.iter().filter_map(|text| text.parse().ok()).collect();
    Held { permissions: privileges(permissions), grantable: privileges(grantable) }
}

fn on(members: &[(&str, &str)]) -> Value {
    Value::map(members.iter().map(|(member, name)| (*member, Value::text(*name))))
}

fn entry(
    members: &[(&str, &str)],
    columns: Option<Columns>,
    permissions: &[&str],
    grantable: &[&str],
) -> Entry {
    Entry {
        principal: PRINCIPAL.to_owned(),
        on: on(members),
        columns,
        permissions: words(permissions),
        grantable: words(grantable),
    }
}

const SALES: &[(&str, &str)] = &[("database", "sales")];
const ORDERS: &[(&str, &str)] = &[("database", "sales"), ("table", "orders")];

/// Holds that `entries` make up the one row of `permissions`, and `grantable` ones, on `members`.
fn one_row(entries: Vec<Entry>, members: &[(&str, &str)], permissions: &[&str], grantable: &[&str]) {
    let (rows, unknown) = rows(entries, &place());
    assert_eq!((rows.len(), unknown), (1, 0), "{rows:?}");
    assert_eq!(rows[0]["on"], on(members));
    assert_eq!(rows[0].texts("permissions"), permissions);
    assert_eq!(rows[0].texts("grantable"), grantable);
}

fn listed(names: &[&str]) -> Option<Columns> {
    Some(Columns::Listed(words(names)))
}

fn all_but(names: &[&str]) -> Option<Columns> {
    Some(Columns::AllBut(words(names)))
}

#[test]
fn select_comes_back_as_a_wildcard_over_columns() {
    let pieces = [entry(ORDERS, None, &["describe"], &[]), entry(ORDERS, all_but(&[]), &["select"], &[])];
    one_row(pieces.to_vec(), ORDERS, &["describe", "select"], &[]);
    let every = [("database", "sales"), ("table", "ALL_TABLES")];
    let pieces = [entry(&every, None, &["describe"], &[]), entry(&every, all_but(&[]), &["select"], &[])];
    one_row(pieces.to_vec(), &[("database", "sales"), ("table", "*")], &["describe", "select"], &[]);
}

#[test]
fn all_comes_back_expanded_and_sometimes_without_itself() {
    let rest = ["alter", "delete", "describe", "drop", "insert"];
    let wildcard = |option: &[&str]| entry(ORDERS, all_but(&[]), &["select"], option);
    one_row(vec![entry(ORDERS, None, &rest, &[]), wildcard(&["select"])], ORDERS, &["all"], &["select"]);
    one_row(vec![entry(ORDERS, None, &["all"], &[]), wildcard(&[])], ORDERS, &["all"], &[]);
    one_row(vec![entry(ORDERS, None, &["all"], &["all"])], ORDERS, &["all"], &["all"]);
    one_row(vec![entry(SALES, None, &["all", "describe"], &[])], SALES, &["all"], &[]);
}

#[test]
fn columns_and_permissions_come_in_any_number_of_entries() {
    let named = [("catalog", "111122223333"), ("database", "sales"), ("table", "orders")];
    let pieces = [
        entry(ORDERS, listed(&["b"]), &["select"], &[]),
        entry(&named, listed(&["a"]), &["select"], &["select"]),
        entry(ORDERS, all_but(&["c"]), &["select"], &[]),
    ];
    one_row(pieces.to_vec(), ORDERS, &["select(a)", "select(b)", "select(* except c)"], &["select(a)"]);
    let pieces = [entry(SALES, None, &["alter"], &[]), entry(SALES, None, &["describe"], &["describe"])];
    one_row(pieces.to_vec(), SALES, &["alter", "describe"], &["describe"]);
}

#[test]
fn one_resource_has_one_name() {
    let own = [entry(&[("catalog", "default")], None, &["create_database"], &[])];
    one_row(own.to_vec(), &[("catalog", "111122223333")], &["create_database"], &[]);
    let slash = [entry(&[("location", "arn:aws:s3:::acme-lake/x/")], None, &["data_location_access"], &[])];
    one_row(slash.to_vec(), &[("location", "arn:aws:s3:::acme-lake/x")], &["data_location_access"], &[]);
}

#[test]
fn rows_are_kept_apart() {
    let entries = vec![
        entry(&[("database", "sales")], None, &["describe"], &[]),
        entry(&[("catalog", "444455556666"), ("database", "sales")], None, &["describe"], &[]),
        entry(&[("database", "sales"), ("condition", "context.x == 1")], None, &["describe"], &[]),
        Entry {
            principal: "IAM_ALLOWED_PRINCIPALS".to_owned(),
            ..entry(&[("database", "sales")], None, &["all"], &[])
        },
    ];
    assert_eq!(rows(entries, &place()).0.len(), 4);
}

#[test]
fn unknown_permissions_are_counted_and_never_held() {
    let entries = [
        entry(&[("database", "sales")], None, &["describe", "execute"], &[]),
        entry(&[("database", "sales"), ("table", "orders")], None, &["execute"], &[]),
    ];
    let (rows, unknown) = rows(entries, &place());
    assert_eq!((rows.len(), unknown), (1, 2));
    assert_eq!(rows[0].texts("permissions"), ["describe"]);
}

#[test]
fn turns() {
    let table = Level::Table;
    let whole = ["all", "alter", "delete", "describe", "drop", "insert", "select"];
    let nothing = held(&[], &[]);
    let cases = [
        // Narrowing grants the columns before it takes the table.
        (
            held(&["describe", "select"], &[]),
            held(&["describe", "select(a)"], &[]),
            (held(&["select(a)"], &[]), held(&["select"], &[]), nothing.clone()),
        ),
        // Of `all`, what stays is granted by itself, and what is listed beside it goes with it.
        (
            held(&whole, &[]),
            held(&["select"], &[]),
            (
                held(&["select"], &[]),
                held(&["all", "alter", "delete", "describe", "drop", "insert"], &[]),
                nothing.clone(),
            ),
        ),
        (
            held(&["all"], &[]),
            held(&["select"], &[]),
            (held(&["select"], &[]), held(&["all"], &[]), nothing.clone()),
        ),
        // `all` that is listed without itself is taken too.
        (held(&whole[1..], &[]), nothing.clone(), (nothing.clone(), held(&whole, &[]), nothing.clone())),
        // Widening to `all` takes nothing.
        (
            held(&["select"], &[]),
            held(&["all"], &[]),
            (held(&["all"], &[]), nothing.clone(), nothing.clone()),
        ),
        // A grant option is added in place, and taken with its permission.
        (
            held(&["insert", "select"], &[]),
            held(&["insert", "select"], &["select"]),
            (held(&["select"], &["select"]), nothing.clone(), nothing.clone()),
        ),
        (
            held(&["insert", "select"], &["insert", "select"]),
            held(&["insert", "select"], &["insert"]),
            (nothing.clone(), held(&["select"], &["select"]), held(&["select"], &[])),
        ),
        (
            held(&["select"], &["select"]),
            nothing.clone(),
            (nothing.clone(), held(&["select"], &["select"]), nothing.clone()),
        ),
    ];
    for (listed, want, (grant, revoke, restore)) in cases {
        assert_eq!(
            Turn::new(&listed, &want, table),
            Turn { grant, revoke, restore },
            "{listed:?} to {want:?}"
        );
    }
}

#[test]
fn a_revocation_is_split_into_its_pieces() {
    let table = [("database", "sales"), ("table", "orders")];
    assert_eq!(
        entry(&table, None, &["alter", "drop"], &["drop"]).split(),
        [entry(&table, None, &["alter"], &[]), entry(&table, None, &["drop"], &["drop"])]
    );
    let columns = Some(Columns::Listed(words(&["a", "b"])));
    assert_eq!(entry(&table, columns, &["select"], &[]).split().len(), 2);
}

/// What Lake Formation keeps of one principal on one table or database: for each part, each permission and whether it
/// may be passed on.
#[derive(Default)]
struct Kept(BTreeMap<Option<Columns>, BTreeMap<String, bool>>);

impl Kept {
    fn grant(&mut self, entry: &Entry) {
        for piece in entry.split() {
            let part = self.0.entry(piece.columns.clone()).or_default();
            for word in &piece.permissions {
                *part.entry(word.clone()).or_default() |= piece.grantable.contains(word);
            }
        }
    }

    fn revoke(&mut self, entry: &Entry) {
        for piece in entry.split() {
            let part = self.0.entry(piece.columns.clone()).or_default();
            for word in &piece.permissions {
                part.remove(word);
            }
        }
    }

    fn carry_out(&mut self, on: &Value, turn: &Turn) {
        entries(PRINCIPAL, on, &turn.grant).iter().for_each(|entry| self.grant(entry));
        entries(PRINCIPAL, on, &turn.revoke).iter().for_each(|entry| self.revoke(entry));
        entries(PRINCIPAL, on, &turn.restore).iter().for_each(|entry| self.grant(entry));
    }

    /// What is kept, as it is listed: `select` on a table as a wildcard over columns, every table under its name, and
    /// `all` in one of the forms it takes.
    fn listed(&self, on: &Value, level: Level, form: Form) -> Vec<Entry> {
        let mut entries = Vec::new();
        for (columns, kept) in &self.0 {
            let mut kept = kept.clone();
            if let Some(option) = kept.get("all").copied().filter(|_| form != Form::Plain) {
                for word in level.covered() {
                    *kept.entry((*word).to_owned()).or_default() |= option;
                }
                if form == Form::WithoutItself {
                    kept.remove("all");
                }
            }
            for (word, option) in kept {
                let is_select = level == Level::Table && word == "select" && columns.is_none();
                let wildcard = is_select.then(|| Columns::AllBut(BTreeSet::new()));
                let columns = columns.clone().or(wildcard);
                let permissions = BTreeSet::from([word]);
                let grantable = if option { permissions.clone() } else { BTreeSet::new() };
                let mut on = on.as_map().cloned().unwrap_or_default();
                if on.get("table") == Some(&Value::text("*")) {
                    on.insert("table".to_owned(), Value::text("ALL_TABLES"));
                }
                on.insert("catalog".to_owned(), Value::text("111122223333"));
                let on = Value::Map(on);
                entries.push(Entry { principal: PRINCIPAL.to_owned(), on, columns, permissions, grantable });
            }
        }
        entries
    }
}

/// How `all` is listed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Form {
    Plain,
    Expanded,
    WithoutItself,
}

fn form() -> impl Strategy<Value = Form> {
    prop_oneof![Just(Form::Plain), Just(Form::Expanded), Just(Form::WithoutItself)]
}

/// A resource, and two holdings that are possible on it.
fn world() -> impl Strategy<Value = (Value, Level, Held, Held)> {
    let shapes = prop_oneof![
        Just((on(&[("database", "sales")]), Level::Database, false)),
        Just((on(&[("database", "sales"), ("table", "orders")]), Level::Table, true)),
        Just((on(&[("database", "sales"), ("table", "*")]), Level::Table, false)),
        Just((on(&[("database", "sales"), ("table", "orders"), ("condition", "c")]), Level::Table, true)),
        Just((on(&[("location", "arn:aws:s3:::acme-lake/sales")]), Level::Location, false)),
    ];
    shapes.prop_flat_map(|(on, level, has_columns)| {
        (Just(on), Just(level), holding(level, has_columns), holding(level, has_columns))
    })
}

fn holding(level: Level, has_columns: bool) -> impl Strategy<Value = Held> {
    let mut texts: Vec<String> = level.permissions().iter().map(|word| (*word).to_owned()).collect();
    if has_columns {
        texts.extend(
            ["select(a)", "select(b)", "select(\"a, b\")", "select(* except c)", "select(* except a, c)"]
                .map(str::to_owned),
        );
    }
    let count = texts.len();
    prop::sample::subsequence(texts, 0..=count).prop_flat_map(|permissions| {
        let grantable: Vec<String> = permissions.iter().filter(|text| !text.contains('*')).cloned().collect();
        let count = grantable.len();
        (Just(permissions), prop::sample::subsequence(grantable, 0..=count)).prop_map(
            |(permissions, grantable)| {
                let privileges = |texts: Vec<String>| -> BTreeSet<Privilege> {
                    texts.iter().filter_map(|text| text.parse().ok()).collect()
                };
                Held { permissions: privileges(permissions), grantable: privileges(grantable) }
            },
        )
    })
}

/// The row that is wanted, settled.
fn want(on: &Value, held: &Held) -> Attrs {
    let (permissions, grantable) = held.values();
    let row = Shown::new().with("principal", PRINCIPAL).with("on", on.clone());
    Grant.settle(row.with("permissions", permissions).with("grantable", grantable).attrs(), &place())
}

/// The row that is listed, without what is not compared.
fn live(kept: &Kept, on: &Value, level: Level, form: Form) -> Option<(Attrs, Held)> {
    let (rows, unknown) = rows(kept.listed(on, level, form), &place());
    assert_eq!(unknown, 0);
    let mut row = rows.into_iter().next()?;
    let listed = match row.remove("listed") {
        Some(listed) => Held::of(
            &["permissions", "grantable"]
                .map(|name| (name, listed.entry(name).cloned().unwrap_or(Value::Bool(false))))
                .into(),
        ),
        None => Held::of(&row),
    };
    Some((row, listed))
}

proptest! {
    #[test]
    fn what_is_granted_is_read_back_as_wanted((on, level, held, _) in world(), form in form()) {
        let want = want(&on, &held);
        let mut kept = Kept::default();
        kept.carry_out(&on, &Turn::new(&Held::default(), &Held::of(&want), level));
        let live = live(&kept, &on, level, form).map(|(row, _)| row);
        prop_assert_eq!(live, (!held.is_empty()).then_some(want));
    }

    #[test]
    fn settling_twice_is_settling_once((on, _, held, _) in world()) {
        let want = want(&on, &held);
        prop_assert_eq!(Grant.settle(want.clone(), &place()), want);
    }

    #[test]
    fn any_holding_can_be_turned_into_any_other((on, level, before, after) in world(), form in form()) {
        let mut kept = Kept::default();
        entries(PRINCIPAL, &on, &before).iter().for_each(|entry| kept.grant(entry));
        let listed = live(&kept, &on, level, form).map(|(_, listed)| listed).unwrap_or_default();
        let want = want(&on, &after);
        kept.carry_out(&on, &Turn::new(&listed, &Held::of(&want), level));
        let live = live(&kept, &on, level, form).map(|(row, _)| row);
        prop_assert_eq!(live, (!after.is_empty()).then_some(want));
    }
}
