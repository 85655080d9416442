//! Policy documents: what IAM accepts as one. Who is a principal is not decided here but in `trust.rs`.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use super::fault::IamError;

/// What a document is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Purpose {
    /// Who may take a role.
    Trust,
    /// What may be done: inline and managed policies.
    Permissions,
}

/// What a statement may have, in a document of any service.
pub(crate) const STATEMENT_MEMBERS: [&str; 9] = [
    "Sid",
    "Effect",
    "Principal",
    "NotPrincipal",
    "Action",
    "NotAction",
    "Resource",
    "NotResource",
    "Condition",
];

/// Reads a document and checks its grammar.
pub(super) fn parse(text: &str, purpose: Purpose) -> Result<Value, IamError> {
    if text.starts_with(char::is_whitespace) {
        return Err(malformed("JSON strings must not have leading spaces"));
    }
    let document: Value =
        serde_json::from_str(text).map_err(|_| malformed("This policy contains invalid Json"))?;
    let members = object(&document)?;
    if members.keys().any(|name| !["Version", "Id", "Statement"].contains(&name.as_str())) {
        return Err(syntax());
    }
    match members.get("Version") {
        None => {}
        Some(Value::String(version)) if ["2012-10-17", "2008-10-17"].contains(&version.as_str()) => {}
        Some(_) => return Err(syntax()),
    }
    let mut sids = BTreeSet::new();
    for statement in statements(&document)? {
        check_statement(statement, purpose)?;
        if let Some(sid) = statement.get("Sid")
            && !sids.insert(sid.as_str().ok_or_else(syntax)?)
        {
            return Err(malformed("Statement IDs (SID) in a single policy must be unique."));
        }
    }
    Ok(document)
}

/// The statements of a document, which may be one or a list.
pub(super) fn statements(document: &Value) -> Result<Vec<&Map<String, Value>>, IamError> {
    match document.get("Statement") {
        Some(Value::Array(list)) if !list.is_empty() => list.iter().map(object).collect(),
        Some(one @ Value::Object(_)) => Ok(vec![object(one)?]),
        _ => Err(syntax()),
    }
}

/// A string or a list of strings, as a list.
pub(super) fn texts(value: &Value) -> Result<Vec<&str>, IamError> {
    match value {
        Value::String(text) => Ok(vec![text]),
        Value::Array(list) if !list.is_empty() => {
            list.iter().map(|item| item.as_str().ok_or_else(syntax)).collect()
        }
        _ => Err(syntax()),
    }
}

// AWS: white space does not count against the size quotas (facts/aws-data.md §11.2).
pub(super) fn size(text: &str) -> usize {
    text.chars().filter(|character| !character.is_whitespace()).count()
}

fn check_statement(statement: &Map<String, Value>, purpose: Purpose) -> Result<(), IamError> {
    if statement.keys().any(|name| !STATEMENT_MEMBERS.contains(&name.as_str())) {
        return Err(syntax());
    }
    if !matches!(statement.get("Effect").and_then(Value::as_str), Some("Allow" | "Deny")) {
        return Err(syntax());
    }
    if let Some(condition) = statement.get("Condition") {
        check_condition(condition)?;
    }
    let actions = one_of(statement, "Action", "NotAction")?
        .ok_or_else(|| malformed("Policy statement must contain actions."))?;
    let principal = one_of(statement, "Principal", "NotPrincipal")?;
    let resources = one_of(statement, "Resource", "NotResource")?;
    match purpose {
        Purpose::Trust => {
            if resources.is_some() {
                return Err(malformed("Has prohibited field Resource"));
            }
            if principal.is_none() {
                return Err(malformed("Missing required field Principal"));
            }
            if texts(actions)?.iter().any(|action| !action.to_ascii_lowercase().starts_with("sts:")) {
                return Err(malformed("AssumeRole policy may only specify STS AssumeRole actions."));
            }
        }
        Purpose::Permissions => {
            if principal.is_some() {
                return Err(malformed("Policy document should not specify a principal."));
            }
            let resources = resources.ok_or_else(|| malformed("Policy statement must contain resources."))?;
            for resource in texts(resources)? {
                if resource != "*" && resource.split(':').count() < 6 {
                    return Err(malformed(&format!("Resource {resource} must be in ARN format or \"*\".")));
                }
            }
            for action in texts(actions)? {
                let prefaced = action.split_once(':').is_some_and(|(vendor, name)| !vendor.is_empty() && !name.is_empty());
                if action != "*" && !prefaced {
                    return Err(malformed(
                        "Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.",
                    ));
                }
            }
        }
    }
    Ok(())
}

fn check_condition(condition: &Value) -> Result<(), IamError> {
    for keys in object(condition)?.values() {
        for values in object(keys)?.values() {
            let scalar = |value: &Value| value.is_string() || value.is_boolean() || value.is_number();
            let valid = match values {
                Value::Array(list) => list.iter().all(scalar),
                one => scalar(one),
            };
            if !valid {
                return Err(syntax());
            }
        }
    }
    Ok(())
}

fn one_of<'a>(statement: &'a Map<String, Value>, this: &str, that: &str) -> Result<Option<&'a Value>, IamError> {
    match (statement.get(this), statement.get(that)) {
        (Some(_), Some(_)) => Err(syntax()),
        (this, that) => Ok(this.or(that)),
    }
}

fn object(value: &Value) -> Result<&Map<String, Value>, IamError> {
    value.as_object().ok_or_else(syntax)
}

pub(super) fn syntax() -> IamError {
    malformed("Syntax errors in policy.")
}

pub(super) fn malformed(text: &str) -> IamError {
    IamError::Malformed(text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problem(text: &str, purpose: Purpose) -> String {
        parse(text, purpose).unwrap_err().to_string()
    }

    #[test]
    fn a_trust_policy_has_principals_and_no_resource() {
        let good = r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"Service":"athena.amazonaws.com"},"Action":"sts:AssumeRole"}}"#;
        assert!(parse(good, Purpose::Trust).is_ok());
        for (text, expected) in [
            ("{", "This policy contains invalid Json"),
            (" {}", "JSON strings must not have leading spaces"),
            ("{}", "Syntax errors in policy."),
            (r#"{"Version":"2020-01-01","Statement":[]}"#, "Syntax errors in policy."),
            (
                r#"{"Statement":{"Effect":"Allow","Principal":"*","Action":"sts:AssumeRole","Resource":"*"}}"#,
                "Has prohibited field Resource",
            ),
            (r#"{"Statement":{"Effect":"Allow","Action":"sts:AssumeRole"}}"#, "Missing required field Principal"),
            (
                r#"{"Statement":{"Effect":"Allow","Principal":"*","Action":"s3:GetObject"}}"#,
                "AssumeRole policy may only specify STS AssumeRole actions.",
            ),
        ] {
            assert_eq!(problem(text, Purpose::Trust), expected, "{text}");
        }
    }

    #[test]
    fn a_permissions_policy_has_resources_and_no_principal() {
        let statement = |rest: &str| format!(r#"{{"Version":"2012-10-17","Statement":[{{"Effect":"Allow",{rest}}}]}}"#);
        assert!(parse(&statement(r#""Action":"s3:*","Resource":"arn:aws:s3:::b/*""#), Purpose::Permissions).is_ok());
        for (rest, expected) in [
            (r#""Action":"s3:*""#, "Policy statement must contain resources."),
            (r#""Resource":"*""#, "Policy statement must contain actions."),
            (r#""Action":"s3:*","Resource":"b/*""#, "Resource b/* must be in ARN format or \"*\"."),
            (
                r#""Action":"GetObject","Resource":"*""#,
                "Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.",
            ),
            (
                r#""Action":"s3:*","Resource":"*","Principal":"*""#,
                "Policy document should not specify a principal.",
            ),
            (r#""Action":"s3:*","Resource":"*","Effects":"x""#, "Syntax errors in policy."),
            (r#""Action":[],"Resource":"*""#, "Syntax errors in policy."),
        ] {
            assert_eq!(problem(&statement(rest), Purpose::Permissions), expected, "{rest}");
        }
    }
}
