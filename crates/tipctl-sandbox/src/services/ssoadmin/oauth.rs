//! What an application may be given tokens for: its grants, its scopes, and who may ask in its name.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::services::iam::resource_policy::ResourcePolicy;

/// The part of an application that is about tokens.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct OAuth {
    pub(crate) grants: BTreeMap<GrantType, Grant>,
    /// By scope, the applications and instances that tokens with it are for, if they are limited.
    pub(crate) scopes: BTreeMap<String, Option<Vec<String>>>,
    /// Who may ask for tokens in the application's name.
    pub(crate) actor_policy: Option<ResourcePolicy>,
}

/// How tokens are asked for, in the order of the names, by which lists go. Also the member `GrantType` on the wire.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) enum GrantType {
    #[serde(rename = "authorization_code")]
    AuthorizationCode,
    #[serde(rename = "urn:ietf:params:oauth:grant-type:jwt-bearer")]
    JwtBearer,
    #[serde(rename = "refresh_token")]
    RefreshToken,
    #[serde(rename = "urn:ietf:params:oauth:grant-type:token-exchange")]
    TokenExchange,
}

/// What a grant is limited to. Also the member `Grant` on the wire.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) enum Grant {
    #[serde(rename_all = "PascalCase")]
    AuthorizationCode {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        redirect_uris: Option<Vec<String>>,
    },
    #[serde(rename_all = "PascalCase")]
    JwtBearer {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        authorized_token_issuers: Option<Vec<AuthorizedTokenIssuer>>,
    },
    RefreshToken {},
    TokenExchange {},
}

/// An issuer whose tokens are taken, if they are for one of these audiences.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(crate) struct AuthorizedTokenIssuer {
    pub(crate) trusted_token_issuer_arn: String,
    #[serde(default)]
    pub(crate) authorized_audiences: Vec<String>,
}

impl Grant {
    /// The type that a grant of this shape has.
    pub(super) fn grant_type(&self) -> GrantType {
        match self {
            Self::AuthorizationCode { .. } => GrantType::AuthorizationCode,
            Self::JwtBearer { .. } => GrantType::JwtBearer,
            Self::RefreshToken {} => GrantType::RefreshToken,
            Self::TokenExchange {} => GrantType::TokenExchange,
        }
    }

    /// The issuers whose tokens are taken.
    pub(crate) fn issuers(&self) -> &[AuthorizedTokenIssuer] {
        match self {
            Self::JwtBearer { authorized_token_issuers: Some(issuers) } => issuers,
            _ => &[],
        }
    }
}
