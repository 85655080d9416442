use std::collections::BTreeMap;

use tipctl_model::{Address, Desired, Key, KindName, Ledger, Place};

use super::{Document, Purpose, needs};

/// A spec that asks for nothing, of a stack that owns an object of `kind` with this key.
fn text(kind: &'static str, parts: &[(&str, &str)], purpose: Purpose) -> String {
    let place = Place::new("s", "111122223333", "eu-west-1");
    let desired = Desired { place, resources: BTreeMap::new(), digest: String::new() };
    let parts = parts.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned()));
    let mut ledger = Ledger::default();
    let key = Key { kind: KindName(kind), parts: parts.collect() };
    ledger.record(key, Address::new(KindName(kind), "old"));
    Document::of(&needs(&desired, &ledger, purpose).caller).text()
}

#[test]
fn what_the_spec_no_longer_has_is_read_and_deleted_and_nothing_else() {
    let workgroup = text("workgroup", &[("name", "old")], Purpose::Destroy);
    for said in ["athena:DeleteWorkGroup", "workgroup/old\"", "sso:DeleteApplication"] {
        assert!(workgroup.contains(said), "{said}: {workgroup}");
    }
    assert!(!workgroup.contains("Create"), "{workgroup}");
    assert!(!text("workgroup", &[("name", "old")], Purpose::Plan).contains("Delete"));
    // Where the role stands among the account's roles is not known.
    let role = text("role", &[("name", "old")], Purpose::Destroy);
    assert!(role.contains(":role/old\"") && role.contains(":role/*/old\""), "{role}");
    let grant = text(
        "grant",
        &[
            ("principal", "arn:aws:identitystore:::group/906-1"),
            ("on", r#"{"database":"sales","table":"orders"}"#),
        ],
        Purpose::Destroy,
    );
    for said in ["table/sales/orders\"", "identitystore:::group/906-1\""] {
        assert!(grant.contains(said), "{said}: {grant}");
    }
}
