//! The directory of IAM Identity Center: users, groups, memberships. What SCIM has pushed can be written like anything else;
//! `scim` is the identity provider's own door.

mod fault;
mod fresh;
mod operations;
mod profile;
mod wire;

pub(crate) mod check;
pub(crate) mod scim;
pub(crate) mod state;

use crate::service::Service;
use crate::wire::Protocol;
use operations::{group, membership, user};

// AWS: Identity Center does not refuse writes when an external identity provider pushes users and groups
// (facts/aws-identity.md §2–4b).
pub(crate) fn service() -> Service {
    let protocol = Protocol::Json { version: "1.1", target_prefix: "AWSIdentityStore" };
    Service::new("identitystore", "identitystore", protocol)
        .write("CreateUser", user::create)
        .read("DescribeUser", user::describe)
        .read("ListUsers", user::list)
        .write("UpdateUser", user::update)
        .write("DeleteUser", user::delete)
        .read("GetUserId", user::get_id)
        .write("CreateGroup", group::create)
        .read("DescribeGroup", group::describe)
        .read("ListGroups", group::list)
        .write("UpdateGroup", group::update)
        .write("DeleteGroup", group::delete)
        .read("GetGroupId", group::get_id)
        .write("CreateGroupMembership", membership::create)
        .read("DescribeGroupMembership", membership::describe)
        .read("GetGroupMembershipId", membership::get_id)
        .read("ListGroupMemberships", membership::list)
        .read("ListGroupMembershipsForMember", membership::list_for_member)
        .read("IsMemberInGroups", membership::is_member)
        .write("DeleteGroupMembership", membership::delete)
}
