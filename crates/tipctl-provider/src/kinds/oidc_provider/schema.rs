//! OpenID Connect providers of IAM.

use tipctl_model::{AttrSchema, AttrType, KindName, KindSchema, Lane, ReplaceOrder, Section};

pub(in crate::kinds) const NAME: KindName = KindName("oidc_provider");

pub(super) static SCHEMA: KindSchema = KindSchema {
    name: NAME,
    doc: "An OpenID Connect provider that IAM knows: roles can trust it, and whoever has one of its tokens can then be \
          such a role. It follows from a `client`. Identity Center knows issuers of its own, as `token_issuer`.",
    section: Section::Labelled,
    attrs: &[
        AttrSchema::text("url").required().immutable().doc(
            "The issuer, `https://acme.okta.com/oauth2/default`; at most 255 characters. What identifies a provider: \
             an account has one for an issuer.",
        ),
        AttrSchema::texts("client_ids").required().doc(
            "The audiences whose tokens count: what the claim `aud` of a token may be. 1 to 100, of at most 255 \
             characters. Others of the provider are removed.",
        ),
        AttrSchema::texts("thumbprints").doc(
            "SHA-1 fingerprints of the certificates that the issuer's keys may be fetched through, 40 hexadecimal \
             digits each, at most 5. Left out, IAM finds one out when the provider is made.",
        ),
        AttrSchema::new("tags", AttrType::Map(&AttrType::Text)).doc("Tags of the provider."),
        AttrSchema::text("arn").computed().doc("`arn:aws:iam::…:oidc-provider/…`; known before it is made."),
    ],
    identity: &[&["url"]],
    after: &[],
    replace: ReplaceOrder::CreateFirst,
    lane: Lane { service: "iam", writes: 4 },
    batch: 1,
    composite: false,
};
