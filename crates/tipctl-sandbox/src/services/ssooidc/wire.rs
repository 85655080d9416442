//! The members of `CreateTokenWithIAM`, as AWS names them.

use serde::{Deserialize, Serialize};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct CreateToken {
    pub(super) client_id: String,
    pub(super) grant_type: String,
    pub(super) assertion: Option<String>,
    pub(super) scope: Option<Vec<String>>,
    pub(super) requested_token_type: Option<String>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct CreateTokenResult {
    pub(super) access_token: String,
    pub(super) token_type: &'static str,
    pub(super) expires_in: u64,
    pub(super) id_token: String,
    pub(super) issued_token_type: &'static str,
    pub(super) scope: Vec<String>,
    pub(super) aws_additional_details: AdditionalDetails,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct AdditionalDetails {
    pub(super) identity_context: String,
}
