//! The data catalog of each region: databases with tables, which no call writes, and how it is encrypted.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::encryption::Settings;

/// 2025-06-01T00:00:00Z, when the fresh account's objects came about.
const MADE_AT_MS: u64 = 1_748_736_000_000;

/// The databases of each region, by name, and the encryption of regions where it was set.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct State {
    regions: BTreeMap<String, BTreeMap<String, Database>>,
    encryption: BTreeMap<String, Settings>,
}

/// A database and its tables, by name.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Database {
    pub(crate) location: String,
    pub(crate) made_at_ms: u64,
    pub(crate) tables: BTreeMap<String, Table>,
}

/// A table.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Table {
    pub(crate) location: String,
    pub(crate) made_at_ms: u64,
    pub(crate) columns: Vec<Column>,
}

/// A column and its Hive type.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Column {
    pub(crate) name: String,
    #[serde(rename = "type")]
    pub(crate) kind: String,
}

/// Why the catalog has no answer.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub(crate) enum GlueError {
    #[error("Catalog {0} not found.")]
    NoSuchCatalog(String),
    #[error("Database {0} not found.")]
    NoSuchDatabase(String),
    #[error("Table {0} not found.")]
    NoSuchTable(String),
    #[error("{0}")]
    InvalidInput(String),
}

impl State {
    /// The databases of a region, in the order of their names.
    pub(crate) fn databases(&self, region: &str) -> impl Iterator<Item = (&String, &Database)> {
        self.regions.get(region).into_iter().flatten()
    }

    /// A database of a region.
    pub(crate) fn database(&self, region: &str, name: &str) -> Result<&Database, GlueError> {
        let found = self.regions.get(region).and_then(|databases| databases.get(name));
        found.ok_or_else(|| GlueError::NoSuchDatabase(name.to_owned()))
    }

    /// How the catalog of a region is encrypted, if that was ever set.
    pub(crate) fn encryption(&self, region: &str) -> Option<&Settings> {
        self.encryption.get(region)
    }

    pub(super) fn set_encryption(&mut self, region: &str, settings: Settings) {
        self.encryption.insert(region.to_owned(), settings);
    }

    /// A table of a database of a region.
    pub(crate) fn table(&self, region: &str, database: &str, name: &str) -> Result<&Table, GlueError> {
        let tables = &self.database(region, database)?.tables;
        tables.get(name).ok_or_else(|| GlueError::NoSuchTable(name.to_owned()))
    }

    /// `sales` with orders, products and customers (personal data), `marketing` with campaigns.
    pub(crate) fn fresh() -> Self {
        let orders = table(
            "s3://acme-lake/sales/orders/",
            &[
                ("order_id", "bigint"),
                ("customer_id", "bigint"),
                ("amount", "decimal(10,2)"),
                ("ordered_at", "timestamp"),
                ("country", "string"),
            ],
        );
        let products = table(
            "s3://acme-lake/sales/products/",
            &[("product_id", "bigint"), ("name", "string"), ("price", "decimal(10,2)")],
        );
        let customers = table(
            "s3://acme-lake/customers/",
            &[
                ("customer_id", "bigint"),
                ("name", "string"),
                ("email", "string"),
                ("phone", "string"),
                ("country", "string"),
            ],
        );
        let campaigns = table(
            "s3://acme-lake/marketing/campaigns/",
            &[
                ("campaign_id", "bigint"),
                ("name", "string"),
                ("started_at", "timestamp"),
                ("budget", "decimal(10,2)"),
            ],
        );
        let sales = [("orders", orders), ("products", products), ("customers", customers)];
        let databases = [
            ("sales".to_owned(), database("s3://acme-lake/sales/", sales)),
            ("marketing".to_owned(), database("s3://acme-lake/marketing/", [("campaigns", campaigns)])),
        ];
        Self { regions: [("ap-northeast-1".to_owned(), databases.into())].into(), encryption: BTreeMap::new() }
    }
}

fn database<const N: usize>(location: &str, tables: [(&str, Table); N]) -> Database {
    Database {
        location: location.to_owned(),
        made_at_ms: MADE_AT_MS,
        tables: tables.map(|(name, table)| (name.to_owned(), table)).into(),
    }
}

fn table(location: &str, columns: &[(&str, &str)]) -> Table {
    let column = |(name, kind): &(&str, &str)| Column { name: (*name).to_owned(), kind: (*kind).to_owned() };
    Table {
        location: location.to_owned(),
        made_at_ms: MADE_AT_MS,
        columns: columns.iter().map(column).collect(),
    }
}
