//! The operations on OpenID Connect providers.

use serde::{Deserialize, Serialize};

use super::role::ListTagsResult;
use super::{iam_mut, page};
use crate::call::Call;
use crate::fault::Fault;
use crate::services::iam::check;
use crate::services::iam::fault::IamError;
use crate::services::iam::openid::{OpenIdProvider, checked_thumbprints, name_of};
use crate::services::iam::tags::{Tag, Tags};
use crate::services::iam::wire::List;
use crate::wire::Iso8601;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::services::iam) struct CreateProvider {
    #[serde(rename = "Url")]
    url: String,
    #[serde(rename = "ClientIDList", default)]
    clients: Vec<String>,
    #[serde(rename = "ThumbprintList", default)]
    thumbprints: Vec<String>,
    #[serde(rename = "Tags", default)]
    tags: Vec<Tag>,
}

/// A provider and nothing else: `GetOpenIDConnectProvider`, `DeleteOpenIDConnectProvider`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::services::iam) struct OneProvider {
    #[serde(rename = "OpenIDConnectProviderArn")]
    arn: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::services::iam) struct ListProviders {}

/// `AddClientIDToOpenIDConnectProvider`, `RemoveClientIDFromOpenIDConnectProvider`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::services::iam) struct ChangeClient {
    #[serde(rename = "OpenIDConnectProviderArn")]
    arn: String,
    #[serde(rename = "ClientID")]
    client: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::services::iam) struct UpdateThumbprint {
    #[serde(rename = "OpenIDConnectProviderArn")]
    arn: String,
    #[serde(rename = "ThumbprintList", default)]
    thumbprints: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::services::iam) struct TagProvider {
    #[serde(rename = "OpenIDConnectProviderArn")]
    arn: String,
    #[serde(rename = "Tags")]
    tags: Vec<Tag>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::services::iam) struct UntagProvider {
    #[serde(rename = "OpenIDConnectProviderArn")]
    arn: String,
    #[serde(rename = "TagKeys")]
    tag_keys: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::services::iam) struct ListTags {
    #[serde(rename = "OpenIDConnectProviderArn")]
    arn: String,
    #[serde(rename = "Marker")]
    marker: Option<String>,
    #[serde(rename = "MaxItems")]
    max_items: Option<u32>,
}

#[derive(Serialize)]
pub(in crate::services::iam) struct CreateProviderResult {
    #[serde(rename = "OpenIDConnectProviderArn")]
    arn: String,
    #[serde(rename = "Tags")]
    tags: Option<List<Tag>>,
}

#[derive(Serialize)]
pub(in crate::services::iam) struct GetProviderResult {
    #[serde(rename = "Url")]
    url: String,
    #[serde(rename = "ClientIDList")]
    clients: List<String>,
    #[serde(rename = "ThumbprintList")]
    thumbprints: List<String>,
    #[serde(rename = "CreateDate")]
    made_at: Iso8601,
    #[serde(rename = "Tags")]
    tags: List<Tag>,
}

#[derive(Serialize)]
pub(in crate::services::iam) struct ListProvidersResult {
    #[serde(rename = "OpenIDConnectProviderList")]
    providers: List<ProviderEntry>,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct ProviderEntry {
    arn: String,
}

// AWS: the URL without its scheme is the name of the provider (IAM API reference, CreateOpenIDConnectProvider). IAM looks the
// thumbprint up when none is given, and nothing is looked up here.
pub(in crate::services::iam) fn create(
    call: &mut Call<'_>,
    input: CreateProvider,
) -> Result<CreateProviderResult, Fault> {
    check::length("url", &input.url, 1, 255)?;
    let invalid = || IamError::Validation {
        member: "url",
        value: input.url.clone(),
        constraint: "Invalid Open ID Connect Provider URL".to_owned(),
    };
    let name = name_of(&input.url).ok_or_else(invalid)?;
    let mut provider = OpenIdProvider {
        arn: call.global_arn("iam", &format!("oidc-provider/{name}")),
        url: input.url.clone(),
        clients: Vec::new(),
        thumbprints: checked_thumbprints(input.thumbprints)?,
        made_at_ms: call.now_ms,
        tags: Tags::default(),
    };
    input.clients.into_iter().try_for_each(|client| provider.add_client(client))?;
    let tags = (!input.tags.is_empty()).then(|| List { member: input.tags.clone() });
    provider.tags.put(input.tags, "TagsPerOpenIdConnectProvider")?;
    let arn = provider.arn.clone();
    iam_mut(call).add_openid_provider(provider)?;
    Ok(CreateProviderResult { arn, tags })
}

pub(in crate::services::iam) fn get(
    call: &mut Call<'_>,
    input: OneProvider,
) -> Result<GetProviderResult, Fault> {
    let provider = call.seen().iam.openid_provider(&input.arn)?;
    let list = |texts: &[String]| List { member: texts.to_vec() };
    Ok(GetProviderResult {
        url: name_of(&provider.url).unwrap_or_default().to_owned(),
        clients: list(&provider.clients),
        thumbprints: list(&provider.thumbprints),
        made_at: Iso8601(provider.made_at_ms),
        tags: List { member: provider.tags.iter().cloned().collect() },
    })
}

// AWS: the list has neither pages nor tags (IAM API reference, ListOpenIDConnectProviders).
pub(in crate::services::iam) fn list(
    call: &mut Call<'_>,
    _: ListProviders,
) -> Result<ListProvidersResult, Fault> {
    let entries = call.seen().iam.openid_providers().map(|arn| ProviderEntry { arn: arn.clone() });
    Ok(ListProvidersResult { providers: List { member: entries.collect() } })
}

// AWS: roles that trust a provider are not looked at (IAM API reference, DeleteOpenIDConnectProvider).
pub(in crate::services::iam) fn delete(call: &mut Call<'_>, input: OneProvider) -> Result<(), Fault> {
    Ok(iam_mut(call).delete_openid_provider(&input.arn)?)
}

// AWS: a client that is there already, or gone already, is no error (IAM API reference).
pub(in crate::services::iam) fn add_client(call: &mut Call<'_>, input: ChangeClient) -> Result<(), Fault> {
    Ok(iam_mut(call).openid_provider_mut(&input.arn)?.add_client(input.client)?)
}

pub(in crate::services::iam) fn remove_client(call: &mut Call<'_>, input: ChangeClient) -> Result<(), Fault> {
    iam_mut(call).openid_provider_mut(&input.arn)?.clients.retain(|client| *client != input.client);
    Ok(())
}

pub(in crate::services::iam) fn update_thumbprint(
    call: &mut Call<'_>,
    input: UpdateThumbprint,
) -> Result<(), Fault> {
    iam_mut(call).openid_provider_mut(&input.arn)?.thumbprints = checked_thumbprints(input.thumbprints)?;
    Ok(())
}

pub(in crate::services::iam) fn tag(call: &mut Call<'_>, input: TagProvider) -> Result<(), Fault> {
    let tags = &mut iam_mut(call).openid_provider_mut(&input.arn)?.tags;
    Ok(tags.put(input.tags, "TagsPerOpenIdConnectProvider")?)
}

pub(in crate::services::iam) fn untag(call: &mut Call<'_>, input: UntagProvider) -> Result<(), Fault> {
    let tags = &mut iam_mut(call).openid_provider_mut(&input.arn)?.tags;
    input.tag_keys.iter().for_each(|key| tags.remove(key));
    Ok(())
}

pub(in crate::services::iam) fn list_tags(
    call: &mut Call<'_>,
    input: ListTags,
) -> Result<ListTagsResult, Fault> {
    let tags = call.seen().iam.openid_provider(&input.arn)?.tags.iter();
    let tags = tags.map(|tag| (tag.key.clone(), tag.clone()));
    let page = page(call, tags, &check::page(input.marker.as_deref(), input.max_items)?)?;
    let is_truncated = page.next.is_some();
    Ok(ListTagsResult { tags: List { member: page.items }, is_truncated, marker: page.next })
}
