//! The condition keys that hold during a request.

use std::collections::BTreeMap;

/// Condition keys with their values. A key that is not here is absent, which most operators do not match.
// AWS: the names of keys know no case, their values do (IAM user guide, policy elements: Condition).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Context(BTreeMap<String, Vec<String>>);

impl Context {
    /// The same context with one more key.
    #[must_use]
    pub(crate) fn with(self, key: &str, value: impl Into<String>) -> Self {
        self.with_all(key, [value])
    }

    /// The same context with one more key that has several values.
    #[must_use]
    pub(crate) fn with_all<T: Into<String>>(
        mut self,
        key: &str,
        values: impl IntoIterator<Item = T>,
    ) -> Self {
        self.0.insert(key.to_ascii_lowercase(), values.into_iter().map(Into::into).collect());
        self
    }

    /// The values of a key, if it is present.
    pub(super) fn get(&self, key: &str) -> Option<&[String]> {
        self.0.get(&key.to_ascii_lowercase()).map(Vec::as_slice)
    }

    /// What a policy variable stands for: the value of a key that has exactly one.
    pub(super) fn variable(&self, key: &str) -> Option<&str> {
        match self.get(key)? {
            [value] => Some(value),
            _ => None,
        }
    }
}
