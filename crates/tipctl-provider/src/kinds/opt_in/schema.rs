//! Opt-ins to Lake Formation.

use tipctl_model::{AttrSchema, AttrType, KindName, KindSchema, Lane, ReplaceOrder, Section};

pub(super) const NAME: KindName = KindName("opt_in");

const PRINCIPALS: &[&str] = &["group", "role", "user"];

pub(super) static SCHEMA: KindSchema = KindSchema {
    name: NAME,
    doc: "Who has opted in to Lake Formation on a database or table whose data is in a location with `hybrid = true`. \
          There Lake Formation's grants count for those alone; for everybody else IAM decides, which knows nothing of \
          groups and users of the workforce and refuses them. Usually an opt-in follows from `opt_in = true` in the \
          `[[grant]]` that it belongs to; this section opts in without granting anything. On a location that is not \
          hybrid an opt-in says nothing.",
    section: Section::List,
    attrs: &[
        AttrSchema::text("label")
            .written_only()
            .doc("A word for the opt-ins of this section, shown before their names in plans."),
        AttrSchema::new("to", AttrType::Set(&AttrType::Ref { kinds: PRINCIPALS, attr: "arn" }))
            .required()
            .written_only()
            .doc(
                "Who opts in: groups, users and roles of this spec, or principals as Lake Formation names them, as in \
                 a `[[grant]]`.",
            ),
        AttrSchema::refers("principal", PRINCIPALS, "arn")
            .immutable()
            .compared_only()
            .doc("Who has opted in: one of `to`."),
        AttrSchema::new("on", AttrType::Object(ON)).required().immutable().doc(
            "On what: `{ database = \"sales\" }`, `{ database = \"sales\", table = \"orders\" }`, or \
             `{ database = \"sales\", table = \"*\" }` for every table of the database, future ones included.",
        ),
        AttrSchema::text("condition")
            .written_only()
            .doc("An expression, up to 3,000 characters, under which it holds, as in a `[[grant]]`."),
    ],
    identity: &[&["principal", "on"]],
    after: &["grant", "lake_setting", "location"],
    replace: ReplaceOrder::CreateFirst,
    lane: Lane { service: "lakeformation", writes: 1 },
    batch: 1,
    composite: false,
};

const ON: &[AttrSchema] = &[
    AttrSchema::text("catalog").doc("The account whose catalog it is in; left out for the account's own."),
    AttrSchema::text("database").required().doc("The database in the Glue data catalog."),
    AttrSchema::text("table")
        .doc("A table or view of the database, or `*` for every table, future ones included."),
    AttrSchema::text("condition")
        .compared_only()
        .doc("The condition of the section, which is part of the opt-in."),
];
