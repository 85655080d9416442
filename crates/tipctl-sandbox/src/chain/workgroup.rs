//! The workgroup: what must hold before a query is taken.

use super::journey::Journey;
use super::link::{Broken, Link};
use super::role::{Assumed, Assumption};
use super::scope;
use crate::services::ssoadmin::application::{Application, Assignee, PrincipalType, Status};

const SERVICE: &str = "athena.amazonaws.com";

/// Refuses a query that the workgroup does not take.
// The texts are unverified, but for the one without a place for results.
pub(crate) fn check(journey: &Journey<'_>, client_output: bool) -> Result<(), Broken> {
    let gate = journey.gate;
    if !gate.is_enabled() {
        return Err(Broken::new(Link::WorkgroupState, format!("WorkGroup {} is disabled.", gate.name)));
    }
    let resource = journey.arn("athena", &format!("workgroup/{}", gate.name));
    journey.caller_may("athena:StartQueryExecution", &resource)?;
    check_identity(journey)?;
    if gate.execution_role().is_none() {
        let text = format!("WorkGroup {} has no execution role.", gate.name);
        return Err(Broken::new(Link::WorkgroupRole, text));
    }
    check_assignment(journey)?;
    scope::check(journey, "athena:workgroup:read_write", gate.application_arn())?;
    if gate.has_user_prefix() && !gate.is_enforced() {
        let text = "CreateUserLevelPrefix requires EnforceWorkGroupConfiguration to be enabled.";
        return Err(Broken::new(Link::WorkgroupPrefix, text));
    }
    if !gate.uses_access_grants() {
        let text = format!("WorkGroup {} does not use S3 Access Grants for query results.", gate.name);
        return Err(Broken::new(Link::WorkgroupAccessGrants, text));
    }
    // AWS: facts/tip-chain.md L8.
    if gate.output_location().is_none() && !client_output {
        let text = "No output location provided. An output location is required either through the Workgroup result \
                    configuration setting or as an API input.";
        return Err(Broken::new(Link::WorkgroupOutput, text));
    }
    Ok(())
}

// AWS: every link must be of the same instance (facts/tip-chain.md L1).
fn check_identity(journey: &Journey<'_>) -> Result<(), Broken> {
    let gate = journey.gate;
    let Some(instance_arn) = gate.instance_arn() else {
        let text = format!("WorkGroup {} is not enabled for IAM Identity Center.", gate.name);
        return Err(Broken::new(Link::WorkgroupIdentity, text));
    };
    let is_of_region = journey.services().ssoadmin.has_instance(journey.region, instance_arn);
    if instance_arn != journey.user.instance_arn || !is_of_region {
        let text = format!("WorkGroup {} belongs to another IAM Identity Center instance.", gate.name);
        return Err(Broken::new(Link::WorkgroupInstance, text));
    }
    Ok(())
}

// AWS: facts/tip-chain.md L9.
fn check_assignment(journey: &Journey<'_>) -> Result<(), Broken> {
    let application = journey.gate.application_arn();
    let application = application.and_then(|arn| journey.services().ssoadmin.application(arn).ok());
    if application.is_some_and(|application| lets_in(application, journey)) {
        return Ok(());
    }
    let text = format!("User is not authorized to access WorkGroup {}.", journey.gate.name);
    Err(Broken::new(Link::WorkgroupAssignment, text))
}

/// Whether an application of Identity Center lets the user in.
pub(super) fn lets_in(application: &Application, journey: &Journey<'_>) -> bool {
    let user = &journey.user;
    application.status == Status::Enabled
        && (!application.assignment_required
            || application.assignments.iter().any(|Assignee { principal_type, principal_id }| {
                match principal_type {
                    PrincipalType::User => *principal_id == user.id,
                    PrincipalType::Group => user.groups.contains(principal_id),
                }
            }))
}

/// Assumes the workgroup's execution role.
// AWS: a role without SetContext has been seen at work, so the context is passed where it may be and left out where it may
// not (facts/tip-chain.md L7, TIP225).
pub(super) fn execution_role(journey: &Journey<'_>) -> Result<Assumed, Broken> {
    let role_arn = journey.gate.execution_role().unwrap_or_default();
    let source_arn = journey.arn("athena", &format!("workgroup/{}", journey.gate.name));
    let mut assumption = Assumption {
        service: SERVICE,
        source_arn: Some(&source_arn),
        passes_context: true,
        passes_source_identity: false,
    };
    let session = format!("AthenaQuery-{}", journey.query_id);
    let assumed = Assumed::new(journey, role_arn, &session, assumption).or_else(|_| {
        assumption.passes_context = false;
        Assumed::new(journey, role_arn, &session, assumption)
    });
    // AWS: the text of a workgroup's creation (facts/aws-data.md §8); that a query says the same is unverified.
    assumed.map_err(|untrusted| {
        let text = format!(
            "Unable to assume role {role_arn}. Make sure that {SERVICE} has been allowed for {}.",
            untrusted.action()
        );
        Broken::new(Link::ExecutionRoleTrust, text)
    })
}
