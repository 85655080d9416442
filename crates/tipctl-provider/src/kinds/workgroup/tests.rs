use std::collections::BTreeMap;

use tipctl_model::{Address, Blocks, KindName};

use super::*;
use crate::kinds::writing::{block, blocks, refers};

const RESULTS: &str = "s3://acme-athena-results/analytics/";

fn place() -> Place {
    Place::new("analytics", "111122223333", "ap-northeast-1")
}

/// A spec with one workgroup of two users, and what `more` adds or overrides in it.
fn world(more: &[(&'static str, Value)], beside: Vec<Block>) -> Blocks {
    let mut attrs: BTreeMap<&'static str, Value> = BTreeMap::from([
        ("identity_center", Value::Bool(true)),
        ("enforce", Value::Bool(true)),
        ("role", refers("role", "athena", "arn")),
        ("results", Value::text(RESULTS)),
        ("results_role", refers("role", "results", "arn")),
        ("users", Value::List(vec![refers("group", "analysts", "id"), refers("user", "alice", "id")])),
    ]);
    attrs.extend(more.iter().cloned());
    attrs.retain(|_, value| *value != Value::text("-"));
    let attrs: Vec<(&'static str, Value)> = attrs.into_iter().collect();
    let mut all = vec![block("identity_center", "main", &[]), block("workgroup", "analytics", &attrs)];
    all.extend(beside);
    blocks(all)
}

fn expanded(blocks: &Blocks) -> Result<BTreeMap<String, Attrs>, Vec<&'static str>> {
    let address = Address::new(KindName("workgroup"), "analytics");
    let place = place();
    match Workgroup.expand(&blocks[&address], &Scope::new(blocks, &place)) {
        Ok(all) => Ok(all.into_iter().map(|one| (one.address.to_string(), one.attrs)).collect()),
        Err(flaws) => Err(flaws.into_iter().map(|flaw| flaw.code).collect()),
    }
}

#[test]
fn users_become_assignments_and_grants_on_the_results() {
    let all = expanded(&world(&[], Vec::new())).unwrap();
    assert_eq!(
        all.keys().collect::<Vec<_>>(),
        [
            "access_grant.acme-athena-results/analytics/group.analysts",
            "access_grant.acme-athena-results/analytics/user.alice",
            "access_grants_instance.main",
            "access_grants_location.acme-athena-results/analytics",
            "application_assignment.analytics/group.analysts",
            "application_assignment.analytics/user.alice",
            "workgroup.analytics",
        ]
    );
    let grant = &all["access_grant.acme-athena-results/analytics/user.alice"];
    assert_eq!(
        [grant.text("sub_prefix"), grant.text("permission"), grant.text("grantee_type")],
        [Some("*"), Some("readwrite"), Some("user")]
    );
    assert_eq!(grant.truth("object"), Some(false));
    assert_eq!(all["workgroup.analytics"].truth("access_grants"), Some(true));
    assert!(!all["workgroup.analytics"].contains_key("users"));
}

#[test]
fn a_written_location_that_covers_the_results_is_used() {
    let locations = ["s3://acme-athena-results/", "s3://", "s3://other-results/"].iter().enumerate();
    let written = locations.map(|(at, scope)| {
        block("access_grants_location", &format!("l{at}"), &[("scope", Value::text(*scope))])
    });
    let all = expanded(&world(&[("results_role", Value::text("-"))], written.collect())).unwrap();
    let grant = &all["access_grant.l0/group.analysts"];
    assert_eq!(grant["location"], refers("access_grants_location", "l0", "id"));
    assert_eq!(grant.text("sub_prefix"), Some("analytics/*"));
}

#[test]
fn what_cannot_work_is_a_flaw() {
    let many: Vec<Value> = (0..101).map(|at| refers("group", &format!("g{at}"), "id")).collect();
    let cases = [
        (vec![("results_role", Value::text("-"))], vec!["workgroup::results_role"]),
        (vec![("identity_center", Value::Bool(false))], vec!["workgroup::users"]),
        (vec![("users", Value::texts(["a4b8c4d8-0051-70a3-1a2b-0123456789ab"]))], vec!["workgroup::users"]),
        (vec![("users", Value::List(many))], vec!["workgroup::users"]),
    ];
    for (more, codes) in cases {
        assert_eq!(expanded(&world(&more, Vec::new())).unwrap_err(), codes, "{more:?}");
    }
}

#[test]
fn attributes_are_judged_together() {
    let managed = Value::map([("enabled", Value::Bool(true))]);
    let cases = [
        (vec![], vec![]),
        (
            vec![("private_results", Value::Bool(true)), ("enforce", Value::Bool(false))],
            vec!["workgroup::prefix_needs_enforce"],
        ),
        (
            vec![("private_results", Value::Bool(true)), ("access_grants", Value::Bool(false))],
            vec!["workgroup::prefix_needs_access_grants"],
        ),
        (vec![("role", Value::text("-"))], vec!["workgroup::role"]),
        (vec![("name", Value::text("primary"))], vec!["workgroup::name"]),
        (vec![("results", Value::text("s3://acme-athena-results/analytics"))], vec!["workgroup::results"]),
        (vec![("results", Value::text(""))], vec![]),
        (
            vec![("managed_results", managed.clone())],
            vec!["workgroup::managed_results", "workgroup::managed_results"],
        ),
        (
            vec![
                ("managed_results", managed),
                ("results", Value::text("-")),
                ("identity_center", Value::Bool(false)),
            ],
            vec![],
        ),
        (vec![("bytes_scanned_cutoff", Value::Int(5))], vec!["workgroup::bytes_scanned_cutoff"]),
        (vec![("bytes_scanned_cutoff", Value::Int(0))], vec![]),
        (vec![("encryption", Value::map([("mode", Value::text("sse-kms"))]))], vec!["workgroup::encryption"]),
        (vec![("encryption", Value::Map(BTreeMap::new()))], vec![]),
        (vec![("requester_pays", Value::Bool(true))], vec!["workgroup::not_with_identity_center"]),
        (vec![("engine_version", Value::text("3"))], vec!["workgroup::engine_version"]),
    ];
    assert_judged(cases);
}

#[test]
fn spark_has_attributes_of_its_own() {
    let managed_logs = Value::map([("managed", Value::map([("enabled", Value::Bool(true))]))]);
    let cases = [
        (
            vec![("engine_version", Value::text("PySpark engine version 3"))],
            vec!["workgroup::not_with_spark"],
        ),
        (vec![("monitoring", managed_logs.clone())], vec!["workgroup::spark"]),
        (vec![("engine", Value::map([("max_dpus", Value::Int(20))]))], vec!["workgroup::spark"]),
        (vec![("engine", Value::map([("classifications", Value::List(Vec::new()))]))], vec![]),
        (
            vec![
                ("engine_version", Value::text("PySpark engine version 3")),
                ("identity_center", Value::Bool(false)),
                ("monitoring", managed_logs),
                ("additional_configuration", Value::text("{}")),
            ],
            vec![],
        ),
        (
            vec![("additional_configuration", Value::text(""))],
            vec!["workgroup::additional_configuration", "workgroup::spark"],
        ),
    ];
    assert_judged(cases);
}

/// That `check` finds these codes, and no others, in a workgroup with these attributes.
fn assert_judged(cases: impl IntoIterator<Item = (Vec<(&'static str, Value)>, Vec<&'static str>)>) {
    for (more, codes) in cases {
        let mut want: Attrs = [
            ("identity_center", Value::Bool(true)),
            ("name", Value::text("analytics")),
            ("role", refers("role", "athena", "arn")),
            ("results", Value::text(RESULTS)),
        ]
        .into();
        want.extend(more.iter().cloned());
        want.retain(|_, value| *value != Value::text("-"));
        let settled = Workgroup.settle(want, &place());
        let mut found: Vec<&str> = Workgroup.check(&settled, &place()).iter().map(|flaw| flaw.code).collect();
        found.sort_unstable();
        assert_eq!(found, codes, "{more:?}");
        assert_eq!(Workgroup.settle(settled.clone(), &place()), settled, "{more:?}");
    }
}
