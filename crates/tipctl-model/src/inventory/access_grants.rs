//! S3 Access Grants: the account's instance in a region, its locations, and who is granted what of them.

use super::{Extent, Known, Principal, Sight};
use crate::Address;

/// S3 Access Grants in one account and region.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct AccessGrants {
    /// The instance; there is one, or none.
    pub instance: Sight<AccessGrantsInstance>,
    /// Locations by id.
    pub locations: Known<AccessGrantsLocation>,
    /// Every grant that was seen.
    pub grants: Vec<AccessGrant>,
    /// Whether a grant that is not among `grants` does not exist.
    pub grants_are_whole: bool,
}

impl AccessGrants {
    /// Nothing seen, or, for a live account, nothing there.
    pub fn empty(extent: Extent) -> Self {
        let is_whole = extent != Extent::Spec;
        Self {
            instance: Sight::Unseen,
            locations: if is_whole { Known::whole() } else { Known::partial() },
            grants: Vec::new(),
            grants_are_whole: is_whole,
        }
    }
}

/// The instance of S3 Access Grants.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct AccessGrantsInstance {
    /// The resource of the spec that means it.
    pub from: Option<Address>,
    /// `arn:aws:s3:REGION:ACCOUNT:access-grants/default`.
    pub arn: String,
    /// The instance of Identity Center that it is associated with, where there is one.
    pub identity_center: Option<String>,
    /// The ARN of its application in Identity Center, where that is known.
    pub application: Option<String>,
}

/// A location of S3 Access Grants.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct AccessGrantsLocation {
    /// The resource of the spec that means it.
    pub from: Option<Address>,
    /// `s3://`, `s3://bucket` or `s3://bucket/prefix/`, as it is written.
    pub scope: String,
    /// The ARN of the role that is lent out.
    pub role: Option<String>,
}

/// What an access grant allows.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Permission {
    /// To read.
    Read,
    /// To write.
    Write,
    /// Both.
    ReadWrite,
}

/// A grant of S3 Access Grants.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct AccessGrant {
    /// The resource of the spec that means it.
    pub from: Option<Address>,
    /// Its id.
    pub id: String,
    /// The id of its location.
    pub location: String,
    /// The location's scope with the sub prefix, `s3://bucket/prefix/*`.
    pub scope: String,
    /// Who may use it.
    pub grantee: Principal,
    /// What it allows.
    pub permission: Permission,
    /// Whether it is for one object. AWS does not show it: it is told by the `*` that is missing at the end.
    pub is_object: bool,
    /// The one application through which it can be used, where there is one.
    pub application: Option<String>,
}
