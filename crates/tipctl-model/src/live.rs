//! What AWS says exists.

use std::collections::{BTreeMap, BTreeSet};

use crate::{Attrs, KindName};

/// One object as AWS shows it, in the kind's canonical form, computed attributes included.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Live {
    /// Its attributes. One that AWS does not show is absent.
    pub attrs: Attrs,
    /// The stack that its `tipctl:stack` tag names, where the kind has tags and the read brought them.
    pub stack: Option<String>,
}

impl Live {
    /// An object with these attributes and no mark of a stack.
    pub fn new(attrs: Attrs) -> Self {
        Self { attrs, stack: None }
    }

    /// The text of `attr`, or an empty text.
    pub fn text(&self, attr: &str) -> &str {
        self.attrs.get(attr).and_then(crate::Value::as_text).unwrap_or_default()
    }
}

/// Everything that was read for one plan: a whole, or nothing. A kind that could not be read is a fault, never an
/// empty list.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Observation {
    /// The objects of each kind that was read, foreign ones included, in the order of their keys.
    pub lives: BTreeMap<KindName, Vec<Live>>,
    /// The kinds of which the caller may not have been shown every object: of what is missing there, nobody can say that it
    /// is gone.
    pub partial: BTreeSet<KindName>,
    /// Of a kind whose objects are read by what they are in (`Kind::around`): in what all of them were read.
    pub around: BTreeMap<KindName, BTreeSet<String>>,
    /// What was read of a kind and cannot be written in a spec, as attributes: a grant on an LF-Tag, say. It is left alone
    /// and is not among `lives`.
    pub beyond: BTreeMap<KindName, Vec<Attrs>>,
    /// What a reader of the plan must know about how far the reading went.
    pub notes: Vec<Note>,
    /// The ARN that AWS knows the caller by.
    pub caller: String,
}

impl Observation {
    /// The objects of one kind; none when it was not read.
    pub fn of(&self, kind: KindName) -> &[Live] {
        self.lives.get(&kind).map(Vec::as_slice).unwrap_or_default()
    }
}

/// Something worth knowing that stops nobody.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Note {
    /// A stable code such as `grant::caller_is_not_admin`.
    pub code: &'static str,
    /// The text, as a lowercase fragment.
    pub message: String,
    /// What to do about it.
    pub help: Option<String>,
}
