//! The members of Lake Formation's operations on permissions, as AWS names them. What the other operations take stands
//! beside them.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::permission::Permissions;
use super::resource::{self, Columns, Tables};
use crate::wire::Epoch;

// AWS: the name that a listing gives to all tables of a database (facts/aws-data.md §4.3).
const ALL_TABLES: &str = "ALL_TABLES";

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(super) struct ChangePermissions {
    pub(super) catalog_id: Option<String>,
    pub(super) principal: Principal,
    pub(super) resource: Resource,
    pub(super) permissions: Permissions,
    pub(super) condition: Option<Condition>,
    pub(super) permissions_with_grant_option: Option<Permissions>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(super) struct ChangePermissionsInBatch {
    pub(super) catalog_id: Option<String>,
    pub(super) entries: Vec<BatchEntry>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(super) struct BatchEntry {
    pub(super) id: String,
    pub(super) principal: Option<Principal>,
    pub(super) resource: Option<Resource>,
    pub(super) permissions: Option<Permissions>,
    pub(super) condition: Option<Condition>,
    pub(super) permissions_with_grant_option: Option<Permissions>,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct BatchResult {
    pub(super) failures: Vec<BatchFailure>,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct BatchFailure {
    pub(super) request_entry: BatchEntry,
    pub(super) error: ErrorDetail,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct ErrorDetail {
    pub(super) error_code: &'static str,
    pub(super) error_message: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(super) struct ListPermissions {
    pub(super) catalog_id: Option<String>,
    pub(super) principal: Option<Principal>,
    pub(super) resource_type: Option<ResourceType>,
    pub(super) resource: Option<Resource>,
    pub(super) next_token: Option<String>,
    pub(super) max_results: Option<i64>,
    pub(super) include_related: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub(super) enum ResourceType {
    Catalog,
    Database,
    Table,
    DataLocation,
    LfTag,
    LfTagPolicy,
    LfTagPolicyDatabase,
    LfTagPolicyTable,
    LfNamedTagExpression,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct ListPermissionsResult {
    pub(super) principal_resource_permissions: Vec<Entry>,
    pub(super) next_token: Option<String>,
}

/// What a listing says of one principal and one resource.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Entry {
    pub(super) principal: Principal,
    pub(super) resource: Resource,
    pub(super) condition: Option<Condition>,
    pub(super) permissions: Permissions,
    pub(super) permissions_with_grant_option: Permissions,
    pub(super) last_updated: Option<Epoch>,
    pub(super) last_updated_by: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(super) struct Principal {
    pub(super) data_lake_principal_identifier: String,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(super) struct Condition {
    pub(super) expression: Option<String>,
}

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(super) struct Resource {
    pub(super) catalog: Option<CatalogResource>,
    pub(super) database: Option<DatabaseResource>,
    pub(super) table: Option<TableResource>,
    pub(super) table_with_columns: Option<TableWithColumnsResource>,
    pub(super) data_location: Option<DataLocationResource>,
    pub(super) data_cells_filter: Option<DataCellsFilterResource>,
    #[serde(rename = "LFTag")]
    pub(super) lf_tag: Option<LfTagKeyResource>,
    #[serde(rename = "LFTagPolicy")]
    pub(super) lf_tag_policy: Option<LfTagPolicyResource>,
    #[serde(rename = "LFTagExpression")]
    pub(super) lf_tag_expression: Option<LfTagExpressionResource>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(super) struct CatalogResource {
    pub(super) id: Option<String>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(super) struct DatabaseResource {
    pub(super) catalog_id: Option<String>,
    pub(super) name: String,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(super) struct TableResource {
    pub(super) catalog_id: Option<String>,
    pub(super) database_name: String,
    pub(super) name: Option<String>,
    pub(super) table_wildcard: Option<TableWildcard>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct TableWildcard {}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(super) struct TableWithColumnsResource {
    pub(super) catalog_id: Option<String>,
    pub(super) database_name: String,
    pub(super) name: String,
    pub(super) column_names: Option<Vec<String>>,
    pub(super) column_wildcard: Option<ColumnWildcard>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(super) struct ColumnWildcard {
    pub(super) excluded_column_names: Option<Vec<String>>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(super) struct DataLocationResource {
    pub(super) catalog_id: Option<String>,
    pub(super) resource_arn: String,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(super) struct DataCellsFilterResource {
    table_catalog_id: Option<String>,
    database_name: Option<String>,
    table_name: Option<String>,
    name: Option<String>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(super) struct LfTagKeyResource {
    catalog_id: Option<String>,
    tag_key: String,
    tag_values: Vec<String>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(super) struct LfTagPolicyResource {
    catalog_id: Option<String>,
    resource_type: LfTagPolicyType,
    expression: Option<Vec<LfTag>>,
    expression_name: Option<String>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
enum LfTagPolicyType {
    Database,
    Table,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
struct LfTag {
    tag_key: String,
    tag_values: Vec<String>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(super) struct LfTagExpressionResource {
    catalog_id: Option<String>,
    name: String,
}

impl Resource {
    /// How many of the members are set.
    pub(super) fn named(&self) -> usize {
        let set = [
            self.catalog.is_some(),
            self.database.is_some(),
            self.table.is_some(),
            self.table_with_columns.is_some(),
            self.data_location.is_some(),
            self.data_cells_filter.is_some(),
            self.lf_tag.is_some(),
            self.lf_tag_policy.is_some(),
            self.lf_tag_expression.is_some(),
        ];
        set.iter().filter(|set| **set).count()
    }

    /// A resource as a listing names it; of a table, everything but `SELECT`.
    pub(super) fn listed(resource: &resource::Resource, catalog_id: &str) -> Self {
        let catalog_id = Some(catalog_id.to_owned());
        match resource.clone() {
            resource::Resource::Catalog => {
                Self { catalog: Some(CatalogResource { id: None }), ..Self::default() }
            }
            resource::Resource::Database { database } => {
                Self { database: Some(DatabaseResource { catalog_id, name: database }), ..Self::default() }
            }
            resource::Resource::Table { database, tables } => {
                let (name, table_wildcard) = match tables {
                    Tables::Named(name) => (name, None),
                    Tables::All => (ALL_TABLES.to_owned(), Some(TableWildcard {})),
                };
                let name = Some(name);
                let table = TableResource { catalog_id, database_name: database, name, table_wildcard };
                Self { table: Some(table), ..Self::default() }
            }
            resource::Resource::Columns { database, table, columns } => {
                let list = |names: BTreeSet<String>| Some(names.into_iter().collect());
                let (column_names, column_wildcard) = match columns {
                    Columns::Listed(names) => (list(names), None),
                    Columns::AllBut(names) => {
                        (None, Some(ColumnWildcard { excluded_column_names: list(names) }))
                    }
                };
                let columns = TableWithColumnsResource {
                    catalog_id,
                    database_name: database,
                    name: table,
                    column_names,
                    column_wildcard,
                };
                Self { table_with_columns: Some(columns), ..Self::default() }
            }
            resource::Resource::DataLocation { arn } => Self {
                data_location: Some(DataLocationResource { catalog_id, resource_arn: arn }),
                ..Self::default()
            },
        }
    }

    /// A table as a listing names it where it speaks of `SELECT`: with all of its columns.
    pub(super) fn listed_columns(database: &str, tables: &Tables, catalog_id: &str) -> Self {
        let name = match tables {
            Tables::Named(name) => name.clone(),
            Tables::All => ALL_TABLES.to_owned(),
        };
        let columns = TableWithColumnsResource {
            catalog_id: Some(catalog_id.to_owned()),
            database_name: database.to_owned(),
            name,
            column_names: None,
            column_wildcard: Some(ColumnWildcard { excluded_column_names: None }),
        };
        Self { table_with_columns: Some(columns), ..Self::default() }
    }
}
