//! Our names for resources: a kind and a label.

use std::fmt;

/// The name of a kind of resource, such as `workgroup`. Comes from a schema, so it lives for ever.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct KindName(pub &'static str);

impl fmt::Display for KindName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

impl fmt::Debug for KindName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

/// Our name for one resource, written `kind.label`. AWS never sees it; renaming a label changes nothing there.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Address {
    /// What it is.
    pub kind: KindName,
    /// What the spec calls it; for derived resources, the labels that it was derived from, joined by `/`.
    pub label: String,
}

impl Address {
    /// The address `kind.label`.
    pub fn new(kind: KindName, label: impl Into<String>) -> Self {
        Self { kind, label: label.into() }
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.kind, self.label)
    }
}

impl fmt::Debug for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}
