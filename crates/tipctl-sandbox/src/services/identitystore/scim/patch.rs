//! The changes that one `PATCH` asks for.

use serde_json::Value;

use super::Refused;

/// One change of one attribute.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Change<'a> {
    pub(super) verb: Verb,
    /// `displayName`, `members`, `name.givenName` …
    pub(super) path: &'a str,
    /// The value; of a removal what the path or the value names, or null.
    pub(super) value: Value,
}

/// What happens to an attribute.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verb {
    Add,
    Replace,
    Remove,
}

/// The changes of a body, in order.
///
/// AWS: an identity provider names the attribute in `path`, or leaves the path out and gives an object of attributes (RFC 7644
/// §3.5.2). Verbs are taken in any case, for some providers write `Add`.
pub(super) fn changes(body: &Value) -> Result<Vec<Change<'_>>, Refused> {
    let operations = body.get("Operations").and_then(Value::as_array);
    let operations = operations.ok_or_else(|| Refused::Unreadable("Operations are required".to_owned()))?;
    let mut changes = Vec::new();
    for operation in operations {
        let text = |name: &str| operation.get(name).and_then(Value::as_str);
        let verb = match text("op").map(str::to_ascii_lowercase).as_deref() {
            Some("add") => Verb::Add,
            Some("replace") => Verb::Replace,
            Some("remove") => Verb::Remove,
            _ => return Err(Refused::Unreadable("op is add, replace or remove".to_owned())),
        };
        let value = operation.get("value").cloned().unwrap_or_default();
        match (text("path"), operation.get("value").and_then(Value::as_object)) {
            (Some(path), _) => changes.push(named(verb, path, value)),
            (None, Some(members)) => {
                let attributes = members.iter().filter(|(path, _)| !["id", "schemas"].contains(&path.as_str()));
                changes.extend(attributes.map(|(path, value)| Change { verb, path, value: value.clone() }));
            }
            (None, None) => return Err(Refused::Unreadable("a path or an object is required".to_owned())),
        }
    }
    Ok(changes)
}

/// `members[value eq "GUID"]` names one member.
fn named(verb: Verb, path: &str, value: Value) -> Change<'_> {
    let member = path.strip_prefix("members[value eq \"").and_then(|rest| rest.strip_suffix("\"]"));
    match member {
        Some(id) => Change { verb, path: "members", value: serde_json::json!([{ "value": id }]) },
        None => Change { verb, path, value },
    }
}

impl Change<'_> {
    /// The value as a text.
    pub(super) fn text(&self) -> Result<&str, Refused> {
        self.value.as_str().ok_or_else(|| Refused::Unreadable(format!("{} must be a string", self.path)))
    }

    /// That nothing of the kind can be changed.
    pub(super) fn unsupported(&self) -> Refused {
        Refused::Unreadable(format!("{:?} of {} is not supported", self.verb, self.path))
    }
}
