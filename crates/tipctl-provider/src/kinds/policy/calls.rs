//! Managed policies through IAM.

use std::collections::BTreeMap;

use aws_sdk_iam::types::{PolicyScopeType, PolicyVersion};
use futures::{StreamExt, TryStreamExt, stream};
use tipctl_model::{
    Asked, AttrChange, Attrs, BoxFuture, Fault, FaultClass, Live, NonEmpty, Observation, Value,
};

use super::{Policy, schema};
use crate::{
    attrs::{Read, STACK_TAG, Shown, changed, visible_tags},
    aws::Aws,
    calls::{Calls, Swept},
    fault::{deleted, fault},
    kinds::role::sdk_tags,
    pages::pages,
    policy, tags,
};

/// How many versions of a policy AWS keeps.
const VERSIONS: usize = 5;

/// How many policies are read at once.
const AT_ONCE: usize = 8;

impl Calls for Policy {
    fn sweep<'a>(
        &'a self,
        aws: &'a Aws,
        asked: Asked<'a>,
        _: &'a Observation,
    ) -> BoxFuture<'a, Result<Swept, Fault>> {
        Box::pin(async move {
            // AWS: the list has neither descriptions nor documents nor tags (facts/aws-data.md §11.1).
            let list = |marker| async move {
                let call = aws.iam.list_policies().scope(PolicyScopeType::Local).max_items(1000);
                let sent = call.set_marker(marker).send().await;
                sent.map_err(|error| fault("iam", "ListPolicies", error))
            };
            let pages = pages("iam", "ListPolicies", list, |page| page.marker.clone()).await?;
            let concerned = |name: &str| {
                asked.wanted(schema::NAME).any(|want| want.text("name") == Some(name))
                    || asked.owned(schema::NAME).any(|key| key.part("name") == Some(name))
            };
            let arns: Vec<String> = pages
                .iter()
                .flat_map(|page| page.policies())
                .filter(|policy| policy.policy_name().is_some_and(concerned))
                .filter_map(|policy| policy.arn().map(str::to_owned))
                .collect();
            let reads = arns.into_iter().map(|arn| async move { read(aws, &arn).await });
            let found: Vec<Option<Live>> = stream::iter(reads).buffered(AT_ONCE).try_collect().await?;
            Ok(found.into_iter().flatten().collect::<Vec<_>>().into())
        })
    }

    fn create<'a>(&'a self, aws: &'a Aws, want: &'a Attrs) -> BoxFuture<'a, Result<Live, Fault>> {
        Box::pin(async move {
            let text = |attr| want.text(attr).map(str::to_owned);
            let tags = tags::marked(want, &aws.place);
            let call = aws.iam.create_policy().set_policy_name(text("name")).set_path(text("path"));
            let call = call.set_description(text("description").filter(|text| !text.is_empty()));
            let call = call.set_policy_document(want.get("document").map(policy::json));
            let sent = call.set_tags(Some(sdk_tags(&tags))).send().await;
            match sent.map_err(|error| fault("iam", "CreatePolicy", error)) {
                Err(taken) if taken.class == FaultClass::Taken => {
                    let found = read(aws, want.text("arn").unwrap_or_default()).await?;
                    return tags::just_made(found, want, &aws.place).ok_or(taken);
                }
                sent => drop(sent?),
            }
            let mut attrs = want.clone();
            attrs.entry("description").or_insert_with(|| Value::text(""));
            attrs.entry("tags").or_insert_with(|| Value::Map(BTreeMap::new()));
            Ok(aws.made(attrs))
        })
    }

    fn update<'a>(
        &'a self,
        aws: &'a Aws,
        live: &'a Live,
        want: &'a Attrs,
        diff: &'a NonEmpty<AttrChange>,
    ) -> BoxFuture<'a, Result<Live, Fault>> {
        Box::pin(async move {
            let arn = live.text("arn");
            for change in diff {
                match (change.attr, want.get(change.attr)) {
                    ("document", Some(document)) => new_version(aws, arn, document).await?,
                    ("tags", _) => tag(aws, arn, change).await?,
                    _ => {}
                }
            }
            Ok(changed(live, want, diff))
        })
    }

    fn delete<'a>(&'a self, aws: &'a Aws, live: &'a Live) -> BoxFuture<'a, Result<(), Fault>> {
        Box::pin(async move {
            // AWS: a policy goes after its other versions, and never while it is attached anywhere; whoever attached
            // it is to detach it (facts/aws-data.md §11.2).
            deleted(delete(aws, live.text("arn")).await)
        })
    }
}

/// The policy `arn`, when it is still there.
pub(crate) async fn read(aws: &Aws, arn: &str) -> Result<Option<Live>, Fault> {
    let found = aws.iam.get_policy().policy_arn(arn).send().await;
    let found = match found.map_err(|error| fault("iam", "GetPolicy", error)) {
        Ok(found) => found,
        Err(fault) if fault.class == FaultClass::Absent => return Ok(None),
        Err(fault) => return Err(fault),
    };
    let Some(policy) = found.policy() else { return Ok(None) };
    let call = aws.iam.get_policy_version().policy_arn(arn);
    let version = call.set_version_id(policy.default_version_id().map(str::to_owned)).send().await;
    let version = version.map_err(|error| fault("iam", "GetPolicyVersion", error))?;
    let document = version.policy_version().and_then(PolicyVersion::document);
    let tags: BTreeMap<String, String> =
        policy.tags().iter().map(|tag| (tag.key().to_owned(), tag.value().to_owned())).collect();
    let attrs = Shown::new()
        .maybe("name", policy.policy_name())
        .maybe("path", policy.path())
        .with("arn", arn)
        .with("description", policy.description().unwrap_or_default())
        .maybe("document", document.map(|text| policy::read(text, &aws.place.partition)))
        .with("tags", visible_tags(tags.clone()))
        .attrs();
    Ok(Some(Live { attrs, stack: tags.get(STACK_TAG).cloned() }))
}

async fn versions(aws: &Aws, arn: &str) -> Result<Vec<PolicyVersion>, Fault> {
    let list = |marker| async move {
        let sent = aws.iam.list_policy_versions().policy_arn(arn).set_marker(marker).send().await;
        sent.map_err(|error| fault("iam", "ListPolicyVersions", error))
    };
    let pages = pages("iam", "ListPolicyVersions", list, |page| page.marker.clone()).await?;
    Ok(pages.iter().flat_map(|page| page.versions()).cloned().collect())
}

/// Makes `document` the policy's default version, after making room for it.
async fn new_version(aws: &Aws, arn: &str, document: &Value) -> Result<(), Fault> {
    let versions = versions(aws, arn).await?;
    if versions.len() >= VERSIONS {
        let number = |version: &&PolicyVersion| -> u32 {
            let id = version.version_id().unwrap_or_default();
            id.trim_start_matches('v').parse().unwrap_or(u32::MAX)
        };
        let oldest = versions.iter().filter(|version| !version.is_default_version()).min_by_key(number);
        if let Some(id) = oldest.and_then(PolicyVersion::version_id) {
            delete_version(aws, arn, id).await?;
        }
    }
    let call = aws.iam.create_policy_version().policy_arn(arn).policy_document(policy::json(document));
    let sent = call.set_as_default(true).send().await;
    sent.map_err(|error| fault("iam", "CreatePolicyVersion", error)).map(drop)
}

async fn delete(aws: &Aws, arn: &str) -> Result<(), Fault> {
    for version in versions(aws, arn).await?.iter().filter(|version| !version.is_default_version()) {
        delete_version(aws, arn, version.version_id().unwrap_or_default()).await?;
    }
    let sent = aws.iam.delete_policy().policy_arn(arn).send().await;
    sent.map_err(|error| fault("iam", "DeletePolicy", error)).map(drop)
}

async fn delete_version(aws: &Aws, arn: &str, id: &str) -> Result<(), Fault> {
    let sent = aws.iam.delete_policy_version().policy_arn(arn).version_id(id).send().await;
    deleted(sent.map_err(|error| fault("iam", "DeletePolicyVersion", error)))
}

async fn tag(aws: &Aws, arn: &str, change: &AttrChange) -> Result<(), Fault> {
    let (set, removed) = tags::changes(change);
    if !set.is_empty() {
        let call = aws.iam.tag_policy().policy_arn(arn).set_tags(Some(sdk_tags(&set)));
        call.send().await.map_err(|error| fault("iam", "TagPolicy", error))?;
    }
    if !removed.is_empty() {
        let call = aws.iam.untag_policy().policy_arn(arn).set_tag_keys(Some(removed));
        call.send().await.map_err(|error| fault("iam", "UntagPolicy", error))?;
    }
    Ok(())
}
