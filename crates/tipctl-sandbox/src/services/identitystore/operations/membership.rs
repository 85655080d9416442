//! Operations on memberships.

use super::{check_store, directory_mut, page};
use crate::call::Call;
use crate::constraint::count;
use crate::fault::Fault;
use crate::services::identitystore::check;
use crate::services::identitystore::fault::DirectoryError;
use crate::services::identitystore::state::{Membership, Stamps};
use crate::services::identitystore::wire::{
    GroupAndMember, IsMemberInGroups, IsMemberInGroupsResult, ListMemberships, ListMembershipsForMember,
    ListMembershipsResult, MemberId, MembershipExistence, MembershipId, MembershipMembers, OneMembership,
};

pub(in crate::services::identitystore) fn create(
    call: &mut Call<'_>,
    input: GroupAndMember,
) -> Result<MembershipId, Fault> {
    check_pair(call, &input)?;
    let membership_id = call.ids().guid();
    let membership = Membership {
        group_id: input.group_id,
        user_id: input.member_id.user_id,
        stamps: Stamps::new(call.now_ms, &call.caller.arn),
    };
    directory_mut(call).add_membership(membership_id.clone(), membership)?;
    Ok(MembershipId { identity_store_id: input.identity_store_id, membership_id })
}

pub(in crate::services::identitystore) fn describe(
    call: &mut Call<'_>,
    input: OneMembership,
) -> Result<MembershipMembers, Fault> {
    check_store(call, &input.identity_store_id)?;
    check::resource_id("membershipId", &input.membership_id)?;
    let membership = call.state().identitystore.membership(&input.membership_id)?;
    Ok(MembershipMembers::new(&input.identity_store_id, &input.membership_id, membership))
}

pub(in crate::services::identitystore) fn get_id(
    call: &mut Call<'_>,
    input: GroupAndMember,
) -> Result<MembershipId, Fault> {
    check_pair(call, &input)?;
    let directory = &call.state().identitystore;
    directory.group(&input.group_id)?;
    directory.user(&input.member_id.user_id)?;
    let found = directory.membership_of(&input.group_id, &input.member_id.user_id);
    let membership_id = found.ok_or_else(|| DirectoryError::NoSuchMembership(String::new()))?.to_owned();
    Ok(MembershipId { identity_store_id: input.identity_store_id, membership_id })
}

pub(in crate::services::identitystore) fn list(
    call: &mut Call<'_>,
    input: ListMemberships,
) -> Result<ListMembershipsResult, Fault> {
    check_store(call, &input.identity_store_id)?;
    check::resource_id("groupId", &input.group_id)?;
    call.state().identitystore.group(&input.group_id)?;
    let concerned = |membership: &Membership| membership.group_id == input.group_id;
    page_of(call, &input.identity_store_id, concerned, input.max_results, input.next_token.as_deref())
}

pub(in crate::services::identitystore) fn list_for_member(
    call: &mut Call<'_>,
    input: ListMembershipsForMember,
) -> Result<ListMembershipsResult, Fault> {
    check_store(call, &input.identity_store_id)?;
    let MemberId { user_id } = input.member_id;
    check::resource_id("memberId.userId", &user_id)?;
    call.state().identitystore.user(&user_id)?;
    let concerned = |membership: &Membership| membership.user_id == user_id;
    page_of(call, &input.identity_store_id, concerned, input.max_results, input.next_token.as_deref())
}

// AWS: at most 100 groups, one row for each (facts/aws-identity.md §0.4).
pub(in crate::services::identitystore) fn is_member(
    call: &mut Call<'_>,
    input: IsMemberInGroups,
) -> Result<IsMemberInGroupsResult, Fault> {
    check_store(call, &input.identity_store_id)?;
    count("groupIds", &input.group_ids, 1..=100)?;
    let MemberId { user_id } = input.member_id;
    check::resource_id("memberId.userId", &user_id)?;
    let directory = &call.state().identitystore;
    directory.user(&user_id)?;
    let row = |group_id: String| -> Result<MembershipExistence, Fault> {
        check::resource_id("groupIds", &group_id)?;
        directory.group(&group_id)?;
        let membership_exists = directory.membership_of(&group_id, &user_id).is_some();
        Ok(MembershipExistence {
            group_id,
            member_id: MemberId { user_id: user_id.clone() },
            membership_exists,
        })
    };
    Ok(IsMemberInGroupsResult { results: input.group_ids.into_iter().map(row).collect::<Result<_, _>>()? })
}

pub(in crate::services::identitystore) fn delete(
    call: &mut Call<'_>,
    input: OneMembership,
) -> Result<(), Fault> {
    check_store(call, &input.identity_store_id)?;
    check::resource_id("membershipId", &input.membership_id)?;
    Ok(directory_mut(call).delete_membership(&input.membership_id)?)
}

fn check_pair(call: &Call<'_>, input: &GroupAndMember) -> Result<(), DirectoryError> {
    check_store(call, &input.identity_store_id)?;
    check::resource_id("groupId", &input.group_id)?;
    Ok(check::resource_id("memberId.userId", &input.member_id.user_id)?)
}

fn page_of(
    call: &Call<'_>,
    store_id: &str,
    concerned: impl Fn(&Membership) -> bool,
    max_results: Option<i64>,
    token: Option<&str>,
) -> Result<ListMembershipsResult, Fault> {
    let memberships =
        call.state().identitystore.memberships().filter(|(_, membership)| concerned(membership));
    let members =
        memberships.map(|(id, membership)| (id.clone(), MembershipMembers::new(store_id, id, membership)));
    let page = page(call, members, max_results, token)?;
    Ok(ListMembershipsResult { group_memberships: page.items, next_token: page.next })
}
