//! Reading the databases and tables that grants name from the Glue data catalog.

use std::collections::{BTreeMap, BTreeSet};

use tipctl_model::{Asked, Fault, FaultClass, Note};

use crate::{
    aws::Aws,
    fault::fault,
    kinds::grant::{
        catalog::{self, Catalog},
        schema,
    },
    pages::pages,
};

/// What the wanted grants name and the catalog does not have. A caller who may not read the catalog is told so; the
/// plan does not depend on it.
pub(super) async fn missing(aws: &Aws, asked: Asked<'_>) -> Result<Vec<Note>, Fault> {
    let wanted = catalog::databases(asked.wanted(schema::NAME));
    if wanted.is_empty() {
        return Ok(Vec::new());
    }
    match read(aws, &wanted).await {
        Ok(catalog) => Ok(catalog::missing(asked.wanted(schema::NAME), &catalog)),
        Err(fault) if fault.class == FaultClass::Denied => Ok(vec![Note {
            code: "grant::catalog_unread",
            message:
                "the data catalog may not be read, so grants on what it lacks are found only by applying"
                    .to_owned(),
            help: Some("allow glue:GetDatabases and glue:GetTables".to_owned()),
        }]),
        Err(fault) => Err(fault),
    }
}

/// Every database of the account's own catalog, with the tables of those in `wanted`.
async fn read(aws: &Aws, wanted: &BTreeSet<String>) -> Result<Catalog, Fault> {
    let list = |token| async move {
        let sent = aws.glue.get_databases().set_next_token(token).send().await;
        sent.map_err(|error| fault("glue", "GetDatabases", error))
    };
    let found = pages("glue", "GetDatabases", list, |page| page.next_token.clone()).await?;
    let mut catalog = Catalog::new();
    for database in found.iter().flat_map(|page| page.database_list()) {
        let name = database.name().to_owned();
        let tables = if wanted.contains(&name) { tables(aws, &name).await? } else { BTreeMap::new() };
        catalog.insert(name, tables);
    }
    Ok(catalog)
}

/// The tables of a database, with their columns, those that partition them included.
async fn tables(aws: &Aws, database: &str) -> Result<BTreeMap<String, BTreeSet<String>>, Fault> {
    let list = |token| async move {
        let sent = aws.glue.get_tables().database_name(database).set_next_token(token).send().await;
        sent.map_err(|error| fault("glue", "GetTables", error))
    };
    let found = pages("glue", "GetTables", list, |page| page.next_token.clone()).await?;
    let tables = found.iter().flat_map(|page| page.table_list()).map(|table| {
        let stored = table.storage_descriptor().map(|stored| stored.columns()).unwrap_or_default();
        let columns = stored.iter().chain(table.partition_keys()).map(|column| column.name().to_owned());
        (table.name().to_owned(), columns.collect())
    });
    Ok(tables.collect())
}
