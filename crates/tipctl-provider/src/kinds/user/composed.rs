//! The attributes of a user that are more than one text: as a creation takes them, as an update does, and as AWS shows
//! them.
//!
//! An update takes documents, whose members are spelled as those of a path. A list goes whole, and what an element lacks
//! is absent from it.

use std::collections::BTreeMap;

use aws_sdk_identitystore::types::{Address, Email, PhoneNumber, Photo, Role, User};
use aws_smithy_types::Document;
use tipctl_model::{Attrs, Value};

use crate::attrs::{Read, Shown};

/// The one extension that the Identity Store knows.
pub(super) const ENTERPRISE: &str = "aws:identitystore:enterprise";

/// The members of an address: ours, and AWS's.
const ADDRESS: [(&str, &str); 7] = [
    ("street", "streetAddress"),
    ("locality", "locality"),
    ("region", "region"),
    ("postal_code", "postalCode"),
    ("country", "country"),
    ("formatted", "formatted"),
    ("type", "type"),
];

/// The members of the extension: ours, and those of SCIM's enterprise user.
const EMPLOYMENT: [(&str, &str); 6] = [
    ("employee_number", "employeeNumber"),
    ("organization", "organization"),
    ("division", "division"),
    ("department", "department"),
    ("cost_center", "costCenter"),
    ("manager", "manager"),
];

pub(super) fn email(want: &Attrs) -> Option<Email> {
    let (value, kind) = typed(want, "email", "email_type")?;
    Some(Email::builder().value(value).set_type(kind).primary(true).build())
}

pub(super) fn phone(want: &Attrs) -> Option<PhoneNumber> {
    let (value, kind) = typed(want, "phone", "phone_type")?;
    Some(PhoneNumber::builder().value(value).set_type(kind).primary(true).build())
}

pub(super) fn job_role(want: &Attrs) -> Option<Role> {
    let (value, kind) = typed(want, "job_role", "job_role_type")?;
    Some(Role::builder().value(value).set_type(kind).primary(true).build())
}

pub(super) fn address(want: &Attrs) -> Option<Address> {
    let address = want
        .get("address")
        .filter(|address| ADDRESS.iter().any(|(ours, _)| text(address, ours).is_some()))?;
    let member = |name| text(address, name);
    let address = Address::builder()
        .set_street_address(member("street"))
        .set_locality(member("locality"))
        .set_region(member("region"))
        .set_postal_code(member("postal_code"))
        .set_country(member("country"))
        .set_formatted(member("formatted"))
        .set_type(member("type"));
    Some(address.primary(true).build())
}

pub(super) fn photos(want: &Attrs) -> Option<Vec<Photo>> {
    let photos = want.get("photos")?.elements().iter().filter_map(|photo| {
        let built = Photo::builder()
            .set_value(text(photo, "value"))
            .set_type(text(photo, "type"))
            .set_display(text(photo, "display"))
            .set_primary(photo.entry("primary").and_then(Value::as_bool));
        built.build().ok()
    });
    Some(photos.collect::<Vec<_>>()).filter(|photos| !photos.is_empty())
}

/// The list of one element with a `value` and a `type`; null where there is no value.
pub(super) fn listed(after: &Attrs, value: &str, kind: &str) -> Document {
    let Some((value, kind)) = typed(after, value, kind) else { return Document::Null };
    let kind = kind.map(|kind| ("type", Document::String(kind)));
    let members = [("value", Document::String(value)), ("primary", Document::Bool(true))];
    Document::Array(vec![object(members.into_iter().chain(kind))])
}

pub(super) fn address_document(after: &Attrs) -> Document {
    let members: BTreeMap<_, _> = texts(after.get("address"), &ADDRESS).collect();
    if members.is_empty() {
        return Document::Null;
    }
    Document::Array(vec![object(members.into_iter().chain([("primary", Document::Bool(true))]))])
}

pub(super) fn photos_document(after: &Attrs) -> Document {
    let photo = |photo: &Value| {
        let texts = ["value", "type", "display"]
            .into_iter()
            .filter_map(|name| Some((name, Document::String(text(photo, name)?))));
        let primary = photo.entry("primary").and_then(Value::as_bool).unwrap_or(false);
        object(texts.chain([("primary", Document::Bool(primary))]))
    };
    let photos: Vec<Document> =
        after.get("photos").map(Value::elements).unwrap_or_default().iter().map(photo).collect();
    if photos.is_empty() { Document::Null } else { Document::Array(photos) }
}

/// The extension; null where nothing is in it.
// AWS: the members are those of SCIM, where the manager is an object with the id as its value; nobody has seen how the
// Identity Store spells them, so this is unverified.
pub(super) fn enterprise_document(after: &Attrs) -> Document {
    let members = texts(after.get("enterprise"), &EMPLOYMENT).map(|(name, text)| match name {
        "manager" => (name, object([("value", text)])),
        _ => (name, text),
    });
    let members: BTreeMap<_, _> = members.collect();
    if members.is_empty() { Document::Null } else { object(members) }
}

/// Adds to `shown` what AWS shows of `user`. What is not set reads as empty, so that a spec can ask for it to be so.
pub(super) fn show(user: &User, shown: Shown) -> Shown {
    let email = user.emails().first();
    let phone = user.phone_numbers().first();
    let role = user.roles().first();
    let enterprise = user.extensions().and_then(|extensions| extensions.get(ENTERPRISE));
    shown
        .with("email", email.and_then(Email::value).unwrap_or_default())
        .with("email_type", email.and_then(Email::r#type).unwrap_or_default())
        .with("phone", phone.and_then(PhoneNumber::value).unwrap_or_default())
        .with("phone_type", phone.and_then(PhoneNumber::r#type).unwrap_or_default())
        .with("job_role", role.and_then(Role::value).unwrap_or_default())
        .with("job_role_type", role.and_then(Role::r#type).unwrap_or_default())
        .with("address", user.addresses().first().map_or_else(|| Value::map::<&str>([]), shown_address))
        .with("photos", Value::List(user.photos().iter().map(shown_photo).collect()))
        .with("enterprise", enterprise.map_or_else(|| Value::map::<&str>([]), shown_enterprise))
}

fn shown_address(address: &Address) -> Value {
    let members = [
        ("street", address.street_address()),
        ("locality", address.locality()),
        ("region", address.region()),
        ("postal_code", address.postal_code()),
        ("country", address.country()),
        ("formatted", address.formatted()),
        ("type", address.r#type()),
    ];
    Value::map(members.into_iter().filter_map(|(name, text)| Some((name, Value::text(text?)))))
}

fn shown_photo(photo: &Photo) -> Value {
    let texts = [("value", Some(photo.value())), ("type", photo.r#type()), ("display", photo.display())];
    let texts = texts.into_iter().filter_map(|(name, text)| Some((name, Value::text(text?))));
    Value::map(texts.chain(photo.primary().then_some(("primary", Value::Bool(true)))))
}

fn shown_enterprise(enterprise: &Document) -> Value {
    let members = enterprise.as_object();
    let text = |name: &str| match members?.get(name)? {
        Document::Object(manager) => manager.get("value")?.as_string(),
        other => other.as_string(),
    };
    Value::map(EMPLOYMENT.iter().filter_map(|(ours, theirs)| Some((*ours, Value::text(text(theirs)?)))))
}

/// The text of `value` and that of its kind; nothing where the first is not set.
fn typed(attrs: &Attrs, value: &str, kind: &str) -> Option<(String, Option<String>)> {
    let set = |name| attrs.text(name).filter(|text| !text.is_empty()).map(str::to_owned);
    Some((set(value)?, set(kind)))
}

fn text(table: &Value, name: &str) -> Option<String> {
    table.entry(name)?.as_text().filter(|text| !text.is_empty()).map(str::to_owned)
}

/// The texts that `table` holds, under AWS's names.
fn texts<'a>(
    table: Option<&'a Value>,
    names: &'a [(&'static str, &'static str)],
) -> impl Iterator<Item = (&'static str, Document)> + 'a {
    names.iter().filter_map(move |(ours, theirs)| Some((*theirs, Document::String(text(table?, ours)?))))
}

fn object(members: impl IntoIterator<Item = (&'static str, Document)>) -> Document {
    Document::Object(members.into_iter().map(|(name, value)| (name.to_owned(), value)).collect())
}
