//! What a permission is about, in the form in which grants are kept: a table's `SELECT` and the same on all of its columns
//! are one thing here. How it is asked for and read back is in `wire.rs`.

use std::collections::BTreeSet;
use std::fmt;

use serde::{Deserialize, Serialize};

use super::fault::LakeError;
use super::wire;
use crate::call::Call;

/// A resource of the account's own catalog.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub(super) enum Resource {
    Catalog,
    Database {
        database: String,
    },
    Table {
        database: String,
        tables: Tables,
    },
    /// Some columns of a table. All of them is [`Resource::Table`].
    Columns {
        database: String,
        table: String,
        columns: Columns,
    },
    DataLocation {
        arn: String,
    },
}

/// One table or all tables of a database, those of the future included.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Tables {
    Named(String),
    All,
}

/// Some columns of a table; neither set is empty.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Columns {
    Listed(BTreeSet<String>),
    AllBut(BTreeSet<String>),
}

impl fmt::Display for Resource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Catalog => f.write_str("catalog"),
            Self::Database { database } => f.write_str(database),
            Self::Table { database, tables: Tables::Named(table) }
            | Self::Columns { database, table, .. } => {
                write!(f, "{database}.{table}")
            }
            Self::Table { database, tables: Tables::All } => write!(f, "{database}.*"),
            Self::DataLocation { arn } => f.write_str(arn),
        }
    }
}

impl Resource {
    /// Reads what a request names: exactly one resource, of the account's own catalog.
    pub(super) fn read(asked: &wire::Resource, call: &Call<'_>) -> Result<Self, LakeError> {
        let wire::Resource { catalog, database, table, table_with_columns, data_location, .. } = asked;
        if asked.named() != 1 {
            return Err(LakeError::invalid("Resource must have exactly one of its members set."));
        }
        if let Some(catalog) = catalog {
            own_catalog(call, catalog.id.as_deref())?;
            return Ok(Self::Catalog);
        }
        if let Some(database) = database {
            own_catalog(call, database.catalog_id.as_deref())?;
            return Ok(Self::Database { database: database.name.clone() });
        }
        if let Some(table) = table {
            own_catalog(call, table.catalog_id.as_deref())?;
            return Self::table(table);
        }
        if let Some(columns) = table_with_columns {
            own_catalog(call, columns.catalog_id.as_deref())?;
            return Self::columns(columns);
        }
        if let Some(location) = data_location {
            own_catalog(call, location.catalog_id.as_deref())?;
            return Ok(Self::DataLocation { arn: location.resource_arn.clone() });
        }
        // AWS: no tag and no filter exists here, because the sandbox has no operation that makes one; the texts are those
        // of facts/aws-data.md §4.6 and §6.1.
        let missing = if asked.data_cells_filter.is_some() {
            "Cell Filter not found."
        } else if asked.lf_tag_expression.is_some() {
            "LF-Tag expression not found."
        } else {
            "Tag or tag value does not exist."
        };
        Err(LakeError::EntityNotFound(missing.to_owned()))
    }

    // AWS: the texts for a table that is named twice or not at all (facts/aws-data.md §4.4).
    fn table(asked: &wire::TableResource) -> Result<Self, LakeError> {
        let tables = match (&asked.name, &asked.table_wildcard) {
            (Some(name), None) => Tables::Named(name.clone()),
            (None, Some(_)) => Tables::All,
            (None, None) => {
                return Err(LakeError::invalid("Table name and table wildcard cannot both be empty."));
            }
            (Some(_), Some(_)) => {
                return Err(LakeError::invalid("Table name and table wildcard cannot both be present."));
            }
        };
        Ok(Self::Table { database: asked.database_name.clone(), tables })
    }

    fn columns(asked: &wire::TableWithColumnsResource) -> Result<Self, LakeError> {
        let set = |names: &[String]| names.iter().cloned().collect::<BTreeSet<_>>();
        let columns = match (&asked.column_names, &asked.column_wildcard) {
            (Some(names), None) if !names.is_empty() => Columns::Listed(set(names)),
            (None, Some(wildcard)) => match wildcard.excluded_column_names.as_deref() {
                // AWS: SELECT on all columns is SELECT on the table (facts/aws-data.md §4.3).
                None | Some([]) => {
                    let tables = Tables::Named(asked.name.clone());
                    return Ok(Self::Table { database: asked.database_name.clone(), tables });
                }
                Some(excluded) => Columns::AllBut(set(excluded)),
            },
            _ => {
                return Err(LakeError::invalid(
                    "Exactly one of column names and column wildcard must be present.",
                ));
            }
        };
        Ok(Self::Columns { database: asked.database_name.clone(), table: asked.name.clone(), columns })
    }

    /// Refuses a resource whose database, table or column the data catalog does not have.
    pub(super) fn check_exists(&self, call: &Call<'_>) -> Result<(), LakeError> {
        let glue = &call.seen().glue;
        let missing = |problem: String| LakeError::EntityNotFound(problem);
        match self {
            Self::Catalog | Self::DataLocation { .. } => Ok(()),
            Self::Database { database } | Self::Table { database, tables: Tables::All } => {
                glue.database(call.region, database).map(drop).map_err(|error| missing(error.to_string()))
            }
            Self::Table { database, tables: Tables::Named(table) } => {
                glue.table(call.region, database, table).map(drop).map_err(|error| missing(error.to_string()))
            }
            Self::Columns { database, table, columns } => {
                let found = glue.table(call.region, database, table);
                let found = found.map_err(|error| missing(error.to_string()))?;
                let (Columns::Listed(names) | Columns::AllBut(names)) = columns;
                let known = |name: &String| found.columns.iter().any(|column| column.name == *name);
                if names.iter().all(known) {
                    return Ok(());
                }
                // AWS: "cannot grant/revoke permission on non-existent column" (facts/aws-data.md §4.4).
                Err(LakeError::invalid("Cannot grant/revoke permission on non-existent column."))
            }
        }
    }
}

/// Refuses a catalog other than the account's own.
pub(super) fn own_catalog(call: &Call<'_>, id: Option<&str>) -> Result<(), LakeError> {
    match id {
        None => Ok(()),
        Some(id) if id == call.account.id => Ok(()),
        Some(id) => Err(LakeError::EntityNotFound(format!("Catalog {id} not found."))),
    }
}
