//! Workgroups through Athena.

use std::collections::BTreeMap;

use aws_sdk_athena::types::{Tag, WorkGroupState, WorkGroupSummary};
use futures::{StreamExt, TryStreamExt, future::try_join, stream};
use tipctl_model::{Asked, AttrChange, Attrs, BoxFuture, Fault, FaultClass, Live, NonEmpty, Observation};

use super::{Workgroup, arn, configuration, schema};
use crate::{
    attrs::{Read, STACK_TAG, Shown, changed, visible_tags},
    aws::Aws,
    calls::{Calls, Swept},
    fault::{deleted, fault},
    pages::pages,
    tags,
};

/// How many workgroups are read at once.
const AT_ONCE: usize = 8;

impl Calls for Workgroup {
    fn sweep<'a>(
        &'a self,
        aws: &'a Aws,
        asked: Asked<'a>,
        _: &'a Observation,
    ) -> BoxFuture<'a, Result<Swept, Fault>> {
        Box::pin(async move {
            let list = |token| async move {
                let sent = aws.athena.list_work_groups().max_results(50).set_next_token(token).send().await;
                sent.map_err(|error| fault("athena", "ListWorkGroups", error))
            };
            let pages = pages("athena", "ListWorkGroups", list, |page| page.next_token.clone()).await?;
            let concerned = |summary: &WorkGroupSummary| {
                asked.is_whole()
                    || asked.wanted(schema::NAME).any(|want| want.text("name") == summary.name())
                    || asked.owned(schema::NAME).any(|key| key.part("name") == summary.name())
            };
            let all = pages.iter().flat_map(|page| page.work_groups());
            let (near, far): (Vec<_>, Vec<_>) = all.cloned().partition(concerned);
            // AWS: the list shows no configuration and no tags (facts/aws-data.md §8).
            let reads = near
                .into_iter()
                .map(|summary| async move { read(aws, summary.name().unwrap_or_default()).await });
            let found: Vec<Option<Live>> = stream::iter(reads).buffered(AT_ONCE).try_collect().await?;
            let lives = found.into_iter().flatten().chain(far.iter().map(|summary| summarised(aws, summary)));
            Ok(lives.collect::<Vec<_>>().into())
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
        Box::pin(async move {
            let differs = |attr: &str| diff.iter().any(|change| change.attr == attr);
            let description = want.text("description").filter(|_| differs("description"));
            let state = want.text("state").filter(|_| differs("state")).map(sdk_state);
            let updates = configuration::updates(&live.attrs, want, diff);
            if description.is_some() || state.is_some() || updates.is_some() {
                let call = aws.athena.update_work_group().work_group(live.text("name")).set_state(state);
                let call = call.set_description(description.map(str::to_owned));
                let sent = call.set_configuration_updates(updates).send().await;
                sent.map_err(|error| fault("athena", "UpdateWorkGroup", error))?;
            }
            for change in diff.iter().filter(|change| change.attr == "tags") {
                tag(aws, live.text("arn"), change).await?;
            }
            Ok(changed(live, want, diff))
        })
    }

    fn delete<'a>(&'a self, aws: &'a Aws, live: &'a Live) -> BoxFuture<'a, Result<(), Fault>> {
        Box::pin(async move {
            // AWS: saved queries keep a workgroup from being deleted; they are their authors', so they are not deleted
            // along with it (facts/aws-data.md §8).
            let sent = aws.athena.delete_work_group().work_group(live.text("name")).send().await;
            deleted(sent.map_err(|error| fault("athena", "DeleteWorkGroup", error)))
        })
    }
}

async fn create(aws: &Aws, want: &Attrs) -> Result<Live, Fault> {
    let name = want.text("name").unwrap_or_default();
    let tags = tags::marked(want, &aws.place);
    let call = aws.athena.create_work_group().name(name).configuration(configuration::new(want));
    let call = call.set_description(want.text("description").map(str::to_owned));
    let sent = call.set_tags(Some(sdk_tags(&tags))).send().await;
    match sent.map_err(|error| fault("athena", "CreateWorkGroup", error)) {
        // Making one takes several calls, and any of them may have to be sent again: one that bears the stack's mark
        // was being made.
        Err(taken) if taken.class == FaultClass::Taken => {
            let found = read(aws, name).await?;
            found.filter(|live| live.stack.as_ref() == Some(&aws.place.stack)).ok_or(taken)?;
        }
        sent => drop(sent?),
    }
    // AWS: a workgroup is made enabled, whatever is asked for (facts/aws-data.md §8).
    if want.text("state") == Some("disabled") {
        let call = aws.athena.update_work_group().work_group(name).state(WorkGroupState::Disabled);
        call.send().await.map_err(|error| fault("athena", "UpdateWorkGroup", error))?;
    }
    // The answer to the creation is empty, and the application that came with it must be known.
    let shown = get(aws, name).await?.ok_or_else(|| unheard(name))?;
    Ok(aws.made(shown.with("tags", visible_tags(tags)).attrs()))
}

/// The workgroup `name` with its tags, when it is there.
async fn read(aws: &Aws, name: &str) -> Result<Option<Live>, Fault> {
    let (shown, tags) = match try_join(get(aws, name), tags_of(aws, name)).await {
        Ok((Some(shown), tags)) => (shown, tags),
        Ok((None, _)) => return Ok(None),
        Err(fault) if fault.class == FaultClass::Absent => return Ok(None),
        Err(fault) => return Err(fault),
    };
    let stack = tags.get(STACK_TAG).cloned();
    Ok(Some(Live { attrs: shown.with("tags", visible_tags(tags)).attrs(), stack }))
}

async fn get(aws: &Aws, name: &str) -> Result<Option<Shown>, Fault> {
    let found = aws.athena.get_work_group().work_group(name).send().await;
    match found.map_err(|error| fault("athena", "GetWorkGroup", error)) {
        Ok(found) => Ok(found
            .work_group()
            .map(|workgroup| configuration::shown(workgroup).with("arn", arn(&aws.place, name)))),
        Err(fault) if fault.class == FaultClass::Absent => Ok(None),
        Err(fault) => Err(fault),
    }
}

async fn tags_of(aws: &Aws, name: &str) -> Result<BTreeMap<String, String>, Fault> {
    let arn = &arn(&aws.place, name);
    let list = |token| async move {
        let sent = aws.athena.list_tags_for_resource().resource_arn(arn).set_next_token(token).send().await;
        sent.map_err(|error| fault("athena", "ListTagsForResource", error))
    };
    let pages = pages("athena", "ListTagsForResource", list, |page| page.next_token.clone()).await?;
    let tags = pages.iter().flat_map(|page| page.tags());
    Ok(tags
        .filter_map(|tag| Some((tag.key()?.to_owned(), tag.value().unwrap_or_default().to_owned())))
        .collect())
}

/// What the list shows of a workgroup that nothing here concerns.
fn summarised(aws: &Aws, summary: &WorkGroupSummary) -> Live {
    let name = summary.name().unwrap_or_default();
    Live::new(
        Shown::new()
            .with("name", name)
            .with("arn", arn(&aws.place, name))
            .with("description", summary.description().unwrap_or_default())
            .maybe("application_arn", summary.identity_center_application_arn())
            .attrs(),
    )
}

fn unheard(name: &str) -> Fault {
    Fault {
        class: FaultClass::Lagging,
        service: "athena",
        operation: "GetWorkGroup".to_owned(),
        code: None,
        message: format!("the workgroup `{name}` was made and is not yet shown"),
        request_id: None,
        attr: None,
    }
}

async fn tag(aws: &Aws, arn: &str, change: &AttrChange) -> Result<(), Fault> {
    let (set, removed) = tags::changes(change);
    if !set.is_empty() {
        let call = aws.athena.tag_resource().resource_arn(arn).set_tags(Some(sdk_tags(&set)));
        call.send().await.map_err(|error| fault("athena", "TagResource", error))?;
    }
    if !removed.is_empty() {
        let call = aws.athena.untag_resource().resource_arn(arn).set_tag_keys(Some(removed));
        call.send().await.map_err(|error| fault("athena", "UntagResource", error))?;
    }
    Ok(())
}

fn sdk_tags(tags: &BTreeMap<String, String>) -> Vec<Tag> {
    tags.iter().map(|(key, value)| Tag::builder().key(key).value(value).build()).collect()
}

fn sdk_state(word: &str) -> WorkGroupState {
    WorkGroupState::from(word.to_uppercase().as_str())
}
