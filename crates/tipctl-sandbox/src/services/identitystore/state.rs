//! The directory: users, groups, and who is in which group.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::check;
use super::fault::DirectoryError;
use super::fresh;
use super::profile::Profile;

const USERS: usize = 200_000;
const GROUPS: usize = 100_000;

/// Users, groups and memberships of one store, by id.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct State {
    pub(super) store_id: String,
    /// Where the store is found.
    pub(crate) region: String,
    users: BTreeMap<String, User>,
    groups: BTreeMap<String, Group>,
    memberships: BTreeMap<String, Membership>,
}

/// A user.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct User {
    pub(super) profile: Profile,
    /// What the identity provider calls the user; only SCIM sets it.
    pub(super) external_ids: Vec<ExternalId>,
    pub(super) stamps: Stamps,
}

/// A group.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Group {
    pub(crate) display_name: String,
    pub(super) description: Option<String>,
    /// What the identity provider calls the group; only SCIM sets it.
    pub(super) external_ids: Vec<ExternalId>,
    pub(super) stamps: Stamps,
}

/// That a user is in a group.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Membership {
    pub(super) group_id: String,
    pub(super) user_id: String,
    pub(super) stamps: Stamps,
}

/// An id that an identity provider gave. Also the member `ExternalId` on the wire.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(super) struct ExternalId {
    pub(super) issuer: String,
    pub(super) id: String,
}

/// When and by whom an object was made and changed last.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Stamps {
    pub(super) made_at_ms: u64,
    pub(super) made_by: String,
    pub(super) updated_at_ms: u64,
    pub(super) updated_by: String,
}

impl Stamps {
    /// Of an object that is made now.
    pub(super) fn new(at_ms: u64, by: &str) -> Self {
        Self { made_at_ms: at_ms, made_by: by.to_owned(), updated_at_ms: at_ms, updated_by: by.to_owned() }
    }

    pub(super) fn renew(&mut self, at_ms: u64, by: &str) {
        self.updated_at_ms = at_ms;
        by.clone_into(&mut self.updated_by);
    }
}

impl State {
    /// The id of the store: `d-` and ten characters.
    pub(crate) fn store_id(&self) -> &str {
        &self.store_id
    }

    /// Whether there is a user with this id.
    pub(crate) fn has_user(&self, id: &str) -> bool {
        self.users.contains_key(id)
    }

    /// Whether there is a group with this id.
    pub(crate) fn has_group(&self, id: &str) -> bool {
        self.groups.contains_key(id)
    }

    /// The id of the user with this user name.
    pub(crate) fn user_named(&self, name: &str) -> Option<&str> {
        let mut users = self.users.iter();
        users.find(|(_, user)| user.profile.user_name.as_deref() == Some(name)).map(|(id, _)| id.as_str())
    }

    /// The id of the group with this display name.
    pub(crate) fn group_named(&self, name: &str) -> Option<&str> {
        self.groups.iter().find(|(_, group)| group.display_name == name).map(|(id, _)| id.as_str())
    }

    /// The user name of a user.
    pub(crate) fn user_name(&self, id: &str) -> Option<&str> {
        self.users.get(id)?.profile.user_name.as_deref()
    }

    /// The first email address of a user.
    pub(crate) fn email(&self, id: &str) -> Option<&str> {
        self.users.get(id)?.profile.first_email()
    }

    /// The ids of the users who have `value` under the attribute of a path: `userName` or `emails.value`.
    pub(crate) fn users_with(&self, path: &str, value: &str) -> Vec<&str> {
        let has = |user: &User| match path {
            "userName" => user.profile.user_name.as_deref() == Some(value),
            "emails.value" => user.profile.has_email(value),
            _ => false,
        };
        self.users.iter().filter(|(_, user)| has(user)).map(|(id, _)| id.as_str()).collect()
    }

    /// The display name of a group.
    pub(crate) fn group_name(&self, id: &str) -> Option<&str> {
        Some(&self.groups.get(id)?.display_name)
    }

    /// The ids of the groups that a user is in.
    pub(crate) fn groups_of(&self, user_id: &str) -> impl Iterator<Item = &str> {
        let own = self.memberships.values().filter(move |membership| membership.user_id == user_id);
        own.map(|membership| membership.group_id.as_str())
    }

    pub(super) fn users(&self) -> impl Iterator<Item = (&String, &User)> {
        self.users.iter()
    }

    pub(super) fn groups(&self) -> impl Iterator<Item = (&String, &Group)> {
        self.groups.iter()
    }

    /// Whether a group has members.
    pub(crate) fn has_members(&self, group_id: &str) -> bool {
        self.memberships.values().any(|membership| membership.group_id == group_id)
    }

    pub(super) fn memberships(&self) -> impl Iterator<Item = (&String, &Membership)> {
        self.memberships.iter()
    }

    pub(super) fn user(&self, id: &str) -> Result<&User, DirectoryError> {
        self.users.get(id).ok_or_else(|| DirectoryError::NoSuchUser(id.to_owned()))
    }

    pub(super) fn group(&self, id: &str) -> Result<&Group, DirectoryError> {
        self.groups.get(id).ok_or_else(|| DirectoryError::NoSuchGroup(id.to_owned()))
    }

    pub(super) fn membership(&self, id: &str) -> Result<&Membership, DirectoryError> {
        self.memberships.get(id).ok_or_else(|| DirectoryError::NoSuchMembership(id.to_owned()))
    }

    /// The id of the membership of a user in a group.
    pub(super) fn membership_of(&self, group_id: &str, user_id: &str) -> Option<&str> {
        let is_it = |held: &Membership| held.group_id == group_id && held.user_id == user_id;
        self.memberships.iter().find(|(_, held)| is_it(held)).map(|(id, _)| id.as_str())
    }

    /// Adds a user, or puts another in the place of the one with this id.
    // AWS: user names and email addresses are unique (facts/aws-identity.md §2). Whether the case of letters makes a
    // difference is unverified; here it makes none.
    pub(super) fn put_user(&mut self, id: String, user: User) -> Result<(), DirectoryError> {
        user.profile.check()?;
        let name = user.profile.user_name.as_deref().unwrap_or_default();
        for (_, other) in self.users.iter().filter(|(other, _)| **other != id) {
            if other.profile.user_name.as_deref().is_some_and(|taken| taken.eq_ignore_ascii_case(name)) {
                return Err(DirectoryError::Duplicate("UserName"));
            }
            if user.profile.shares_email(&other.profile) {
                return Err(DirectoryError::Duplicate("Email"));
            }
        }
        self.users.insert(id, user);
        within("users", self.users.len(), USERS)
    }

    /// Adds a group, or puts another in the place of the one with this id.
    pub(super) fn put_group(&mut self, id: String, group: Group) -> Result<(), DirectoryError> {
        check::group_name(&group.display_name)?;
        group.description.as_deref().map(|text| check::text("description", text)).transpose()?;
        let mut others = self.groups.iter().filter(|(other, _)| **other != id);
        if others.any(|(_, other)| other.display_name.eq_ignore_ascii_case(&group.display_name)) {
            return Err(DirectoryError::Duplicate("GroupDisplayName"));
        }
        self.groups.insert(id, group);
        within("groups", self.groups.len(), GROUPS)
    }

    /// Puts a user into a group.
    pub(super) fn add_membership(
        &mut self,
        id: String,
        membership: Membership,
    ) -> Result<(), DirectoryError> {
        let Membership { group_id, user_id, .. } = &membership;
        if !self.has_group(group_id) {
            return Err(DirectoryError::NoGroupToJoin(group_id.clone()));
        }
        if !self.has_user(user_id) {
            return Err(DirectoryError::NoSuchMember(user_id.clone()));
        }
        if self.membership_of(group_id, user_id).is_some() {
            return Err(DirectoryError::AlreadyMember);
        }
        self.memberships.insert(id, membership);
        Ok(())
    }

    /// Deletes a user.
    // AWS: that memberships go along is unverified (facts/aws-identity.md §4).
    pub(super) fn delete_user(&mut self, id: &str) -> Result<(), DirectoryError> {
        self.user(id)?;
        self.users.remove(id);
        self.memberships.retain(|_, membership| membership.user_id != id);
        Ok(())
    }

    /// Deletes a group.
    // AWS: that memberships go along is unverified (facts/aws-identity.md §4).
    pub(super) fn delete_group(&mut self, id: &str) -> Result<(), DirectoryError> {
        self.group(id)?;
        self.groups.remove(id);
        self.memberships.retain(|_, membership| membership.group_id != id);
        Ok(())
    }

    pub(super) fn delete_membership(&mut self, id: &str) -> Result<(), DirectoryError> {
        self.membership(id)?;
        self.memberships.remove(id);
        Ok(())
    }

    /// Users and groups as an identity provider has pushed them.
    pub(crate) fn fresh() -> Self {
        Self {
            store_id: "d-9567a1b2c3".to_owned(),
            region: "ap-northeast-1".to_owned(),
            users: fresh::users(),
            groups: fresh::groups(),
            memberships: fresh::memberships(),
        }
    }
}

fn within(quota: &'static str, size: usize, limit: usize) -> Result<(), DirectoryError> {
    if size > limit { Err(DirectoryError::Quota { quota, limit }) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::super::profile::AttributeOperation;
    use super::*;

    fn group(name: &str) -> Group {
        let stamps = Stamps::new(1, "tester");
        Group { display_name: name.to_owned(), description: None, external_ids: Vec::new(), stamps }
    }

    fn unset(path: &str) -> AttributeOperation {
        AttributeOperation { attribute_path: path.to_owned(), attribute_value: None }
    }

    fn fresh_ids() -> (State, String, String) {
        let state = State::fresh();
        let group = state.group_named("data-analysts").unwrap().to_owned();
        let user = state.user_named("carol@example.com").unwrap().to_owned();
        (state, group, user)
    }

    #[test]
    fn the_fresh_directory_keeps_its_own_rules() {
        let state = State::fresh();
        for (id, user) in state.users() {
            assert_eq!(check::resource_id("userId", id), Ok(()));
            assert_eq!(
                State { users: [].into(), ..state.clone() }.put_user(id.clone(), user.clone()),
                Ok(())
            );
        }
        for (id, group) in state.groups() {
            assert_eq!(check::resource_id("groupId", id), Ok(()));
            assert_eq!(state.clone().put_group(id.clone(), group.clone()), Ok(()));
        }
        for (id, membership) in state.memberships() {
            let mut without = state.clone();
            without.delete_membership(id).unwrap();
            assert_eq!(without.add_membership(id.clone(), membership.clone()), Ok(()));
        }
        let erin = state.user_named("erin@example.com").unwrap();
        let names: Vec<_> = state.groups_of(erin).filter_map(|id| state.group_name(id)).collect();
        assert_eq!(names, ["data-analysts", "data-engineers"]);
    }

    #[test]
    fn names_are_taken_whatever_their_case() {
        let (mut state, id, _) = fresh_ids();
        let taken = DirectoryError::Duplicate("GroupDisplayName");
        assert_eq!(state.put_group("other".to_owned(), group("Data-Analysts")), Err(taken));
        assert_eq!(state.put_group(id.clone(), group("Data-Analysts")), Ok(()));
        assert_eq!(state.group_name(&id), Some("Data-Analysts"));
    }

    #[test]
    fn an_email_address_belongs_to_one_user() {
        let (mut state, _, id) = fresh_ids();
        let mut twin = state.user(&id).unwrap().clone();
        assert_eq!(
            state.put_user("twin".to_owned(), twin.clone()),
            Err(DirectoryError::Duplicate("UserName"))
        );
        twin.profile.user_name = Some("twin".to_owned());
        assert_eq!(state.put_user("twin".to_owned(), twin.clone()), Err(DirectoryError::Duplicate("Email")));
        twin.profile = twin.profile.updated(vec![unset("emails")]).unwrap();
        assert_eq!(state.put_user("twin".to_owned(), twin), Ok(()));
    }

    #[test]
    fn nobody_joins_twice_and_leavers_leave_every_group() {
        let (mut state, group_id, user_id) = fresh_ids();
        let stamps = Stamps::new(1, "tester");
        let again = Membership { group_id: group_id.clone(), user_id: user_id.clone(), stamps };
        assert_eq!(state.add_membership("m".to_owned(), again.clone()), Err(DirectoryError::AlreadyMember));
        state.delete_user(&user_id).unwrap();
        assert_eq!(state.membership_of(&group_id, &user_id), None);
        let gone = Err(DirectoryError::NoSuchMember(user_id.clone()));
        assert_eq!(state.add_membership("m".to_owned(), again.clone()), gone);
        state.delete_group(&group_id).unwrap();
        assert!(state.memberships().all(|(_, membership)| membership.group_id != group_id));
        assert_eq!(state.delete_group(&group_id), Err(DirectoryError::NoSuchGroup(group_id.clone())));
        assert_eq!(state.add_membership("m".to_owned(), again), Err(DirectoryError::NoGroupToJoin(group_id)));
    }
}
