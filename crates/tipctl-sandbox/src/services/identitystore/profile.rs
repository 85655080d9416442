//! What a directory knows of a user: the attributes, how they are checked, and how an update changes them.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::check;
use super::fault::DirectoryError;
use crate::constraint::count;

const ENTERPRISE: &str = "aws:identitystore:enterprise";

/// The attributes of a user. Also their members on the wire.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields, default)]
pub(crate) struct Profile {
    pub(crate) user_name: Option<String>,
    name: Option<Name>,
    display_name: Option<String>,
    nick_name: Option<String>,
    profile_url: Option<String>,
    emails: Option<Vec<Contact>>,
    addresses: Option<Vec<Address>>,
    phone_numbers: Option<Vec<Contact>>,
    user_type: Option<String>,
    title: Option<String>,
    preferred_language: Option<String>,
    locale: Option<String>,
    timezone: Option<String>,
    photos: Option<Vec<Photo>>,
    website: Option<String>,
    birthdate: Option<String>,
    roles: Option<Vec<Contact>>,
    /// Attributes beyond the common ones, by the name of their schema.
    pub(super) extensions: Option<BTreeMap<String, Map<String, Value>>>,
}

/// The parts of a name.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields, default)]
struct Name {
    formatted: Option<String>,
    family_name: Option<String>,
    given_name: Option<String>,
    middle_name: Option<String>,
    honorific_prefix: Option<String>,
    honorific_suffix: Option<String>,
}

/// An email address, a phone number or a role.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields, default)]
struct Contact {
    value: Option<String>,
    r#type: Option<String>,
    primary: Option<bool>,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields, default)]
struct Address {
    street_address: Option<String>,
    locality: Option<String>,
    region: Option<String>,
    postal_code: Option<String>,
    country: Option<String>,
    formatted: Option<String>,
    r#type: Option<String>,
    primary: Option<bool>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
struct Photo {
    value: String,
    r#type: Option<String>,
    display: Option<String>,
    primary: Option<bool>,
}

/// One change of an attribute. Also its members on the wire.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(super) struct AttributeOperation {
    pub(super) attribute_path: String,
    /// None unsets the attribute.
    pub(super) attribute_value: Option<Value>,
}

/// The paths that an update may name, and the members they lead to.
// AWS: the user name does not change (facts/aws-identity.md §2). Photos, website, birthdate, roles and extensions are not
// among the paths that were seen to work, so that they do is unverified.
const PATHS: [(&str, &[&str]); 21] = [
    ("displayName", &["DisplayName"]),
    ("name.formatted", &["Name", "Formatted"]),
    ("name.familyName", &["Name", "FamilyName"]),
    ("name.givenName", &["Name", "GivenName"]),
    ("name.middleName", &["Name", "MiddleName"]),
    ("name.honorificPrefix", &["Name", "HonorificPrefix"]),
    ("name.honorificSuffix", &["Name", "HonorificSuffix"]),
    ("nickName", &["NickName"]),
    ("profileUrl", &["ProfileUrl"]),
    ("emails", &["Emails"]),
    ("addresses", &["Addresses"]),
    ("phoneNumbers", &["PhoneNumbers"]),
    ("userType", &["UserType"]),
    ("title", &["Title"]),
    ("preferredLanguage", &["PreferredLanguage"]),
    ("locale", &["Locale"]),
    ("timezone", &["Timezone"]),
    ("photos", &["Photos"]),
    ("website", &["Website"]),
    ("birthdate", &["Birthdate"]),
    ("roles", &["Roles"]),
];

impl Profile {
    /// The first email address.
    pub(crate) fn first_email(&self) -> Option<&str> {
        self.emails.as_ref()?.first()?.value.as_deref()
    }

    /// What an identity provider pushes of a person: names, and the primary email address, which is the user name too.
    pub(super) fn of_person(given: &str, family: &str) -> Self {
        let address = format!("{}@example.com", given.to_lowercase());
        let full = format!("{given} {family}");
        Self {
            user_name: Some(address.clone()),
            display_name: Some(full.clone()),
            name: Some(Name {
                given_name: Some(given.to_owned()),
                family_name: Some(family.to_owned()),
                formatted: Some(full),
                ..Name::default()
            }),
            emails: Some(vec![Contact {
                value: Some(address),
                r#type: Some("work".to_owned()),
                primary: Some(true),
            }]),
            ..Self::default()
        }
    }

    /// Refuses attributes that are missing, too many, or of the wrong alphabet.
    pub(super) fn check(&self) -> Result<(), DirectoryError> {
        let name = self.name.clone().unwrap_or_default();
        // AWS: what the model leaves optional is required all the same; the text is an emulator's (facts/aws-identity.md §2).
        let required = [
            ("username", &self.user_name),
            ("displayname", &self.display_name),
            ("givenname", &name.given_name),
            ("familyname", &name.family_name),
        ];
        let missing = required.iter().filter(|(_, value)| value.is_none());
        let missing: Vec<String> =
            missing.map(|(name, _)| format!("{name}: The attribute {name} is required")).collect();
        if !missing.is_empty() {
            return Err(DirectoryError::Invalid(missing.join(", ")));
        }
        check::user_name(self.user_name.as_deref().unwrap_or_default())?;
        self.emails.as_deref().map(|list| count("emails", list, 1..=1)).transpose()?;
        self.addresses.as_deref().map(|list| count("addresses", list, 1..=1)).transpose()?;
        self.phone_numbers.as_deref().map(|list| count("phoneNumbers", list, 1..=1)).transpose()?;
        self.roles.as_deref().map(|list| count("roles", list, 1..=1)).transpose()?;
        self.photos.as_deref().map(|list| count("photos", list, 1..=3)).transpose()?;
        let mut extensions = self.extensions.iter().flat_map(BTreeMap::keys);
        if let Some(name) = extensions.find(|name| *name != ENTERPRISE) {
            return Err(DirectoryError::Invalid(format!("{name} is not a supported extension")));
        }
        check_texts("", &self.members()?)
    }

    /// The attributes after some changes, checked.
    pub(super) fn updated(&self, operations: Vec<AttributeOperation>) -> Result<Self, DirectoryError> {
        let mut members = self.members()?;
        for operation in operations {
            let path = members_of(&operation.attribute_path)?;
            // What an extension holds has no members in the service model.
            let is_modelled = path.first().is_some_and(|member| member != "Extensions");
            let value = match operation.attribute_value {
                Some(value) if is_modelled => Some(of_document(value)?),
                value => value,
            };
            put(&mut members, &path, value)?;
        }
        let updated: Self =
            serde_json::from_value(members).map_err(|error| DirectoryError::Invalid(error.to_string()))?;
        updated.check()?;
        Ok(updated)
    }

    /// The attributes as an identity provider pushes them: the same members, spelled as those of a path.
    pub(super) fn pushed(members: Value) -> Result<Self, DirectoryError> {
        serde_json::from_value(of_document(members)?)
            .map_err(|error| DirectoryError::Invalid(error.to_string()))
    }

    /// The same attributes as an identity provider reads them.
    pub(super) fn told(&self) -> Result<Value, DirectoryError> {
        Ok(to_document(self.members()?))
    }

    /// The value of an email address, if the user has one.
    pub(super) fn has_email(&self, address: &str) -> bool {
        self.email_values().any(|value| value == address)
    }

    /// Whether two users would share an email address.
    pub(super) fn shares_email(&self, other: &Self) -> bool {
        self.email_values().any(|value| other.email_values().any(|taken| taken.eq_ignore_ascii_case(value)))
    }

    fn email_values(&self) -> impl Iterator<Item = &str> {
        self.emails.iter().flatten().filter_map(|email| email.value.as_deref())
    }

    fn members(&self) -> Result<Value, DirectoryError> {
        serde_json::to_value(self).map_err(|error| DirectoryError::Invalid(error.to_string()))
    }
}

/// The members that a path leads to. The case of a path does not matter.
fn members_of(path: &str) -> Result<Vec<String>, DirectoryError> {
    let found = PATHS.iter().find(|(known, _)| known.eq_ignore_ascii_case(path));
    if let Some((_, members)) = found {
        return Ok(members.iter().map(|member| (*member).to_owned()).collect());
    }
    let tail = path.strip_prefix(ENTERPRISE).filter(|tail| tail.is_empty() || tail.starts_with('.'));
    let unknown = || DirectoryError::Invalid(format!("{path} is not an attribute path that can be updated"));
    let attributes = tail.ok_or_else(unknown)?.split('.').skip(1);
    Ok(["Extensions", ENTERPRISE].into_iter().chain(attributes).map(str::to_owned).collect())
}

/// The members of a value that an update sets, under their names in the service model.
// AWS: an update's value is a document, whose members are spelled as those of a path, `postalCode`; this is how the
// Terraform provider sends them (facts/aws-identity.md §2, from its user.go). That another spelling is refused is
// unverified.
fn of_document(value: Value) -> Result<Value, DirectoryError> {
    match value {
        Value::Array(items) => {
            Ok(Value::Array(items.into_iter().map(of_document).collect::<Result<_, _>>()?))
        }
        Value::Object(members) => {
            let member = |(name, value): (String, Value)| {
                let mut letters = name.chars();
                match letters.next().filter(char::is_ascii_lowercase) {
                    Some(first) => Ok((
                        format!("{}{}", first.to_ascii_uppercase(), letters.as_str()),
                        of_document(value)?,
                    )),
                    None => Err(DirectoryError::Invalid(format!("{name} is not a member of the attribute"))),
                }
            };
            Ok(Value::Object(members.into_iter().map(member).collect::<Result<_, _>>()?))
        }
        value => Ok(value),
    }
}

/// The reverse: members spelled as those of a path, without those that have no value.
fn to_document(value: Value) -> Value {
    match value {
        Value::Array(items) => Value::Array(items.into_iter().map(to_document).collect()),
        Value::Object(members) => {
            let member = |(name, value): (String, Value)| {
                let mut letters = name.chars();
                let first = letters.next()?.to_ascii_lowercase();
                (!value.is_null()).then(|| (format!("{first}{}", letters.as_str()), to_document(value)))
            };
            Value::Object(members.into_iter().filter_map(member).collect())
        }
        value => value,
    }
}

/// Puts a value at a path, or takes away what is there. An object that becomes empty goes too.
fn put(members: &mut Value, path: &[String], value: Option<Value>) -> Result<(), DirectoryError> {
    let [member, rest @ ..] = path else { return Ok(()) };
    if members.is_null() {
        *members = Value::Object(Map::new());
    }
    let Some(object) = members.as_object_mut() else {
        return Err(DirectoryError::Invalid(format!("{member} cannot be updated")));
    };
    if !rest.is_empty() {
        put(object.entry(member).or_insert(Value::Null), rest, value)?;
    } else if let Some(value) = value {
        // AWS: inside of a list's element an unset member is absent; null is refused (facts/aws-identity.md §2).
        if has_null(&value) {
            return Err(DirectoryError::Invalid(format!("{member} has a null")));
        }
        object.insert(member.clone(), value);
    } else {
        object.remove(member);
    }
    if object.get(member).and_then(Value::as_object).is_some_and(Map::is_empty) {
        object.remove(member);
    }
    Ok(())
}

fn has_null(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Array(items) => items.iter().any(has_null),
        Value::Object(members) => members.values().any(has_null),
        _ => false,
    }
}

/// Checks each text inside of `value`, which stands at `path`.
fn check_texts(path: &str, value: &Value) -> Result<(), DirectoryError> {
    match value {
        Value::String(text) => Ok(check::text(path, text)?),
        Value::Array(items) => items.iter().try_for_each(|item| check_texts(path, item)),
        Value::Object(members) => members.iter().try_for_each(|(member, value)| {
            let path = if path.is_empty() { member.clone() } else { format!("{path}.{member}") };
            check_texts(&path, value)
        }),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn profile() -> Profile {
        let members = json!({
            "UserName": "alice", "DisplayName": "Alice", "Name": { "GivenName": "Alice", "FamilyName": "A" },
            "Title": "analyst", "Emails": [{ "Value": "alice@example.com", "Type": "work", "Primary": true }],
        });
        serde_json::from_value(members).unwrap()
    }

    fn update(path: &str, value: Value) -> Result<Profile, DirectoryError> {
        let value = Some(value).filter(|value| !value.is_null());
        let operation = AttributeOperation { attribute_path: path.to_owned(), attribute_value: value };
        profile().updated(vec![operation])
    }

    #[test]
    fn names_are_required() {
        let missing = Profile { name: None, display_name: None, ..profile() }.check().unwrap_err();
        assert_eq!(
            missing.to_string(),
            "displayname: The attribute displayname is required, givenname: The attribute givenname is required, \
             familyname: The attribute familyname is required"
        );
        assert!(update("displayName", Value::Null).is_err());
    }

    #[test]
    fn an_update_sets_replaces_and_unsets() {
        let given = update("name.givenName", json!("Alicia")).unwrap();
        assert_eq!(given.name.unwrap().given_name.as_deref(), Some("Alicia"));
        assert_eq!(update("Title", Value::Null).unwrap().title, None);
        assert_eq!(update("emails", Value::Null).unwrap().emails, None);
        let emails = update("emails", json!([{ "value": "a@example.com" }])).unwrap().emails.unwrap();
        assert_eq!(emails, [Contact { value: Some("a@example.com".to_owned()), ..Contact::default() }]);
        let extended = update("aws:identitystore:enterprise.department", json!("data")).unwrap();
        assert_eq!(extended.extensions.as_ref().unwrap()[ENTERPRISE]["department"], "data");
        let nested = update("aws:identitystore:enterprise.manager.value", json!("m-1")).unwrap();
        assert_eq!(nested.extensions.unwrap()[ENTERPRISE]["manager"], json!({ "value": "m-1" }));
        let unset =
            AttributeOperation { attribute_path: format!("{ENTERPRISE}.department"), attribute_value: None };
        assert!(extended.updated(vec![unset]).unwrap().extensions.is_none());
    }

    #[test]
    fn an_update_is_refused_where_aws_refuses_it() {
        for (path, value) in [
            ("userName", json!("bob")),
            ("title", json!("")),
            ("title", json!(7)),
            ("emails", json!([])),
            ("emails", json!([{ "value": "a@example.com", "type": null }])),
            ("emails", json!([{ "value": "a@example.com" }, { "value": "b@example.com" }])),
            ("emails.value", json!("a@example.com")),
            ("emails", json!([{ "valeu": "a@example.com" }])),
            ("emails", json!([{ "Value": "a@example.com" }])),
            ("aws:identitystore:school", json!({ "class": "1" })),
            ("aws:identitystore:enterpriser", json!({ "department": "data" })),
        ] {
            assert!(update(path, value.clone()).is_err(), "{path} {value}");
        }
    }
}
