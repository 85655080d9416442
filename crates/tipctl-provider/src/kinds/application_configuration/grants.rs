//! The OAuth grants of an application, each an attribute.

use std::collections::BTreeSet;

use aws_sdk_ssoadmin::types::{
    AuthorizationCodeGrant, AuthorizedTokenIssuer, Grant, GrantItem, GrantType, JwtBearerGrant,
    RefreshTokenGrant, TokenExchangeGrant,
};
use tipctl_model::{Attrs, Value};

use crate::attrs::{Read, Shown};

/// The attributes, and the grant of each.
pub(super) const ATTRS: [(&str, GrantType); 4] = [
    ("redirect_uris", GrantType::AuthorizationCode),
    ("refresh_tokens", GrantType::RefreshToken),
    ("token_exchange", GrantType::TokenExchange),
    ("token_issuers", GrantType::JwtBearer),
];

/// The grant that the attribute `attr` asks for; none where it asks that there be none.
pub(super) fn grant(attrs: &Attrs, attr: &str) -> Option<Grant> {
    let is_on = attrs.truth(attr) == Some(true);
    match attr {
        "refresh_tokens" => is_on.then(|| Grant::RefreshToken(RefreshTokenGrant::builder().build())),
        "token_exchange" => is_on.then(|| Grant::TokenExchange(TokenExchangeGrant::builder().build())),
        "redirect_uris" => {
            let uris = Some(attrs.texts(attr)).filter(|uris| !uris.is_empty())?;
            let grant = AuthorizationCodeGrant::builder().set_redirect_uris(Some(uris)).build();
            Some(Grant::AuthorizationCode(grant))
        }
        _ => {
            let issuers = attrs.get(attr).map(Value::elements).filter(|issuers| !issuers.is_empty())?;
            let issuers = issuers.iter().map(token_issuer).collect();
            Some(Grant::JwtBearer(
                JwtBearerGrant::builder().set_authorized_token_issuers(Some(issuers)).build(),
            ))
        }
    }
}

fn token_issuer(issuer: &Value) -> AuthorizedTokenIssuer {
    let arn = issuer.entry("issuer").and_then(Value::as_text).map(str::to_owned);
    let audiences = issuer.entry("audiences").map(Value::elements).unwrap_or_default();
    let audiences = audiences.iter().filter_map(|audience| audience.as_text().map(str::to_owned));
    AuthorizedTokenIssuer::builder()
        .set_trusted_token_issuer_arn(arn)
        .set_authorized_audiences(Some(audiences.collect()))
        .build()
}

/// The attributes of the grants that Identity Center shows; one without a grant says that there is none.
pub(super) fn shown<'a>(items: impl Iterator<Item = &'a GrantItem>) -> Shown {
    let (mut uris, mut issuers) = (BTreeSet::new(), Vec::new());
    let (mut refreshes, mut exchanges) = (false, false);
    for item in items {
        match item.grant() {
            Some(Grant::AuthorizationCode(grant)) => uris.extend(grant.redirect_uris().iter().cloned()),
            Some(Grant::JwtBearer(grant)) => {
                issuers.extend(grant.authorized_token_issuers().iter().map(listed));
            }
            _ => {}
        }
        // AWS: what the other two hold is empty, and may not be shown at all (facts/aws-identity.md §5.4).
        refreshes |= *item.grant_type() == GrantType::RefreshToken;
        exchanges |= *item.grant_type() == GrantType::TokenExchange;
    }
    issuers.sort();
    Shown::new()
        .with("redirect_uris", Value::texts(uris))
        .with("refresh_tokens", refreshes)
        .with("token_exchange", exchanges)
        .with("token_issuers", Value::List(issuers))
}

fn listed(issuer: &AuthorizedTokenIssuer) -> Value {
    let audiences: BTreeSet<&String> = issuer.authorized_audiences().iter().collect();
    Value::map([
        ("issuer", Value::text(issuer.trusted_token_issuer_arn().unwrap_or_default())),
        ("audiences", Value::texts(audiences.into_iter().map(String::as_str))),
    ])
}
