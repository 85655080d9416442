//! What is queried where nobody says.

use std::collections::BTreeSet;

use tipctl_access::{Mentioned, On};
use tipctl_model::{
    Inventory,
    inventory::{Columns, Workforce},
};

/// A table to read, and the columns that are read; every one where none is named.
pub(super) type Read = Mentioned;

/// The tables that `user` may read, and after them those that the spec gives to anybody: who may read nothing is to learn
/// what they lack for what there is.
pub(super) fn reads(live: &Inventory, wanted: &Inventory, user: &Workforce) -> Vec<Read> {
    let holdings = tipctl_access::what_can(live, user);
    let theirs = holdings.iter().filter(|holding| holding.not_evaluated.is_none());
    let theirs = theirs.map(|holding| (holding.on.clone(), holding.privilege.as_str(), &holding.columns));
    let given = wanted.lake.grants.iter();
    let given = given.map(|grant| (On::of(&grant.resource), grant.permission.as_str(), &grant.columns));
    let selects = theirs.chain(given).filter(|(_, privilege, _)| *privilege == "select");
    selects.flat_map(|(on, _, columns)| tables(live, on, columns)).collect()
}

/// The tables of `on`. Of all tables of a database it is those that are known.
fn tables(live: &Inventory, on: On, columns: &Columns) -> Vec<Read> {
    let only = match columns {
        Columns::Only(names) => names.iter().cloned().collect(),
        Columns::All | Columns::Except(_) => BTreeSet::new(),
    };
    match on {
        On::Table { database, table, .. } => vec![Read { database, table, columns: only }],
        On::Tables(database) => {
            let tables = live.catalog.tables.iter().filter_map(|(name, _)| name.split_once('.'));
            let of_it = tables.filter(|(of, _)| *of == database).map(|(_, table)| table.to_owned());
            of_it.map(|table| Read { database: database.clone(), table, columns: BTreeSet::new() }).collect()
        }
        _ => Vec::new(),
    }
}

/// A statement for a few rows.
pub(super) fn select(read: &Read) -> String {
    let Read { database, table, columns } = read;
    let names: Vec<String> = columns.iter().map(|name| quoted(name)).collect();
    let columns = if names.is_empty() { "*".to_owned() } else { names.join(", ") };
    format!("SELECT {columns} FROM {}.{} LIMIT 10", quoted(database), quoted(table))
}

/// A name as Athena's SQL takes it.
fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}
