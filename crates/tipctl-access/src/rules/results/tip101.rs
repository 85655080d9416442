//! TIP101: somebody who may query and not write results.

use tipctl_model::{
    Inventory,
    inventory::{Workforce, Workgroup},
};

use crate::{
    Verdict,
    findings::{Found, Subject},
    links::{Identity, results_association, results_grant},
    rules::{Fixable, Rule, RuleId, SeenIn, Severity, ours, people},
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
    fix: "\
        Name the user, or a group that they are in, in the workgroup's `users`, and apply: the grant on its \
        results follows from that. Where a group is named already, put the user into it: in the identity \
        provider, which then has to push the group with its members, or in `members` of the group in Identity \
        Center's own directory.",
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
    if !results_association::associated(inventory).holds() {
        return;
    }
    for (name, workgroup) in ours::results(inventory) {
        let people = ours::assigned(inventory, workgroup).into_iter().flatten();
        let people = people.filter(|who| !people::is_gone(inventory, who));
        let stranded: Vec<&Workforce> =
            people.filter(|who| is_stranded(inventory, (name, workgroup), who)).collect();
        if !stranded.is_empty() {
            let who = people::names(inventory, stranded);
            let subject = Subject { from: workgroup.from.as_ref(), kind: "workgroup", name };
            found.broken(
                subject,
                "users",
                format!("{who} may query through it and may not write its results"),
            );
        }
    }
}

/// Whether `who`, and where it is a group whose members are known also one of them, has no grant on the results.
fn is_stranded(inventory: &Inventory, workgroup: (&str, &Workgroup), who: &Workforce) -> bool {
    let lacks_grant = |who: &Workforce| {
        let identity = Identity::of(inventory, who);
        let target = results_grant::target(workgroup.1, &identity);
        let verdict = target.map(|target| results_grant::given(inventory, &identity, workgroup, &target));
        verdict.as_ref().and_then(Verdict::breach).is_some_and(|breach| breach.rule == Some(RULE.id))
    };
    lacks_grant(who) && people::members(inventory, who).is_none_or(|members| members.iter().any(lacks_grant))
}
