//! Tags of the instance, of applications and of trusted token issuers.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::fault::SsoError;
use super::state::State;
use crate::call::Call;
use crate::constraint::{Violation, count, length};
use crate::fault::Fault;
use crate::page::PageAsk;

// AWS: service model; the quota is facts/aws-identity.md §1.
const TAGS: usize = 75;

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(super) struct Tag {
    key: String,
    value: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(super) struct TagResource {
    instance_arn: Option<String>,
    resource_arn: String,
    tags: Vec<Tag>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(super) struct UntagResource {
    instance_arn: Option<String>,
    resource_arn: String,
    tag_keys: Vec<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(super) struct ListTags {
    instance_arn: Option<String>,
    resource_arn: String,
    next_token: Option<String>,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct ListTagsResult {
    tags: Vec<Tag>,
    next_token: Option<String>,
}

/// Tags by key, if they are such as may be set.
pub(super) fn checked(tags: Vec<Tag>) -> Result<BTreeMap<String, String>, Fault> {
    count("tags", &tags, 0..=TAGS)?;
    let mut by_key = BTreeMap::new();
    for Tag { key, value } in tags {
        length("tags.member.key", &key, 1..=128)?;
        length("tags.member.value", &value, 0..=256)?;
        if key.starts_with("aws:") {
            return Err(Violation::new("tags.member.key", &key, "not begin with aws:").into());
        }
        by_key.insert(key, value);
    }
    Ok(by_key)
}

pub(super) fn tag(call: &mut Call<'_>, input: TagResource) -> Result<(), Fault> {
    check_instance(call, input.instance_arn.as_deref(), &input.resource_arn)?;
    let added = checked(input.tags)?;
    let tags = tags_mut(&mut call.state_mut().ssoadmin, &input.resource_arn)?;
    tags.extend(added);
    if tags.len() > TAGS {
        return Err(SsoError::TooManyTags(TAGS).into());
    }
    Ok(())
}

pub(super) fn untag(call: &mut Call<'_>, input: UntagResource) -> Result<(), Fault> {
    check_instance(call, input.instance_arn.as_deref(), &input.resource_arn)?;
    let tags = tags_mut(&mut call.state_mut().ssoadmin, &input.resource_arn)?;
    for key in &input.tag_keys {
        tags.remove(key);
    }
    Ok(())
}

pub(super) fn list(call: &mut Call<'_>, input: ListTags) -> Result<ListTagsResult, Fault> {
    check_instance(call, input.instance_arn.as_deref(), &input.resource_arn)?;
    let tags = tags(&call.state().ssoadmin, &input.resource_arn)?;
    let rows = tags
        .iter()
        .map(|(key, value)| (key.clone(), Tag { key: key.clone(), value: value.clone() }));
    let ask = PageAsk { token: input.next_token.as_deref(), limit: TAGS };
    let page = call.page(rows, &ask).map_err(|_| SsoError::BadToken)?;
    Ok(ListTagsResult { tags: page.items, next_token: page.next })
}

/// Refuses an instance that is not that of the region, and any resource where there is none.
fn check_instance(call: &Call<'_>, arn: Option<&str>, resource: &str) -> Result<(), SsoError> {
    let home = call.state().ssoadmin.instance(call.region);
    if home.is_some_and(|home| arn.is_none_or(|arn| arn == home.arn)) {
        return Ok(());
    }
    Err(SsoError::NoSuchResource(resource.to_owned()))
}

fn tags<'a>(sso: &'a State, arn: &str) -> Result<&'a BTreeMap<String, String>, SsoError> {
    let found = sso.tags_of_instance(arn).or_else(|| sso.issuer(arn).map(|issuer| &issuer.tags));
    let found = found.or_else(|| sso.application(arn).ok().map(|application| &application.tags));
    found.ok_or_else(|| SsoError::NoSuchResource(arn.to_owned()))
}

fn tags_mut<'a>(sso: &'a mut State, arn: &str) -> Result<&'a mut BTreeMap<String, String>, SsoError> {
    tags(sso, arn)?;
    sso.tags_mut(arn).ok_or_else(|| SsoError::NoSuchResource(arn.to_owned()))
}
