//! TIP216: somebody who may read a table and not see its database.

use std::collections::{BTreeMap, BTreeSet};

use tipctl_model::{
    Inventory,
    inventory::{Extent, Grant, Resource, Workforce},
};

use crate::{
    Truth,
    findings::{Found, Subject},
    rules::{Fixable, Rule, RuleId, SeenIn, Severity, ours, people},
};

pub(in crate::rules) static RULE: Rule = Rule {
    id: RuleId(216),
    title: "a table may be read, and its database not seen",
    severity: Severity::Warning,
    fixable: Fixable::Applies,
    seen_in: SeenIn::Spec,
    looks_at: "\
        For each user or group that may read a table: whether they, or a group that they are in, have any \
        grant on its database.",
    symptom: "\
        The tree of databases and tables in the studio is empty. The query itself runs when the user types \
        the table's full name.",
    symptom_is_verified: false,
    cause: "\
        The editor lists databases first. A database shows up only for those who hold a permission on it, \
        and one on its tables may not count.",
    fix: "Grant `describe` on the database.",
    spec: r#"
[[grant]]
to    = ["group.analysts"]
on    = { database = "sales" }
allow = ["describe"]
"#,
    by_hand: r#"
aws lakeformation grant-permissions --permissions DESCRIBE \
    --principal DataLakePrincipalIdentifier=arn:aws:identitystore:::group/GUID \
    --resource '{"Database": {"Name": "sales"}}'
"#,
    sources: &["facts/tip-chain.md TIP216", "facts/tip-chain.md L16"],
    unverified: &["all of it: that the tree stays empty is inferred from how permissions are listed"],
    find,
};

fn find(inventory: &Inventory, found: &mut Found) {
    let mut read: BTreeMap<(&Workforce, &str), &Grant> = BTreeMap::new();
    for (who, grant) in ours::workforce_grants(inventory).filter(|(_, grant)| ours::opens_data(grant)) {
        if let Resource::Table { database, .. } | Resource::Tables { database } = &grant.resource {
            read.entry((who, database)).or_insert(grant);
        }
    }
    let databases: BTreeSet<&str> = read.keys().map(|(_, database)| *database).collect();
    let seers: BTreeMap<&str, BTreeSet<Workforce>> =
        databases.into_iter().map(|database| (database, seers(inventory, database))).collect();
    for ((who, database), grant) in read {
        let Some(seers) = seers.get(database) else { continue };
        // A grant of somebody else's to somebody else says nothing about this stack.
        let is_ours = grant.from.is_some() || people::from(inventory, who).is_some();
        let is_known = inventory.lake.grants_are_whole || inventory.extent == Extent::Spec;
        if is_ours && is_known && people::is_among(inventory, who, seers) == Truth::No {
            let who = people::name(inventory, who);
            let subject = Subject { from: grant.from.as_ref(), kind: "database", name: database };
            let cause =
                format!("`{who}` may read a table of `{database}`, and has no grant on the database itself");
            found.broken(subject, "", cause);
        }
    }
}

/// Who may see the database by a grant on it.
fn seers(inventory: &Inventory, database: &str) -> BTreeSet<Workforce> {
    let is_meant =
        |resource: &Resource| matches!(resource, Resource::Database { database: of } if of == database);
    let shows = |permission: &str| matches!(permission, "describe" | "all" | "super" | "super_user");
    let grants = ours::workforce_grants(inventory)
        .filter(|(_, grant)| is_meant(&grant.resource) && shows(&grant.permission));
    grants.map(|(who, _)| who.clone()).collect()
}
