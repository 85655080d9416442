//! The door of the identity provider: SCIM, as Identity Center takes it.
//!
//! AWS: the endpoint is `https://scim.REGION.amazonaws.com/TENANT/scim/v2/`, and whoever pushes brings a bearer token (Identity
//! Center SCIM implementation developer guide). The sandbox's tenant is the id of the directory, and it takes any token.

mod group;
mod patch;
mod user;

use bytes::Bytes;
use http::{HeaderValue, Method, Request, Response, StatusCode, header};
use percent_encoding::percent_decode_str;
use serde_json::{Value, json};

use super::fault::DirectoryError;
use super::state::{ExternalId, Stamps, State};
use crate::call::Call;
use crate::sandbox::Sandbox;
use crate::wire::Iso8601;

/// Whom the directory says that it was written by (the fresh one says so too; AWS's word for it is unverified).
const AUTHOR: &str = "SCIM";
// AWS: which issuer an identity provider is shown as is unverified (facts/tip-chain.md §4).
const ISSUER: &str = "https://example.okta.com";
const ERROR: &str = "urn:ietf:params:scim:api:messages:2.0:Error";
const LIST: &str = "urn:ietf:params:scim:api:messages:2.0:ListResponse";
/// How many members one request may name.
const MEMBERS: usize = 100;

/// Why something that was pushed is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Refused {
    #[error("Unauthorized")]
    Unauthorized,
    #[error("{0}")]
    Unreadable(String),
    #[error("{0} is not an operation of the endpoint")]
    NoOperation(String),
    #[error(transparent)]
    Directory(#[from] DirectoryError),
    #[error("{0}")]
    Unsaved(String),
}

impl Refused {
    // AWS: the statuses are those of the developer guide's error tables; the texts are unverified.
    fn status(&self) -> StatusCode {
        match self {
            Self::Unauthorized => StatusCode::UNAUTHORIZED,
            Self::NoOperation(_) => StatusCode::NOT_IMPLEMENTED,
            Self::Unsaved(_) => StatusCode::INTERNAL_SERVER_ERROR,
            Self::Directory(
                DirectoryError::NoSuchUser(_)
                | DirectoryError::NoSuchMember(_)
                | DirectoryError::NoSuchGroup(_),
            ) => StatusCode::NOT_FOUND,
            Self::Directory(DirectoryError::Duplicate(_)) => StatusCode::CONFLICT,
            Self::Directory(_) | Self::Unreadable(_) => StatusCode::BAD_REQUEST,
        }
    }
}

/// What is answered: a status, and a body unless there is nothing to say.
type Answered = Result<(StatusCode, Option<Value>), Refused>;

/// Whether a path is one of the identity provider's.
pub(crate) fn is_asked(path: &str) -> bool {
    parts(path).is_some()
}

/// Answers an identity provider.
pub(crate) fn answer(sandbox: &Sandbox, request: &Request<Bytes>) -> Response<Bytes> {
    let (status, body) = sandbox.push(|call| push(call, request)).unwrap_or_else(|refused| {
        let status = refused.status();
        let body = json!({ "schemas": [ERROR], "detail": refused.to_string(), "status": status.as_u16() });
        (status, Some(body))
    });
    let body = body.map(|body| Bytes::from(body.to_string()));
    let mut response = Response::new(body.unwrap_or_default());
    *response.status_mut() = status;
    let kind = HeaderValue::from_static("application/scim+json");
    response.headers_mut().insert(header::CONTENT_TYPE, kind);
    response
}

fn push(call: &mut Call<'_>, request: &Request<Bytes>) -> Answered {
    let path = request.uri().path();
    let unknown = || Refused::NoOperation(format!("{} {path}", request.method()));
    let (tenant, resource, id) = parts(path).ok_or_else(unknown)?;
    let bearer = request.headers().get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    let has_token = bearer.and_then(|text| text.strip_prefix("Bearer ")).is_some_and(|token| !token.is_empty());
    if !has_token || tenant != call.state().identitystore.store_id {
        return Err(Refused::Unauthorized);
    }
    let asked = Asked { id, filter: filter(request)?, body: body(request)? };
    match (request.method(), resource, asked.id) {
        (&Method::POST, "Users", None) => user::create(call, asked.body),
        (&Method::GET, "Users", None) => Ok(list(user::all(call)?, &asked)),
        (&Method::GET, "Users", Some(id)) => found(user::one(call, id)?),
        (&Method::PATCH, "Users", Some(id)) => user::patch(call, id, &asked.body),
        (&Method::DELETE, "Users", Some(id)) => gone(directory(call).delete_user(id)),
        (&Method::POST, "Groups", None) => group::create(call, &asked.body),
        (&Method::GET, "Groups", None) => Ok(list(group::all(call), &asked)),
        (&Method::GET, "Groups", Some(id)) => found(group::one(call, id)?),
        (&Method::PATCH, "Groups", Some(id)) => group::patch(call, id, &asked.body),
        (&Method::DELETE, "Groups", Some(id)) => gone(directory(call).delete_group(id)),
        _ => Err(unknown()),
    }
}

/// What a request says besides its path.
struct Asked<'a> {
    id: Option<&'a str>,
    filter: Option<(String, String)>,
    body: Value,
}

/// Tenant, resource and id.
fn parts(path: &str) -> Option<(&str, &str, Option<&str>)> {
    let (tenant, rest) = path.strip_prefix('/')?.split_once("/scim/v2/")?;
    let (resource, id) = rest.split_once('/').map_or((rest, None), |(resource, id)| (resource, Some(id)));
    Some((tenant, resource, id))
}

fn body(request: &Request<Bytes>) -> Result<Value, Refused> {
    if request.body().is_empty() {
        return Ok(Value::Null);
    }
    serde_json::from_slice(request.body()).map_err(|error| Refused::Unreadable(error.to_string()))
}

/// The attribute and the value of `filter=displayName eq "analysts"`.
fn filter(request: &Request<Bytes>) -> Result<Option<(String, String)>, Refused> {
    let Some(query) = request.uri().query() else { return Ok(None) };
    let Some(text) = query.split('&').find_map(|part| part.strip_prefix("filter=")) else {
        return Ok(None);
    };
    let unreadable = || Refused::Unreadable(format!("the filter {text} cannot be read"));
    let text = text.replace('+', " ");
    let text = percent_decode_str(&text).decode_utf8().map_err(|_| unreadable())?;
    let (attribute, value) = text.split_once(" eq ").ok_or_else(unreadable)?;
    let value = value.strip_prefix('"').and_then(|value| value.strip_suffix('"')).ok_or_else(unreadable)?;
    Ok(Some((attribute.to_owned(), value.to_owned())))
}

/// The resources that the filter is for; all without one.
fn list(resources: Vec<Value>, asked: &Asked<'_>) -> (StatusCode, Option<Value>) {
    let fits = |resource: &Value| match &asked.filter {
        Some((attribute, value)) => resource.get(attribute).and_then(Value::as_str) == Some(value),
        None => true,
    };
    let resources: Vec<Value> = resources.into_iter().filter(fits).collect();
    let count = resources.len();
    let body = json!({
        "schemas": [LIST], "totalResults": count, "itemsPerPage": count, "startIndex": 1, "Resources": resources,
    });
    (StatusCode::OK, Some(body))
}

fn found(resource: Value) -> Answered {
    Ok((StatusCode::OK, Some(resource)))
}

fn gone(deleted: Result<(), DirectoryError>) -> Answered {
    deleted?;
    Ok((StatusCode::NO_CONTENT, None))
}

/// The directory, to be changed.
fn directory<'a>(call: &'a mut Call<'_>) -> &'a mut State {
    &mut call.state_mut().identitystore
}

fn stamps(call: &Call<'_>) -> Stamps {
    Stamps::new(call.now_ms, AUTHOR)
}

fn external_ids(id: Option<&str>) -> Vec<ExternalId> {
    id.map(|id| ExternalId { issuer: ISSUER.to_owned(), id: id.to_owned() }).into_iter().collect()
}

/// What every resource tells of itself besides its attributes.
fn framed(mut resource: Value, (kind, id): (&str, &str), external: &[ExternalId], stamps: &Stamps) -> Value {
    let schema = format!("urn:ietf:params:scim:schemas:core:2.0:{kind}");
    if let Some(members) = resource.as_object_mut() {
        members.insert("id".to_owned(), json!(id));
        members.insert("schemas".to_owned(), json!([schema]));
        if let Some(external) = external.first() {
            members.insert("externalId".to_owned(), json!(external.id));
        }
        let (created, changed) = (Iso8601(stamps.made_at_ms), Iso8601(stamps.updated_at_ms));
        let meta = json!({ "resourceType": kind, "created": created, "lastModified": changed });
        members.insert("meta".to_owned(), meta);
    }
    resource
}
