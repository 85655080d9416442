//! The operations on the instance and its association with Identity Center.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::fault::AccessGrantsError;
use super::state::{Association, Instance};
use super::wire::{NameAccount, TagsSent, bad_token, own_account, page_limit};
use crate::call::Call;
use crate::fault::Fault;
use crate::page::PageAsk;
use crate::services::ssoadmin::state::ManagedApplication;
use crate::wire::Iso8601;

/// The id of every instance.
const ID: &str = "default";
const PROVIDER: &str = "s3-access-grants";

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(super) struct Create {
    account_id: String,
    identity_center_arn: Option<String>,
    tags: Option<TagsSent>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(super) struct Associate {
    account_id: String,
    identity_center_arn: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct List {
    #[serde(rename = "AccountId")]
    account_id: String,
    next_token: Option<String>,
    max_results: Option<i64>,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct ListResult {
    next_token: Option<String>,
    access_grants_instances_list: Instances,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Instances {
    access_grants_instance: Vec<InstanceMembers>,
}

/// An instance as it is read.
// AWS: IdentityCenterArn is the application here, not the instance that a request means by it (facts/aws-data.md §9.1).
#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct InstanceMembers {
    created_at: Iso8601,
    access_grants_instance_id: &'static str,
    access_grants_instance_arn: String,
    identity_center_arn: Option<String>,
    identity_center_instance_arn: Option<String>,
    identity_center_application_arn: Option<String>,
}

impl InstanceMembers {
    fn new(call: &Call<'_>, instance: &Instance) -> Self {
        let association = instance.identity_center.clone();
        let (instance_arn, application_arn) =
            association.map(|association| (association.instance_arn, association.application_arn)).unzip();
        Self {
            created_at: Iso8601(instance.created_at_ms),
            access_grants_instance_id: ID,
            access_grants_instance_arn: arn(call),
            identity_center_arn: application_arn.clone(),
            identity_center_instance_arn: instance_arn,
            identity_center_application_arn: application_arn,
        }
    }
}

/// The ARN of the region's instance, whether or not there is one.
pub(super) fn arn(call: &Call<'_>) -> String {
    call.regional_arn("s3", &format!("access-grants/{ID}"))
}

pub(super) fn create(call: &mut Call<'_>, input: Create) -> Result<InstanceMembers, Fault> {
    own_account(call, &input.account_id)?;
    let region = call.region;
    if call.state().s3control.instance(region).is_ok() {
        return Err(AccessGrantsError::InstanceExists.into());
    }
    let tags = input.tags.unwrap_or_default().checked()?;
    let identity_center = input.identity_center_arn.map(|arn| association(call, arn)).transpose()?;
    let instance = Instance {
        created_at_ms: call.now_ms,
        identity_center,
        tags,
        locations: BTreeMap::new(),
        grants: BTreeMap::new(),
    };
    let members = InstanceMembers::new(call, &instance);
    call.state_mut().s3control.create(region, instance)?;
    Ok(members)
}

pub(super) fn get(call: &mut Call<'_>, input: NameAccount) -> Result<InstanceMembers, Fault> {
    own_account(call, &input.account_id)?;
    let instance = call.state().s3control.instance(call.region)?;
    Ok(InstanceMembers::new(call, instance))
}

pub(super) fn list(call: &mut Call<'_>, input: List) -> Result<ListResult, Fault> {
    own_account(call, &input.account_id)?;
    let ask = PageAsk { token: input.next_token.as_deref(), limit: page_limit(input.max_results)? };
    let instance = call.seen().s3control.instance(call.region).ok();
    let members = instance.map(|instance| (ID.to_owned(), InstanceMembers::new(call, instance)));
    let page = call.page(members, &ask).map_err(|_| bad_token())?;
    Ok(ListResult {
        next_token: page.next,
        access_grants_instances_list: Instances { access_grants_instance: page.items },
    })
}

pub(super) fn delete(call: &mut Call<'_>, input: NameAccount) -> Result<(), Fault> {
    own_account(call, &input.account_id)?;
    let region = call.region;
    // AWS: what was deleted a moment ago is still in the way (facts/aws-data.md §9).
    let seen = call.seen().s3control.instance(region);
    let lingering = seen.is_ok_and(|seen| !seen.grants.is_empty() || !seen.locations.is_empty());
    call.state_mut().s3control.delete(region)?;
    if lingering {
        return Err(AccessGrantsError::InstanceNotEmpty("all grants and locations").into());
    }
    Ok(())
}

pub(super) fn associate(call: &mut Call<'_>, input: Associate) -> Result<(), Fault> {
    own_account(call, &input.account_id)?;
    let region = call.region;
    // AWS: another instance takes a dissociation first (facts/aws-data.md §9.1); the code is unverified.
    if call.state().s3control.instance(region)?.identity_center.is_some() {
        let text = "The Access Grants Instance is already associated with Identity Center";
        return Err(AccessGrantsError::invalid(text).into());
    }
    let association = association(call, input.identity_center_arn)?;
    call.state_mut().s3control.instance_mut(region)?.identity_center = Some(association);
    Ok(())
}

pub(super) fn dissociate(call: &mut Call<'_>, input: NameAccount) -> Result<(), Fault> {
    own_account(call, &input.account_id)?;
    let region = call.region;
    let instance = call.state_mut().s3control.instance_mut(region)?;
    // AWS: whether this fails while users or groups hold grants, and with which code, is unverified (facts/aws-data.md
    // §9.1).
    if instance.has_directory_grants() {
        let text = "Grants of users and groups of Identity Center must be deleted first";
        return Err(AccessGrantsError::invalid(text).into());
    }
    let association = instance.identity_center.take().ok_or_else(|| {
        AccessGrantsError::invalid("The Access Grants Instance is not associated with Identity Center")
    })?;
    call.state_mut().ssoadmin.delete_application(&association.application_arn);
    Ok(())
}

pub(super) fn resource_policy(call: &mut Call<'_>, input: NameAccount) -> Result<(), Fault> {
    own_account(call, &input.account_id)?;
    call.state().s3control.instance(call.region)?;
    Err(AccessGrantsError::NoResourcePolicy.into())
}

/// Makes the application through which S3 Access Grants knows the users of an instance of Identity Center.
fn association(call: &mut Call<'_>, instance_arn: String) -> Result<Association, AccessGrantsError> {
    if !call.state().ssoadmin.has_instance(call.region, &instance_arn) {
        return Err(AccessGrantsError::InvalidIdentityCenterInstance(instance_arn));
    }
    let application = ManagedApplication {
        id: call.ids().hex("apl-", 16),
        provider: PROVIDER,
        name: format!("S3-Access-Grants-{}", call.account.id),
        account_id: call.account.id.clone(),
        region: call.region.to_owned(),
        now_ms: call.now_ms,
        assignment_required: false,
    };
    let application_arn = call.state_mut().ssoadmin.create_managed_application(application);
    Ok(Association { instance_arn, application_arn })
}
