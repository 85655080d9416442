//! What a stack owns and its spec no longer has: an apply deletes it.

use tipctl_model::{AttrType, Attrs, Key, KindSchema, Ledger, Value};

/// What the stack owns of a kind, as far as the ledger knows it, except for what is among `wanted`.
pub(super) fn things(schema: &KindSchema, ledger: &Ledger, wanted: &[Attrs]) -> Vec<Attrs> {
    let owned = ledger.of_kind(schema.name).filter(|key| !wanted.iter().any(|attrs| key.names(attrs)));
    owned.map(|key| attrs(schema, key)).collect()
}

/// The attributes that a natural key consists of.
fn attrs(schema: &KindSchema, key: &Key) -> Attrs {
    let part = |(name, text): &(String, String)| {
        let attr = schema.attrs.iter().find(|attr| attr.name == name)?;
        let value = match attr.ty {
            AttrType::Text | AttrType::Ref { .. } | AttrType::Choice(_) => Value::text(text),
            // A key has a value as it is displayed, which is JSON where nothing in it waits.
            _ => value(&serde_json::from_str(text).ok()?)?,
        };
        Some((attr.name, value))
    };
    key.parts.iter().filter_map(part).collect()
}

fn value(json: &serde_json::Value) -> Option<Value> {
    Some(match json {
        serde_json::Value::Null => return None,
        serde_json::Value::Bool(truth) => Value::Bool(*truth),
        serde_json::Value::Number(number) => Value::Int(number.as_i64()?),
        serde_json::Value::String(text) => Value::text(text),
        serde_json::Value::Array(elements) => Value::List(elements.iter().map(value).collect::<Option<_>>()?),
        serde_json::Value::Object(entries) => {
            let entry = |(name, member): (&String, &serde_json::Value)| Some((name.clone(), value(member)?));
            Value::Map(entries.iter().map(entry).collect::<Option<_>>()?)
        }
    })
}
