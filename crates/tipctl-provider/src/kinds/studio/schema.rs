//! An EMR Studio.

use tipctl_model::{AttrSchema, AttrType, Default, KindName, KindSchema, Lane, ReplaceOrder, Section};

pub(super) const NAME: KindName = KindName("studio");

pub(super) static SCHEMA: KindSchema = KindSchema {
    name: NAME,
    doc: "An EMR Studio, where people sign in with their workforce identity and query with Athena. Hardly anything of \
          it can be changed after creation: another role, VPC or identity setting is another studio, with another \
          address and without its session mappings, which are made again.",
    section: Section::Labelled,
    attrs: &[
        AttrSchema::text("name")
            .doc("Shown to users; 1 to 256 letters, digits, `_` and `-`. Left out, it is the section's label."),
        AttrSchema::text("description").doc("At most 256 characters."),
        AttrSchema::choice("auth_mode", &["SSO", "IAM"])
            .default(Default::Text("SSO"))
            .immutable()
            .doc("How people sign in. Trusted identity propagation needs `SSO`."),
        AttrSchema::text("vpc").required().immutable().doc("The VPC, `vpc-…`."),
        AttrSchema::new("subnets", AttrType::Set(&AttrType::Text)).required().grows().doc(
            "Up to five subnets of the VPC, `subnet-…`. AWS takes more in place and gives none back: removing one \
             replaces the studio.",
        ),
        AttrSchema::text("workspace_security_group")
            .required()
            .immutable()
            .doc("The security group of workspaces, `sg-…`: nothing inbound, 443 outbound."),
        AttrSchema::text("engine_security_group")
            .required()
            .immutable()
            .doc("The security group of clusters, `sg-…`: 18888 inbound from the workspaces."),
        AttrSchema::text("storage").required().doc("Where notebooks are kept, `s3://bucket/…`."),
        AttrSchema::refers("service_role", &["role"], "arn")
            .required()
            .immutable()
            .doc("The role of the studio itself (`use = \"studio-service\"`)."),
        AttrSchema::refers("user_role", &["role"], "arn").immutable().doc(
            "The role of the people in it (`use = \"studio-user\"`). Required with `SSO`; not allowed with `IAM`.",
        ),
        AttrSchema::bool("trusted_identity_propagation")
            .immutable()
            .doc("Whether the studio passes on who the user is. Left out, it does with `SSO`."),
        AttrSchema::choice("assignment", &["required", "optional"]).immutable().doc(
            "Whether only `users` may enter, or every user of the instance. Only with `trusted_identity_propagation`; \
             left out, `required`.",
        ),
        AttrSchema::refers("identity_center", &["identity_center"], "arn")
            .immutable()
            .compared_only()
            .doc("The Identity Center instance that people sign in through."),
        AttrSchema::text("encryption_key").doc(
            "The ARN of the KMS key for workspaces. The API takes another one in place, while CloudFormation holds \
             it to be immutable (unverified).",
        ),
        AttrSchema::text("idp_auth_url").immutable().doc("With `IAM` only: where the identity provider signs in."),
        AttrSchema::text("idp_relay_state").immutable().doc("With `IAM` only: the relay state parameter's name."),
        AttrSchema::new("tags", AttrType::Map(&AttrType::Text)).doc("At most 50 tags."),
        AttrSchema::new("users", AttrType::List(&AttrType::Object(USER))).written_only().doc(
            "Who may enter. Each becomes a [session mapping](session_mapping.md).",
        ),
        AttrSchema::refers("session_policy", &["policy"], "arn")
            .written_only()
            .doc("The session policy of the users that name none themselves."),
        AttrSchema::text("id").computed().doc("`es-…`."),
        AttrSchema::text("arn").computed().doc("`arn:aws:elasticmapreduce:…:studio/es-…`."),
        AttrSchema::text("url").computed().doc("Where users open the studio."),
    ],
    identity: &[&["id"], &["name", "vpc"]],
    after: &["lake_identity_center"],
    replace: ReplaceOrder::DeleteFirst,
    lane: Lane { service: "emr", writes: 2 },
    batch: 1,
    composite: false,
};

static USER: &[AttrSchema] = &[
    AttrSchema::refers("to", &["group", "user"], "id").required().doc("A user or group, or its GUID."),
    AttrSchema::refers("session_policy", &["policy"], "arn")
        .doc("What the user may do at most, within the user role (`use = \"studio-session\"`)."),
];
