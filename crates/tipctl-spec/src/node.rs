//! TOML as a tree that owns its texts and knows where each of them stands.
//!
//! Files are read one after the other and their trees outlive the parser's borrowed ones, so everything after parsing
//! works on these. No schema is known here.

use toml::{
    Spanned,
    de::{DeInteger, DeTable, DeValue},
};

use tipctl_model::{FileId, Origin};

/// How deep values may nest. IAM policies, the deepest thing that a spec holds, need about six levels.
pub(crate) const DEEPEST: usize = 64;

/// A value and where it stands. A table written under a header stands at its header.
#[derive(Clone, Debug)]
pub(crate) struct Node {
    pub(crate) origin: Origin,
    pub(crate) data: Data,
}

/// What a value is.
#[derive(Clone, Debug)]
pub(crate) enum Data {
    Bool(bool),
    Int(i64),
    Text(String),
    List(Vec<Node>),
    Table(Vec<Entry>),
    /// A value that no attribute takes, by what it is called.
    Alien(&'static str),
}

/// A key with its value.
#[derive(Clone, Debug)]
pub(crate) struct Entry {
    pub(crate) key: String,
    pub(crate) key_origin: Origin,
    pub(crate) value: Node,
}

impl Entry {
    /// Where the header of a section stands: `[kind.label]`, or the key where there is no header.
    pub(crate) fn header(&self, text: &str) -> Origin {
        let span = self.value.origin.span;
        let is_header = text.as_bytes().get(span.start) == Some(&b'[');
        if is_header { self.value.origin } else { self.key_origin }
    }
}

impl Node {
    /// What the value is, as a noun phrase.
    pub(crate) fn noun(&self) -> &'static str {
        match &self.data {
            Data::Bool(_) => "a truth value",
            Data::Int(_) => "a whole number",
            Data::Text(_) => "a text",
            Data::List(_) => "a list",
            Data::Table(_) => "a table",
            Data::Alien(noun) => noun,
        }
    }

    /// The text, when this is one.
    pub(crate) fn as_text(&self) -> Option<&str> {
        if let Data::Text(text) = &self.data { Some(text) } else { None }
    }

    /// The entries, when this is a table.
    pub(crate) fn as_table(&self) -> Option<&[Entry]> {
        if let Data::Table(entries) = &self.data { Some(entries) } else { None }
    }

    /// Whether the value is neither a list nor a table.
    pub(crate) fn is_scalar(&self) -> bool {
        !matches!(self.data, Data::List(_) | Data::Table(_))
    }
}

/// The entries of a parsed file.
pub(crate) fn entries(file: FileId, root: &DeTable<'_>) -> Vec<Entry> {
    table_at_depth(file, root, 0)
}

/// A stretch of `file`.
pub(crate) fn origin(file: FileId, range: std::ops::Range<usize>) -> Origin {
    Origin::new(file, range.start, range.end.saturating_sub(range.start))
}

fn table_at_depth(file: FileId, table: &DeTable<'_>, depth: usize) -> Vec<Entry> {
    let mut entries: Vec<Entry> = table
        .iter()
        .map(|(key, value)| Entry {
            key: key.get_ref().to_string(),
            key_origin: origin(file, key.span()),
            value: node(file, value, depth + 1),
        })
        .collect();
    entries.sort_by_key(|entry| entry.key_origin);
    entries
}

fn node(file: FileId, value: &Spanned<DeValue<'_>>, depth: usize) -> Node {
    let data = match value.get_ref() {
        _ if depth > DEEPEST => Data::Alien("a value nested too deeply"),
        DeValue::Boolean(truth) => Data::Bool(*truth),
        DeValue::Integer(number) => whole(number).map_or(Data::Alien("a number beyond 64 bits"), Data::Int),
        DeValue::String(text) => Data::Text(text.to_string()),
        DeValue::Float(_) => Data::Alien("a number with a fraction"),
        DeValue::Datetime(_) => Data::Alien("a date"),
        DeValue::Array(elements) => {
            Data::List(elements.iter().map(|element| node(file, element, depth + 1)).collect())
        }
        DeValue::Table(table) => Data::Table(table_at_depth(file, table, depth)),
    };
    Node { origin: origin(file, value.span()), data }
}

fn whole(number: &DeInteger<'_>) -> Option<i64> {
    i64::from_str_radix(number.as_str(), number.radix()).ok()
}
