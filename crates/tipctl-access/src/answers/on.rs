//! What access is to.

use std::fmt;

use tipctl_model::inventory::{Columns, Resource};

use crate::links::grant::Target;

/// What access is to.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum On {
    /// Coming in: a studio, by name.
    Studio(String),
    /// Coming in: a client, by its label.
    Client(String),
    /// Querying: a workgroup, by name.
    Workgroup(String),
    /// The account's catalog.
    Catalog,
    /// A database.
    Database(String),
    /// Every table of a database, future ones included.
    Tables(String),
    /// A table, or columns of it.
    Table {
        /// Its database.
        database: String,
        /// Its name.
        table: String,
        /// The columns; any at all when empty.
        columns: Vec<String>,
    },
    /// A place in S3, `s3://bucket/prefix/`: through S3 Access Grants, or as a data location.
    Prefix(String),
}

impl On {
    /// A table as such.
    pub fn table(database: impl Into<String>, table: impl Into<String>) -> Self {
        Self::Table { database: database.into(), table: table.into(), columns: Vec::new() }
    }

    /// What Lake Formation would grant it on.
    pub(super) fn target(&self) -> Option<Target<'_>> {
        match self {
            Self::Studio(_) | Self::Client(_) | Self::Workgroup(_) => None,
            Self::Catalog => Some(Target::Catalog),
            Self::Database(database) => Some(Target::Database(database)),
            Self::Tables(database) => Some(Target::Tables(database)),
            Self::Table { database, table, .. } => Some(Target::Table(database, table)),
            Self::Prefix(path) => Some(Target::Location(path)),
        }
    }

    /// What a grant is on; of one that is not evaluated, what it may concern.
    pub fn of(resource: &Resource) -> Self {
        match resource {
            Resource::Catalog => Self::Catalog,
            Resource::Database { database } => Self::Database(database.clone()),
            Resource::Table { database, table } => Self::table(database, table),
            Resource::Tables { database } => Self::Tables(database.clone()),
            Resource::Location { path } => Self::Prefix(path.clone()),
            Resource::Beyond { database: Some(database), table: Some(table), .. } => {
                Self::table(database, table)
            }
            Resource::Beyond { database: Some(database), .. } => Self::Database(database.clone()),
            Resource::Beyond { .. } => Self::Catalog,
        }
    }
}

/// As a person writes it: `sales.orders`, `sales.*`, `s3://bucket/prefix/`.
impl fmt::Display for On {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Studio(name) => write!(f, "studio {name}"),
            Self::Client(label) => write!(f, "client {label}"),
            Self::Workgroup(name) => write!(f, "workgroup {name}"),
            Self::Catalog => f.write_str("the catalog"),
            Self::Database(database) => f.write_str(database),
            Self::Tables(database) => write!(f, "{database}.*"),
            Self::Table { database, table, columns } if columns.is_empty() => write!(f, "{database}.{table}"),
            Self::Table { database, table, columns } => {
                write!(f, "{database}.{table} ({})", columns.join(", "))
            }
            Self::Prefix(path) => f.write_str(path),
        }
    }
}

/// Columns as a person writes them behind a table: nothing for all, ` (a, b)`, ` except (a, b)`.
pub(super) fn columns_in_words(columns: &Columns) -> String {
    let names = |names: &std::collections::BTreeSet<String>| {
        names.iter().map(String::as_str).collect::<Vec<_>>().join(", ")
    };
    match columns {
        Columns::All => String::new(),
        Columns::Only(only) => format!(" ({})", names(only)),
        Columns::Except(except) => format!(" except ({})", names(except)),
    }
}
