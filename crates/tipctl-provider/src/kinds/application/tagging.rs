//! Tags of everything in Identity Center.

use std::collections::BTreeMap;

use aws_sdk_ssoadmin::types::Tag;
use tipctl_model::{AttrChange, Fault};

use crate::{aws::Aws, fault::fault, pages::pages, tags};

/// The tags of the object `arn` of `instance`, the stack's mark among them.
pub(in crate::kinds) async fn tags_of(
    aws: &Aws,
    instance: &str,
    arn: &str,
) -> Result<BTreeMap<String, String>, Fault> {
    // AWS: both ARNs are needed, though the instance's is said to be optional (facts/aws-identity.md §5.1).
    let list = |token| async move {
        let call = aws.ssoadmin.list_tags_for_resource().instance_arn(instance).resource_arn(arn);
        let sent = call.set_next_token(token).send().await;
        sent.map_err(|error| fault("sso-admin", "ListTagsForResource", error))
    };
    let pages = pages("sso-admin", "ListTagsForResource", list, |page| page.next_token.clone()).await?;
    let tags = pages.iter().flat_map(|page| page.tags());
    Ok(tags.map(|tag| (tag.key().to_owned(), tag.value().to_owned())).collect())
}

/// Carries out a change of the tags of the object `arn` of `instance`.
pub(in crate::kinds) async fn retag(
    aws: &Aws,
    instance: &str,
    arn: &str,
    change: &AttrChange,
) -> Result<(), Fault> {
    let (set, removed) = tags::changes(change);
    if !set.is_empty() {
        let call = aws.ssoadmin.tag_resource().instance_arn(instance).resource_arn(arn);
        let sent = call.set_tags(Some(sdk_tags(&set))).send().await;
        sent.map_err(|error| fault("sso-admin", "TagResource", error))?;
    }
    if !removed.is_empty() {
        let call = aws.ssoadmin.untag_resource().instance_arn(instance).resource_arn(arn);
        let sent = call.set_tag_keys(Some(removed)).send().await;
        sent.map_err(|error| fault("sso-admin", "UntagResource", error))?;
    }
    Ok(())
}

/// Tags as Identity Center takes them.
pub(in crate::kinds) fn sdk_tags(tags: &BTreeMap<String, String>) -> Vec<Tag> {
    tags.iter().filter_map(|(key, value)| Tag::builder().key(key).value(value).build().ok()).collect()
}
