//! Amazon Athena: workgroups with their tags, and the queries that users of Identity Center run through them.

mod configuration;
mod fault;
pub(crate) mod gate;
pub(crate) mod query;
mod tags;
mod update;
mod wire;

pub(crate) mod state;

use crate::call::Call;
use crate::fault::Fault;
use crate::page::PageAsk;
use crate::service::Service;
use crate::services::ssoadmin::state::ManagedApplication;
use crate::wire::Protocol;
use configuration::Configuration;
use fault::AthenaError;
use state::WorkGroup;
use wire::{
    CreateWorkGroup, DeleteWorkGroup, GetWorkGroup, GetWorkGroupResult, ListWorkGroups, ListWorkGroupsResult,
    UpdateWorkGroup, WorkGroupMembers, WorkGroupState, WorkGroupSummary,
};

const SERVICE: &str = "athena.amazonaws.com";
const PROVIDER: &str = "athena";
const DESCRIPTION_LENGTH: usize = 1024;

pub(crate) fn service() -> Service {
    Service::new("athena", "athena", Protocol::Json { version: "1.1", target_prefix: "AmazonAthena" })
        .throttling("TooManyRequestsException")
        .write("CreateWorkGroup", create)
        .read("GetWorkGroup", get)
        .write("UpdateWorkGroup", update)
        .write("DeleteWorkGroup", delete)
        .read("ListWorkGroups", list)
        .write("TagResource", tags::tag)
        .write("UntagResource", tags::untag)
        .read("ListTagsForResource", tags::list)
        .write("StartQueryExecution", query::start::start)
        .read("GetQueryExecution", query::operations::get)
        .write("StopQueryExecution", query::operations::stop)
        .read("GetQueryResults", query::results::get)
        .read("ListQueryExecutions", query::operations::list)
}

fn create(call: &mut Call<'_>, input: CreateWorkGroup) -> Result<(), Fault> {
    check_name(&input.name)?;
    check_description(input.description.as_deref())?;
    let region = call.region;
    call.state().athena.region(region).check_free(&input.name)?;
    let tags = match input.tags {
        Some(tags) if tags.is_empty() => return Err(AthenaError::EmptyTags.into()),
        tags => tags::checked(tags.unwrap_or_default())?,
    };
    let configuration = input.configuration.unwrap_or_default();
    configuration.check_sent(&configuration)?;
    configuration.check()?;
    check_role(call, configuration.execution_role.as_deref())?;
    let application_arn = make_application(call, &input.name, &configuration)?;
    let mut workgroup = WorkGroup {
        enabled: true,
        description: input.description.unwrap_or_default(),
        configuration: configuration.with_defaults(),
        created_at_ms: call.now_ms,
        application_arn,
        tags: [].into(),
    };
    workgroup.tag(tags)?;
    call.state_mut().athena.region_mut(region).insert(input.name, workgroup);
    Ok(())
}

fn get(call: &mut Call<'_>, input: GetWorkGroup) -> Result<GetWorkGroupResult, Fault> {
    let workgroup = call.state().athena.region(call.region).get(&input.work_group)?;
    Ok(GetWorkGroupResult { work_group: WorkGroupMembers::new(&input.work_group, workgroup) })
}

fn update(call: &mut Call<'_>, input: UpdateWorkGroup) -> Result<(), Fault> {
    check_description(input.description.as_deref())?;
    let region = call.region;
    let before = call.state().athena.region(region).get(&input.work_group)?;
    let configuration = match input.configuration_updates {
        None => before.configuration.clone(),
        Some(updates) => {
            check_role(call, updates.execution_role.as_deref())?;
            updates.apply(&before.configuration)?
        }
    };
    let workgroup = call.state_mut().athena.region_mut(region).get_mut(&input.work_group)?;
    workgroup.configuration = configuration;
    if let Some(description) = input.description {
        workgroup.description = description;
    }
    if let Some(state) = input.state {
        workgroup.enabled = state == WorkGroupState::Enabled;
    }
    Ok(())
}

fn delete(call: &mut Call<'_>, input: DeleteWorkGroup) -> Result<(), Fault> {
    let region = call.region;
    let removed = call.state_mut().athena.region_mut(region).remove(&input.work_group)?;
    if let Some(application_arn) = removed.application_arn {
        call.state_mut().ssoadmin.delete_application(&application_arn);
    }
    Ok(())
}

fn list(call: &mut Call<'_>, input: ListWorkGroups) -> Result<ListWorkGroupsResult, Fault> {
    let workgroups = call.state().athena.region(call.region).iter();
    let summaries =
        workgroups.map(|(name, workgroup)| (name.clone(), WorkGroupSummary::new(name, workgroup)));
    // AWS: pages hold at most 50 (facts/aws-data.md §8).
    let limit =
        usize::try_from(input.max_results.unwrap_or(50)).ok().filter(|limit| (1..=50).contains(limit));
    let limit = limit.ok_or_else(|| AthenaError::invalid("MaxResults must be between 1 and 50"))?;
    let page = call.page(summaries, &PageAsk { token: input.next_token.as_deref(), limit });
    let page = page.map_err(|_| AthenaError::invalid("Invalid NextToken"))?;
    Ok(ListWorkGroupsResult { work_groups: page.items, next_token: page.next })
}

/// Makes the application through which users of Identity Center are let in.
// AWS: its ARN is known only when the workgroup is made (facts/aws-data.md §8). Its name is unverified.
fn make_application(
    call: &mut Call<'_>,
    name: &str,
    configuration: &Configuration,
) -> Result<Option<String>, AthenaError> {
    if !configuration.has_identity_center() {
        return Ok(None);
    }
    let block = configuration.identity_center_configuration.as_ref();
    let instance_arn = block.and_then(|block| block.identity_center_instance_arn.as_deref());
    let instance_arn =
        instance_arn.ok_or_else(|| AthenaError::invalid("IdentityCenterInstanceArn must be set."))?;
    if !call.state().ssoadmin.has_instance(call.region, instance_arn) {
        let text = format!("Identity Center instance {instance_arn} does not exist.");
        return Err(AthenaError::invalid(text));
    }
    let application = ManagedApplication {
        id: call.ids().hex("apl-", 16),
        provider: PROVIDER,
        name: format!("Athena-{name}"),
        account_id: call.account.id.clone(),
        region: call.region.to_owned(),
        now_ms: call.now_ms,
        assignment_required: true,
    };
    Ok(Some(call.state_mut().ssoadmin.create_managed_application(application)))
}

/// Refuses a role that is not known by now, or that does not trust Athena.
fn check_role(call: &Call<'_>, role_arn: Option<&str>) -> Result<(), AthenaError> {
    let Some(role_arn) = role_arn else { return Ok(()) };
    let role = call.seen().iam.role_by_arn(role_arn);
    if role.is_some_and(|role| role.trust.allows_service(SERVICE, "sts:AssumeRole")) {
        return Ok(());
    }
    Err(AthenaError::RoleNotAssumable(role_arn.to_owned()))
}

fn check_name(name: &str) -> Result<(), AthenaError> {
    let fits = |letter: char| letter.is_ascii_alphanumeric() || "._-".contains(letter);
    if (1..=128).contains(&name.len()) && name.chars().all(fits) {
        return Ok(());
    }
    Err(AthenaError::invalid(format!("{name} is not a valid name of a workgroup.")))
}

fn check_description(description: Option<&str>) -> Result<(), AthenaError> {
    if description.is_none_or(|text| text.chars().count() <= DESCRIPTION_LENGTH) {
        return Ok(());
    }
    Err(AthenaError::invalid(format!("A description has at most {DESCRIPTION_LENGTH} characters.")))
}
