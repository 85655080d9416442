//! TIP213: a table that is everybody's whom IAM allows it.

use tipctl_model::{
    Inventory,
    inventory::{Principal, Resource},
};

use crate::{
    findings::{Found, Subject},
    rules::{Fixable, Rule, RuleId, SeenIn, Severity, ours},
};

pub(in crate::rules) static RULE: Rule = Rule {
    id: RuleId(213),
    title: "everybody whom IAM allows may read it, whatever the grants say",
    severity: Severity::Warning,
    fixable: Fixable::Applies,
    seen_in: SeenIn::Spec,
    looks_at: "\
        Grants of everything (`all`) to `IAM_ALLOWED_PRINCIPALS` on databases and tables that users or \
        groups have grants on, and those that the spec makes itself.",
    symptom: "Nothing fails: people read tables and columns that nobody granted to them.",
    symptom_is_verified: true,
    cause: "\
        `IAM_ALLOWED_PRINCIPALS` stands for every principal with an IAM permission on the table. A new \
        account's databases and tables carry this grant, and as long as it is there Lake Formation does not \
        enforce its own.",
    fix: "\
        Look first who reads the table through IAM: they lose it. Then revoke the grant: by taking it out of \
        the spec where it stands there, by hand where the stack did not make it.",
    spec: "",
    by_hand: r#"
aws lakeformation list-permissions --resource '{"Table": {"DatabaseName": "sales", "Name": "orders"}}'
aws lakeformation revoke-permissions --permissions ALL \
    --principal DataLakePrincipalIdentifier=IAM_ALLOWED_PRINCIPALS \
    --resource '{"Table": {"DatabaseName": "sales", "Name": "orders"}}'
"#,
    sources: &[
        "facts/tip-chain.md TIP213",
        "facts/tip-chain.md L16",
        "AWS: Lake Formation developer guide, changing the default settings",
    ],
    unverified: &[],
    find,
};

fn find(inventory: &Inventory, found: &mut Found) {
    let granted: Vec<&Resource> =
        ours::workforce_grants(inventory).map(|(_, grant)| &grant.resource).collect();
    let open = inventory.lake.grants.iter().filter(|grant| grant.principal == Principal::IamAllowed);
    for grant in open.filter(|grant| ["all", "super"].contains(&grant.permission.as_str())) {
        let is_meant =
            grant.from.is_some() || granted.iter().any(|resource| touches(&grant.resource, resource));
        let (kind, name) = match &grant.resource {
            Resource::Database { database } => ("database", database.clone()),
            Resource::Table { database, table } => ("table", format!("{database}.{table}")),
            Resource::Tables { database } => ("table", format!("{database}.*")),
            Resource::Catalog | Resource::Location { .. } | Resource::Beyond { .. } => continue,
        };
        if is_meant {
            let subject = Subject { from: grant.from.as_ref(), kind, name: &name };
            found.broken(subject, "to", format!("`IAM_ALLOWED_PRINCIPALS` has everything on `{name}`"));
        }
    }
}

/// Whether an open grant on `open` reaches what `granted` is about.
fn touches(open: &Resource, granted: &Resource) -> bool {
    let of = |resource: &Resource| match resource {
        Resource::Database { database } | Resource::Tables { database } => Some((database.clone(), None)),
        Resource::Table { database, table } => Some((database.clone(), Some(table.clone()))),
        Resource::Catalog | Resource::Location { .. } | Resource::Beyond { .. } => None,
    };
    match (of(open), of(granted)) {
        (Some((open, Some(table))), Some((granted, Some(other)))) => open == granted && table == other,
        (Some((open, _)), Some((granted, _))) => open == granted,
        _ => false,
    }
}
