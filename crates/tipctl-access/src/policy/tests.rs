use proptest::prelude::*;
use tipctl_model::{
    Address, AttrRef, KindName, Place, Value,
    inventory::{Extent, Inventory, ManagedPolicy, Role, Sight},
};

use super::*;
use crate::world::{document, role};

const FILE: &str = "arn:aws:s3:::acme/sales/a";

fn policy(statements: &str) -> Value {
    document(&format!(r#"{{"Version":"2012-10-17","Statement":{statements}}}"#))
}

fn inventory() -> Inventory {
    Inventory::empty(Place::new("test", "111122223333", "ap-northeast-1"), Extent::Live)
}

fn context() -> Context {
    Context::default()
        .with("aws:ResourceAccount", "111122223333")
        .with("identitystore:UserId", "u-1")
        .with("s3:prefix", "sales/")
        .with("s3:max-keys", "10")
}

/// What a role with these statements may do with the file.
fn decide(statements: &str, action: &str) -> Decision {
    let role = role("r", "[]", statements);
    let inventory = inventory();
    Rights::of(&role, &inventory).decide(&Request { action, resource: FILE, context: &context() })
}

#[test]
fn statements_are_read_as_they_are_written() {
    for (statement, is_allowed) in [
        (r#"{"Effect":"Allow","Action":"s3:GetObject","Resource":"*"}"#, true),
        (r#"{"Effect":"ALLOW","Action":["S3:getobject"],"Resource":["arn:aws:s3:::acme/*"]}"#, true),
        (r#"{"Effect":"allow","Action":"*","Resource":"*"}"#, true),
        (r#"{"Effect":"Allow","NotAction":"s3:Put*","Resource":"*"}"#, true),
        (r#"{"Effect":"Allow","NotAction":"s3:Get*","Resource":"*"}"#, false),
        (r#"{"Effect":"Allow","Action":"s3:*","NotResource":"arn:aws:s3:::acme/sales/*"}"#, false),
        (r#"{"Effect":"Allow","Action":"s3:*","NotResource":"arn:aws:s3:::acme/hr/*"}"#, true),
        (r#"{"Effect":"Allow","Action":"s3:*"}"#, false),
        (r#"{"Effect":"Allow","Resource":"*"}"#, false),
        (r#"{"Effect":"Grant","Action":"*","Resource":"*"}"#, false),
        (r#"{"Action":"*","Resource":"*"}"#, false),
        (r#"{"Effect":"Allow","Action":"s3:Get*","Resource":"arn:aws:s3:::acme/sales/?"}"#, true),
        ("[]", false),
    ] {
        assert_eq!(decide(statement, "s3:GetObject").is_allowed(), is_allowed, "{statement}");
    }
}

#[test]
fn conditions_hold_or_do_not() {
    for (condition, holds) in [
        (r#"{"StringEquals":{"aws:resourceaccount":"111122223333"}}"#, true),
        (r#"{"StringEquals":{"aws:ResourceAccount":["1","111122223333"]}}"#, true),
        (r#"{"StringEquals":{"aws:ResourceAccount":"1"}}"#, false),
        (r#"{"StringEquals":{"aws:Nothing":"1"}}"#, false),
        (r#"{"StringEqualsIfExists":{"aws:Nothing":"1"}}"#, true),
        (r#"{"StringEqualsIfExists":{"aws:ResourceAccount":"1"}}"#, false),
        (r#"{"StringNotEquals":{"aws:ResourceAccount":"1"}}"#, true),
        (r#"{"StringNotEquals":{"aws:ResourceAccount":["1","111122223333"]}}"#, false),
        (r#"{"StringNotEquals":{"aws:Nothing":"1"}}"#, true),
        (r#"{"StringEqualsIgnoreCase":{"s3:prefix":"SALES/"}}"#, true),
        (r#"{"StringLike":{"s3:prefix":"sales*"}}"#, true),
        (r#"{"StringNotLike":{"s3:prefix":"sales*"}}"#, false),
        (r#"{"StringEquals":{"s3:prefix":"sales*"}}"#, false),
        (r#"{"StringEquals":{"identitystore:UserId":"${identitystore:UserId}"}}"#, true),
        (r#"{"ForAllValues:StringEquals":{"aws:Nothing":"1"}}"#, true),
        (r#"{"ForAllValues:StringEquals":{"s3:prefix":["sales/","hr/"]}}"#, true),
        (r#"{"ForAnyValue:StringEquals":{"aws:Nothing":"1"}}"#, false),
        (r#"{"ForAnyValue:StringLike":{"s3:prefix":"s*"}}"#, true),
        (r#"{"Null":{"aws:Nothing":"true"}}"#, true),
        (r#"{"Null":{"aws:Nothing":true,"s3:prefix":"false"}}"#, true),
        (r#"{"Null":{"s3:prefix":"true"}}"#, false),
        (r#"{"NumericLessThanEquals":{"s3:max-keys":10}}"#, true),
        (r#"{"NumericGreaterThan":{"s3:max-keys":"10"}}"#, false),
        (r#"{"StringEqualz":{"s3:prefix":"sales/"}}"#, false),
        (r#"{"ForSomeValues:StringEquals":{"s3:prefix":"sales/"}}"#, false),
        (r#"{"StringLike":{"s3:prefix":"s*"},"StringEquals":{"aws:ResourceAccount":"1"}}"#, false),
        ("{}", true),
    ] {
        let statement =
            format!(r#"{{"Effect":"Allow","Action":"*","Resource":"*","Condition":{condition}}}"#);
        assert_eq!(decide(&statement, "s3:GetObject").is_allowed(), holds, "{condition}");
    }
}

#[test]
fn what_cannot_be_told_is_unknown() {
    let beyond = |effect: &str| {
        format!(
            r#"{{"Sid":"Office","Effect":"{effect}","Action":"*","Resource":"*",
                "Condition":{{"IpAddress":{{"aws:SourceIp":"192.0.2.0/24"}}}}}}"#
        )
    };
    let allow = r#"{"Effect":"Allow","Action":"*","Resource":"*"}"#;
    let told = Decision::Unknown(
        "whether the statement `Office` of `policy`, which turns on `aws:SourceIp`, applies cannot be told"
            .to_owned(),
    );
    for (statements, decision) in [
        (format!("[{}]", beyond("Allow")), told.clone()),
        (format!("[{},{allow}]", beyond("Deny")), told),
        (format!("[{},{allow}]", beyond("Allow")), Decision::Allowed),
        (format!("[{}]", beyond("Deny")), Decision::Denied(Denial::Implicit("the role's permissions"))),
    ] {
        assert_eq!(decide(&statements, "s3:GetObject"), decision, "{statements}");
    }
}

#[test]
fn a_denial_names_its_statement() {
    let statements = r#"[{"Effect":"Allow","Action":"*","Resource":"*"},
        {"Sid":"NoReads","Effect":"Deny","Action":"s3:Get*","Resource":"*"}]"#;
    let denial = Denial::Explicit("the statement `NoReads` of `policy`".to_owned());
    assert_eq!(denial.cause("it"), "the statement `NoReads` of `policy` denies it");
    assert_eq!(decide(statements, "s3:GetObject"), Decision::Denied(denial));
    assert_eq!(decide(statements, "s3:PutObject"), Decision::Allowed);
}

#[test]
fn old_documents_have_no_variables() {
    let statement =
        r#"{"Effect":"Allow","Action":"*","Resource":"arn:aws:s3:::acme/${aws:ResourceAccount}"}"#;
    for (version, is_allowed) in
        [(r#""Version":"2012-10-17","#, true), (r#""Version":"2008-10-17","#, false), ("", false)]
    {
        let mut role = role("r", "[]", "[]");
        let document = document(&format!(r#"{{{version}"Statement":{statement}}}"#));
        role.permissions.insert("other".to_owned(), Sight::There(document));
        let inventory = inventory();
        let resource = "arn:aws:s3:::acme/111122223333";
        let request = Request { action: "s3:GetObject", resource, context: &context() };
        assert_eq!(Rights::of(&role, &inventory).decide(&request).is_allowed(), is_allowed, "{version}");
    }
}

#[test]
fn rights_are_what_all_layers_allow() {
    let all = r#"{"Effect":"Allow","Action":"*","Resource":"*"}"#;
    let queries = policy(r#"{"Effect":"Allow","Action":"athena:*","Resource":"*"}"#);
    let reads = policy(r#"{"Effect":"Allow","Action":"s3:*","Resource":"*"}"#);
    let inventory = inventory();
    let mut bounded = role("r", "[]", all);
    let decide = |role: &Role, session: &[&Value], action: &str| {
        let mut rights = Rights::of(role, &inventory);
        if !session.is_empty() {
            let documents = session.iter().map(|document| Document::read("session", document));
            rights = rights.within(documents.collect());
        }
        let rights = rights.with_identity(AllowList::of(&inventory));
        rights.decide(&Request { action, resource: "*", context: &context() })
    };
    let denied = |whose| Decision::Denied(Denial::Implicit(whose));
    let by_list = "`AWSIAMIdentityCenterAllowListForIdentityContext`".to_owned();
    assert_eq!(decide(&bounded, &[], "athena:GetWorkGroup"), Decision::Allowed);
    assert_eq!(decide(&bounded, &[], "s3:GetObject"), Decision::Denied(Denial::Explicit(by_list)));
    assert_eq!(decide(&bounded, &[&reads], "athena:GetWorkGroup"), denied("the session policies"));
    assert_eq!(decide(&bounded, &[&reads, &queries], "athena:GetWorkGroup"), Decision::Allowed);
    bounded.boundary = Some(Sight::There(reads));
    assert_eq!(decide(&bounded, &[], "athena:GetWorkGroup"), denied("the role's boundary"));
}

#[test]
fn documents_that_nobody_saw_leave_it_open() {
    let mut role = role("r", "[]", r#"{"Effect":"Allow","Action":"s3:*","Resource":"*"}"#);
    let mut inventory = inventory();
    let decide = |role: &Role, inventory: &Inventory| {
        Rights::of(role, inventory).decide(&Request {
            action: "s3:GetObject",
            resource: FILE,
            context: &context(),
        })
    };
    role.permissions.insert("arn:p".to_owned(), Sight::Unseen);
    assert_eq!(decide(&role, &inventory), Decision::Unknown("`arn:p` could not be read".to_owned()));
    let document = policy(r#"{"Sid":"No","Effect":"Deny","Action":"*","Resource":"*"}"#);
    inventory.policies.insert("arn:p", ManagedPolicy { from: None, document });
    let denial = Denial::Explicit("the statement `No` of `arn:p`".to_owned());
    assert_eq!(decide(&role, &inventory), Decision::Denied(denial));
    role.permissions.insert("arn:p".to_owned(), Sight::Absent);
    assert_eq!(decide(&role, &inventory), Decision::Allowed);
    let pending = Value::Pending(AttrRef::new(Address::new(KindName("policy"), "p"), "arn"));
    role.permissions.insert("arn:p".to_owned(), Sight::There(pending));
    assert_eq!(decide(&role, &inventory), Decision::Unknown("`arn:p` waits for `policy.p#arn`".to_owned()));
}

#[test]
fn trust_is_for_whom_it_names() {
    let athena = Caller::Service("athena.amazonaws.com");
    let driver = Caller::Role("arn:aws:iam::111122223333:role/driver");
    let account = Caller::Account("111122223333");
    for (principal, caller, is_trusted) in [
        (r#""Principal":{"Service":"athena.amazonaws.com"}"#, athena, true),
        (r#""Principal":{"Service":["glue.amazonaws.com","athena.amazonaws.com"]}"#, athena, true),
        (r#""Principal":{"Service":"glue.amazonaws.com"}"#, athena, false),
        (r#""Principal":{"AWS":"athena.amazonaws.com"}"#, athena, false),
        (r#""Principal":"*""#, athena, true),
        (r#""Principal":{"AWS":"*"}"#, driver, true),
        (r#""NotPrincipal":{"Service":"glue.amazonaws.com"}"#, athena, true),
        (r#""Principal":{"AWS":"arn:aws:iam::111122223333:role/driver"}"#, driver, true),
        (r#""Principal":{"AWS":"arn:aws:iam::111122223333:root"}"#, driver, false),
        (r#""Principal":{"AWS":"arn:aws:iam::111122223333:root"}"#, account, true),
        (r#""Principal":{"AWS":"111122223333"}"#, account, true),
        (r#""Principal":{"AWS":"AROAEXAMPLE"}"#, driver, false),
        (r#""Resource":"*""#, athena, false),
    ] {
        let statement = format!(r#"{{"Effect":"Allow",{principal},"Action":"sts:*"}}"#);
        let role = role("r", &statement, "[]");
        let context = Context::default();
        let request = Request { action: "sts:AssumeRole", resource: "*", context: &context };
        assert_eq!(trust(&role, caller, &request).is_allowed(), is_trusted, "{principal} {caller:?}");
    }
}

fn any_statement() -> impl Strategy<Value = String> {
    let pick = |of: &'static [&'static str]| prop::sample::select(of);
    (
        pick(&["Allow", "Deny"]),
        pick(&["s3:GetObject", "s3:Get*", "s3:PutObject", "*"]),
        pick(&["*", "arn:aws:s3:::acme/sales/*", "arn:aws:s3:::acme/hr/*"]),
        pick(&[
            "{}",
            r#"{"StringEquals":{"s3:prefix":"sales/"}}"#,
            r#"{"StringEquals":{"s3:prefix":"hr/"}}"#,
            r#"{"Bool":{"aws:MultiFactorAuthPresent":"true"}}"#,
        ]),
    )
        .prop_map(|(effect, action, resource, condition)| {
            format!(r#"{{"Effect":"{effect}","Action":"{action}","Resource":"{resource}","Condition":{condition}}}"#)
        })
}

proptest! {
    #[test]
    fn the_order_of_statements_does_not_matter(
        statements in prop::collection::vec(any_statement(), 0..6),
        turn in 0..6_usize,
    ) {
        let whole = |statements: &[String]| format!("[{}]", statements.join(","));
        let mut turned = statements.clone();
        turned.rotate_left(turn % statements.len().max(1));
        let kind = |decision: Decision| match decision {
            Decision::Allowed => 0,
            Decision::Denied(Denial::Explicit(_)) => 1,
            Decision::Denied(Denial::Implicit(_)) => 2,
            Decision::Unknown(_) => 3,
        };
        let one = decide(&whole(&statements), "s3:GetObject");
        prop_assert_eq!(kind(one), kind(decide(&whole(&turned), "s3:GetObject")));
    }

    #[test]
    fn a_denial_wins_and_an_allowance_more_takes_nothing_away(
        mut statements in prop::collection::vec(any_statement(), 0..6),
        at in 0..6_usize,
    ) {
        let whole = |statements: &[String]| format!("[{}]", statements.join(","));
        let before = decide(&whole(&statements), "s3:GetObject").is_allowed();
        let at = at.min(statements.len());
        statements.insert(at, r#"{"Effect":"Allow","Action":"s3:GetObject","Resource":"*"}"#.to_owned());
        let after = decide(&whole(&statements), "s3:GetObject");
        prop_assert!(!before || after.is_allowed());
        statements.insert(at, r#"{"Effect":"Deny","Action":"s3:GetObject","Resource":"*"}"#.to_owned());
        let denied = decide(&whole(&statements), "s3:GetObject");
        prop_assert!(matches!(denied, Decision::Denied(Denial::Explicit(_))));
    }
}

#[test]
fn a_condition_that_is_none_leaves_it_open() {
    for condition in [r#""x""#, r#"{"StringEquals":["a"]}"#, r#"{"StringEquals":"a"}"#] {
        for effect in ["Allow", "Deny"] {
            let all = r#"{"Effect":"Allow","Action":"*","Resource":"*"}"#;
            let other = if effect == "Deny" { format!("{all},") } else { String::new() };
            let statement = format!(
                r#"[{other}{{"Effect":"{effect}","Action":"*","Resource":"*","Condition":{condition}}}]"#
            );
            let decision = decide(&statement, "s3:GetObject");
            assert!(matches!(decision, Decision::Unknown(_)), "{statement}: {decision:?}");
        }
    }
}
