//! The Identity Center instance: found, never made.

use tipctl_model::{AttrSchema, Default, KindName, KindSchema, Lane, ReplaceOrder, Section};

pub(super) const NAME: KindName = KindName("identity_center");

pub(super) static SCHEMA: KindSchema = KindSchema {
    name: NAME,
    doc: "The IAM Identity Center instance that the workforce signs in through. It is looked up and never made: an \
          organization instance can only be enabled in the console.",
    section: Section::Single,
    attrs: &[
        AttrSchema::choice("source", &["directory", "external"])
            .default(Default::Text("external"))
            .written_only()
            .doc(
                "Where users and groups come from. `external`: an identity provider (Okta, Entra …) pushes them \
                 through SCIM, and tipctl only looks them up. `directory`: Identity Center's own directory, in which \
                 tipctl creates users, groups and memberships.",
            ),
        AttrSchema::text("arn").doc(
            "The instance, `arn:aws:sso:::instance/ssoins-…`. Needed only where several instances are visible to \
             the account.",
        ),
        AttrSchema::text("role_arn").elsewhere().doc(
            "The role to be while Identity Center and its directory are called, `arn:aws:iam::…:role/…`: needed where \
             they belong to another account than `[stack]` names. Who applies must be allowed to assume it. It is \
             assumed after `profile`.",
        ),
        AttrSchema::text("profile").doc(
            "The profile of the AWS CLI whose credentials Identity Center and its directory are called with, in place \
             of those for the data. The sandbox knows no profiles and takes its own credentials.",
        ),
        AttrSchema::text("region").doc(
            "The region that Identity Center is called in, where it is not the one of `[stack]`: its home, or one that \
             it is replicated to.",
        ),
        AttrSchema::text("identity_store_id").computed().doc("The directory behind the instance, `d-…`."),
        AttrSchema::text("owner").computed().doc("The account that owns the instance."),
        AttrSchema::text("status").computed().doc("`ACTIVE` once it can be used."),
    ],
    identity: &[&["arn"], &[]],
    after: &[],
    replace: ReplaceOrder::DeleteFirst,
    lane: Lane { service: "sso-admin", writes: 1 },
    batch: 1,
    composite: false,
};
