//! Natural keys: what AWS itself knows an object by.

use std::fmt;

use crate::{Attrs, KindName, KindSchema, Value};

/// The natural key of one object: the values of its kind's identity attributes. The ledger holds these and nothing else.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Key {
    /// The kind.
    pub kind: KindName,
    /// Name and value of each identity attribute, in the schema's order; values as [`Value`] displays them.
    pub parts: Vec<(String, String)>,
}

impl Key {
    /// The key that `attrs` has under one alternative of the schema's identity; none when a part is absent or waits for
    /// another resource.
    pub fn under(schema: &KindSchema, alternative: &[&'static str], attrs: &Attrs) -> Option<Self> {
        let parts = alternative
            .iter()
            .map(|name| {
                let value = attrs.get(name).filter(|value| value.is_known())?;
                let text = value.as_text().map_or_else(|| value.to_string(), str::to_owned);
                Some(((*name).to_owned(), text))
            })
            .collect::<Option<Vec<_>>>()?;
        Some(Self { kind: schema.name, parts })
    }

    /// The key of `attrs`: under the first alternative of the schema's identity that is whole.
    pub fn of(schema: &KindSchema, attrs: &Attrs) -> Option<Self> {
        schema.identity.iter().find_map(|alternative| Self::under(schema, alternative, attrs))
    }

    /// The part called `name`.
    pub fn part(&self, name: &str) -> Option<&str> {
        self.parts.iter().find(|(part, _)| part == name).map(|(_, value)| value.as_str())
    }

    /// Whether `attrs` of the same kind is the object that this key names.
    pub fn names(&self, attrs: &Attrs) -> bool {
        self.parts.iter().all(|(name, value)| {
            attrs.get(name.as_str()).is_some_and(|found| match found {
                Value::Text(text) => text == value,
                other => other.to_string() == *value,
            })
        })
    }
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}(", self.kind)?;
        for (at, (name, value)) in self.parts.iter().enumerate() {
            write!(f, "{}{name}={value}", if at == 0 { "" } else { ", " })?;
        }
        f.write_str(")")
    }
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}
