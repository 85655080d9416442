//! Reading attributes by type, and building them.

use std::collections::BTreeMap;

use tipctl_model::{AttrChange, Attrs, Live, NonEmpty, Value};

/// Reads attributes by type. A value of another type, or one that waits for another resource, reads as absent.
pub trait Read {
    /// The text of `name`.
    fn text(&self, name: &str) -> Option<&str>;
    /// The text of `name`, where it is not empty.
    fn filled(&self, name: &str) -> Option<String>;
    /// The truth of `name`.
    fn truth(&self, name: &str) -> Option<bool>;
    /// The number of `name`.
    fn int(&self, name: &str) -> Option<i64>;
    /// The texts in the list or set `name`; none when it is absent.
    fn texts(&self, name: &str) -> Vec<String>;
    /// The texts in the map `name`; none when it is absent.
    fn text_map(&self, name: &str) -> BTreeMap<String, String>;
}

impl Read for Attrs {
    fn text(&self, name: &str) -> Option<&str> {
        self.get(name).and_then(Value::as_text)
    }

    fn filled(&self, name: &str) -> Option<String> {
        self.text(name).filter(|text| !text.is_empty()).map(str::to_owned)
    }

    fn truth(&self, name: &str) -> Option<bool> {
        self.get(name).and_then(Value::as_bool)
    }

    fn int(&self, name: &str) -> Option<i64> {
        self.get(name).and_then(Value::as_int)
    }

    fn texts(&self, name: &str) -> Vec<String> {
        let elements = self.get(name).map(Value::elements).unwrap_or_default();
        elements.iter().filter_map(|element| element.as_text().map(str::to_owned)).collect()
    }

    fn text_map(&self, name: &str) -> BTreeMap<String, String> {
        let entries = self.get(name).and_then(Value::as_map);
        entries
            .into_iter()
            .flatten()
            .filter_map(|(key, value)| value.as_text().map(|text| (key.clone(), text.to_owned())))
            .collect()
    }
}

/// Builds attributes from what AWS answers, leaving out what it does not show.
#[derive(Default)]
pub struct Shown(Attrs);

impl Shown {
    /// No attributes yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// `name` is `value`.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl Into<Value>) -> Self {
        self.0.insert(name, value.into());
        self
    }

    /// `name` is `value`, when AWS shows one.
    #[must_use]
    pub fn maybe(mut self, name: &'static str, value: Option<impl Into<Value>>) -> Self {
        if let Some(value) = value {
            self.0.insert(name, value.into());
        }
        self
    }

    /// The attributes.
    pub fn attrs(self) -> Attrs {
        self.0
    }
}

/// The tags that a user sees: without AWS's own and without our marks.
pub fn visible_tags(tags: impl IntoIterator<Item = (String, String)>) -> Value {
    Value::map(
        tags.into_iter()
            .filter(|(key, _)| !key.starts_with("aws:") && !key.starts_with("tipctl:"))
            .map(|(key, value)| (key, Value::Text(value))),
    )
}

/// The tag that marks what a stack made, with the stack's name as its value.
pub const STACK_TAG: &str = "tipctl:stack";

/// What is there once `diff` was carried out: `live` with what was wanted of the attributes that differed.
pub fn changed(live: &Live, want: &Attrs, diff: &NonEmpty<AttrChange>) -> Live {
    let mut after = live.clone();
    for change in diff {
        if let Some(value) = want.get(change.attr) {
            after.attrs.insert(change.attr, value.clone());
        }
    }
    after
}
