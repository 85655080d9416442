//! Users through the Identity Store.

use std::collections::BTreeMap;

use aws_sdk_identitystore::types::{AttributeOperation, Name, User as Stored};
use aws_smithy_types::Document;
use tipctl_model::{Asked, AttrChange, Attrs, BoxFuture, Fault, Live, NonEmpty, Observation, Value};

use super::{
    User, arn,
    composed::{self, ENTERPRISE},
    scalars::SCALARS,
    schema,
};
use crate::{
    attrs::{Read, Shown},
    aws::Aws,
    calls::{Calls, Swept},
    fault::{deleted, fault},
    kinds::identity_center::store_of,
    pages::pages,
};

impl Calls for User {
    fn sweep<'a>(
        &'a self,
        aws: &'a Aws,
        asked: Asked<'a>,
        seen: &'a Observation,
    ) -> BoxFuture<'a, Result<Swept, Fault>> {
        Box::pin(async move {
            let Some(store) = store_of(asked, seen) else { return Ok(Swept::nothing_seen()) };
            // AWS: ListUsers shows every attribute that DescribeUser does, extensions where they are asked for
            // (facts/aws-identity.md §0.4).
            let is_extended = asked.wanted(schema::NAME).any(|want| want.contains_key("enterprise"));
            let extensions = is_extended.then(|| vec![ENTERPRISE.to_owned()]);
            let extensions = &extensions;
            let list = |token| async move {
                let call = aws.identitystore.list_users().identity_store_id(store).set_next_token(token);
                let call = call.set_extensions(extensions.clone());
                call.send().await.map_err(|error| fault("identitystore", "ListUsers", error))
            };
            let found = pages("identitystore", "ListUsers", list, |page| page.next_token.clone()).await?;
            let lives = found.iter().flat_map(|page| page.users()).map(|user| shown(aws, store, user));
            Ok(lives.collect::<Vec<_>>().into())
        })
    }

    fn create<'a>(&'a self, aws: &'a Aws, want: &'a Attrs) -> BoxFuture<'a, Result<Live, Fault>> {
        Box::pin(async move {
            let store = want.text("store").unwrap_or_default();
            // The identity store refuses empty texts: an attribute that is to be empty is not sent.
            let given = |attr: &str| want.text(attr).filter(|text| !text.is_empty()).map(str::to_owned);
            let name = Name::builder()
                .set_given_name(given("given_name"))
                .set_family_name(given("family_name"))
                .set_middle_name(given("middle_name"))
                .set_formatted(given("formatted_name"))
                .set_honorific_prefix(given("honorific_prefix"))
                .set_honorific_suffix(given("honorific_suffix"));
            let call = aws
                .identitystore
                .create_user()
                .identity_store_id(store)
                .set_user_name(given("name"))
                .name(name.build())
                .set_display_name(given("display_name"))
                .set_nick_name(given("nick_name"))
                .set_title(given("title"))
                .set_user_type(given("user_type"))
                .set_preferred_language(given("preferred_language"))
                .set_locale(given("locale"))
                .set_timezone(given("timezone"))
                .set_profile_url(given("profile_url"))
                .set_website(given("website"))
                .set_birthdate(given("birthdate"))
                .set_emails(composed::email(want).map(|email| vec![email]))
                .set_phone_numbers(composed::phone(want).map(|phone| vec![phone]))
                .set_roles(composed::job_role(want).map(|role| vec![role]))
                .set_addresses(composed::address(want).map(|address| vec![address]))
                .set_photos(composed::photos(want));
            let call = match composed::enterprise_document(want) {
                Document::Null => call,
                enterprise => call.extensions(ENTERPRISE, enterprise),
            };
            let made = call.send().await.map_err(|error| fault("identitystore", "CreateUser", error))?;
            Ok(placed(aws, store, made.user_id(), want.clone()))
        })
    }

    fn update<'a>(
        &'a self,
        aws: &'a Aws,
        live: &'a Live,
        want: &'a Attrs,
        diff: &'a NonEmpty<AttrChange>,
    ) -> BoxFuture<'a, Result<Live, Fault>> {
        Box::pin(async move {
            let mut after = live.attrs.clone();
            after.extend(want.clone());
            let operations = operations(diff, &after);
            let call = aws.identitystore.update_user().identity_store_id(live.text("store"));
            let call = call.user_id(live.text("id")).set_operations(Some(operations));
            call.send().await.map_err(|error| fault("identitystore", "UpdateUser", error))?;
            Ok(placed(aws, live.text("store"), live.text("id"), after))
        })
    }

    fn delete<'a>(&'a self, aws: &'a Aws, live: &'a Live) -> BoxFuture<'a, Result<(), Fault>> {
        Box::pin(async move {
            let call = aws.identitystore.delete_user().identity_store_id(live.text("store"));
            let sent = call.user_id(live.text("id")).send().await;
            deleted(sent.map_err(|error| fault("identitystore", "DeleteUser", error)))
        })
    }
}

/// AWS: a text is unset by null; a list is only ever sent whole, its elements without the members that they lack
/// (facts/aws-identity.md §2).
fn operations(diff: &NonEmpty<AttrChange>, after: &Attrs) -> Vec<AttributeOperation> {
    let mut operations = BTreeMap::new();
    for change in diff {
        let (path, value) = match change.attr {
            "email" | "email_type" => ("emails", composed::listed(after, "email", "email_type")),
            "phone" | "phone_type" => ("phoneNumbers", composed::listed(after, "phone", "phone_type")),
            "job_role" | "job_role_type" => ("roles", composed::listed(after, "job_role", "job_role_type")),
            "address" => ("addresses", composed::address_document(after)),
            "photos" => ("photos", composed::photos_document(after)),
            "enterprise" => (ENTERPRISE, composed::enterprise_document(after)),
            attr => match SCALARS.iter().find(|scalar| scalar.attr == attr) {
                Some(scalar) => (scalar.path, text_document(after.text(attr))),
                None => continue,
            },
        };
        operations.insert(path, value);
    }
    let built = operations.into_iter().filter_map(|(path, value)| {
        AttributeOperation::builder().attribute_path(path).attribute_value(value).build().ok()
    });
    built.collect()
}

fn text_document(text: Option<&str>) -> Document {
    text.filter(|text| !text.is_empty()).map_or(Document::Null, |text| Document::String(text.to_owned()))
}

/// What is wanted, with what AWS adds.
fn placed(aws: &Aws, store: &str, id: &str, mut attrs: Attrs) -> Live {
    attrs.insert("store", store.into());
    attrs.insert("id", id.into());
    attrs.insert("arn", arn(&aws.place, id));
    Live::new(attrs)
}

/// A user as AWS shows it. A text that is not set reads as empty, so that a spec can ask for it to be so.
fn shown(aws: &Aws, store: &str, user: &Stored) -> Live {
    let mut shown = Shown::new()
        .with("store", store)
        .with("id", user.user_id())
        .with("arn", arn(&aws.place, user.user_id()))
        .maybe("name", user.user_name());
    for scalar in SCALARS {
        shown = shown.with(scalar.attr, (scalar.read)(user).unwrap_or_default());
    }
    let external = user.external_ids().first().map(|external| {
        Value::map([("issuer", Value::text(external.issuer())), ("id", Value::text(external.id()))])
    });
    Live::new(composed::show(user, shown).maybe("external_id", external).attrs())
}
