//! Managed policies.

use tipctl_model::{AttrSchema, AttrType, Default, KindName, KindSchema, Lane, ReplaceOrder, Section};

pub(super) const NAME: KindName = KindName("policy");

pub(super) static SCHEMA: KindSchema = KindSchema {
    name: NAME,
    doc: "A customer managed IAM policy. A change of its document becomes a new version, which is the default at once; \
          of the old versions the oldest goes when AWS's five are taken.",
    section: Section::Labelled,
    attrs: &[
        AttrSchema::choice("use", &["studio-session"]).written_only().doc(
            "What the policy is for. `studio-session`: the `session_policy` of a studio's users, with what the Athena \
             editor of a studio needs and nothing beyond.",
        ),
        AttrSchema::text("name").immutable().doc(
            "The policy's name, unique in the account; 1 to 128 letters, digits and `_+=,.@-`. By default the label.",
        ),
        AttrSchema::text("path")
            .immutable()
            .default(Default::Text("/"))
            .doc("Where the policy stands among the account's policies; begins and ends with a slash. A part of its ARN."),
        AttrSchema::text("description").immutable().doc("What the policy is for; at most 1,000 characters."),
        AttrSchema::new("document", AttrType::Policy).doc(
            "What the policy allows and denies; at most 6,144 characters without white space. Required without `use`; \
             with it, replaces what would follow.",
        ),
        AttrSchema::new("tags", AttrType::Map(&AttrType::Text)).doc("Tags of the policy."),
        AttrSchema::text("arn").computed().doc("`arn:aws:iam::…:policy/…`; known before the policy is made."),
    ],
    identity: &[&["name"]],
    after: &[],
    replace: ReplaceOrder::DeleteFirst,
    lane: Lane { service: "iam", writes: 4 },
    batch: 1,
    composite: false,
};
