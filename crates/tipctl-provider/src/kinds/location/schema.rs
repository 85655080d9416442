//! Locations registered with Lake Formation.

use tipctl_model::{AttrSchema, Default, KindName, KindSchema, Lane, ReplaceOrder, Section};

pub(super) const NAME: KindName = KindName("location");

pub(super) static SCHEMA: KindSchema = KindSchema {
    name: NAME,
    doc: "A bucket or prefix of Amazon S3 that is registered with Lake Formation: queries on tables below it get their \
          credentials from Lake Formation, through the location's role.",
    section: Section::Labelled,
    attrs: &[
        AttrSchema::text("path").required().immutable().doc(
            "The bucket or prefix, `s3://acme-lake/sales/`. A slash at the end makes no difference. What identifies a \
             location.",
        ),
        AttrSchema::refers("role", &["role"], "arn").required().doc(
            "The role that Lake Formation assumes to read and write there; for trusted identity propagation its trust \
             policy must allow `sts:SetContext` (`use = \"lake-location\"`). Changed in place.",
        ),
        AttrSchema::bool("service_linked_role").immutable().default(Default::Bool(false)).doc(
            "Always `false`: Lake Formation's service-linked role cannot carry the user's identity to S3. A location \
             that is registered with it cannot be edited, so it is registered anew with `role`; nobody can query \
             below it in between.",
        ),
        AttrSchema::bool("hybrid").doc(
            "Whether IAM permissions go on working below it for principals that have not opted in to Lake Formation. \
             Users and groups of the workforce have none, so their grants need `opt_in = true`. Where a location that \
             is in use becomes hybrid, opt them in by an apply before that one: until then IAM refuses them.",
        ),
        AttrSchema::bool("federation").doc("Whether it belongs to a federated catalog."),
        AttrSchema::bool("privileged_access").immutable().doc(
            "Whether who registers it may do everything below it. Can only be said at registration.",
        ),
        AttrSchema::text("expected_owner").doc(
            "The account that must own the bucket, 12 digits; Lake Formation refuses access when another one does.",
        ),
        AttrSchema::text("arn").computed().doc("`arn:aws:s3:::bucket/prefix`, without a slash at the end."),
        AttrSchema::text("registered_as").compared_only().doc(
            "The ARN as somebody else registered it, where that has a slash at its end; no spec asks for it.",
        ),
        AttrSchema::text("verification")
            .computed()
            .doc("Whether Lake Formation could use the role there: `VERIFIED`, `NOT_VERIFIED`, `VERIFICATION_FAILED`."),
    ],
    identity: &[&["path"]],
    after: &["lake_setting"],
    replace: ReplaceOrder::DeleteFirst,
    lane: Lane { service: "lakeformation", writes: 1 },
    batch: 1,
    composite: false,
};
