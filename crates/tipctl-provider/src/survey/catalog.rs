//! Databases and tables that are spoken of, and how the catalog is encrypted.

use std::collections::BTreeSet;

use aws_sdk_glue::types::{Database as StoredDatabase, Table as Stored};
use futures::{StreamExt, future::join, stream};
use tipctl_model::{
    Desired, Fault, FaultClass, KindName, Note, Observation, Value,
    inventory::{Catalog, CatalogEncryption, Database, Link, Sight, Table},
};

use super::{AT_ONCE, unread::note};
use crate::{aws::Aws, fault::fault, inventory::Survey, pages::pages, s3::Path};

/// What was read of the catalog.
pub(super) struct Read {
    catalog: Catalog,
    notes: Vec<Note>,
}

impl Read {
    pub(super) fn put_into(self, survey: &mut Survey) {
        survey.surroundings.catalog = self.catalog;
        survey.notes.extend(self.notes);
    }
}

/// Reads the names of all databases, and the tables of those that the grants of `desired` name and of `besides`.
pub(super) async fn read(
    aws: &Aws,
    seen: &Observation,
    desired: &Desired,
    besides: &BTreeSet<String>,
) -> Read {
    let (named, wanted) = named(desired);
    let mut read = Read { catalog: Catalog::unseen(), notes: Vec::new() };
    // AWS: the lists hold what the caller may see, which Lake Formation decides; an administrator may see everything
    // (facts/aws-data.md §4.2).
    let sees_all = seen.lives.contains_key(&GRANT) && !seen.partial.contains(&GRANT);
    let (databases, encryption) = join(databases(aws), encryption(aws)).await;
    match databases {
        Ok(databases) => {
            for database in databases {
                read.catalog.databases.insert(database.name(), Database { link: database_link(&database) });
            }
            read.catalog.databases.is_whole = sees_all;
        }
        Err(fault) => read.notes.push(note("the databases of the catalog", "glue:GetDatabases", &fault)),
    }
    match encryption {
        Ok(encryption) => read.catalog.encryption = encryption,
        Err(fault) => {
            let action = "glue:GetDataCatalogEncryptionSettings";
            read.notes.push(note("how the catalog is encrypted", action, &fault));
        }
    }
    let reads = named.union(besides).filter(|name| read.catalog.databases.get(name).is_some() || !sees_all);
    let reads = reads.map(|name| async move { (name, tables(aws, name).await) });
    let found: Vec<_> = stream::iter(reads).buffered(AT_ONCE).collect().await;
    for (database, found) in found {
        match found {
            Ok(tables) => {
                for table in &tables {
                    read.catalog.tables.insert(format!("{database}.{}", table.name()), shown(table));
                }
                let of_it = wanted.iter().filter(|(named, _)| named == database && sees_all);
                let missing = of_it.map(|(_, table)| format!("{database}.{table}"));
                for name in missing.filter(|name| read.catalog.tables.get(name).is_none()).collect::<Vec<_>>()
                {
                    read.catalog.tables.rule_out(name);
                }
            }
            Err(fault) if fault.class == FaultClass::Absent => {}
            Err(fault) => {
                read.notes.push(note(&format!("the tables of `{database}`"), "glue:GetTables", &fault));
            }
        }
    }
    read
}

const GRANT: KindName = KindName("grant");

/// The databases of the account's own catalog that the grants of the spec name, and the tables in them.
fn named(desired: &Desired) -> (BTreeSet<String>, BTreeSet<(String, String)>) {
    let (mut databases, mut tables) = (BTreeSet::new(), BTreeSet::new());
    let grants = desired.resources.values().filter(|resource| resource.address.kind == GRANT);
    for on in grants.filter_map(|grant| grant.attrs.get("on")).filter(|on| on.entry("catalog").is_none()) {
        let text = |member| on.entry(member).and_then(Value::as_text).map(str::to_owned);
        let Some(database) = text("database") else { continue };
        tables.extend(text("table").filter(|table| table != "*").map(|table| (database.clone(), table)));
        databases.insert(database);
    }
    (databases, tables)
}

async fn databases(aws: &Aws) -> Result<Vec<StoredDatabase>, Fault> {
    let list = |token| async move {
        let sent = aws.glue.get_databases().set_next_token(token).send().await;
        sent.map_err(|error| fault("glue", "GetDatabases", error))
    };
    let pages = pages("glue", "GetDatabases", list, |page| page.next_token.clone()).await?;
    Ok(pages.iter().flat_map(|page| page.database_list()).cloned().collect())
}

pub(super) async fn tables(aws: &Aws, database: &str) -> Result<Vec<Stored>, Fault> {
    let list = |token| async move {
        let sent = aws.glue.get_tables().database_name(database).set_next_token(token).send().await;
        sent.map_err(|error| fault("glue", "GetTables", error))
    };
    let pages = pages("glue", "GetTables", list, |page| page.next_token.clone()).await?;
    Ok(pages.iter().flat_map(|page| page.table_list()).cloned().collect())
}

async fn encryption(aws: &Aws) -> Result<Sight<CatalogEncryption>, Fault> {
    let found = aws.glue.get_data_catalog_encryption_settings().send().await;
    let found = found.map_err(|error| fault("glue", "GetDataCatalogEncryptionSettings", error))?;
    let at_rest = found.data_catalog_encryption_settings().and_then(|settings| settings.encryption_at_rest());
    // AWS: a catalog whose encryption was never set has none.
    Ok(Sight::There(CatalogEncryption {
        mode: at_rest.map_or("DISABLED", |at_rest| at_rest.catalog_encryption_mode().as_str()).to_owned(),
        key: at_rest.and_then(|at_rest| at_rest.sse_aws_kms_key_id()).map(str::to_owned),
        role: at_rest.and_then(|at_rest| at_rest.catalog_encryption_service_role()).map(str::to_owned),
    }))
}

fn database_link(database: &StoredDatabase) -> Option<Link> {
    let target = database.target_database()?;
    Some(Link {
        catalog: target.catalog_id().unwrap_or_default().to_owned(),
        database: target.database_name().unwrap_or_default().to_owned(),
        table: None,
    })
}

fn shown(table: &Stored) -> Table {
    let stored = table.storage_descriptor();
    let columns =
        stored.map(|stored| stored.columns()).unwrap_or_default().iter().chain(table.partition_keys());
    let place = stored.and_then(|stored| stored.location()).filter(|location| !location.is_empty());
    // AWS: what Hadoop wrote speaks of `s3a` and `s3n`, which Athena reads all the same.
    let place = place.map(|place| match place.split_once("://") {
        Some(("s3a" | "s3n", rest)) => format!("s3://{rest}"),
        _ => place.to_owned(),
    });
    Table {
        columns: columns.map(|column| column.name().to_owned()).collect(),
        data: place.map(|place| match Path::folder(&place) {
            Some(folder) => format!("s3://{}/{}", folder.bucket, folder.prefix),
            None => place,
        }),
        link: table.target_table().map(|target| Link {
            catalog: target.catalog_id().unwrap_or_default().to_owned(),
            database: target.database_name().unwrap_or_default().to_owned(),
            table: target.name().map(str::to_owned),
        }),
    }
}
