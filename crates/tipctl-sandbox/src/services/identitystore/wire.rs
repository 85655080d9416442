//! The members of the directory's operations, as AWS names them.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::profile::{AttributeOperation, Profile};
use super::state::{ExternalId, Group, Membership, Stamps, User};
use crate::wire::Epoch;

/// `CreateUser`: the store, and the attributes beside it.
#[derive(Deserialize)]
#[serde(try_from = "Map<String, Value>")]
pub(super) struct CreateUser {
    pub(super) identity_store_id: String,
    pub(super) profile: Profile,
}

impl TryFrom<Map<String, Value>> for CreateUser {
    type Error = String;

    fn try_from(mut members: Map<String, Value>) -> Result<Self, String> {
        match members.remove("IdentityStoreId") {
            Some(Value::String(identity_store_id)) => {
                let profile =
                    serde_json::from_value(Value::Object(members)).map_err(|error| error.to_string())?;
                Ok(Self { identity_store_id, profile })
            }
            Some(_) => Err("`IdentityStoreId` is not a string".to_owned()),
            None => Err("missing field `IdentityStoreId`".to_owned()),
        }
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(super) struct DescribeUser {
    pub(super) identity_store_id: String,
    pub(super) user_id: String,
    #[serde(default)]
    pub(super) extensions: Option<Vec<String>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(super) struct ListUsers {
    pub(super) identity_store_id: String,
    pub(super) extensions: Option<Vec<String>>,
    pub(super) max_results: Option<i64>,
    pub(super) next_token: Option<String>,
    pub(super) filters: Option<Vec<Filter>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(super) struct Filter {
    pub(super) attribute_path: String,
    pub(super) attribute_value: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(super) struct UpdateUser {
    pub(super) identity_store_id: String,
    pub(super) user_id: String,
    pub(super) operations: Vec<AttributeOperation>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(super) struct DeleteUser {
    pub(super) identity_store_id: String,
    pub(super) user_id: String,
}

/// `GetUserId` and `GetGroupId`.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(super) struct GetId {
    pub(super) identity_store_id: String,
    pub(super) alternate_identifier: AlternateIdentifier,
}

#[derive(Deserialize)]
pub(super) enum AlternateIdentifier {
    ExternalId(ExternalId),
    UniqueAttribute(UniqueAttribute),
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(super) struct UniqueAttribute {
    pub(super) attribute_path: String,
    pub(super) attribute_value: Value,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(super) struct CreateGroup {
    pub(super) identity_store_id: String,
    pub(super) display_name: Option<String>,
    pub(super) description: Option<String>,
}

/// A group and nothing else: `DescribeGroup`, `DeleteGroup`.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(super) struct OneGroup {
    pub(super) identity_store_id: String,
    pub(super) group_id: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(super) struct ListGroups {
    pub(super) identity_store_id: String,
    pub(super) max_results: Option<i64>,
    pub(super) next_token: Option<String>,
    pub(super) filters: Option<Vec<Filter>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(super) struct UpdateGroup {
    pub(super) identity_store_id: String,
    pub(super) group_id: String,
    pub(super) operations: Vec<AttributeOperation>,
}

/// A group and a member: `CreateGroupMembership`, `GetGroupMembershipId`.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(super) struct GroupAndMember {
    pub(super) identity_store_id: String,
    pub(super) group_id: String,
    pub(super) member_id: MemberId,
}

/// A union with one arm.
#[derive(Deserialize, Serialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(super) struct MemberId {
    pub(super) user_id: String,
}

/// A membership and nothing else: `DescribeGroupMembership`, `DeleteGroupMembership`.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(super) struct OneMembership {
    pub(super) identity_store_id: String,
    pub(super) membership_id: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(super) struct ListMemberships {
    pub(super) identity_store_id: String,
    pub(super) group_id: String,
    pub(super) max_results: Option<i64>,
    pub(super) next_token: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(super) struct ListMembershipsForMember {
    pub(super) identity_store_id: String,
    pub(super) member_id: MemberId,
    pub(super) max_results: Option<i64>,
    pub(super) next_token: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(super) struct IsMemberInGroups {
    pub(super) identity_store_id: String,
    pub(super) member_id: MemberId,
    pub(super) group_ids: Vec<String>,
}

/// The id of a user, in its store.
#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct UserId {
    pub(super) identity_store_id: String,
    pub(super) user_id: String,
}

/// The id of a group, in its store.
#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct GroupId {
    pub(super) identity_store_id: String,
    pub(super) group_id: String,
}

/// The id of a membership, in its store.
#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct MembershipId {
    pub(super) identity_store_id: String,
    pub(super) membership_id: String,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct ListUsersResult {
    pub(super) users: Vec<UserMembers>,
    pub(super) next_token: Option<String>,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct ListGroupsResult {
    pub(super) groups: Vec<GroupMembers>,
    pub(super) next_token: Option<String>,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct ListMembershipsResult {
    pub(super) group_memberships: Vec<MembershipMembers>,
    pub(super) next_token: Option<String>,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct IsMemberInGroupsResult {
    pub(super) results: Vec<MembershipExistence>,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct MembershipExistence {
    pub(super) group_id: String,
    pub(super) member_id: MemberId,
    pub(super) membership_exists: bool,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct UserMembers {
    identity_store_id: String,
    user_id: String,
    external_ids: Option<Vec<ExternalId>>,
    user_status: &'static str,
    #[serde(flatten)]
    profile: Profile,
    #[serde(flatten)]
    stamps: StampMembers,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct GroupMembers {
    identity_store_id: String,
    group_id: String,
    external_ids: Option<Vec<ExternalId>>,
    display_name: String,
    description: Option<String>,
    #[serde(flatten)]
    stamps: StampMembers,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct MembershipMembers {
    identity_store_id: String,
    membership_id: String,
    group_id: String,
    member_id: MemberId,
    #[serde(flatten)]
    stamps: StampMembers,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct StampMembers {
    created_at: Epoch,
    created_by: String,
    updated_at: Epoch,
    updated_by: String,
}

impl From<&Stamps> for StampMembers {
    fn from(stamps: &Stamps) -> Self {
        Self {
            created_at: Epoch(stamps.made_at_ms),
            created_by: stamps.made_by.clone(),
            updated_at: Epoch(stamps.updated_at_ms),
            updated_by: stamps.updated_by.clone(),
        }
    }
}

impl UserMembers {
    /// A user with the extensions that are asked for.
    // AWS: extensions come back only when they are named (facts/aws-identity.md §0.4).
    pub(super) fn new(store_id: &str, user_id: &str, user: &User, extensions: &[String]) -> Self {
        let mut profile = user.profile.clone();
        if let Some(held) = &mut profile.extensions {
            held.retain(|name, _| extensions.contains(name));
        }
        profile.extensions = profile.extensions.filter(|held| !held.is_empty());
        Self {
            identity_store_id: store_id.to_owned(),
            user_id: user_id.to_owned(),
            external_ids: given(&user.external_ids),
            // AWS: the API cannot disable a user (facts/aws-identity.md §2).
            user_status: "ENABLED",
            profile,
            stamps: (&user.stamps).into(),
        }
    }
}

impl GroupMembers {
    pub(super) fn new(store_id: &str, group_id: &str, group: &Group) -> Self {
        Self {
            identity_store_id: store_id.to_owned(),
            group_id: group_id.to_owned(),
            external_ids: given(&group.external_ids),
            display_name: group.display_name.clone(),
            description: group.description.clone(),
            stamps: (&group.stamps).into(),
        }
    }
}

impl MembershipMembers {
    pub(super) fn new(store_id: &str, membership_id: &str, membership: &Membership) -> Self {
        Self {
            identity_store_id: store_id.to_owned(),
            membership_id: membership_id.to_owned(),
            group_id: membership.group_id.clone(),
            member_id: MemberId { user_id: membership.user_id.clone() },
            stamps: (&membership.stamps).into(),
        }
    }
}

/// A list that is absent when it is empty.
fn given(external_ids: &[ExternalId]) -> Option<Vec<ExternalId>> {
    Some(external_ids.to_vec()).filter(|ids| !ids.is_empty())
}
