//! TIP109: a hybrid location and somebody who has not opted in.

use std::collections::{BTreeMap, BTreeSet};

use tipctl_model::{
    Inventory,
    inventory::{Extent, Workforce},
};

use crate::{
    findings::{Found, Subject},
    links::{Identity, location, opt_in},
    rules::{Fixable, Rule, RuleId, SeenIn, Severity, ours, people},
};

pub(in crate::rules) static RULE: Rule = Rule {
    id: RuleId(109),
    title: "a location is hybrid, and its readers have not opted in",
    severity: Severity::Warning,
    fixable: Fixable::Applies,
    seen_in: SeenIn::Spec,
    looks_at: "\
        `HybridAccessEnabled` of the locations that hold tables which users or groups may read, against the \
        opt-ins of those users and groups. A spec does not say which tables a location holds; one with a hybrid \
        location that lets users or groups read and opts nobody in is told of.",
    symptom: "\
        The grants look right and the query is denied: `Insufficient Lake Formation permission(s)`, or \
        access denied by S3.",
    symptom_is_verified: false,
    cause: "\
        Below a hybrid location Lake Formation's grants count only for principals that have opted in. For \
        everybody else IAM decides, and a workforce user has no IAM permission on the bucket.",
    fix: "\
        Opt the users in, or make the location Lake Formation's alone. The second takes access from \
        everyone who reads it through IAM.",
    spec: r#"
[[opt_in]]
to = ["group.analysts"]
on = { database = "sales", table = "*" }

# or, for everybody at once:
[location.sales]
path   = "s3://acme-lake/sales/"
role   = "role.lake"
hybrid = false
"#,
    by_hand: r#"
aws lakeformation create-lake-formation-opt-in \
    --principal DataLakePrincipalIdentifier=arn:aws:identitystore:::group/GUID \
    --resource '{"Table": {"DatabaseName": "sales", "Name": "orders"}}'
"#,
    sources: &[
        "facts/tip-chain.md TIP109",
        "facts/tip-chain.md L16",
        "facts/aws-data.md §7",
        "AWS: Lake Formation developer guide, hybrid access mode",
    ],
    unverified: &[
        "that an opt-in of a group counts for its members when they come through Identity Center",
        "the text of the error",
    ],
    find,
};

fn find(inventory: &Inventory, found: &mut Found) {
    if inventory.extent == Extent::Spec {
        return find_in_spec(inventory, found);
    }
    let mut left_out: BTreeMap<&str, BTreeSet<&Workforce>> = BTreeMap::new();
    for (name, (table, readers)) in ours::read_tables(inventory) {
        let location = table.data.as_deref().and_then(|data| location::covering(inventory, data));
        if let (Some((path, location)), Some((database, table))) = (location, name.split_once('.'))
            && location.is_hybrid
        {
            let is_left_out = |who: &&Workforce| {
                opt_in::made(inventory, &Identity::of(inventory, who), database, table).breach().is_some()
            };
            left_out.entry(path).or_default().extend(readers.into_iter().filter(is_left_out));
        }
    }
    for (path, people) in left_out.into_iter().filter(|(_, people)| !people.is_empty()) {
        let from = inventory.lake.locations.get(path).and_then(|location| location.from.as_ref());
        let who = people::names(inventory, people);
        let cause = format!("it is hybrid, and {who} may read tables there and have not opted in");
        found.link_broken(Subject { from, kind: "location", name: path }, "hybrid", cause);
    }
}

fn find_in_spec(inventory: &Inventory, found: &mut Found) {
    let reads = ours::workforce_grants(inventory).any(|(_, grant)| ours::opens_data(grant));
    if !reads || !inventory.lake.opt_ins.is_empty() {
        return;
    }
    for (path, location) in inventory.lake.locations.iter().filter(|(_, location)| location.is_hybrid) {
        let subject = Subject { from: location.from.as_ref(), kind: "location", name: path };
        found.broken(subject, "hybrid", "it is hybrid, and the spec opts nobody in");
    }
}
