//! The S3 Access Grants instance.

use tipctl_model::{AttrSchema, AttrType, KindName, KindSchema, Lane, ReplaceOrder, Section};

pub(super) const NAME: KindName = KindName("access_grants_instance");

pub(super) static SCHEMA: KindSchema = KindSchema {
    name: NAME,
    doc: "The S3 Access Grants instance of the account and region, of which there is one. It follows from workgroups \
          whose results go through S3 Access Grants, and from access grants locations.",
    section: Section::Single,
    attrs: &[
        AttrSchema::refers("identity_center", &["identity_center"], "arn").doc(
            "The Identity Center instance whose groups and users can be granted access; by default the one of the \
             spec. Another one is associated in place, which ends the association with the first; an empty text ends \
             it altogether.",
        ),
        AttrSchema::new("tags", AttrType::Map(&AttrType::Text)).doc("Tags of the instance."),
        AttrSchema::text("arn").computed().doc("`arn:aws:s3:…:access-grants/default`; known before it is made."),
        AttrSchema::text("application_arn")
            .computed()
            .doc("The Identity Center application that AWS makes for the association."),
    ],
    identity: &[&["arn"]],
    after: &[],
    replace: ReplaceOrder::DeleteFirst,
    lane: Lane { service: "s3control", writes: 4 },
    batch: 1,
    composite: false,
};
