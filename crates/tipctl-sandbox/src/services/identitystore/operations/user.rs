//! Operations on users.

use super::{Sought, check_store, directory_mut, filter_value, page, sought};
use crate::call::Call;
use crate::constraint::count;
use crate::fault::Fault;
use crate::services::identitystore::check;
use crate::services::identitystore::fault::DirectoryError;
use crate::services::identitystore::state::{Stamps, User};
use crate::services::identitystore::wire::{
    CreateUser, DeleteUser, DescribeUser, GetId, ListUsers, ListUsersResult, UpdateUser, UserId, UserMembers,
};

pub(in crate::services::identitystore) fn create(
    call: &mut Call<'_>,
    input: CreateUser,
) -> Result<UserId, Fault> {
    check_store(call, &input.identity_store_id)?;
    let user_id = call.ids().guid();
    let stamps = Stamps::new(call.now_ms, &call.caller.arn);
    let user = User { profile: input.profile, external_ids: Vec::new(), stamps };
    directory_mut(call).put_user(user_id.clone(), user)?;
    Ok(UserId { identity_store_id: input.identity_store_id, user_id })
}

pub(in crate::services::identitystore) fn describe(
    call: &mut Call<'_>,
    input: DescribeUser,
) -> Result<UserMembers, Fault> {
    check_store(call, &input.identity_store_id)?;
    check::resource_id("userId", &input.user_id)?;
    let user = call.state().identitystore.user(&input.user_id)?;
    let extensions = input.extensions.unwrap_or_default();
    Ok(UserMembers::new(&input.identity_store_id, &input.user_id, user, &extensions))
}

pub(in crate::services::identitystore) fn list(
    call: &mut Call<'_>,
    input: ListUsers,
) -> Result<ListUsersResult, Fault> {
    check_store(call, &input.identity_store_id)?;
    let wanted = filter_value(input.filters, "UserName")?;
    let extensions = input.extensions.unwrap_or_default();
    let users = call.state().identitystore.users();
    let users = users.filter(|(_, user)| wanted.is_none() || user.profile.user_name == wanted);
    let members = users
        .map(|(id, user)| (id.clone(), UserMembers::new(&input.identity_store_id, id, user, &extensions)));
    let page = page(call, members, input.max_results, input.next_token.as_deref())?;
    Ok(ListUsersResult { users: page.items, next_token: page.next })
}

pub(in crate::services::identitystore) fn update(
    call: &mut Call<'_>,
    input: UpdateUser,
) -> Result<(), Fault> {
    check_store(call, &input.identity_store_id)?;
    check::resource_id("userId", &input.user_id)?;
    count("operations", &input.operations, 1..=100)?;
    let mut user = call.state().identitystore.user(&input.user_id)?.clone();
    user.profile = user.profile.updated(input.operations)?;
    user.stamps.renew(call.now_ms, &call.caller.arn);
    Ok(directory_mut(call).put_user(input.user_id, user)?)
}

pub(in crate::services::identitystore) fn delete(
    call: &mut Call<'_>,
    input: DeleteUser,
) -> Result<(), Fault> {
    check_store(call, &input.identity_store_id)?;
    check::resource_id("userId", &input.user_id)?;
    Ok(directory_mut(call).delete_user(&input.user_id)?)
}

// AWS: a lookup by name may miss what a list shows (facts/tip-chain.md §4); here it finds what has got around.
pub(in crate::services::identitystore) fn get_id(call: &mut Call<'_>, input: GetId) -> Result<UserId, Fault> {
    check_store(call, &input.identity_store_id)?;
    let sought = sought(input.alternate_identifier, &["userName", "emails.value"])?;
    let fits = |user: &User| match &sought {
        Sought::ExternalId(id) => user.external_ids.contains(id),
        Sought::Attribute("userName", name) => user.profile.user_name.as_ref() == Some(name),
        Sought::Attribute(_, address) => user.profile.has_email(address),
    };
    let found = call.seen().identitystore.users().find(|(_, user)| fits(user)).map(|(id, _)| id);
    let found = found.filter(|id| call.state().identitystore.has_user(id));
    let user_id = found.ok_or_else(|| DirectoryError::NoSuchUser(String::new()))?.clone();
    Ok(UserId { identity_store_id: input.identity_store_id, user_id })
}
