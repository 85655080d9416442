//! The operations on an application's access scopes.

use serde::{Deserialize, Serialize};

use super::application as find;
use super::customer::own;
use super::fault::SsoError;
use crate::call::Call;
use crate::constraint::{Violation, count, page_limit, pattern};
use crate::fault::Fault;
use crate::page::PageAsk;

// AWS: a quota that cannot be raised, and the size of a page (facts/aws-identity.md §0.3, §5.6).
const SCOPES: usize = 25;
const PAGE: usize = 10;

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(super) struct PutScope {
    application_arn: String,
    scope: String,
    authorized_targets: Option<Vec<String>>,
}

/// A scope and nothing else: `GetApplicationAccessScope`, `DeleteApplicationAccessScope`.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(super) struct OneScope {
    application_arn: String,
    scope: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(super) struct ListScopes {
    application_arn: String,
    max_results: Option<i64>,
    next_token: Option<String>,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct ScopeDetails {
    scope: String,
    authorized_targets: Option<Vec<String>>,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct ListScopesResult {
    scopes: Vec<ScopeDetails>,
    next_token: Option<String>,
}

// AWS: an upsert, so that targets change in place (facts/aws-identity.md §5.6).
pub(super) fn put(call: &mut Call<'_>, input: PutScope) -> Result<(), Fault> {
    check_scope(&input.scope)?;
    if let Some(targets) = &input.authorized_targets {
        count("authorizedTargets", targets, 1..=10)?;
        targets.iter().try_for_each(|target| check_target(call, target))?;
    }
    let scopes = &mut own(call, "PutApplicationAccessScope", &input.application_arn)?.oauth.scopes;
    if scopes.len() >= SCOPES && !scopes.contains_key(&input.scope) {
        return Err(SsoError::TooManyScopes(SCOPES).into());
    }
    scopes.insert(input.scope, input.authorized_targets);
    Ok(())
}

// AWS: targets are applications or the instance, an application may be its own (facts/aws-identity.md §5.6). That they have to
// exist is unverified.
fn check_target(call: &Call<'_>, target: &str) -> Result<(), SsoError> {
    let sso = &call.state().ssoadmin;
    if sso.has_instance(call.region, target) || sso.application(target).is_ok() {
        return Ok(());
    }
    Err(SsoError::NoSuchResource(target.to_owned()))
}

fn check_scope(scope: &str) -> Result<(), Violation> {
    let parts: Vec<&str> = scope.split(':').collect();
    let fits = |part: &&str| {
        let letters = |character: char| character.is_ascii_alphanumeric() || character == '_';
        (1..=50).contains(&part.len()) && part.chars().all(letters)
    };
    let fits = parts.len() <= 3 && parts.iter().all(fits);
    pattern("scope", scope, "([A-Za-z0-9_]{1,50})(:[A-Za-z0-9_]{1,50}){0,1}(:[A-Za-z0-9_]{1,50}){0,1}", fits)
}

pub(super) fn get(call: &mut Call<'_>, input: OneScope) -> Result<ScopeDetails, Fault> {
    let (_, application) = find(call, &input.application_arn)?;
    let targets = application.oauth.scopes.get(&input.scope).cloned();
    let authorized_targets = targets.ok_or_else(|| SsoError::NoSuchResource(input.scope.clone()))?;
    Ok(ScopeDetails { scope: input.scope, authorized_targets })
}

pub(super) fn list(call: &mut Call<'_>, input: ListScopes) -> Result<ListScopesResult, Fault> {
    let (_, application) = find(call, &input.application_arn)?;
    let details = application.oauth.scopes.iter().map(|(scope, targets)| {
        (scope.clone(), ScopeDetails { scope: scope.clone(), authorized_targets: targets.clone() })
    });
    let limit = page_limit("maxResults", input.max_results, PAGE)?;
    let ask = PageAsk { token: input.next_token.as_deref(), limit };
    let page = call.page(details, &ask).map_err(|_| SsoError::BadToken)?;
    Ok(ListScopesResult { scopes: page.items, next_token: page.next })
}

// AWS: the deletion is idempotent (facts/aws-identity.md §0.2).
pub(super) fn delete(call: &mut Call<'_>, input: OneScope) -> Result<(), Fault> {
    own(call, "DeleteApplicationAccessScope", &input.application_arn)?.oauth.scopes.remove(&input.scope);
    Ok(())
}
