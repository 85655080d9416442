//! Compares `docs/rules` with the pages that the rules make.
//!
//! `TIPCTL_BLESS=1` writes the pages.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

use tipctl_access::{
    RULES, Rule,
    rules::page::{index, page},
};
use tipctl_model::{AttrSchema, AttrType, Section};
use toml::{Table, Value};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/rules")
}

#[test]
fn the_pages_say_what_the_rules_say() {
    let rules = RULES.iter().map(|rule| (format!("{}.md", rule.id), page(rule)));
    let pages: Vec<(String, String)> =
        std::iter::once(("README.md".to_owned(), index())).chain(rules).collect();
    if std::env::var_os("TIPCTL_BLESS").is_some() {
        fs::create_dir_all(folder()).unwrap();
        for (name, page) in &pages {
            fs::write(folder().join(name), page).unwrap();
        }
    }
    for (name, page) in &pages {
        let found = fs::read_to_string(folder().join(name)).unwrap_or_default();
        assert!(found == *page, "docs/rules/{name} is stale; run this test with TIPCTL_BLESS=1");
    }
    let made: BTreeSet<String> = pages.into_iter().map(|(name, _)| name).collect();
    let found: BTreeSet<String> = fs::read_dir(folder())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    assert_eq!(found, made, "docs/rules has pages of its own, or of rules that are gone");
}

#[test]
fn the_numbers_are_in_order_and_every_text_is_there() {
    assert!(RULES.is_sorted_by_key(|rule| rule.id), "the list is in the order of the numbers");
    for rule in RULES {
        let Rule { id, title, looks_at, symptom, cause, fix, spec, by_hand, sources, .. } = rule;
        for text in [title, looks_at, symptom, cause, fix] {
            assert!(!text.is_empty() && text.trim() == *text, "{id}: {text:?}");
        }
        assert!(
            !title.ends_with('.') && fix.ends_with('.'),
            "{id}: a title is a fragment, and a fix a sentence"
        );
        assert!(
            sources.contains(&format!("facts/tip-chain.md {id}").as_str()),
            "{id} says where it was learnt"
        );
        let is_said = rule.symptom_is_verified || !rule.unverified.is_empty();
        assert!(is_said, "{id}: what is unverified about the symptom is said");
        let has_way_out = !spec.is_empty() || !by_hand.is_empty() || id.0 == 108 || id.0 == 230;
        assert!(has_way_out, "{id} has nothing that can be pasted");
    }
}

/// The attributes of `table` that `attrs` does not have.
fn unknown<'a>(table: &'a Table, attrs: &[AttrSchema]) -> Vec<&'a str> {
    let mut unknown = Vec::new();
    for (name, value) in table {
        let Some(attr) = attrs.iter().find(|attr| attr.name == name) else {
            unknown.push(name.as_str());
            continue;
        };
        if let (AttrType::Object(attrs), Value::Table(table)) = (attr.ty, value) {
            unknown.extend(self::unknown(table, attrs));
        }
    }
    unknown
}

#[test]
fn what_can_be_pasted_into_a_spec_is_of_the_language() {
    let kinds = tipctl_provider::kinds::kinds();
    for Rule { id, spec, .. } in RULES {
        let spec: Table = spec.parse().unwrap_or_else(|error| panic!("{id}: {error}"));
        for (section, value) in &spec {
            let kind = kinds.iter().find(|kind| kind.schema().name.0 == section);
            let schema = kind.unwrap_or_else(|| panic!("{id}: there is no section `{section}`")).schema();
            let blocks: Vec<&Table> = match schema.section {
                Section::List => value.as_array().unwrap().iter().filter_map(Value::as_table).collect(),
                Section::Labelled => value.as_table().unwrap().values().filter_map(Value::as_table).collect(),
                Section::Single => vec![value.as_table().unwrap()],
            };
            for block in blocks {
                assert_eq!(unknown(block, schema.attrs), Vec::<&str>::new(), "{id}: `{section}`");
            }
        }
    }
}
