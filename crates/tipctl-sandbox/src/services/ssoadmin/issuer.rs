//! Trusted token issuers: identity providers whose tokens stand for users of the directory.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::fault::SsoError;
use super::tags::{Tag, checked};
use super::{application, check, instance};
use crate::call::Call;
use crate::constraint::{Violation, length, page_limit, pattern};
use crate::fault::Fault;
use crate::page::PageAsk;

// AWS: a quota that cannot be raised (facts/aws-identity.md §0.3).
const ISSUERS: usize = 10;

/// A trusted token issuer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct TokenIssuer {
    pub(crate) name: String,
    pub(crate) configuration: OidcJwtConfiguration,
    pub(super) tags: BTreeMap<String, String>,
    client_token: Option<String>,
}

/// How tokens are verified and matched with users. Also the member `OidcJwtConfiguration` on the wire.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(crate) struct OidcJwtConfiguration {
    /// Never normalised: it has to be the issuer that tokens name.
    pub(crate) issuer_url: String,
    /// Where a token says who the user is.
    pub(crate) claim_attribute_path: String,
    /// Where the directory says who the user is.
    pub(crate) identity_store_attribute_path: String,
    pub(crate) jwks_retrieval_option: JwksRetrieval,
}

/// Where the issuer's keys come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub(crate) enum JwksRetrieval {
    OpenIdDiscovery,
}

/// The only kind of issuer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub(super) enum IssuerType {
    OidcJwt,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(super) struct IssuerConfiguration {
    oidc_jwt_configuration: OidcJwtConfiguration,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(super) struct CreateIssuer {
    instance_arn: String,
    name: String,
    #[expect(dead_code, reason = "there is one type, and it has been read")]
    trusted_token_issuer_type: IssuerType,
    trusted_token_issuer_configuration: IssuerConfiguration,
    client_token: Option<String>,
    tags: Option<Vec<Tag>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(super) struct UpdateIssuer {
    trusted_token_issuer_arn: String,
    name: Option<String>,
    trusted_token_issuer_configuration: Option<IssuerUpdate>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
struct IssuerUpdate {
    oidc_jwt_configuration: OidcJwtUpdate,
}

// AWS: the issuer's URL is not among the members (facts/aws-identity.md §6).
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
struct OidcJwtUpdate {
    claim_attribute_path: Option<String>,
    identity_store_attribute_path: Option<String>,
    jwks_retrieval_option: Option<JwksRetrieval>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(super) struct OneIssuer {
    trusted_token_issuer_arn: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(super) struct ListIssuers {
    instance_arn: String,
    max_results: Option<i64>,
    next_token: Option<String>,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct CreateIssuerResult {
    trusted_token_issuer_arn: String,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct IssuerMembers {
    trusted_token_issuer_arn: String,
    name: String,
    trusted_token_issuer_type: IssuerType,
    trusted_token_issuer_configuration: Option<IssuerConfiguration>,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct ListIssuersResult {
    trusted_token_issuers: Vec<IssuerMembers>,
    next_token: Option<String>,
}

impl IssuerMembers {
    /// What a list shows of an issuer.
    // AWS: no configuration (facts/aws-identity.md §0.4).
    fn listed(arn: &str, issuer: &TokenIssuer) -> Self {
        Self {
            trusted_token_issuer_arn: arn.to_owned(),
            name: issuer.name.clone(),
            trusted_token_issuer_type: IssuerType::OidcJwt,
            trusted_token_issuer_configuration: None,
        }
    }
}

impl OidcJwtConfiguration {
    fn check(&self) -> Result<(), Violation> {
        let url = &self.issuer_url;
        let host = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"));
        let ends_well = !url.ends_with(['.', ',', ';', ':', '!']);
        let fits = host.is_some_and(|host| !host.is_empty() && !host.contains(['?', '#', ' '])) && ends_well;
        length("issuerUrl", url, 1..=512)?;
        pattern("issuerUrl", url, r"https?:\/\/[-a-zA-Z0-9+&@\/%=~_|!:,.;]*[-a-zA-Z0-9+&bb@\/%=~_|]", fits)?;
        // AWS: letters in one to three parts; a claim's parts may also be joined by `_` (facts/aws-identity.md §6).
        let path = &self.claim_attribute_path;
        pattern("claimAttributePath", path, r"\p{L}+((\.|_)\p{L}+){0,2}", parts(path, &['.', '_']))?;
        let path = &self.identity_store_attribute_path;
        pattern("identityStoreAttributePath", path, r"\p{L}+(\.\p{L}+){0,2}", parts(path, &['.']))
    }
}

fn parts(path: &str, joints: &[char]) -> bool {
    let parts: Vec<&str> = path.split(joints).collect();
    parts.len() <= 3 && parts.iter().all(|part| !part.is_empty() && part.chars().all(char::is_alphabetic))
}

fn check_name(name: &str) -> Result<(), Violation> {
    length("name", name, 1..=255)?;
    let fits = |character: char| character.is_ascii_alphanumeric() || "_+=,.@-".contains(character);
    pattern("name", name, r"[\w+=,.@-]+", name.chars().all(fits))
}

pub(super) fn create(call: &mut Call<'_>, input: CreateIssuer) -> Result<CreateIssuerResult, Fault> {
    let owned = instance(call, "CreateTrustedTokenIssuer", &input.instance_arn)?;
    let (owner, instance_id) = (owned.owner_account_id.clone(), owned.id().to_owned());
    check_name(&input.name)?;
    let issuer = TokenIssuer {
        name: input.name,
        configuration: input.trusted_token_issuer_configuration.oidc_jwt_configuration,
        tags: checked(input.tags.unwrap_or_default())?,
        client_token: input.client_token,
    };
    issuer.configuration.check()?;
    let with_token = |made: &TokenIssuer| {
        issuer.client_token.is_some() && made.client_token == issuer.client_token
    };
    let made = call.state().ssoadmin.issuers().find(|(_, made)| with_token(made));
    if let Some((arn, made)) = made {
        return if *made == issuer {
            Ok(CreateIssuerResult { trusted_token_issuer_arn: arn.clone() })
        } else {
            Err(SsoError::IdempotentParameterMismatch.into())
        };
    }
    if call.state().ssoadmin.issuers().count() >= ISSUERS {
        return Err(SsoError::TooManyIssuers(ISSUERS).into());
    }
    let id = call.ids().guid();
    let arn = format!(
        "arn:{}:sso::{owner}:trustedTokenIssuer/{instance_id}/tti-{id}",
        call.account.partition
    );
    call.state_mut().ssoadmin.put_issuer(arn.clone(), issuer);
    Ok(CreateIssuerResult { trusted_token_issuer_arn: arn })
}

pub(super) fn update(call: &mut Call<'_>, input: UpdateIssuer) -> Result<(), Fault> {
    let arn = input.trusted_token_issuer_arn;
    let mut issuer = find(call, &arn)?.clone();
    if let Some(name) = input.name {
        check_name(&name)?;
        issuer.name = name;
    }
    if let Some(IssuerUpdate { oidc_jwt_configuration: update }) = input.trusted_token_issuer_configuration {
        let configuration = &mut issuer.configuration;
        if let Some(path) = update.claim_attribute_path {
            configuration.claim_attribute_path = path;
        }
        if let Some(path) = update.identity_store_attribute_path {
            configuration.identity_store_attribute_path = path;
        }
        if let Some(option) = update.jwks_retrieval_option {
            configuration.jwks_retrieval_option = option;
        }
        configuration.check()?;
    }
    call.state_mut().ssoadmin.put_issuer(arn, issuer);
    Ok(())
}

pub(super) fn describe(call: &mut Call<'_>, input: OneIssuer) -> Result<IssuerMembers, Fault> {
    let issuer = find(call, &input.trusted_token_issuer_arn)?;
    let configuration = IssuerConfiguration { oidc_jwt_configuration: issuer.configuration.clone() };
    Ok(IssuerMembers {
        trusted_token_issuer_configuration: Some(configuration),
        ..IssuerMembers::listed(&input.trusted_token_issuer_arn, issuer)
    })
}

pub(super) fn list(call: &mut Call<'_>, input: ListIssuers) -> Result<ListIssuersResult, Fault> {
    instance(call, "ListTrustedTokenIssuers", &input.instance_arn)?;
    let issuers = call.state().ssoadmin.issuers();
    let members = issuers.map(|(arn, issuer)| (arn.clone(), IssuerMembers::listed(arn, issuer)));
    let limit = page_limit("maxResults", input.max_results, 100)?;
    let ask = PageAsk { token: input.next_token.as_deref(), limit };
    let page = call.page(members, &ask).map_err(|_| SsoError::BadToken)?;
    Ok(ListIssuersResult { trusted_token_issuers: page.items, next_token: page.next })
}

// AWS: the grants that name an issuer are to go before it (facts/aws-identity.md §5.4); what happens otherwise is unverified,
// and is a conflict here.
pub(super) fn delete(call: &mut Call<'_>, input: OneIssuer) -> Result<(), Fault> {
    let arn = input.trusted_token_issuer_arn;
    find(call, &arn)?;
    let names_it = |application: &application::Application| {
        let mut issuers = application.oauth.grants.values().flat_map(|grant| grant.issuers());
        issuers.any(|issuer| issuer.trusted_token_issuer_arn == arn)
    };
    if call.state().ssoadmin.applications().any(|(_, application)| names_it(application)) {
        return Err(SsoError::IssuerInUse(arn).into());
    }
    call.state_mut().ssoadmin.remove_issuer(&arn);
    Ok(())
}

fn find<'a>(call: &'a Call<'_>, arn: &str) -> Result<&'a TokenIssuer, Fault> {
    check::issuer_arn(arn)?;
    let sso = &call.state().ssoadmin;
    let found = sso.instance(call.region).and_then(|_| sso.issuer(arn));
    Ok(found.ok_or_else(|| SsoError::NoSuchResource(arn.to_owned()))?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn configuration(issuer_url: &str, claim: &str, attribute: &str) -> OidcJwtConfiguration {
        OidcJwtConfiguration {
            issuer_url: issuer_url.to_owned(),
            claim_attribute_path: claim.to_owned(),
            identity_store_attribute_path: attribute.to_owned(),
            jwks_retrieval_option: JwksRetrieval::OpenIdDiscovery,
        }
    }

    #[test]
    fn urls_and_paths_are_of_their_patterns_only() {
        let url = "https://login.example.com/tenant/v2.0";
        for (url, claim, attribute, fits) in [
            (url, "preferred_username", "userName", true),
            ("https://example.com/", "email", "emails.value", true),
            (url, "cognito:username", "userName", false),
            (url, "a.b.c.d", "userName", false),
            (url, "email2", "userName", false),
            (url, "email", "user_name", false),
            ("https://example.com/?a", "email", "userName", false),
            ("https://example.com.", "email", "userName", false),
            ("example.com", "email", "userName", false),
        ] {
            assert_eq!(configuration(url, claim, attribute).check().is_ok(), fits, "{url} {claim} {attribute}");
        }
    }
}
