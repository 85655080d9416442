//! `AssumeRole`: the role's trust, the caller's own rights, and what the session is to carry.

use std::sync::Arc;

use super::context::{self, AssertionError, PROVIDER};
use super::fault::StsError;
use super::session::{Identity, Session, SessionPolicy};
use super::wire::{AssumeRole, AssumeRoleResult, AssumedRoleUser, CredentialsMembers, PolicyDescriptor};
use crate::account::Account;
use crate::call::Call;
use crate::fault::Fault;
use crate::services::iam;
use crate::services::iam::evaluation::{Context, Question, Refusal, Verdict};
use crate::services::iam::role::Role;
use crate::wire::Iso8601;

/// How long a session lasts unless asked otherwise, and how long one that a session began may last, in seconds.
const HOUR: u32 = 3600;

pub(super) fn assume_role(call: &mut Call<'_>, input: AssumeRole) -> Result<AssumeRoleResult, Fault> {
    check_name(&input.role_session_name)?;
    input.source_identity.as_deref().map_or(Ok(()), check_name)?;
    let identity = identity(call, &input)?;
    let role = trusting_role(call, &input)?.clone();
    let seconds = seconds(call, &role, input.duration_seconds)?;
    let mut session = Session::of(&role, &input.role_session_name, (call.now_ms, seconds));
    session.policies = policies(call, &input.policy_arns, input.policy.as_deref())?;
    session.identity = identity;
    session.source_identity.clone_from(&input.source_identity);
    let (credentials, assumed_role_user) = begin(call, session);
    Ok(AssumeRoleResult { credentials, assumed_role_user, source_identity: input.source_identity })
}

/// Begins a session.
pub(super) fn begin(call: &mut Call<'_>, session: Session) -> (CredentialsMembers, AssumedRoleUser) {
    let user = AssumedRoleUser {
        assumed_role_id: format!("{}:{}", session.role_id, session.name),
        arn: session.arn(),
    };
    let Account { ids, services, .. } = Arc::make_mut(&mut call.account);
    let credentials = services.sts.begin(ids, session);
    let credentials = CredentialsMembers {
        access_key_id: credentials.access_key_id,
        secret_access_key: credentials.secret_access_key,
        session_token: credentials.session_token,
        expiration: Iso8601(credentials.expires_at_ms),
    };
    (credentials, user)
}

/// The name of a session, or a source identity.
pub(super) fn check_name(name: &str) -> Result<(), StsError> {
    let fits = |letter: char| letter.is_ascii_alphanumeric() || "_+=,.@-".contains(letter);
    if (2..=64).contains(&name.len()) && name.chars().all(fits) {
        return Ok(());
    }
    Err(StsError::Invalid(format!(
        r"Value '{name}' failed to satisfy constraint: Member must satisfy regular expression pattern: [\w+=,.@-]*"
    )))
}

/// Who is behind the session, if the request provides a context.
// AWS: one provider is known (facts/tip-chain.md §4); with what an assertion is refused that STS cannot read is unverified.
fn identity(call: &Call<'_>, input: &AssumeRole) -> Result<Option<Identity>, StsError> {
    let provided = match input.provided_contexts.as_slice() {
        [] => return Ok(None),
        [one] => one,
        _ => {
            return Err(StsError::Invalid("ProvidedContexts has at most one entry per provider.".to_owned()));
        }
    };
    if provided.provider_arn != PROVIDER {
        return Err(StsError::Invalid(format!("{} is not a context provider.", provided.provider_arn)));
    }
    match context::read(&call.account.id, &provided.context_assertion, call.now_ms) {
        Ok(identity) => Ok(Some(identity)),
        Err(AssertionError::Expired) => Err(StsError::Expired),
        Err(AssertionError::Invalid) => {
            Err(StsError::Invalid("The context assertion is not one of Identity Center.".to_owned()))
        }
    }
}

/// The role, if it trusts the caller for everything that the request does.
// AWS: AssumeRole always, SetContext for a provided context, SetSourceIdentity for a source identity (facts/tip-chain.md §4).
fn trusting_role<'c>(call: &'c Call<'_>, input: &AssumeRole) -> Result<&'c Role, StsError> {
    let actions = [
        Some("sts:AssumeRole"),
        (!input.provided_contexts.is_empty()).then_some("sts:SetContext"),
        input.source_identity.as_ref().map(|_| "sts:SetSourceIdentity"),
    ];
    let services = call.seen();
    let role = services.iam.role_by_arn(&input.role_arn);
    let rights = call.caller.rights(services);
    let context = context_of(call, input);
    for action in actions.into_iter().flatten() {
        let decided = rights.decide(Question::new(action, &input.role_arn, &context));
        let asker = (call.caller.asker(&call.account.id), decided.is_ok());
        let trusted =
            role.is_some_and(|role| role.trust.verdict(asker, action, &context) == Verdict::Allowed);
        // AWS: a trust policy that names the caller suffices within an account, unless the caller is denied the action.
        if !trusted || matches!(decided, Err(Refusal::Denied(_))) {
            let (who, role) = (call.caller.arn.clone(), input.role_arn.clone());
            return Err(StsError::Denied { who, action, role });
        }
    }
    role.ok_or_else(|| StsError::Invalid("RoleArn must be set.".to_owned()))
}

fn context_of(call: &Call<'_>, input: &AssumeRole) -> Context {
    let mut context = Context::default()
        .with("aws:PrincipalArn", call.caller.principal_arn())
        .with("aws:PrincipalAccount", &call.account.id)
        .with("aws:SecureTransport", "true")
        .with("sts:RoleSessionName", &input.role_session_name);
    if let Some(id) = &input.external_id {
        context = context.with("sts:ExternalId", id);
    }
    if let Some(identity) = &input.source_identity {
        context = context.with("sts:SourceIdentity", identity);
    }
    if !input.provided_contexts.is_empty() {
        let providers = input.provided_contexts.iter().map(|provided| provided.provider_arn.as_str());
        context = context.with_all("sts:RequestContextProviders", providers);
    }
    context
}

// AWS: at least a quarter of an hour, at most what the role allows, and an hour if a session begins another.
pub(super) fn seconds(call: &Call<'_>, role: &Role, asked: Option<u32>) -> Result<u32, StsError> {
    let seconds = asked.unwrap_or(HOUR);
    if seconds < 900 {
        let text = "Value at 'durationSeconds' failed to satisfy constraint: Member must have value greater than or equal to 900";
        return Err(StsError::Invalid(text.to_owned()));
    }
    if seconds > role.max_session {
        return Err(StsError::TooLong);
    }
    if call.caller.session.is_some() && seconds > HOUR {
        return Err(StsError::TooLongForChain);
    }
    Ok(seconds)
}

/// The session's policies, if the request names any.
pub(super) fn policies(
    call: &Call<'_>,
    arns: &[PolicyDescriptor],
    document: Option<&str>,
) -> Result<Option<Vec<SessionPolicy>>, StsError> {
    if arns.is_empty() && document.is_none() {
        return Ok(None);
    }
    let mut policies = Vec::new();
    for PolicyDescriptor { arn } in arns {
        if !call.seen().iam.has_policy(arn) {
            let text = format!("Policy {arn} does not exist or is not attachable.");
            return Err(StsError::MalformedPolicy(text));
        }
        policies.push(SessionPolicy::Managed(arn.clone()));
    }
    if let Some(text) = document {
        iam::check_permissions(text).map_err(StsError::MalformedPolicy)?;
        policies.push(SessionPolicy::Document(text.to_owned()));
    }
    Ok(Some(policies))
}
