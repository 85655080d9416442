//! OpenID Connect providers through IAM.

use std::collections::{BTreeMap, BTreeSet};

use futures::{StreamExt, TryStreamExt, stream};
use tipctl_model::{
    Asked, AttrChange, Attrs, BoxFuture, Delta, Fault, FaultClass, Live, NonEmpty, Observation, Value,
};

use super::{OidcProvider, arn, schema::NAME};
use crate::{
    attrs::{Read, STACK_TAG, Shown, changed, visible_tags},
    aws::Aws,
    calls::{Calls, Swept},
    fault::{deleted, fault},
    kinds::role::sdk_tags,
    tags,
};

/// How many providers are read at once.
const AT_ONCE: usize = 8;

impl Calls for OidcProvider {
    fn sweep<'a>(
        &'a self,
        aws: &'a Aws,
        asked: Asked<'a>,
        _: &'a Observation,
    ) -> BoxFuture<'a, Result<Swept, Fault>> {
        Box::pin(async move {
            let wanted = asked.wanted(NAME).filter_map(|want| want.text("url"));
            let owned = asked.owned(NAME).filter_map(|key| key.part("url"));
            let concerned: BTreeSet<String> = wanted.chain(owned).map(|url| arn(&aws.place, url)).collect();
            let listed = aws.iam.list_open_id_connect_providers().send().await;
            let listed = listed.map_err(|error| fault("iam", "ListOpenIDConnectProviders", error))?;
            let arns = listed.open_id_connect_provider_list().iter().filter_map(|entry| entry.arn());
            // AWS: the list shows nothing but ARNs.
            let near: Vec<String> = arns.filter(|arn| concerned.contains(*arn)).map(str::to_owned).collect();
            let reads = near.into_iter().map(|arn| async move { read(aws, &arn).await });
            let found: Vec<Option<Live>> = stream::iter(reads).buffered(AT_ONCE).try_collect().await?;
            Ok(found.into_iter().flatten().collect::<Vec<_>>().into())
        })
    }

    fn create<'a>(&'a self, aws: &'a Aws, want: &'a Attrs) -> BoxFuture<'a, Result<Live, Fault>> {
        Box::pin(async move {
            let url = want.text("url").unwrap_or_default();
            let tags = tags::marked(want, &aws.place);
            let prints = want.contains_key("thumbprints").then(|| want.texts("thumbprints"));
            let call = aws.iam.create_open_id_connect_provider().url(url);
            let call = call.set_client_id_list(Some(want.texts("client_ids"))).set_thumbprint_list(prints);
            let sent = call.set_tags(Some(sdk_tags(&tags))).send().await;
            match sent.map_err(|error| fault("iam", "CreateOpenIDConnectProvider", error)) {
                Ok(_) => {}
                Err(taken) if taken.class == FaultClass::Taken => {
                    let found = read(aws, want.text("arn").unwrap_or_default()).await?;
                    return tags::just_made(found, want, &aws.place).ok_or(taken);
                }
                Err(fault) => return Err(fault),
            }
            let mut attrs = want.clone();
            attrs.insert("tags", visible_tags(tags));
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
                match (change.attr, &change.delta) {
                    ("client_ids", Delta::Set { added, removed, kept: _ }) => {
                        for id in added.iter().filter_map(Value::as_text) {
                            add_client(aws, arn, id).await?;
                        }
                        for id in removed.iter().filter_map(Value::as_text) {
                            remove_client(aws, arn, id).await?;
                        }
                    }
                    ("thumbprints", _) => {
                        let call = aws.iam.update_open_id_connect_provider_thumbprint();
                        let call = call.open_id_connect_provider_arn(arn);
                        let sent = call.set_thumbprint_list(Some(want.texts("thumbprints"))).send().await;
                        sent.map_err(|error| fault("iam", "UpdateOpenIDConnectProviderThumbprint", error))?;
                    }
                    ("tags", _) => tag(aws, arn, change).await?,
                    _ => {}
                }
            }
            Ok(changed(live, want, diff))
        })
    }

    fn delete<'a>(&'a self, aws: &'a Aws, live: &'a Live) -> BoxFuture<'a, Result<(), Fault>> {
        Box::pin(async move {
            let call = aws.iam.delete_open_id_connect_provider();
            let sent = call.open_id_connect_provider_arn(live.text("arn")).send().await;
            deleted(sent.map_err(|error| fault("iam", "DeleteOpenIDConnectProvider", error)))
        })
    }
}

/// The provider `arn`, when it is still there.
async fn read(aws: &Aws, arn: &str) -> Result<Option<Live>, Fault> {
    let found = aws.iam.get_open_id_connect_provider().open_id_connect_provider_arn(arn).send().await;
    let found = match found.map_err(|error| fault("iam", "GetOpenIDConnectProvider", error)) {
        Ok(found) => found,
        Err(fault) if fault.class == FaultClass::Absent => return Ok(None),
        Err(fault) => return Err(fault),
    };
    let tags: BTreeMap<String, String> =
        found.tags().iter().map(|tag| (tag.key().to_owned(), tag.value().to_owned())).collect();
    // AWS: the address is shown without `https://`, which every issuer begins with.
    let url = found.url().map(|url| format!("https://{}", url.trim_start_matches("https://")));
    let sorted = |texts: &[String]| Value::texts(texts.iter().cloned().collect::<BTreeSet<_>>());
    let attrs = Shown::new()
        .maybe("url", url)
        .with("client_ids", sorted(found.client_id_list()))
        .with("thumbprints", sorted(found.thumbprint_list()))
        .with("arn", arn)
        .with("tags", visible_tags(tags.clone()))
        .attrs();
    Ok(Some(Live { attrs, stack: tags.get(STACK_TAG).cloned() }))
}

async fn add_client(aws: &Aws, arn: &str, id: &str) -> Result<(), Fault> {
    // AWS: one that is known already is a success.
    let call = aws.iam.add_client_id_to_open_id_connect_provider().open_id_connect_provider_arn(arn);
    let sent = call.client_id(id).send().await;
    sent.map_err(|error| fault("iam", "AddClientIDToOpenIDConnectProvider", error)).map(drop)
}

async fn remove_client(aws: &Aws, arn: &str, id: &str) -> Result<(), Fault> {
    let call = aws.iam.remove_client_id_from_open_id_connect_provider().open_id_connect_provider_arn(arn);
    let sent = call.client_id(id).send().await;
    sent.map_err(|error| fault("iam", "RemoveClientIDFromOpenIDConnectProvider", error)).map(drop)
}

async fn tag(aws: &Aws, arn: &str, change: &AttrChange) -> Result<(), Fault> {
    let (set, removed) = tags::changes(change);
    if !set.is_empty() {
        let call = aws.iam.tag_open_id_connect_provider().open_id_connect_provider_arn(arn);
        let sent = call.set_tags(Some(sdk_tags(&set))).send().await;
        sent.map_err(|error| fault("iam", "TagOpenIDConnectProvider", error))?;
    }
    if !removed.is_empty() {
        let call = aws.iam.untag_open_id_connect_provider().open_id_connect_provider_arn(arn);
        let sent = call.set_tag_keys(Some(removed)).send().await;
        sent.map_err(|error| fault("iam", "UntagOpenIDConnectProvider", error))?;
    }
    Ok(())
}
