//! Groups through the Identity Store.

use aws_sdk_identitystore::types::AttributeOperation;
use aws_smithy_types::Document;
use tipctl_model::{Asked, AttrChange, Attrs, BoxFuture, Fault, Live, NonEmpty, Observation, Value};

use super::{Group, arn};
use crate::{
    attrs::{Read, Shown},
    aws::Aws,
    calls::{Calls, Swept},
    fault::{deleted, fault},
    kinds::identity_center::store_of,
    pages::pages,
};

impl Calls for Group {
    fn sweep<'a>(
        &'a self,
        aws: &'a Aws,
        asked: Asked<'a>,
        seen: &'a Observation,
    ) -> BoxFuture<'a, Result<Swept, Fault>> {
        Box::pin(async move {
            let Some(store) = store_of(asked, seen) else { return Ok(Swept::nothing_seen()) };
            // AWS: ListGroups shows every attribute, and finds groups that GetGroupId misses
            // (facts/aws-identity.md §0.4, facts/tip-chain.md TIP231).
            let list = |token| async move {
                let call = aws.identitystore.list_groups().identity_store_id(store).set_next_token(token);
                call.send().await.map_err(|error| fault("identitystore", "ListGroups", error))
            };
            let found = pages("identitystore", "ListGroups", list, |page| page.next_token.clone()).await?;
            let lives = found.iter().flat_map(|page| page.groups()).map(|group| {
                let mut live = shown(aws, store, group.group_id(), group.display_name(), group.description());
                if let Some(external) = group.external_ids().first() {
                    let members =
                        [("issuer", Value::text(external.issuer())), ("id", Value::text(external.id()))];
                    live.attrs.insert("external_id", Value::map(members));
                }
                live
            });
            Ok(lives.collect::<Vec<_>>().into())
        })
    }

    fn create<'a>(&'a self, aws: &'a Aws, want: &'a Attrs) -> BoxFuture<'a, Result<Live, Fault>> {
        Box::pin(async move {
            let (store, name) = (want.text("store").unwrap_or_default(), want.text("name"));
            let call = aws.identitystore.create_group().identity_store_id(store);
            let call = call.set_display_name(name.map(str::to_owned));
            let description = want.text("description").filter(|text| !text.is_empty());
            let call = call.set_description(description.map(str::to_owned));
            let made = call.send().await.map_err(|error| fault("identitystore", "CreateGroup", error))?;
            Ok(shown(aws, store, made.group_id(), name, want.text("description")))
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
            let operations = diff.iter().filter_map(|change| {
                let path = if change.attr == "name" { "displayName" } else { change.attr };
                // AWS: an empty text is refused; null unsets (facts/aws-identity.md §3, unverified for groups).
                let text = want.text(change.attr)?;
                let value = if text.is_empty() { Document::Null } else { Document::String(text.to_owned()) };
                AttributeOperation::builder().attribute_path(path).attribute_value(value).build().ok()
            });
            let call = aws.identitystore.update_group().identity_store_id(live.text("store"));
            let call = call.group_id(live.text("id")).set_operations(Some(operations.collect()));
            call.send().await.map_err(|error| fault("identitystore", "UpdateGroup", error))?;
            let name = want.text("name").or_else(|| live.attrs.text("name"));
            let description = want.text("description").or_else(|| live.attrs.text("description"));
            Ok(shown(aws, live.text("store"), live.text("id"), name, description))
        })
    }

    fn delete<'a>(&'a self, aws: &'a Aws, live: &'a Live) -> BoxFuture<'a, Result<(), Fault>> {
        Box::pin(async move {
            let call = aws.identitystore.delete_group().identity_store_id(live.text("store"));
            let sent = call.group_id(live.text("id")).send().await;
            deleted(sent.map_err(|error| fault("identitystore", "DeleteGroup", error)))
        })
    }
}

fn shown(aws: &Aws, store: &str, id: &str, name: Option<&str>, description: Option<&str>) -> Live {
    Live::new(
        Shown::new()
            .with("store", store)
            .with("id", id)
            .with("arn", arn(&aws.place, id))
            .maybe("name", name)
            .with("description", description.unwrap_or_default())
            .attrs(),
    )
}
