//! Who may enter a studio.

use tipctl_model::{AttrSchema, KindName, KindSchema, Lane, ReplaceOrder, Section};

pub(super) const NAME: KindName = KindName("session_mapping");

pub(super) static SCHEMA: KindSchema = KindSchema {
    name: NAME,
    doc: "A user or group that may enter an EMR Studio, and the session policy that narrows what it may do there: its \
          rights are those of the studio's user role and of the session policy together; a user of several groups has \
          the rights of all. Usually derived from `users` of a [studio](studio.md).",
    section: Section::Labelled,
    attrs: &[
        AttrSchema::refers("studio", &["studio"], "id")
            .required()
            .immutable()
            .doc("The studio, or its id `es-…`."),
        AttrSchema::refers("identity", &["group", "user"], "id")
            .required()
            .immutable()
            .doc("The user or group, or its GUID."),
        AttrSchema::choice("identity_type", &["group", "user"])
            .immutable()
            .doc("What the identity is. Follows from a reference; needed beside a GUID of a user."),
        AttrSchema::refers("policy", &["policy"], "arn")
            .required()
            .doc("The session policy: a managed policy or its ARN, never a role's."),
    ],
    identity: &[&["studio", "identity"]],
    after: &[],
    replace: ReplaceOrder::CreateFirst,
    lane: Lane { service: "emr", writes: 2 },
    batch: 1,
    composite: false,
};
