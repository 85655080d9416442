//! The tags of workgroups, which are named by their ARNs here.

use std::collections::BTreeMap;

use super::fault::AthenaError;
use super::state::WorkGroup;
use super::wire::{ListTagsForResource, ListTagsForResourceResult, Tag, TagResource, UntagResource};
use crate::call::Call;
use crate::fault::Fault;
use crate::page::PageAsk;

// AWS: no page of tags is smaller (facts/aws-data.md §8).
const LEAST_PAGE: usize = 75;

pub(super) fn tag(call: &mut Call<'_>, input: TagResource) -> Result<(), Fault> {
    let tags = checked(input.tags)?;
    Ok(workgroup_mut(call, &input.resource_arn)?.tag(tags)?)
}

pub(super) fn untag(call: &mut Call<'_>, input: UntagResource) -> Result<(), Fault> {
    let workgroup = workgroup_mut(call, &input.resource_arn)?;
    workgroup.tags.retain(|key, _| !input.tag_keys.contains(key));
    Ok(())
}

pub(super) fn list(
    call: &mut Call<'_>,
    input: ListTagsForResource,
) -> Result<ListTagsForResourceResult, Fault> {
    let name = name(call, &input.resource_arn)?;
    let missing = || AthenaError::NoSuchResource(input.resource_arn.clone());
    let workgroup = call.state().athena.region(call.region).get(name).map_err(|_| missing())?;
    let tags = workgroup
        .tags
        .iter()
        .map(|(key, value)| (key.clone(), Tag { key: key.clone(), value: value.clone() }));
    let limit = match input.max_results.map(usize::try_from) {
        None => LEAST_PAGE,
        Some(Ok(limit)) if limit >= LEAST_PAGE => limit,
        Some(_) => {
            return Err(AthenaError::invalid(format!("MaxResults must be at least {LEAST_PAGE}")).into());
        }
    };
    let page = call.page(tags, &PageAsk { token: input.next_token.as_deref(), limit });
    let page = page.map_err(|_| AthenaError::invalid("Invalid NextToken"))?;
    Ok(ListTagsForResourceResult { tags: page.items, next_token: page.next })
}

/// Tags by key, of which none is given twice.
pub(super) fn checked(tags: Vec<Tag>) -> Result<BTreeMap<String, String>, AthenaError> {
    let mut checked = BTreeMap::new();
    for Tag { key, value } in tags {
        if !(1..=128).contains(&key.chars().count()) || value.chars().count() > 256 {
            return Err(AthenaError::invalid(format!("Tag {key} is too short or too long.")));
        }
        if checked.insert(key.clone(), value).is_some() {
            return Err(AthenaError::invalid(format!("Tag {key} is given twice.")));
        }
    }
    Ok(checked)
}

fn workgroup_mut<'a>(call: &'a mut Call<'_>, arn: &str) -> Result<&'a mut WorkGroup, AthenaError> {
    let name = name(call, arn)?;
    let region = call.region;
    let found = call.state_mut().athena.region_mut(region).get_mut(name);
    found.map_err(|_| AthenaError::NoSuchResource(arn.to_owned()))
}

/// The name in the ARN of a workgroup of this region.
fn name<'a>(call: &Call<'_>, arn: &'a str) -> Result<&'a str, AthenaError> {
    let prefix = call.regional_arn("athena", "workgroup/");
    arn.strip_prefix(&prefix).ok_or_else(|| AthenaError::NoSuchResource(arn.to_owned()))
}
