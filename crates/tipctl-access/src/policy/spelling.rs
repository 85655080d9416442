//! Condition keys that are almost right, and so never match.

use tipctl_model::Value;

use super::{
    document::each,
    pattern::{Syntax, matches_arn},
};
use crate::Truth;

/// A condition key that nothing fills, beside the one that was meant.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Misspelling {
    /// The statement that it is in: its `Sid`, or its number.
    pub statement: String,
    /// The key as it is written.
    pub written: String,
    /// The key that was meant.
    pub meant: &'static str,
}

/// The keys that the chain's policies turn on.
const KEYS: &[&str] = &[
    "aws:ResourceAccount",
    "aws:SourceAccount",
    "aws:SourceArn",
    "s3:AccessGrantsInstanceArn",
    "sts:RequestContextProviders",
];

/// Keys that exist and come near to those.
const OTHERS: &[&str] = &["aws:PrincipalAccount", "aws:PrincipalArn", "aws:SourceVpcArn"];

/// The condition keys of `document` that are one of the chain's with its service or a few letters wrong.
///
/// AWS: a public example has `aws:RequestContextProvider`, which nothing fills (facts/tip-chain.md L11, TIP210).
pub fn misspellings(document: &Value) -> Vec<Misspelling> {
    let mut found = Vec::new();
    for_each_key(document, |statement, key, _| {
        let is_known = |known: &str| known.eq_ignore_ascii_case(key);
        if KEYS.iter().chain(OTHERS).any(|known| is_known(known)) {
            return;
        }
        if let Some(meant) = KEYS.iter().find(|meant| is_near(key, meant)) {
            found.push(Misspelling { statement: statement.to_owned(), written: key.to_owned(), meant });
        }
    });
    found
}

/// The values that `document` compares `key` with, and the statements that do.
pub fn values_under(document: &Value, key: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for_each_key(document, |statement, written, values| {
        if written.eq_ignore_ascii_case(key) {
            let texts = each(values).iter().filter_map(Value::as_text);
            found.extend(texts.map(|text| (statement.to_owned(), text.to_owned())));
        }
    });
    found
}

/// Whether a value under `sts:RequestContextProviders` means Identity Center's provider in `partition`.
///
/// AWS: `arn:aws:iam::aws:contextProvider/IdentityCenter`, the account being `aws` (facts/tip-chain.md L11).
pub fn is_provider(value: &str, partition: &str) -> bool {
    let provider = format!("arn:{partition}:iam::aws:contextProvider/IdentityCenter");
    value == "*" || matches_arn(value, &provider, Syntax { variables: None, wildcards: true }) == Truth::Yes
}

fn for_each_key(document: &Value, mut visit: impl FnMut(&str, &str, &Value)) {
    let statements = document.entry("Statement").map(each).unwrap_or_default();
    for (at, statement) in statements.iter().enumerate() {
        let number = (at + 1).to_string();
        let name = statement.entry("Sid").and_then(Value::as_text).filter(|sid| !sid.is_empty());
        let operators = statement.entry("Condition").and_then(Value::as_map);
        for (key, values) in operators.into_iter().flatten().filter_map(|(_, keys)| keys.as_map()).flatten() {
            visit(name.unwrap_or(&number), key, values);
        }
    }
}

fn is_near(key: &str, meant: &str) -> bool {
    let name = |key: &str| key.split_once(':').map_or(key, |(_, name)| name).to_ascii_lowercase();
    distance(&name(key), &name(meant)) <= 2
}

/// How many letters must be put in, taken out or changed to get from `one` to `other`.
fn distance(one: &str, other: &str) -> usize {
    let other: Vec<char> = other.chars().collect();
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (at, letter) in one.chars().enumerate() {
        let mut next = vec![at + 1];
        for (column, wanted) in other.iter().enumerate() {
            let change = row.get(column).copied().unwrap_or_default() + usize::from(letter != *wanted);
            let take = row.get(column + 1).copied().unwrap_or_default() + 1;
            let put = next.get(column).copied().unwrap_or_default() + 1;
            next.push(change.min(take).min(put));
        }
        row = next;
    }
    row.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with_key(key: &str) -> Value {
        let condition = Value::map([("ForAllValues:ArnEquals", Value::map([(key, Value::text("x"))]))]);
        Value::map([("Statement", Value::map([("Sid", Value::text("S")), ("Condition", condition)]))])
    }

    #[test]
    fn keys_that_are_almost_right_are_told() {
        for (key, meant) in [
            ("aws:RequestContextProvider", Some("sts:RequestContextProviders")),
            ("aws:RequestContextProviders", Some("sts:RequestContextProviders")),
            ("sts:RequestContextProvider", Some("sts:RequestContextProviders")),
            ("STS:requestcontextproviders", None),
            ("aws:SourceAcount", Some("aws:SourceAccount")),
            ("aws:SourceIp", None),
            ("aws:PrincipalArn", None),
            ("s3:AccessGrantInstanceArn", Some("s3:AccessGrantsInstanceArn")),
            ("identitystore:UserId", None),
        ] {
            let found = misspellings(&with_key(key));
            assert_eq!(found.iter().map(|one| one.meant).next(), meant, "{key}");
        }
        assert_eq!(values_under(&with_key("a:b"), "A:B"), [("S".to_owned(), "x".to_owned())]);
    }

    #[test]
    fn the_provider_is_aws_s_own() {
        for (value, is_right) in [
            ("arn:aws:iam::aws:contextProvider/IdentityCenter", true),
            ("arn:aws:iam:::contextProvider/IdentityCenter", false),
            ("arn:aws:iam::111122223333:contextProvider/IdentityCenter", false),
            ("arn:aws:iam::aws:contextProvider/*", true),
            ("*", true),
        ] {
            assert_eq!(is_provider(value, "aws"), is_right, "{value}");
        }
    }
}
