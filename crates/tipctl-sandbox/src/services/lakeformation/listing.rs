//! The listing of permissions: raw without a principal, computed with one, and split and spread as AWS answers it.

use super::fault::LakeError;
use super::grants::{Grant, Grants, Held, Subject};
use super::location::page_limit;
use super::permission::{Permission, Permissions};
use super::principal::{ALLOWED_PRINCIPALS, Principal};
use super::resource::{Resource, Tables, own_catalog};
use super::state::Lake;
use super::wire::{self, Condition, Entry, ListPermissions, ListPermissionsResult, ResourceType};
use crate::call::Call;
use crate::fault::Fault;
use crate::page::PageAsk;
use crate::wire::Epoch;

/// An entry under the key by which pages are cut. Where nothing is to be shown, a place in a page is used up all the same.
type Row = (String, Option<Entry>);

pub(super) fn list(call: &mut Call<'_>, input: ListPermissions) -> Result<ListPermissionsResult, Fault> {
    own_catalog(call, input.catalog_id.as_deref())?;
    let resource = input.resource.as_ref().map(|resource| read_resource(resource, call)).transpose()?;
    check_related(&input, resource.as_ref())?;
    let limit = page_limit(input.max_results)?;
    let rows = match &input.principal {
        Some(principal) => {
            // AWS: the text is unverified.
            let resource = resource.ok_or_else(|| {
                LakeError::invalid("Resource is mandatory if Principal is set in the input.")
            })?;
            effective(call, &principal.data_lake_principal_identifier, &resource)?
        }
        None => raw(call, resource.as_ref()),
    };
    let of_type = |row: Row| {
        let (key, entry) = row;
        (
            key,
            entry.filter(|entry| input.resource_type.is_none_or(|asked| is_of_type(&entry.resource, asked))),
        )
    };
    let ask = PageAsk { token: input.next_token.as_deref(), limit };
    let page = call.page(rows.into_iter().map(of_type), &ask);
    let page = page.map_err(|_| LakeError::invalid("Invalid NextToken"))?;
    // AWS: pages may be short or empty while there is a token (facts/aws-data.md §4.2).
    let entries = page.items.into_iter().flatten().collect();
    Ok(ListPermissionsResult { principal_resource_permissions: entries, next_token: page.next })
}

// AWS: what cannot be listed by (facts/aws-data.md §4.2); both texts but the second are unverified.
fn read_resource(asked: &wire::Resource, call: &Call<'_>) -> Result<Resource, LakeError> {
    if asked.table_with_columns.is_some() {
        return Err(LakeError::invalid("Listing permissions on a table with columns is not supported."));
    }
    if asked.named() == 0 {
        return Err(LakeError::invalid(
            "Resource must have either the catalog, table or database field populated.",
        ));
    }
    let resource = Resource::read(asked, call)?;
    resource.check_exists(call)?;
    Ok(resource)
}

// AWS: cell filters are asked for with a table and without a principal (facts/aws-data.md §4.2). There are none to list.
fn check_related(input: &ListPermissions, resource: Option<&Resource>) -> Result<(), LakeError> {
    match input.include_related.as_deref() {
        None | Some("FALSE") => Ok(()),
        Some("TRUE") if input.principal.is_none() && matches!(resource, Some(Resource::Table { .. })) => {
            Ok(())
        }
        Some("TRUE") => Err(LakeError::invalid("IncludeRelated needs a table and no principal.")),
        Some(_) => Err(LakeError::invalid("IncludeRelated must be TRUE or FALSE.")),
    }
}

/// What was granted, of one resource or of all.
fn raw(call: &Call<'_>, resource: Option<&Resource>) -> Vec<Row> {
    let lake = call.seen().lakeformation.lake(call.region);
    let sees_all = call.state().lakeformation.lake(call.region).settings.sees_all(&call.caller.arn);
    let mut rows: Vec<Row> = implicit_keys(call).map(|key| (key, None)).collect();
    for (key, grant) in lake.grants.iter() {
        let about_it = resource.is_none_or(|resource| is_about(grant, resource));
        // AWS: others than administrators see their own (facts/aws-data.md §4.2).
        let visible = sees_all || grant.subject.principal == call.caller.arn;
        for (nth, entry) in split(grant, &call.account.id).into_iter().enumerate() {
            rows.push((format!("{key}/{nth}"), Some(entry).filter(|_| about_it && visible)));
        }
    }
    rows.sort_by(|one, other| one.0.cmp(&other.0));
    rows
}

/// Keys of what creators hold by nature, which takes places in pages though a raw listing does not show it.
fn implicit_keys(call: &Call<'_>) -> impl Iterator<Item = String> {
    call.seen().glue.databases(call.region).flat_map(|(database, members)| {
        let tables = members.tables.keys().map(move |table| format!("table/{database}/{table}"));
        std::iter::once(format!("database/{database}")).chain(tables)
    })
}

/// Whether a listing by `resource` shows a grant: of a table, what is granted on its columns too.
fn is_about(grant: &Grant, resource: &Resource) -> bool {
    match (&grant.subject.resource, resource) {
        (
            Resource::Columns { database, table, .. },
            Resource::Table { database: asked, tables: Tables::Named(name) },
        ) => database == asked && table == name,
        (granted, asked) => granted == asked,
    }
}

/// The entries of one grant.
// AWS: a table's SELECT is an entry of its own, on all of the table's columns (facts/aws-data.md §4.3).
fn split(grant: &Grant, catalog_id: &str) -> Vec<Entry> {
    let entry = |resource: wire::Resource, permissions: Permissions, grantable: Permissions| Entry {
        principal: wire::Principal { data_lake_principal_identifier: grant.subject.principal.clone() },
        resource,
        condition: grant.subject.condition.clone().map(|text| Condition { expression: Some(text) }),
        permissions,
        permissions_with_grant_option: grantable,
        last_updated: Some(Epoch(grant.updated_at_ms)),
        last_updated_by: Some(grant.updated_by.clone()),
    };
    let subject = &grant.subject.resource;
    let Resource::Table { database, tables } = subject else {
        let listed = wire::Resource::listed(subject, catalog_id);
        return vec![entry(listed, grant.permissions.clone(), grant.grantable.clone())];
    };
    let is_select = |permission: &Permission| *permission == Permission::Select;
    let (select, others) = grant.permissions.iter().partition::<Permissions, _>(|held| is_select(held));
    let (select_on, others_on) = grant.grantable.iter().partition::<Permissions, _>(|held| is_select(held));
    let mut entries = Vec::new();
    if !others.is_empty() {
        entries.push(entry(wire::Resource::listed(subject, catalog_id), others, others_on));
    }
    if !select.is_empty() {
        let columns = wire::Resource::listed_columns(database, tables, catalog_id);
        entries.push(entry(columns, select, select_on));
    }
    entries
}

/// What a principal could do with a resource, by grants, by nature and by what is left to IAM.
fn effective(call: &Call<'_>, identifier: &str, resource: &Resource) -> Result<Vec<Row>, LakeError> {
    let lake = call.seen().lakeformation.lake(call.region);
    let settings = &call.state().lakeformation.lake(call.region).settings;
    match Principal::read(identifier, call)? {
        // AWS: a group never runs a query, and a user has no account: the answers are these (facts/aws-data.md §4.2).
        Principal::DirectoryUser => return Err(LakeError::invalid("AccountId cannot be null or empty")),
        Principal::DirectoryGroup | Principal::Foreign => return Ok(Vec::new()),
        principal => principal.check_known(identifier, call)?,
    }
    if !settings.sees_all(&call.caller.arn) && identifier != call.caller.arn {
        return Ok(Vec::new());
    }
    let mut held = granted(&lake.grants, identifier, resource);
    let full: Permissions = resource.permissions().iter().copied().collect();
    // AWS: an administrator's permissions by nature and those of everyone look like granted ones (facts/aws-data.md §4.2).
    if settings.is_admin(identifier) {
        held = Held { permissions: full.clone(), grantable: full };
    } else if identifier != ALLOWED_PRINCIPALS {
        held.permissions.extend(granted(&lake.grants, ALLOWED_PRINCIPALS, resource).permissions);
    }
    let computed = Grant {
        subject: Subject { resource: resource.clone(), principal: identifier.to_owned(), condition: None },
        permissions: held.permissions,
        grantable: held.grantable,
        updated_at_ms: call.now_ms,
        updated_by: call.caller.arn.clone(),
    };
    let mut entries = split(&computed, &call.account.id);
    for grant in columns_of(lake, identifier, resource) {
        entries.extend(split(grant, &call.account.id));
    }
    let shown = entries.into_iter().filter(|entry| !entry.permissions.is_empty());
    Ok(shown.enumerate().map(|(nth, entry)| (format!("{nth:04}"), Some(entry))).collect())
}

/// What a principal was granted on a resource, and on all tables of its database.
fn granted(grants: &Grants, identifier: &str, resource: &Resource) -> Held {
    let mut held = grants.held(identifier, resource);
    if let Resource::Table { database, .. } = resource {
        let wide = Resource::Table { database: database.clone(), tables: Tables::All };
        let wide = grants.held(identifier, &wide);
        held.permissions.extend(wide.permissions);
        held.grantable.extend(wide.grantable);
    }
    held
}

/// What a principal was granted on columns of a table.
fn columns_of<'a>(
    lake: &'a Lake,
    identifier: &'a str,
    resource: &'a Resource,
) -> impl Iterator<Item = &'a Grant> {
    let grants = lake.grants.iter().map(|(_, grant)| grant);
    grants.filter(move |grant| {
        grant.subject.principal == identifier
            && grant.subject.resource != *resource
            && is_about(grant, resource)
    })
}

fn is_of_type(resource: &wire::Resource, asked: ResourceType) -> bool {
    match asked {
        ResourceType::Catalog => resource.catalog.is_some(),
        ResourceType::Database => resource.database.is_some(),
        ResourceType::Table => resource.table.is_some() || resource.table_with_columns.is_some(),
        ResourceType::DataLocation => resource.data_location.is_some(),
        ResourceType::LfTag
        | ResourceType::LfTagPolicy
        | ResourceType::LfTagPolicyDatabase
        | ResourceType::LfTagPolicyTable
        | ResourceType::LfNamedTagExpression => false,
    }
}
