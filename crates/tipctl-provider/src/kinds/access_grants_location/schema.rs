//! Places in S3 that access can be granted to.

use tipctl_model::{AttrSchema, AttrType, KindName, KindSchema, Lane, ReplaceOrder, Section};

pub(in crate::kinds) const NAME: KindName = KindName("access_grants_location");

pub(super) static SCHEMA: KindSchema = KindSchema {
    name: NAME,
    doc: "A place in S3 that S3 Access Grants hands out, and the role that it lends to the grantees. The results of a \
          workgroup with `results_role` become one by themselves.",
    section: Section::Labelled,
    attrs: &[
        AttrSchema::text("scope").required().immutable().doc(
            "The place: `s3://bucket/prefix/` with a slash at the end, or `s3://` for every bucket of the region.",
        ),
        AttrSchema::refers("role", &["role"], "arn")
            .required()
            .doc("The role that is lent. No grant can reach beyond what it may do."),
        AttrSchema::new("tags", AttrType::Map(&AttrType::Text)).doc("Tags of the location."),
        AttrSchema::text("id").computed().doc("A GUID, or `default` for `s3://`."),
        AttrSchema::text("arn").computed().doc("`arn:aws:s3:…:access-grants/default/location/…`."),
    ],
    identity: &[&["scope"]],
    after: &["access_grants_instance"],
    replace: ReplaceOrder::DeleteFirst,
    lane: Lane { service: "s3control", writes: 4 },
    batch: 1,
    composite: false,
};
