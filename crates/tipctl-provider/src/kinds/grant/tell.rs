//! What a row of grants means for the chain: each of its privileges is a grant of its own, columns with the same rights
//! together.

use std::collections::{BTreeMap, BTreeSet};

use tipctl_model::{
    Inventory, Told, Value,
    inventory::{Columns, Grant, Principal, Resource},
};

use super::{
    algebra::{ALL, EVERY_TABLE, Held},
    privilege::Privilege,
};
use crate::{attrs::Read, kinds::location, s3::Path};

/// The member of `on` that says what a row is about that no section can be about, in words.
pub(in crate::kinds) const BEYOND: &str = "beyond";

pub(super) fn tell(thing: Told<'_>, inventory: &mut Inventory) {
    let attrs = thing.attrs;
    let (Some(principal), Some(on)) = (attrs.text("principal"), attrs.get("on")) else { return };
    let grant = |permission: &str, columns, is_grantable| Grant {
        principal: Principal::of(principal),
        resource: resource(on, &inventory.place.account),
        permission: permission.to_owned(),
        columns,
        is_grantable,
        condition: on.entry("condition").and_then(Value::as_text).map(str::to_owned),
        from: thing.from.cloned(),
    };
    let rights = rights(&Held::of(attrs));
    let grants: Vec<Grant> = rights
        .into_iter()
        .map(|(permission, columns, is_grantable)| grant(&permission, columns, is_grantable))
        .collect();
    inventory.lake.grants.extend(grants);
}

pub(super) fn tell_whole(around: Option<&str>, inventory: &mut Inventory) {
    inventory.lake.grants_are_whole |= around.is_none();
}

/// Each permission with the columns that it is for, and whether it may be passed on.
fn rights(held: &Held) -> Vec<(String, Columns, bool)> {
    let all = Privilege::whole(ALL);
    let is_all_grantable = held.grantable.contains(&all);
    let mut listed: BTreeMap<bool, BTreeSet<String>> = BTreeMap::new();
    let mut rights = Vec::new();
    for privilege in &held.permissions | &held.grantable {
        let is_grantable = is_all_grantable || held.grantable.contains(&privilege);
        match privilege {
            Privilege::Whole(word) => rights.push((word, Columns::All, is_grantable)),
            Privilege::Columns(names) => listed.entry(is_grantable).or_default().extend(names),
            Privilege::AllBut(names) => {
                rights.push(("select".to_owned(), Columns::Except(names), is_grantable));
            }
        }
    }
    let listed = listed.into_iter();
    rights.extend(listed.map(|(grantable, names)| ("select".to_owned(), Columns::Only(names), grantable)));
    rights
}

/// What `on` names, as seen from `account`.
pub(in crate::kinds) fn resource(on: &Value, account: &str) -> Resource {
    let text = |member| on.entry(member).and_then(Value::as_text).map(str::to_owned);
    let (database, table) = (text("database"), text("table"));
    if let Some(what) = text(BEYOND) {
        return Resource::Beyond { what, database, table };
    }
    if let Some(catalog) = text("catalog").filter(|catalog| catalog != account) {
        let what = format!("the catalog {catalog}");
        let database = Some(format!("{catalog}:{}", database.unwrap_or_default()));
        return Resource::Beyond { what, database, table };
    }
    match (text("location"), database, table) {
        (Some(arn), _, _) => {
            Resource::Location { path: Path::folder(&arn).map_or(arn, |folder| location::written(&folder)) }
        }
        (None, Some(database), Some(table)) if table == EVERY_TABLE => Resource::Tables { database },
        (None, Some(database), Some(table)) => Resource::Table { database, table },
        (None, Some(database), None) => Resource::Database { database },
        (None, None, _) => Resource::Catalog,
    }
}

#[cfg(test)]
mod tests {
    use tipctl_model::{Attrs, Place, inventory::Extent};

    use super::*;
    use crate::attrs::Shown;

    fn told(row: &Attrs) -> Vec<(String, Columns, bool)> {
        let mut inventory = Inventory::empty(Place::new("s", "111122223333", "eu-west-1"), Extent::Spec);
        tell(Told { from: None, attrs: row }, &mut inventory);
        let rights = inventory.lake.grants.into_iter();
        rights.map(|grant| (grant.permission, grant.columns, grant.is_grantable)).collect()
    }

    #[test]
    fn a_privilege_is_a_grant_and_columns_stay_together() {
        let names = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<BTreeSet<_>>();
        let row = |permissions: &[&str], grantable: &[&str]| {
            Shown::new()
                .with("principal", "arn:aws:identitystore:::group/g")
                .with(
                    "on",
                    Value::map([("database", Value::text("sales")), ("table", Value::text("orders"))]),
                )
                .with("permissions", Value::texts(permissions.iter().copied()))
                .with("grantable", Value::texts(grantable.iter().copied()))
                .attrs()
        };
        let whole = |word: &str, grantable| (word.to_owned(), Columns::All, grantable);
        assert_eq!(
            told(&row(&["describe", "select(a)", "select(b)", "select(c)"], &["select(c)"])),
            [
                whole("describe", false),
                ("select".to_owned(), Columns::Only(names(&["a", "b"])), false),
                ("select".to_owned(), Columns::Only(names(&["c"])), true),
            ]
        );
        assert_eq!(
            told(&row(&["select(* except mail, phone)"], &[])),
            [("select".to_owned(), Columns::Except(names(&["mail", "phone"])), false)]
        );
        assert_eq!(
            told(&row(&["all"], &["select"])),
            [whole("all", false), whole("select", true)],
            "what `all` covers can be passed on by itself"
        );
    }

    #[test]
    fn a_resource_of_another_catalog_is_never_mistaken_for_one_here() {
        let on = |members: &[(&str, &str)]| {
            Value::map(members.iter().map(|(name, text)| (*name, Value::text(*text))))
        };
        let beyond = |what: &str, database: Option<&str>, table: Option<&str>| Resource::Beyond {
            what: what.to_owned(),
            database: database.map(str::to_owned),
            table: table.map(str::to_owned),
        };
        let (database, table) = ("sales".to_owned(), "orders".to_owned());
        let cases = [
            (on(&[("catalog", "111122223333")]), Resource::Catalog),
            (on(&[("database", "sales")]), Resource::Database { database: database.clone() }),
            (on(&[("database", "sales"), ("table", "*")]), Resource::Tables { database: database.clone() }),
            (on(&[("database", "sales"), ("table", "orders")]), Resource::Table { database, table }),
            (
                on(&[("location", "arn:aws:s3:::lake/a")]),
                Resource::Location { path: "s3://lake/a/".to_owned() },
            ),
            (
                on(&[("catalog", "444455556666"), ("database", "sales"), ("table", "orders")]),
                beyond("the catalog 444455556666", Some("444455556666:sales"), Some("orders")),
            ),
            (
                on(&[("catalog", "444455556666")]),
                beyond("the catalog 444455556666", Some("444455556666:"), None),
            ),
            (on(&[("beyond", "an LF-Tag expression")]), beyond("an LF-Tag expression", None, None)),
            (
                on(&[("beyond", "the filter f"), ("database", "sales"), ("table", "orders")]),
                beyond("the filter f", Some("sales"), Some("orders")),
            ),
        ];
        for (on, resource) in cases {
            assert_eq!(super::resource(&on, "111122223333"), resource, "{on}");
        }
    }
}
