//! Roles through IAM.

use std::collections::BTreeSet;

use aws_sdk_iam::types::Tag;
use tipctl_model::{
    Asked, AttrChange, Attrs, BoxFuture, Delta, Fault, FaultClass, Live, NonEmpty, Observation, Value,
};

use super::{Role, reading, schema};
use crate::{
    attrs::{Read, changed},
    aws::Aws,
    calls::{Calls, Swept},
    fault::{deleted, fault, unheard},
    policy, tags,
};

impl Calls for Role {
    fn sweep<'a>(
        &'a self,
        aws: &'a Aws,
        asked: Asked<'a>,
        _: &'a Observation,
    ) -> BoxFuture<'a, Result<Swept, Fault>> {
        Box::pin(async move {
            let wanted = asked.wanted(schema::NAME).filter_map(|want| want.text("name"));
            let owned = asked.owned(schema::NAME).filter_map(|key| key.part("name"));
            let names: BTreeSet<String> = wanted.chain(owned).map(str::to_owned).collect();
            Ok(reading::roles(aws, &names).await?.into())
        })
    }

    fn create<'a>(&'a self, aws: &'a Aws, want: &'a Attrs) -> BoxFuture<'a, Result<Live, Fault>> {
        Box::pin(create(aws, want))
    }

    fn update<'a>(
        &'a self,
        aws: &'a Aws,
        live: &'a Live,
        want: &'a Attrs,
        diff: &'a NonEmpty<AttrChange>,
    ) -> BoxFuture<'a, Result<Live, Fault>> {
        Box::pin(update(aws, live, want, diff))
    }

    fn delete<'a>(&'a self, aws: &'a Aws, live: &'a Live) -> BoxFuture<'a, Result<(), Fault>> {
        Box::pin(async move {
            // AWS: a role cannot go while anything hangs on it (facts/aws-data.md §11.4).
            deleted(delete(aws, live.text("name")).await)
        })
    }
}

async fn create(aws: &Aws, want: &Attrs) -> Result<Live, Fault> {
    let name = want.text("name").unwrap_or_default();
    let some = |attr| want.text(attr).filter(|text| !text.is_empty()).map(str::to_owned);
    let tags = tags::marked(want, &aws.place);
    let call = aws.iam.create_role().role_name(name);
    let call = call.set_assume_role_policy_document(want.get("trust").map(policy::json));
    let call = call.set_path(some("path")).set_description(some("description"));
    let call = call.set_permissions_boundary(some("boundary")).set_max_session_duration(session(want));
    let sent = call.set_tags(Some(sdk_tags(&tags))).send().await;
    let mut live = match sent.map_err(|error| fault("iam", "CreateRole", error)) {
        Ok(_) => bare(want, &aws.place.stack),
        Err(taken) if taken.class == FaultClass::Taken => half_made(aws, want).await?.ok_or(taken)?,
        Err(fault) => return Err(fault),
    };
    for (policy, document) in want.get("inline").and_then(Value::as_map).into_iter().flatten() {
        put_inline(aws, name, policy, document).await.map_err(unheard)?;
    }
    for arn in want.texts("attached") {
        attach(aws, name, &arn).await?;
    }
    for attr in ["inline", "attached"] {
        live.attrs.extend(want.get(attr).map(|value| (attr, value.clone())));
    }
    Ok(live)
}

/// A role as it is made, before it has policies.
fn bare(want: &Attrs, stack: &str) -> Live {
    let mut attrs = want.clone();
    for attr in ["description", "boundary"] {
        attrs.entry(attr).or_insert_with(|| Value::text(""));
    }
    attrs.entry("max_session").or_insert(Value::Int(3600));
    attrs.entry("tags").or_insert_with(|| Value::Map(Default::default()));
    attrs.insert("inline", Value::Map(Default::default()));
    attrs.insert("attached", Value::List(Vec::new()));
    Live { attrs, stack: Some(stack.to_owned()) }
}

/// The role of that name, when it is one that this stack was making and whose policies were not all accepted yet: it
/// bears the stack's mark and trusts whom it should. Making a role takes several calls, and any of them may have to be
/// sent again.
async fn half_made(aws: &Aws, want: &Attrs) -> Result<Option<Live>, Fault> {
    let found = reading::role(aws, want.text("name").unwrap_or_default()).await?;
    Ok(found.filter(|live| {
        live.stack.as_ref() == Some(&aws.place.stack)
            && ["trust", "path"].iter().all(|attr| live.attrs.get(attr) == want.get(attr))
    }))
}

async fn update(aws: &Aws, live: &Live, want: &Attrs, diff: &NonEmpty<AttrChange>) -> Result<Live, Fault> {
    let name = live.text("name");
    let differs = |attr| diff.iter().any(|change| change.attr == attr);
    // The trust comes first: the other changes may be what the newly trusted is to do.
    if let Some(trust) = want.get("trust").filter(|_| differs("trust")) {
        let call = aws.iam.update_assume_role_policy().role_name(name).policy_document(policy::json(trust));
        call.send().await.map_err(|error| fault("iam", "UpdateAssumeRolePolicy", error))?;
    }
    if differs("description") || differs("max_session") {
        // AWS: UpdateRole without a session length sets it to an hour (facts/aws-data.md §11.2, unverified), so both
        // are always sent.
        let description = want.text("description").unwrap_or_else(|| live.text("description"));
        let call = aws.iam.update_role().role_name(name).description(description);
        let call = call.set_max_session_duration(session(want).or_else(|| session(&live.attrs)));
        call.send().await.map_err(|error| fault("iam", "UpdateRole", error))?;
    }
    for change in diff {
        match (change.attr, &change.delta) {
            ("inline", Delta::Map { entries, kept: _ }) => {
                for (policy, document) in
                    entries.iter().filter_map(|(name, (_, after))| Some((name, after.as_ref()?)))
                {
                    put_inline(aws, name, policy, document).await?;
                }
                for (policy, _) in entries.iter().filter(|(_, (_, after))| after.is_none()) {
                    absent_is_done(delete_inline(aws, name, policy).await)?;
                }
            }
            ("attached", Delta::Set { added, removed, kept: _ }) => {
                for arn in added.iter().filter_map(Value::as_text) {
                    attach(aws, name, arn).await?;
                }
                for arn in removed.iter().filter_map(Value::as_text) {
                    absent_is_done(detach(aws, name, arn).await)?;
                }
            }
            ("boundary", _) => bound(aws, name, want.text("boundary").unwrap_or_default()).await?,
            ("tags", _) => tag(aws, name, change).await?,
            _ => {}
        }
    }
    Ok(changed(live, want, diff))
}

async fn delete(aws: &Aws, name: &str) -> Result<(), Fault> {
    let profiles = aws.iam.list_instance_profiles_for_role().role_name(name).send().await;
    let profiles = profiles.map_err(|error| fault("iam", "ListInstanceProfilesForRole", error))?;
    for profile in profiles.instance_profiles() {
        let call = aws.iam.remove_role_from_instance_profile().role_name(name);
        let sent = call.instance_profile_name(profile.instance_profile_name()).send().await;
        absent_is_done(sent.map_err(|error| fault("iam", "RemoveRoleFromInstanceProfile", error)).map(drop))?;
    }
    for arn in reading::attached(aws, name).await?.iter().filter_map(|policy| policy.policy_arn()) {
        absent_is_done(detach(aws, name, arn).await)?;
    }
    for policy in reading::inline_names(aws, name).await? {
        absent_is_done(delete_inline(aws, name, &policy).await)?;
    }
    let sent = aws.iam.delete_role().role_name(name).send().await;
    sent.map_err(|error| fault("iam", "DeleteRole", error)).map(drop)
}

fn absent_is_done(sent: Result<(), Fault>) -> Result<(), Fault> {
    deleted(sent)
}

async fn put_inline(aws: &Aws, name: &str, policy: &str, document: &Value) -> Result<(), Fault> {
    let call = aws.iam.put_role_policy().role_name(name).policy_name(policy);
    let sent = call.policy_document(policy::json(document)).send().await;
    sent.map_err(|error| fault("iam", "PutRolePolicy", error)).map(drop)
}

async fn delete_inline(aws: &Aws, name: &str, policy: &str) -> Result<(), Fault> {
    let sent = aws.iam.delete_role_policy().role_name(name).policy_name(policy).send().await;
    sent.map_err(|error| fault("iam", "DeleteRolePolicy", error)).map(drop)
}

async fn attach(aws: &Aws, name: &str, arn: &str) -> Result<(), Fault> {
    let sent = aws.iam.attach_role_policy().role_name(name).policy_arn(arn).send().await;
    let fault = |error| fault("iam", "AttachRolePolicy", error);
    // The policies of AWS itself are never news.
    let is_old = arn.contains(":iam::aws:policy/");
    sent.map_err(|error| if is_old { fault(error) } else { unheard(fault(error)) }).map(drop)
}

async fn detach(aws: &Aws, name: &str, arn: &str) -> Result<(), Fault> {
    let sent = aws.iam.detach_role_policy().role_name(name).policy_arn(arn).send().await;
    sent.map_err(|error| fault("iam", "DetachRolePolicy", error)).map(drop)
}

async fn bound(aws: &Aws, name: &str, arn: &str) -> Result<(), Fault> {
    if arn.is_empty() {
        let sent = aws.iam.delete_role_permissions_boundary().role_name(name).send().await;
        return absent_is_done(
            sent.map_err(|error| fault("iam", "DeleteRolePermissionsBoundary", error)).map(drop),
        );
    }
    let call = aws.iam.put_role_permissions_boundary().role_name(name).permissions_boundary(arn);
    call.send().await.map_err(|error| unheard(fault("iam", "PutRolePermissionsBoundary", error))).map(drop)
}

async fn tag(aws: &Aws, name: &str, change: &AttrChange) -> Result<(), Fault> {
    let (set, removed) = tags::changes(change);
    if !set.is_empty() {
        let call = aws.iam.tag_role().role_name(name).set_tags(Some(sdk_tags(&set)));
        call.send().await.map_err(|error| fault("iam", "TagRole", error))?;
    }
    if !removed.is_empty() {
        let call = aws.iam.untag_role().role_name(name).set_tag_keys(Some(removed));
        call.send().await.map_err(|error| fault("iam", "UntagRole", error))?;
    }
    Ok(())
}

/// Tags as IAM takes them.
pub(in crate::kinds) fn sdk_tags(tags: &std::collections::BTreeMap<String, String>) -> Vec<Tag> {
    tags.iter().filter_map(|(key, value)| Tag::builder().key(key).value(value).build().ok()).collect()
}

fn session(attrs: &Attrs) -> Option<i32> {
    attrs.int("max_session").and_then(|seconds| i32::try_from(seconds).ok())
}
