//! TIP107: the Athena console and a workgroup with Identity Center.

use tipctl_model::Inventory;

use crate::{
    findings::{Found, Subject},
    rules::{Fixable, Rule, RuleId, SeenIn, Severity, ours},
};

pub(in crate::rules) static RULE: Rule = Rule {
    id: RuleId(107),
    title: "the Athena console cannot query as a workforce user",
    severity: Severity::Info,
    fixable: Fixable::Manual,
    seen_in: SeenIn::Account,
    looks_at: "Clients of kind `console` beside workgroups with Identity Center.",
    symptom: "The workgroup cannot be used in the query editor of the Athena console.",
    symptom_is_verified: false,
    cause: "\
        The console's session is an IAM session: it carries no user of Identity Center, and a workgroup \
        with Identity Center takes no query without one.",
    fix: "\
        Query through EMR Studio or a JDBC/ODBC driver, or keep a second workgroup without Identity Center \
        for the console. Queries through the first stop after 30 minutes by default and after 60 at the \
        latest.",
    spec: r#"
[workgroup.console]
identity_center = false
results         = "s3://acme-athena-results/console/"
"#,
    by_hand: "",
    sources: &[
        "facts/tip-chain.md TIP107",
        "facts/tip-chain.md L8",
        "AWS: Athena user guide, workgroups with Identity Center",
    ],
    unverified: &["what the console shows"],
    find,
};

fn find(inventory: &Inventory, found: &mut Found) {
    for (label, client) in inventory.clients.iter().filter(|(_, client)| client.kind == "console") {
        let meant = ours::workgroups(inventory)
            .find(|(name, _)| client.workgroup.as_deref().is_none_or(|workgroup| workgroup == *name));
        if let Some((name, _)) = meant {
            let subject = Subject { from: client.from.as_ref(), kind: "client", name: label };
            found.broken(
                subject,
                "kind",
                format!("workgroup `{name}` takes queries of workforce users alone"),
            );
        }
    }
}
