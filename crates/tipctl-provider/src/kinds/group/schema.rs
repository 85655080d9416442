//! A group of the workforce.

use tipctl_model::{AttrSchema, AttrType, KindName, KindSchema, Lane, ReplaceOrder, Section};

pub(super) const NAME: KindName = KindName("group");

pub(super) static SCHEMA: KindSchema = KindSchema {
    name: NAME,
    doc: "A group of the workforce. With `source = \"external\"` it is looked up, and known again by its id when the \
          identity provider has renamed it; with `source = \"directory\"` it is made in Identity \
          Center's own directory, its members included.",
    section: Section::Labelled,
    attrs: &[
        AttrSchema::text("name").doc(
            "The display name, unique in the directory; 1 to 1,024 characters. Changing it renames the group in \
             place: its id stays, and with it every grant.",
        ),
        AttrSchema::text("id").doc(
            "The group's GUID, instead of its name, for a group that is looked up. AWS gives it to a group that is \
             made.",
        ),
        AttrSchema::new("external_id", AttrType::Object(super::super::user::EXTERNAL_ID))
            .doc("The id that the identity provider pushed, instead of the name, for a group that is looked up."),
        AttrSchema::text("description").doc("What the group is for; at most 1,024 characters."),
        AttrSchema::new("members", AttrType::Set(&AttrType::Ref { kinds: &["user"], attr: "id" }))
            .written_only()
            .doc("The users in the group. Each becomes a `membership`. Only with `source = \"directory\"`."),
        AttrSchema::refers("store", &["identity_center"], "identity_store_id")
            .immutable()
            .compared_only()
            .doc("The directory that the group is in."),
        AttrSchema::text("arn").computed().doc("`arn:aws:identitystore:::group/…`, the principal of grants."),
    ],
    identity: &[&["id"], &["name"], &["external_id"]],
    after: &[],
    replace: ReplaceOrder::DeleteFirst,
    lane: Lane { service: "identitystore", writes: 4 },
    batch: 1,
    composite: false,
};
