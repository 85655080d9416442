//! TIP214: databases and tables that are born open.

use tipctl_model::Inventory;

use crate::{
    findings::{Found, Subject},
    rules::{Fixable, Rule, RuleId, SeenIn, Severity, ours},
};

pub(in crate::rules) static RULE: Rule = Rule {
    id: RuleId(214),
    title: "new databases or tables are open to everybody whom IAM allows",
    severity: Severity::Warning,
    fixable: Fixable::Applies,
    seen_in: SeenIn::Spec,
    looks_at: "\
        `CreateDatabaseDefaultPermissions` and `CreateTableDefaultPermissions` of the data lake settings.",
    symptom: "\
        Nothing fails: a table that was created last week is readable for everybody with IAM permissions.",
    symptom_is_verified: true,
    cause: "\
        A new account grants everything on each new database and table to `IAM_ALLOWED_PRINCIPALS`, so that \
        Lake Formation gets in nobody's way. What is created so bypasses your grants until somebody revokes \
        it (TIP213).",
    fix: "Switch the defaults off. Databases and tables that are there already keep what they have.",
    spec: r#"
[lake]
database_defaults = "none"
table_defaults    = "none"
"#,
    by_hand: "",
    sources: &[
        "facts/tip-chain.md TIP214",
        "facts/tip-chain.md L14",
        "AWS: Lake Formation developer guide, changing the default settings",
    ],
    unverified: &[],
    find,
};

fn find(inventory: &Inventory, found: &mut Found) {
    let Some(settings) = inventory.lake.settings.as_ref().there().filter(|_| ours::needs_lake(inventory))
    else {
        return;
    };
    for (is_open, entry, what) in
        [(settings.open_databases, "database", "databases"), (settings.open_tables, "table", "tables")]
    {
        if is_open == Some(true) {
            let from = settings.from.get(&format!("defaults/{entry}"));
            let subject = Subject { from, kind: "lake-setting", name: what };
            let cause = format!("new {what} grant everything to `IAM_ALLOWED_PRINCIPALS`");
            found.broken(subject, "value", cause);
        }
    }
}
