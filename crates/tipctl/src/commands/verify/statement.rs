//! What is queried where nobody says.

use tipctl_access::{Mentioned, On};
use tipctl_model::{Inventory, inventory::Workforce};

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
    selects.flat_map(|(on, _, columns)| tipctl_access::tables(live, &on, columns)).collect()
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
