//! What an attribute can hold.

use std::{collections::BTreeMap, fmt};

use crate::Address;

/// The attributes of one resource by name. An attribute that is not there was left out and is not compared; an empty
/// text or list is a value of its own.
pub type Attrs = BTreeMap<&'static str, Value>;

/// The value of an attribute. Policy documents are values too: a JSON object is a [`Value::Map`].
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Value {
    /// `true` or `false`.
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// A text. Empty is not the same as absent.
    Text(String),
    /// Values in order; where the schema says `Set`, the order has no meaning.
    List(Vec<Self>),
    /// Values by name.
    Map(BTreeMap<String, Self>),
    /// The attribute of another resource, which may be known only after that resource was made.
    Pending(AttrRef),
}

/// A reference to one attribute of another resource.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct AttrRef {
    /// Whose attribute.
    pub address: Address,
    /// Which attribute, as that resource's schema names it.
    pub attr: &'static str,
}

impl AttrRef {
    /// The attribute `attr` of `address`.
    pub fn new(address: Address, attr: &'static str) -> Self {
        Self { address, attr }
    }
}

impl fmt::Debug for AttrRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}#{}", self.address, self.attr)
    }
}

impl Value {
    /// A text value.
    pub fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }

    /// A list of texts.
    pub fn texts<T: Into<String>>(texts: impl IntoIterator<Item = T>) -> Self {
        Self::List(texts.into_iter().map(|text| Self::Text(text.into())).collect())
    }

    /// A map from names to values.
    pub fn map<K: Into<String>>(entries: impl IntoIterator<Item = (K, Self)>) -> Self {
        Self::Map(entries.into_iter().map(|(name, value)| (name.into(), value)).collect())
    }

    /// The text, when this is one.
    pub fn as_text(&self) -> Option<&str> {
        if let Self::Text(text) = self { Some(text) } else { None }
    }

    /// The truth value, when this is one.
    pub fn as_bool(&self) -> Option<bool> {
        if let Self::Bool(truth) = self { Some(*truth) } else { None }
    }

    /// The number, when this is one.
    pub fn as_int(&self) -> Option<i64> {
        if let Self::Int(number) = self { Some(*number) } else { None }
    }

    /// The elements, when this is a list; nothing otherwise.
    pub fn elements(&self) -> &[Self] {
        if let Self::List(elements) = self { elements } else { &[] }
    }

    /// The entries, when this is a map.
    pub fn as_map(&self) -> Option<&BTreeMap<String, Self>> {
        if let Self::Map(entries) = self { Some(entries) } else { None }
    }

    /// The value under `name`, when this is a map that has it.
    pub fn entry(&self, name: &str) -> Option<&Self> {
        self.as_map().and_then(|entries| entries.get(name))
    }

    /// The reference, when this is one.
    pub fn as_ref_to(&self) -> Option<&AttrRef> {
        if let Self::Pending(reference) = self { Some(reference) } else { None }
    }

    /// Whether nothing in here waits for another resource.
    pub fn is_known(&self) -> bool {
        let mut known = true;
        self.for_each_ref(&mut |_| known = false);
        known
    }

    /// Calls `visit` with every reference inside, depth first.
    pub fn for_each_ref(&self, visit: &mut dyn FnMut(&AttrRef)) {
        match self {
            Self::Pending(reference) => visit(reference),
            Self::List(elements) => elements.iter().for_each(|element| element.for_each_ref(visit)),
            Self::Map(entries) => entries.values().for_each(|entry| entry.for_each_ref(visit)),
            Self::Bool(_) | Self::Int(_) | Self::Text(_) => {}
        }
    }

    /// The same value with every reference for which `known` has an answer filled in.
    #[must_use]
    pub fn resolved(&self, known: &dyn Fn(&AttrRef) -> Option<Self>) -> Self {
        match self {
            Self::Pending(reference) => known(reference).unwrap_or_else(|| self.clone()),
            Self::List(elements) => {
                Self::List(elements.iter().map(|element| element.resolved(known)).collect())
            }
            Self::Map(entries) => {
                Self::Map(entries.iter().map(|(name, entry)| (name.clone(), entry.resolved(known))).collect())
            }
            Self::Bool(_) | Self::Int(_) | Self::Text(_) => self.clone(),
        }
    }
}

/// One line of JSON, references as `(kind.label#attr)`. For keys, journals and messages; renderers draw their own form.
impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Bool(truth) => write!(f, "{truth}"),
            Self::Int(number) => write!(f, "{number}"),
            Self::Text(text) => write!(f, "{text:?}"),
            Self::Pending(reference) => write!(f, "({reference:?})"),
            Self::List(elements) => {
                f.write_str("[")?;
                for (at, element) in elements.iter().enumerate() {
                    write!(f, "{}{element}", if at == 0 { "" } else { "," })?;
                }
                f.write_str("]")
            }
            Self::Map(entries) => {
                f.write_str("{")?;
                for (at, (name, entry)) in entries.iter().enumerate() {
                    write!(f, "{}{name:?}:{entry}", if at == 0 { "" } else { "," })?;
                }
                f.write_str("}")
            }
        }
    }
}

impl fmt::Debug for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<bool> for Value {
    fn from(truth: bool) -> Self {
        Self::Bool(truth)
    }
}

impl From<i64> for Value {
    fn from(number: i64) -> Self {
        Self::Int(number)
    }
}
