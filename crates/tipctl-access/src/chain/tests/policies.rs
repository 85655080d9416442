//! What policies say to requests that nobody has made yet: by whom, on which objects, with which identity.

use super::*;

const NARROW_ROLE: &str = "arn:aws:iam::111122223333:role/narrow";

fn verdict_of(chain: &Chain, name: LinkName) -> &Verdict {
    &chain.links.iter().find(|link| link.name == name).unwrap().verdict
}

#[test]
fn a_role_is_the_principal_of_its_own_requests() {
    let only = |arn: &str, action: &str| {
        format!(
            r#"[{{"Effect":"Allow","Action":{action},"Resource":"*","Condition":{{"ArnEquals":{{"aws:PrincipalArn":"{arn}"}}}}}}]"#
        )
    };
    for (role, action) in [
        (LAKE_ROLE, r#"["s3:GetObject","s3:ListBucket"]"#),
        (RESULTS_ROLE, r#"["s3:GetObject","s3:PutObject"]"#),
        (USER_ROLE, r#"["athena:*","glue:*"]"#),
        (EXECUTION_ROLE, r#"["lakeformation:*","glue:*","s3:*"]"#),
    ] {
        assert_eq!(broken_by(permissions(role, &only(role, action))), [], "{role}");
        assert_eq!(broken_by(permissions(role, &only("arn:aws:iam::111122223333:role/x", action))).len(), 1);
    }
}

#[test]
fn a_policy_on_some_objects_is_neither_enough_nor_too_little() {
    let on = |resource: &str| {
        format!(
            r#"[{{"Sid":"Files","Effect":"Allow","Action":["s3:GetObject","s3:PutObject"],"Resource":"arn:aws:s3:::{resource}"}},
                {{"Effect":"Allow","Action":"s3:ListBucket","Resource":"*"}}]"#
        )
    };
    let some = |path: &str| {
        Verdict::unknown(format!(
            "the statement `Files` of `policy` is about only some of `arn:aws:s3:::{path}`"
        ))
    };
    for (role, link, resource, verdict) in [
        (LAKE_ROLE, LinkName::LocationRole, "acme-lake/sales/*", Verdict::Holds),
        (LAKE_ROLE, LinkName::LocationRole, "acme-lake/sales/orders/*.csv", some("acme-lake/sales/orders/*")),
        (
            LAKE_ROLE,
            LinkName::LocationRole,
            "acme-lake/sales/orders/2024/*",
            some("acme-lake/sales/orders/*"),
        ),
        (RESULTS_ROLE, LinkName::ResultsLocationRole, "acme-results/analytics/u-alice/*", Verdict::Holds),
        (
            RESULTS_ROLE,
            LinkName::ResultsLocationRole,
            "acme-results/analytics/*.csv",
            some("acme-results/analytics/u-alice/*"),
        ),
    ] {
        let mut world = world();
        permissions(role, &on(resource))(&mut world);
        assert_eq!(*verdict_of(&followed(&world), link), verdict, "{resource}");
    }
    let deeper = permissions(RESULTS_ROLE, &on("acme-results/analytics/u-alice/deeper/*"));
    assert_eq!(
        broken_by(deeper),
        [(LinkName::ResultsLocationRole, None)],
        "results are in the folder itself"
    );
    let mut world = world();
    let denied = r#"[{"Effect":"Allow","Action":"s3:*","Resource":"*"},
        {"Sid":"No","Effect":"Deny","Action":"s3:GetObject","Resource":"*.csv"}]"#;
    permissions(LAKE_ROLE, denied)(&mut world);
    assert_eq!(
        *verdict_of(&followed(&world), LinkName::LocationRole),
        Verdict::unknown(
            "the statement `No` of `policy` is about only some of `arn:aws:s3:::acme-lake/sales/orders/*`"
        )
    );
}

#[test]
fn athena_passes_the_identity_on_to_a_role_that_lets_it() {
    const CONTEXT: &str = r#""Condition":{"StringEquals":{"identitystore:UserId":"u-alice"}}"#;
    const NONE: &str = r#""Condition":{"Null":{"sts:RequestContextProviders":"true"}}"#;
    let trusts = |actions: &str, condition: &str| {
        let comma = if condition.is_empty() { "" } else { "," };
        let principal = r#""Principal":{"Service":"athena.amazonaws.com"}"#;
        format!(r#"[{{"Effect":"Allow",{principal},"Action":{actions}{comma}{condition}}}]"#)
    };
    let both = r#"["sts:AssumeRole","sts:SetContext"]"#;
    let asked = format!(
        r#"[{{"Effect":"Allow","Action":["lakeformation:*","glue:*","s3:*"],"Resource":"*",{CONTEXT}}}]"#
    );
    let broken = |trusts: String, rights: Option<&str>| {
        broken_by(|world| {
            trust(EXECUTION_ROLE, &trusts)(world);
            if let Some(rights) = rights {
                permissions(EXECUTION_ROLE, rights)(world);
            }
        })
    };
    assert_eq!(broken(trusts(both, ""), Some(&asked)), []);
    let alone = (LinkName::ExecutionRole, None);
    assert_eq!(broken(trusts(r#""sts:AssumeRole""#, ""), Some(&asked)), [alone]);
    assert_eq!(broken(trusts(both, NONE), None), [], "Athena does without the identity");
    let only_with = r#""Condition":{"Null":{"sts:RequestContextProviders":"false"}}"#;
    let untaken = (LinkName::ExecutionRole, Some(225));
    assert_eq!(broken(trusts(r#""sts:AssumeRole""#, only_with), None), [untaken]);
    let mut world = world();
    assert!(followed(&world).links.iter().all(|link| link.note.is_none()));
    permissions(EXECUTION_ROLE, &asked)(&mut world);
    let chain = followed(&world);
    let link = chain.links.iter().find(|link| link.name == LinkName::ExecutionRole).unwrap();
    assert!(link.note.unwrap().ends_with("is not verified"), "{link:?}");
}

/// Gives `alice` an access grant of her own, below that of her group, through a role with these rights.
fn narrow(permission: Permission, rights: &'static str) -> impl FnOnce(&mut Inventory) {
    move |world| {
        let mut grant = world.access_grants.grants[0].clone();
        grant.id = "a-2".to_owned();
        grant.location = "l-2".to_owned();
        grant.scope = "s3://acme-results/analytics/u-alice/*".to_owned();
        grant.permission = permission;
        world.access_grants.grants.push(grant);
        let mut location = world.access_grants.locations.get("l-1").unwrap().clone();
        location.role = Some(NARROW_ROLE.to_owned());
        world.access_grants.locations.insert("l-2", location);
        world.roles.insert(NARROW_ROLE, role("narrow", RESULTS_TRUST, rights));
    }
}

#[test]
fn results_are_read_back_through_the_narrowest_grant() {
    let reads = r#"[{"Effect":"Allow","Action":"s3:GetObject","Resource":"*"}]"#;
    assert_eq!(broken_by(narrow(Permission::Read, reads)), []);
    assert_eq!(broken_by(narrow(Permission::Read, "[]")), [(LinkName::ResultsReading, None)]);
    assert_eq!(broken_by(narrow(Permission::Write, "[]")), [], "it reads nothing");
    assert_eq!(
        broken_by(narrow(Permission::ReadWrite, "[]")),
        [(LinkName::ResultsLocationRole, None)],
        "results are written through it too"
    );
    let encrypted = |world: &mut Inventory| {
        encrypt_results(world, true);
        narrow(Permission::Read, reads)(world);
    };
    assert_eq!(broken_by(encrypted), [(LinkName::ResultsReading, Some(218))]);
}
