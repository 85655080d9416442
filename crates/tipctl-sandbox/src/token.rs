//! Signed tokens: JSON Web Tokens that the sandbox issues and knows again. It stands in for every identity provider, so one
//! key signs for all of them; what a token is for is told by its claims.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use serde_json::Value;
use sha2::Sha256;

const HEADER: &str = r#"{"alg":"HS256","kid":"sandbox","typ":"JWT"}"#;

/// What is wrong with a token.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum TokenError {
    #[error("the token is not a JSON Web Token")]
    Malformed,
    #[error("the token was not signed by the sandbox, which has no other provider's keys")]
    Forged,
}

/// Signs claims in the name of an account's sandbox.
pub(crate) fn sign(account_id: &str, claims: &Value) -> String {
    let signed = format!("{}.{}", encoded(HEADER), encoded(claims.to_string()));
    let signature = encoded(mac(account_id, &signed).finalize().into_bytes());
    format!("{signed}.{signature}")
}

/// The claims of a token that the account's sandbox signed. Whether it has expired is not looked at here.
pub(crate) fn verify(account_id: &str, token: &str) -> Result<Value, TokenError> {
    let (signed, signature) = token.rsplit_once('.').ok_or(TokenError::Malformed)?;
    let (header, claims) = signed.split_once('.').ok_or(TokenError::Malformed)?;
    let decoded = |part: &str| URL_SAFE_NO_PAD.decode(part).map_err(|_| TokenError::Malformed);
    if decoded(header)? != HEADER.as_bytes() {
        return Err(TokenError::Forged);
    }
    mac(account_id, signed).verify_slice(&decoded(signature)?).map_err(|_| TokenError::Forged)?;
    serde_json::from_slice(&decoded(claims)?).map_err(|_| TokenError::Malformed)
}

fn encoded(bytes: impl AsRef<[u8]>) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

fn mac(account_id: &str, text: &str) -> Hmac<Sha256> {
    let key: [u8; 64] = {
        let mut key = [0; 64];
        key.iter_mut()
            .zip(format!("sandbox issuer of {account_id}").bytes())
            .for_each(|(to, from)| *to = from);
        key
    };
    Hmac::<Sha256>::new(&key.into()).chain_update(text)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_token_is_known_again_and_no_other() {
        let claims = json!({ "sub": "u", "exp": 7 });
        let token = sign("111122223333", &claims);
        assert_eq!(verify("111122223333", &token), Ok(claims));
        assert_eq!(verify("999999999999", &token), Err(TokenError::Forged));
        let (head, _) = token.rsplit_once('.').unwrap();
        let (header, _) = head.split_once('.').unwrap();
        let other = format!("{header}.{}.{}", encoded(r#"{"sub":"v"}"#), token.rsplit_once('.').unwrap().1);
        assert_eq!(verify("111122223333", &other), Err(TokenError::Forged));
        let none = format!("{}.{}.", encoded(r#"{"alg":"none"}"#), encoded("{}"));
        assert_eq!(verify("111122223333", &none), Err(TokenError::Forged));
        assert_eq!(verify("111122223333", "x.y"), Err(TokenError::Malformed));
    }
}
