//! `version` and `[stack]`: for which account and region a spec is.

use tipctl_model::{Origin, Place};

use crate::{
    files::Document,
    node::{Entry, Node},
    problem::{Problem, Problems},
    suggest,
};

/// The version of the spec language.
const VERSION: i64 = 1;

/// The keys of `[stack]`, each with an example.
const KEYS: [(&str, &str); 3] =
    [("name", "analytics-prod"), ("account", "111122223333"), ("region", "ap-northeast-1")];

/// Where the spec is for. None when the first file does not say it rightly; the problems then say why.
pub(crate) fn place(documents: &[Document], problems: &mut Problems) -> Option<Place> {
    let (first, included) = documents.split_first()?;
    let top = Origin::new(first.file, 0, 0);
    match entry(&first.entries, "version") {
        Some(version) => check_version(&version.value, problems),
        None => problems.push(
            Problem::new("spec::missing_version", "the spec does not say its version")
                .at(top, "at the beginning of the file")
                .help(format!("write `version = {VERSION}` as the first line")),
        ),
    }
    for document in included {
        if let Some(version) = entry(&document.entries, "version") {
            check_version(&version.value, problems);
        }
        if let Some(stack) = entry(&document.entries, "stack") {
            problems.push(
                Problem::new("spec::stack_in_include", "an included file cannot hold `[stack]`")
                    .at(stack.value.origin, "in an included file")
                    .help("say it once, in the file that includes the others"),
            );
        }
    }
    match entry(&first.entries, "stack") {
        Some(stack) => read(stack, problems),
        None => {
            problems.push(
                Problem::new("spec::missing_stack", "the spec does not say which account it is for")
                    .at(top, "in this file")
                    .help(example(&KEYS)),
            );
            None
        }
    }
}

fn entry<'a>(entries: &'a [Entry], key: &str) -> Option<&'a Entry> {
    entries.iter().find(|entry| entry.key == key)
}

fn example(keys: &[(&str, &str)]) -> String {
    let lines: Vec<String> = keys.iter().map(|(key, value)| format!("{key} = \"{value}\"")).collect();
    format!("write\n[stack]\n{}", lines.join("\n"))
}

fn check_version(version: &Node, problems: &mut Problems) {
    if !matches!(version.data, crate::node::Data::Int(VERSION)) {
        problems.push(
            Problem::new("spec::unknown_version", "this version of the spec language is not known")
                .at(version.origin, "unknown version")
                .help(format!("write `version = {VERSION}`")),
        );
    }
}

fn read(stack: &Entry, problems: &mut Problems) -> Option<Place> {
    let Some(entries) = stack.value.as_table() else {
        problems.push(
            Problem::new("spec::wrong_type", format!("`stack` takes a table, found {}", stack.value.noun()))
                .at(stack.value.origin, stack.value.noun())
                .help(example(&KEYS)),
        );
        return None;
    };
    let known = || KEYS.iter().map(|(key, _)| *key);
    let mut meant = Vec::new();
    for entry in entries {
        if !known().any(|key| key == entry.key) {
            meant.extend(suggest::nearest(&entry.key, known()));
            problems.push(
                Problem::new("spec::unknown_attribute", format!("`stack` has no attribute `{}`", entry.key))
                    .at(entry.key_origin, "unknown attribute")
                    .maybe_help(suggest::among(&entry.key, known(), "its attributes are")),
            );
        }
    }
    let absent: Vec<(&str, &str)> =
        KEYS.into_iter().filter(|(key, _)| entry(entries, key).is_none() && !meant.contains(key)).collect();
    if !absent.is_empty() {
        let names = suggest::listed(absent.iter().map(|(key, _)| *key), "and");
        problems.push(
            Problem::new("spec::missing_attribute", format!("`stack` needs {names}"))
                .at(stack.value.origin, "incomplete")
                .help(example(&absent)),
        );
    }
    let mut text = |key, is_right: fn(&str) -> bool, rule: &str| {
        let value = &entry(entries, key)?.value;
        match value.as_text() {
            Some(text) if is_right(text) => Some(text.to_owned()),
            _ => {
                problems.push(
                    Problem::new(code_of(key), format!("`{key}` takes {rule}"))
                        .at(
                            value.origin,
                            if value.as_text().is_some() { "this is none" } else { value.noun() },
                        )
                        .maybe_help(
                            KEYS.iter()
                                .find(|(name, _)| *name == key)
                                .map(|(_, example)| format!("write it as in `{key} = \"{example}\"`")),
                        ),
                );
                None
            }
        }
    };
    let name = text("name", is_name, "a text of letters, digits, `-`, `_` and `.`, 128 at most");
    let account = text("account", is_account, "an account number of twelve digits, in quotes");
    let region = text("region", is_region, "the code of an AWS region");
    Some(Place::new(name?, account?, region?))
}

fn code_of(key: &str) -> &'static str {
    match key {
        "account" => "spec::wrong_account",
        "region" => "spec::wrong_region",
        _ => "spec::wrong_name",
    }
}

fn is_name(text: &str) -> bool {
    let right = |letter: char| letter.is_ascii_alphanumeric() || "-_.".contains(letter);
    (1..=128).contains(&text.len()) && text.chars().all(right)
}

fn is_account(text: &str) -> bool {
    text.len() == 12 && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Two letters, words, a number: `us-east-1`, `us-gov-west-1`.
fn is_region(text: &str) -> bool {
    let parts: Vec<&str> = text.split('-').collect();
    let [area, words @ .., number] = parts.as_slice() else { return false };
    let is_word = |word: &&str| !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_lowercase());
    is_word(area)
        && !words.is_empty()
        && words.iter().all(is_word)
        && !number.is_empty()
        && number.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn regions_of_every_partition_are_known_by_their_shape() {
        for region in ["us-east-1", "ap-northeast-1", "us-gov-west-1", "cn-north-1", "us-iso-east-1"] {
            assert!(is_region(region), "{region}");
        }
        for other in ["", "tokyo", "us-east", "us-east-1a", "us--1", "-east-1", "us-east-", "US-EAST-1"] {
            assert!(!is_region(other), "{other}");
        }
    }
}
