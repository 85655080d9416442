//! Session mappings through EMR.

use std::collections::BTreeSet;

use aws_sdk_emr::types::IdentityType;
use futures::{StreamExt, TryStreamExt, stream};
use tipctl_model::{
    Asked, AttrChange, Attrs, BoxFuture, Fault, FaultClass, KindName, Live, NonEmpty, Observation,
};

use super::{SessionMapping, schema};
use crate::{
    attrs::{Read, Shown},
    aws::Aws,
    calls::{Calls, Swept},
    fault::{deleted, fault},
    pages::pages,
};

impl Calls for SessionMapping {
    fn sweep<'a>(
        &'a self,
        aws: &'a Aws,
        asked: Asked<'a>,
        seen: &'a Observation,
    ) -> BoxFuture<'a, Result<Swept, Fault>> {
        Box::pin(async move {
            // AWS: whether the list over all studios shows everything is unverified, so each studio that is concerned
            // is asked (facts/aws-identity.md §0.4).
            let studios = seen.of(KindName("studio")).iter().map(|studio| studio.text("id"));
            let named = asked.wanted(schema::NAME).filter_map(|want| want.text("studio"));
            let owned = asked.owned(schema::NAME).filter_map(|key| key.part("studio"));
            let studios: BTreeSet<String> = studios.chain(named).chain(owned).map(str::to_owned).collect();
            let reads = studios.into_iter().map(|studio| async move {
                let mappings = mappings(aws, &studio).await?;
                Ok((studio, mappings))
            });
            let found: Vec<_> = stream::iter(reads).buffered(4).try_collect().await?;
            Ok(Swept::within(found))
        })
    }

    fn create<'a>(&'a self, aws: &'a Aws, want: &'a Attrs) -> BoxFuture<'a, Result<Live, Fault>> {
        Box::pin(async move {
            let call =
                aws.emr.create_studio_session_mapping().set_studio_id(want.text("studio").map(str::to_owned));
            // AWS: the id and the name exclude each other, and even an empty name is refused
            // (facts/aws-identity.md §8).
            let call = call.set_identity_id(want.text("identity").map(str::to_owned));
            let call = call.identity_type(kind(want.text("identity_type")));
            let sent = call.set_session_policy_arn(want.text("policy").map(str::to_owned)).send().await;
            sent.map_err(|error| fault("emr", "CreateStudioSessionMapping", error))?;
            Ok(Live::new(want.clone()))
        })
    }

    fn update<'a>(
        &'a self,
        aws: &'a Aws,
        live: &'a Live,
        want: &'a Attrs,
        _: &'a NonEmpty<AttrChange>,
    ) -> BoxFuture<'a, Result<Live, Fault>> {
        Box::pin(async move {
            let call = aws.emr.update_studio_session_mapping().studio_id(live.text("studio"));
            let call = call.identity_id(live.text("identity"));
            let call = call.identity_type(kind(live.attrs.text("identity_type")));
            let sent = call.set_session_policy_arn(want.text("policy").map(str::to_owned)).send().await;
            sent.map_err(|error| fault("emr", "UpdateStudioSessionMapping", error))?;
            let mut attrs = live.attrs.clone();
            attrs.extend(want.clone());
            Ok(Live::new(attrs))
        })
    }

    fn delete<'a>(&'a self, aws: &'a Aws, live: &'a Live) -> BoxFuture<'a, Result<(), Fault>> {
        Box::pin(async move {
            let call = aws.emr.delete_studio_session_mapping().studio_id(live.text("studio"));
            let call = call.identity_id(live.text("identity"));
            let sent = call.identity_type(kind(live.attrs.text("identity_type"))).send().await;
            deleted(sent.map_err(|error| fault("emr", "DeleteStudioSessionMapping", error)))
        })
    }
}

/// The mappings of a studio; nothing when it is gone.
async fn mappings(aws: &Aws, studio: &str) -> Result<Option<Vec<Live>>, Fault> {
    let list = |marker| async move {
        let call = aws.emr.list_studio_session_mappings().studio_id(studio).set_marker(marker);
        call.send().await.map_err(|error| fault("emr", "ListStudioSessionMappings", error))
    };
    let found = match pages("emr", "ListStudioSessionMappings", list, |page| page.marker.clone()).await {
        Err(fault) if fault.class == FaultClass::Absent => return Ok(None),
        found => found?,
    };
    let mappings = found.iter().flat_map(|page| page.session_mappings());
    let lives = mappings.map(|mapping| {
        let kind = mapping.identity_type().map(|kind| kind.as_str().to_lowercase());
        let shown = Shown::new()
            .with("studio", studio)
            .maybe("identity", mapping.identity_id())
            .maybe("identity_type", kind)
            .maybe("policy", mapping.session_policy_arn());
        Live::new(shown.attrs())
    });
    Ok(Some(lives.collect()))
}

fn kind(word: Option<&str>) -> IdentityType {
    if word == Some("user") { IdentityType::User } else { IdentityType::Group }
}
