//! Values in a saved plan: plain JSON, but for references, which are `{"$pending": {"attr": …, "of": …}}`.
//!
//! A name that a user chose and that begins with `$` is written with one `$` more, so that no map reads as a reference.

use serde::{Deserialize, Serialize};
use serde_json::{Value as Tree, json};
use tipctl_model::{AttrRef, Value};

use super::{PlanfileError, mirror::Address};

const PENDING: &str = "$pending";

/// A value as JSON.
#[derive(Serialize, Deserialize)]
#[serde(transparent)]
pub(super) struct Json(Tree);

/// A reference as JSON.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Pending {
    pub(super) attr: String,
    pub(super) of: Address,
}

/// Looks up what a reference names.
pub(super) type Lookup<'a> = &'a dyn Fn(Pending) -> Result<AttrRef, PlanfileError>;

impl From<&Value> for Json {
    fn from(value: &Value) -> Self {
        Self(tree(value))
    }
}

impl Json {
    /// The value that the JSON stands for.
    pub(super) fn value(self, lookup: Lookup<'_>) -> Result<Value, PlanfileError> {
        value(self.0, lookup)
    }
}

fn tree(value: &Value) -> Tree {
    match value {
        Value::Bool(truth) => Tree::Bool(*truth),
        Value::Int(number) => Tree::from(*number),
        Value::Text(text) => Tree::from(text.as_str()),
        Value::List(elements) => Tree::Array(elements.iter().map(tree).collect()),
        Value::Map(entries) => {
            Tree::Object(entries.iter().map(|(name, entry)| (escaped(name), tree(entry))).collect())
        }
        Value::Pending(AttrRef { address, attr }) => {
            json!({ PENDING: { "attr": attr, "of": address.to_string() } })
        }
    }
}

fn value(tree: Tree, lookup: Lookup<'_>) -> Result<Value, PlanfileError> {
    match tree {
        Tree::Bool(truth) => Ok(Value::Bool(truth)),
        Tree::Number(number) => number
            .as_i64()
            .map(Value::Int)
            .ok_or_else(|| PlanfileError::Shape(format!("`{number}` is not a whole number of 64 bits"))),
        Tree::String(text) => Ok(Value::Text(text)),
        Tree::Array(elements) => elements
            .into_iter()
            .map(|element| value(element, lookup))
            .collect::<Result<_, _>>()
            .map(Value::List),
        Tree::Object(mut entries) => match entries.remove(PENDING) {
            Some(pending) if entries.is_empty() => {
                let pending = serde_json::from_value(pending);
                lookup(pending.map_err(|error| PlanfileError::Shape(error.to_string()))?).map(Value::Pending)
            }
            Some(_) => Err(PlanfileError::Shape(format!("`{PENDING}` stands among other members"))),
            None => entries
                .into_iter()
                .map(|(name, entry)| Ok((unescaped(name)?, value(entry, lookup)?)))
                .collect::<Result<_, _>>()
                .map(Value::Map),
        },
        Tree::Null => Err(PlanfileError::Shape("`null` is no value".to_owned())),
    }
}

fn escaped(name: &str) -> String {
    if name.starts_with('$') { format!("${name}") } else { name.to_owned() }
}

fn unescaped(name: String) -> Result<String, PlanfileError> {
    match name.strip_prefix('$') {
        None => Ok(name),
        Some(rest) if rest.starts_with('$') => Ok(rest.to_owned()),
        Some(_) => Err(PlanfileError::Shape(format!("the name `{name}` means nothing here"))),
    }
}
