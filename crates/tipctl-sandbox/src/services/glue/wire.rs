//! The members of Glue's operations, as AWS names them. Filters by share, expression or time are not taken.

use serde::{Deserialize, Serialize};

use super::state::{Database, Table};
use crate::wire::Epoch;

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(super) struct GetDatabases {
    pub(super) catalog_id: Option<String>,
    pub(super) next_token: Option<String>,
    pub(super) max_results: Option<i64>,
    pub(super) attributes_to_get: Option<Vec<Attribute>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(super) struct GetDatabase {
    pub(super) catalog_id: Option<String>,
    pub(super) name: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(super) struct GetTables {
    pub(super) catalog_id: Option<String>,
    pub(super) database_name: String,
    pub(super) next_token: Option<String>,
    pub(super) max_results: Option<i64>,
    pub(super) attributes_to_get: Option<Vec<Attribute>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(super) struct GetTable {
    pub(super) catalog_id: Option<String>,
    pub(super) database_name: String,
    pub(super) name: String,
}

/// The attributes that a list can be narrowed to and that the sandbox's objects have.
#[derive(Deserialize, PartialEq, Eq)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub(super) enum Attribute {
    Name,
    TableType,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct GetDatabasesResult {
    pub(super) database_list: Vec<DatabaseMembers>,
    pub(super) next_token: Option<String>,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct GetDatabaseResult {
    pub(super) database: DatabaseMembers,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct GetTablesResult {
    pub(super) table_list: Vec<TableMembers>,
    pub(super) next_token: Option<String>,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct GetTableResult {
    pub(super) table: TableMembers,
}

#[derive(Serialize, Default)]
#[serde(rename_all = "PascalCase")]
pub(super) struct DatabaseMembers {
    name: String,
    location_uri: Option<String>,
    create_time: Option<Epoch>,
    catalog_id: Option<String>,
}

#[derive(Serialize, Default)]
#[serde(rename_all = "PascalCase")]
pub(super) struct TableMembers {
    name: String,
    database_name: Option<String>,
    create_time: Option<Epoch>,
    update_time: Option<Epoch>,
    storage_descriptor: Option<StorageDescriptor>,
    partition_keys: Option<Vec<Column>>,
    table_type: Option<&'static str>,
    catalog_id: Option<String>,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct StorageDescriptor {
    columns: Vec<Column>,
    location: String,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Column {
    name: String,
    r#type: String,
}

const TABLE_TYPE: &str = "EXTERNAL_TABLE";

impl DatabaseMembers {
    pub(super) fn whole(catalog_id: &str, name: &str, database: &Database) -> Self {
        Self {
            name: name.to_owned(),
            location_uri: Some(database.location.clone()),
            create_time: Some(Epoch(database.made_at_ms)),
            catalog_id: Some(catalog_id.to_owned()),
        }
    }

    /// What is left when only some attributes are asked for.
    pub(super) fn narrow(name: &str) -> Self {
        Self { name: name.to_owned(), ..Self::default() }
    }
}

impl TableMembers {
    pub(super) fn whole(catalog_id: &str, database: &str, name: &str, table: &Table) -> Self {
        let column = |column: &super::state::Column| Column {
            name: column.name.clone(),
            r#type: column.kind.clone(),
        };
        Self {
            name: name.to_owned(),
            database_name: Some(database.to_owned()),
            create_time: Some(Epoch(table.made_at_ms)),
            update_time: Some(Epoch(table.made_at_ms)),
            storage_descriptor: Some(StorageDescriptor {
                columns: table.columns.iter().map(column).collect(),
                location: table.location.clone(),
            }),
            partition_keys: Some(Vec::new()),
            table_type: Some(TABLE_TYPE),
            catalog_id: Some(catalog_id.to_owned()),
        }
    }

    /// What is left when only some attributes are asked for.
    pub(super) fn narrow(name: &str, attributes: &[Attribute]) -> Self {
        let table_type = attributes.contains(&Attribute::TableType).then_some(TABLE_TYPE);
        Self { name: name.to_owned(), table_type, ..Self::default() }
    }
}
