//! AWS Glue's data catalog: the databases and tables that Lake Formation grants are about, which are only read, and how the
//! catalog is encrypted.

mod fault;
mod wire;

pub(crate) mod encryption;
pub(crate) mod state;

use crate::call::Call;
use crate::fault::Fault;
use crate::page::PageAsk;
use crate::service::Service;
use crate::wire::Protocol;
use state::GlueError;
use wire::{
    DatabaseMembers, GetDatabase, GetDatabaseResult, GetDatabases, GetDatabasesResult, GetTable, GetTableResult,
    GetTables, GetTablesResult, TableMembers,
};

pub(crate) fn service() -> Service {
    Service::new("glue", "glue", Protocol::Json { version: "1.1", target_prefix: "AWSGlue" })
        .read("GetDatabases", get_databases)
        .read("GetDatabase", get_database)
        .read("GetTables", get_tables)
        .read("GetTable", get_table)
        .read("GetDataCatalogEncryptionSettings", encryption::get)
        .write("PutDataCatalogEncryptionSettings", encryption::put)
}

fn get_databases(call: &mut Call<'_>, input: GetDatabases) -> Result<GetDatabasesResult, Fault> {
    let catalog = catalog(call, input.catalog_id)?;
    let members = call.state().glue.databases(call.region).map(|(name, database)| {
        let members = match input.attributes_to_get {
            None => DatabaseMembers::whole(&catalog, name, database),
            Some(_) => DatabaseMembers::narrow(name),
        };
        (name.clone(), members)
    });
    let ask = ask(input.next_token.as_deref(), input.max_results)?;
    let page = call.page(members, &ask).map_err(|_| bad_token())?;
    Ok(GetDatabasesResult { database_list: page.items, next_token: page.next })
}

fn get_database(call: &mut Call<'_>, input: GetDatabase) -> Result<GetDatabaseResult, Fault> {
    let catalog = catalog(call, input.catalog_id)?;
    let database = call.state().glue.database(call.region, &input.name)?;
    Ok(GetDatabaseResult { database: DatabaseMembers::whole(&catalog, &input.name, database) })
}

fn get_tables(call: &mut Call<'_>, input: GetTables) -> Result<GetTablesResult, Fault> {
    let catalog = catalog(call, input.catalog_id)?;
    let database = call.state().glue.database(call.region, &input.database_name)?;
    let members = database.tables.iter().map(|(name, table)| {
        let members = match &input.attributes_to_get {
            None => TableMembers::whole(&catalog, &input.database_name, name, table),
            Some(attributes) => TableMembers::narrow(name, attributes),
        };
        (name.clone(), members)
    });
    let ask = ask(input.next_token.as_deref(), input.max_results)?;
    let page = call.page(members, &ask).map_err(|_| bad_token())?;
    Ok(GetTablesResult { table_list: page.items, next_token: page.next })
}

fn get_table(call: &mut Call<'_>, input: GetTable) -> Result<GetTableResult, Fault> {
    let catalog = catalog(call, input.catalog_id)?;
    let table = call.state().glue.table(call.region, &input.database_name, &input.name)?;
    Ok(GetTableResult { table: TableMembers::whole(&catalog, &input.database_name, &input.name, table) })
}

/// The catalog that is asked for: the account's own, there is no other.
fn catalog(call: &Call<'_>, asked: Option<String>) -> Result<String, GlueError> {
    match asked {
        Some(id) if id != call.account.id => Err(GlueError::NoSuchCatalog(id)),
        _ => Ok(call.account.id.clone()),
    }
}

// AWS: pages of at most 100 (facts/aws-data.md §10).
fn ask(token: Option<&str>, max_results: Option<i64>) -> Result<PageAsk<'_>, GlueError> {
    let limit = usize::try_from(max_results.unwrap_or(100)).ok().filter(|limit| (1..=100).contains(limit));
    let limit = limit.ok_or_else(|| GlueError::InvalidInput("MaxResults must be between 1 and 100".to_owned()))?;
    Ok(PageAsk { token, limit })
}

fn bad_token() -> GlueError {
    GlueError::InvalidInput("Invalid NextToken".to_owned())
}
