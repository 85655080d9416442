//! What other services of the account hold and the sandbox's operations only refer to: buckets and the network.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

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
}

/// A VPC with the ids of its subnets and security groups.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Vpc {
    pub(crate) region: String,
    pub(crate) subnets: BTreeSet<String>,
    pub(crate) security_groups: BTreeSet<String>,
}

impl Surroundings {
    pub(crate) fn fresh() -> Self {
        let buckets = ["acme-athena-results", "acme-lake", "acme-studio", "other-results"];
        let region = "ap-northeast-1".to_owned();
        let vpc = |subnets: &[&str], security_groups: &[&str]| Vpc {
            region: region.clone(),
            subnets: subnets.iter().map(|id| (*id).to_owned()).collect(),
            security_groups: security_groups.iter().map(|id| (*id).to_owned()).collect(),
        };
        Self {
            buckets: buckets.map(|name| (name.to_owned(), Bucket { region: region.clone() })).into(),
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
