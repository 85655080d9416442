//! Programs that query for a user.

use tipctl_model::{AttrSchema, AttrType, KindName, KindSchema, Lane, ReplaceOrder, Section};

pub(in crate::kinds) const NAME: KindName = KindName("client");

const WORKFORCE: AttrType = AttrType::Ref { kinds: &["group", "user"], attr: "id" };

pub(super) static SCHEMA: KindSchema = KindSchema {
    name: NAME,
    doc: "A program that queries Athena as the user who signed in to it, such as Tableau or DBeaver through Athena's \
          JDBC driver (3.6 or later) or ODBC driver (2.0.5 or later). It is nothing of its own: an `application` with \
          its configuration, scopes and assignments follows from it, the `oidc_provider` that its roles trust, and the \
          tag `AthenaDriverOidcAppArn` by which the driver finds its way, on the workgroups and on the application. \
          Users must be `users` of the workgroup too.\n\n\
          JDBC connects with `CredentialsProvider=JWT_TIP`, ODBC with `AuthenticationType=JWT_TIP`; both with \
          `WorkGroupArn` (the `arn` of the workgroup), `ApplicationRoleArn` (the `arn` of `application_role`), \
          `JwtRoleSessionName` (a name of your choice), and a fresh token of the issuer as `JwtWebIdentityToken` \
          (`web_identity_token` in ODBC). A token counts once: after a test of the connection another one is needed.",
    section: Section::Labelled,
    attrs: &[
        AttrSchema::choice("kind", &["driver"])
            .required()
            .written_only()
            .doc("What it is. `driver`: it uses Athena's JDBC or ODBC driver."),
        AttrSchema::text("name").written_only().doc("The name of its application; by default the label."),
        AttrSchema::text("description")
            .written_only()
            .doc("What the description of its application says; 1 to 128 characters."),
        AttrSchema::refers("token_issuer", &["token_issuer"], "arn")
            .required()
            .written_only()
            .doc("Who signs its users in: a `token_issuer` of this spec. Its `url` begins with `https://`."),
        AttrSchema::texts("client_ids").required().written_only().doc(
            "How the issuer knows the program: what the claim `aud` of its tokens may be, 1 to 10.",
        ),
        AttrSchema::new("workgroups", AttrType::Set(&AttrType::Ref { kinds: &["workgroup"], attr: "arn" }))
            .required()
            .written_only()
            .doc(
                "The workgroups of this spec that it queries through, with or without `identity_center`. Each belongs \
                 to one client, whose application its tag names; the tags of such a workgroup are compared as a whole.",
            ),
        AttrSchema::refers("application_role", &["role"], "arn").required().written_only().doc(
            "The role that the driver has while it exchanges the token: `use = \"client-application\"`.",
        ),
        AttrSchema::refers("access_role", &["role"], "arn")
            .required()
            .written_only()
            .doc("The role that it queries with, as the user: `use = \"client-access\"`."),
        AttrSchema::new("users", AttrType::Set(&WORKFORCE))
            .written_only()
            .doc("Who may use it. Each becomes an `application_assignment`; at most 100 groups."),
        AttrSchema::new("tags", AttrType::Map(&AttrType::Text)).written_only().doc("Tags of its application."),
    ],
    identity: &[],
    after: &[],
    replace: ReplaceOrder::DeleteFirst,
    lane: Lane { service: "sso-admin", writes: 1 },
    batch: 1,
    composite: true,
};
