//! What a question is about, held against what is there.

use std::collections::BTreeSet;

use tipctl_model::inventory::{Columns, Inventory, Resource, Sight};

use super::On;
use crate::NoName;

impl On {
    /// What `text` names: `sales`, `sales.orders`, `sales.*`, `sales.orders.amount` or `s3://bucket/prefix/`.
    ///
    /// AWS: names of the catalog have no capitals, however a query writes them.
    ///
    /// # Errors
    /// It is none of these.
    pub fn read(text: &str) -> Result<Self, NoName> {
        let nothing = || NoName::Nothing { name: text.to_owned() };
        if let Some(path) = text.strip_prefix("s3://") {
            let is_path = !path.is_empty() && !path.starts_with('/');
            return if is_path { Ok(Self::Prefix(text.to_owned())) } else { Err(nothing()) };
        }
        let lowered = text.to_lowercase();
        let parts: Vec<&str> = lowered.split('.').collect();
        let table = |database: &str, table: &str, columns| Self::Table {
            database: database.to_owned(),
            table: table.to_owned(),
            columns,
        };
        match parts.as_slice() {
            [database, "*"] if is_name(database) => Ok(Self::Tables((*database).to_owned())),
            parts if !parts.iter().all(|part| is_name(part)) => Err(nothing()),
            [database] => Ok(Self::Database((*database).to_owned())),
            [database, name] => Ok(table(database, name, Vec::new())),
            [database, name, column] => Ok(table(database, name, vec![(*column).to_owned()])),
            _ => Err(nothing()),
        }
    }

    /// What `text` names in a question about `privilege`. What is a table's, asked of a database, is asked of all tables of
    /// it: `select` on `sales` is on `sales.*`.
    ///
    /// # Errors
    /// It names nothing, nothing that the privilege is of, or what is known not to be there.
    pub fn asked(inventory: &Inventory, privilege: &str, text: &str) -> Result<Self, NoName> {
        let on = match Self::read(text)? {
            Self::Database(database) if is_of_rows(privilege) => Self::Tables(database),
            on => on,
        };
        let misfit = |what: &str| Err(NoName::Misfit { what: format!("`{privilege}` is of {what}") });
        match (matches!(privilege, "read" | "write" | "readwrite"), &on) {
            (true, Self::Prefix(_)) => Ok(on),
            (true, _) => misfit(&format!("paths in S3, and `{text}` is none")),
            (false, Self::Prefix(_)) => {
                misfit(&format!("databases and tables, and `{text}` is a path in S3"))
            }
            (false, Self::Table { columns, .. }) if !columns.is_empty() && privilege != "select" => {
                misfit(&format!("whole tables, and `{text}` is a column"))
            }
            (false, _) => there(inventory, on),
        }
    }
}

/// Whether it is of the rows of tables, which a database as such has none of.
pub(super) fn is_of_rows(privilege: &str) -> bool {
    matches!(privilege, "select" | "insert" | "delete")
}

/// Whether it can be the name of a database, a table or a column. Glue takes more than these; what is left out is what people
/// write to mean several things.
fn is_name(part: &str) -> bool {
    let means_more = |letter: char| letter.is_whitespace() || ",;*()[]{}\"'`".contains(letter);
    !part.is_empty() && !part.contains(means_more)
}

/// `on`, unless it is known not to be there.
fn there(inventory: &Inventory, on: On) -> Result<On, NoName> {
    let missing = |what: String, near| Err(NoName::Missing { what, near });
    let (database, table, columns) = match &on {
        On::Database(database) | On::Tables(database) => (database, None, &[][..]),
        On::Table { database, table, columns } => (database, Some(table), columns.as_slice()),
        _ => return Ok(on),
    };
    let databases = &inventory.catalog.databases;
    if databases.see(database) == Sight::Absent {
        let known = databases.iter().map(|(name, _)| name);
        return missing(format!("there is no database `{database}`"), near(known, database));
    }
    let Some(table) = table else { return Ok(on) };
    let name = format!("{database}.{table}");
    let (known, whose) = match inventory.catalog.tables.see(&name) {
        Sight::Absent => {
            let known = inventory.catalog.tables.iter().map(|(name, _)| name);
            return missing(format!("there is no table `{name}`"), near(known, &name));
        }
        Sight::There(known) if !known.columns.is_empty() => {
            (known.columns.iter().map(String::as_str).collect(), true)
        }
        Sight::There(_) | Sight::Unseen => (spoken_of(inventory, database, table), false),
    };
    for column in columns.iter().filter(|column| !known.contains(column.as_str())) {
        let near = near(known.iter().copied(), column);
        if whose {
            return missing(format!("the table `{name}` has no column `{column}`"), near);
        }
        // A table that nobody has seen may have columns that no grant names; one that a grant nearly names is a slip.
        if !near.is_empty() {
            return missing(format!("no grant names a column `{column}` of `{name}`"), near);
        }
    }
    Ok(on)
}

/// The columns of a table that grants name.
fn spoken_of<'a>(inventory: &'a Inventory, database: &str, table: &str) -> BTreeSet<&'a str> {
    let is_meant = |resource: &Resource| matches!(resource, Resource::Table { database: of, table: name } if of == database && name == table);
    let grants = inventory.lake.grants.iter().filter(|grant| is_meant(&grant.resource));
    let names = grants.filter_map(|grant| match &grant.columns {
        Columns::Only(names) | Columns::Except(names) => Some(names),
        Columns::All => None,
    });
    names.flatten().map(String::as_str).collect()
}

/// The names that are `text` but for one letter. Digits count them off: `part_1` is no slip for `part_2`.
fn near<'a>(names: impl IntoIterator<Item = &'a str>, text: &str) -> Vec<String> {
    let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
    let is_long = text.chars().count() > 3;
    let is_near =
        |name: &&str| is_long && digits(name) == digits(text) && strsim::damerau_levenshtein(name, text) == 1;
    names.into_iter().filter(is_near).map(str::to_owned).collect()
}
