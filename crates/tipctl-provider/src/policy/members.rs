//! What the members of a statement hold.

use std::collections::BTreeMap;

use tipctl_model::Value;

use super::{Purpose, canonical::each};

/// What is wrong with what the members hold, whichever are there.
///
/// AWS: IAM refuses each of these as a malformed document (IAM user guide, grammar of the policy language).
pub(super) fn flaws(members: &BTreeMap<String, Value>, purpose: Purpose) -> Vec<String> {
    let mut found = Vec::new();
    // Permissions in a trust's place are told by what they lack.
    let is_trust = purpose == Purpose::Trust
        && ["Principal", "NotPrincipal"].iter().any(|name| members.contains_key(*name));
    for name in ["Action", "NotAction"] {
        if let Some(member) = members.get(name) {
            found.extend(texts(name, member, |text| action(text, is_trust)));
        }
    }
    for name in ["Resource", "NotResource"] {
        // One that is derived names nothing where what it follows from is wrong, which is told there.
        if let Some(member) = members.get(name).filter(|member| each(member).next().is_some()) {
            found.extend(texts(name, member, |_| None));
        }
    }
    for name in ["Principal", "NotPrincipal"] {
        found.extend(members.get(name).map(|member| principals(name, member)).unwrap_or_default());
    }
    found.extend(members.get("Condition").map(conditions).unwrap_or_default());
    found
}

/// What is wrong with a member that is a text or a list of texts, each of which `judge` judges.
fn texts(name: &str, member: &Value, judge: impl Fn(&str) -> Option<String>) -> Vec<String> {
    let is_text = |value: &Value| matches!(value, Value::Text(_) | Value::Pending(_));
    if each(member).next().is_none() || !each(member).all(is_text) {
        return vec![format!("has a `{name}` that is neither a text nor a list of texts")];
    }
    each(member).filter_map(Value::as_text).filter_map(judge).collect()
}

fn action(text: &str, is_trust: bool) -> Option<String> {
    if is_trust && !text.to_ascii_lowercase().starts_with("sts:") {
        return Some(format!(
            "names the action `{text}`, and a trust is about those of STS, `sts:AssumeRole` say"
        ));
    }
    let has_service =
        text.split_once(':').is_some_and(|(service, name)| !service.is_empty() && !name.is_empty());
    (text != "*" && !has_service)
        .then(|| format!("names the action `{text}` without its service, as in `s3:GetObject`"))
}

fn principals(name: &str, member: &Value) -> Vec<String> {
    const SORTS: [&str; 4] = ["AWS", "CanonicalUser", "Federated", "Service"];
    match member {
        Value::Text(text) if text == "*" => Vec::new(),
        Value::Pending(_) => Vec::new(),
        Value::Map(sorts) => {
            let sort = |(sort, who): (&String, &Value)| match SORTS.contains(&sort.as_str()) {
                true => texts(&format!("{name}.{sort}"), who, |_| None),
                false => vec![format!(
                    "names a principal of the sort `{sort}`; there are `{}`",
                    SORTS.join("`, `")
                )],
            };
            sorts.iter().flat_map(sort).collect()
        }
        _ => vec![format!(
            "has a `{name}` that is neither `*` nor a table such as `{{ Service = \"athena.amazonaws.com\" }}`"
        )],
    }
}

fn conditions(member: &Value) -> Vec<String> {
    let Value::Map(operators) = member else {
        return vec![
            "has a `Condition` that is no table of operators, such as `{ StringEquals = { \"aws:SourceAccount\" = \
             \"111122223333\" } }`"
                .to_owned(),
        ];
    };
    let mut found = Vec::new();
    for (operator, keys) in operators {
        if !is_operator(operator) {
            found.push(format!(
                "has the condition operator `{operator}`, which the policy language does not know"
            ));
        }
        let Value::Map(keys) = keys else {
            found.push(format!("has a condition `{operator}` that is no table of keys and values"));
            continue;
        };
        let is_value = |value: &Value| !matches!(value, Value::Map(_) | Value::List(_));
        let wrong = keys.iter().filter(|(_, values)| !each(values).all(is_value));
        found.extend(wrong.map(|(key, _)| {
            format!("compares the condition key `{key}` with what is neither a value nor a list of values")
        }));
    }
    found
}

fn is_operator(text: &str) -> bool {
    const OPERATORS: [&str; 27] = [
        "ArnEquals",
        "ArnLike",
        "ArnNotEquals",
        "ArnNotLike",
        "BinaryEquals",
        "Bool",
        "DateEquals",
        "DateGreaterThan",
        "DateGreaterThanEquals",
        "DateLessThan",
        "DateLessThanEquals",
        "DateNotEquals",
        "IpAddress",
        "NotIpAddress",
        "Null",
        "NumericEquals",
        "NumericGreaterThan",
        "NumericGreaterThanEquals",
        "NumericLessThan",
        "NumericLessThanEquals",
        "NumericNotEquals",
        "StringEquals",
        "StringEqualsIgnoreCase",
        "StringLike",
        "StringNotEquals",
        "StringNotEqualsIgnoreCase",
        "StringNotLike",
    ];
    let rest = match text.split_once(':') {
        Some(("ForAllValues" | "ForAnyValue", rest)) => rest,
        _ => text,
    };
    let is_known = |name: &str| OPERATORS.contains(&name);
    is_known(rest) || rest.strip_suffix("IfExists").is_some_and(|name| name != "Null" && is_known(name))
}

#[cfg(test)]
mod tests {
    use super::{super::read, *};

    fn told(rest: &str, purpose: Purpose) -> Vec<String> {
        let text = format!(r#"{{"Version":"2012-10-17","Statement":[{{"Effect":"Allow",{rest}}}]}}"#);
        let document = read(&text, "aws");
        let statement = document.entry("Statement").into_iter().flat_map(each).next().unwrap();
        flaws(statement.as_map().unwrap(), purpose)
    }

    #[test]
    fn what_iam_would_not_take_is_told() {
        let trust = |rest: &str| {
            let whole = format!(
                r#""Principal":{{"Service":"athena.amazonaws.com"}},"Action":"sts:AssumeRole",{rest}"#
            );
            told(&whole, Purpose::Trust)
        };
        for good in [
            r#""Condition":{}"#,
            r#""Condition":{"StringEquals":{"aws:SourceAccount":"1"},"Null":{"aws:x":true}}"#,
            r#""Condition":{"ForAllValues:ArnLikeIfExists":{"aws:x":["a","b"]},"NumericLessThan":{"s3:max-keys":10}}"#,
        ] {
            assert_eq!(trust(good), Vec::<String>::new(), "{good}");
        }
        for (bad, about) in [
            (r#""Condition":"x""#, "no table of operators"),
            (r#""Condition":[]"#, "no table of operators"),
            (r#""Condition":{"StringEquals":["a"]}"#, "`StringEquals` that is no table"),
            (r#""Condition":{"StringEquals":"a"}"#, "`StringEquals` that is no table"),
            (r#""Condition":{"StringEquals":{"aws:x":{"a":"b"}}}"#, "the condition key `aws:x`"),
            (r#""Condition":{"StringEqual":{"aws:x":"a"}}"#, "the condition operator `StringEqual`"),
            (r#""Condition":{"NullIfExists":{"aws:x":"true"}}"#, "the condition operator `NullIfExists`"),
        ] {
            let found = trust(bad);
            assert!(found.len() == 1 && found[0].contains(about), "{bad}: {found:?}");
        }
        for (rest, purpose, about) in [
            (r#""Action":"s3:GetObject","Principal":"*""#, Purpose::Trust, "those of STS"),
            (r#""Action":"GetObject","Resource":"*""#, Purpose::Permissions, "without its service"),
            (r#""Action":[],"Resource":"*""#, Purpose::Permissions, "`Action` that is neither"),
            (r#""Action":"s3:*","Resource":{"a":"b"}"#, Purpose::Permissions, "`Resource` that is neither"),
            (r#""Action":"sts:AssumeRole","Principal":"me""#, Purpose::Trust, "`Principal` that is neither"),
            (r#""Action":"sts:AssumeRole","Principal":{"Role":"x"}"#, Purpose::Trust, "of the sort `Role`"),
        ] {
            let found = told(rest, purpose);
            assert!(found.len() == 1 && found[0].contains(about), "{rest}: {found:?}");
        }
    }
}
