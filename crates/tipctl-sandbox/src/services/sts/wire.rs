//! The members of STS's operations, as AWS names them.

use serde::{Deserialize, Serialize};

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(super) struct GetCallerIdentity {}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct GetCallerIdentityResult {
    pub(super) arn: String,
    pub(super) user_id: String,
    pub(super) account: String,
}
