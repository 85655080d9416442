//! Groups that Identity Center does not find by their names.

use aws_sdk_identitystore::types::{AlternateIdentifier, UniqueAttribute};
use aws_smithy_types::Document;
use futures::{StreamExt, stream};
use tipctl_model::{Desired, Fault, FaultClass, KindName, inventory::Group};

use super::{AT_ONCE, unread::note};
use crate::{attrs::Read as _, aws::Aws, fault::fault, inventory::Survey};

const GROUP: KindName = KindName("group");

/// Asks for each group of `desired` by its name, where the list of all groups shows it.
///
/// AWS: the two have been seen to differ (facts/tip-chain.md TIP231). Everything else here goes by the list.
pub(super) async fn read(aws: &Aws, store: &str, desired: &Desired, survey: &mut Survey) {
    let wanted = desired.resources.values().filter(|resource| resource.address.kind == GROUP);
    let names = wanted.filter_map(|resource| resource.attrs.text("name"));
    let listed = |name: &str| survey.observation.of(GROUP).iter().find(|live| live.text("name") == name);
    let groups: Vec<(String, String)> =
        names.filter_map(|name| Some((listed(name)?.text("id").to_owned(), name.to_owned()))).collect();
    let asked = groups.into_iter().map(|(id, name)| async move {
        let found = is_found(aws, store, &name).await;
        (id, name, found)
    });
    let asked: Vec<_> = stream::iter(asked).buffered(AT_ONCE).collect().await;
    for (id, name, found) in asked {
        match found {
            Ok(true) => {}
            Ok(false) => {
                let group = Group { name, is_found_by_list_only: true, ..Group::default() };
                survey.surroundings.groups.insert(id, group);
            }
            Err(fault) => {
                let what = format!("whether the group `{name}` is found by its name");
                survey.notes.push(note(&what, "identitystore:GetGroupId", &fault));
            }
        }
    }
}

async fn is_found(aws: &Aws, store: &str, name: &str) -> Result<bool, Fault> {
    let attribute = UniqueAttribute::builder()
        .attribute_path("displayName")
        .attribute_value(Document::String(name.to_owned()))
        .build();
    let Ok(attribute) = attribute else { return Ok(true) };
    let call = aws.identitystore.get_group_id().identity_store_id(store);
    let call = call.alternate_identifier(AlternateIdentifier::UniqueAttribute(attribute));
    match call.send().await.map_err(|error| fault("identitystore", "GetGroupId", error)) {
        Ok(_) => Ok(true),
        Err(fault) if fault.class == FaultClass::Absent => Ok(false),
        Err(fault) => Err(fault),
    }
}
