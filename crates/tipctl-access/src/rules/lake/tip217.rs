//! TIP217: a link that may be followed to something that may not be read.

use std::collections::BTreeSet;

use tipctl_model::{
    Inventory,
    inventory::{Resource, Workforce},
};

use crate::{
    Query,
    findings::{Found, Subject},
    links::{Identity, table},
    rules::{Fixable, Rule, RuleId, SeenIn, Severity, ours, people},
};

pub(in crate::rules) static RULE: Rule = Rule {
    id: RuleId(217),
    title: "a resource link is granted, and what it links to is not",
    severity: Severity::Error,
    fixable: Fixable::Applies,
    seen_in: SeenIn::Account,
    looks_at: "\
        Resource links to tables on which users or groups have a grant, against their grants on the table. \
        Of a table of another account, where the list of grants has any on its database; whether what is \
        granted there is enough, only that account can tell.",
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
        Grant `select` on the table that the link leads to. A table of another account is first shared with \
        this one through AWS RAM, and granted in its catalog by hand.",
    spec: r#"
[[grant]]
to    = ["group.analysts"]
on    = { database = "sales", table = "orders" }
allow = ["select"]
"#,
    by_hand: r#"
aws lakeformation grant-permissions --permissions SELECT \
    --principal DataLakePrincipalIdentifier=arn:aws:identitystore:::group/GUID \
    --resource '{"Table": {"DatabaseName": "sales", "Name": "orders"}}'
"#,
    sources: &[
        "facts/tip-chain.md TIP217",
        "facts/tip-chain.md L16",
        "AWS: Lake Formation developer guide, granting permissions to users and groups of IAM Identity Center",
    ],
    unverified: &[
        "that workforce users can read through a link at all once both are granted",
        "that the list of grants shows those on tables of another account",
        "that what is shared can be granted to workforce users: AWS's pages describe it, and one says that it is refused",
    ],
    find,
};

fn find(inventory: &Inventory, found: &mut Found) {
    for (name, table) in inventory.catalog.tables.iter() {
        let (Some(link), Some((database, called))) = (&table.link, name.split_once('.')) else { continue };
        let query = Query { database, table: called, columns: &[] };
        let stranded: BTreeSet<&Workforce> = ours::workforce_grants(inventory)
            .filter(|(_, grant)| is_on(&grant.resource, database, called))
            .map(|(who, _)| who)
            .filter(|who| {
                let verdict = table::readable(inventory, &Identity::of(inventory, who), &query);
                verdict.breach().is_some_and(|breach| breach.rule == Some(RULE.id))
            })
            .collect();
        if !stranded.is_empty() {
            let who = people::names(inventory, stranded);
            let target = format!("{}.{}", link.database, link.table.as_deref().unwrap_or(called));
            let is_ours = link.catalog.is_empty() || link.catalog == inventory.place.account;
            let of = if is_ours { String::new() } else { format!(" of account `{}`", link.catalog) };
            let cause = format!("{who} may follow the link and may not read `{target}`{of}");
            found.broken(Subject { from: None, kind: "link", name }, "", cause);
        }
    }
}

/// Whether a grant on `resource` is one on the link itself.
fn is_on(resource: &Resource, database: &str, called: &str) -> bool {
    matches!(resource, Resource::Table { database: of, table } if of == database && table == called)
}
