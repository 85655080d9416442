//! The operations on locations.

use serde::{Deserialize, Serialize};

use super::fault::AccessGrantsError;
use super::instance;
use super::scope::Scope;
use super::state::{EVERYTHING, Location};
use super::wire::{TagsSent, bad_token, own_account, page_limit};
use crate::call::Call;
use crate::fault::Fault;
use crate::page::PageAsk;
use crate::wire::Iso8601;

const SERVICE: &str = "access-grants.s3.amazonaws.com";
/// The id of the location that takes in everything.
const DEFAULT: &str = "default";

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(super) struct Create {
    account_id: String,
    location_scope: String,
    #[serde(rename = "IAMRoleArn")]
    role_arn: String,
    tags: Option<TagsSent>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(super) struct Update {
    account_id: String,
    access_grants_location_id: String,
    #[serde(rename = "IAMRoleArn")]
    role_arn: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(super) struct NameLocation {
    account_id: String,
    access_grants_location_id: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct List {
    #[serde(rename = "AccountId")]
    account_id: String,
    next_token: Option<String>,
    max_results: Option<i64>,
    locationscope: Option<String>,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct ListResult {
    next_token: Option<String>,
    access_grants_locations_list: Locations,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Locations {
    access_grants_location: Vec<LocationMembers>,
}

/// A location as it is read.
#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct LocationMembers {
    created_at: Iso8601,
    access_grants_location_id: String,
    access_grants_location_arn: String,
    location_scope: String,
    #[serde(rename = "IAMRoleArn")]
    role_arn: String,
}

impl LocationMembers {
    fn new(call: &Call<'_>, id: &str, location: &Location) -> Self {
        Self {
            created_at: Iso8601(location.created_at_ms),
            access_grants_location_id: id.to_owned(),
            access_grants_location_arn: format!("{}/location/{id}", instance::arn(call)),
            location_scope: location.scope.clone(),
            role_arn: location.role_arn.clone(),
        }
    }
}

pub(super) fn create(call: &mut Call<'_>, input: Create) -> Result<LocationMembers, Fault> {
    own_account(call, &input.account_id)?;
    let region = call.region;
    call.state().s3control.instance(region)?;
    if input.location_scope != EVERYTHING {
        Scope::read(&input.location_scope)
            .and_then(|scope| scope.check_bucket(call))
            .map_err(AccessGrantsError::InvalidLocation)?;
    }
    check_role(call, &input.role_arn)?;
    let tags = input.tags.unwrap_or_default().checked()?;
    // AWS: ids are GUIDs but for that of the location of everything (facts/aws-data.md §9.2).
    let everything = input.location_scope == EVERYTHING;
    let id = if everything { DEFAULT.to_owned() } else { call.ids().guid() };
    let location =
        Location { scope: input.location_scope, role_arn: input.role_arn, created_at_ms: call.now_ms, tags };
    let members = LocationMembers::new(call, &id, &location);
    call.state_mut().s3control.instance_mut(region)?.add_location(id, location)?;
    Ok(members)
}

pub(super) fn get(call: &mut Call<'_>, input: NameLocation) -> Result<LocationMembers, Fault> {
    own_account(call, &input.account_id)?;
    let location =
        call.state().s3control.instance(call.region)?.location(&input.access_grants_location_id)?;
    Ok(LocationMembers::new(call, &input.access_grants_location_id, location))
}

pub(super) fn list(call: &mut Call<'_>, input: List) -> Result<ListResult, Fault> {
    own_account(call, &input.account_id)?;
    let ask = PageAsk { token: input.next_token.as_deref(), limit: page_limit(input.max_results)? };
    let locations = call.seen().s3control.instance(call.region)?.locations.iter();
    let asked = locations
        .filter(|(_, location)| input.locationscope.as_ref().is_none_or(|scope| *scope == location.scope));
    let members = asked.map(|(id, location)| (id.clone(), LocationMembers::new(call, id, location)));
    let page = call.page(members, &ask).map_err(|_| bad_token())?;
    Ok(ListResult {
        next_token: page.next,
        access_grants_locations_list: Locations { access_grants_location: page.items },
    })
}

pub(super) fn update(call: &mut Call<'_>, input: Update) -> Result<LocationMembers, Fault> {
    own_account(call, &input.account_id)?;
    let (region, id) = (call.region, input.access_grants_location_id);
    call.state().s3control.instance(region)?.location(&id)?;
    check_role(call, &input.role_arn)?;
    let location = call.state_mut().s3control.instance_mut(region)?.location_mut(&id)?;
    location.role_arn = input.role_arn;
    let location = location.clone();
    Ok(LocationMembers::new(call, &id, &location))
}

pub(super) fn delete(call: &mut Call<'_>, input: NameLocation) -> Result<(), Fault> {
    own_account(call, &input.account_id)?;
    let (region, id) = (call.region, input.access_grants_location_id);
    let seen = call.seen().s3control.instance(region);
    let lingering = seen.is_ok_and(|seen| seen.uses(&id));
    call.state_mut().s3control.instance_mut(region)?.delete_location(&id)?;
    if lingering {
        // AWS: a grant that was deleted a moment ago is still in the way (facts/aws-data.md §9.2).
        return Err(AccessGrantsError::LocationNotEmpty(id).into());
    }
    Ok(())
}

/// Refuses a role that is not known by now, or that does not trust S3 Access Grants.
// AWS: facts/aws-data.md §9.2. Whether the role may be given a directory identity's context shows when it is used.
fn check_role(call: &Call<'_>, role_arn: &str) -> Result<(), AccessGrantsError> {
    let role = call.seen().iam.role_by_arn(role_arn);
    if role.is_some_and(|role| role.trust.allows_service(SERVICE, "sts:AssumeRole")) {
        return Ok(());
    }
    Err(AccessGrantsError::InvalidRole(role_arn.to_owned()))
}
