//! Memberships through the Identity Store.

use std::collections::BTreeSet;

use aws_sdk_identitystore::types::MemberId;
use futures::{StreamExt, TryStreamExt, stream};
use tipctl_model::{Asked, Attrs, BoxFuture, Fault, FaultClass, KindName, Live, Observation, Value};

use super::{Membership, schema};
use crate::{
    attrs::{Read, Shown},
    aws::Aws,
    calls::{Calls, Swept},
    fault::{deleted, fault},
    kinds::identity_center::store_of,
    pages::pages,
};

/// How many groups are read at once: the identity store allows twenty requests a second (facts/aws-identity.md §0.3).
const AT_ONCE: usize = 8;

impl Calls for Membership {
    fn sweep<'a>(
        &'a self,
        aws: &'a Aws,
        asked: Asked<'a>,
        seen: &'a Observation,
    ) -> BoxFuture<'a, Result<Swept, Fault>> {
        Box::pin(async move {
            let Some(store) = store_of(asked, seen) else { return Ok(Swept::nothing_seen()) };
            within(aws, store, concerned(asked, seen)).await
        })
    }

    fn create<'a>(&'a self, aws: &'a Aws, want: &'a Attrs) -> BoxFuture<'a, Result<Live, Fault>> {
        Box::pin(async move {
            let [store, group, user] =
                ["store", "group", "user"].map(|attr| want.text(attr).unwrap_or_default());
            let call = aws.identitystore.create_group_membership().identity_store_id(store);
            let call = call.group_id(group).member_id(MemberId::UserId(user.to_owned()));
            let made =
                call.send().await.map_err(|error| fault("identitystore", "CreateGroupMembership", error))?;
            Ok(shown(store, group, user, made.membership_id()))
        })
    }

    fn delete<'a>(&'a self, aws: &'a Aws, live: &'a Live) -> BoxFuture<'a, Result<(), Fault>> {
        Box::pin(async move {
            let call = aws.identitystore.delete_group_membership().identity_store_id(live.text("store"));
            let sent = call.membership_id(live.text("id")).send().await;
            deleted(sent.map_err(|error| fault("identitystore", "DeleteGroupMembership", error)))
        })
    }
}

/// The ids of the groups whose members are to be read: there is no list over a whole directory, so only those that the
/// spec or the ledger names (facts/aws-identity.md §0.4).
fn concerned(asked: Asked<'_>, seen: &Observation) -> BTreeSet<String> {
    let names: BTreeSet<&str> =
        asked.wanted(KindName("group")).filter_map(|want| want.text("name")).collect();
    let ids: BTreeSet<&str> = asked
        .wanted(KindName("group"))
        .filter_map(|want| want.text("id"))
        .chain(asked.wanted(schema::NAME).filter_map(|want| want.text("group")))
        .chain(asked.owned(schema::NAME).filter_map(|key| key.part("group")))
        .chain(asked.owned(KindName("group")).filter_map(|key| key.part("id")))
        .collect();
    let groups = seen.of(KindName("group"));
    if groups.is_empty() {
        // No group is written out, so none was read: what is named by its id is asked for as it stands.
        return ids.into_iter().map(str::to_owned).collect();
    }
    groups
        .iter()
        .filter(|group| names.contains(group.text("name")) || ids.contains(group.text("id")))
        .map(|group| group.text("id").to_owned())
        .collect()
}

/// The memberships of `groups`.
pub(crate) async fn within(aws: &Aws, store: &str, groups: BTreeSet<String>) -> Result<Swept, Fault> {
    let reads = groups.into_iter().map(|group| async move {
        let members = members(aws, store, &group).await?;
        Ok((group, members))
    });
    let found: Vec<_> = stream::iter(reads).buffered(AT_ONCE).try_collect().await?;
    Ok(Swept::within(found))
}

/// The memberships of a group; nothing when it is gone.
async fn members(aws: &Aws, store: &str, group: &str) -> Result<Option<Vec<Live>>, Fault> {
    let list = |token| async move {
        let call = aws.identitystore.list_group_memberships().identity_store_id(store).group_id(group);
        let sent = call.set_next_token(token).send().await;
        sent.map_err(|error| fault("identitystore", "ListGroupMemberships", error))
    };
    let found = pages("identitystore", "ListGroupMemberships", list, |page| page.next_token.clone()).await;
    let found = match found {
        Err(fault) if fault.class == FaultClass::Absent => return Ok(None),
        found => found?,
    };
    let memberships = found.iter().flat_map(|page| page.group_memberships());
    let lives = memberships.filter_map(|membership| {
        let user = membership.member_id()?.as_user_id().ok()?;
        Some(shown(store, group, user, membership.membership_id()))
    });
    Ok(Some(lives.collect()))
}

fn shown(store: &str, group: &str, user: &str, id: &str) -> Live {
    let shown = Shown::new().with("store", store).with("group", group).with("user", user);
    Live::new(shown.with("id", Value::text(id)).attrs())
}
