//! Athena workgroups.

use super::Encryption;
use crate::Address;

/// An Athena workgroup.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Workgroup {
    /// The section of the spec that means it.
    pub from: Option<Address>,
    /// Whether it takes queries.
    pub is_enabled: bool,
    /// Whether Identity Center is enabled for it.
    pub identity_center_enabled: bool,
    /// The instance of Identity Center; none where it is not known.
    pub instance: Option<String>,
    /// The ARN of its application in Identity Center; none without Identity Center.
    pub application: Option<String>,
    /// The ARN of the role that queries run with.
    pub execution_role: Option<String>,
    /// Where results go, `s3://bucket/prefix/`; none where nothing says so.
    pub results: Option<String>,
    /// Whether results are written through S3 Access Grants.
    pub results_through_access_grants: bool,
    /// Whether each user has a prefix of their own below `results`.
    pub private_results: bool,
    /// Whether clients cannot choose other settings.
    pub is_enforced: bool,
    /// Whether Athena keeps the results itself.
    pub managed_results: bool,
    /// How results are encrypted; none where nothing says so.
    pub encryption: Option<Encryption>,
}
