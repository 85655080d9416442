//! How a region's data catalog is encrypted.

use serde::{Deserialize, Serialize};

use super::catalog;
use super::state::GlueError;
use crate::call::Call;
use crate::fault::Fault;
use crate::services::kms::state::Place;

/// `DataCatalogEncryptionSettings`, as it is put, kept and read.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(crate) struct Settings {
    pub(crate) encryption_at_rest: Option<AtRest>,
    connection_password_encryption: Option<Passwords>,
}

/// How databases and tables are encrypted. Also the member `EncryptionAtRest` on the wire.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(crate) struct AtRest {
    pub(crate) catalog_encryption_mode: Mode,
    /// The key; without it, the one that Glue keeps for the account.
    pub(crate) sse_aws_kms_key_id: Option<String>,
    /// The role with which Glue encrypts and decrypts.
    pub(crate) catalog_encryption_service_role: Option<String>,
}

/// Who encrypts and decrypts. Also the member `CatalogEncryptionMode` on the wire.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Mode {
    #[serde(rename = "DISABLED")]
    Disabled,
    /// Whoever calls.
    #[serde(rename = "SSE-KMS")]
    Caller,
    /// Glue, with a role of its own.
    #[serde(rename = "SSE-KMS-WITH-SERVICE-ROLE")]
    ServiceRole,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
struct Passwords {
    return_connection_password_encrypted: bool,
    aws_kms_key_id: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(super) struct GetSettings {
    catalog_id: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(super) struct PutSettings {
    catalog_id: Option<String>,
    data_catalog_encryption_settings: Settings,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct GetSettingsResult {
    data_catalog_encryption_settings: Settings,
}

impl Settings {
    /// The settings as they read: what was never put is off.
    fn shown(self) -> Self {
        let off = AtRest {
            catalog_encryption_mode: Mode::Disabled,
            sse_aws_kms_key_id: None,
            catalog_encryption_service_role: None,
        };
        let plain = Passwords { return_connection_password_encrypted: false, aws_kms_key_id: None };
        Self {
            encryption_at_rest: self.encryption_at_rest.or(Some(off)),
            connection_password_encryption: self.connection_password_encryption.or(Some(plain)),
        }
    }
}

pub(super) fn get(call: &mut Call<'_>, input: GetSettings) -> Result<GetSettingsResult, Fault> {
    catalog(call, input.catalog_id)?;
    let settings = call.state().glue.encryption(call.region).cloned().unwrap_or_default();
    Ok(GetSettingsResult { data_catalog_encryption_settings: settings.shown() })
}

// AWS: what does not go together, and a key that is not there, are refused: unverified.
pub(super) fn put(call: &mut Call<'_>, input: PutSettings) -> Result<(), Fault> {
    catalog(call, input.catalog_id)?;
    let settings = input.data_catalog_encryption_settings;
    if let Some(at_rest) = &settings.encryption_at_rest {
        let has_role = at_rest.catalog_encryption_service_role.is_some();
        if has_role != (at_rest.catalog_encryption_mode == Mode::ServiceRole) {
            let text = "CatalogEncryptionServiceRole belongs to SSE-KMS-WITH-SERVICE-ROLE, and to no other mode.";
            return Err(GlueError::InvalidInput(text.to_owned()).into());
        }
        let place = Place { region: call.region, account_id: &call.account.id };
        if let Some(key) = &at_rest.sse_aws_kms_key_id
            && call.seen().kms.find(place, key).is_none()
        {
            return Err(GlueError::InvalidInput(format!("KMS key {key} is not found.")).into());
        }
    }
    let region = call.region;
    call.state_mut().glue.set_encryption(region, settings);
    Ok(())
}
