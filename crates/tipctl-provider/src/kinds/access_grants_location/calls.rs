//! Locations through S3 Control.

use aws_sdk_s3control::types::ListAccessGrantsLocationsEntry as Entry;
use futures::{StreamExt, TryStreamExt, stream};
use tipctl_model::{Asked, AttrChange, Attrs, BoxFuture, Fault, FaultClass, Live, NonEmpty, Observation};

use super::{AccessGrantsLocation, NAME};
use crate::{
    attrs::{Read, STACK_TAG, Shown, changed, visible_tags},
    aws::Aws,
    calls::{Calls, Swept},
    fault::{deleted, fault, unheard},
    kinds::access_grants_instance::{retag, sdk_tags, tags_of},
    pages::pages,
    tags,
};

/// How many locations' tags are read at once.
const AT_ONCE: usize = 8;

impl Calls for AccessGrantsLocation {
    fn sweep<'a>(
        &'a self,
        aws: &'a Aws,
        asked: Asked<'a>,
        _: &'a Observation,
    ) -> BoxFuture<'a, Result<Swept, Fault>> {
        Box::pin(async move {
            let reads = list(aws).await?.into_iter().map(|entry| async move {
                let scope = entry.location_scope();
                let concerned = asked.wanted(NAME).any(|want| want.text("scope") == scope)
                    || asked.owned(NAME).any(|key| key.part("scope") == scope);
                if concerned { with_tags(aws, &entry).await } else { Ok(Live::new(shown(&entry).attrs())) }
            });
            let lives: Vec<Live> = stream::iter(reads).buffered(AT_ONCE).try_collect().await?;
            Ok(lives.into())
        })
    }

    fn create<'a>(&'a self, aws: &'a Aws, want: &'a Attrs) -> BoxFuture<'a, Result<Live, Fault>> {
        Box::pin(async move {
            let [scope, role] = ["scope", "role"].map(|attr| want.text(attr).unwrap_or_default());
            let tags = tags::marked(want, &aws.place);
            let call = aws.s3control.create_access_grants_location().account_id(&aws.place.account);
            let call = call.location_scope(scope).iam_role_arn(role).set_tags(Some(sdk_tags(&tags)));
            let sent = call.send().await;
            let made = match sent.map_err(|error| fault("s3control", "CreateAccessGrantsLocation", error)) {
                Err(taken) if taken.class == FaultClass::Taken => {
                    let entries = list(aws).await?;
                    let Some(entry) = entries.iter().find(|entry| entry.location_scope() == Some(scope))
                    else {
                        return Err(taken);
                    };
                    let found = with_tags(aws, entry).await?;
                    return tags::just_made(Some(found), want, &aws.place).ok_or(taken);
                }
                sent => sent.map_err(unheard)?,
            };
            let shown = Shown::new()
                .with("scope", scope)
                .with("role", role)
                .maybe("id", made.access_grants_location_id())
                .maybe("arn", made.access_grants_location_arn());
            let attrs = shown.with("tags", visible_tags(tags)).attrs();
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
            for change in diff {
                match (change.attr, want.text("role")) {
                    ("role", Some(role)) => {
                        let call =
                            aws.s3control.update_access_grants_location().account_id(&aws.place.account);
                        let call = call.access_grants_location_id(live.text("id")).iam_role_arn(role);
                        let sent = call.send().await;
                        sent.map_err(|error| fault("s3control", "UpdateAccessGrantsLocation", error))?;
                    }
                    ("tags", _) => retag(aws, live.text("arn"), change).await?,
                    _ => {}
                }
            }
            Ok(changed(live, want, diff))
        })
    }

    fn delete<'a>(&'a self, aws: &'a Aws, live: &'a Live) -> BoxFuture<'a, Result<(), Fault>> {
        Box::pin(async move {
            let call = aws.s3control.delete_access_grants_location().account_id(&aws.place.account);
            let sent = call.access_grants_location_id(live.text("id")).send().await;
            deleted(sent.map_err(|error| fault("s3control", "DeleteAccessGrantsLocation", error)))
        })
    }
}

/// The locations; none where there is no instance.
async fn list(aws: &Aws) -> Result<Vec<Entry>, Fault> {
    let list = |token| async move {
        let call =
            aws.s3control.list_access_grants_locations().account_id(&aws.place.account).max_results(1000);
        call.set_next_token(token)
            .send()
            .await
            .map_err(|error| fault("s3control", "ListAccessGrantsLocations", error))
    };
    match pages("s3control", "ListAccessGrantsLocations", list, |page| page.next_token.clone()).await {
        Ok(pages) => Ok(pages.iter().flat_map(|page| page.access_grants_locations_list()).cloned().collect()),
        // AWS: listing without an instance is a 404 (facts/aws-data.md §9).
        Err(fault) if fault.class == FaultClass::Absent => Ok(Vec::new()),
        Err(fault) => Err(fault),
    }
}

async fn with_tags(aws: &Aws, entry: &Entry) -> Result<Live, Fault> {
    let tags = tags_of(aws, entry.access_grants_location_arn().unwrap_or_default()).await?;
    let stack = tags.get(STACK_TAG).cloned();
    Ok(Live { attrs: shown(entry).with("tags", visible_tags(tags)).attrs(), stack })
}

fn shown(entry: &Entry) -> Shown {
    Shown::new()
        .maybe("scope", entry.location_scope())
        .maybe("role", entry.iam_role_arn())
        .maybe("id", entry.access_grants_location_id())
        .maybe("arn", entry.access_grants_location_arn())
}
