//! A user's place in a group.

use tipctl_model::{AttrSchema, KindName, KindSchema, Lane, ReplaceOrder, Section};

pub(super) const NAME: KindName = KindName("membership");

pub(super) static SCHEMA: KindSchema = KindSchema {
    name: NAME,
    doc: "A user's place in a group of Identity Center's own directory. Usually derived from `members` of a \
          [group](group.md).",
    section: Section::Labelled,
    attrs: &[
        AttrSchema::refers("group", &["group"], "id").required().immutable().doc("The group, or its GUID."),
        AttrSchema::refers("user", &["user"], "id").required().immutable().doc("The user, or its GUID."),
        AttrSchema::refers("store", &["identity_center"], "identity_store_id")
            .immutable()
            .compared_only()
            .doc("The directory that both are in."),
        AttrSchema::text("id").computed().doc("AWS's name for the membership."),
    ],
    identity: &[&["group", "user"]],
    after: &[],
    replace: ReplaceOrder::CreateFirst,
    lane: Lane { service: "identitystore", writes: 4 },
    batch: 1,
    composite: false,
};
