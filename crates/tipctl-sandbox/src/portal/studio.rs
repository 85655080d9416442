//! Entering a studio: the sign-in, the studio's application, and the role that the user gets.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::user_id;
use crate::account::Account;
use crate::call::Call;
use crate::chain::{Assumption, Broken, Link, Untrusted};
use crate::services::cloudtrail;
use crate::services::cloudtrail::event::{Class, NewEvent};
use crate::services::emr::entry::{Connection, Entry};
use crate::services::ssoadmin::application::{Assignee, PrincipalType};
use crate::services::sts::session::{Identity, Session, SessionPolicy};

const SERVICE: &str = "elasticmapreduce.amazonaws.com";
/// How long a session of a studio lasts, in seconds.
const HOUR: u32 = 3600;

/// The session that a user gets who enters a studio of a region.
///
/// # Errors
/// The first link that is broken. What a user sees then is unverified throughout.
pub(crate) fn enter(
    account: &Account,
    region: &str,
    (user, studio): (&str, &str),
    now_ms: u64,
) -> Result<Session, Broken> {
    let services = &account.services;
    let id = user_id(services, user)?;
    let groups: BTreeSet<String> = services.identitystore.groups_of(id).map(str::to_owned).collect();
    let entry = services.emr.entry(region, studio);
    let entry = entry.ok_or_else(|| Broken::new(Link::Studio, format!("Studio {studio} does not exist.")))?;
    // AWS: only such a studio passes identities on (facts/tip-chain.md L5, TIP201).
    let connection = entry.connection().ok_or_else(|| {
        let text =
            format!("Studio {studio} does not use IAM Identity Center with trusted identity propagation.");
        Broken::new(Link::StudioPropagation, text)
    })?;
    if !services.ssoadmin.has_instance(region, connection.instance_arn) {
        let text = format!("Studio {studio} belongs to another IAM Identity Center instance.");
        return Err(Broken::new(Link::StudioInstance, text));
    }
    let policies = entry.session_policies(id, &groups);
    check_assignment(account, (entry, connection), (id, &groups), &policies)?;
    let mut session = user_session(account, region, entry, (id, now_ms))?;
    // AWS: several mappings are a union; without any, where none is required, the role is as wide as it is: unverified
    // (facts/tip-chain.md L4, L6).
    let managed = |arn: &str| SessionPolicy::Managed(arn.to_owned());
    session.policies = (!policies.is_empty()).then(|| policies.into_iter().map(managed).collect());
    session.identity = Some(Identity {
        user_id: id.to_owned(),
        identity_store_id: services.identitystore.store_id().to_owned(),
        instance_arn: connection.instance_arn.to_owned(),
        application_arn: connection.application_arn.to_owned(),
    });
    Ok(session)
}

// AWS: a mapping is a session policy, and an assignment to the studio's application (facts/tip-chain.md L6).
fn check_assignment(
    account: &Account,
    (entry, connection): (Entry<'_>, Connection<'_>),
    (id, groups): (&str, &BTreeSet<String>),
    policies: &BTreeSet<&str>,
) -> Result<(), Broken> {
    let application = account.services.ssoadmin.application(connection.application_arn);
    let is_assigned = application.as_ref().is_ok_and(|application| {
        application.assignments.iter().any(|Assignee { principal_type, principal_id }| match principal_type {
            PrincipalType::User => principal_id == id,
            PrincipalType::Group => groups.contains(principal_id),
        })
    });
    let is_enabled = application.is_ok_and(|application| application.is_enabled());
    let lets_in = is_enabled && (!connection.is_assignment_required || (is_assigned && !policies.is_empty()));
    if lets_in {
        return Ok(());
    }
    let text = format!("You do not have access to the studio {}.", entry.studio_id);
    Err(Broken::new(Link::StudioAssignment, text))
}

/// A session of the studio's user role for a user.
// AWS: the role is assumed with the user's context (facts/tip-chain.md L4); the service's source ARN is that of the studio,
// which the condition of AWS's sample for the service role fits: unverified for this role.
fn user_session(
    account: &Account,
    region: &str,
    entry: Entry<'_>,
    (user_id, now_ms): (&str, u64),
) -> Result<Session, Broken> {
    let name = entry.user_role().unwrap_or_default();
    let Account { partition, id, .. } = account;
    let source_arn = format!("arn:{partition}:elasticmapreduce:{region}:{id}:studio/{}", entry.studio_id);
    let assumption = Assumption {
        service: SERVICE,
        source_arn: Some(&source_arn),
        passes_context: true,
        passes_source_identity: false,
    };
    let role = account.services.iam.role_known_as(name);
    let refused = |untrusted: Untrusted| {
        let link = match untrusted {
            Untrusted::SetContext => Link::UserRoleContext,
            Untrusted::AssumeRole | Untrusted::SetSourceIdentity => Link::UserRoleTrust,
        };
        let arn = role.map_or(name, |role| role.arn.as_str());
        let action = untrusted.action();
        Broken::new(
            link,
            format!("User: {SERVICE} is not authorized to perform: {action} on resource: {arn}"),
        )
    };
    assumption.check(id, role).map_err(refused)?;
    let role = role.ok_or_else(|| refused(Untrusted::AssumeRole))?;
    Ok(Session::of(role, user_id, (now_ms, HOUR)))
}

/// Tells CloudTrail that a user signed in.
// AWS: facts/tip-chain.md §5.
pub(crate) fn record_sign_in(call: &mut Call<'_>, user_id: &str) {
    let services = call.seen();
    let store = services.identitystore.store_id();
    let account_id = call.account.id.clone();
    let user_identity = json!({
        "type": "IdentityCenterUser",
        "accountId": account_id,
        "onBehalfOf": {
            "userId": user_id,
            "identityStoreArn": format!("arn:aws:identitystore::{account_id}:identitystore/{store}"),
        },
        "credentialId": crate::ids::credential_id(&account_id, user_id, call.now_ms),
    });
    let user_name = services.identitystore.user_name(user_id).unwrap_or_default();
    let additional_event_data = json!({ "UserName": user_name, "CredentialType": "PASSWORD" });
    let event = NewEvent {
        source: "signin.amazonaws.com",
        name: "UserAuthentication",
        class: Class::Management,
        read_only: false,
        at_ms: call.now_ms,
        user_identity,
        request_parameters: Value::Null,
        additional_event_data,
        resources: Value::Null,
        refusal: None,
    };
    cloudtrail::record(call, event);
}
