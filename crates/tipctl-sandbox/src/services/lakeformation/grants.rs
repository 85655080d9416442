//! The grants that were made, one by principal, resource and condition. What a listing makes of them is in `listing.rs`.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::fault::LakeError;
use super::permission::{Permission, Permissions};
use super::principal::ALLOWED_PRINCIPALS;
use super::resource::Resource;

/// The grants of one region, in the order in which they are listed.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub(super) struct Grants(BTreeMap<String, Grant>);

/// What a principal holds on a resource.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Grant {
    pub(super) subject: Subject,
    pub(super) permissions: Permissions,
    pub(super) grantable: Permissions,
    pub(super) updated_at_ms: u64,
    pub(super) updated_by: String,
}

/// Who and on what: the identity of a grant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Subject {
    pub(super) resource: Resource,
    pub(super) principal: String,
    pub(super) condition: Option<String>,
}

/// Permissions with those among them that may be passed on.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Held {
    pub(super) permissions: Permissions,
    pub(super) grantable: Permissions,
}

/// When and by whom a grant is changed.
#[derive(Debug, Clone)]
pub(super) struct Stamp {
    pub(super) at_ms: u64,
    pub(super) by: String,
}

impl Subject {
    pub(super) fn key(&self) -> String {
        let Self { resource, principal, condition } = self;
        let resource = match resource {
            Resource::Catalog => "catalog".to_owned(),
            Resource::Database { database } => format!("database/{database}"),
            Resource::Table { database, tables } => format!("table/{database}/{tables:?}"),
            Resource::Columns { database, table, columns } => {
                format!("columns/{database}/{table}/{columns:?}")
            }
            Resource::DataLocation { arn } => format!("location/{arn}"),
        };
        let condition = condition.as_deref().unwrap_or_default();
        format!("{resource} {principal} {condition}")
    }
}

impl Grants {
    /// Every grant under its key, in the order of the keys.
    pub(super) fn iter(&self) -> impl Iterator<Item = (&String, &Grant)> {
        self.0.iter()
    }

    /// What a principal holds on a resource without a condition, with everything that it stands for.
    pub(super) fn held(&self, principal: &str, resource: &Resource) -> Held {
        self.of(&Subject { resource: resource.clone(), principal: principal.to_owned(), condition: None })
    }

    /// What a subject holds, with everything that it stands for.
    pub(super) fn of(&self, subject: &Subject) -> Held {
        self.0.get(&subject.key()).map(Grant::expanded).unwrap_or_default()
    }

    /// Adds to what a principal holds; what it holds already is no error.
    pub(super) fn add(&mut self, subject: Subject, added: &Held, stamp: Stamp) {
        let grant = self.0.entry(subject.key()).or_insert_with(|| Grant {
            subject: subject.clone(),
            permissions: Permissions::new(),
            grantable: Permissions::new(),
            updated_at_ms: 0,
            updated_by: String::new(),
        });
        grant.permissions.extend(stored(&subject, &added.permissions));
        grant.grantable.extend(stored(&subject, &added.grantable));
        grant.updated_at_ms = stamp.at_ms;
        grant.updated_by = stamp.by;
    }

    /// Takes from what a principal holds: a permission goes with its grant option. `ALL` alone takes everything. Either
    /// all of it is taken or none.
    pub(super) fn remove(&mut self, subject: &Subject, taken: &Held, stamp: Stamp) -> Result<(), LakeError> {
        let key = subject.key();
        // AWS: the text of a revoke that finds nothing (facts/aws-data.md §4.6).
        let Some(grant) = self.0.get_mut(&key) else {
            return Err(LakeError::invalid(
                "No permissions revoked. Grantee has no permissions and no grantable permissions on resource.",
            ));
        };
        let held = grant.expanded();
        let asked = |permissions: &Permissions| {
            let everything = permissions.len() == 1 && permissions.contains(&Permission::All);
            if everything { subject.resource.expanded(permissions) } else { permissions.clone() }
        };
        let (permissions, grantable) = (asked(&taken.permissions), asked(&taken.grantable));
        require_held(&permissions, &held.permissions, "")?;
        require_held(&grantable, &held.grantable, "grantable permission ")?;
        let left = |held: Permissions, taken: &Permissions| -> Permissions {
            let touched = held.iter().any(|permission| taken.contains(permission));
            let goes = |permission: &Permission| {
                taken.contains(permission) || (touched && *permission == Permission::All)
            };
            held.into_iter().filter(|permission| !goes(permission)).collect()
        };
        grant.permissions = left(held.permissions, &permissions);
        grant.grantable = left(left(held.grantable, &permissions), &grantable);
        grant.updated_at_ms = stamp.at_ms;
        grant.updated_by = stamp.by;
        if grant.permissions.is_empty() {
            self.0.remove(&key);
        }
        Ok(())
    }
}

impl Grant {
    fn expanded(&self) -> Held {
        let resource = &self.subject.resource;
        Held {
            permissions: resource.expanded(&self.permissions),
            grantable: resource.expanded(&self.grantable),
        }
    }
}

// AWS: a grant fails to be revoked when it is revoked as a wider read showed it (facts/aws-data.md §4.2); the text that
// names what is missing is unverified.
fn require_held(asked: &Permissions, held: &Permissions, what: &str) -> Result<(), LakeError> {
    let missing: Vec<String> = asked.difference(held).map(|permission| permission.to_string()).collect();
    if missing.is_empty() {
        return Ok(());
    }
    let missing = missing.join(", ");
    Err(LakeError::invalid(format!("No permissions revoked. Grantee does not have {what}[{missing}].")))
}

/// What is kept of permissions that are granted.
// AWS: ALL on a table is kept as what it stands for, without ALL itself; given together with all the others, ALL is kept;
// on a database it is kept as it is given, and so it is for IAM_ALLOWED_PRINCIPALS (facts/aws-data.md §4.3, the last
// unverified).
fn stored(subject: &Subject, granted: &Permissions) -> Permissions {
    let is_table = matches!(subject.resource, Resource::Table { .. });
    let full = subject.resource.expanded(granted);
    let splits = is_table && granted.contains(&Permission::All) && *granted != full;
    if !splits || subject.principal == ALLOWED_PRINCIPALS {
        return granted.clone();
    }
    full.into_iter().filter(|permission| *permission != Permission::All).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::services::lakeformation::permission::Permission::{
        All, Alter, CreateTable, Delete, Describe, Drop, Insert, Select,
    };
    use crate::services::lakeformation::resource::Tables;

    fn subject(resource: Resource, principal: &str) -> Subject {
        Subject { resource, principal: principal.to_owned(), condition: None }
    }

    fn database() -> Resource {
        Resource::Database { database: "sales".to_owned() }
    }

    fn table() -> Resource {
        Resource::Table { database: "sales".to_owned(), tables: Tables::Named("orders".to_owned()) }
    }

    fn held(permissions: &[Permission]) -> Held {
        Held { permissions: permissions.iter().copied().collect(), ..Held::default() }
    }

    fn passing_on(permissions: &[Permission]) -> Held {
        let permissions: Permissions = permissions.iter().copied().collect();
        Held { grantable: permissions.clone(), permissions }
    }

    fn stamp() -> Stamp {
        Stamp { at_ms: 7, by: "arn:aws:iam::111122223333:user/operator".to_owned() }
    }

    fn with(resource: Resource, principal: &str, granted: &Held) -> (Grants, Subject) {
        let mut grants = Grants::default();
        let subject = subject(resource, principal);
        grants.add(subject.clone(), granted, stamp());
        (grants, subject)
    }

    fn kept(grants: &Grants) -> Vec<Permission> {
        grants.iter().flat_map(|(_, grant)| grant.permissions.iter().copied()).collect()
    }

    #[test]
    fn grants_add_up_and_revokes_subtract() {
        let (mut grants, subject) = with(table(), "r", &held(&[Select]));
        grants.add(subject.clone(), &held(&[Describe, Select]), stamp());
        assert_eq!(kept(&grants), [Describe, Select]);
        grants.remove(&subject, &held(&[Select]), stamp()).unwrap();
        assert_eq!(kept(&grants), [Describe]);
        grants.remove(&subject, &held(&[Describe]), stamp()).unwrap();
        assert_eq!(kept(&grants), []);
    }

    #[test]
    fn all_on_a_table_is_kept_as_what_it_stands_for() {
        let others = [Alter, Delete, Describe, Drop, Insert, Select];
        assert_eq!(kept(&with(table(), "r", &held(&[All])).0), others);
        let seven = [All, Alter, Delete, Describe, Drop, Insert, Select];
        assert_eq!(kept(&with(table(), "r", &held(&seven)).0), seven);
        assert_eq!(kept(&with(table(), ALLOWED_PRINCIPALS, &held(&[All])).0), [All]);
        assert_eq!(kept(&with(database(), "r", &held(&[All])).0), [All]);
        assert_eq!(kept(&with(database(), "r", &held(&[All, Describe])).0), [All, Describe]);
    }

    #[test]
    fn a_revoke_of_all_takes_everything_and_a_part_of_all_can_be_taken() {
        for granted in [&[All][..], &[Alter, CreateTable, Describe, Drop]] {
            let (mut grants, subject) = with(database(), "r", &held(granted));
            grants.remove(&subject, &held(&[All]), stamp()).unwrap();
            assert_eq!(kept(&grants), []);

            let (mut grants, subject) = with(database(), "r", &held(granted));
            grants.remove(&subject, &held(&[All, Alter, CreateTable, Drop]), stamp()).unwrap();
            assert_eq!(kept(&grants), [Describe]);

            let (mut grants, subject) = with(database(), "r", &held(granted));
            grants.remove(&subject, &held(&[Alter]), stamp()).unwrap();
            assert_eq!(kept(&grants), [CreateTable, Describe, Drop]);
        }
    }

    #[test]
    fn a_revoke_of_what_is_not_held_changes_nothing() {
        let (mut grants, subject_of_r) = with(database(), "r", &held(&[Describe]));
        let before = kept(&grants);
        let error =
            grants.remove(&subject_of_r, &held(&[Alter, CreateTable, Describe]), stamp()).unwrap_err();
        assert_eq!(error.to_string(), "No permissions revoked. Grantee does not have [ALTER, CREATE_TABLE].");
        let error = grants.remove(&subject(database(), "s"), &held(&[Describe]), stamp()).unwrap_err();
        assert!(error.to_string().starts_with("No permissions revoked. Grantee has no "), "{error}");
        let error = grants.remove(&subject_of_r, &passing_on(&[Describe]), stamp()).unwrap_err();
        assert!(error.to_string().contains("does not have grantable permission [DESCRIBE]"), "{error}");
        assert_eq!(kept(&grants), before);
    }

    #[test]
    fn a_grant_option_goes_with_its_permission() {
        let (mut grants, subject) = with(table(), "r", &passing_on(&[Describe, Select]));
        grants.remove(&subject, &held(&[Select]), stamp()).unwrap();
        let held = grants.held("r", &table());
        assert_eq!(held, passing_on(&[Describe]));
    }

    #[test]
    fn conditions_keep_grants_apart() {
        let (mut grants, subject) = with(table(), "r", &held(&[Select]));
        let conditional = Subject { condition: Some("c".to_owned()), ..subject };
        grants.add(conditional.clone(), &held(&[Describe]), stamp());
        assert_eq!(grants.iter().count(), 2);
        assert!(grants.remove(&conditional, &held(&[Select]), stamp()).is_err());
    }
}
