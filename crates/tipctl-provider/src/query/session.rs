//! From a token to a session that carries the user's identity.

use std::fmt;

use aws_sdk_sts::types::{Credentials, ProvidedContext};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use tipctl_model::{Desired, Fault, FaultClass};

use super::{QueryFailure, QueryStep};
use crate::{Connection, fault::fault, kinds::Route};

/// The grant that a foreign token is exchanged under.
const JWT_BEARER: &str = "urn:ietf:params:oauth:grant-type:jwt-bearer";

/// What AWS calls Identity Center where it vouches for a user.
const PROVIDER: &str = "contextProvider/IdentityCenter";

/// Credentials of a session. Not shown where they are printed for debugging.
#[derive(Clone, PartialEq, Eq)]
pub struct Keys {
    /// The access key's id.
    pub access_key_id: String,
    /// The secret.
    pub secret_access_key: String,
    /// The token of the session.
    pub session_token: String,
}

impl fmt::Debug for Keys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Keys({})", self.access_key_id)
    }
}

/// What a token is exchanged through.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Exchange<'a> {
    /// The ARN of the customer-managed application in Identity Center.
    pub application: &'a str,
    /// The ARN of the role that asks in the application's name, which the token lets it be; none where this connection's
    /// own credentials ask.
    pub application_role: Option<&'a str>,
    /// The ARN of the role that the user's session has.
    pub access_role: &'a str,
    /// What the session is called.
    pub session_name: &'a str,
}

/// The region that the Identity Center of `desired` is called in.
pub fn identity_center_region(desired: &Desired) -> String {
    Route::of(desired).region.unwrap_or_else(|| desired.place.region.clone())
}

/// Identity Center's word for the user of a token.
#[derive(Clone)]
pub struct UserIdentity {
    /// The user's id in the directory; none where AWS does not say.
    pub user: Option<String>,
    context: String,
    asking: Connection,
}

impl UserIdentity {
    /// A session with that identity.
    ///
    /// # Errors
    /// It was refused, and why.
    pub async fn session(&self, exchange: Exchange<'_>) -> Result<Keys, QueryFailure> {
        let context = self.context.clone();
        self.asking.assume(exchange, context).await.map_err(QueryFailure::at(QueryStep::Session))
    }
}

impl Connection {
    /// The identity of the user for whom a trusted issuer made `token`. AWS takes a token once.
    ///
    /// AWS: the exchange is asked for in the region of Identity Center, so this connection has to be in that.
    ///
    /// # Errors
    /// Which step was refused, and why.
    pub async fn user_identity(
        &self,
        exchange: Exchange<'_>,
        token: &str,
    ) -> Result<UserIdentity, QueryFailure> {
        let asking = match exchange.application_role {
            Some(role) => {
                let keys = self.with_token(role, exchange.session_name, token).await;
                self.with_keys(&keys.map_err(QueryFailure::at(QueryStep::Application))?)
            }
            None => self.clone(),
        };
        let vouched = asking.identity(exchange, token).await.map_err(QueryFailure::at(QueryStep::Token));
        vouched.map(|(user, context)| UserIdentity { user, context, asking })
    }

    /// A session of `role` for whoever brings `token`.
    async fn with_token(&self, role: &str, name: &str, token: &str) -> Result<Keys, Fault> {
        let call = aws_sdk_sts::Client::new(self.config()).assume_role_with_web_identity();
        let call = call.role_arn(role).role_session_name(name).web_identity_token(token);
        let made = call.send().await.map_err(|error| fault("sts", "AssumeRoleWithWebIdentity", error))?;
        keys(made.credentials(), "AssumeRoleWithWebIdentity")
    }

    /// The user of `token`, where AWS says so, and Identity Center's word for them.
    async fn identity(&self, exchange: Exchange<'_>, token: &str) -> Result<(Option<String>, String), Fault> {
        let call = aws_sdk_ssooidc::Client::new(self.config()).create_token_with_iam();
        let call = call.client_id(exchange.application).grant_type(JWT_BEARER).assertion(token);
        let made = call.send().await.map_err(|error| fault("sso-oidc", "CreateTokenWithIAM", error))?;
        let details = made.aws_additional_details();
        let context = details.and_then(|details| details.identity_context()).map(str::to_owned);
        let context = context
            .ok_or_else(|| missing("sso-oidc", "CreateTokenWithIAM", "the answer has no identity context"))?;
        Ok((made.id_token().and_then(subject), context))
    }

    async fn assume(&self, exchange: Exchange<'_>, context: String) -> Result<Keys, Fault> {
        // AWS: the provider's ARN is that of the partition (facts/tip-chain.md §4).
        let partition = exchange.access_role.split(':').nth(1).unwrap_or("aws");
        let provided = ProvidedContext::builder()
            .provider_arn(format!("arn:{partition}:iam::aws:{PROVIDER}"))
            .context_assertion(context)
            .build();
        let call = aws_sdk_sts::Client::new(self.config()).assume_role().role_arn(exchange.access_role);
        let call = call.role_session_name(exchange.session_name).provided_contexts(provided);
        let made = call.send().await.map_err(|error| fault("sts", "AssumeRole", error))?;
        keys(made.credentials(), "AssumeRole")
    }
}

/// The user that an ID token of Identity Center is about.
///
/// AWS: the claim `sub` is the user's id in the directory (S3 user guide, access grants of directory identities). The token
/// comes from AWS itself, so its signature is not looked at.
fn subject(token: &str) -> Option<String> {
    let claims = URL_SAFE_NO_PAD.decode(token.split('.').nth(1)?.trim_end_matches('=')).ok()?;
    let claims: serde_json::Value = serde_json::from_slice(&claims).ok()?;
    claims.get("sub")?.as_str().map(str::to_owned)
}

fn keys(credentials: Option<&Credentials>, operation: &str) -> Result<Keys, Fault> {
    let keys = credentials.map(|credentials| Keys {
        access_key_id: credentials.access_key_id().to_owned(),
        secret_access_key: credentials.secret_access_key().to_owned(),
        session_token: credentials.session_token().to_owned(),
    });
    keys.ok_or_else(|| missing("sts", operation, "the answer has no credentials"))
}

fn missing(service: &'static str, operation: &str, message: &str) -> Fault {
    Fault {
        class: FaultClass::Unknown,
        service,
        operation: operation.to_owned(),
        code: None,
        message: message.to_owned(),
        request_id: None,
        attr: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_subject_of_an_id_token_is_read_where_there_is_one() {
        let token = |claims: &str| format!("e30.{}.c2ln", URL_SAFE_NO_PAD.encode(claims));
        assert_eq!(subject(&token(r#"{"sub":"9344-5892"}"#)), Some("9344-5892".to_owned()));
        for none in [token(r#"{"iss":"x"}"#), token("no json"), "no.token".to_owned(), String::new()] {
            assert_eq!(subject(&none), None, "{none}");
        }
    }
}
