//! Users of the workforce.

#[cfg(feature = "aws")]
mod calls;
#[cfg(feature = "aws")]
mod composed;
mod needs;
#[cfg(feature = "aws")]
mod scalars;
mod schema;
mod tell;

use tipctl_model::{
    Attrs, Block, Flaw, Inventory, Kind, KindSchema, Need, Place, Resource, Scope, Told, Value, Work,
};

pub(super) use schema::EXTERNAL_ID;

use super::identity_center;
use crate::attrs::Read;

/// The kind `user`.
pub(super) struct User;

impl Kind for User {
    fn schema(&self) -> &'static KindSchema {
        &schema::SCHEMA
    }

    fn expand(&self, block: &Block, scope: &Scope<'_>) -> Result<Vec<Resource>, Vec<Flaw>> {
        let store = identity_center::reference(scope, "identity_store_id").map_err(|flaw| vec![flaw])?;
        let mut user = Resource::written(block);
        if scope.is_external() {
            let is_named = ["name", "id", "email", "external_id"].iter().any(|by| block.value(by).is_some());
            return if is_named {
                Ok(vec![user.found()])
            } else {
                Err(vec![
                    Flaw::new(
                        "user::name",
                        "",
                        "a user is looked up by `name`, `email`, `id` or `external_id`",
                    )
                    .help("name = \"carol@example.com\""),
                ])
            };
        }
        let mut flaws = Vec::new();
        for attr in ["id", "external_id"] {
            if block.value(attr).is_some() {
                flaws.push(
                    Flaw::new(
                        "user::id",
                        attr,
                        format!("nobody can choose the `{attr}` of a user that tipctl makes"),
                    )
                    .help(format!("remove `{attr}`, or set `source = \"external\"` in `[identity_center]`")),
                );
            }
        }
        // AWS: the API marks none of these as required, and refuses a user without them (facts/aws-identity.md §2).
        for attr in ["name", "given_name", "family_name"] {
            if block.value(attr).is_none() {
                let flaw = Flaw::new("user::required", "", format!("a user needs `{attr}`"));
                flaws.push(flaw.help(format!("{attr} = \"…\"")));
            }
        }
        if !flaws.is_empty() {
            return Err(flaws);
        }
        if block.value("display_name").is_none()
            && let (Some(given), Some(family)) = (block.text("given_name"), block.text("family_name"))
        {
            user.attrs.insert("display_name", Value::Text(format!("{given} {family}")));
        }
        user.attrs.insert("store", store);
        Ok(vec![user])
    }

    fn check(&self, want: &Attrs, _: &Place) -> Vec<Flaw> {
        // AWS: limits of the Identity Store (facts/aws-identity.md §2).
        let mut flaws = Vec::new();
        if let Some(name) = want.text("name") {
            let is_odd = name.is_empty() || name.chars().count() > 128 || name.contains(char::is_whitespace);
            if is_odd {
                flaws.push(Flaw::new(
                    "user::name",
                    "name",
                    "a user name has 1 to 128 characters and no spaces",
                ));
            }
            if ["Administrator", "AWSAdministrators"].contains(&name) {
                flaws.push(Flaw::new(
                    "user::name",
                    "name",
                    format!("AWS keeps the name `{name}` for itself"),
                ));
            }
        }
        for attr in ["given_name", "family_name", "display_name"] {
            if want.text(attr).is_some_and(str::is_empty) {
                flaws.push(Flaw::new("user::required", attr, format!("`{attr}` cannot be empty")));
            }
        }
        for (attr, value) in want {
            if *attr != "name" && value.as_text().is_some_and(|text| text.chars().count() > 1024) {
                flaws.push(Flaw::new(
                    "user::too_long",
                    *attr,
                    format!("`{attr}` has at most 1,024 characters"),
                ));
            }
        }
        for (attr, of) in [("email_type", "email"), ("phone_type", "phone"), ("job_role_type", "job_role")] {
            if want.text(attr).is_some_and(|text| !text.is_empty()) && want.text(of).is_none_or(str::is_empty)
            {
                flaws.push(Flaw::new(
                    "user::type_of_nothing",
                    attr,
                    format!("`{attr}` without `{of}` says nothing"),
                ));
            }
        }
        let photos = want.get("photos").map(Value::elements).unwrap_or_default();
        let is_primary = |photo: &&Value| photo.entry("primary").and_then(Value::as_bool) == Some(true);
        if photos.len() > 3 || photos.iter().filter(is_primary).count() > 1 {
            let message = "a user has at most three photos, one of them primary";
            flaws.push(Flaw::new("user::photos", "photos", message));
        }
        flaws
    }

    /// An empty text in a table says no more than its absence, and so does a photo that is not primary.
    fn settle(&self, mut want: Attrs, place: &Place) -> Attrs {
        if let Some(id) = want.filled("id") {
            want.insert("arn", arn(place, &id));
        }
        let thin = |table: &mut Value| {
            if let Value::Map(members) = table {
                members.retain(|_, member| member.as_text() != Some("") && *member != Value::Bool(false));
            }
        };
        for attr in ["address", "enterprise"] {
            want.get_mut(attr).into_iter().for_each(thin);
        }
        if let Some(Value::List(photos)) = want.get_mut("photos") {
            photos.iter_mut().for_each(thin);
        }
        want
    }

    fn tell(&self, thing: Told<'_>, inventory: &mut Inventory) {
        tell::tell(thing, inventory);
    }

    fn tell_whole(&self, around: Option<&str>, inventory: &mut Inventory) {
        tell::tell_whole(around, inventory);
    }

    fn needs(&self, work: Work, things: &[&Attrs], place: &Place) -> Vec<Need> {
        needs::needs(work, things, place).into_iter().map(Need::for_identity_center).collect()
    }
}

/// The ARN of the user with this id, which is the principal of grants.
fn arn(place: &Place, id: &str) -> Value {
    Value::Text(format!("arn:{}:identitystore:::user/{id}", place.partition))
}
