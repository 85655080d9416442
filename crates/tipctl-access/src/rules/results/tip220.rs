//! TIP220: a bucket that S3 Access Grants cannot hand out.

use std::collections::BTreeSet;

use tipctl_model::Inventory;

use crate::{
    findings::{Found, Subject},
    links::{path::Path, results_location},
    rules::{Fixable, Rule, RuleId, SeenIn, Severity, ours},
};

pub(in crate::rules) static RULE: Rule = Rule {
    id: RuleId(220),
    title: "the bucket for results is in another region or account",
    severity: Severity::Error,
    fixable: Fixable::Manual,
    seen_in: SeenIn::Account,
    looks_at: "\
        The region of each bucket that a location of S3 Access Grants, or a workgroup's results, are in, and \
        whether the account has it.",
    symptom: "Right after Run, the query fails as if the bucket for results did not exist.",
    symptom_is_verified: false,
    cause: "\
        An instance of S3 Access Grants hands out buckets of its own account and region, and Athena uses \
        that of the workgroup's region.",
    fix: "Use a bucket of the stack's account and region.",
    spec: r#"
[workgroup.analytics]
results = "s3://acme-athena-results-ap-northeast-1/analytics/"
"#,
    by_hand: r#"
aws s3api get-bucket-location --bucket acme-athena-results
aws s3api list-buckets --prefix acme-athena-results
"#,
    sources: &["facts/tip-chain.md TIP220", "facts/tip-chain.md L11", "facts/aws-data.md §9.2"],
    unverified: &["what the user sees", "that a bucket of another account cannot be handed out at all"],
    find,
};

fn find(inventory: &Inventory, found: &mut Found) {
    // A location and the workgroups that write through it are one mistake, and so it is told once.
    let mut told = BTreeSet::new();
    let locations = ours::results_locations(inventory).into_values().map(|location| {
        let subject =
            Subject { from: location.from.as_ref(), kind: "access-grants-location", name: &location.scope };
        (subject, location.scope.as_str())
    });
    let workgroups = ours::results(inventory).filter_map(|(name, workgroup)| {
        let subject = Subject { from: workgroup.from.as_ref(), kind: "workgroup", name };
        Some((subject, workgroup.results.as_deref()?))
    });
    for (subject, path) in locations.chain(workgroups) {
        let bucket = Path::of(path).map(|path| path.bucket);
        if bucket.is_some_and(|bucket| !bucket.is_empty() && told.insert(bucket)) {
            found.judge(subject, "", &results_location::reaches(inventory, path));
        }
    }
}
