//! The operations on an application's grants.

use serde::{Deserialize, Serialize};

use super::application as find;
use super::customer::own;
use super::fault::SsoError;
use super::oauth::{Grant, GrantType};
use crate::call::Call;
use crate::constraint::{Violation, count, length};
use crate::fault::Fault;
use crate::page::PageAsk;

// AWS: how many a page holds is not told (facts/aws-identity.md §0.4). There are four types of grants.
const PAGE: usize = 10;

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(super) struct PutGrant {
    application_arn: String,
    grant_type: GrantType,
    grant: Grant,
}

/// A grant and nothing else: `GetApplicationGrant`, `DeleteApplicationGrant`.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(super) struct OneGrant {
    application_arn: String,
    grant_type: GrantType,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(super) struct ListGrants {
    application_arn: String,
    next_token: Option<String>,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct GetGrantResult {
    grant: Grant,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct ListGrantsResult {
    grants: Vec<GrantItem>,
    next_token: Option<String>,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct GrantItem {
    grant_type: GrantType,
    grant: Grant,
}

// AWS: an upsert of the whole body (facts/aws-identity.md §5.4).
pub(super) fn put(call: &mut Call<'_>, input: PutGrant) -> Result<(), Fault> {
    let PutGrant { application_arn, grant_type, grant } = input;
    check(&grant)?;
    if grant.grant_type() != grant_type {
        return Err(SsoError::GrantMismatch.into());
    }
    // AWS: an issuer has to be there before a grant names it (facts/aws-identity.md §5.4); the code is unverified.
    for issuer in grant.issuers() {
        let arn = &issuer.trusted_token_issuer_arn;
        if call.state().ssoadmin.issuer(arn).is_none() {
            return Err(SsoError::NoSuchResource(arn.clone()).into());
        }
    }
    own(call, "PutApplicationGrant", &application_arn)?.oauth.grants.insert(grant_type, grant);
    Ok(())
}

fn check(grant: &Grant) -> Result<(), Violation> {
    match grant {
        Grant::AuthorizationCode { redirect_uris: Some(uris) } => count("redirectUris", uris, 1..=10),
        Grant::JwtBearer { authorized_token_issuers: Some(issuers) } => {
            count("authorizedTokenIssuers", issuers, 1..=10)?;
            issuers.iter().try_for_each(|issuer| {
                count("authorizedAudiences", &issuer.authorized_audiences, 1..=10)?;
                let mut audiences = issuer.authorized_audiences.iter();
                audiences.try_for_each(|audience| length("authorizedAudiences.member", audience, 1..=512))
            })
        }
        _ => Ok(()),
    }
}

pub(super) fn get(call: &mut Call<'_>, input: OneGrant) -> Result<GetGrantResult, Fault> {
    let (_, application) = find(call, &input.application_arn)?;
    let grant = application.oauth.grants.get(&input.grant_type).cloned();
    let missing = || SsoError::NoSuchResource(format!("{} grant", input.application_arn));
    Ok(GetGrantResult { grant: grant.ok_or_else(missing)? })
}

pub(super) fn list(call: &mut Call<'_>, input: ListGrants) -> Result<ListGrantsResult, Fault> {
    let (_, application) = find(call, &input.application_arn)?;
    let items = application.oauth.grants.iter().map(|(grant_type, grant)| {
        (format!("{grant_type:?}"), GrantItem { grant_type: *grant_type, grant: grant.clone() })
    });
    let ask = PageAsk { token: input.next_token.as_deref(), limit: PAGE };
    let page = call.page(items, &ask).map_err(|_| SsoError::BadToken)?;
    Ok(ListGrantsResult { grants: page.items, next_token: page.next })
}

// AWS: the deletion is idempotent (facts/aws-identity.md §0.2).
pub(super) fn delete(call: &mut Call<'_>, input: OneGrant) -> Result<(), Fault> {
    own(call, "DeleteApplicationGrant", &input.application_arn)?.oauth.grants.remove(&input.grant_type);
    Ok(())
}
