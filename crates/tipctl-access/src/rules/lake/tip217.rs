//! TIP217: a link that may be followed to something that may not be read.

use std::collections::BTreeSet;

use tipctl_model::{
    Inventory,
    inventory::{Link, Resource, Workforce},
};

use crate::{
    findings::{Found, Subject},
    rules::{Fixable, Rule, RuleId, SeenIn, Severity, ours, people},
};

pub(in crate::rules) static RULE: Rule = Rule {
    id: RuleId(217),
    title: "a resource link is granted, and what it links to is not",
    severity: Severity::Error,
    fixable: Fixable::Manual,
    seen_in: SeenIn::Account,
    looks_at: "Resource links on which users or groups have a grant, against their grants on the target.",
    symptom: "\
        Access is denied through the link although the link is granted. Granting the target to the user \
        from the account that does not own it fails: `Cross-account grants are not supported for the \
        principal`.",
    symptom_is_verified: true,
    cause: "\
        A resource link is only a name. A permission on it says that it may be seen and followed; reading \
        takes `select` on the target. Only the owner of a table can grant it to workforce users directly, \
        and an account that it was shared with grants what was shared.",
    fix: "\
        Share the target with the account through AWS RAM, then grant `describe` on the link and `select` \
        on the target.",
    spec: "",
    by_hand: r#"
aws lakeformation grant-permissions --permissions SELECT \
    --principal DataLakePrincipalIdentifier=arn:aws:identitystore:::group/GUID \
    --resource '{"Table": {"CatalogId": "444455556666", "DatabaseName": "sales", "Name": "orders"}}'
"#,
    sources: &[
        "facts/tip-chain.md TIP217",
        "facts/tip-chain.md L16",
        "AWS: Lake Formation developer guide, granting permissions to users and groups of IAM Identity Center",
    ],
    unverified: &["that workforce users can read through a link at all once both are granted"],
    find,
};

fn find(inventory: &Inventory, found: &mut Found) {
    if !inventory.lake.grants_are_whole {
        return;
    }
    let tables =
        inventory.catalog.tables.iter().filter_map(|(name, table)| Some((name, table.link.as_ref()?)));
    let databases = inventory
        .catalog
        .databases
        .iter()
        .filter_map(|(name, database)| Some((name, database.link.as_ref()?)));
    for (name, link) in tables.chain(databases) {
        let (database, table) = match name.split_once('.') {
            Some((database, table)) => (database, Some(table)),
            None => (name, None),
        };
        let followers: BTreeSet<&Workforce> = ours::workforce_grants(inventory)
            .filter(|(_, grant)| is_on(&grant.resource, database, table))
            .map(|(who, _)| who)
            .collect();
        let readers: BTreeSet<Workforce> = ours::workforce_grants(inventory)
            .filter(|(_, grant)| ours::opens_data(grant) && is_target(inventory, &grant.resource, link))
            .map(|(who, _)| who.clone())
            .collect();
        let stranded: Vec<&Workforce> = followers
            .into_iter()
            .filter(|who| people::is_among(inventory, who, &readers) == Some(false))
            .collect();
        if !stranded.is_empty() {
            let who = people::names(inventory, stranded);
            let cause =
                format!("{who} may follow the link and may not read what it links to, {}", written(link));
            found.broken(Subject { from: None, kind: "link", name }, "", cause);
        }
    }
}

/// Whether a grant on `resource` is one on this link itself.
fn is_on(resource: &Resource, of: &str, called: Option<&str>) -> bool {
    match resource {
        Resource::Database { database } => database == of && called.is_none(),
        Resource::Table { database, table } => database == of && called == Some(table),
        _ => false,
    }
}

/// Whether a grant on `resource` opens what `link` links to, or a part of it.
fn is_target(inventory: &Inventory, resource: &Resource, link: &Link) -> bool {
    let is_here = link.catalog.is_empty() || link.catalog == inventory.place.account;
    let (database, table) = match resource {
        Resource::Table { database, table } if is_here => (database.as_str(), Some(table.as_str())),
        Resource::Tables { database } if is_here => (database.as_str(), None),
        // What is granted in another account's catalog, or through a tag, may be what the link leads to.
        Resource::Beyond { database, table, .. } => {
            (database.as_deref().unwrap_or(&link.database), table.as_deref())
        }
        _ => return false,
    };
    database == link.database && (link.table.is_none() || table.is_none() || table == link.table.as_deref())
}

fn written(link: &Link) -> String {
    match &link.table {
        Some(table) => format!("`{}.{table}` of account `{}`", link.database, link.catalog),
        None => format!("database `{}` of account `{}`", link.database, link.catalog),
    }
}
