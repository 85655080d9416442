//! Entries of Lake Formation's settings.

use tipctl_model::{AttrSchema, KindName, KindSchema, Lane, ReplaceOrder, Section};

pub(in crate::kinds) const NAME: KindName = KindName("lake_setting");

/// The lists and tables that entries are in.
const FIELDS: &[&str] = &[
    "admins",
    "authorized_session_tags",
    "defaults",
    "external_data_filtering_allow_list",
    "flags",
    "parameters",
    "read_only_admins",
    "trusted_resource_owners",
];

pub(super) static SCHEMA: KindSchema = KindSchema {
    name: NAME,
    doc: "One entry of Lake Formation's settings, such as one administrator. The settings are a single document that \
          each write replaces as a whole, so a change reads it, changes its own entry and writes it back: entries \
          of others stay. `[lake]` makes these. Deleting an entry of a list takes it out; deleting a default, a flag \
          or a parameter returns it to what a new account has.",
    section: Section::Labelled,
    attrs: &[
        AttrSchema::choice("field", FIELDS).required().immutable().doc(
            "Where in the settings: a list (`admins`, `read_only_admins`, `external_data_filtering_allow_list`, \
             `trusted_resource_owners`, `authorized_session_tags`), or a table of values (`defaults`, `flags`, \
             `parameters`).",
        ),
        AttrSchema::refers("entry", &["role"], "arn").required().immutable().doc(
            "In a list, what is listed: a principal, an account number or a tag value. In `defaults`, `database` or \
             `table`; in `flags`, `allow_external_data_filtering` or `allow_full_table_external_data_access`; in \
             `parameters`, a name such as `CROSS_ACCOUNT_VERSION`.",
        ),
        AttrSchema::text("value").doc(
            "In a table, its value. In `defaults`, what new databases or tables grant to `IAM_ALLOWED_PRINCIPALS`: \
             `iam-allowed-principals` for everything, as in a new account, or `none`. In `flags`, `true` or `false`. \
             In `parameters`, a text.",
        ),
    ],
    identity: &[&["field", "entry"]],
    after: &[],
    replace: ReplaceOrder::CreateFirst,
    lane: Lane { service: "lakeformation", writes: 1 },
    batch: 100,
    composite: false,
};
