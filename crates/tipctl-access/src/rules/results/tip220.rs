//! TIP220: a bucket that S3 Access Grants cannot hand out.

use std::collections::BTreeMap;

use tipctl_model::Inventory;

use crate::{
    findings::{Found, Subject},
    rules::{Fixable, Rule, RuleId, SeenIn, Severity, ours},
};

pub(in crate::rules) static RULE: Rule = Rule {
    id: RuleId(220),
    title: "the bucket for results is in another region",
    severity: Severity::Error,
    fixable: Fixable::Manual,
    seen_in: SeenIn::Account,
    looks_at: "\
        The region of each bucket that a location of S3 Access Grants, or a workgroup's results, are in. \
        Whose the bucket is, S3 does not say.",
    symptom: "Right after Run, the query fails as if the bucket for results did not exist.",
    symptom_is_verified: false,
    cause: "\
        An instance of S3 Access Grants hands out buckets of its own account and region, and Athena uses \
        that of the workgroup's region.",
    fix: "Use a bucket in the stack's region.",
    spec: r#"
[workgroup.analytics]
results = "s3://acme-athena-results-ap-northeast-1/analytics/"
"#,
    by_hand: r#"
aws s3api get-bucket-location --bucket acme-athena-results
"#,
    sources: &["facts/tip-chain.md TIP220", "facts/tip-chain.md L11", "facts/aws-data.md §9.2"],
    unverified: &["what the user sees"],
    find,
};

fn find(inventory: &Inventory, found: &mut Found) {
    let mut buckets: BTreeMap<&str, Subject<'_>> = BTreeMap::new();
    for (_, location) in ours::results_locations(inventory) {
        if let Some(bucket) = ours::bucket_of(&location.scope) {
            let subject = Subject {
                from: location.from.as_ref(),
                kind: "access-grants-location",
                name: &location.scope,
            };
            buckets.insert(bucket, subject);
        }
    }
    for (name, workgroup, results) in ours::results(inventory) {
        if let Some(bucket) = ours::bucket_of(results) {
            let subject = Subject { from: workgroup.from.as_ref(), kind: "workgroup", name };
            buckets.entry(bucket).or_insert(subject);
        }
    }
    for (name, subject) in buckets {
        let region = inventory.buckets.get(name).and_then(|bucket| bucket.region.as_ref());
        if let Some(region) = region.filter(|region| **region != inventory.place.region) {
            let cause = format!(
                "bucket `{name}` is in `{region}`, and S3 Access Grants in `{}`",
                inventory.place.region
            );
            found.broken(subject, "", cause);
        }
    }
}
