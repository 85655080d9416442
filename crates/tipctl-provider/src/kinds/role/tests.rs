use tipctl_model::{Address, Blocks};

use super::*;
use crate::{
    kinds::writing::{block, blocks, refers},
    policy::Purpose,
};

fn role_of(label: &str) -> Value {
    refers("role", label, "arn")
}

fn place() -> Place {
    Place::new("analytics", "111122223333", "ap-northeast-1")
}

fn world() -> Blocks {
    let studio = [
        ("storage", Value::text("s3://acme-studio/")),
        ("encryption_key", Value::text("arn:aws:kms:ap-northeast-1:111122223333:key/k1")),
        ("service_role", role_of("studio-service")),
        ("user_role", role_of("studio-user")),
    ];
    let workgroup = [
        ("results", Value::text("s3://acme-athena-results/analytics/")),
        ("role", role_of("workgroup")),
        ("results_role", role_of("access-grants-location")),
        ("private_results", Value::Bool(true)),
        ("encryption", Value::map([("mode", Value::text("sse-kms")), ("kms_key", Value::text("k2"))])),
    ];
    let location = [("path", Value::text("s3://acme-lake/sales")), ("role", role_of("lake-location"))];
    let lake = [("parameters", Value::map([("SET_SOURCE_IDENTITY", Value::text("TRUE"))]))];
    let mut all = vec![
        block("studio", "analytics", &studio),
        block("workgroup", "analytics", &workgroup),
        block("location", "sales", &location),
        block("lake", "main", &lake),
    ];
    for purpose in ["access-grants-location", "lake-location", "studio-service", "studio-user", "workgroup"] {
        all.push(block("role", purpose, &[("use", Value::text(purpose)), ("path", Value::text("/tip/"))]));
    }
    blocks(all)
}

fn settled(blocks: &Blocks, label: &str) -> Attrs {
    let (place, address) = (place(), Address::new(schema::NAME, label));
    let resources = Role.expand(&blocks[&address], &Scope::new(blocks, &place)).unwrap();
    let [role] = resources.as_slice() else { panic!("{} resources", resources.len()) };
    Role.settle(role.attrs.clone(), &place)
}

/// The actions that the statements of `document` allow on something that contains `on`.
fn allowed(document: &Value, on: &str) -> Vec<String> {
    let statements = document.entry("Statement").map(Value::elements).unwrap_or_default();
    let of = |statement: &Value, name: &str| match statement.entry(name) {
        Some(Value::List(all)) => all.iter().filter_map(Value::as_text).map(str::to_owned).collect(),
        Some(Value::Text(one)) => vec![one.clone()],
        Some(other) => vec![other.to_string()],
        None => Vec::new(),
    };
    let about = |statement: &&Value| {
        ["Resource", "Principal"].iter().flat_map(|name| of(statement, name)).any(|one| one.contains(on))
    };
    let mut actions: Vec<String> =
        statements.iter().filter(about).flat_map(|statement| of(statement, "Action")).collect();
    actions.sort();
    actions
}

#[test]
fn each_use_trusts_its_service_and_carries_the_user() {
    let cases = [
        ("studio-service", "elasticmapreduce.amazonaws.com", &["sts:AssumeRole"][..]),
        ("studio-user", "elasticmapreduce.amazonaws.com", &["sts:AssumeRole", "sts:SetContext"]),
        (
            "lake-location",
            "lakeformation.amazonaws.com",
            &["sts:AssumeRole", "sts:SetContext", "sts:SetSourceIdentity"],
        ),
        ("workgroup", "athena.amazonaws.com", &["sts:AssumeRole", "sts:SetContext"]),
        (
            "access-grants-location",
            "access-grants.s3.amazonaws.com",
            &["sts:AssumeRole", "sts:SetContext", "sts:SetSourceIdentity"],
        ),
    ];
    let blocks = world();
    for (purpose, service, actions) in cases {
        let role = settled(&blocks, purpose);
        let documents = (&role["trust"], role["inline"].entry("tipctl").unwrap());
        assert_eq!(allowed(documents.0, service), actions, "{purpose}");
        assert_eq!(policy::flaws(documents.0, Purpose::Trust, "role::trust", "trust"), [], "{purpose}");
        assert_eq!(
            policy::flaws(documents.1, Purpose::Permissions, "role::inline", "inline"),
            [],
            "{purpose}"
        );
        assert!(policy::json(documents.0).len() < 2048, "{purpose} trust");
        assert!(policy::json(documents.1).len() < 6144, "{purpose} permissions");
        assert_eq!(Role.settle(role.clone(), &place()), role, "{purpose}");
        assert_eq!(Role.check(&role, &place()), [], "{purpose}");
        assert_eq!(role.text("arn"), Some(format!("arn:aws:iam::111122223333:role/tip/{purpose}").as_str()));
    }
}

#[test]
fn permissions_follow_from_the_sections_that_name_the_role() {
    let blocks = world();
    let tipctl = |label: &str| settled(&blocks, label)["inline"].entry("tipctl").unwrap().clone();
    let lent = tipctl("access-grants-location");
    assert!(
        allowed(&lent, "acme-athena-results/analytics/${identitystore:UserId}/*")
            .contains(&"s3:PutObject".to_owned())
    );
    assert_eq!(
        allowed(&lent, "arn:aws:kms:ap-northeast-1:111122223333:key/k2"),
        ["kms:Decrypt", "kms:GenerateDataKey"]
    );
    assert!(policy::json(&lent).contains("arn:aws:s3:ap-northeast-1:111122223333:access-grants/default"));
    assert_eq!(
        allowed(&tipctl("lake-location"), "arn:aws:s3:::acme-lake/sales/*"),
        ["s3:DeleteObject", "s3:GetObject", "s3:PutObject"]
    );
    assert_eq!(allowed(&tipctl("studio-user"), "role/tip/studio-service"), ["iam:PassRole"]);
    assert_eq!(allowed(&tipctl("studio-service"), "key/k1").len(), 5);
    assert!(policy::json(&tipctl("workgroup")).contains("workgroup/analytics"));
}

#[test]
fn a_use_that_nobody_makes_of_the_role_is_a_flaw() {
    let place = place();
    let alone = block("role", "results", &[("use", Value::text("workgroup"))]);
    let blocks = blocks(vec![alone.clone()]);
    let flaws = Role.expand(&alone, &Scope::new(&blocks, &place)).unwrap_err();
    assert_eq!(flaws.iter().map(|flaw| flaw.code).collect::<Vec<_>>(), ["role::unused"]);
    let neither = block("role", "plain", &[]);
    let flaws = Role.expand(&neither, &Scope::new(&blocks, &place)).unwrap_err();
    assert_eq!(flaws.iter().map(|flaw| flaw.code).collect::<Vec<_>>(), ["role::trust"]);
}

#[test]
fn what_is_written_stands_beside_or_over_what_follows() {
    let mut blocks = world();
    let address = Address::new(schema::NAME, "workgroup");
    let own = policy::document([policy::Statement::allow("Own", &["s3:GetObject"]).on(["*".to_owned()])]);
    let role = blocks.get_mut(&address).unwrap();
    role.attrs.insert("inline", Value::map([("extra", own.clone())]));
    let inline = settled(&blocks, "workgroup")["inline"].clone();
    assert_eq!(inline.as_map().unwrap().keys().collect::<Vec<_>>(), ["extra", "tipctl"]);
    blocks.get_mut(&address).unwrap().attrs.insert("inline", Value::map([("tipctl", own.clone())]));
    let inline = settled(&blocks, "workgroup")["inline"].clone();
    assert_eq!(inline.entry("tipctl"), Some(&policy::canonical(&own, "aws")));
}

#[test]
fn limits_are_told_before_anything_is_sent() {
    let cases = [
        ("name", Value::text("a b"), &["role::name"][..]),
        ("path", Value::text("tip/"), &["role::path"]),
        ("boundary", Value::text(""), &[]),
        ("boundary", Value::text("ReadOnlyAccess"), &["role::boundary"]),
        ("attached", Value::texts(["arn:aws:iam::aws:policy/ReadOnlyAccess", "x"]), &["role::attached"]),
        ("tags", Value::map([("aws:x", Value::text("y"))]), &["role::tags"]),
    ];
    for (attr, value, codes) in cases {
        let attrs: Attrs = [(attr, value)].into();
        let found: Vec<&str> = Role.check(&attrs, &place()).iter().map(|flaw| flaw.code).collect();
        assert_eq!(found, codes, "{attrs:?}");
    }
}
