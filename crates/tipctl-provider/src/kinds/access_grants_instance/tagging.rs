//! Tags of everything in S3 Access Grants.

use std::collections::BTreeMap;

use aws_sdk_s3control::types::Tag;
use tipctl_model::{AttrChange, Fault};

use crate::{aws::Aws, fault::fault, tags};

/// The tags of the object `arn`, the stack's mark among them.
pub(in crate::kinds) async fn tags_of(aws: &Aws, arn: &str) -> Result<BTreeMap<String, String>, Fault> {
    let call = aws.s3control.list_tags_for_resource().account_id(&aws.place.account).resource_arn(arn);
    let found = call.send().await.map_err(|error| fault("s3control", "ListTagsForResource", error))?;
    Ok(found.tags().iter().map(|tag| (tag.key().to_owned(), tag.value().to_owned())).collect())
}

/// Carries out a change of the tags of the object `arn`.
pub(in crate::kinds) async fn retag(aws: &Aws, arn: &str, change: &AttrChange) -> Result<(), Fault> {
    let (set, removed) = tags::changes(change);
    let account = &aws.place.account;
    if !set.is_empty() {
        let call = aws.s3control.tag_resource().account_id(account).resource_arn(arn);
        let sent = call.set_tags(Some(sdk_tags(&set))).send().await;
        sent.map_err(|error| fault("s3control", "TagResource", error))?;
    }
    if !removed.is_empty() {
        let call = aws.s3control.untag_resource().account_id(account).resource_arn(arn);
        let sent = call.set_tag_keys(Some(removed)).send().await;
        sent.map_err(|error| fault("s3control", "UntagResource", error))?;
    }
    Ok(())
}

/// Tags as S3 takes them.
pub(in crate::kinds) fn sdk_tags(tags: &BTreeMap<String, String>) -> Vec<Tag> {
    tags.iter().filter_map(|(key, value)| Tag::builder().key(key).value(value).build().ok()).collect()
}
