//! Tokens of an identity provider, as a client brings them to `CreateTokenWithIAM`. The sandbox stands in for every provider:
//! it signs in the name of whichever issuer is asked for.

use serde_json::json;

use super::user_id;
use crate::chain::Broken;
use crate::ids::Ids;
use crate::services::States;
use crate::token;

/// Which token is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TokenAsk<'a> {
    /// The URL of the issuer, as a trusted token issuer names it.
    pub issuer: &'a str,
    /// The user, by id or user name.
    pub user: &'a str,
    /// Whom the token is for: a client id.
    pub audience: &'a str,
    /// How long it is good, in seconds.
    pub lifetime: u32,
}

/// A token for a user of the directory. Its claims are the ones that providers send: `sub`, `email`, `preferred_username`.
pub(crate) fn issue(
    (account_id, services): (&str, &States),
    ids: &mut Ids,
    ask: &TokenAsk<'_>,
    now_ms: u64,
) -> Result<String, Broken> {
    let id = user_id(services, ask.user)?;
    let now = now_ms / 1000;
    let user_name = services.identitystore.user_name(id);
    let claims = json!({
        "iss": ask.issuer,
        "sub": id,
        "aud": ask.audience,
        "iat": now,
        "exp": now + u64::from(ask.lifetime),
        "jti": ids.guid(),
        "preferred_username": user_name,
        "upn": user_name,
        "email": services.identitystore.email(id),
    });
    Ok(token::sign(account_id, &claims))
}
