//! Operations on studios.

use super::page;
use crate::call::Call;
use crate::constraint::length;
use crate::services::emr::fault::EmrError;
use crate::services::emr::mapping::Mappings;
use crate::services::emr::studio::{
    AuthMode, Changes, Network, Propagation, Studio, UserAssignment, bucket_of,
};
use crate::services::emr::tags::Tags;
use crate::services::emr::wire::{
    CreateStudio, CreateStudioResult, DescribeStudioResult, ListStudios, ListStudiosResult, OneStudio,
    StudioMembers, StudioSummary, UpdateStudio, url,
};
use crate::services::ssoadmin::state::ManagedApplication;

const EMR: &str = "elasticmapreduce.amazonaws.com";

pub(in crate::services::emr) fn create(
    call: &mut Call<'_>,
    input: CreateStudio,
) -> Result<CreateStudioResult, EmrError> {
    check_texts(Some(&input.name), input.description.as_deref())?;
    check_mode(call, &input)?;
    let network = Network {
        vpc_id: input.vpc_id,
        subnet_ids: input.subnet_ids.into_iter().collect(),
        workspace_security_group_id: input.workspace_security_group_id,
        engine_security_group_id: input.engine_security_group_id,
    };
    network.check(&call.account.surroundings, call.region)?;
    for role in [Some(&input.service_role), input.user_role.as_ref()].into_iter().flatten() {
        check_assumable(call, role)?;
    }
    check_location(call, &input.service_role, &input.default_s3_location)?;
    let mut tags = Tags::default();
    tags.put(input.tags.unwrap_or_default())?;
    let id = call.ids().studio();
    let propagation = match (input.idc_instance_arn, input.idc_user_assignment) {
        (Some(instance_arn), Some(user_assignment)) => {
            let application_arn = create_application(call, input.name.clone(), user_assignment);
            Some(Propagation { instance_arn, user_assignment, application_arn })
        }
        _ => None,
    };
    let studio = Studio {
        name: input.name,
        description: given(input.description),
        auth_mode: input.auth_mode,
        network,
        service_role: input.service_role,
        user_role: input.user_role,
        default_s3_location: input.default_s3_location,
        idp_auth_url: given(input.idp_auth_url),
        idp_relay_state: given(input.idp_relay_state_parameter_name),
        encryption_key_arn: given(input.encryption_key_arn),
        propagation,
        tags,
        made_at_ms: call.now_ms,
        mappings: Mappings::default(),
    };
    let region = call.region;
    call.state_mut().emr.add_studio(region, id.clone(), studio);
    Ok(CreateStudioResult { url: url(&id, region), studio_id: id })
}

pub(in crate::services::emr) fn describe(
    call: &mut Call<'_>,
    input: OneStudio,
) -> Result<DescribeStudioResult, EmrError> {
    let studio = call.state().emr.studio(call.region, &input.studio_id)?;
    let arn = call.regional_arn("elasticmapreduce", &format!("studio/{}", input.studio_id));
    Ok(DescribeStudioResult { studio: StudioMembers::new(arn, &input.studio_id, call.region, studio) })
}

pub(in crate::services::emr) fn list(
    call: &mut Call<'_>,
    input: ListStudios,
) -> Result<ListStudiosResult, EmrError> {
    let studios = call.state().emr.studios(call.region);
    let summaries = studios.map(|(id, studio)| (id.clone(), StudioSummary::new(id, call.region, studio)));
    let page = page(call, summaries, input.marker.as_deref())?;
    Ok(ListStudiosResult { studios: page.items, marker: page.next })
}

pub(in crate::services::emr) fn update(call: &mut Call<'_>, input: UpdateStudio) -> Result<(), EmrError> {
    check_texts(input.name.as_deref(), input.description.as_deref())?;
    let mut studio = call.state().emr.studio(call.region, &input.studio_id)?.clone();
    if let Some(location) = &input.default_s3_location {
        check_location(call, &studio.service_role, location)?;
    }
    let changes = Changes {
        name: input.name,
        description: input.description,
        subnet_ids: input.subnet_ids.map(|ids| ids.into_iter().collect()),
        default_s3_location: input.default_s3_location,
        encryption_key_arn: input.encryption_key_arn,
    };
    studio.update(changes, &call.account.surroundings, call.region)?;
    let region = call.region;
    *call.state_mut().emr.studio_mut(region, &input.studio_id)? = studio;
    Ok(())
}

// AWS: the studio's application goes with it, and so do its session mappings (facts/aws-identity.md §7).
pub(in crate::services::emr) fn delete(call: &mut Call<'_>, input: OneStudio) -> Result<(), EmrError> {
    let region = call.region;
    let studio = call.state_mut().emr.remove_studio(region, &input.studio_id)?;
    if let Some(propagation) = studio.propagation {
        call.state_mut().ssoadmin.delete_application(&propagation.application_arn);
    }
    Ok(())
}

fn check_texts(name: Option<&str>, description: Option<&str>) -> Result<(), EmrError> {
    name.map(|name| length("name", name, 1..=256)).transpose()?;
    description.map(|description| length("description", description, 0..=256)).transpose()?;
    Ok(())
}

/// Refuses members that do not go with the way users are authenticated.
// AWS: what goes with which mode is in facts/aws-identity.md §7. That propagation needs both of its other members, which
// have no known defaults, and that these need propagation, is unverified.
fn check_mode(call: &Call<'_>, input: &CreateStudio) -> Result<(), EmrError> {
    let refused = |text: &str| Err(EmrError::Refused(text.to_owned()));
    let propagates = input.trusted_identity_propagation_enabled.unwrap_or_default();
    let has_settings = input.idc_instance_arn.is_some() || input.idc_user_assignment.is_some();
    if !propagates && has_settings {
        return refused("IdcInstanceArn and IdcUserAssignment need TrustedIdentityPropagationEnabled.");
    }
    if input.auth_mode == AuthMode::Iam {
        return match input.user_role {
            Some(_) => refused("UserRole must not be given when AuthMode is IAM."),
            None if propagates => refused("TrustedIdentityPropagationEnabled needs the AuthMode SSO."),
            None => Ok(()),
        };
    }
    if input.user_role.is_none() {
        return refused("UserRole is required when AuthMode is SSO.");
    }
    if input.idp_auth_url.is_some() || input.idp_relay_state_parameter_name.is_some() {
        return refused("IdpAuthUrl and IdpRelayStateParameterName need the AuthMode IAM.");
    }
    let sso = &call.state().ssoadmin;
    if sso.instance(call.region).is_none() {
        return Err(EmrError::NotEnabled(call.region.to_owned()));
    }
    match (propagates, &input.idc_instance_arn, input.idc_user_assignment) {
        (false, ..) => Ok(()),
        (true, Some(arn), Some(_)) if sso.has_instance(call.region, arn) => Ok(()),
        (true, Some(_), Some(_)) => Err(EmrError::InvalidMember("IdcInstanceArn")),
        (true, ..) => {
            refused("TrustedIdentityPropagationEnabled needs IdcInstanceArn and IdcUserAssignment.")
        }
    }
}

/// Refuses a role that EMR cannot assume by now.
// AWS: while a role has not got around this is refused like one that does not trust EMR (facts/aws-identity.md §7).
fn check_assumable(call: &Call<'_>, role: &str) -> Result<(), EmrError> {
    let found = call.seen().iam.role_by_arn(&role_arn(call, role));
    if found.is_some_and(|role| role.trust.allows_service(EMR, "sts:AssumeRole")) {
        return Ok(());
    }
    Err(EmrError::CannotAssume { service: EMR, role: role.to_owned() })
}

/// Refuses a location that the service role cannot reach: there is no such bucket, or the role has no policy by now.
// AWS: a role whose policy has not got around is refused with the same text as a wrong one (facts/aws-identity.md §7). What
// the policies say is not looked at.
fn check_location(call: &Call<'_>, service_role: &str, location: &str) -> Result<(), EmrError> {
    let bucket = bucket_of(location)?;
    let role = call.seen().iam.role_by_arn(&role_arn(call, service_role));
    let has_policy = role.is_some_and(|role| !role.inline.is_empty() || !role.attached.is_empty());
    if has_policy && call.account.surroundings.buckets.contains_key(bucket) {
        return Ok(());
    }
    Err(EmrError::CannotAccess(location.to_owned()))
}

/// The ARN of a role that is given by name or ARN.
fn role_arn(call: &Call<'_>, role: &str) -> String {
    if role.starts_with("arn:") { role.to_owned() } else { call.global_arn("iam", &format!("role/{role}")) }
}

// AWS: EMR makes the application and does not tell its ARN; what it is called is unverified (facts/aws-identity.md §7).
fn create_application(call: &mut Call<'_>, name: String, user_assignment: UserAssignment) -> String {
    let application = ManagedApplication {
        id: call.ids().hex("apl-", 16),
        provider: "elasticmapreduce",
        name,
        account_id: call.account.id.clone(),
        region: call.region.to_owned(),
        now_ms: call.now_ms,
        assignment_required: user_assignment == UserAssignment::Required,
    };
    call.state_mut().ssoadmin.create_managed_application(application)
}

/// A text that is none when it is empty.
// AWS: unset texts come back absent (facts/aws-identity.md §7).
fn given(text: Option<String>) -> Option<String> {
    text.filter(|text| !text.is_empty())
}
