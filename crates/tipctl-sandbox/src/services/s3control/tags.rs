//! The tags of the instance, of locations and of grants, which are named by their ARNs here.

use serde::{Deserialize, Serialize};

use super::fault::AccessGrantsError;
use super::instance;
use super::state::{Instance, Tags};
use super::wire::{TagsRead, TagsSent, check_number, own_account};
use crate::call::Call;
use crate::fault::Fault;

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(super) struct Tag {
    account_id: String,
    resource_arn: String,
    tags: TagsSent,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(super) struct Untag {
    account_id: String,
    resource_arn: String,
    #[serde(rename = "tagKeys", default)]
    tag_keys: Vec<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(super) struct NameResource {
    account_id: String,
    resource_arn: String,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct ListResult {
    tags: TagsRead,
}

/// What a tag can hang on.
enum Tagged {
    Instance,
    Location(String),
    Grant(String),
}

impl Tagged {
    /// Reads the ARN of something that the region's instance has.
    fn read(call: &Call<'_>, arn: &str) -> Result<Self, AccessGrantsError> {
        let rest = arn.strip_prefix(&instance::arn(call));
        let tagged = match rest.map(|rest| rest.split('/').collect::<Vec<_>>()).as_deref() {
            Some([""]) => Self::Instance,
            Some(["", "location", id]) => Self::Location((*id).to_owned()),
            Some(["", "grant", id]) => Self::Grant((*id).to_owned()),
            _ => return Err(AccessGrantsError::NoSuchResource(arn.to_owned())),
        };
        Ok(tagged)
    }

    fn tags<'a>(&self, instance: &'a mut Instance) -> Result<&'a mut Tags, AccessGrantsError> {
        match self {
            Self::Instance => Ok(&mut instance.tags),
            Self::Location(id) => Ok(&mut instance.location_mut(id)?.tags),
            Self::Grant(id) => {
                let found = instance.grants.get_mut(id);
                found.map(|grant| &mut grant.tags).ok_or_else(|| AccessGrantsError::NoSuchGrant(id.clone()))
            }
        }
    }
}

pub(super) fn tag(call: &mut Call<'_>, input: Tag) -> Result<(), Fault> {
    own_account(call, &input.account_id)?;
    let tags = input.tags.checked()?;
    let tagged = Tagged::read(call, &input.resource_arn)?;
    let region = call.region;
    let held = tagged.tags(call.state_mut().s3control.instance_mut(region)?)?;
    held.extend(tags);
    Ok(check_number(held)?)
}

pub(super) fn untag(call: &mut Call<'_>, input: Untag) -> Result<(), Fault> {
    own_account(call, &input.account_id)?;
    let tagged = Tagged::read(call, &input.resource_arn)?;
    let region = call.region;
    let held = tagged.tags(call.state_mut().s3control.instance_mut(region)?)?;
    held.retain(|key, _| !input.tag_keys.contains(key));
    Ok(())
}

pub(super) fn list(call: &mut Call<'_>, input: NameResource) -> Result<ListResult, Fault> {
    own_account(call, &input.account_id)?;
    let instance = call.state().s3control.instance(call.region)?;
    let tags = match Tagged::read(call, &input.resource_arn)? {
        Tagged::Instance => &instance.tags,
        Tagged::Location(id) => &instance.location(&id)?.tags,
        Tagged::Grant(id) => &instance.grant(&id)?.tags,
    };
    Ok(ListResult { tags: tags.into() })
}
