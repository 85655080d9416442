//! A person of the workforce.

use tipctl_model::{AttrSchema, AttrType, KindName, KindSchema, Lane, ReplaceOrder, Section};

pub(super) const NAME: KindName = KindName("user");

pub(super) static SCHEMA: KindSchema = KindSchema {
    name: NAME,
    doc: "A person of the workforce. With `source = \"external\"` the user is looked up, by `name`, `email` or `id`; \
          with `source = \"directory\"` the user is made in Identity Center's own directory. A new user still needs a \
          password, which only the console or an invitation can give.",
    section: Section::Labelled,
    attrs: &[
        AttrSchema::text("name").immutable().doc(
            "The user name to sign in with, unique in the directory; 1 to 128 characters without spaces. Another \
             name is another user, with another id.",
        ),
        AttrSchema::text("id").doc("The user's GUID, instead of the name, for a user that is looked up."),
        AttrSchema::new("external_id", AttrType::Object(EXTERNAL_ID))
            .doc("The id that the identity provider pushed, instead of the name, for a user that is looked up."),
        AttrSchema::text("given_name").doc("Required for a user that is made."),
        AttrSchema::text("family_name").doc("Required for a user that is made."),
        AttrSchema::text("display_name")
            .doc("How the user is shown. Left out, it is made of the given and the family name."),
        AttrSchema::text("email").doc(
            "The primary email address, unique in the directory. Trusted token issuers often find users by it. The \
             API takes one address a user.",
        ),
        AttrSchema::text("email_type").doc("What kind of address it is, such as `work`."),
        AttrSchema::text("middle_name").doc("The middle name."),
        AttrSchema::text("formatted_name").doc("The whole name, as it is written."),
        AttrSchema::text("honorific_prefix").doc("Such as `Dr.`."),
        AttrSchema::text("honorific_suffix").doc("Such as `Jr.`."),
        AttrSchema::text("nick_name").doc("The nick name."),
        AttrSchema::text("title").doc("The job title."),
        AttrSchema::text("user_type").doc("Such as `employee`."),
        AttrSchema::text("preferred_language").doc("Such as `ja`."),
        AttrSchema::text("locale").doc("Such as `ja-JP`."),
        AttrSchema::text("timezone").doc("Such as `Asia/Tokyo`."),
        AttrSchema::text("profile_url").doc("Where more is said about the user."),
        AttrSchema::text("website").doc("The user's own page."),
        AttrSchema::text("birthdate").doc("The date of birth, `YYYY-MM-DD`."),
        AttrSchema::text("phone").doc("The primary phone number. The API takes one a user."),
        AttrSchema::text("phone_type").doc("What kind of number it is, such as `work`."),
        AttrSchema::new("address", AttrType::Object(ADDRESS))
            .doc("The primary postal address. The API takes one a user, and only as a whole."),
        AttrSchema::text("job_role")
            .doc("What the user does, such as `Researcher`; no role of IAM. The API takes one a user."),
        AttrSchema::text("job_role_type").doc("What kind of role it is, such as `work`."),
        AttrSchema::new("photos", AttrType::List(&AttrType::Object(PHOTO))).doc("At most three photos."),
        AttrSchema::new("enterprise", AttrType::Object(ENTERPRISE)).doc(
            "The user's place in the company: the extension `aws:identitystore:enterprise`, taken as a whole. That an \
             existing user's can be changed is unverified, and so it is of `website`, `birthdate`, `job_role` and \
             `photos`.",
        ),
        AttrSchema::refers("store", &["identity_center"], "identity_store_id")
            .immutable()
            .compared_only()
            .doc("The directory that the user is in."),
        AttrSchema::text("arn").computed().doc("`arn:aws:identitystore:::user/…`, the principal of grants."),
    ],
    identity: &[&["id"], &["name"], &["email"], &["external_id"]],
    after: &[],
    replace: ReplaceOrder::DeleteFirst,
    lane: Lane { service: "identitystore", writes: 4 },
    batch: 1,
    composite: false,
};

/// An id of an identity provider; users and groups have the same.
pub(in crate::kinds) static EXTERNAL_ID: &[AttrSchema] = &[
    AttrSchema::text("issuer").required().doc("Who gave the id, as SCIM pushed it."),
    AttrSchema::text("id").required().doc("The id."),
];

static ADDRESS: &[AttrSchema] = &[
    AttrSchema::text("street").doc("Street and number."),
    AttrSchema::text("locality").doc("The city."),
    AttrSchema::text("region").doc("The state or prefecture."),
    AttrSchema::text("postal_code").doc("The postal code."),
    AttrSchema::text("country").doc("The country."),
    AttrSchema::text("formatted").doc("The whole address, as it is written."),
    AttrSchema::text("type").doc("What kind of address it is, such as `work`."),
];

static PHOTO: &[AttrSchema] = &[
    AttrSchema::text("value").required().doc("The URL of a picture (JPEG, PNG or GIF), or its data."),
    AttrSchema::text("type").doc("What kind of photo it is."),
    AttrSchema::text("display").doc("What it shows."),
    AttrSchema::bool("primary").doc("Whether it is the one to show; at most one of them is."),
];

static ENTERPRISE: &[AttrSchema] = &[
    AttrSchema::text("employee_number").doc("The employee number."),
    AttrSchema::text("organization").doc("The organization."),
    AttrSchema::text("division").doc("The division."),
    AttrSchema::text("department").doc("The department."),
    AttrSchema::text("cost_center").doc("The cost center."),
    AttrSchema::text("manager").doc("The id of the user's manager."),
];
