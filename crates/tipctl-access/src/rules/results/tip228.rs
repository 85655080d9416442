//! TIP228: results that the members of a group read of each other.

use std::collections::BTreeSet;

use tipctl_model::{
    Inventory,
    inventory::{Permission, Workforce},
};

use crate::{
    findings::{Found, Subject},
    links::results_grant,
    rules::{Fixable, Rule, RuleId, SeenIn, Severity, ours, people},
};

pub(in crate::rules) static RULE: Rule = Rule {
    id: RuleId(228),
    title: "members of a group read each other's results",
    severity: Severity::Warning,
    fixable: Fixable::Applies,
    seen_in: SeenIn::Spec,
    looks_at: "Access grants of groups on the results of workgroups that give no user a folder of their own.",
    symptom: "\
        Nothing fails. Whoever may list the folder for results reads the output of colleagues, columns \
        included that were never granted to them.",
    symptom_is_verified: true,
    cause: "\
        Results are plain files. Lake Formation decides what a query may read, and not who may read its \
        output afterwards; the grant on the folder does, and it is the group's.",
    fix: "\
        Give each user a folder of their own, which Athena then appends to the output location and the \
        location's role is narrowed to. Where a team shares its results on purpose, waive the rule.",
    spec: r#"
[workgroup.analytics]
private_results = true
enforce         = true
"#,
    by_hand: r#"
# Athena gives users a folder of their own only where the workgroup's settings are enforced.
aws athena update-work-group --work-group analytics --configuration-updates \
    'EnforceWorkGroupConfiguration=true,QueryResultsS3AccessGrantsConfiguration={EnableS3AccessGrants=true,CreateUserLevelPrefix=true,AuthenticationType=DIRECTORY_IDENTITY}'
"#,
    sources: &[
        "facts/tip-chain.md TIP228",
        "facts/tip-chain.md L8",
        "facts/tip-chain.md L11",
        "AWS: Athena user guide, workgroups with Identity Center",
    ],
    unverified: &[],
    find,
};

fn find(inventory: &Inventory, found: &mut Found) {
    for (name, workgroup) in ours::results(inventory).filter(|(_, workgroup)| !workgroup.private_results) {
        let Some(results) = workgroup.results.as_deref() else { continue };
        let readers: BTreeSet<&Workforce> = ours::access_grants(inventory)
            .filter(|(_, grant)| {
                grant.permission != Permission::Write && results_grant::covers(grant, results)
            })
            .map(|(who, _)| who)
            .filter(|who| matches!(who, Workforce::Group(_)) && !people::is_gone(inventory, who))
            .collect();
        if !readers.is_empty() {
            let who = people::names(inventory, readers);
            let subject = Subject { from: workgroup.from.as_ref(), kind: "workgroup", name };
            let cause = format!("members of {who} read each other's results in `{results}`");
            found.broken(subject, "private_results", cause);
        }
    }
}
