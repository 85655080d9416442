//! The form in which policy documents are compared, and the texts that AWS gives and takes.

use std::collections::BTreeMap;

use percent_encoding::percent_decode_str;
use tipctl_model::Value;

/// The form in which two documents with the same meaning are equal.
///
/// Statements, actions, resources, principals and the values of a condition are sets; a set of one is written without
/// brackets; an account number among the principals is its root; truth values and numbers in conditions are texts;
/// `Effect` has its usual case. Actions keep their case, and a principal that AWS shows by its unique id stays one, so
/// that a trust whose principal was deleted is seen to differ. What waits for another resource is left alone.
///
/// AWS: facts/aws-data.md §11.3.
#[must_use]
pub fn canonical(document: &Value, partition: &str) -> Value {
    let parsed = match document {
        Value::Text(text) => parse(text),
        _ => None,
    };
    let Value::Map(members) = parsed.as_ref().unwrap_or(document) else { return document.clone() };
    Value::Map(
        members
            .iter()
            .map(|(name, member)| match name.as_str() {
                "Statement" => {
                    let mut all: Vec<Value> = each(member).map(|one| statement(one, partition)).collect();
                    // By name first, so that a statement keeps its place when what it says changes.
                    let order = |one: &Value, other: &Value| {
                        one.entry("Sid").cmp(&other.entry("Sid")).then_with(|| one.cmp(other))
                    };
                    all.sort_by(order);
                    all.dedup();
                    (name.clone(), Value::List(all))
                }
                _ => (name.clone(), member.clone()),
            })
            .collect(),
    )
}

/// The canonical form of a document as AWS answers it. One that is not JSON is kept as the text that it is.
#[must_use]
pub fn read(text: &str, partition: &str) -> Value {
    // AWS: documents are percent-encoded, and the SDK does not decode them (facts/aws-data.md §11.1).
    let text = percent_decode_str(text).decode_utf8_lossy();
    match parse(&text) {
        Some(document) => canonical(&document, partition),
        None => Value::Text(text.into_owned()),
    }
}

/// The document as it is sent: JSON in one line, `Version` first.
#[must_use]
pub fn json(document: &Value) -> String {
    // AWS: the legacy parser refuses a document whose first member is another (facts/aws-data.md §11.3).
    let Value::Map(members) = document else {
        return document.as_text().map_or_else(|| to_json(document).to_string(), str::to_owned);
    };
    let first = members.get_key_value("Version");
    let rest = members.iter().filter(|(name, _)| name.as_str() != "Version");
    let members: Vec<String> = first
        .into_iter()
        .chain(rest)
        .map(|(name, member)| format!("{}:{}", serde_json::Value::from(name.as_str()), to_json(member)))
        .collect();
    format!("{{{}}}", members.join(","))
}

fn statement(statement: &Value, partition: &str) -> Value {
    let Value::Map(members) = statement else { return statement.clone() };
    let canonical = |(name, member): (&String, &Value)| {
        let member = match name.as_str() {
            "Effect" => effect(member),
            "Action" | "NotAction" | "Resource" | "NotResource" => set(member, Value::clone),
            "Principal" | "NotPrincipal" => principal(member, partition),
            "Condition" => {
                entries(member, |operator| entries(operator, |values| set(values, condition_text)))
            }
            _ => member.clone(),
        };
        (name.clone(), member)
    };
    Value::Map(members.iter().map(canonical).collect())
}

fn effect(effect: &Value) -> Value {
    match effect.as_text() {
        Some(text) if text.eq_ignore_ascii_case("allow") => Value::text("Allow"),
        Some(text) if text.eq_ignore_ascii_case("deny") => Value::text("Deny"),
        _ => effect.clone(),
    }
}

fn principal(principal: &Value, partition: &str) -> Value {
    let root = |value: &Value| match value.as_text() {
        Some(text) if text.len() == 12 && text.bytes().all(|byte| byte.is_ascii_digit()) => {
            Value::Text(format!("arn:{partition}:iam::{text}:root"))
        }
        _ => value.clone(),
    };
    match principal {
        Value::Text(text) if text == "*" => Value::map([("AWS", Value::text("*"))]),
        Value::Map(by_type) => Value::Map(
            by_type
                .iter()
                .map(|(name, values)| {
                    (name.clone(), if name == "AWS" { set(values, root) } else { set(values, Value::clone) })
                })
                .collect(),
        ),
        _ => principal.clone(),
    }
}

fn condition_text(value: &Value) -> Value {
    match value {
        Value::Bool(truth) => Value::Text(truth.to_string()),
        Value::Int(number) => Value::Text(number.to_string()),
        _ => value.clone(),
    }
}

fn entries(map: &Value, entry: impl Fn(&Value) -> Value) -> Value {
    match map {
        Value::Map(entries) => {
            Value::Map(entries.iter().map(|(name, value)| (name.clone(), entry(value))).collect())
        }
        _ => map.clone(),
    }
}

/// A set: sorted, without doubles, and without brackets when it has one element.
fn set(values: &Value, element: impl Fn(&Value) -> Value) -> Value {
    let mut elements: Vec<Value> = each(values).map(element).collect();
    elements.sort();
    elements.dedup();
    match elements.as_slice() {
        [one] => one.clone(),
        _ => Value::List(elements),
    }
}

/// The elements of a list, or the one value that stands without brackets.
pub(super) fn each(value: &Value) -> impl Iterator<Item = &Value> {
    match value {
        Value::List(elements) => elements.as_slice(),
        one => std::slice::from_ref(one),
    }
    .iter()
}

fn parse(text: &str) -> Option<Value> {
    serde_json::from_str(text).ok().filter(serde_json::Value::is_object).map(from_json)
}

fn from_json(json: serde_json::Value) -> Value {
    match json {
        serde_json::Value::Null => Value::text(""),
        serde_json::Value::Bool(truth) => Value::Bool(truth),
        serde_json::Value::Number(number) => {
            number.as_i64().map_or_else(|| Value::Text(number.to_string()), Value::Int)
        }
        serde_json::Value::String(text) => Value::Text(text),
        serde_json::Value::Array(elements) => Value::List(elements.into_iter().map(from_json).collect()),
        serde_json::Value::Object(members) => Value::Map(
            members.into_iter().map(|(name, member)| (name, from_json(member))).collect::<BTreeMap<_, _>>(),
        ),
    }
}

fn to_json(value: &Value) -> serde_json::Value {
    match value {
        Value::Bool(truth) => (*truth).into(),
        Value::Int(number) => (*number).into(),
        Value::Text(text) => text.as_str().into(),
        Value::List(elements) => elements.iter().map(to_json).collect(),
        Value::Map(members) => members.iter().map(|(name, member)| (name.clone(), to_json(member))).collect(),
        Value::Pending(reference) => format!("{reference:?}").into(),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn same(one: &str, other: &str) -> bool {
        read(one, "aws") == read(other, "aws")
    }

    #[test]
    fn what_aws_spells_otherwise_is_the_same() {
        let cases = [
            (r#"{"Statement":{"Action":["a:B"]}}"#, r#"{"Statement":[{"Action":"a:B"}]}"#),
            (
                r#"{"Statement":[{"Action":["a:C","a:B","a:B"]}]}"#,
                r#"{"Statement":[{"Action":["a:B","a:C"]}]}"#,
            ),
            (r#"{"Statement":[{"Sid":"2"},{"Sid":"1"}]}"#, r#"{"Statement":[{"Sid":"1"},{"Sid":"2"}]}"#),
            (r#"{"Statement":{"Effect":"ALLOW"}}"#, r#"{"Statement":{"Effect":"Allow"}}"#),
            (
                r#"{"Statement":{"Principal":{"AWS":"111122223333"}}}"#,
                r#"{"Statement":{"Principal":{"AWS":["arn:aws:iam::111122223333:root"]}}}"#,
            ),
            (r#"{"Statement":{"Principal":"*"}}"#, r#"{"Statement":{"Principal":{"AWS":"*"}}}"#),
            (
                r#"{"Statement":{"Condition":{"Bool":{"aws:SecureTransport":true}}}}"#,
                r#"{"Statement":{"Condition":{"Bool":{"aws:SecureTransport":["true"]}}}}"#,
            ),
            (
                r#"{"Statement":{"Condition":{"NumericLessThan":{"aws:MultiFactorAuthAge":3600}}}}"#,
                r#"{"Statement":{"Condition":{"NumericLessThan":{"aws:MultiFactorAuthAge":"3600"}}}}"#,
            ),
            (r#"{"Statement":[]}"#, "%7B%22Statement%22%3A%5B%5D%7D"),
            (r#"{"Statement":{"Resource":"a+b"}}"#, "%7B%22Statement%22:%7B%22Resource%22:%22a+b%22%7D%7D"),
        ];
        for (one, other) in cases {
            assert!(same(one, other), "{one} and {other}");
        }
    }

    #[test]
    fn what_means_something_else_differs() {
        let cases = [
            (r#"{"Statement":{"Action":"a:b"}}"#, r#"{"Statement":{"Action":"a:B"}}"#),
            (r#"{"Statement":{"Action":"a:B"}}"#, r#"{"Statement":{"NotAction":"a:B"}}"#),
            (
                r#"{"Statement":{"Principal":{"AWS":"arn:aws:iam::111122223333:role/reader"}}}"#,
                r#"{"Statement":{"Principal":{"AWS":"AROAEXAMPLEEXAMPLE000"}}}"#,
            ),
            (r#"{"Version":"2012-10-17","Statement":[]}"#, r#"{"Version":"2008-10-17","Statement":[]}"#),
            (r#"{"Statement":{"Resource":[]}}"#, r#"{"Statement":{}}"#),
        ];
        for (one, other) in cases {
            assert!(!same(one, other), "{one} and {other}");
        }
    }

    #[test]
    fn the_version_comes_first_and_a_text_stays_as_it_is() {
        let document = read(r#"{"Id":"x","Statement":[{"Sid":"\"q\""}],"Version":"2012-10-17"}"#, "aws");
        assert_eq!(json(&document), r#"{"Version":"2012-10-17","Id":"x","Statement":[{"Sid":"\"q\""}]}"#);
        assert_eq!(read("not json", "aws"), Value::text("not json"));
    }

    /// A value or a list of one to three, as a user may write it.
    fn texts(of: &'static [&'static str]) -> impl Strategy<Value = Value> {
        let one = prop::sample::select(of).prop_map(Value::from);
        prop_oneof![one.clone(), prop::collection::vec(one, 1..4).prop_map(Value::List)]
    }

    prop_compose! {
        fn any_statement()(
            sid in prop::option::of("[A-Z][a-z]{0,3}"),
            effect in prop::sample::select(&["Allow", "Deny"][..]),
            actions in texts(&["s3:GetObject", "s3:PutObject", "sts:AssumeRole"]),
            resources in prop::option::of(texts(&["*", "arn:aws:s3:::acme/*"])),
            accounts in prop::option::of(texts(&["111122223333", "arn:aws:iam::111122223333:role/a", "AROAX"])),
            condition in prop::option::of(prop_oneof![
                any::<bool>().prop_map(Value::Bool),
                texts(&["1", "2", "3"]),
            ]),
        ) -> Value {
            let mut members = vec![("Effect", Value::from(effect)), ("Action", actions)];
            members.extend(sid.map(|sid| ("Sid", Value::Text(sid))));
            members.extend(resources.map(|resources| ("Resource", resources)));
            members.extend(accounts.map(|accounts| ("Principal", Value::map([("AWS", accounts)]))));
            members.extend(condition.map(|values| {
                ("Condition", Value::map([("StringEquals", Value::map([("aws:PrincipalTag/team", values)]))]))
            }));
            Value::map(members)
        }
    }

    /// A document as AWS gives it back: rotated, wrapped or unwrapped, accounts as roots, percent-encoded.
    fn as_aws_answers(document: &Value, turn: usize) -> String {
        fn shuffled(value: &Value, turn: usize) -> Value {
            match value {
                Value::List(elements) => {
                    let mut elements: Vec<Value> =
                        elements.iter().map(|element| shuffled(element, turn)).collect();
                    let by = turn % elements.len().max(1);
                    elements.rotate_left(by);
                    match elements.as_slice() {
                        [one] if one.as_text().is_some() => one.clone(),
                        _ => Value::List(elements),
                    }
                }
                Value::Map(members) => {
                    let member = |member: &Value| match shuffled(member, turn) {
                        Value::Text(text) if turn % 2 == 1 && text.contains(':') => Value::texts([text]),
                        other => other,
                    };
                    Value::Map(members.iter().map(|(name, value)| (name.clone(), member(value))).collect())
                }
                Value::Bool(truth) => Value::Text(truth.to_string()),
                Value::Text(text) if text == "111122223333" => Value::text("arn:aws:iam::111122223333:root"),
                _ => value.clone(),
            }
        }
        let text = to_json(&shuffled(document, turn)).to_string();
        percent_encoding::utf8_percent_encode(&text, percent_encoding::NON_ALPHANUMERIC).to_string()
    }

    proptest! {
        #[test]
        fn a_document_comes_back_the_same(
            statements in prop::collection::vec(any_statement(), 1..4),
            turn in 0..6_usize,
        ) {
            let document = Value::map([
                ("Version", Value::text("2012-10-17")),
                ("Statement", Value::List(statements)),
            ]);
            let once = canonical(&document, "aws");
            prop_assert_eq!(&canonical(&once, "aws"), &once);
            prop_assert_eq!(&read(&json(&once), "aws"), &once);
            prop_assert_eq!(read(&as_aws_answers(&document, turn), "aws"), once);
        }
    }
}
