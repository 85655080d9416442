//! Trusted token issuers.

use tipctl_model::{AttrSchema, AttrType, Default, KindName, KindSchema, Lane, ReplaceOrder, Section};

pub(super) const NAME: KindName = KindName("token_issuer");

pub(super) static SCHEMA: KindSchema = KindSchema {
    name: NAME,
    doc: "A trusted token issuer of Identity Center: an OpenID Connect provider whose tokens applications may exchange \
          for the identity of a user. A claim of the token says who that is: it must be the same as an attribute of \
          exactly one user. An instance has at most 10 of them.",
    section: Section::Labelled,
    attrs: &[
        AttrSchema::text("name").doc(
            "Its name; 1 to 255 letters, digits and `_+=,.@-`. By default the label. Changing it renames it in place.",
        ),
        AttrSchema::text("url").required().immutable().doc(
            "The issuer, as the claim `iss` of its tokens says it to the letter: `https://acme.okta.com/oauth2/default`, \
             without `/.well-known/openid-configuration`. Another one is another issuer: those who use the first \
             cannot sign in from then on.",
        ),
        AttrSchema::text("claim").required().doc(
            "The claim of a token that says who the user is: up to three words of letters with `.` or `_` between \
             them, such as `email` or `preferred_username`.",
        ),
        AttrSchema::text("attribute").required().doc(
            "The attribute of the user that must be the same, such as `emails.value`, `userName` or `externalId`.",
        ),
        AttrSchema::choice("jwks_retrieval", &["open-id-discovery"])
            .default(Default::Text("open-id-discovery"))
            .doc("How Identity Center gets the keys that tokens are signed with; there is one way."),
        AttrSchema::new("tags", AttrType::Map(&AttrType::Text)).doc("Tags of the issuer."),
        AttrSchema::refers("instance", &["identity_center"], "arn")
            .immutable()
            .compared_only()
            .doc("The Identity Center instance that trusts it."),
        AttrSchema::text("arn").computed().doc("`arn:aws:sso::…:trustedTokenIssuer/…`."),
    ],
    identity: &[&["arn"], &["name"]],
    after: &[],
    replace: ReplaceOrder::CreateFirst,
    lane: Lane { service: "sso-admin", writes: 2 },
    batch: 1,
    composite: false,
};
