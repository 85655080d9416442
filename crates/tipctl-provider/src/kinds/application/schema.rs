//! Customer-managed applications of Identity Center.

use tipctl_model::{AttrSchema, AttrType, KindName, KindSchema, Lane, ReplaceOrder, Section};

use crate::kinds::{application_configuration, application_scope};

pub(in crate::kinds) const NAME: KindName = KindName("application");

const WORKFORCE: AttrType = AttrType::Ref { kinds: &["group", "user"], attr: "id" };

static SIGN_IN: &[AttrSchema] = &[
    AttrSchema::choice("origin", &["application", "identity-center"]).required().doc(
        "Where a sign-in from the portal begins: at the application's own address, or at Identity Center.",
    ),
    AttrSchema::text("url").doc("The application's address; required with `origin = \"application\"`."),
];

pub(super) static SCHEMA: KindSchema = KindSchema {
    name: NAME,
    doc: "An application of one's own in Identity Center, which exchanges the tokens of a `token_issuer` for the \
          identity of a user and hands it to AWS services. Applications of AWS's own services, such as a workgroup's, \
          are made by those. A `client` makes one with everything around it.",
    section: Section::Labelled,
    attrs: &[
        AttrSchema::text("name").doc(
            "Its name; 1 to 100 characters, and no other application of one's own may have it. By default the label.",
        ),
        AttrSchema::text("description").doc("1 to 128 characters. It can be changed and not removed."),
        AttrSchema::choice("status", &["disabled", "enabled"])
            .doc("Whether it lets anybody in; a new application does."),
        AttrSchema::choice("visibility", &["disabled", "enabled"])
            .immutable()
            .doc("Whether the portal shows it. Can only be said when it is made, and only along with `sign_in`."),
        AttrSchema::new("sign_in", AttrType::Object(SIGN_IN)).doc(
            "How the portal leads to it: `{ origin = \"application\", url = \"https://bi.acme.com\" }`. It can be \
             changed and not removed.",
        ),
        AttrSchema::new("token_issuers", application_configuration::TOKEN_ISSUERS).written_only().doc(
            "Whose tokens it may exchange, and which: \
             `[{ issuer = \"token_issuer.okta\", audiences = [\"0oa1b2c3d4\"] }]`. At most 10.",
        ),
        AttrSchema::texts("redirect_uris")
            .written_only()
            .doc("Where a user may be sent back to with an authorization code, at most 10 addresses."),
        AttrSchema::bool("refresh_tokens").written_only().doc("Whether it may renew its tokens."),
        AttrSchema::bool("token_exchange")
            .written_only()
            .doc("Whether it may exchange tokens of Identity Center itself for others."),
        AttrSchema::new("actors", AttrType::Set(&AttrType::Ref { kinds: &["role"], attr: "arn" }))
            .written_only()
            .doc("The roles that may exchange tokens as the application: the statements of its `actor_policy`."),
        AttrSchema::new("actor_policy", AttrType::Policy)
            .written_only()
            .doc("Who may exchange tokens as the application, written out instead of `actors`."),
        AttrSchema::bool("assignment_required")
            .written_only()
            .doc("Whether only `users` may use it; of a new application it is so."),
        AttrSchema::new("users", AttrType::Set(&WORKFORCE)).written_only().doc(
            "Who may use it. Each becomes an `application_assignment`; at most 100 groups. One that is not in the \
             spec is written as `arn:aws:identitystore:::group/…` or `…:::user/…`.",
        ),
        AttrSchema::new("scopes", AttrType::Map(&application_scope::TARGETS)).written_only().doc(
            "What it may do for a user, and where, as an `application_scope` each: \
             `{ \"lakeformation:query\" = [\"lake_identity_center.main\"] }`. At most 25.",
        ),
        AttrSchema::new("tags", AttrType::Map(&AttrType::Text)).doc("Tags of the application."),
        AttrSchema::refers("instance", &["identity_center"], "arn")
            .immutable()
            .compared_only()
            .doc("The Identity Center instance that it belongs to."),
        AttrSchema::text("application_arn").computed().doc("`arn:aws:sso::…:application/…`."),
    ],
    identity: &[&["application_arn"], &["name"]],
    after: &[],
    replace: ReplaceOrder::DeleteFirst,
    lane: Lane { service: "sso-admin", writes: 2 },
    batch: 1,
    composite: false,
};
