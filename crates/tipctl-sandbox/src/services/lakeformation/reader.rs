//! What a region's lake says to a user of Identity Center who wants to read.

use std::collections::BTreeSet;

use super::grants::Grant;
use super::location::Location;
use super::permission::Permission;
use super::principal::ALLOWED_PRINCIPALS;
use super::resource::{Columns, Resource, Tables};
use super::state::{Lake, State};

/// A user before the lake of a region, with all that grants can be made to: the user and the user's groups.
#[derive(Debug)]
pub(crate) struct Reader<'a> {
    lake: &'a Lake,
    principals: BTreeSet<String>,
}

/// A table, by the names of its database and itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct TableName<'a> {
    pub(crate) database: &'a str,
    pub(crate) table: &'a str,
}

/// The connection of a lake to Identity Center.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Connection<'a> {
    pub(crate) instance_arn: &'a str,
    pub(crate) application_arn: &'a str,
}

impl<'a> Reader<'a> {
    // AWS: how grants name users and groups (facts/tip-chain.md L16).
    pub(crate) fn new(state: &'a State, region: &str, user_id: &str, groups: &BTreeSet<String>) -> Self {
        let user = format!("arn:aws:identitystore:::user/{user_id}");
        let groups = groups.iter().map(|id| format!("arn:aws:identitystore:::group/{id}"));
        Self { lake: state.lake(region), principals: groups.chain([user]).collect() }
    }

    /// The lake's connection to Identity Center, if it has one.
    pub(crate) fn connection(&self) -> Option<Connection<'a>> {
        self.lake.identity_center.as_ref().map(|connection| Connection {
            instance_arn: &connection.instance_arn,
            application_arn: &connection.application_arn,
        })
    }

    /// Whether the user may know of a database.
    // AWS: that a grant on tables does not include it is inferred (facts/tip-chain.md TIP216). One on all tables includes it for
    // principals of IAM (Lake Formation guide, "Granting permissions on Data Catalog resources"); of users and groups of
    // Identity Center nothing is said, and the sandbox is stricter for that.
    pub(crate) fn sees_database(&self, database: &str) -> bool {
        let resource = Resource::Database { database: database.to_owned() };
        let on_all_tables = Resource::Table { database: database.to_owned(), tables: Tables::All };
        let described = self.grants().any(|grant| {
            let held = || resource.expanded(&grant.permissions);
            grant.subject.resource == resource && held().contains(&Permission::Describe)
        });
        described || self.is_left_to_iam(&resource) || self.is_left_to_iam(&on_all_tables)
    }

    /// Whether the user may know of a table: what is granted on a table or a column of it includes that.
    pub(crate) fn sees_table(&self, name: TableName<'_>) -> bool {
        let on_it = |grant: &Grant| match &grant.subject.resource {
            Resource::Table { .. } => is_about(&grant.subject.resource, name),
            Resource::Columns { database, table, .. } => name == (TableName { database, table }),
            _ => false,
        };
        self.grants().any(on_it) || self.is_table_left_to_iam(name)
    }

    /// Whether the user may know of every column of a table.
    pub(crate) fn describes_table(&self, name: TableName<'_>) -> bool {
        self.grants().any(|grant| is_about(&grant.subject.resource, name)) || self.is_table_left_to_iam(name)
    }

    /// The columns of a table that the user may select.
    // AWS: grants add up, over the user and all groups (facts/aws-data.md §4.3).
    pub(crate) fn selectable<'c>(&self, name: TableName<'_>, columns: &[&'c str]) -> Vec<&'c str> {
        if self.is_table_left_to_iam(name) {
            return columns.to_vec();
        }
        let selects = |grant: &&Grant| {
            grant.subject.resource.expanded(&grant.permissions).contains(&Permission::Select)
        };
        let grants: Vec<&Resource> =
            self.grants().filter(selects).map(|grant| &grant.subject.resource).collect();
        let granted = |column: &str| {
            grants.iter().any(|resource| match resource {
                Resource::Table { .. } => is_about(resource, name),
                Resource::Columns { database, table, columns } if name == (TableName { database, table }) => {
                    match columns {
                        Columns::Listed(listed) => listed.contains(column),
                        Columns::AllBut(excluded) => !excluded.contains(column),
                    }
                }
                _ => false,
            })
        };
        columns.iter().copied().filter(|column| granted(column)).collect()
    }

    /// Whether the user or a group has opted in for a table.
    pub(crate) fn has_opted_in(&self, name: TableName<'_>) -> bool {
        self.principals.iter().any(|principal| self.lake.opt_ins.cover(principal, name.database, name.table))
    }

    /// The registered path that a path of S3 lies in: the longest, if several do.
    pub(crate) fn location(&self, arn: &str) -> Option<&'a Location> {
        self.lake.locations.over(arn)
    }

    /// Whether the lake tells the roles that read for it who the user is.
    pub(crate) fn passes_context(&self) -> bool {
        self.lake.settings.passes_context()
    }

    /// Whether the lake sets a source identity when it assumes a role.
    pub(crate) fn passes_source_identity(&self) -> bool {
        self.lake.settings.passes_source_identity()
    }

    /// Whether a grant to everyone leaves a table to IAM, so that Lake Formation does not decide about it.
    // AWS: facts/tip-chain.md L16. That less than ALL does not do it is inferred.
    pub(crate) fn is_table_left_to_iam(&self, name: TableName<'_>) -> bool {
        [Tables::Named(name.table.to_owned()), Tables::All].into_iter().any(|tables| {
            self.is_left_to_iam(&Resource::Table { database: name.database.to_owned(), tables })
        })
    }

    fn is_left_to_iam(&self, resource: &Resource) -> bool {
        self.lake.grants.held(ALLOWED_PRINCIPALS, resource).permissions.contains(&Permission::All)
    }

    /// The user's grants. One with a condition is left out: the sandbox does not evaluate it, and is stricter for that.
    fn grants(&self) -> impl Iterator<Item = &'a Grant> {
        let grants = self.lake.grants.iter().map(|(_, grant)| grant);
        grants.filter(|grant| {
            grant.subject.condition.is_none() && self.principals.contains(&grant.subject.principal)
        })
    }
}

fn is_about(resource: &Resource, name: TableName<'_>) -> bool {
    matches!(resource, Resource::Table { database, tables }
        if database == name.database
            && (*tables == Tables::All || *tables == Tables::Named(name.table.to_owned())))
}

#[cfg(test)]
mod tests {
    use super::super::grants::{Held, Stamp, Subject};
    use super::*;

    const REGION: &str = "ap-northeast-1";
    const CUSTOMERS: TableName<'_> = TableName { database: "sales", table: "customers" };

    /// A lake in which nothing is left to IAM and `principal` has one grant.
    fn lake(resource: Resource, principal: &str, permission: Permission) -> State {
        let mut state: State = serde_json::from_str(r#"{"regions":{}}"#).unwrap();
        let subject = Subject { resource, principal: principal.to_owned(), condition: None };
        let held = Held { permissions: [permission].into(), ..Held::default() };
        let stamp = Stamp { at_ms: 0, by: String::new() };
        state.lake_mut(REGION).grants.add(subject, &held, stamp);
        state
    }

    fn selectable(resource: Resource, principal: &str, permission: Permission) -> Vec<&'static str> {
        let state = lake(resource, principal, permission);
        let reader = Reader::new(&state, REGION, "u", &["g".to_owned()].into());
        reader.selectable(CUSTOMERS, &["customer_id", "email", "country"])
    }

    fn columns(columns: Columns) -> Resource {
        Resource::Columns { database: "sales".to_owned(), table: "customers".to_owned(), columns }
    }

    fn tables(tables: Tables) -> Resource {
        Resource::Table { database: "sales".to_owned(), tables }
    }

    #[test]
    fn columns_are_selectable_as_they_are_granted() {
        let group = "arn:aws:identitystore:::group/g";
        let named = || tables(Tables::Named("customers".to_owned()));
        let all = vec!["customer_id", "email", "country"];
        for (resource, principal, permission, expected) in [
            (named(), group, Permission::Select, all.clone()),
            (named(), "arn:aws:identitystore:::user/u", Permission::Select, all.clone()),
            (named(), "arn:aws:identitystore:::group/other", Permission::Select, vec![]),
            (named(), group, Permission::Describe, vec![]),
            (named(), group, Permission::All, all.clone()),
            (tables(Tables::All), group, Permission::Select, all.clone()),
            (tables(Tables::Named("orders".to_owned())), group, Permission::Select, vec![]),
            (named(), ALLOWED_PRINCIPALS, Permission::All, all.clone()),
            (named(), ALLOWED_PRINCIPALS, Permission::Select, vec![]),
            (columns(Columns::Listed(["email".to_owned()].into())), group, Permission::Select, vec!["email"]),
            (
                columns(Columns::AllBut(["email".to_owned()].into())),
                group,
                Permission::Select,
                vec!["customer_id", "country"],
            ),
        ] {
            let told = format!("{resource} {principal} {permission}");
            assert_eq!(selectable(resource, principal, permission), expected, "{told}");
        }
    }

    #[test]
    fn a_fresh_lake_leaves_everything_to_iam() {
        let state = State::fresh();
        let reader = Reader::new(&state, REGION, "u", &BTreeSet::new());
        assert!(reader.sees_database("sales") && reader.is_table_left_to_iam(CUSTOMERS));
        assert!(!reader.sees_database("missing"));
        assert!(reader.passes_context() && !reader.passes_source_identity());
        assert!(reader.connection().is_none());
    }
}
