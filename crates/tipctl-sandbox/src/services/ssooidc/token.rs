//! The exchange: the token of a trusted issuer becomes Identity Center's word for a user.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::fault::OidcError;
use super::wire::{AdditionalDetails, CreateToken, CreateTokenResult};
use crate::call::Call;
use crate::chain::trail::role_identity;
use crate::fault::Fault;
use crate::services::cloudtrail;
use crate::services::cloudtrail::event::{Class, NewEvent};
use crate::services::iam::evaluation::{Question, Refusal, Verdict};
use crate::services::ssoadmin::application::{Application, Assignee, PrincipalType};
use crate::services::ssoadmin::issuer::OidcJwtConfiguration;
use crate::services::ssoadmin::oauth::{Grant, GrantType};
use crate::services::sts::context::assertion;
use crate::services::sts::session::Identity;
use crate::token;

const JWT_BEARER: &str = "urn:ietf:params:oauth:grant-type:jwt-bearer";
const OTHER_GRANTS: [&str; 3] =
    ["authorization_code", "refresh_token", "urn:ietf:params:oauth:grant-type:token-exchange"];
const ACCESS_TOKEN: &str = "urn:ietf:params:oauth:token-type:access_token";
// AWS: granted to everyone who gets a token (facts/tip-chain.md §4).
const DEFAULT_SCOPES: [&str; 3] = ["aws", "openid", "sts:identity_context"];
/// How long a token is good, in seconds.
const HOUR: u64 = 3600;

pub(super) fn create(call: &mut Call<'_>, input: CreateToken) -> Result<CreateTokenResult, Fault> {
    if call.seen().ssoadmin.instance(call.region).is_none() {
        return Err(OidcError::InvalidRequestRegion(call.region.to_owned()).into());
    }
    let seen = std::sync::Arc::clone(&call.seen);
    let application = seen.services.ssoadmin.application(&input.client_id);
    let application =
        application.ok().filter(|application| application.is_enabled()).ok_or(OidcError::InvalidClient)?;
    check_actor(call, application, &input.client_id)?;
    let grant = grant(application, &input)?;
    let asserted = input.assertion.as_deref().ok_or(OidcError::InvalidRequest("assertion is required"))?;
    let claims = token::verify(&call.account.id, asserted)
        .map_err(|error| OidcError::InvalidGrant(error.to_string()))?;
    let user_id = user(call, grant, &claims)?;
    check_assigned(call, application, &user_id)?;
    let scope = scopes(application, input.scope)?;
    use_up(call, &claims)?;
    let identity = Identity {
        user_id,
        identity_store_id: seen.services.identitystore.store_id().to_owned(),
        instance_arn: seen
            .services
            .ssoadmin
            .instance(call.region)
            .map(|instance| instance.arn.clone())
            .unwrap_or_default(),
        application_arn: input.client_id,
    };
    record(call, &identity);
    Ok(answer(call, &identity, scope))
}

/// Refuses a caller to whom the application's authentication method does not leave it to ask in its name.
// AWS: facts/tip-chain.md §4; a policy that names the caller suffices within an account.
fn check_actor(call: &Call<'_>, application: &Application, arn: &str) -> Result<(), OidcError> {
    let context = call.context();
    let question = Question::new("sso-oauth:CreateTokenWithIAM", arn, &context);
    let own = call.caller.rights(call.seen()).decide(question);
    let principal = call.caller.session.as_ref().map_or(&call.caller.arn, |session| &session.role_arn);
    let verdict = application
        .oauth
        .actor_policy
        .as_ref()
        .map_or(Verdict::Silent, |policy| policy.verdict_for(principal, own.is_ok(), question));
    if verdict == Verdict::Allowed && !matches!(own, Err(Refusal::Denied(_))) {
        return Ok(());
    }
    let text = format!("User: {} is not authorized to perform: {} on resource: {arn}", call.caller.arn, question.action);
    Err(OidcError::AccessDenied(text))
}

fn grant<'a>(application: &'a Application, input: &CreateToken) -> Result<&'a Grant, Fault> {
    if input.requested_token_type.as_deref().is_some_and(|asked| asked != ACCESS_TOKEN) {
        return Err(OidcError::InvalidRequest("the requested token type is not supported").into());
    }
    match input.grant_type.as_str() {
        JWT_BEARER => {}
        other if OTHER_GRANTS.contains(&other) => {
            return Err(Fault::not_implemented(&format!("the grant type `{other}`")));
        }
        other => return Err(OidcError::UnsupportedGrantType(other.to_owned()).into()),
    }
    let grant = application.oauth.grants.get(&GrantType::JwtBearer);
    Ok(grant.ok_or(OidcError::UnauthorizedClient("the application has no such grant"))?)
}

/// The user whom a token stands for.
// AWS: issuer and audience must be those of the grant, and the claim must hit exactly one user (facts/tip-chain.md §4).
fn user(call: &Call<'_>, grant: &Grant, claims: &Value) -> Result<String, OidcError> {
    let refused = |why: &str| OidcError::InvalidGrant(why.to_owned());
    let text = |name: &str| claims.get(name).and_then(Value::as_str);
    let seconds = |name: &str| claims.get(name).and_then(Value::as_u64);
    let now = call.now_ms / 1000;
    if seconds("exp").is_none_or(|expires| expires <= now) || seconds("iat").is_none_or(|issued| issued > now) {
        return Err(refused("the token is not valid now"));
    }
    let issuer_url = text("iss").ok_or_else(|| refused("the token names no issuer"))?;
    let audiences: Vec<&str> = match claims.get("aud") {
        Some(Value::String(one)) => vec![one],
        Some(Value::Array(list)) => list.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    };
    let known = grant.issuers().iter().filter_map(|authorized| {
        let issuer = call.seen().ssoadmin.issuer(&authorized.trusted_token_issuer_arn)?;
        Some((&issuer.configuration, &authorized.authorized_audiences))
    });
    let mut of_issuer = known.filter(|(configuration, _)| configuration.issuer_url == issuer_url).peekable();
    if of_issuer.peek().is_none() {
        return Err(refused("the issuer of the token is not trusted"));
    }
    let for_us = |(_, authorized): &(_, &Vec<String>)| {
        audiences.iter().any(|audience| authorized.iter().any(|known| known == audience))
    };
    let (configuration, _) =
        of_issuer.find(for_us).ok_or_else(|| refused("the token is for another audience"))?;
    matched(call, configuration, claims)
}

fn matched(
    call: &Call<'_>,
    configuration: &OidcJwtConfiguration,
    claims: &Value,
) -> Result<String, OidcError> {
    let path = &configuration.claim_attribute_path;
    let claim = path.split('.').try_fold(claims, |value, name| value.get(name)).and_then(Value::as_str);
    let claim = claim.ok_or_else(|| OidcError::InvalidGrant(format!("the token has no claim {path}")))?;
    let directory = &call.seen().identitystore;
    let found = directory.users_with(&configuration.identity_store_attribute_path, claim);
    match found.as_slice() {
        [one] => Ok((*one).to_owned()),
        _ => Err(OidcError::InvalidGrant(format!("{} users have {path} {claim}", found.len()))),
    }
}

fn check_assigned(call: &Call<'_>, application: &Application, user_id: &str) -> Result<(), OidcError> {
    let groups: BTreeSet<&str> = call.seen().identitystore.groups_of(user_id).collect();
    let is_assigned = |Assignee { principal_type, principal_id }: &Assignee| match principal_type {
        PrincipalType::User => principal_id == user_id,
        PrincipalType::Group => groups.contains(principal_id.as_str()),
    };
    if !application.assignment_required || application.assignments.iter().any(is_assigned) {
        return Ok(());
    }
    Err(OidcError::AccessDenied("the user is not assigned to the application".to_owned()))
}

/// The scopes of the token: those that were asked for, or all that the application has.
fn scopes(application: &Application, asked: Option<Vec<String>>) -> Result<Vec<String>, OidcError> {
    let own = application.oauth.scopes.keys().cloned();
    let all: BTreeSet<String> = own.chain(DEFAULT_SCOPES.map(str::to_owned)).collect();
    let Some(asked) = asked.filter(|asked| !asked.is_empty()) else { return Ok(all.into_iter().collect()) };
    match asked.iter().find(|scope| !all.contains(*scope)) {
        Some(unknown) => Err(OidcError::InvalidScope(unknown.clone())),
        None => Ok(asked),
    }
}

fn use_up(call: &mut Call<'_>, claims: &Value) -> Result<(), OidcError> {
    let text = |name: &str| claims.get(name).and_then(Value::as_str).map(str::to_owned);
    let (Some(issuer), Some(id)) = (text("iss"), text("jti")) else {
        return Err(OidcError::InvalidGrant("the token has no id".to_owned()));
    };
    let expires = claims.get("exp").and_then(Value::as_u64).unwrap_or_default();
    let now = call.now_ms / 1000;
    if call.state_mut().ssooidc.use_up(&issuer, &id, (expires, now)) {
        return Ok(());
    }
    Err(OidcError::InvalidGrant("the token has been used already".to_owned()))
}

fn answer(call: &mut Call<'_>, identity: &Identity, scope: Vec<String>) -> CreateTokenResult {
    let account_id = call.account.id.clone();
    let expires = call.now_ms / 1000 + HOUR;
    let identity_context = assertion(&account_id, identity, expires * 1000);
    let claims = json!({
        "iss": format!("https://identitycenter.amazonaws.com/{}", identity.instance_arn.rsplit('/').next().unwrap_or_default()),
        "sub": identity.user_id,
        "aud": identity.application_arn,
        "iat": call.now_ms / 1000,
        "exp": expires,
        "sts:identity_context": identity_context,
    });
    CreateTokenResult {
        access_token: call.ids().hex("aoa", 64),
        token_type: "Bearer",
        expires_in: HOUR,
        id_token: token::sign(&account_id, &claims),
        issued_token_type: ACCESS_TOKEN,
        scope,
        aws_additional_details: AdditionalDetails { identity_context },
    }
}

// AWS: source and class of the event are unverified (facts/tip-chain.md §5).
fn record(call: &mut Call<'_>, identity: &Identity) {
    let who = (call.account.id.as_str(), identity.identity_store_id.as_str());
    let event = NewEvent {
        source: "sso-oauth.amazonaws.com",
        name: "CreateTokenWithIAM",
        class: Class::Management,
        read_only: false,
        at_ms: call.now_ms,
        user_identity: role_identity(&call.caller.arn, who, Some(&identity.user_id), None),
        request_parameters: json!({ "clientId": identity.application_arn, "grantType": JWT_BEARER }),
        additional_event_data: Value::Null,
        resources: Value::Null,
        refusal: None,
    };
    cloudtrail::record(call, event);
}
