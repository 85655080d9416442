//! TIP101: somebody who may query and not write results.

use tipctl_model::{Inventory, inventory::Workforce};

use crate::{
    findings::{Found, Subject},
    rules::{
        Fixable, Rule, RuleId, SeenIn, Severity, ours, people,
        results::covering::{grantee, may_write, misses_by_form, target},
    },
};

pub(in crate::rules) static RULE: Rule = Rule {
    id: RuleId(101),
    title: "no access grant covers the results",
    severity: Severity::Error,
    fixable: Fixable::Applies,
    seen_in: SeenIn::Account,
    looks_at: "\
        For each user or group that is assigned to a workgroup: whether a `READWRITE` grant for them, or \
        for a group that they are in, covers the workgroup's results, with the user's id appended where \
        results are private.",
    symptom: "\
        Right after Run, the query fails as if the bucket for results did not exist; in S3's words, `You do \
        not have READWRITE permissions to the requested S3 Prefix`.",
    symptom_is_verified: true,
    cause: "\
        Athena writes results as the user, with credentials from S3 Access Grants. Without a grant there \
        are none, and Athena reports that it cannot find the place for results.",
    fix: "Name the group in the workgroup's `users`: the grant on its results follows from that.",
    spec: r#"
[workgroup.analytics]
results      = "s3://acme-athena-results/analytics/"
results_role = "role.results"
users        = ["group.analysts"]
"#,
    by_hand: r#"
aws s3control create-access-grant --account-id 111122223333 \
    --access-grants-location-id ID \
    --access-grants-location-configuration 'S3SubPrefix=*' \
    --grantee GranteeType=DIRECTORY_GROUP,GranteeIdentifier=GUID --permission READWRITE
"#,
    sources: &[
        "facts/tip-chain.md TIP101",
        "facts/tip-chain.md L12",
        "AWS: S3 user guide, creating grants in S3 Access Grants",
    ],
    unverified: &["the exact text that Athena shows"],
    find,
};

fn find(inventory: &Inventory, found: &mut Found) {
    if !inventory.access_grants.grants_are_whole || !ours::results_are_associated(inventory) {
        return;
    }
    for (name, workgroup, results) in ours::results(inventory) {
        let stranded: Vec<&Workforce> = ours::assigned(inventory, workgroup)
            .into_iter()
            .flatten()
            .filter(|who| !people::is_gone(inventory, who))
            .filter(|who| {
                let target = target(workgroup, results, who);
                may_write(inventory, who, &target) == Some(false) && !is_misformed(inventory, who, &target)
            })
            .collect();
        if !stranded.is_empty() {
            let who = people::names(inventory, stranded);
            let subject = Subject { from: workgroup.from.as_ref(), kind: "workgroup", name };
            found.broken(
                subject,
                "users",
                format!("{who} may query through it and has no grant on `{results}`"),
            );
        }
    }
}

/// Whether the grant is there and only its form is wrong, which is a matter of TIP103.
fn is_misformed(inventory: &Inventory, who: &Workforce, target: &str) -> bool {
    let misformed = inventory.access_grants.grants.iter().filter(|grant| misses_by_form(grant, target));
    let grantees = misformed.filter_map(grantee).cloned().collect();
    people::is_among(inventory, who, &grantees) != Some(false)
}
