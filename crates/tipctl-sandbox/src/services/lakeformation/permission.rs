//! The permissions that Lake Formation knows, and which of them a resource can have. What `ALL` stands for is said here.

use std::collections::BTreeSet;
use std::fmt;

use serde::{Deserialize, Serialize};

use super::resource::Resource;

/// A permission as the API names it. The order is the one in which AWS's samples list permissions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub(super) enum Permission {
    All,
    Alter,
    Associate,
    CreateCatalog,
    CreateDatabase,
    CreateLfTag,
    CreateLfTagExpression,
    CreateTable,
    DataLocationAccess,
    Delete,
    Describe,
    Drop,
    GrantWithLfTagExpression,
    Insert,
    Select,
    SuperUser,
}

pub(super) type Permissions = BTreeSet<Permission>;

impl fmt::Display for Permission {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.serialize(f)
    }
}

use Permission::{
    All, Alter, CreateCatalog, CreateDatabase, CreateLfTag, CreateLfTagExpression, CreateTable,
    DataLocationAccess, Delete, Describe, Drop, Insert, Select, SuperUser,
};

// AWS: valid permissions by type of resource (facts/aws-data.md §4.4).
const ON_CATALOG: &[Permission] = &[
    All,
    Alter,
    CreateCatalog,
    CreateDatabase,
    CreateLfTag,
    CreateLfTagExpression,
    Describe,
    Drop,
    SuperUser,
];
const ON_DATABASE: &[Permission] = &[All, Alter, CreateTable, Describe, Drop];
const ON_TABLE: &[Permission] = &[All, Alter, Delete, Describe, Drop, Insert, Select];
const ON_COLUMNS: &[Permission] = &[Select];
const ON_DATA_LOCATION: &[Permission] = &[DataLocationAccess];

impl Resource {
    /// What can be granted on this resource.
    pub(super) fn permissions(&self) -> &'static [Permission] {
        match self {
            Self::Catalog => ON_CATALOG,
            Self::Database { .. } => ON_DATABASE,
            Self::Table { .. } => ON_TABLE,
            Self::Columns { .. } => ON_COLUMNS,
            Self::DataLocation { .. } => ON_DATA_LOCATION,
        }
    }

    /// `held` with everything that it stands for: `ALL` is every permission of the resource, and every other permission
    /// together is `ALL`.
    pub(super) fn expanded(&self, held: &Permissions) -> Permissions {
        let full: Permissions = self.permissions().iter().copied().collect();
        let mut others = full.iter().filter(|permission| **permission != All);
        let whole = full.contains(&All)
            && (held.contains(&All) || others.all(|permission| held.contains(permission)));
        if whole { full } else { held.clone() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::services::lakeformation::resource::Tables;

    fn table() -> Resource {
        Resource::Table { database: "sales".to_owned(), tables: Tables::Named("orders".to_owned()) }
    }

    #[test]
    fn all_is_every_permission_and_every_permission_is_all() {
        let full: Permissions = ON_TABLE.iter().copied().collect();
        assert_eq!(table().expanded(&[All].into()), full);
        assert_eq!(table().expanded(&[Alter, Delete, Describe, Drop, Insert, Select].into()), full);
        assert_eq!(table().expanded(&[Alter, Select].into()), [Alter, Select].into());
        let location = Resource::DataLocation { arn: "arn:aws:s3:::acme-lake".to_owned() };
        assert_eq!(location.expanded(&[DataLocationAccess].into()), [DataLocationAccess].into());
        assert_eq!(location.expanded(&[].into()), [].into());
    }
}
