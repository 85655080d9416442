//! Lake Formation in this account and region.

use tipctl_model::{AttrSchema, AttrType, KindName, KindSchema, Lane, ReplaceOrder, Section};

pub(super) const NAME: KindName = KindName("lake");

const DEFAULTS: &[&str] = &["iam-allowed-principals", "none"];

static PRINCIPALS: AttrType = AttrType::Set(&AttrType::Ref { kinds: &["role"], attr: "arn" });

pub(super) static SCHEMA: KindSchema = KindSchema {
    name: NAME,
    doc: "Lake Formation as a whole: its connection to Identity Center and its settings. Each entry becomes a \
          `lake_setting` of its own; entries that this section does not name are left alone.",
    section: Section::Single,
    attrs: &[
        AttrSchema::bool("identity_center").written_only().doc(
            "Connects Lake Formation to the instance of `[identity_center]`, as a `lake_identity_center`. Grants to \
             groups and users need it.",
        ),
        AttrSchema::texts("share_recipients")
            .written_only()
            .doc("Accounts and organizations that may use the connection too, at most 30."),
        AttrSchema::choice("external_filtering", &["enabled", "disabled"])
            .written_only()
            .doc("Whether the applications in `external_targets` may filter data for Lake Formation."),
        AttrSchema::texts("external_targets").written_only().doc("The ARNs of those applications."),
        AttrSchema::choice("redshift_connect", &["enabled", "disabled"])
            .written_only()
            .doc("Whether Redshift may reach Lake Formation through the connection for its users."),
        AttrSchema::choice("application_status", &["enabled", "disabled"])
            .written_only()
            .doc("Whether Lake Formation's application in Identity Center lets anybody in."),
        AttrSchema::new("admins", PRINCIPALS).written_only().doc(
            "Administrators of the data lake: roles of this spec, or ARNs of IAM roles and users; at most 30. Who \
             applies a spec with grants must be one of them.",
        ),
        AttrSchema::new("read_only_admins", PRINCIPALS)
            .written_only()
            .doc("Who may see everything and change nothing; at most 30. Enough for `tipctl plan`."),
        AttrSchema::choice("database_defaults", DEFAULTS).written_only().doc(
            "What a new database grants to `IAM_ALLOWED_PRINCIPALS`. A new account has `iam-allowed-principals`: \
             everybody with IAM permissions gets everything; with `none`, only grants count.",
        ),
        AttrSchema::choice("table_defaults", DEFAULTS)
            .written_only()
            .doc("What a new table grants to `IAM_ALLOWED_PRINCIPALS`, as for databases."),
        AttrSchema::new("parameters", AttrType::Map(&AttrType::Text)).written_only().doc(
            "Parameters by name: `CROSS_ACCOUNT_VERSION` (`1` to `5`), `SET_SOURCE_IDENTITY` (`TRUE`, `FALSE`), \
             `SET_CONTEXT` (`TRUE`, `FALSE`).",
        ),
        AttrSchema::bool("allow_external_data_filtering")
            .written_only()
            .doc("Whether engines outside of AWS may get data and filter it themselves."),
        AttrSchema::texts("external_data_filtering_allow_list")
            .written_only()
            .doc("The accounts of such engines, 12 digits each, at most 30."),
        AttrSchema::bool("allow_full_table_external_data_access").written_only().doc(
            "Whether engines may get credentials without a session tag, for tables that a caller may read as a whole.",
        ),
        AttrSchema::texts("authorized_session_tags")
            .written_only()
            .doc("The values of the session tag `LakeFormationAuthorizedCaller` by which engines are known."),
        AttrSchema::texts("trusted_resource_owners")
            .written_only()
            .doc("Accounts whose buckets may be accessed as this account's own, 12 digits each."),
    ],
    identity: &[],
    after: &[],
    replace: ReplaceOrder::DeleteFirst,
    lane: Lane { service: "lakeformation", writes: 1 },
    batch: 1,
    composite: true,
};
