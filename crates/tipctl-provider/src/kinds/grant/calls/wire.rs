//! Entries in the SDK's shapes, and the three operations on them.

use std::collections::BTreeSet;

use aws_sdk_lakeformation::{
    operation::RequestId as _,
    types::{
        BatchPermissionsFailureEntry, BatchPermissionsRequestEntry, CatalogResource, ColumnWildcard,
        Condition, DataLakePrincipal, DataLocationResource, DatabaseResource, Permission,
        PrincipalResourcePermissions, Resource, TableResource, TableWildcard, TableWithColumnsResource,
    },
};
use tipctl_model::{Attrs, Fault, FaultClass, Value};

use crate::{
    attrs::Shown,
    aws::Aws,
    fault::{class_of, fault},
    kinds::grant::{
        algebra::EVERY_TABLE,
        entry::{Columns, Entry},
        tell::BEYOND,
    },
    pages::pages,
};

/// Which way a batch goes.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    Grant,
    Revoke,
}

/// What Lake Formation lists.
#[derive(Default)]
pub(super) struct Listed {
    /// The entries that rows are made of.
    pub(super) entries: Vec<Entry>,
    /// How many others there are.
    pub(super) others: usize,
    /// Those of the others that let somebody at data, as attributes.
    pub(super) beyond: Vec<Attrs>,
}

/// Every entry that Lake Formation lists.
///
/// AWS: only the list without any filter holds the grants as they were made; filtered by a principal it answers what
/// follows from them, and nothing for a group (facts/aws-data.md §4.2).
pub(super) async fn list(aws: &Aws) -> Result<Listed, Fault> {
    let listed = match list_once(aws).await {
        // AWS: a page's token expires; what was read before is no whole, so everything is read again, once
        // (facts/aws-data.md §4.2).
        Err(fault) if fault.code.as_deref() == Some("InvalidInputException") => list_once(aws).await?,
        listed => listed?,
    };
    let mut found = Listed::default();
    for listed in &listed {
        match read(listed) {
            Some(entry) => found.entries.push(entry),
            None => {
                found.others += 1;
                found.beyond.extend(beyond(listed, &aws.place.account));
            }
        }
    }
    Ok(found)
}

async fn list_once(aws: &Aws) -> Result<Vec<PrincipalResourcePermissions>, Fault> {
    let list = |token| async move {
        let call = aws.lakeformation.list_permissions().max_results(1000).set_next_token(token);
        call.send().await.map_err(|error| fault("lakeformation", "ListPermissions", error))
    };
    let found = pages("lakeformation", "ListPermissions", list, |page| page.next_token.clone()).await?;
    Ok(found.into_iter().flat_map(|page| page.principal_resource_permissions.unwrap_or_default()).collect())
}

/// Sends one batch; answers the fault of each entry that failed, in order.
pub(super) async fn send<'a>(
    aws: &Aws,
    side: Side,
    batch: impl Iterator<Item = &'a Entry> + Clone,
) -> Vec<Option<Fault>> {
    let entries: Option<Vec<_>> =
        batch.clone().enumerate().map(|(id, entry)| request(aws, id, entry)).collect();
    let (operation, sent) = match side {
        Side::Grant => {
            let call = aws.lakeformation.batch_grant_permissions().set_entries(entries);
            let sent = call.send().await;
            let sent = sent
                .map(|answer| (answer.request_id().map(str::to_owned), answer.failures.unwrap_or_default()));
            (
                "BatchGrantPermissions",
                sent.map_err(|error| fault("lakeformation", "BatchGrantPermissions", error)),
            )
        }
        Side::Revoke => {
            let call = aws.lakeformation.batch_revoke_permissions().set_entries(entries);
            let sent = call.send().await;
            let sent = sent
                .map(|answer| (answer.request_id().map(str::to_owned), answer.failures.unwrap_or_default()));
            (
                "BatchRevokePermissions",
                sent.map_err(|error| fault("lakeformation", "BatchRevokePermissions", error)),
            )
        }
    };
    let (request_id, failures) = match sent {
        Err(fault) => return batch.map(|_| Some(fault.clone())).collect(),
        Ok(answered) => answered,
    };
    let mut faults: Vec<Option<Fault>> = batch.map(|_| None).collect();
    for failure in &failures {
        let fault = Fault { request_id: request_id.clone(), ..refusal(operation, failure) };
        let id = failure.request_entry().and_then(|entry| entry.id().parse::<usize>().ok());
        match id.and_then(|id| faults.get_mut(id)) {
            Some(slot) => *slot = Some(fault),
            // A refusal that names no entry may be about any.
            None => faults.iter_mut().for_each(|slot| *slot = Some(fault.clone())),
        }
    }
    faults
}

/// Why one entry of a batch failed.
fn refusal(operation: &str, failure: &BatchPermissionsFailureEntry) -> Fault {
    let code = failure.error().and_then(|error| error.error_code()).unwrap_or_default();
    let message = failure.error().and_then(|error| error.error_message()).unwrap_or("AWS gives no reason");
    // The SDK tries again only what fails as a whole, so an entry that was throttled is for the executor.
    let class = match class_of("lakeformation", 400, code, message) {
        FaultClass::Throttled => FaultClass::Busy,
        class => class,
    };
    Fault {
        class,
        service: "lakeformation",
        operation: operation.to_owned(),
        code: Some(code.to_owned()).filter(|code| !code.is_empty()),
        message: message.to_owned(),
        request_id: None,
        attr: None,
    }
}

/// An entry of the list; none when it is on a resource that no row can be on.
fn read(listed: &PrincipalResourcePermissions) -> Option<Entry> {
    let (mut on, columns) = named(listed.resource()?)?;
    on.extend(listed.condition().and_then(Condition::expression).map(|expression| ("condition", expression)));
    let words =
        |permissions: &[Permission]| permissions.iter().map(|word| word.as_str().to_lowercase()).collect();
    Some(Entry {
        principal: listed.principal()?.data_lake_principal_identifier()?.to_owned(),
        on: Value::map(on.into_iter().map(|(member, name)| (member, Value::text(name)))),
        columns,
        permissions: words(listed.permissions()),
        grantable: words(listed.permissions_with_grant_option()),
    })
}

/// The members of the attribute `on`, as names and texts.
type Members<'a> = Vec<(&'a str, &'a str)>;

/// The members of `on` that name `resource`, and its columns where it is some of a table; none when nothing here can be
/// on it.
pub(in crate::kinds) fn named(resource: &Resource) -> Option<(Members<'_>, Option<Columns>)> {
    let mut on = Members::new();
    let mut columns = None;
    if let Some(table) = resource.table_with_columns() {
        on.extend([("database", table.database_name()), ("table", table.name())]);
        on.extend(table.catalog_id().map(|id| ("catalog", id)));
        let names = |names: &[String]| names.iter().cloned().collect::<BTreeSet<String>>();
        columns = Some(match table.column_wildcard() {
            Some(wildcard) => Columns::AllBut(names(wildcard.excluded_column_names())),
            None => Columns::Listed(names(table.column_names())),
        });
    } else if let Some(table) = resource.table() {
        on.extend([("database", table.database_name()), ("table", table.name().unwrap_or(EVERY_TABLE))]);
        on.extend(table.catalog_id().map(|id| ("catalog", id)));
    } else if let Some(database) = resource.database() {
        on.push(("database", database.name()));
        on.extend(database.catalog_id().map(|id| ("catalog", id)));
    } else if let Some(location) = resource.data_location() {
        on.push(("location", location.resource_arn()));
        on.extend(location.catalog_id().map(|id| ("catalog", id)));
    } else if let Some(catalog) = resource.catalog() {
        on.push(("catalog", catalog.id().unwrap_or("default")));
    } else {
        return None;
    }
    Some((on, columns))
}

/// An entry on a resource that no row can be on, as attributes.
fn beyond(listed: &PrincipalResourcePermissions, account: &str) -> Option<Attrs> {
    let words = |permissions: &[Permission]| {
        Value::texts(permissions.iter().map(|word| word.as_str().to_lowercase()))
    };
    let shown = Shown::new()
        .with("principal", listed.principal()?.data_lake_principal_identifier()?)
        .with("on", beyond_on(listed.resource()?, account)?)
        .with("permissions", words(listed.permissions()))
        .with("grantable", words(listed.permissions_with_grant_option()));
    Some(shown.attrs())
}

/// What `resource`, on which no row can be, is about in words, in the form of the attribute `on`. Nothing for an LF-Tag or
/// a named expression itself: a permission on it lets nobody at any data.
pub(in crate::kinds) fn beyond_on(resource: &Resource, account: &str) -> Option<Value> {
    let mut on = Vec::new();
    if let Some(filter) = resource.data_cells_filter() {
        on.push((BEYOND, format!("the filter {}", filter.name().unwrap_or_default())));
        let catalog = filter.table_catalog_id().filter(|catalog| *catalog != account);
        let database = filter.database_name().unwrap_or_default();
        on.push(("database", catalog.map_or(database.to_owned(), |catalog| format!("{catalog}:{database}"))));
        on.extend(filter.table_name().map(|table| ("table", table.to_owned())));
    } else if resource.lf_tag().is_some() || resource.lf_tag_expression().is_some() {
        return None;
    } else if resource.lf_tag_policy().is_some() {
        on.push((BEYOND, "an LF-Tag expression".to_owned()));
    } else {
        on.push((BEYOND, "a resource of a kind that is not known here".to_owned()));
    }
    Some(Value::map(on.into_iter().map(|(member, text)| (member, Value::Text(text)))))
}

/// An entry of a batch.
fn request(aws: &Aws, id: usize, entry: &Entry) -> Option<BatchPermissionsRequestEntry> {
    let words = |words: &BTreeSet<String>| -> Vec<Permission> {
        words.iter().map(|word| Permission::from(word.to_uppercase().as_str())).collect()
    };
    let condition = entry.on.entry("condition").and_then(Value::as_text);
    BatchPermissionsRequestEntry::builder()
        .id(id.to_string())
        .principal(DataLakePrincipal::builder().data_lake_principal_identifier(&entry.principal).build())
        .resource(sdk_resource(aws, &entry.on, entry.columns.as_ref())?)
        .set_permissions(Some(words(&entry.permissions)))
        .set_permissions_with_grant_option(Some(words(&entry.grantable)).filter(|words| !words.is_empty()))
        .set_condition(condition.map(|expression| Condition::builder().expression(expression).build()))
        .build()
        .ok()
}

/// The resource that `on` names, or `columns` of it.
pub(in crate::kinds) fn sdk_resource(aws: &Aws, on: &Value, columns: Option<&Columns>) -> Option<Resource> {
    let member = |name| on.entry(name).and_then(Value::as_text).map(str::to_owned);
    // AWS: the account's own catalog goes without an id (facts/aws-data.md §4.4).
    let catalog = member("catalog").filter(|id| *id != aws.place.account);
    let builder = Resource::builder();
    let resource = match (member("location"), member("database"), member("table"), columns) {
        (Some(arn), _, _, _) => {
            let location = DataLocationResource::builder().set_catalog_id(catalog).resource_arn(arn);
            builder.data_location(location.build().ok()?)
        }
        (None, None, _, _) => builder.catalog(CatalogResource::builder().set_id(catalog).build()),
        (None, Some(database), None, _) => {
            builder.database(DatabaseResource::builder().set_catalog_id(catalog).name(database).build().ok()?)
        }
        (None, Some(database), Some(table), None) => {
            let whole = TableResource::builder().set_catalog_id(catalog).database_name(database);
            let whole = if table == EVERY_TABLE {
                whole.table_wildcard(TableWildcard::builder().build())
            } else {
                whole.name(table)
            };
            builder.table(whole.build().ok()?)
        }
        (None, Some(database), Some(table), Some(columns)) => {
            let part = TableWithColumnsResource::builder()
                .set_catalog_id(catalog)
                .database_name(database)
                .name(table);
            let part = match columns {
                Columns::Listed(names) => part.set_column_names(Some(names.iter().cloned().collect())),
                Columns::AllBut(names) => {
                    let names = Some(names.iter().cloned().collect());
                    part.column_wildcard(ColumnWildcard::builder().set_excluded_column_names(names).build())
                }
            };
            builder.table_with_columns(part.build().ok()?)
        }
    };
    Some(resource.build())
}
