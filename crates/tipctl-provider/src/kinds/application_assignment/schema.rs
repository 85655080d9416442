//! Who may use an application of Identity Center.

use tipctl_model::{AttrSchema, KindName, KindSchema, Lane, ReplaceOrder, Section};

pub(super) const NAME: KindName = KindName("application_assignment");

pub(super) static SCHEMA: KindSchema = KindSchema {
    name: NAME,
    doc: "The assignment of a group or a user to an application of Identity Center, a workgroup's among them, without \
          which they cannot use it. Usually it follows from the `users` of the workgroup, the `application` or the \
          `client`.",
    section: Section::Labelled,
    attrs: &[
        AttrSchema::refers("application", &["application", "workgroup"], "application_arn")
            .required()
            .immutable()
            .doc("The workgroup or the application, or the ARN of an application of Identity Center."),
        AttrSchema::refers("principal", &["group", "user"], "id").required().immutable().doc(
            "Who is assigned. One that is not in the spec is written as `arn:aws:identitystore:::group/…` or \
             `…:::user/…`, or by its id along with `principal_type`.",
        ),
        AttrSchema::choice("principal_type", &["group", "user"])
            .immutable()
            .doc("Which of the two it is; follows from `principal` where that says so."),
    ],
    identity: &[&["application", "principal", "principal_type"]],
    after: &[],
    replace: ReplaceOrder::CreateFirst,
    lane: Lane { service: "sso-admin", writes: 2 },
    batch: 1,
    composite: false,
};
