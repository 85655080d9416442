//! TIP107: a workgroup with Identity Center that only the Athena console is left for.

use tipctl_model::Inventory;

use crate::{
    findings::{Found, Subject},
    rules::{Fixable, Rule, RuleId, SeenIn, Severity, ours},
};

pub(in crate::rules) static RULE: Rule = Rule {
    id: RuleId(107),
    title: "the Athena console is all that is left to query with, and cannot",
    severity: Severity::Info,
    fixable: Fixable::Manual,
    seen_in: SeenIn::Spec,
    looks_at: "\
        Workgroups with Identity Center where there is neither a studio nor a client through which a user \
        could come: then, it seems, queries are expected from the console.",
    symptom: "The workgroup cannot be used in the query editor of the Athena console.",
    symptom_is_verified: false,
    cause: "\
        The console's session is an IAM session: it carries no user of Identity Center, and a workgroup \
        with Identity Center takes no query without one.",
    fix: "\
        Query through EMR Studio or a JDBC/ODBC driver, or keep a second workgroup without Identity Center \
        for the console. Queries through the first stop after 30 minutes by default and after 60 at the \
        latest. Where the studio is in another spec, waive the rule.",
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
    let has_studio = !inventory.studios.is_empty();
    for (name, workgroup) in ours::workgroups(inventory) {
        let is_meant = |of: &Option<String>| of.as_ref().is_none_or(|of| of == name);
        let has_client = inventory.clients.values().any(|client| is_meant(&client.workgroup));
        if !has_studio && !has_client {
            let subject = Subject { from: workgroup.from.as_ref(), kind: "workgroup", name };
            found.broken(
                subject,
                "",
                "no studio and no client leads to it, and the Athena console cannot use it",
            );
        }
    }
}
