//! Knobs that are turned while calls are made.

use tipctl_sandbox::{Access, CallOutcome};

use crate::signed::{AUDITOR, OPERATOR, elements, iam, refusal, sandbox};

const TRUST: &str = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"athena.amazonaws.com"},"Action":"sts:AssumeRole"}]}"#;

fn create(key: &str, name: &str) -> http::Request<bytes::Bytes> {
    iam(key, "CreateRole", &[("RoleName", name), ("AssumeRolePolicyDocument", TRUST)])
}

fn get(name: &str) -> http::Request<bytes::Bytes> {
    iam(OPERATOR, "GetRole", &[("RoleName", name)])
}

#[test]
fn a_write_shows_when_the_lag_is_over() {
    let (sandbox, clock) = sandbox("lag=3000");
    assert_eq!(sandbox.answer(&create(OPERATOR, "late")).status(), 200);
    assert_eq!(refusal(&sandbox.answer(&get("late"))), (404, "NoSuchEntity".to_owned()));
    assert_eq!(refusal(&sandbox.answer(&create(OPERATOR, "late"))), (409, "EntityAlreadyExists".to_owned()));
    clock.advance(2999);
    assert_eq!(sandbox.answer(&get("late")).status(), 404);
    clock.advance(1);
    assert_eq!(sandbox.answer(&get("late")).status(), 200);
}

#[test]
fn a_principal_that_has_not_got_around_is_invalid() {
    let (sandbox, clock) = sandbox("lag=3000");
    sandbox.answer(&create(OPERATOR, "first"));
    let trust = TRUST.replace(
        r#"{"Service":"athena.amazonaws.com"}"#,
        r#"{"AWS":"arn:aws:iam::111122223333:role/first"}"#,
    );
    let second = iam(OPERATOR, "CreateRole", &[("RoleName", "second"), ("AssumeRolePolicyDocument", &trust)]);
    let refused = sandbox.answer(&second);
    assert_eq!(refusal(&refused), (400, "MalformedPolicyDocument".to_owned()));
    let message =
        "Invalid principal in policy: &quot;AWS&quot;:&quot;arn:aws:iam::111122223333:role/first&quot;";
    assert_eq!(elements(&refused, "Message"), [message]);
    clock.advance(3000);
    assert_eq!(sandbox.answer(&second).status(), 200);
}

#[test]
fn a_read_only_sandbox_refuses_writes_and_records_them() {
    let (sandbox, _) = sandbox("read-only");
    assert_eq!(refusal(&sandbox.answer(&create(OPERATOR, "r"))), (403, "SandboxReadOnly".to_owned()));
    assert_eq!(sandbox.answer(&get("r")).status(), 404);
    let calls = sandbox.calls();
    assert_eq!(calls[0].access, Access::Write);
    assert_eq!(calls[0].outcome, CallOutcome::Refused("SandboxReadOnly".to_owned()));
    assert_eq!(calls[1].access, Access::Read);
}

#[test]
fn the_auditor_may_read_and_not_write() {
    let (sandbox, _) = sandbox("");
    assert_eq!(refusal(&sandbox.answer(&create(AUDITOR, "r"))), (403, "AccessDenied".to_owned()));
    assert_eq!(sandbox.answer(&iam(AUDITOR, "ListRoles", &[])).status(), 200);
}

#[test]
fn a_fault_after_the_effect_leaves_the_effect() {
    let (sandbox, _) = sandbox("fault=iam.CreateRole:ServiceFailure:once:after");
    assert_eq!(refusal(&sandbox.answer(&create(OPERATOR, "r"))), (500, "ServiceFailure".to_owned()));
    assert_eq!(sandbox.answer(&get("r")).status(), 200);
}

#[test]
fn a_fault_before_the_effect_leaves_nothing() {
    let (sandbox, _) = sandbox("fault=iam.*:Throttling:nth(1):status=429:message=slow: down");
    let refused = sandbox.answer(&create(OPERATOR, "r"));
    assert_eq!(refusal(&refused), (429, "Throttling".to_owned()));
    assert_eq!(elements(&refused, "Message"), ["slow: down"]);
    assert_eq!(sandbox.answer(&get("r")).status(), 404);
}

#[test]
fn calls_above_the_rate_are_throttled() {
    let (sandbox, clock) = sandbox("rate=iam:1");
    assert_eq!(sandbox.answer(&get("r")).status(), 404);
    assert_eq!(refusal(&sandbox.answer(&get("r"))), (400, "Throttling".to_owned()));
    clock.advance(1000);
    assert_eq!(sandbox.answer(&get("r")).status(), 404);
}

#[test]
fn ids_follow_the_seed() {
    let id = |knobs: &str| elements(&sandbox(knobs).0.answer(&create(OPERATOR, "r")), "RoleId");
    assert_eq!(id("seed=1"), id("seed=1"));
    assert_ne!(id("seed=1"), id("seed=2"));
}
