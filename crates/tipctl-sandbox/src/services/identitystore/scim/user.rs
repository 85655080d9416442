//! Users as an identity provider pushes them.

use http::StatusCode;
use serde_json::{Value, json};

use super::{Answered, Refused, directory, external_ids, framed, patch, patch::Verb, stamps};
use crate::call::Call;
use crate::services::identitystore::fault::DirectoryError;
use crate::services::identitystore::profile::{AttributeOperation, Profile};
use crate::services::identitystore::state::User;

pub(super) fn create(call: &mut Call<'_>, body: Value) -> Answered {
    let Value::Object(mut members) = body else {
        return Err(Refused::Unreadable("a user is an object".to_owned()));
    };
    members.remove("schemas");
    let external = members.remove("externalId");
    active(members.remove("active").as_ref())?;
    let profile = Profile::pushed(Value::Object(members))?;
    let external_ids = external_ids(external.as_ref().and_then(Value::as_str));
    let (id, stamps) = (call.ids().guid(), stamps(call));
    directory(call).put_user(id.clone(), User { profile, external_ids, stamps })?;
    Ok((StatusCode::CREATED, Some(one(call, &id)?)))
}

pub(super) fn all(call: &Call<'_>) -> Result<Vec<Value>, Refused> {
    call.state().identitystore.users().map(|(id, user)| told(id, user)).collect()
}

pub(super) fn one(call: &Call<'_>, id: &str) -> Result<Value, Refused> {
    told(id, call.state().identitystore.user(id)?)
}

/// Names, the display name, the user name and the external id. Of a user whom the identity provider disabled the sandbox
/// knows nothing.
pub(super) fn patch(call: &mut Call<'_>, id: &str, body: &Value) -> Answered {
    let mut user = call.state().identitystore.user(id)?.clone();
    for change in patch::changes(body)? {
        match (change.verb, change.path) {
            (Verb::Add | Verb::Replace, "active") => active(Some(&change.value))?,
            (Verb::Add | Verb::Replace, "externalId") => user.external_ids = external_ids(Some(change.text()?)),
            (Verb::Add | Verb::Replace, "userName") => user.profile.user_name = Some(change.text()?.to_owned()),
            (Verb::Add | Verb::Replace, path) if path == "displayName" || path.starts_with("name.") => {
                let attribute_value = Some(json!(change.text()?));
                let operation = AttributeOperation { attribute_path: path.to_owned(), attribute_value };
                user.profile = user.profile.updated(vec![operation])?;
            }
            _ => return Err(change.unsupported()),
        }
    }
    user.stamps.renew(call.now_ms, super::AUTHOR);
    directory(call).put_user(id.to_owned(), user)?;
    Ok((StatusCode::OK, Some(one(call, id)?)))
}

fn active(value: Option<&Value>) -> Result<(), Refused> {
    match value {
        None | Some(Value::Bool(true)) => Ok(()),
        Some(_) => Err(Refused::Directory(DirectoryError::Invalid(
            "the sandbox knows no disabled users; delete the user".to_owned(),
        ))),
    }
}

fn told(id: &str, user: &User) -> Result<Value, Refused> {
    let mut resource = framed(user.profile.told()?, ("User", id), &user.external_ids, &user.stamps);
    if let Some(members) = resource.as_object_mut() {
        members.insert("active".to_owned(), json!(true));
    }
    Ok(resource)
}
