//! `fixtures/rules/TIP###/` holds, for each rule, what trips it (`trips*`) and what comes near and does not (`holds*`).
//!
//! A `*.spec.toml` is laid over `spec.toml` and read as a spec; a `*.account.toml` is laid over `account.toml` and read as
//! what a survey would have found. What trips a rule trips nothing else: one mistake is one finding.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

use tipctl_access::{Breach, Entry, Finding, Query, RULES, RuleId, SeenIn, Session, findings, follow};
use tipctl_model::{Inventory, inventory::Workforce};
use toml::{Table, Value};

use crate::account::Account;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/rules")
}

fn read(path: &Path) -> Table {
    let text = fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    text.parse().unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The names of what is in `folder`, sorted.
fn names(folder: &Path) -> BTreeSet<String> {
    fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
}

/// `over` laid over `table`: tables are joined, everything else is replaced.
fn lay(table: &mut Table, over: Table) {
    for (name, value) in over {
        match (table.get_mut(&name), value) {
            (Some(Value::Table(below)), Value::Table(above)) => lay(below, above),
            (_, value) => {
                table.insert(name, value);
            }
        }
    }
}

/// Takes out what stands at `path`.
fn take_out(table: &mut Table, path: &[Value]) {
    match path {
        [last] => {
            assert!(table.remove(last.as_str().unwrap()).is_some(), "there is no {path:?} to leave out")
        }
        [first, rest @ ..] => take_out(table[first.as_str().unwrap()].as_table_mut().unwrap(), rest),
        [] => {}
    }
}

/// The base file `base` with the fixture `path` laid over it.
fn laid(base: &str, path: &Path) -> Table {
    let mut table = read(&folder().join(base));
    let mut over = read(path);
    let without = over.remove("without");
    lay(&mut table, over);
    for path in without.iter().filter_map(Value::as_array).flatten() {
        take_out(&mut table, path.as_array().unwrap());
    }
    table
}

/// What a fixture is read as, and at what time.
fn inventory(path: &Path) -> (Inventory, u64) {
    let name = path.to_str().unwrap();
    if name.ends_with(".account.toml") {
        let account: Account =
            laid("account.toml", path).try_into().unwrap_or_else(|error| panic!("{name}: {error}"));
        let now_ms = account.now_ms();
        return (account.inventory(), now_ms);
    }
    assert!(name.ends_with(".spec.toml"), "{name} is neither a spec nor an account");
    let text = toml::to_string(&laid("spec.toml", path)).unwrap();
    let kinds = tipctl_provider::kinds::kinds();
    let loaded = tipctl_spec::load(Path::new("spec.toml"), &kinds, &|_| Ok(text.clone().into_bytes()));
    let loaded = loaded.unwrap_or_else(|problems| panic!("{name}: {problems:?}"));
    (tipctl_provider::inventory::of_spec(&loaded.desired), 0)
}

/// What is found in a fixture, as `TIP101 workgroup.analytics: …`.
fn found(path: &Path) -> Vec<Finding> {
    let (inventory, now_ms) = inventory(path);
    findings(&inventory, now_ms)
}

fn shown(found: &[Finding]) -> Vec<String> {
    found
        .iter()
        .map(|Finding { rule, severity, subject, about, cause, .. }| {
            format!("{} {} {subject} {about:?}: {cause}", rule.id, severity.word())
        })
        .collect()
}

/// The fixtures of every rule, by the rule.
fn fixtures() -> BTreeMap<RuleId, Vec<PathBuf>> {
    let folders = names(&folder()).into_iter().filter(|name| !name.contains('.'));
    folders
        .map(|name| {
            let files = names(&folder().join(&name)).into_iter().map(|file| folder().join(&name).join(file));
            (RuleId::read(&name).unwrap_or_else(|| panic!("{name} is no rule")), files.collect())
        })
        .collect()
}

fn is(path: &Path, beginning: &str, end: &str) -> bool {
    let name = path.file_name().unwrap().to_str().unwrap();
    name.starts_with(beginning) && name.ends_with(end)
}

#[test]
fn nothing_is_wrong_with_what_the_fixtures_begin_with() {
    let nothing = folder().join("nothing");
    for kind in ["spec", "account"] {
        let (inventory, now_ms) = inventory(&nothing.with_extension(format!("{kind}.toml")));
        assert_eq!(shown(&findings(&inventory, now_ms)), Vec::<String>::new(), "{kind}.toml");
    }
}

/// The fixtures whose names begin with `beginning` and that do not trip exactly the rules of `expected`, with what they do.
fn unexpected(beginning: &str, expected: impl Fn(RuleId) -> Vec<RuleId>) -> Vec<String> {
    let mut unexpected = Vec::new();
    for (id, files) in fixtures() {
        for path in files.iter().filter(|path| is(path, beginning, ".toml")) {
            let found = found(path);
            let rules: Vec<RuleId> = found.iter().map(|finding| finding.rule.id).collect();
            if rules != expected(id) {
                unexpected.push(format!("{}: {:#?}", path.display(), shown(&found)));
            }
        }
    }
    unexpected
}

#[test]
fn what_trips_a_rule_trips_it_once_and_no_other() {
    assert_eq!(unexpected("trips", |rule| vec![rule]), Vec::<String>::new());
}

#[test]
fn what_comes_near_trips_nothing() {
    assert_eq!(unexpected("holds", |_| Vec::new()), Vec::<String>::new());
}

#[test]
fn what_a_spec_shows_is_about_an_attribute_of_it() {
    let kinds = tipctl_provider::kinds::kinds();
    for path in fixtures().into_values().flatten().filter(|path| is(path, "trips", ".spec.toml")) {
        for Finding { about, .. } in found(&path) {
            let (address, attr) = about.unwrap_or_else(|| panic!("{} is about nothing", path.display()));
            let schema = kinds.iter().map(|kind| kind.schema()).find(|schema| schema.name == address.kind);
            let schema = schema.unwrap_or_else(|| panic!("{}: {address}", path.display()));
            assert!(attr.is_empty() || schema.attr(attr).is_some(), "{}: {address} {attr}", path.display());
        }
    }
}

#[test]
fn every_rule_has_fixtures() {
    let fixtures = fixtures();
    assert_eq!(
        fixtures.keys().collect::<Vec<_>>(),
        RULES.iter().map(|rule| &rule.id).collect::<Vec<_>>(),
        "the folders are those of the rules"
    );
    for rule in RULES {
        let files = &fixtures[&rule.id];
        let end = if rule.seen_in == SeenIn::Spec { ".spec.toml" } else { ".account.toml" };
        for beginning in ["trips", "holds"] {
            assert!(
                files.iter().any(|path| is(path, beginning, end)),
                "{} has no {beginning}*{end}",
                rule.id
            );
        }
        for path in files {
            let known = ["trips", "holds"].iter().any(|beginning| is(path, beginning, ".toml"));
            assert!(known, "{} is neither what trips the rule nor what holds", path.display());
        }
        let seen = |path: &&PathBuf| is(path, "trips", ".spec.toml");
        assert_eq!(
            files.iter().any(|path| seen(&path)),
            rule.seen_in == SeenIn::Spec,
            "where {} is seen",
            rule.id
        );
    }
}

/// What breaks first for Alice, who comes in through the studio to read `sales.orders`.
fn breach(inventory: &Inventory) -> Option<Breach> {
    let alice = Workforce::User("alice".to_owned());
    let session = Session { who: &alice, entry: Entry::Studio("analytics"), workgroup: "analytics" };
    let query = Query { database: "sales", table: "orders", columns: &[] };
    let chain = follow(inventory, &session, Some(&query));
    chain.first_broken().map(|(_, breach)| breach.clone())
}

#[test]
fn the_rules_find_what_breaks_the_chain() {
    for path in fixtures().into_values().flatten().filter(|path| is(path, "", ".account.toml")) {
        let (inventory, now_ms) = inventory(&path);
        if inventory.studios.is_empty() || inventory.workgroups.get("analytics").is_none() {
            continue;
        }
        let found: BTreeSet<RuleId> =
            findings(&inventory, now_ms).iter().map(|finding| finding.rule.id).collect();
        if let Some(breach) = breach(&inventory) {
            // Who is gone has lost everything else too, and that is said once; a role that is gone breaks no rule of the
            // link, and the rule about its trust says so.
            let is_said = breach.rule.map_or(!found.is_empty(), |rule| found.contains(&rule));
            assert!(is_said || found.contains(&RuleId(221)), "{}: {breach:?}", path.display());
        }
    }
}
