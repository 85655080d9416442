//! What of an inventory the rules are about: what the spec means, and what that leans on. A live account is full of other
//! people's things, and most rules have nothing to say about those.

use std::collections::{BTreeMap, BTreeSet};

use tipctl_model::{
    Inventory,
    inventory::{
        AccessGrant, AccessGrantsLocation, Application, Grant, IdentityCenter, Location, Mapping, OptIn,
        Principal, Resource, Studio, Table, Workforce, Workgroup,
    },
};

use crate::links::location;

/// The workgroups of the spec that know their users, by name.
pub(super) fn workgroups(inventory: &Inventory) -> impl Iterator<Item = (&str, &Workgroup)> {
    inventory
        .workgroups
        .iter()
        .filter(|(_, workgroup)| workgroup.from.is_some() && workgroup.identity_center_enabled)
}

/// Those of them that write results through S3 Access Grants to a place of their own.
pub(super) fn results(inventory: &Inventory) -> impl Iterator<Item = (&str, &Workgroup)> {
    let writes = |workgroup: &Workgroup| {
        workgroup.results_through_access_grants && !workgroup.managed_results && workgroup.results.is_some()
    };
    workgroups(inventory).filter(move |(_, workgroup)| writes(workgroup))
}

/// The studios of the spec, by id.
pub(super) fn studios(inventory: &Inventory) -> impl Iterator<Item = (&str, &Studio)> {
    inventory.studios.iter().filter(|(_, studio)| studio.from.is_some())
}

/// Those of them that pass on who their users are.
pub(super) fn propagating(inventory: &Inventory) -> impl Iterator<Item = (&str, &Studio)> {
    studios(inventory)
        .filter(|(_, studio)| studio.signs_in_through_identity_center && studio.propagates_identity)
}

/// The mappings of the studio `id`.
pub(super) fn mappings<'a>(inventory: &'a Inventory, id: &'a str) -> impl Iterator<Item = &'a Mapping> {
    inventory.mappings.iter().filter(move |mapping| mapping.studio == id)
}

/// Who is assigned to a workgroup's application, where that is known.
pub(super) fn assigned<'a>(
    inventory: &'a Inventory,
    workgroup: &Workgroup,
) -> Option<&'a BTreeSet<Workforce>> {
    let application = inventory.applications.get(workgroup.application.as_deref()?)?;
    application.assigned.as_ref().there()
}

/// The instance of Identity Center, where it is known.
pub(super) fn identity_center(inventory: &Inventory) -> Option<&IdentityCenter> {
    inventory.identity_center.as_ref().there()
}

/// Lake Formation's application in Identity Center with its ARN, where both are known.
pub(super) fn lake_application(inventory: &Inventory) -> Option<(&str, &Application)> {
    let arn = inventory.lake.connection.as_ref().there()?.application.as_deref()?;
    Some((arn, inventory.applications.get(arn)?))
}

/// Whether anything here depends on Lake Formation knowing the workforce.
pub(super) fn needs_lake(inventory: &Inventory) -> bool {
    workgroups(inventory).next().is_some()
        || workforce_grants(inventory).any(|(_, grant)| grant.from.is_some())
}

/// The grants to users and groups.
pub(super) fn workforce_grants(inventory: &Inventory) -> impl Iterator<Item = (&Workforce, &Grant)> {
    inventory.lake.grants.iter().filter_map(|grant| match &grant.principal {
        Principal::Workforce(who) => Some((who, grant)),
        _ => None,
    })
}

/// Whether the grant opens rows: what it takes to read a table, and more than its description.
pub(super) fn opens_data(grant: &Grant) -> bool {
    ["select", "all", "super"].contains(&grant.permission.as_str())
}

/// The tables of this account that a grant is about, as `database.table`, as far as they are known.
pub(super) fn tables_of<'a>(inventory: &'a Inventory, resource: &Resource) -> Vec<(&'a str, &'a Table)> {
    let is_meant = |name: &str| match resource {
        Resource::Table { database, table } => {
            name.split_once('.') == Some((database.as_str(), table.as_str()))
        }
        Resource::Tables { database } => name.split_once('.').is_some_and(|(of, _)| of == database),
        _ => false,
    };
    inventory.catalog.tables.iter().filter(|(name, _)| is_meant(name)).collect()
}

/// The tables that users or groups may read, with who may, as far as they are known.
pub(super) fn read_tables(inventory: &Inventory) -> BTreeMap<&str, (&Table, BTreeSet<&Workforce>)> {
    let mut tables = BTreeMap::new();
    for (who, grant) in workforce_grants(inventory).filter(|(_, grant)| opens_data(grant)) {
        for (name, table) in tables_of(inventory, &grant.resource) {
            tables.entry(name).or_insert_with(|| (table, BTreeSet::new())).1.insert(who);
        }
    }
    tables
}

/// The locations of Lake Formation that the chain reads through: those of the spec, and those that a table lies in which
/// a user or group may read.
pub(super) fn lake_locations(inventory: &Inventory) -> BTreeMap<&str, &Location> {
    let written = inventory.lake.locations.iter().filter(|(_, location)| location.from.is_some());
    let read = read_tables(inventory)
        .into_values()
        .filter_map(|(table, _)| location::covering(inventory, table.data.as_deref()?));
    written.chain(read).collect()
}

/// The locations of S3 Access Grants that the chain writes through, by id: those of the spec, and those that the results
/// of a workgroup lie in.
pub(super) fn results_locations(inventory: &Inventory) -> BTreeMap<&str, &AccessGrantsLocation> {
    let is_used = |location: &AccessGrantsLocation| {
        location.from.is_some()
            || results(inventory)
                .filter_map(|(_, workgroup)| workgroup.results.as_deref())
                .any(|results| results.starts_with(&location.scope))
    };
    inventory.access_grants.locations.iter().filter(|(_, location)| is_used(location)).collect()
}

/// The access grants of users and groups.
pub(super) fn access_grants(inventory: &Inventory) -> impl Iterator<Item = (&Workforce, &AccessGrant)> {
    inventory.access_grants.grants.iter().filter_map(|grant| match &grant.grantee {
        Principal::Workforce(who) => Some((who, grant)),
        _ => None,
    })
}

/// The opt-ins of users and groups.
pub(super) fn opt_ins(inventory: &Inventory) -> impl Iterator<Item = (&Workforce, &OptIn)> {
    inventory.lake.opt_ins.iter().filter_map(|opt_in| match &opt_in.principal {
        Principal::Workforce(who) => Some((who, opt_in)),
        _ => None,
    })
}

/// The last part of an ARN: the name of a role, without its path.
pub(super) fn last_of(arn: &str) -> &str {
    arn.rsplit(['/', ':']).next().unwrap_or(arn)
}
