//! What other services of the account hold and the sandbox's operations only refer to: buckets and the network.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::services::iam::resource_policy::ResourcePolicy;
use crate::services::s3::object::Encryption;

/// 2025-06-01T00:00:00Z, when the buckets of the fresh account came about.
const MADE_AT_MS: u64 = 1_748_736_000_000;

/// Buckets by name and VPCs by id.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Surroundings {
    pub(crate) buckets: BTreeMap<String, Bucket>,
    pub(crate) vpcs: BTreeMap<String, Vpc>,
}

/// An S3 bucket.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Bucket {
    pub(crate) region: String,
    /// The account that owns it.
    pub(crate) owner_account_id: String,
    /// What objects are encrypted with whose writers say nothing else.
    pub(crate) encryption: Encryption,
    pub(crate) policy: Option<ResourcePolicy>,
    pub(crate) made_at_ms: u64,
}

/// A VPC with the ids of its subnets and security groups.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Vpc {
    pub(crate) region: String,
    pub(crate) subnets: BTreeSet<String>,
    pub(crate) security_groups: BTreeSet<String>,
}

impl Bucket {
    /// A bucket without a policy, encrypted with S3's own keys.
    // AWS: the default of every bucket since 2023.
    pub(crate) fn new(region: &str, owner_account_id: &str, made_at_ms: u64) -> Self {
        Self {
            region: region.to_owned(),
            owner_account_id: owner_account_id.to_owned(),
            encryption: Encryption::S3Managed,
            policy: None,
            made_at_ms,
        }
    }
}

impl Surroundings {
    pub(crate) fn fresh() -> Self {
        let region = "ap-northeast-1".to_owned();
        let bucket = |region: &str, owner: &str| Bucket::new(region, owner, MADE_AT_MS);
        let (own, other) = ("111122223333", "999988887777");
        let buckets = [
            ("acme-archive", bucket("us-east-1", own)),
            ("acme-athena-results", bucket(&region, own)),
            ("acme-lake", bucket(&region, own)),
            ("acme-studio", bucket(&region, own)),
            ("other-results", bucket(&region, own)),
            ("partner-data", bucket(&region, other)),
        ];
        let vpc = |subnets: &[&str], security_groups: &[&str]| Vpc {
            region: region.clone(),
            subnets: subnets.iter().map(|id| (*id).to_owned()).collect(),
            security_groups: security_groups.iter().map(|id| (*id).to_owned()).collect(),
        };
        Self {
            buckets: buckets.map(|(name, bucket)| (name.to_owned(), bucket)).into(),
            vpcs: [
                (
                    "vpc-0a1b2c3d4e5f67890".to_owned(),
                    vpc(
                        &["subnet-0a1b2c3d4e5f67890", "subnet-0b1b2c3d4e5f67890"],
                        &["sg-0a1b2c3d4e5f67890", "sg-0f9e8d7c6b5a43210"],
                    ),
                ),
                (
                    "vpc-0b2c3d4e5f6789012".to_owned(),
                    vpc(&["subnet-0c1b2c3d4e5f67890"], &["sg-0c1b2c3d4e5f67890", "sg-0d9e8d7c6b5a43210"]),
                ),
            ]
            .into(),
        }
    }
}
