//! Policies as Identity Center takes and shows them: JSON within JSON, and no text.

use aws_smithy_types::{Document, Number};
use tipctl_model::Value;

/// The document of `value`.
pub(super) fn document(value: &Value) -> Document {
    match value {
        Value::Bool(truth) => Document::Bool(*truth),
        Value::Int(number) => {
            let size = Number::NegInt(*number);
            Document::Number(u64::try_from(*number).map_or(size, Number::PosInt))
        }
        Value::Text(text) => Document::String(text.clone()),
        Value::List(elements) => Document::Array(elements.iter().map(document).collect()),
        Value::Map(entries) => {
            Document::Object(entries.iter().map(|(name, entry)| (name.clone(), document(entry))).collect())
        }
        // Nothing waits for another resource when it is sent.
        Value::Pending(_) => Document::Null,
    }
}

/// The value of `document`. Policies hold no fractions and no nulls; a number that is no whole one is kept as its text.
pub(super) fn value(document: &Document) -> Value {
    match document {
        Document::Null => Value::text(""),
        Document::Bool(truth) => Value::Bool(*truth),
        Document::String(text) => Value::text(text.as_str()),
        Document::Number(number) => match number {
            Number::PosInt(whole) => {
                i64::try_from(*whole).map_or_else(|_| Value::text(whole.to_string()), Value::Int)
            }
            Number::NegInt(whole) => Value::Int(*whole),
            Number::Float(fraction) => Value::text(fraction.to_string()),
        },
        Document::Array(elements) => Value::List(elements.iter().map(value).collect()),
        Document::Object(entries) => {
            Value::map(entries.iter().map(|(name, entry)| (name.as_str(), value(entry))))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_policy_comes_back_the_same() {
        let policy = Value::map([
            ("Version", Value::text("2012-10-17")),
            ("Statement", Value::List(vec![Value::map([("Sid", Value::text("A")), ("N", Value::Int(-7))])])),
            ("Truth", Value::Bool(true)),
            ("Many", Value::Int(12)),
        ]);
        assert_eq!(value(&document(&policy)), policy);
    }
}
