//! How an application of Identity Center exchanges tokens.

use tipctl_model::{AttrSchema, AttrType, KindName, KindSchema, Lane, ReplaceOrder, Section};

pub(super) const NAME: KindName = KindName("application_configuration");

/// Whose tokens an application may exchange.
pub(in crate::kinds) const TOKEN_ISSUERS: AttrType = AttrType::Set(&AttrType::Object(TOKEN_ISSUER));

const TOKEN_ISSUER: &[AttrSchema] = &[
    AttrSchema::refers("issuer", &["token_issuer"], "arn")
        .required()
        .doc("The trusted token issuer, or the ARN of one."),
    AttrSchema::texts("audiences")
        .required()
        .doc("The audiences whose tokens count: what the claim `aud` of a token may be. 1 to 10."),
];

pub(super) static SCHEMA: KindSchema = KindSchema {
    name: NAME,
    doc: "How a customer-managed application of Identity Center comes to the identity of a user: whose tokens it may \
          exchange, by whom, and for which users. Usually it follows from the `application`. What an attribute that is \
          left out stands for is left as it is.",
    section: Section::Labelled,
    attrs: &[
        AttrSchema::refers("application", &["application"], "application_arn")
            .required()
            .immutable()
            .doc("The application, or its ARN."),
        AttrSchema::new("token_issuers", TOKEN_ISSUERS).doc(
            "Whose tokens it may exchange, and which: \
             `[{ issuer = \"token_issuer.okta\", audiences = [\"0oa1b2c3d4\"] }]`. At most 10; `[]` for nobody's. AWS: \
             the grant `urn:ietf:params:oauth:grant-type:jwt-bearer`.",
        ),
        AttrSchema::texts("redirect_uris").doc(
            "Where a user may be sent back to with an authorization code, at most 10 addresses; `[]` for nowhere. AWS: \
             the grant `authorization_code`.",
        ),
        AttrSchema::bool("refresh_tokens").doc("Whether it may renew its tokens. AWS: the grant `refresh_token`."),
        AttrSchema::bool("token_exchange").doc(
            "Whether it may exchange tokens of Identity Center itself for others. AWS: the grant \
             `urn:ietf:params:oauth:grant-type:token-exchange`.",
        ),
        AttrSchema::new("actors", AttrType::Set(&AttrType::Ref { kinds: &["role"], attr: "arn" }))
            .written_only()
            .doc("The roles that may exchange tokens as the application: the statements of `actor_policy`. `[]` for none."),
        AttrSchema::new("actor_policy", AttrType::Policy).doc(
            "Who may exchange tokens as the application, where `actors` does not say it: a policy that names \
             principals, the action `sso-oauth:CreateTokenWithIAM` and the resource `*`. AWS: the authentication \
             method `IAM`.",
        ),
        AttrSchema::bool("assignment_required").doc(
            "Whether only assigned users may use it; of a new application it is so. A token of anybody else is then \
             refused without a reason.",
        ),
    ],
    identity: &[&["application"]],
    after: &["role"],
    replace: ReplaceOrder::DeleteFirst,
    lane: Lane { service: "sso-admin", writes: 2 },
    batch: 1,
    composite: false,
};
