//! Groups and their members as an identity provider pushes them.

use http::StatusCode;
use serde_json::{Value, json};

use super::{Answered, MEMBERS, Refused, directory, external_ids, framed, patch, patch::Verb, stamps};
use crate::call::Call;
use crate::services::identitystore::fault::DirectoryError;
use crate::services::identitystore::state::{Group, Membership};

pub(super) fn create(call: &mut Call<'_>, body: &Value) -> Answered {
    let text = |name: &str| body.get(name).and_then(Value::as_str);
    let missing = || Refused::Unreadable("displayName is required".to_owned());
    let group = Group {
        display_name: text("displayName").ok_or_else(missing)?.to_owned(),
        description: None,
        external_ids: external_ids(text("externalId")),
        stamps: stamps(call),
    };
    let id = call.ids().guid();
    directory(call).put_group(id.clone(), group)?;
    join(call, &id, body.get("members").unwrap_or(&json!([])))?;
    Ok((StatusCode::CREATED, Some(one(call, &id)?)))
}

pub(super) fn all(call: &Call<'_>) -> Vec<Value> {
    call.state().identitystore.groups().map(|(id, group)| told(id, group)).collect()
}

pub(super) fn one(call: &Call<'_>, id: &str) -> Result<Value, Refused> {
    Ok(told(id, call.state().identitystore.group(id)?))
}

// AWS: only displayName, members and externalId can be changed; all memberships cannot be replaced or removed at once
// (Identity Center SCIM implementation developer guide, PatchGroup). That nothing is answered is unverified.
pub(super) fn patch(call: &mut Call<'_>, id: &str, body: &Value) -> Answered {
    let mut group = call.state().identitystore.group(id)?.clone();
    for change in patch::changes(body)? {
        match (change.verb, change.path) {
            (Verb::Add | Verb::Replace, "displayName") => change.text()?.clone_into(&mut group.display_name),
            (Verb::Add | Verb::Replace, "externalId") => group.external_ids = external_ids(Some(change.text()?)),
            (Verb::Add, "members") => join(call, id, &change.value)?,
            (Verb::Remove, "members") if !change.value.is_null() => leave(call, id, &change.value)?,
            _ => return Err(change.unsupported()),
        }
    }
    group.stamps.renew(call.now_ms, super::AUTHOR);
    directory(call).put_group(id.to_owned(), group)?;
    Ok((StatusCode::NO_CONTENT, None))
}

/// Puts users into a group. Whoever is in it stays.
fn join(call: &mut Call<'_>, group_id: &str, members: &Value) -> Result<(), Refused> {
    for user_id in ids(members)? {
        let stamps = stamps(call);
        let membership = Membership { group_id: group_id.to_owned(), user_id: user_id.to_owned(), stamps };
        let id = call.ids().guid();
        match directory(call).add_membership(id, membership) {
            Ok(()) | Err(DirectoryError::AlreadyMember) => {}
            Err(error) => return Err(error.into()),
        }
    }
    Ok(())
}

/// Takes users out of a group.
fn leave(call: &mut Call<'_>, group_id: &str, members: &Value) -> Result<(), Refused> {
    for user_id in ids(members)? {
        let held = call.state().identitystore.membership_of(group_id, user_id).map(str::to_owned);
        if let Some(id) = held {
            directory(call).delete_membership(&id)?;
        }
    }
    Ok(())
}

fn ids(members: &Value) -> Result<Vec<&str>, Refused> {
    let unreadable = || Refused::Unreadable("members are a list of objects with a value".to_owned());
    let members = members.as_array().ok_or_else(unreadable)?;
    if members.len() > MEMBERS {
        return Err(Refused::Unreadable(format!("at most {MEMBERS} members are taken at once")));
    }
    members.iter().map(|member| member.get("value").and_then(Value::as_str).ok_or_else(unreadable)).collect()
}

fn told(id: &str, group: &Group) -> Value {
    let resource = json!({ "displayName": group.display_name });
    framed(resource, ("Group", id), &group.external_ids, &group.stamps)
}
