//! Grants through S3 Control.

use std::collections::BTreeSet;

use aws_sdk_s3control::types::{
    AccessGrantsLocationConfiguration, Grantee, GranteeType, ListAccessGrantEntry as Entry, Permission,
    S3PrefixType,
};
use futures::{StreamExt, TryStreamExt, stream};
use tipctl_model::{
    Asked, AttrChange, AttrRef, Attrs, BoxFuture, Fault, FaultClass, Key, Live, NonEmpty, Observation,
};

use super::{AccessGrant, NAME, schema::SCHEMA};
use crate::{
    attrs::{Read, STACK_TAG, Shown, changed, visible_tags},
    aws::Aws,
    calls::{Calls, Swept},
    fault::{deleted, fault, unheard},
    kinds::access_grants_instance::{retag, sdk_tags, tags_of},
    pages::pages,
    prior::prior,
    tags,
};

/// How many grants' tags are read at once.
const AT_ONCE: usize = 8;

impl Calls for AccessGrant {
    fn sweep<'a>(
        &'a self,
        aws: &'a Aws,
        asked: Asked<'a>,
        seen: &'a Observation,
    ) -> BoxFuture<'a, Result<Swept, Fault>> {
        Box::pin(async move {
            let concerned = &concerned(asked, seen);
            let reads = list(aws).await?.into_iter().map(|entry| async move {
                let live = Live::new(shown(&entry).attrs());
                let is_concerned = Key::of(&SCHEMA, &live.attrs).is_some_and(|key| concerned.contains(&key));
                if is_concerned { with_tags(aws, live).await } else { Ok(live) }
            });
            let lives: Vec<Live> = stream::iter(reads).buffered(AT_ONCE).try_collect().await?;
            Ok(lives.into())
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
            for change in diff.iter().filter(|change| change.attr == "tags") {
                retag(aws, live.text("arn"), change).await?;
            }
            Ok(changed(live, want, diff))
        })
    }

    fn delete<'a>(&'a self, aws: &'a Aws, live: &'a Live) -> BoxFuture<'a, Result<(), Fault>> {
        Box::pin(async move {
            let call = aws.s3control.delete_access_grant().account_id(&aws.place.account);
            let sent = call.access_grant_id(live.text("id")).send().await;
            deleted(sent.map_err(|error| fault("s3control", "DeleteAccessGrant", error)))
        })
    }
}

/// Makes a grant.
async fn create(aws: &Aws, want: &Attrs) -> Result<Live, Fault> {
    let some = |attr| want.text(attr).filter(|text| !text.is_empty()).map(str::to_owned);
    let grantee = Grantee::builder()
        .set_grantee_type(want.text("grantee_type").map(sdk_type))
        .set_grantee_identifier(some("grantee"));
    let configuration = some("sub_prefix")
        .map(|prefix| AccessGrantsLocationConfiguration::builder().s3_sub_prefix(prefix).build());
    let permission = want.text("permission").map(|word| Permission::from(word.to_uppercase().as_str()));
    let tags = tags::marked(want, &aws.place);
    let call = aws.s3control.create_access_grant().account_id(&aws.place.account);
    let call = call.set_access_grants_location_id(some("location")).grantee(grantee.build());
    let call = call.set_access_grants_location_configuration(configuration);
    let call = call.set_permission(permission).set_application_arn(some("application"));
    let call = call.set_s3_prefix_type((want.truth("object") == Some(true)).then_some(S3PrefixType::Object));
    let sent = call.set_tags(Some(sdk_tags(&tags))).send().await;
    let made = match sent.map_err(|error| fault("s3control", "CreateAccessGrant", error)) {
        Err(taken) if taken.class == FaultClass::Taken => {
            let lives = list(aws).await?.into_iter().map(|entry| Live::new(shown(&entry).attrs()));
            let key = Key::of(&SCHEMA, want);
            let Some(live) = lives.into_iter().find(|live| Key::of(&SCHEMA, &live.attrs) == key) else {
                return Err(taken);
            };
            let found = with_tags(aws, live).await?;
            return tags::just_made(Some(found), want, &aws.place).ok_or(taken);
        }
        sent => sent.map_err(unheard)?,
    };
    let mut attrs = want.clone();
    let answered = Shown::new()
        .maybe("id", made.access_grant_id())
        .maybe("arn", made.access_grant_arn())
        .maybe("scope", made.grant_scope())
        .with("tags", visible_tags(tags));
    attrs.extend(answered.attrs());
    Ok(aws.made(attrs))
}

/// The keys of the grants that the spec or the ledger names; of the others the tags are not read.
fn concerned(asked: Asked<'_>, seen: &Observation) -> BTreeSet<Key> {
    let known = |reference: &AttrRef| prior(asked, seen, reference);
    let wanted = asked.wanted(NAME).filter_map(|want| {
        let resolved: Attrs = want.iter().map(|(attr, value)| (*attr, value.resolved(&known))).collect();
        Key::of(&SCHEMA, &resolved)
    });
    wanted.chain(asked.owned(NAME).cloned()).collect()
}

/// The grants; none where there is no instance.
async fn list(aws: &Aws) -> Result<Vec<Entry>, Fault> {
    let list = |token| async move {
        let call = aws.s3control.list_access_grants().account_id(&aws.place.account).max_results(1000);
        let sent = call.set_next_token(token).send().await;
        sent.map_err(|error| fault("s3control", "ListAccessGrants", error))
    };
    match pages("s3control", "ListAccessGrants", list, |page| page.next_token.clone()).await {
        Ok(pages) => Ok(pages.iter().flat_map(|page| page.access_grants_list()).cloned().collect()),
        // AWS: listing without an instance is a 404 (facts/aws-data.md §9).
        Err(fault) if fault.class == FaultClass::Absent => Ok(Vec::new()),
        Err(fault) => Err(fault),
    }
}

async fn with_tags(aws: &Aws, mut live: Live) -> Result<Live, Fault> {
    let tags = tags_of(aws, live.text("arn")).await?;
    live.stack = tags.get(STACK_TAG).cloned();
    live.attrs.insert("tags", visible_tags(tags));
    Ok(live)
}

fn shown(entry: &Entry) -> Shown {
    let grantee = entry.grantee();
    let word = grantee.and_then(Grantee::grantee_type).map(|of| match of {
        GranteeType::DirectoryGroup => "group".to_owned(),
        GranteeType::DirectoryUser => "user".to_owned(),
        other => other.as_str().to_lowercase(),
    });
    let sub_prefix = entry.access_grants_location_configuration().and_then(|at| at.s3_sub_prefix());
    let scope = entry.grant_scope().unwrap_or_default();
    Shown::new()
        .maybe("location", entry.access_grants_location_id())
        .with("sub_prefix", sub_prefix.unwrap_or_default())
        .maybe("grantee", grantee.and_then(Grantee::grantee_identifier))
        .maybe("grantee_type", word)
        .maybe("permission", entry.permission().map(|permission| permission.as_str().to_lowercase()))
        // AWS: a grant for every application may be shown with `ALL` (unverified).
        .with("application", entry.application_arn().filter(|arn| *arn != "ALL").unwrap_or_default())
        // AWS: the kind of scope is never shown (facts/aws-data.md §9.3).
        .with("object", !scope.ends_with('*'))
        .maybe("id", entry.access_grant_id())
        .maybe("arn", entry.access_grant_arn())
        .with("scope", scope)
}

fn sdk_type(word: &str) -> GranteeType {
    match word {
        "group" => GranteeType::DirectoryGroup,
        "user" => GranteeType::DirectoryUser,
        _ => GranteeType::Iam,
    }
}
