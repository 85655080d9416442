//! The account behind the sandbox: everything that outlives a call, in one value that is saved as one file.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::call::Access;
use crate::ids::Ids;
use crate::services::States;
use crate::surroundings::Surroundings;

/// An AWS account with all that the sandbox knows of it.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Account {
    /// Twelve digits.
    pub(crate) id: String,
    pub(crate) partition: String,
    /// Where Identity Center is enabled.
    pub(crate) home_region: String,
    pub(crate) ids: Ids,
    /// Who signs with which access key.
    pub(crate) access_keys: BTreeMap<String, Caller>,
    /// Who signs with any other access key.
    pub(crate) operator: Caller,
    pub(crate) surroundings: Surroundings,
    pub(crate) services: States,
}

/// An identity that calls are made with.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Caller {
    pub(crate) arn: String,
    /// The unique id of the IAM user.
    pub(crate) user_id: String,
    /// The most that its IAM policies allow.
    pub(crate) access: Access,
}

impl Account {
    /// An account as it is before any of the work that tipctl does: an organization instance of Identity Center with a
    /// directory that SCIM filled, Glue tables, buckets, a network, Lake Formation's defaults.
    #[must_use]
    pub fn fresh() -> Self {
        let caller = |user: &str, user_id: &str, access| Caller {
            arn: format!("arn:aws:iam::111122223333:user/{user}"),
            user_id: user_id.to_owned(),
            access,
        };
        let operator = caller("operator", "AIDASANDBOXOPERATOR22", Access::Write);
        let auditor = caller("auditor", "AIDASANDBOXAUDITOR222", Access::Read);
        Self {
            id: "111122223333".to_owned(),
            partition: "aws".to_owned(),
            home_region: "ap-northeast-1".to_owned(),
            ids: Ids::seeded(0),
            access_keys: [
                ("AKIASANDBOXOPERATOR".to_owned(), operator.clone()),
                ("AKIASANDBOXREADONLY".to_owned(), auditor),
            ]
            .into(),
            operator,
            surroundings: Surroundings::fresh(),
            services: States::fresh(),
        }
    }

    /// Who signs with `access_key`.
    pub(crate) fn caller(&self, access_key: &str) -> &Caller {
        self.access_keys.get(access_key).unwrap_or(&self.operator)
    }
}
