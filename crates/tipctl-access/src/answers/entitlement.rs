//! What principals are entitled to, to be compared.

use std::collections::{BTreeMap, BTreeSet};

use tipctl_model::inventory::{
    AccessGrant, Columns, Grant, Inventory, Principal, Resource, Sight, Workforce,
};

use super::{On, results::allows};
use crate::{
    Truth,
    links::{
        grant::{beyond, union},
        location, opt_in,
    },
};

/// What an entitlement is: on what, and what for.
pub(super) type Entitlement = (On, String);

/// What one principal is entitled to.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(super) struct Entitlements {
    /// The columns of each, as it is given.
    given: BTreeMap<Entitlement, Columns>,
    /// What hybrid mode withholds whatever is given: tables, or all tables of a database.
    withheld: BTreeSet<On>,
    /// What it withholds where the data is in a place that is not known to be it, and the hybrid location that it would be.
    perhaps: BTreeMap<On, String>,
}

impl Entitlements {
    /// Every entitlement that there is something to be said about.
    pub(super) fn all(&self) -> impl Iterator<Item = Entitlement> {
        let privileges = |on: &On| TABLE.map(|privilege| (on.clone(), privilege.to_owned()));
        self.given.keys().cloned().chain(self.withheld.iter().flat_map(privileges))
    }

    /// The columns of one: of a table with those of all tables of its database, and none where it is withheld.
    pub(super) fn columns(&self, (on, privilege): &Entitlement) -> Option<Columns> {
        if self.withheld.contains(on) {
            return None;
        }
        let given = |on: On| self.given.get(&(on, privilege.clone()));
        let wide = match on {
            On::Table { database, .. } => given(On::Tables(database.clone())),
            _ => None,
        };
        union(given(on.clone()).into_iter().chain(wide))
    }

    /// The same where everything is in a hybrid location that can be.
    pub(super) fn at_worst(&self) -> Self {
        let mut worst = self.clone();
        worst.withheld.extend(self.perhaps.keys().cloned());
        worst
    }

    /// The hybrid location that the data of `on` may be in.
    pub(super) fn place(&self, on: &On) -> Option<&str> {
        self.perhaps.get(on).map(String::as_str)
    }

    fn add(&mut self, entitlement: Entitlement, columns: &Columns) {
        let so_far = self.given.get(&entitlement);
        if let Some(both) = union(so_far.into_iter().chain([columns])) {
            self.given.insert(entitlement, both);
        }
    }

    fn add_grant(&mut self, grant: &Grant) {
        let on = On::of(&grant.resource);
        for privilege in parts(&grant.resource, &grant.permission) {
            self.add((on.clone(), (*privilege).to_owned()), &grant.columns);
        }
    }
}

/// Everything in an inventory that entitles, by whom it entitles.
pub(super) struct Register<'a> {
    inventory: &'a Inventory,
    grants: BTreeMap<&'a Principal, Vec<&'a Grant>>,
    access_grants: BTreeMap<&'a Principal, Vec<&'a AccessGrant>>,
    /// Studios and workgroups.
    entries: BTreeMap<&'a Workforce, Vec<Entitlement>>,
    groups: BTreeMap<&'a str, BTreeSet<&'a str>>,
    /// The known tables with their databases whose data is in a hybrid location.
    hybrid: Vec<(&'a str, &'a str)>,
    /// Where tables can be that nobody has seen.
    elsewhere: Elsewhere,
}

/// Where the data of a table can be of which nobody knows.
enum Elsewhere {
    /// In no hybrid location.
    Plain,
    /// In hybrid locations alone.
    Hybrid,
    /// In the one hybrid location that is named, say, or in another that is not.
    Either(String),
}

/// What `all` stands for.
///
/// AWS: facts/aws-data.md §4.3.
pub(super) const DATABASE: [&str; 4] = ["alter", "create_table", "describe", "drop"];
pub(super) const TABLE: [&str; 6] = ["alter", "delete", "describe", "drop", "insert", "select"];
pub(super) const PREFIX: [&str; 2] = ["read", "write"];

/// What a permission on a resource consists of.
fn parts<'p>(resource: &Resource, permission: &'p str) -> Vec<&'p str> {
    match (resource, permission) {
        (Resource::Database { .. }, "all") => DATABASE.to_vec(),
        (Resource::Table { .. } | Resource::Tables { .. }, "all") => TABLE.to_vec(),
        _ => vec![permission],
    }
}

impl<'a> Register<'a> {
    pub(super) fn of(inventory: &'a Inventory) -> Self {
        let mut register = Self {
            inventory,
            grants: BTreeMap::new(),
            access_grants: BTreeMap::new(),
            entries: BTreeMap::new(),
            groups: BTreeMap::new(),
            hybrid: hybrid_tables(inventory),
            elsewhere: elsewhere(inventory),
        };
        for grant in inventory.lake.grants.iter().filter(|grant| beyond(grant).is_none()) {
            register.grants.entry(&grant.principal).or_default().push(grant);
        }
        for grant in &inventory.access_grants.grants {
            register.access_grants.entry(&grant.grantee).or_default().push(grant);
        }
        for (id, group) in inventory.groups.iter() {
            for member in &group.members {
                register.groups.entry(member).or_default().insert(id);
            }
        }
        register.enter_studios();
        register.enter_workgroups();
        register
    }

    fn enter_studios(&mut self) {
        for mapping in &self.inventory.mappings {
            if let Some(studio) = self.inventory.studios.get(&mapping.studio) {
                let entitlement = (On::Studio(studio.name.clone()), "enter".to_owned());
                self.entries.entry(&mapping.identity).or_default().push(entitlement);
            }
        }
    }

    fn enter_workgroups(&mut self) {
        for (name, workgroup) in self.inventory.workgroups.iter() {
            let application =
                workgroup.application.as_deref().and_then(|arn| self.inventory.applications.get(arn));
            let Some(Sight::There(assigned)) = application.map(|application| application.assigned.as_ref())
            else {
                continue;
            };
            for who in assigned {
                let entitlement = (On::Workgroup(name.to_owned()), "query".to_owned());
                self.entries.entry(who).or_default().push(entitlement);
            }
        }
    }

    /// Everyone who is entitled to something, and every user in a group.
    pub(super) fn principals(&self) -> BTreeSet<Principal> {
        let user = |id: &&str| Principal::Workforce(Workforce::User((*id).to_owned()));
        let holders = self.grants.keys().chain(self.access_grants.keys()).map(|who| (*who).clone());
        let entering = self.entries.keys().map(|who| Principal::Workforce((*who).clone()));
        holders.chain(entering).chain(self.groups.keys().map(user)).collect()
    }

    /// The groups that `who` is known to be in.
    pub(super) fn groups_of(&self, who: &Principal) -> BTreeSet<&'a str> {
        match who {
            Principal::Workforce(Workforce::User(id)) => {
                self.groups.get(id.as_str()).cloned().unwrap_or_default()
            }
            _ => BTreeSet::new(),
        }
    }

    /// What `who` is entitled to, themselves and through `groups`.
    pub(super) fn entitlements(&self, who: &Principal, groups: &BTreeSet<&str>) -> Entitlements {
        let group = |id: &&str| Principal::Workforce(Workforce::Group((*id).to_owned()));
        let all: Vec<Principal> = std::iter::once(who.clone()).chain(groups.iter().map(group)).collect();
        let mut found = Entitlements::default();
        for holder in &all {
            for grant in self.grants.get(holder).into_iter().flatten() {
                found.add_grant(grant);
            }
            for grant in self.access_grants.get(holder).into_iter().flatten() {
                let on = On::Prefix(grant.scope.clone());
                for privilege in PREFIX.iter().filter(|privilege| allows(grant.permission, privilege)) {
                    found.add((on.clone(), (*privilege).to_owned()), &Columns::All);
                }
            }
            if let Principal::Workforce(entering) = holder {
                for entitlement in self.entries.get(entering).into_iter().flatten() {
                    found.add(entitlement.clone(), &Columns::All);
                }
            }
        }
        self.withhold(&all, &mut found);
        found
    }

    /// Takes out what is in hybrid locations and nobody of `all` opted in to.
    fn withhold(&self, all: &[Principal], found: &mut Entitlements) {
        // Whom IAM decides for, it may allow the same.
        if !all.iter().all(|who| matches!(who, Principal::Workforce(_))) {
            return;
        }
        let opted_in = |database: &str, table: &str| {
            opt_in::opted_in(self.inventory, database, table, |principal| all.contains(principal).into())
        };
        let withheld = self.hybrid.iter().filter(|(database, table)| opted_in(database, table) == Truth::No);
        found.withheld.extend(withheld.map(|(database, table)| On::table(*database, *table)));
        let unseen: BTreeSet<On> =
            found.given.keys().map(|(on, _)| on).filter(|on| self.is_unseen(on)).cloned().collect();
        for on in unseen {
            let is_out = match &on {
                On::Table { database, table, .. } => opted_in(database, table) == Truth::No,
                On::Tables(database) => opted_in(database, "*") == Truth::No,
                _ => false,
            };
            match &self.elsewhere {
                Elsewhere::Hybrid if is_out => drop(found.withheld.insert(on)),
                Elsewhere::Either(path) if is_out => drop(found.perhaps.insert(on, path.clone())),
                Elsewhere::Plain | Elsewhere::Hybrid | Elsewhere::Either(_) => {}
            }
        }
    }

    /// Whether nobody knows where the data of `on` is.
    fn is_unseen(&self, on: &On) -> bool {
        let tables = &self.inventory.catalog.tables;
        match on {
            On::Table { database, table, .. } => tables.see(&format!("{database}.{table}")) == Sight::Unseen,
            On::Tables(database) => {
                let prefix = format!("{database}.");
                !tables.is_whole && !tables.iter().any(|(name, _)| name.starts_with(&prefix))
            }
            _ => false,
        }
    }
}

fn elsewhere(inventory: &Inventory) -> Elsewhere {
    let locations = &inventory.lake.locations;
    let mut hybrid = locations.iter().filter(|(_, location)| location.is_hybrid);
    match hybrid.next() {
        None => Elsewhere::Plain,
        Some(_) if locations.iter().all(|(_, location)| location.is_hybrid) => Elsewhere::Hybrid,
        Some((path, location)) => {
            Elsewhere::Either(location.from.as_ref().map_or_else(|| path.to_owned(), ToString::to_string))
        }
    }
}

fn hybrid_tables(inventory: &Inventory) -> Vec<(&str, &str)> {
    if !inventory.lake.locations.iter().any(|(_, location)| location.is_hybrid) {
        return Vec::new();
    }
    let names = inventory.catalog.tables.iter().filter_map(|(name, _)| name.split_once('.'));
    let is_hybrid = |(database, table): &(&str, &str)| {
        location::of_table(inventory, database, table).is_ok_and(|covered| covered.location.is_hybrid)
    };
    names.filter(is_hybrid).collect()
}
