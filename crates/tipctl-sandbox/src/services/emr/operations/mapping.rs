//! Operations on session mappings.

use super::page;
use crate::call::Call;
use crate::constraint::length;
use crate::services::emr::fault::EmrError;
use crate::services::emr::mapping::{IdentityType, Mapping, Named};
use crate::services::emr::studio::{AuthMode, Studio, UserAssignment};
use crate::services::emr::wire::{
    GetMappingResult, ListMappings, ListMappingsResult, MappingMembers, OneMapping, PutMapping,
};
use crate::services::ssoadmin::application::{Assignee, PrincipalType};

// AWS: a group without members is taken (facts/aws-identity.md §8); that AWS drops the mapping of one in silence was
// reported once (facts/user-asks.md §A7) and is done when a knob asks for it.
pub(in crate::services::emr) fn create(call: &mut Call<'_>, input: PutMapping) -> Result<(), EmrError> {
    let studio = call.state().emr.studio(call.region, &input.studio_id)?;
    if studio.auth_mode == AuthMode::Iam {
        return Err(EmrError::Refused("The AuthMode of the studio is IAM.".to_owned()));
    }
    let application = required_application(studio);
    let named = Named::read(input.identity_id, input.identity_name)?;
    let (identity_id, identity_name) = in_directory(call, &named, input.identity_type)?;
    check_policy(call, &input.session_policy_arn)?;
    let has_nobody =
        input.identity_type == IdentityType::Group && !call.state().identitystore.has_members(&identity_id);
    if call.quirks.drops_empty_mappings && has_nobody {
        return Ok(());
    }
    let mapping = Mapping {
        identity_type: input.identity_type,
        identity_name,
        session_policy_arn: input.session_policy_arn,
        made_at_ms: call.now_ms,
        updated_at_ms: call.now_ms,
    };
    let region = call.region;
    let state = call.state_mut();
    state.emr.studio_mut(region, &input.studio_id)?.mappings.add(identity_id.clone(), mapping)?;
    // AWS: a mapping is an assignment to the studio's application underneath: inferred (facts/aws-identity.md §8).
    if let Some(arn) = application
        && let Ok(application) = state.ssoadmin.application_mut(&arn)
    {
        application.assignments.insert(assignee(identity_id, input.identity_type));
    }
    Ok(())
}

pub(in crate::services::emr) fn get(
    call: &mut Call<'_>,
    input: OneMapping,
) -> Result<GetMappingResult, EmrError> {
    let studio = call.state().emr.studio(call.region, &input.studio_id)?;
    let named = Named::read(input.identity_id, input.identity_name)?;
    let id = mapped(call, studio, &named, input.identity_type)?;
    let mapping = studio.mappings.get(&id, input.identity_type)?;
    let name = name_of(call, &id, mapping);
    Ok(GetMappingResult { session_mapping: MappingMembers::whole(&input.studio_id, &id, name, mapping) })
}

pub(in crate::services::emr) fn update(call: &mut Call<'_>, input: PutMapping) -> Result<(), EmrError> {
    let studio = call.state().emr.studio(call.region, &input.studio_id)?;
    let named = Named::read(input.identity_id, input.identity_name)?;
    let id = mapped(call, studio, &named, input.identity_type)?;
    check_policy(call, &input.session_policy_arn)?;
    let (region, now_ms) = (call.region, call.now_ms);
    let studio = call.state_mut().emr.studio_mut(region, &input.studio_id)?;
    studio.mappings.update(&id, input.session_policy_arn, now_ms)
}

pub(in crate::services::emr) fn delete(call: &mut Call<'_>, input: OneMapping) -> Result<(), EmrError> {
    let studio = call.state().emr.studio(call.region, &input.studio_id)?;
    let application = required_application(studio);
    let named = Named::read(input.identity_id, input.identity_name)?;
    let id = mapped(call, studio, &named, input.identity_type)?;
    let region = call.region;
    let state = call.state_mut();
    state.emr.studio_mut(region, &input.studio_id)?.mappings.remove(&id)?;
    if let Some(arn) = application
        && let Ok(application) = state.ssoadmin.application_mut(&arn)
    {
        application.unassign(&assignee(id, input.identity_type));
    }
    Ok(())
}

// AWS: that a list without a studio is of the whole account is unverified (facts/aws-identity.md §0.4).
pub(in crate::services::emr) fn list(
    call: &mut Call<'_>,
    input: ListMappings,
) -> Result<ListMappingsResult, EmrError> {
    if let Some(id) = &input.studio_id {
        call.state().emr.studio(call.region, id)?;
    }
    let studios = call.state().emr.studios(call.region);
    let studios = studios.filter(|(id, _)| input.studio_id.as_ref().is_none_or(|wanted| wanted == *id));
    let mappings = studios.flat_map(|(id, studio)| studio.mappings.iter().map(move |mapping| (id, mapping)));
    let members = mappings
        .filter(|(_, (_, mapping))| input.identity_type.is_none_or(|wanted| wanted == mapping.identity_type))
        .map(|(studio_id, (id, mapping))| {
            let name = name_of(call, id, mapping);
            (format!("{studio_id}/{id}"), MappingMembers::listed(studio_id, id, name, mapping))
        });
    let page = page(call, members, input.marker.as_deref())?;
    Ok(ListMappingsResult { session_mappings: page.items, marker: page.next })
}

/// The application of a studio that only those may use who are assigned to it.
fn required_application(studio: &Studio) -> Option<String> {
    let propagation = studio.propagation.as_ref()?;
    let is_required = propagation.user_assignment == UserAssignment::Required;
    is_required.then(|| propagation.application_arn.clone())
}

/// Id and name of an identity that is in the directory.
fn in_directory(call: &Call<'_>, named: &Named, of: IdentityType) -> Result<(String, String), EmrError> {
    let directory = &call.state().identitystore;
    let found = match (named, of) {
        (Named::Id(id), IdentityType::User) => Some(id.as_str()).zip(directory.user_name(id)),
        (Named::Id(id), IdentityType::Group) => Some(id.as_str()).zip(directory.group_name(id)),
        (Named::Name(name), IdentityType::User) => directory.user_named(name).zip(Some(name.as_str())),
        (Named::Name(name), IdentityType::Group) => directory.group_named(name).zip(Some(name.as_str())),
    };
    let (id, name) = found.ok_or(match named {
        Named::Id(_) => EmrError::InvalidMember("IdentityId"),
        Named::Name(_) => EmrError::InvalidMember("IdentityName"),
    })?;
    Ok((id.to_owned(), name.to_owned()))
}

/// The id of an identity that is mapped. One that is gone from the directory is still found under its last name.
fn mapped(call: &Call<'_>, studio: &Studio, named: &Named, of: IdentityType) -> Result<String, EmrError> {
    let id = match named {
        Named::Id(id) => id.clone(),
        Named::Name(name) => match in_directory(call, named, of) {
            Ok((id, _)) => id,
            Err(_) => studio.mappings.id_of(name, of).ok_or(EmrError::NoSuchMapping)?.to_owned(),
        },
    };
    studio.mappings.get(&id, of)?;
    Ok(id)
}

/// What a mapped identity is called: its name follows a renaming, and outlives the identity.
fn name_of<'a>(call: &'a Call<'_>, id: &str, mapping: &'a Mapping) -> &'a str {
    let directory = &call.state().identitystore;
    let name = match mapping.identity_type {
        IdentityType::User => directory.user_name(id),
        IdentityType::Group => directory.group_name(id),
    };
    name.unwrap_or(&mapping.identity_name)
}

/// Refuses a session policy that is no managed policy.
// AWS: it must be the ARN of a managed policy, not of a role (facts/aws-identity.md §8). That a missing one is refused is
// unverified.
fn check_policy(call: &Call<'_>, arn: &str) -> Result<(), EmrError> {
    length("sessionPolicyArn", arn, 0..=256)?;
    if call.state().iam.has_policy(arn) { Ok(()) } else { Err(EmrError::InvalidMember("SessionPolicyArn")) }
}

fn assignee(principal_id: String, of: IdentityType) -> Assignee {
    let principal_type = match of {
        IdentityType::User => PrincipalType::User,
        IdentityType::Group => PrincipalType::Group,
    };
    Assignee { principal_type, principal_id }
}
