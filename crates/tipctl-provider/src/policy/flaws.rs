//! What is wrong with a document that a user wrote.

use tipctl_model::{Flaw, Value};

use super::canonical::{each, json};

/// What a document is for, which decides what its statements must name.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Purpose {
    /// A role's trust: it names principals and no resources.
    Trust,
    /// A role's or a managed policy's permissions: they name resources and no principals.
    Permissions,
    /// What an application of Identity Center says of who may use it: it names principals and resources.
    Resource,
}

/// Everything that is wrong with `document`, which stands at `path`, as flaws with `code`. A document that waits for
/// another resource is judged as far as it is known.
#[must_use]
pub fn flaws(document: &Value, purpose: Purpose, code: &'static str, path: &str) -> Vec<Flaw> {
    let flaw = |message: String| Flaw::new(code, path, message);
    let Value::Map(members) = document else {
        return match document {
            Value::Pending(_) => Vec::new(),
            _ => vec![flaw("a policy document is a table, or a text that holds a JSON object".to_owned())],
        };
    };
    let mut flaws = Vec::new();
    for name in members.keys().filter(|name| !["Version", "Id", "Statement"].contains(&name.as_str())) {
        flaws.push(flaw(format!("a policy document has no member `{name}`")));
    }
    match members.get("Version").and_then(Value::as_text) {
        Some("2012-10-17" | "2008-10-17") => {}
        Some(other) => flaws.push(
            flaw(format!("`{other}` is not a version of the policy language"))
                .help("Version = \"2012-10-17\""),
        ),
        None => flaws.push(
            flaw(
                "the document does not say its version, and policy variables need the current one".to_owned(),
            )
            .help("Version = \"2012-10-17\""),
        ),
    }
    let statements: Vec<&Value> = members.get("Statement").into_iter().flat_map(each).collect();
    if statements.is_empty() {
        flaws.push(flaw("the document has no statement".to_owned()));
    }
    for (at, statement) in statements.into_iter().enumerate() {
        let name = match statement.entry("Sid").and_then(Value::as_text) {
            Some(sid) => format!("the statement `{sid}`"),
            None => format!("statement {}", at + 1),
        };
        flaws.extend(missing(statement, purpose).into_iter().map(|what| flaw(format!("{name} {what}"))));
    }
    if json(document).chars().any(|one| !matches!(one, '\t' | '\n' | '\r' | '\u{20}'..='\u{ff}')) {
        flaws.push(flaw("a policy document holds Latin-1 characters only".to_owned()));
    }
    flaws
}

/// What a statement lacks, or has and must not.
fn missing(statement: &Value, purpose: Purpose) -> Vec<String> {
    let Value::Map(members) = statement else { return vec!["is not a table".to_owned()] };
    let has = |name: &str| members.contains_key(name);
    let mut found = Vec::new();
    const MEMBERS: [&str; 9] = [
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
    found.extend(
        members
            .keys()
            .filter(|name| !MEMBERS.contains(&name.as_str()))
            .map(|name| format!("has a member `{name}`, which the policy language does not know")),
    );
    match members.get("Effect").and_then(Value::as_text) {
        Some(effect) if effect.eq_ignore_ascii_case("allow") || effect.eq_ignore_ascii_case("deny") => {}
        Some(other) => found.push(format!("has the effect `{other}`; there are `Allow` and `Deny`")),
        None => found.push("does not say its effect, `Allow` or `Deny`".to_owned()),
    }
    if has("Action") == has("NotAction") {
        found.push("needs either `Action` or `NotAction`".to_owned());
    }
    let (principals, resources) =
        (has("Principal") || has("NotPrincipal"), has("Resource") || has("NotResource"));
    // AWS: a trust with a `Resource` or without a `Principal` is refused, though some of AWS's own pages print one
    // (facts/tip-chain.md L4).
    match purpose {
        Purpose::Trust if !principals => found.push("does not say whom it trusts (`Principal`)".to_owned()),
        Purpose::Trust if resources => {
            found.push("names a resource; a trust is about its own role".to_owned())
        }
        Purpose::Permissions if !resources => found.push("does not say on what (`Resource`)".to_owned()),
        Purpose::Permissions if principals => {
            found.push("names a principal; permissions belong to who has them".to_owned());
        }
        Purpose::Resource if !principals => {
            found.push("does not say whom it is for (`Principal`)".to_owned())
        }
        Purpose::Resource if !resources => found.push("does not say on what (`Resource`)".to_owned()),
        Purpose::Trust | Purpose::Permissions | Purpose::Resource => {}
    }
    found.extend(super::members::flaws(members, purpose));
    found
}

#[cfg(test)]
mod tests {
    use super::{super::read, *};

    fn codes(text: &str, purpose: Purpose) -> Vec<String> {
        flaws(&read(text, "aws"), purpose, "role::trust", "trust")
            .into_iter()
            .map(|flaw| flaw.message)
            .collect()
    }

    #[test]
    fn every_flaw_of_a_document_is_told() {
        let good =
            r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:*","Resource":"*"}}"#;
        assert_eq!(codes(good, Purpose::Permissions), Vec::<String>::new());
        assert_eq!(codes(good, Purpose::Trust), ["statement 1 does not say whom it trusts (`Principal`)"]);
        let bad =
            r#"{"Statements":[],"Statement":[{"Sid":"A","Effect":"Grant","Actions":"s3:*","Resource":"*"}]}"#;
        assert_eq!(
            codes(bad, Purpose::Permissions),
            [
                "a policy document has no member `Statements`",
                "the document does not say its version, and policy variables need the current one",
                "the statement `A` has a member `Actions`, which the policy language does not know",
                "the statement `A` has the effect `Grant`; there are `Allow` and `Deny`",
                "the statement `A` needs either `Action` or `NotAction`",
            ]
        );
        assert_eq!(codes("x", Purpose::Trust).len(), 1);
    }
}
