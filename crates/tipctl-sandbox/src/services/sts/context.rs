//! Context assertions: Identity Center's word for who is behind a session, on its way from the token exchange to STS.

use serde_json::{Value, json};

use super::session::Identity;
use crate::token;

/// The one provider whose assertions STS takes.
// AWS: facts/tip-chain.md §4.
pub(crate) const PROVIDER: &str = "arn:aws:iam::aws:contextProvider/IdentityCenter";
/// What the assertion is for, so that no other token passes for one.
const USE: &str = "sts:identity_context";

/// What is wrong with an assertion.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum AssertionError {
    Invalid,
    Expired,
}

/// The assertion of an identity, good until `expires_at_ms`.
pub(crate) fn assertion(account_id: &str, identity: &Identity, expires_at_ms: u64) -> String {
    token::sign(account_id, &json!({ "use": USE, "exp": expires_at_ms / 1000, "identity": identity }))
}

/// The identity that an assertion is about.
pub(super) fn read(account_id: &str, assertion: &str, now_ms: u64) -> Result<Identity, AssertionError> {
    let claims = token::verify(account_id, assertion).map_err(|_| AssertionError::Invalid)?;
    if claims.get("use").and_then(Value::as_str) != Some(USE) {
        return Err(AssertionError::Invalid);
    }
    if claims.get("exp").and_then(Value::as_u64).is_none_or(|seconds| seconds * 1000 <= now_ms) {
        return Err(AssertionError::Expired);
    }
    let identity = claims.get("identity").cloned().unwrap_or_default();
    serde_json::from_value(identity).map_err(|_| AssertionError::Invalid)
}
