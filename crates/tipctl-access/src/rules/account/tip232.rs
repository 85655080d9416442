//! TIP232: an audit that cannot see objects.

use std::collections::BTreeSet;

use tipctl_model::Inventory;

use crate::{
    findings::{Found, Subject},
    rules::{Fixable, Rule, RuleId, SeenIn, Severity, ours},
};

pub(in crate::rules) static RULE: Rule = Rule {
    id: RuleId(232),
    title: "nobody records who reads which object",
    severity: Severity::Info,
    fixable: Fixable::Manual,
    seen_in: SeenIn::Account,
    looks_at: "\
        The data events of the trails in this region that are logging, against the places where tables and \
        results lie. Event data stores of CloudTrail Lake are not looked at.",
    symptom: "`tipctl audit` shows who was given access to which table, and not which objects they read.",
    symptom_is_verified: true,
    cause: "\
        CloudTrail keeps management events by itself. Reads and writes of objects are data events, which \
        cost money and have to be asked for.",
    fix: "Record S3 data events for the buckets of tables and results.",
    spec: "",
    by_hand: r#"
# What is put replaces every selector of the trail, so those that are there go along; without the first of these, the
# trail would record no management events any more.
aws cloudtrail get-event-selectors --trail-name TRAIL
aws cloudtrail put-event-selectors --trail-name TRAIL --advanced-event-selectors '[
  {"Name": "management", "FieldSelectors": [
    {"Field": "eventCategory", "Equals": ["Management"]}]},
  {"Name": "lake", "FieldSelectors": [
    {"Field": "eventCategory", "Equals": ["Data"]},
    {"Field": "resources.type", "Equals": ["AWS::S3::Object"]},
    {"Field": "resources.ARN", "StartsWith": ["arn:aws:s3:::acme-lake/"]}]}]'
"#,
    sources: &[
        "facts/tip-chain.md TIP232",
        "facts/tip-chain.md §5",
        "AWS: Lake Formation developer guide, IAM Identity Center and CloudTrail logs",
    ],
    unverified: &[],
    find,
};

fn find(inventory: &Inventory, found: &mut Found) {
    if !inventory.trails.is_whole {
        return;
    }
    let mut places: BTreeSet<String> =
        ours::lake_locations(inventory).into_keys().map(str::to_owned).collect();
    places.extend(ours::results(inventory).filter_map(|(_, workgroup)| workgroup.results.clone()));
    for place in places.iter().filter(|place| !is_recorded(inventory, place)) {
        let cause = "no trail records the reads and writes of its objects";
        found.broken(
            Subject { from: None, kind: "bucket", name: place.trim_start_matches("s3://") },
            "",
            cause,
        );
    }
}

/// Whether a trail that is logging records every object below `place`.
fn is_recorded(inventory: &Inventory, place: &str) -> bool {
    let partition = &inventory.place.partition;
    let objects = format!("arn:{partition}:s3:::{}", place.trim_start_matches("s3://"));
    let recorded =
        |prefix: &String| *prefix == format!("arn:{partition}:s3") || objects.starts_with(prefix.as_str());
    inventory.trails.iter().any(|(_, trail)| trail.is_logging && trail.s3_data.iter().any(recorded))
}
