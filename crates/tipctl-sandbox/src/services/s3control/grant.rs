//! The operations on grants.

use serde::{Deserialize, Serialize};

use super::fault::AccessGrantsError;
use super::instance;
use super::scope::Scope;
use super::state::{EVERYTHING, Grant, GranteeType, Location, Permission};
use super::wire::{TagsSent, bad_token, own_account, page_limit};
use crate::call::Call;
use crate::fault::Fault;
use crate::page::PageAsk;
use crate::wire::Iso8601;

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(super) struct Create {
    account_id: String,
    access_grants_location_id: String,
    access_grants_location_configuration: Option<LocationConfiguration>,
    grantee: Grantee,
    permission: Permission,
    application_arn: Option<String>,
    #[serde(rename = "S3PrefixType")]
    prefix_type: Option<PrefixType>,
    tags: Option<TagsSent>,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct LocationConfiguration {
    #[serde(rename = "S3SubPrefix")]
    sub_prefix: Option<String>,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
struct Grantee {
    grantee_type: GranteeType,
    grantee_identifier: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
enum PrefixType {
    Object,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(super) struct NameGrant {
    account_id: String,
    access_grant_id: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct List {
    #[serde(rename = "AccountId")]
    account_id: String,
    next_token: Option<String>,
    max_results: Option<i64>,
    granteetype: Option<GranteeType>,
    granteeidentifier: Option<String>,
    permission: Option<Permission>,
    grantscope: Option<String>,
    #[serde(rename = "application_arn")]
    application_arn: Option<String>,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct ListResult {
    next_token: Option<String>,
    access_grants_list: Grants,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Grants {
    access_grant: Vec<GrantMembers>,
}

/// A grant as it is read.
#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct GrantMembers {
    created_at: Iso8601,
    access_grant_id: String,
    access_grant_arn: String,
    grantee: Grantee,
    permission: Permission,
    access_grants_location_id: String,
    access_grants_location_configuration: LocationConfiguration,
    grant_scope: String,
    application_arn: Option<String>,
}

impl GrantMembers {
    fn new(call: &Call<'_>, id: &str, grant: &Grant) -> Self {
        Self {
            created_at: Iso8601(grant.created_at_ms),
            access_grant_id: id.to_owned(),
            access_grant_arn: format!("{}/grant/{id}", instance::arn(call)),
            grantee: Grantee { grantee_type: grant.grantee_type, grantee_identifier: grant.grantee.clone() },
            permission: grant.permission,
            access_grants_location_id: grant.location_id.clone(),
            // AWS: the element is there, and empty, when nothing was given (facts/aws-data.md §9.3).
            access_grants_location_configuration: LocationConfiguration {
                sub_prefix: Some(grant.sub_prefix.clone()),
            },
            grant_scope: grant.scope.clone(),
            application_arn: grant.application_arn.clone(),
        }
    }
}

pub(super) fn create(call: &mut Call<'_>, input: Create) -> Result<GrantMembers, Fault> {
    own_account(call, &input.account_id)?;
    let region = call.region;
    let instance = call.state().s3control.instance(region)?;
    let location = instance.location(&input.access_grants_location_id)?;
    let sub_prefix = input.access_grants_location_configuration.and_then(|given| given.sub_prefix);
    check_sub_prefix(location, sub_prefix.as_deref(), input.prefix_type)?;
    // AWS: the two are put together as they are (facts/aws-data.md §9.3).
    let sub_prefix = sub_prefix.unwrap_or_default();
    let scope = format!("{}{sub_prefix}", location.scope);
    Scope::read(&scope)
        .and_then(|scope| scope.check_bucket(call))
        .map_err(AccessGrantsError::InvalidGrant)?;
    let has_directory = instance.identity_center.is_some();
    check_grantee(call, &input.grantee, has_directory)?;
    check_application(call, input.application_arn.as_deref())?;
    let id = call.ids().guid();
    let grant = Grant {
        location_id: input.access_grants_location_id,
        sub_prefix,
        scope,
        grantee_type: input.grantee.grantee_type,
        grantee: input.grantee.grantee_identifier,
        permission: input.permission,
        application_arn: input.application_arn,
        created_at_ms: call.now_ms,
        tags: input.tags.unwrap_or_default().checked()?,
    };
    let members = GrantMembers::new(call, &id, &grant);
    call.state_mut().s3control.instance_mut(region)?.add_grant(id, grant)?;
    Ok(members)
}

pub(super) fn get(call: &mut Call<'_>, input: NameGrant) -> Result<GrantMembers, Fault> {
    own_account(call, &input.account_id)?;
    let grant = call.state().s3control.instance(call.region)?.grant(&input.access_grant_id)?;
    Ok(GrantMembers::new(call, &input.access_grant_id, grant))
}

pub(super) fn list(call: &mut Call<'_>, input: List) -> Result<ListResult, Fault> {
    own_account(call, &input.account_id)?;
    let ask = PageAsk { token: input.next_token.as_deref(), limit: page_limit(input.max_results)? };
    let grants = call.seen().s3control.instance(call.region)?.grants.iter();
    let members = grants
        .filter(|(_, grant)| input.asks_for(grant))
        .map(|(id, grant)| (id.clone(), GrantMembers::new(call, id, grant)));
    let page = call.page(members, &ask).map_err(|_| bad_token())?;
    Ok(ListResult { next_token: page.next, access_grants_list: Grants { access_grant: page.items } })
}

pub(super) fn delete(call: &mut Call<'_>, input: NameGrant) -> Result<(), Fault> {
    own_account(call, &input.account_id)?;
    let region = call.region;
    Ok(call.state_mut().s3control.instance_mut(region)?.delete_grant(&input.access_grant_id)?)
}

impl List {
    fn asks_for(&self, grant: &Grant) -> bool {
        self.granteetype.is_none_or(|asked| asked == grant.grantee_type)
            && self.granteeidentifier.as_ref().is_none_or(|asked| *asked == grant.grantee)
            && self.permission.is_none_or(|asked| asked == grant.permission)
            && self.grantscope.as_ref().is_none_or(|asked| *asked == grant.scope)
            && self.application_arn.as_ref().is_none_or(|asked| Some(asked) == grant.application_arn.as_ref())
    }
}

// AWS: a prefix ends with `*` and an object does not; the location of everything wants one or the other
// (facts/aws-data.md §9.3). That AWS refuses the rest, and with which code, is unverified.
fn check_sub_prefix(
    location: &Location,
    sub_prefix: Option<&str>,
    prefix_type: Option<PrefixType>,
) -> Result<(), AccessGrantsError> {
    let refused = |text: &str| Err(AccessGrantsError::invalid(text));
    match (sub_prefix, prefix_type) {
        (None, _) if location.scope == EVERYTHING => {
            refused("S3SubPrefix is required for the default location")
        }
        (None, _) => Ok(()),
        (Some(""), _) => refused("S3SubPrefix must not be empty"),
        (Some(given), Some(PrefixType::Object)) if given.ends_with('*') => {
            refused("S3SubPrefix of an object must not end with *")
        }
        (Some(given), None) if !given.ends_with('*') => refused("S3SubPrefix of a prefix must end with *"),
        (Some(_), _) => Ok(()),
    }
}

// AWS: a grantee that is not known by now is refused like one that is wrong (facts/aws-data.md §9.3). That users and groups
// need the association is inferred.
fn check_grantee(call: &Call<'_>, grantee: &Grantee, has_directory: bool) -> Result<(), AccessGrantsError> {
    let id = grantee.grantee_identifier.as_str();
    let known = match grantee.grantee_type {
        GranteeType::DirectoryUser => has_directory && call.seen().identitystore.has_user(id),
        GranteeType::DirectoryGroup => has_directory && call.seen().identitystore.has_group(id),
        GranteeType::Iam => call.seen().iam.has_principal(id),
    };
    if known { Ok(()) } else { Err(AccessGrantsError::InvalidGrantee) }
}

// That the application must exist is unverified.
fn check_application(call: &Call<'_>, arn: Option<&str>) -> Result<(), AccessGrantsError> {
    match arn {
        Some(arn) if call.seen().ssoadmin.application(arn).is_err() => {
            Err(AccessGrantsError::InvalidGrant(format!("Application {arn} does not exist")))
        }
        _ => Ok(()),
    }
}
