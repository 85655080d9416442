//! IAM Identity Center's administration: the instance, the applications that services and customers make, who is assigned to
//! them and what tokens they get, and the issuers whose tokens are trusted.

mod access_scope;
mod authentication;
mod check;
pub(crate) mod customer;
mod fault;
mod grant;
mod region;
mod tags;
mod wire;

pub(crate) mod application;
pub(crate) mod issuer;
pub(crate) mod oauth;
pub(crate) mod state;

use crate::call::Call;
use crate::constraint::page_limit;
use crate::fault::Fault;
use crate::page::PageAsk;
use crate::service::Service;
use crate::services::identitystore;
use crate::wire::Protocol;
use application::{Application, Assignee, PrincipalType};
use fault::SsoError;
use state::Instance;
use wire::{
    ApplicationFilter, ApplicationMembers, Assignment, AssignmentConfiguration, AssignmentFilter,
    DescribeInstance, InstanceMembers, ListApplications, ListApplicationsResult, ListAssignments,
    ListAssignmentsForPrincipal, ListAssignmentsResult, ListInstances, ListInstancesResult, OneApplication, PutAssignmentConfiguration,
};

pub(crate) fn service() -> Service {
    let protocol = Protocol::Json { version: "1.1", target_prefix: "SWBExternalService" };
    Service::new("ssoadmin", "sso", protocol)
        .read("ListInstances", list_instances)
        .read("DescribeInstance", describe_instance)
        .read("ListApplications", list_applications)
        .read("DescribeApplication", describe_application)
        .write("CreateApplicationAssignment", create_assignment)
        .read("DescribeApplicationAssignment", describe_assignment)
        .write("DeleteApplicationAssignment", delete_assignment)
        .read("ListApplicationAssignments", list_assignments)
        .read("ListApplicationAssignmentsForPrincipal", list_assignments_for_principal)
        .read("GetApplicationAssignmentConfiguration", get_assignment_configuration)
        .write("PutApplicationAssignmentConfiguration", put_assignment_configuration)
        .write("CreateApplication", customer::create)
        .write("UpdateApplication", customer::update)
        .write("DeleteApplication", customer::delete)
        .write("PutApplicationGrant", grant::put)
        .read("GetApplicationGrant", grant::get)
        .read("ListApplicationGrants", grant::list)
        .write("DeleteApplicationGrant", grant::delete)
        .write("PutApplicationAccessScope", access_scope::put)
        .read("GetApplicationAccessScope", access_scope::get)
        .read("ListApplicationAccessScopes", access_scope::list)
        .write("DeleteApplicationAccessScope", access_scope::delete)
        .write("PutApplicationAuthenticationMethod", authentication::put)
        .read("GetApplicationAuthenticationMethod", authentication::get)
        .read("ListApplicationAuthenticationMethods", authentication::list)
        .write("DeleteApplicationAuthenticationMethod", authentication::delete)
        .write("CreateTrustedTokenIssuer", issuer::create)
        .write("UpdateTrustedTokenIssuer", issuer::update)
        .read("DescribeTrustedTokenIssuer", issuer::describe)
        .read("ListTrustedTokenIssuers", issuer::list)
        .write("DeleteTrustedTokenIssuer", issuer::delete)
        .read("ListRegions", region::list)
        .read("DescribeRegion", region::describe)
        .write("TagResource", tags::tag)
        .write("UntagResource", tags::untag)
        .read("ListTagsForResource", tags::list)
}

// AWS: a region without an instance answers an empty list (facts/aws-identity.md §0.5).
fn list_instances(call: &mut Call<'_>, input: ListInstances) -> Result<ListInstancesResult, Fault> {
    let instances = call.state().ssoadmin.instance(call.region);
    let instances = instances.map(|instance| (instance.arn.clone(), InstanceMembers::listed(instance)));
    let limit = page_limit("maxResults", input.max_results, 100)?;
    let ask = PageAsk { token: input.next_token.as_deref(), limit };
    let page = call.page(instances, &ask).map_err(|_| SsoError::BadToken)?;
    Ok(ListInstancesResult { instances: page.items, next_token: page.next })
}

fn describe_instance(call: &mut Call<'_>, input: DescribeInstance) -> Result<InstanceMembers, Fault> {
    Ok(InstanceMembers::whole(instance(call, "DescribeInstance", &input.instance_arn)?))
}

// AWS: MaxResults goes up to 100, a page to 50 (facts/aws-identity.md §0.4).
fn list_applications(call: &mut Call<'_>, input: ListApplications) -> Result<ListApplicationsResult, Fault> {
    let instance = instance(call, "ListApplications", &input.instance_arn)?;
    let ApplicationFilter { application_account, application_provider } = input.filter.unwrap_or_default();
    application_account.as_deref().map(check::account_id).transpose()?;
    let fits = |application: &Application| {
        application_account.as_ref().is_none_or(|account| *account == application.account_id)
            && application_provider.as_ref().is_none_or(|provider| *provider == application.provider_arn)
    };
    let applications = call.state().ssoadmin.applications().filter(|(_, application)| fits(application));
    let members = applications
        .map(|(arn, application)| (arn.clone(), ApplicationMembers::new(instance, arn, application)));
    let limit = page_limit("maxResults", input.max_results, 100)?.min(50);
    let ask = PageAsk { token: input.next_token.as_deref(), limit };
    let page = call.page(members, &ask).map_err(|_| SsoError::BadToken)?;
    Ok(ListApplicationsResult { applications: page.items, next_token: page.next })
}

fn describe_application(call: &mut Call<'_>, input: OneApplication) -> Result<ApplicationMembers, Fault> {
    let (instance, application) = application(call, &input.application_arn)?;
    Ok(ApplicationMembers::new(instance, &input.application_arn, application))
}

fn create_assignment(call: &mut Call<'_>, input: Assignment) -> Result<(), Fault> {
    application(call, &input.application_arn)?;
    let assignee = input.assignee();
    identitystore::check::resource_id("principalId", &assignee.principal_id)?;
    if !is_known(&call.state().identitystore, &assignee) {
        return Err(SsoError::NoSuchPrincipal(assignee.principal_id).into());
    }
    if !is_known(&call.seen().identitystore, &assignee) {
        return Err(SsoError::PrincipalNotPropagated(assignee.principal_id).into());
    }
    call.state_mut().ssoadmin.application_mut(&input.application_arn)?.assign(assignee)?;
    Ok(())
}

// AWS: only a direct assignment is described (facts/aws-identity.md §5.2).
fn describe_assignment(call: &mut Call<'_>, input: Assignment) -> Result<Assignment, Fault> {
    let (_, application) = application(call, &input.application_arn)?;
    let assignee = input.assignee();
    identitystore::check::resource_id("principalId", &assignee.principal_id)?;
    if application.assignments.contains(&assignee) {
        return Ok(input);
    }
    Err(SsoError::NoSuchAssignment(assignee.principal_id).into())
}

fn delete_assignment(call: &mut Call<'_>, input: Assignment) -> Result<(), Fault> {
    application(call, &input.application_arn)?;
    identitystore::check::resource_id("principalId", &input.principal_id)?;
    call.state_mut().ssoadmin.application_mut(&input.application_arn)?.unassign(&input.assignee());
    Ok(())
}

fn list_assignments(call: &mut Call<'_>, input: ListAssignments) -> Result<ListAssignmentsResult, Fault> {
    let (_, application) = application(call, &input.application_arn)?;
    let assignments =
        application.assignments.iter().map(|assignee| (input.application_arn.as_str(), assignee));
    page_of_assignments(call, assignments, input.max_results, input.next_token.as_deref())
}

// AWS: this list, unlike a description, shows what a user may use through groups (facts/aws-identity.md §5.2). That such a
// row names the group is unverified.
fn list_assignments_for_principal(
    call: &mut Call<'_>,
    input: ListAssignmentsForPrincipal,
) -> Result<ListAssignmentsResult, Fault> {
    instance(call, "ListApplicationAssignmentsForPrincipal", &input.instance_arn)?;
    identitystore::check::resource_id("principalId", &input.principal_id)?;
    let AssignmentFilter { application_arn } = input.filter.unwrap_or_default();
    application_arn.as_deref().map(check::application_arn).transpose()?;
    let groups = match input.principal_type {
        PrincipalType::User => call.state().identitystore.groups_of(&input.principal_id).collect(),
        PrincipalType::Group => Vec::new(),
    };
    let principal = Assignee { principal_type: input.principal_type, principal_id: input.principal_id };
    let concerns = |assignee: &Assignee| {
        *assignee == principal
            || assignee.principal_type == PrincipalType::Group
                && groups.contains(&assignee.principal_id.as_str())
    };
    let assignments = call
        .state()
        .ssoadmin
        .applications()
        .filter(|(arn, _)| application_arn.as_ref().is_none_or(|wanted| wanted == *arn))
        .flat_map(|(arn, application)| {
            application.assignments.iter().map(move |assignee| (arn.as_str(), assignee))
        })
        .filter(|(_, assignee)| concerns(assignee));
    page_of_assignments(call, assignments, input.max_results, input.next_token.as_deref())
}

fn get_assignment_configuration(
    call: &mut Call<'_>,
    input: OneApplication,
) -> Result<AssignmentConfiguration, Fault> {
    let (_, application) = application(call, &input.application_arn)?;
    Ok(AssignmentConfiguration { assignment_required: application.assignment_required })
}

fn put_assignment_configuration(call: &mut Call<'_>, input: PutAssignmentConfiguration) -> Result<(), Fault> {
    application(call, &input.application_arn)?;
    let application = call.state_mut().ssoadmin.application_mut(&input.application_arn)?;
    application.assignment_required = input.assignment_required;
    Ok(())
}

/// The instance with this ARN, if it is at home in the region of the call.
fn instance<'a>(call: &'a Call<'_>, action: &'static str, arn: &str) -> Result<&'a Instance, Fault> {
    check::instance_arn(arn)?;
    let found = call.state().ssoadmin.instance(call.region).filter(|instance| instance.arn == arn);
    Ok(found.ok_or_else(|| SsoError::NoSuchInstance {
        caller: call.caller.arn.clone(),
        action,
        arn: arn.to_owned(),
    })?)
}

/// The application with this ARN, and the instance it belongs to, if that is at home in the region of the call.
fn application<'a>(call: &'a Call<'_>, arn: &str) -> Result<(&'a Instance, &'a Application), Fault> {
    check::application_arn(arn)?;
    let sso = &call.state().ssoadmin;
    let instance = sso.instance(call.region).ok_or_else(|| SsoError::NoSuchApplication(arn.to_owned()))?;
    Ok((instance, sso.application(arn)?))
}

fn is_known(directory: &identitystore::state::State, assignee: &Assignee) -> bool {
    match assignee.principal_type {
        PrincipalType::User => directory.has_user(&assignee.principal_id),
        PrincipalType::Group => directory.has_group(&assignee.principal_id),
    }
}

fn page_of_assignments<'a>(
    call: &Call<'_>,
    assignments: impl Iterator<Item = (&'a str, &'a Assignee)>,
    max_results: Option<i64>,
    token: Option<&str>,
) -> Result<ListAssignmentsResult, Fault> {
    let keyed = assignments.map(|(arn, assignee)| {
        let key = format!(
            "{arn}/{}/{}",
            u8::from(assignee.principal_type == PrincipalType::Group),
            assignee.principal_id
        );
        (key, Assignment::new(arn, assignee))
    });
    let ask = PageAsk { token, limit: page_limit("maxResults", max_results, 100)? };
    let page = call.page(keyed, &ask).map_err(|_| SsoError::BadToken)?;
    Ok(ListAssignmentsResult { application_assignments: page.items, next_token: page.next })
}
