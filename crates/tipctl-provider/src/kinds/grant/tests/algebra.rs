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
        // Of `all`, what stays is granted by itself, and everything else is taken by name.
        (
            held(&whole, &[]),
            held(&["select"], &[]),
            (
                held(&["select"], &[]),
                held(&["all", "alter", "delete", "describe", "drop", "insert"], &[]),
                held(&["select"], &[]),
            ),
        ),
        (
            held(&["all"], &[]),
            held(&["select"], &[]),
            (
                held(&["select"], &[]),
                held(&["all", "alter", "delete", "describe", "drop", "insert"], &[]),
                held(&["select"], &[]),
            ),
        ),
        // Where nothing stays, what is listed is taken and no more.
        (held(&["all"], &[]), nothing.clone(), (nothing.clone(), held(&["all"], &[]), nothing.clone())),
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
fn a_refused_revocation_is_repeated_piece_by_piece() {
    let nothing = Held::default();
    assert_eq!(
        entry(ORDERS, None, &["alter", "drop"], &["drop"]).pieces(&held(&["alter", "drop"], &["drop"])),
        [entry(ORDERS, None, &["alter"], &[]), entry(ORDERS, None, &["drop"], &["drop"])]
    );
    assert_eq!(entry(ORDERS, None, &["drop"], &[]).pieces(&nothing), []);
    let b = entry(ORDERS, listed(&["b"]), &["select"], &[]);
    assert_eq!(
        b.pieces(&held(&["select(a, b)", "select(c)"], &["select(a, b)"])),
        [entry(ORDERS, listed(&["a", "b"]), &["select"], &["select"])]
    );
    assert_eq!(b.pieces(&held(&["select(b)"], &[])), []);
}

#[test]
fn columns_that_are_listed_together_are_granted_apart_before_the_list_is_torn() {
    let turn = Turn::new(
        &held(&["select(a, b)", "select(c)"], &[]),
        &held(&["select(a)", "select(c)"], &[]),
        Level::Table,
    );
    assert_eq!((turn.grant, turn.revoke), (held(&["select(a)"], &[]), held(&["select(b)"], &[])));
}

/// What Lake Formation keeps of one principal on one table or database: for each part, each permission and whether it
/// may be passed on.
struct Kept {
    parts: BTreeMap<Option<Columns>, BTreeMap<String, bool>>,
    level: Level,
    habits: Habits,
}

/// What is not known of Lake Formation, and must not matter.
#[derive(Clone, Copy, Debug)]
struct Habits {
    /// A grant on several columns is kept as the list that it is, which can only be revoked as that list.
    keeps_lists: bool,
    /// A revocation of `ALL` alone takes everything.
    all_is_everything: bool,
    /// A permission that is held through `ALL` can be revoked by its name.
    all_can_be_parted: bool,
    /// How `ALL` is listed.
    form: Form,
}

impl Kept {
    fn new(level: Level, habits: Habits) -> Self {
        Self { parts: BTreeMap::new(), level, habits }
    }

    fn parts_of(&self, entry: &Entry) -> Vec<Option<Columns>> {
        match &entry.columns {
            Some(Columns::Listed(names)) if !self.habits.keeps_lists => {
                names.iter().map(|name| listed(&[name.as_str()])).collect()
            }
            columns => vec![columns.clone()],
        }
    }

    fn grant(&mut self, entry: &Entry) {
        for part in self.parts_of(entry) {
            let part = self.parts.entry(part).or_default();
            for word in &entry.permissions {
                *part.entry(word.clone()).or_default() |= entry.grantable.contains(word);
            }
        }
    }

    /// Takes all that an entry names, or refuses it when some of that is not there.
    fn revoke(&mut self, entry: &Entry) -> Result<(), ()> {
        let mut parts = self.parts.clone();
        for part in self.parts_of(entry) {
            let kept = parts.get_mut(&part).ok_or(())?;
            let covered = self.level.covered().iter().map(|word| (*word).to_owned());
            let is_all = entry.permissions == words(&["all"]);
            let parts_all = self.habits.all_can_be_parted && !is_all;
            if let Some(option) = kept.get("all").copied().filter(|_| parts_all) {
                covered.clone().for_each(|word| *kept.entry(word).or_default() |= option);
            }
            if is_all && self.habits.all_is_everything {
                kept.remove("all").ok_or(())?;
                kept.retain(|word, _| !self.level.covered().contains(&word.as_str()));
                continue;
            }
            for word in &entry.permissions {
                let option = kept.remove(word).ok_or(())?;
                (option || !entry.grantable.contains(word)).then_some(()).ok_or(())?;
                if self.habits.all_can_be_parted
                    && self.level.covered().contains(&word.as_str())
                    && !entry.permissions.contains("all")
                {
                    kept.remove("all");
                }
            }
        }
        self.parts = parts;
        Ok(())
    }

    /// Sends a turn as the calls do: what is refused is repeated piece by piece, and what is gone is gone.
    fn carry_out(&mut self, on: &Value, known: &Held, turn: &Turn) {
        entries(PRINCIPAL, on, &turn.grant).iter().for_each(|entry| self.grant(entry));
        for entry in entries(PRINCIPAL, on, &turn.revoke) {
            if self.revoke(&entry).is_err() {
                for piece in entry.pieces(known) {
                    let _gone = self.revoke(&piece);
                }
            }
        }
        entries(PRINCIPAL, on, &turn.restore).iter().for_each(|entry| self.grant(entry));
    }

    /// What is kept, as it is listed: `select` on a table as a wildcard over columns, every table under its name, and
    /// `all` in one of the forms it takes.
    fn listed(&self, on: &Value) -> Vec<Entry> {
        let (level, form) = (self.level, self.habits.form);
        let mut entries = Vec::new();
        for (columns, kept) in &self.parts {
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
                let columns = columns.clone().or(if is_select { all_but(&[]) } else { None });
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

fn habits() -> impl Strategy<Value = Habits> {
    let form = prop_oneof![Just(Form::Plain), Just(Form::Expanded), Just(Form::WithoutItself)];
    (any::<[bool; 3]>(), form).prop_map(|([keeps_lists, all_is_everything, all_can_be_parted], form)| {
        // What is listed expanded can be revoked as it is listed.
        let all_can_be_parted = all_can_be_parted || form != Form::Plain;
        Habits { keeps_lists, all_is_everything, all_can_be_parted, form }
    })
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
fn live(kept: &Kept, on: &Value) -> Option<(Attrs, Held)> {
    let (rows, unknown) = rows(kept.listed(on), &place());
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
    fn what_is_granted_is_read_back_as_wanted((on, level, held, _) in world(), habits in habits()) {
        let want = want(&on, &held);
        let mut kept = Kept::new(level, habits);
        let nothing = Held::default();
        kept.carry_out(&on, &nothing, &Turn::new(&nothing, &Held::of(&want), level));
        let live = live(&kept, &on).map(|(row, _)| row);
        prop_assert_eq!(live, (!held.is_empty()).then_some(want));
    }

    #[test]
    fn settling_twice_is_settling_once((on, _, held, _) in world()) {
        let want = want(&on, &held);
        prop_assert_eq!(Grant.settle(want.clone(), &place()), want);
    }

    #[test]
    fn any_holding_can_be_turned_into_any_other((on, level, before, after) in world(), habits in habits()) {
        let mut kept = Kept::new(level, habits);
        entries(PRINCIPAL, &on, &before).iter().for_each(|entry| kept.grant(entry));
        let listed = live(&kept, &on).map(|(_, listed)| listed).unwrap_or_default();
        let want = want(&on, &after);
        kept.carry_out(&on, &listed, &Turn::new(&listed, &Held::of(&want), level));
        let live = live(&kept, &on).map(|(row, _)| row);
        prop_assert_eq!(live, (!after.is_empty()).then_some(want));
    }
}
