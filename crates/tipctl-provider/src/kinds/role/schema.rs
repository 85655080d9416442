//! IAM roles.

use tipctl_model::{AttrSchema, AttrType, Default, KindName, KindSchema, Lane, ReplaceOrder, Section};

pub(super) const NAME: KindName = KindName("role");

pub(super) static SCHEMA: KindSchema = KindSchema {
    name: NAME,
    doc: "An IAM role. With `use` its trust and its permissions follow from the sections that name the role: the \
          buckets, keys and workgroups that they speak of, and nothing beyond. Without `use` they are written out.",
    section: Section::Labelled,
    attrs: &[
        AttrSchema::choice(
            "use",
            &[
                "access-grants-location",
                "client-access",
                "client-application",
                "lake-location",
                "studio-service",
                "studio-user",
                "workgroup",
            ],
        )
        .written_only()
        .doc(
            "What the role is for. `studio-service`: the `service_role` of a studio. `studio-user`: its `user_role`. \
             `lake-location`: the `role` of a location. `workgroup`: the `role` of a workgroup. \
             `access-grants-location`: the `results_role` of a workgroup, or the `role` of an access grants location. \
             `client-application`: the `application_role` of a client. `client-access`: its `access_role`.",
        ),
        AttrSchema::new("keys", AttrType::Set(&AttrType::Text)).written_only().doc(
            "With `use`: ARNs of the KMS keys that the buckets are encrypted with, where no section that names the \
             role says so.",
        ),
        AttrSchema::text("name")
            .immutable()
            .doc("The role's name, unique in the account; 1 to 64 letters, digits and `_+=,.@-`. By default the label."),
        AttrSchema::text("path")
            .immutable()
            .default(Default::Text("/"))
            .doc("Where the role stands among the account's roles; begins and ends with a slash. A part of its ARN."),
        AttrSchema::text("description").doc("What the role is for; at most 1,000 characters."),
        AttrSchema::new("trust", AttrType::Policy).doc(
            "Who may be the role: its trust policy. Required without `use`; with it, replaces what would follow. A \
             principal that was deleted reads back as its unique id, which a new principal of the same name does not \
             heal: the plan shows it as a difference and puts the trust again.",
        ),
        AttrSchema::new("inline", AttrType::Map(&AttrType::Policy)).doc(
            "What the role may do, by policy name. With `use`, the policy `tipctl` is among them unless it is written \
             out. Inline policies of the role that are not named here are removed.",
        ),
        AttrSchema::new("attached", AttrType::Set(&AttrType::Ref { kinds: &["policy"], attr: "arn" })).doc(
            "The managed policies of the role. Others that are attached to it are detached. Left out, attachments are \
             not compared.",
        ),
        AttrSchema::refers("boundary", &["policy"], "arn")
            .doc("The managed policy that bounds what the role may ever do. An empty text removes it."),
        AttrSchema::int("max_session", 3600, 43200)
            .doc("How long a session of the role lasts at most, in seconds; AWS's default is 3600."),
        AttrSchema::new("tags", AttrType::Map(&AttrType::Text)).doc("Tags of the role."),
        AttrSchema::text("arn").computed().doc("`arn:aws:iam::…:role/…`; known before the role is made."),
    ],
    identity: &[&["name"]],
    after: &["oidc_provider"],
    replace: ReplaceOrder::DeleteFirst,
    lane: Lane { service: "iam", writes: 4 },
    batch: 1,
    composite: false,
};
