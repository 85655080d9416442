//! Lake Formation's connection to Identity Center.

use tipctl_model::{AttrSchema, AttrType, KindName, KindSchema, Lane, ReplaceOrder, Section};

pub(in crate::kinds) const NAME: KindName = KindName("lake_identity_center");

pub(super) static SCHEMA: KindSchema = KindSchema {
    name: NAME,
    doc: "Lake Formation's connection to Identity Center, one in an account and region: without it no grant to a group \
          or a user has any effect. `[lake] identity_center = true` makes it.",
    section: Section::Single,
    attrs: &[
        AttrSchema::refers("instance", &["identity_center"], "arn").immutable().doc(
            "The Identity Center instance; left out, the one of `[identity_center]`. Another instance means that \
             Lake Formation's application in Identity Center is deleted and made again.",
        ),
        AttrSchema::texts("share_recipients").doc(
            "Accounts, organizations and organizational units that may use the connection too, at most 30. Left out, \
             it stays as it is; `[]` takes it back from everybody.",
        ),
        AttrSchema::choice("external_filtering", &["enabled", "disabled"])
            .doc("Whether the applications in `external_targets` may filter data for Lake Formation."),
        AttrSchema::new("external_targets", AttrType::Set(&AttrType::Text))
            .doc("The ARNs of those applications. Needs `external_filtering`."),
        AttrSchema::choice("redshift_connect", &["enabled", "disabled"])
            .doc("Whether Redshift may reach Lake Formation through the connection for its users."),
        AttrSchema::choice("application_status", &["enabled", "disabled"]).doc(
            "Whether Lake Formation's application in Identity Center lets anybody in. Lake Formation changes it and \
             Identity Center shows it.",
        ),
        AttrSchema::text("application_arn")
            .computed()
            .doc("The ARN of Lake Formation's application in Identity Center."),
        AttrSchema::text("resource_share").computed().doc("The ARN of the share with `share_recipients`."),
    ],
    identity: &[&[]],
    after: &["lake_setting"],
    replace: ReplaceOrder::DeleteFirst,
    lane: Lane { service: "lakeformation", writes: 1 },
    batch: 1,
    composite: false,
};
