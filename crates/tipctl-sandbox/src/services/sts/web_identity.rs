//! `AssumeRoleWithWebIdentity`: a role for whoever brings the token of an OpenID Connect provider. The request is not signed:
//! the token is all that it shows.

use serde_json::Value;

use super::assume::{begin, check_name, policies, seconds};
use super::fault::StsError;
use super::session::Session;
use super::wire::{AssumeRoleWithWebIdentity, AssumeRoleWithWebIdentityResult};
use crate::call::Call;
use crate::fault::Fault;
use crate::services::iam::evaluation::{Asker, Context, Verdict};
use crate::token;

const ACTION: &str = "sts:AssumeRoleWithWebIdentity";

/// What a token says that counts here.
struct Claims {
    issuer: String,
    audience: String,
    subject: String,
}

pub(super) fn assume_role(
    call: &mut Call<'_>,
    input: AssumeRoleWithWebIdentity,
) -> Result<AssumeRoleWithWebIdentityResult, Fault> {
    check_name(&input.role_session_name)?;
    let claims = claims(call, &input.web_identity_token)?;
    let iam = &call.seen().iam;
    let provider = iam.openid_audiences(&claims.issuer);
    let (provider_arn, audiences) = provider.ok_or(StsError::InvalidToken(
        "No OpenIDConnect provider found in your account for the token's issuer",
    ))?;
    if !audiences.contains(&claims.audience) {
        return Err(StsError::InvalidToken("Incorrect token audience").into());
    }
    let name = claims.issuer.trim_start_matches("https://");
    let context = Context::default()
        .with(&format!("{name}:aud"), &claims.audience)
        .with(&format!("{name}:sub"), &claims.subject)
        .with("sts:RoleSessionName", &input.role_session_name)
        .with("aws:SecureTransport", "true");
    let asker = (Asker::Federated(provider_arn), false);
    let trusts = |role: &crate::services::iam::role::Role| role.trust.verdict(asker, ACTION, &context) == Verdict::Allowed;
    let role = iam.role_by_arn(&input.role_arn).filter(|role| trusts(role)).cloned();
    // AWS: who is refused has no name yet.
    let role = role.ok_or(StsError::NotAuthorized(ACTION))?;
    let provider = provider_arn.to_owned();
    let seconds = seconds(call, &role, input.duration_seconds)?;
    let mut session = Session::of(&role, &input.role_session_name, (call.now_ms, seconds));
    session.policies = policies(call, &input.policy_arns, input.policy.as_deref())?;
    let (credentials, assumed_role_user) = begin(call, session);
    Ok(AssumeRoleWithWebIdentityResult {
        credentials,
        assumed_role_user,
        subject_from_web_identity_token: claims.subject,
        provider,
        audience: claims.audience,
    })
}

/// Reads a token that the sandbox issued in the name of a provider.
fn claims(call: &Call<'_>, token: &str) -> Result<Claims, StsError> {
    let invalid = StsError::InvalidToken("The ID Token provided is not a valid JWT");
    let claims = token::verify(&call.account.id, token).map_err(|_| invalid)?;
    let text = |name: &str| {
        let value = claims.get(name).and_then(Value::as_str).map(str::to_owned);
        value.ok_or(StsError::InvalidToken("Missing a required claim"))
    };
    if claims.get("exp").and_then(Value::as_u64).is_none_or(|expires| expires <= call.now_ms / 1000) {
        return Err(StsError::TokenExpired);
    }
    Ok(Claims { issuer: text("iss")?, audience: text("aud")?, subject: text("sub")? })
}
