//! OpenID Connect providers: issuers whose tokens roles may trust.

use serde::{Deserialize, Serialize};

use super::check;
use super::fault::IamError;
use super::tags::Tags;

const CLIENTS: usize = 100;
const THUMBPRINTS: usize = 5;

/// An issuer of tokens, as the account knows it.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct OpenIdProvider {
    pub(super) arn: String,
    /// With its scheme.
    pub(super) url: String,
    /// The audiences whose tokens are taken, in the order in which they were added.
    pub(super) clients: Vec<String>,
    pub(super) thumbprints: Vec<String>,
    pub(super) made_at_ms: u64,
    pub(super) tags: Tags,
}

impl OpenIdProvider {
    /// Adds an audience. One that is there already is no error.
    pub(super) fn add_client(&mut self, client: String) -> Result<(), IamError> {
        check::length("clientID", &client, 1, 255)?;
        if !self.clients.contains(&client) {
            self.clients.push(client);
        }
        if self.clients.len() > CLIENTS {
            return Err(IamError::Quota { quota: "ClientIdsPerOpenIdConnectProvider", limit: CLIENTS });
        }
        Ok(())
    }
}

/// The URL without its scheme, as it is shown and as the ARN ends.
pub(super) fn name_of(url: &str) -> Option<&str> {
    let name = url.strip_prefix("https://").filter(|name| !name.is_empty());
    name.filter(|name| !name.contains(['?', '#', ' ']))
}

// AWS: 40 hexadecimal digits, at most five (IAM API reference, CreateOpenIDConnectProvider).
pub(super) fn checked_thumbprints(thumbprints: Vec<String>) -> Result<Vec<String>, IamError> {
    for thumbprint in &thumbprints {
        check::length("thumbprintList.member", thumbprint, 40, 40)?;
    }
    if thumbprints.len() > THUMBPRINTS {
        return Err(IamError::InvalidInput(format!(
            "Thumbprint list must contain fewer than {THUMBPRINTS} entries."
        )));
    }
    Ok(thumbprints)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_url_gives_the_name() {
        assert_eq!(name_of("https://login.example.com/v2.0"), Some("login.example.com/v2.0"));
        for url in ["http://example.com", "https://", "https://example.com/?a", "example.com"] {
            assert_eq!(name_of(url), None, "{url}");
        }
    }
}
