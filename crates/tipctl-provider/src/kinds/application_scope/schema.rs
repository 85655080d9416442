//! What an application of Identity Center may do for its users.

use tipctl_model::{AttrSchema, AttrType, KindName, KindSchema, Lane, ReplaceOrder, Section};

pub(super) const NAME: KindName = KindName("application_scope");

/// The applications in which a scope can be used.
pub(in crate::kinds) const TARGETS: AttrType = AttrType::Set(&AttrType::Ref {
    kinds: &["access_grants_instance", "application", "lake_identity_center", "workgroup"],
    attr: "application_arn",
});

pub(super) static SCHEMA: KindSchema = KindSchema {
    name: NAME,
    doc: "One thing that an application may do for the users whose identity it carries, and in which applications. \
          Usually it follows from the `scopes` of an `application`.",
    section: Section::Labelled,
    attrs: &[
        AttrSchema::refers("application", &["application"], "application_arn")
            .required()
            .immutable()
            .doc("The application, or its ARN."),
        AttrSchema::text("scope").required().immutable().doc(
            "What it may do, up to three words with `:` between them: `lakeformation:query`, \
             `athena:workgroup:read_write`, `s3:access_grants:read_write`.",
        ),
        AttrSchema::new("targets", TARGETS).doc(
            "Where: workgroups, applications, `lake_identity_center.main` and `access_grants_instance.main` of this \
             spec, or the ARNs of applications or of the instance; at most 10. An empty list names none. Left out, it \
             stays as it is.",
        ),
    ],
    identity: &[&["application", "scope"]],
    after: &[],
    replace: ReplaceOrder::CreateFirst,
    lane: Lane { service: "sso-admin", writes: 2 },
    batch: 1,
    composite: false,
};
