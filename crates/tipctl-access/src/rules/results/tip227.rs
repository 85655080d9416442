//! TIP227: one location and one role for every bucket.

use tipctl_model::Inventory;

use crate::{
    findings::{Found, Subject},
    links::results_location_role,
    policy::Context,
    rules::{Fixable, Rule, RuleId, SeenIn, Severity, ours, roles},
};

pub(in crate::rules) static RULE: Rule = Rule {
    id: RuleId(227),
    title: "the location is all of S3, and so is its role",
    severity: Severity::Warning,
    fixable: Fixable::Applies,
    seen_in: SeenIn::Spec,
    looks_at: "Locations of S3 Access Grants with the scope `s3://` whose role may read any bucket.",
    symptom: "\
        Nothing fails. A grant with a typing error in its prefix opens a bucket that nobody had in mind.",
    symptom_is_verified: true,
    cause: "\
        A grant can reach as far as the location's role may. AWS recommends `s3://` because one location is \
        then enough for every grant; the price is that nothing limits a grant but the grant itself.",
    fix: "\
        Register the bucket or prefix of the results, with a role for it alone. Where one location for \
        everything is wanted, waive the rule.",
    spec: r#"
[access_grants_location.results]
scope = "s3://acme-athena-results/"
role  = "role.results"
"#,
    by_hand: "",
    sources: &[
        "facts/tip-chain.md TIP227",
        "facts/tip-chain.md L11",
        "AWS: S3 user guide, register a location",
    ],
    unverified: &[],
    find,
};

fn find(inventory: &Inventory, found: &mut Found) {
    let context = Context::default()
        .with("aws:ResourceAccount", &inventory.place.account)
        .with("s3:AccessGrantsInstanceArn", results_location_role::instance(inventory));
    let everything =
        ours::results_locations(inventory).into_values().filter(|location| location.scope == "s3://");
    for location in everything {
        let Ok(played) = results_location_role::played(inventory, location) else { continue };
        if roles::is_given_every_bucket(inventory, played.role, "s3:GetObject", &context) {
            let subject = Subject {
                from: location.from.as_ref(),
                kind: "access-grants-location",
                name: &location.scope,
            };
            let cause = format!("`{}` may read every bucket, and the location is all of S3", played.name());
            found.broken(subject, "role", cause);
        }
    }
}
