//! The portal over HTTP: JSON in and out, unsigned, because whoever signs in has no credentials yet.

use bytes::Bytes;
use http::{Method, Request, Response, StatusCode};
use serde::Deserialize;
use serde_json::{Value, json};

use super::TokenAsk;
use crate::sandbox::Sandbox;
use crate::wire::Iso8601;

/// What the paths of the portal begin with.
pub(crate) const PREFIX: &str = "/_sandbox/";
/// How long a token is good unless asked otherwise, in seconds.
const LIFETIME: u32 = 3600;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct StudioAsk {
    user: String,
    studio: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct TokenAsked {
    issuer: String,
    user: String,
    audience: String,
    lifetime: Option<u32>,
}

/// Answers a request to the portal. Why it refuses is told as a user sees it.
pub(crate) fn answer(sandbox: &Sandbox, request: &Request<Bytes>) -> Response<Bytes> {
    let path = request.uri().path();
    let (status, body) = match (request.method(), path) {
        (&Method::POST, "/_sandbox/portal/studio") => {
            read(request).map_or_else(|refusal| refusal, |ask| studio(sandbox, &ask))
        }
        (&Method::POST, "/_sandbox/portal/token") => {
            read(request).map_or_else(|refusal| refusal, |ask| token(sandbox, &ask))
        }
        _ => (StatusCode::NOT_FOUND, refusal(&format!("the sandbox has no `{path}`"))),
    };
    let mut response = Response::new(Bytes::from(body.to_string()));
    *response.status_mut() = status;
    response
        .headers_mut()
        .insert(http::header::CONTENT_TYPE, http::HeaderValue::from_static("application/json"));
    response
}

fn studio(sandbox: &Sandbox, ask: &StudioAsk) -> (StatusCode, Value) {
    match sandbox.enter_studio(&ask.user, &ask.studio) {
        Ok(credentials) => {
            let body = json!({
                "AccessKeyId": credentials.access_key_id,
                "SecretAccessKey": credentials.secret_access_key,
                "SessionToken": credentials.session_token,
                "Expiration": Iso8601(credentials.expires_at_ms),
            });
            (StatusCode::OK, body)
        }
        Err(failure) => (StatusCode::FORBIDDEN, refusal(&failure.text)),
    }
}

fn token(sandbox: &Sandbox, ask: &TokenAsked) -> (StatusCode, Value) {
    let TokenAsked { issuer, user, audience, lifetime } = ask;
    let ask = TokenAsk { issuer, user, audience, lifetime: lifetime.unwrap_or(LIFETIME) };
    match sandbox.issue_token(&ask) {
        Ok(token) => (StatusCode::OK, json!({ "token": token })),
        Err(failure) => (StatusCode::FORBIDDEN, refusal(&failure.text)),
    }
}

fn read<T: serde::de::DeserializeOwned>(request: &Request<Bytes>) -> Result<T, (StatusCode, Value)> {
    serde_json::from_slice(request.body())
        .map_err(|error| (StatusCode::BAD_REQUEST, refusal(&error.to_string())))
}

fn refusal(text: &str) -> Value {
    json!({ "Message": text })
}
