//! Types of attributes in words, and an example of each that can be pasted into a spec.

use tipctl_model::{AttrType, Presence};

use crate::suggest;

/// How a type is spoken of.
pub(crate) trait Sample {
    /// What it takes, as a noun phrase.
    fn noun(&self) -> String;
    /// An example in TOML, on one line.
    fn sample(&self) -> String;
}

impl Sample for AttrType {
    fn noun(&self) -> String {
        match self {
            Self::Bool => "`true` or `false`".to_owned(),
            Self::Int(least, most) => format!("a whole number from {least} to {most}"),
            Self::Text => "a text".to_owned(),
            Self::Choice(words) => suggest::listed(words.iter().copied(), "or"),
            Self::Ref { kinds, .. } => {
                let kinds: Vec<String> = kinds.iter().map(|kind| format!("{kind}.LABEL")).collect();
                format!("a reference {}", suggest::listed(kinds.iter().map(String::as_str), "or"))
            }
            Self::List(_) | Self::Set(_) => "a list".to_owned(),
            Self::Map(_) | Self::Object(_) => "a table".to_owned(),
            Self::Policy => "a policy document".to_owned(),
        }
    }

    fn sample(&self) -> String {
        match self {
            Self::Bool => "true".to_owned(),
            Self::Int(least, _) => least.to_string(),
            Self::Text => "\"...\"".to_owned(),
            Self::Choice(words) => format!("\"{}\"", words.first().unwrap_or(&"...")),
            Self::Ref { kinds, .. } => format!("\"{}.LABEL\"", kinds.first().unwrap_or(&"kind")),
            Self::List(inner) | Self::Set(inner) => format!("[{}]", inner.sample()),
            Self::Map(inner) => format!("{{ NAME = {} }}", inner.sample()),
            Self::Object(attrs) => {
                let mut shown: Vec<String> = attrs
                    .iter()
                    .filter(|attr| attr.presence == Presence::Required)
                    .map(|attr| format!("{} = {}", attr.name, attr.ty.sample()))
                    .collect();
                if shown.is_empty() {
                    let first = attrs.first();
                    shown.extend(first.map(|attr| format!("{} = {}", attr.name, attr.ty.sample())));
                }
                format!("{{ {} }}", shown.join(", "))
            }
            Self::Policy => "{ file = \"policy.json\" }".to_owned(),
        }
    }
}
