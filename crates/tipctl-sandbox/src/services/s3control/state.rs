//! The S3 Access Grants instance of each region, with its locations and grants.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::fault::AccessGrantsError;

// AWS: facts/aws-data.md §9.
const LOCATIONS: usize = 1000;
const GRANTS: usize = 100_000;
/// The scope that takes in every bucket of the region.
pub(super) const EVERYTHING: &str = "s3://";

/// The instances by region: one in each at most.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub(crate) struct State(BTreeMap<String, Instance>);

/// An instance.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Instance {
    pub(super) created_at_ms: u64,
    pub(super) identity_center: Option<Association>,
    pub(super) tags: Tags,
    pub(super) locations: BTreeMap<String, Location>,
    pub(super) grants: BTreeMap<String, Grant>,
}

/// An instance of Identity Center, and the application through which S3 Access Grants knows its users.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Association {
    pub(super) instance_arn: String,
    pub(super) application_arn: String,
}

/// A location: what grants can be about, and the role that they are made good with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Location {
    pub(super) scope: String,
    pub(super) role_arn: String,
    pub(super) created_at_ms: u64,
    pub(super) tags: Tags,
}

/// A grant. Whether it was made for one object is not kept.
// AWS: S3PrefixType is not among what is read (facts/aws-data.md §9.3).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Grant {
    pub(super) location_id: String,
    /// What follows the location's scope; empty when the grant is about all of it.
    pub(super) sub_prefix: String,
    pub(super) scope: String,
    pub(super) grantee_type: GranteeType,
    pub(super) grantee: String,
    pub(super) permission: Permission,
    pub(super) application_arn: Option<String>,
    pub(super) created_at_ms: u64,
    pub(super) tags: Tags,
}

pub(super) type Tags = BTreeMap<String, String>;

/// What kind of grantee an identifier is of. Also the member `GranteeType` on the wire.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub(super) enum GranteeType {
    DirectoryUser,
    DirectoryGroup,
    Iam,
}

/// What a grantee may do. Also the member `Permission` on the wire.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Permission {
    #[serde(rename = "READ")]
    Read,
    #[serde(rename = "WRITE")]
    Write,
    #[serde(rename = "READWRITE")]
    ReadWrite,
}

impl State {
    /// No region has an instance.
    pub(crate) fn fresh() -> Self {
        Self::default()
    }

    pub(super) fn instance(&self, region: &str) -> Result<&Instance, AccessGrantsError> {
        self.0.get(region).ok_or(AccessGrantsError::NoInstance)
    }

    pub(super) fn instance_mut(&mut self, region: &str) -> Result<&mut Instance, AccessGrantsError> {
        self.0.get_mut(region).ok_or(AccessGrantsError::NoInstance)
    }

    pub(super) fn create(&mut self, region: &str, instance: Instance) -> Result<(), AccessGrantsError> {
        if self.0.contains_key(region) {
            return Err(AccessGrantsError::InstanceExists);
        }
        self.0.insert(region.to_owned(), instance);
        Ok(())
    }

    /// Deletes a region's instance, which must be empty and not associated.
    // AWS: facts/aws-data.md §9.1.
    pub(super) fn delete(&mut self, region: &str) -> Result<(), AccessGrantsError> {
        let instance = self.instance(region)?;
        for (in_the_way, what) in [
            (!instance.grants.is_empty(), "all grants"),
            (!instance.locations.is_empty(), "all locations"),
            (instance.identity_center.is_some(), "the association with Identity Center"),
        ] {
            if in_the_way {
                return Err(AccessGrantsError::InstanceNotEmpty(what));
            }
        }
        self.0.remove(region);
        Ok(())
    }
}

impl Instance {
    pub(super) fn location(&self, id: &str) -> Result<&Location, AccessGrantsError> {
        self.locations.get(id).ok_or_else(|| AccessGrantsError::NoSuchLocation(id.to_owned()))
    }

    pub(super) fn location_mut(&mut self, id: &str) -> Result<&mut Location, AccessGrantsError> {
        self.locations.get_mut(id).ok_or_else(|| AccessGrantsError::NoSuchLocation(id.to_owned()))
    }

    // AWS: scopes are unique as they are written (facts/aws-data.md §9.2).
    pub(super) fn add_location(&mut self, id: String, location: Location) -> Result<(), AccessGrantsError> {
        if self.locations.values().any(|known| known.scope == location.scope) {
            return Err(AccessGrantsError::LocationExists);
        }
        if self.locations.len() >= LOCATIONS {
            return Err(AccessGrantsError::TooManyLocations(LOCATIONS));
        }
        self.locations.insert(id, location);
        Ok(())
    }

    /// Whether a location has grants.
    pub(super) fn uses(&self, location_id: &str) -> bool {
        self.grants.values().any(|grant| grant.location_id == location_id)
    }

    pub(super) fn delete_location(&mut self, id: &str) -> Result<(), AccessGrantsError> {
        self.location(id)?;
        if self.uses(id) {
            return Err(AccessGrantsError::LocationNotEmpty(id.to_owned()));
        }
        self.locations.remove(id);
        Ok(())
    }

    pub(super) fn grant(&self, id: &str) -> Result<&Grant, AccessGrantsError> {
        self.grants.get(id).ok_or_else(|| AccessGrantsError::NoSuchGrant(id.to_owned()))
    }

    pub(super) fn add_grant(&mut self, id: String, grant: Grant) -> Result<(), AccessGrantsError> {
        if self.grants.values().any(|known| known.is_same(&grant)) {
            return Err(AccessGrantsError::GrantExists);
        }
        if self.grants.len() >= GRANTS {
            return Err(AccessGrantsError::TooManyGrants(GRANTS));
        }
        self.grants.insert(id, grant);
        Ok(())
    }

    pub(super) fn delete_grant(&mut self, id: &str) -> Result<(), AccessGrantsError> {
        let removed = self.grants.remove(id);
        removed.map(drop).ok_or_else(|| AccessGrantsError::NoSuchGrant(id.to_owned()))
    }

    /// Whether grants name users or groups of Identity Center.
    pub(super) fn has_directory_grants(&self) -> bool {
        self.grants.values().any(|grant| grant.grantee_type != GranteeType::Iam)
    }
}

impl Grant {
    // AWS: the natural key of a grant; that two may differ in their permission alone is unverified (facts/aws-data.md §9.3).
    fn is_same(&self, other: &Self) -> bool {
        let key = |grant: &Self| {
            (
                grant.location_id.clone(),
                grant.sub_prefix.clone(),
                grant.grantee_type,
                grant.grantee.clone(),
                grant.permission,
                grant.application_arn.clone(),
            )
        };
        key(self) == key(other)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const REGION: &str = "ap-northeast-1";

    fn instance() -> Instance {
        Instance {
            created_at_ms: 1,
            identity_center: None,
            tags: Tags::new(),
            locations: BTreeMap::new(),
            grants: BTreeMap::new(),
        }
    }

    fn location(scope: &str) -> Location {
        Location { scope: scope.to_owned(), role_arn: "r".to_owned(), created_at_ms: 1, tags: Tags::new() }
    }

    fn grant(permission: Permission) -> Grant {
        Grant {
            location_id: "l".to_owned(),
            sub_prefix: "*".to_owned(),
            scope: "s3://acme-lake/*".to_owned(),
            grantee_type: GranteeType::DirectoryGroup,
            grantee: "g".to_owned(),
            permission,
            application_arn: None,
            created_at_ms: 1,
            tags: Tags::new(),
        }
    }

    #[test]
    fn a_region_has_one_instance() {
        let mut state = State::fresh();
        assert_eq!(state.instance(REGION).unwrap_err(), AccessGrantsError::NoInstance);
        state.create(REGION, instance()).unwrap();
        assert_eq!(state.create(REGION, instance()), Err(AccessGrantsError::InstanceExists));
        assert_eq!(state.instance("eu-west-1").unwrap_err(), AccessGrantsError::NoInstance);
    }

    #[test]
    fn what_is_used_is_not_deleted() {
        let mut state = State::fresh();
        state.create(REGION, instance()).unwrap();
        let instance = state.instance_mut(REGION).unwrap();
        instance.add_location("l".to_owned(), location("s3://acme-lake")).unwrap();
        instance.add_grant("g".to_owned(), grant(Permission::Read)).unwrap();
        let in_use = AccessGrantsError::LocationNotEmpty("l".to_owned());
        assert_eq!(instance.delete_location("l"), Err(in_use));
        assert_eq!(state.delete(REGION), Err(AccessGrantsError::InstanceNotEmpty("all grants")));
        state.instance_mut(REGION).unwrap().delete_grant("g").unwrap();
        assert_eq!(state.delete(REGION), Err(AccessGrantsError::InstanceNotEmpty("all locations")));
        state.instance_mut(REGION).unwrap().delete_location("l").unwrap();
        state.delete(REGION).unwrap();
    }

    #[test]
    fn scopes_and_grants_are_unique() {
        let mut instance = instance();
        instance.add_location("l".to_owned(), location("s3://acme-lake")).unwrap();
        let again = instance.add_location("m".to_owned(), location("s3://acme-lake"));
        assert_eq!(again, Err(AccessGrantsError::LocationExists));
        instance.add_location("m".to_owned(), location("s3://acme-lake/")).unwrap();
        instance.add_grant("g".to_owned(), grant(Permission::Read)).unwrap();
        let again = instance.add_grant("h".to_owned(), grant(Permission::Read));
        assert_eq!(again, Err(AccessGrantsError::GrantExists));
        instance.add_grant("h".to_owned(), grant(Permission::ReadWrite)).unwrap();
    }
}
