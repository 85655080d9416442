//! What is known to be there, known to be absent, or not known at all.

use std::collections::{BTreeMap, BTreeSet};

/// One thing, as far as it could be looked at.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Default)]
pub enum Sight<T> {
    /// It is there.
    There(T),
    /// It is known not to be there.
    Absent,
    /// Nobody has looked, or nobody may.
    #[default]
    Unseen,
}

impl<T> Sight<T> {
    /// The thing, where it is known to be there.
    pub fn there(self) -> Option<T> {
        if let Self::There(thing) = self { Some(thing) } else { None }
    }

    /// Changes the thing, which is there from then on; one that was not seen starts empty.
    pub fn change(&mut self, change: impl FnOnce(&mut T))
    where
        T: Default,
    {
        let mut thing = std::mem::replace(self, Self::Unseen).there().unwrap_or_default();
        change(&mut thing);
        *self = Self::There(thing);
    }

    /// The same sight of a reference.
    pub fn as_ref(&self) -> Sight<&T> {
        match self {
            Self::There(thing) => Sight::There(thing),
            Self::Absent => Sight::Absent,
            Self::Unseen => Sight::Unseen,
        }
    }

    /// The same sight of what `see` makes of the thing.
    pub fn map<U>(self, see: impl FnOnce(T) -> U) -> Sight<U> {
        match self {
            Self::There(thing) => Sight::There(see(thing)),
            Self::Absent => Sight::Absent,
            Self::Unseen => Sight::Unseen,
        }
    }
}

/// Things by id, and whether there are no others.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Known<T> {
    things: BTreeMap<String, T>,
    /// What was looked for and is not there.
    ruled_out: BTreeSet<String>,
    /// Whether what is not among them is absent, and not merely unseen.
    pub is_whole: bool,
}

impl<T> Known<T> {
    /// No things, and none besides.
    pub fn whole() -> Self {
        Self { things: BTreeMap::new(), ruled_out: BTreeSet::new(), is_whole: true }
    }

    /// No things, and perhaps others.
    pub fn partial() -> Self {
        Self { things: BTreeMap::new(), ruled_out: BTreeSet::new(), is_whole: false }
    }

    /// What is known of `id`.
    pub fn see(&self, id: &str) -> Sight<&T> {
        match self.things.get(id) {
            Some(thing) => Sight::There(thing),
            None if self.is_whole || self.ruled_out.contains(id) => Sight::Absent,
            None => Sight::Unseen,
        }
    }

    /// The thing with this id, where it is known to be there.
    pub fn get(&self, id: &str) -> Option<&T> {
        self.things.get(id)
    }

    /// The thing with this id, to be changed.
    pub fn get_mut(&mut self, id: &str) -> Option<&mut T> {
        self.things.get_mut(id)
    }

    /// The thing with this id, to be changed; what `make` makes where nothing is known of it.
    pub fn entry(&mut self, id: &str, make: impl FnOnce() -> T) -> &mut T {
        self.ruled_out.remove(id);
        self.things.entry(id.to_owned()).or_insert_with(make)
    }

    /// Records that a thing is there.
    pub fn insert(&mut self, id: impl Into<String>, thing: T) {
        let id = id.into();
        self.ruled_out.remove(&id);
        self.things.insert(id, thing);
    }

    /// Records that one thing was looked for and is not there.
    pub fn rule_out(&mut self, id: impl Into<String>) {
        let id = id.into();
        self.things.remove(&id);
        self.ruled_out.insert(id);
    }

    /// Takes a thing out.
    pub fn remove(&mut self, id: &str) -> Option<T> {
        self.things.remove(id)
    }

    /// The things in the order of their ids.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &T)> {
        self.things.iter().map(|(id, thing)| (id.as_str(), thing))
    }

    /// Whether no thing is known to be there.
    pub fn is_empty(&self) -> bool {
        self.things.is_empty()
    }
}
