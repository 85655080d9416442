//! Grants of access to places in S3.

use tipctl_model::{AttrSchema, AttrType, Default, KindName, KindSchema, Lane, ReplaceOrder, Section};

pub(in crate::kinds) const NAME: KindName = KindName("access_grant");

pub(super) static SCHEMA: KindSchema = KindSchema {
    name: NAME,
    doc: "Who may read or write what of an access grants location. The users of a workgroup get theirs on its results \
          by themselves. AWS cannot change a grant: another one is made before the old one goes.",
    section: Section::Labelled,
    attrs: &[
        AttrSchema::refers("location", &["access_grants_location"], "id")
            .required()
            .immutable()
            .doc("The location, or the id of one that is not in the spec."),
        AttrSchema::text("sub_prefix").immutable().default(Default::Text("*")).doc(
            "What of the location: `*` for all of it, `2026/*` for a folder, `2026` for one object with `object`. AWS \
             adds it to the location's scope as it stands; at most 2,000 characters.",
        ),
        AttrSchema::refers("grantee", &["group", "user"], "id").required().immutable().doc(
            "Who is granted access. One that is not in the spec is written as `arn:aws:identitystore:::group/…`, \
             `…:::user/…`, the ARN of an IAM user or role, or an id along with `grantee_type`.",
        ),
        AttrSchema::choice("grantee_type", &["group", "iam", "user"])
            .immutable()
            .doc("What the grantee is; follows from `grantee` where that says so."),
        AttrSchema::choice("permission", &["read", "readwrite", "write"])
            .required()
            .immutable()
            .doc("What the grantee may do."),
        AttrSchema::refers("application", &["workgroup"], "application_arn").immutable().doc(
            "The Identity Center application through which alone the grant can be used. Which one S3 sees for Athena \
             is unverified, so it is better left out.",
        ),
        AttrSchema::bool("object").immutable().default(Default::Bool(false)).doc(
            "Whether the grant is for one object, never for a folder. AWS does not show it; it is told by the `*` at \
             the end of the scope.",
        ),
        AttrSchema::new("tags", AttrType::Map(&AttrType::Text)).doc("Tags of the grant."),
        AttrSchema::text("id").computed().doc("A GUID."),
        AttrSchema::text("arn").computed().doc("`arn:aws:s3:…:access-grants/default/grant/…`."),
        AttrSchema::text("scope").computed().doc("The location's scope with the sub prefix."),
    ],
    identity: &[&["location", "sub_prefix", "grantee", "permission", "application"]],
    after: &["access_grants_instance"],
    replace: ReplaceOrder::CreateFirst,
    lane: Lane { service: "s3control", writes: 4 },
    batch: 1,
    composite: false,
};
