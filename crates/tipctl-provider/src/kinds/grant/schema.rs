//! Lake Formation grants.

use tipctl_model::{AttrSchema, AttrType, KindName, KindSchema, Lane, ReplaceOrder, Section};

pub(super) const NAME: KindName = KindName("grant");

/// Every permission that can be granted on something here.
static PERMISSIONS: AttrType = AttrType::Choice(&[
    "all",
    "alter",
    "create_catalog",
    "create_database",
    "create_lf_tag",
    "create_lf_tag_expression",
    "create_table",
    "data_location_access",
    "delete",
    "describe",
    "drop",
    "insert",
    "select",
    "super",
    "super_user",
]);

/// Those that can be granted to.
const PRINCIPALS: &[&str] = &["group", "role", "user"];

pub(super) static SCHEMA: KindSchema = KindSchema {
    name: NAME,
    doc: "What principals may do with a catalog, a database, a table, some of its columns, or a data location of Lake \
          Formation. Each principal and each resource make one row, and a row is everything that the principal holds \
          there: several `[[grant]]` sections add up, and what none of them allows is revoked from a row that the \
          stack owns or adopts. A change grants what is missing before it revokes what is too much.",
    section: Section::List,
    attrs: &[
        AttrSchema::text("label")
            .written_only()
            .doc("A word for the rows of this section, shown before their names in plans."),
        AttrSchema::new("to", AttrType::Set(&AttrType::Ref { kinds: PRINCIPALS, attr: "arn" }))
            .required()
            .written_only()
            .doc(
                "Who is allowed: groups, users and roles of this spec, or principals as Lake Formation names them: an \
                 ARN, a 12-digit account, an organization or organizational unit, `IAM_ALLOWED_PRINCIPALS`.",
            ),
        AttrSchema::refers("principal", PRINCIPALS, "arn")
            .immutable()
            .compared_only()
            .doc("Who is allowed: one of `to`."),
        AttrSchema::new("on", AttrType::Object(ON)).required().immutable().doc(
            "What it is about: `{ database = \"sales\" }`, `{ database = \"sales\", table = \"orders\" }`, \
             `{ database = \"sales\", table = \"*\" }` for every table of the database, future ones included, \
             `{ location = \"location.sales\" }`, or `{ catalog = \"default\" }`.",
        ),
        AttrSchema::new("allow", AttrType::Set(&PERMISSIONS)).written_only().doc(
            "What is allowed. On a catalog: `all`, `alter`, `create_catalog`, `create_database`, `create_lf_tag`, \
             `create_lf_tag_expression`, `describe`, `drop`, `super_user`; on a database: `all`, `alter`, \
             `create_table`, `describe`, `drop`; on tables: `all`, `alter`, `delete`, `describe`, `drop`, `insert`, \
             `select`; on columns: `select`; on a data location: `data_location_access`. `super` is `all` by the name \
             that the console uses; naming everything that `all` covers is the same as `all`.",
        ),
        AttrSchema::new("allow_with_grant", AttrType::Set(&PERMISSIONS)).written_only().doc(
            "What is allowed together with the right to pass it on. Need not be repeated in `allow`. Taking that right \
             back costs a short gap: Lake Formation can only revoke the permission with it, and it is granted again \
             at once.",
        ),
        AttrSchema::new("permissions", AttrType::Set(&AttrType::Text)).compared_only().doc(
            "What the principal holds: permissions, `select(order_id)` for one column, `select(* except email)` for \
             all columns but some.",
        ),
        AttrSchema::new("grantable", AttrType::Set(&AttrType::Text))
            .compared_only()
            .doc("Those of `permissions` that the principal may pass on."),
        AttrSchema::text("condition").written_only().doc(
            "An expression, up to 3,000 characters, under which the grant holds. Grants under different conditions \
             are different rows.",
        ),
        AttrSchema::bool("opt_in").written_only().doc(
            "Whether those who are allowed also opt in to Lake Formation on the database or table, as an `opt_in` each: \
             needed where its data is in a location with `hybrid = true`, in which Lake Formation counts for nobody else.",
        ),
        AttrSchema::text("reason").written_only().doc("Why, for readers of the spec. Not sent to AWS."),
        AttrSchema::new("listed", AttrType::Object(LISTED)).compared_only().doc(
            "What Lake Formation lists word for word, where it differs from `permissions` and `grantable`: it lists \
             `all` beside or in place of what it covers, and columns together. A revocation names exactly this; no \
             spec asks for it.",
        ),
    ],
    identity: &[&["principal", "on"]],
    after: &["lake_identity_center", "lake_setting", "location"],
    replace: ReplaceOrder::CreateFirst,
    lane: Lane { service: "lakeformation", writes: 1 },
    batch: 20,
    composite: false,
};

const ON: &[AttrSchema] = &[
    AttrSchema::text("catalog").doc(
        "The catalog: `default` for the account's own, an account number, or `account:catalog/name`. Alone it is the \
         resource; beside a database or a data location it says where that is, and is left out for the account's own.",
    ),
    AttrSchema::text("database").doc("The database in the Glue data catalog. Not the name of a resource link."),
    AttrSchema::text("table").doc("A table or view of the database, or `*` for every table, future ones included."),
    AttrSchema::texts("columns").written_only().doc("Only these columns of the table; with `select` alone."),
    AttrSchema::texts("except").written_only().doc(
        "All columns of the table but these, future ones included; with `select` alone, and never to be passed on.",
    ),
    AttrSchema::refers("location", &["location"], "arn")
        .doc("A registered location or a path below one, as a reference, an `s3://` path or an ARN."),
    AttrSchema::text("condition").compared_only().doc("The condition of the section, which is part of the row."),
];

const LISTED: &[AttrSchema] = &[
    AttrSchema::texts("permissions").doc("The permissions."),
    AttrSchema::texts("grantable").doc("Those that the principal may pass on."),
];
