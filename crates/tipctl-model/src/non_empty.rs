//! A list that has at least one element, so that an update that changes nothing cannot be built.

/// One element or more.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NonEmpty<T>(Vec<T>);

impl<T> NonEmpty<T> {
    /// The list, unless it is empty.
    pub fn new(elements: Vec<T>) -> Option<Self> {
        if elements.is_empty() { None } else { Some(Self(elements)) }
    }

    /// The elements.
    pub fn as_slice(&self) -> &[T] {
        &self.0
    }

    /// The elements in order.
    pub fn iter(&self) -> std::slice::Iter<'_, T> {
        self.0.iter()
    }

    /// The list of what `make` makes of each element.
    #[must_use]
    pub fn map<U>(&self, make: impl FnMut(&T) -> U) -> NonEmpty<U> {
        NonEmpty(self.0.iter().map(make).collect())
    }
}

impl<'a, T> IntoIterator for &'a NonEmpty<T> {
    type Item = &'a T;
    type IntoIter = std::slice::Iter<'a, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.iter()
    }
}
