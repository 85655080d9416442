//! Why no plan can be made.

use std::fmt;

use tipctl_model::{Address, AttrRef, Attrs, Key, KindName, Origin, Verb};

use crate::Recognised;

/// Why no plan can be made. Nothing is ever half planned.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum PlanError {
    /// The spec or the ledger has a kind without a schema.
    #[error("there is no kind `{0}`")]
    UnknownKind(KindName),
    /// The spec or the ledger has objects of a kind that the observation left out.
    #[error("objects of the kind `{0}` are asked for or owned, but were not read")]
    Unread(KindName),
    /// The schemas contradict each other: a flaw of the tool.
    #[error("kinds come after each other in a circle: {}", circle(.0))]
    CircularKinds(Vec<KindName>),
    /// Resources refer to each other in a circle.
    #[error("resources refer to each other in a circle: {}", circle(.0))]
    CircularReferences(Vec<Address>),
    /// No order of the steps satisfies references and kinds.
    #[error("steps wait for each other in a circle: {}", circle(&.0.iter().map(|(verb, address)| named(*verb, address)).collect::<Vec<_>>()))]
    CircularSteps(Vec<(Verb, Address)>),
    /// A reference leads to no resource.
    #[error("`{address}` refers to `{}`, which does not exist", .to.address)]
    Dangling {
        /// Who refers.
        address: Address,
        /// To what.
        to: AttrRef,
    },
    /// A reference leads to an object that is there and does not show the attribute.
    #[error("`{address}` refers to `{}` of `{}`, which exists and shows none", .to.attr, .to.address)]
    Unanswered {
        /// Who refers.
        address: Address,
        /// To what.
        to: AttrRef,
    },
    /// Several objects answer to the key of one resource.
    #[error("`{address}` could be any of {} objects that answer to `{key}`: {}", .lives.len(), .lives.join("; "))]
    Ambiguous {
        /// Which resource; of an object that only the ledger knows, the address that the ledger remembers.
        address: Address,
        /// The key.
        key: Key,
        /// The objects, each by the attributes that tell it from others.
        lives: Vec<String>,
    },
    /// Two resources of the spec are the same object of AWS.
    #[error("`{one}` and `{other}` are the same object, `{key}`")]
    Contested {
        /// The object.
        key: Key,
        /// The resource that came first.
        one: Address,
        /// The other.
        other: Address,
    },
    /// Resources that are only looked up are not there.
    #[error("{} must exist and cannot be found: {}", count(.0.len()), list(.0))]
    Missing(Vec<Missing>),
}

/// A resource that is only looked up and is not there.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Missing {
    /// Which.
    pub address: Address,
    /// Where it was written, or where in it what has changed was.
    pub origin: Origin,
    /// What was looked for.
    pub attrs: Attrs,
    /// Values of objects that exist and resemble it, the nearest first.
    pub near: Vec<String>,
    /// What it was found as before, when that is still there under another name.
    pub recognised: Option<Recognised>,
}

impl fmt::Display for Missing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}`", self.address)?;
        if let Some(Recognised { today, .. }) = &self.recognised {
            let today: Vec<String> = today.iter().map(|(attr, text)| format!("{attr} `{text}`")).collect();
            return write!(f, " (today it has {})", today.join(", "));
        }
        for (at, near) in self.near.iter().enumerate() {
            write!(f, "{}`{near}`", if at == 0 { " (near: " } else { ", " })?;
        }
        f.write_str(if self.near.is_empty() { "" } else { ")" })
    }
}

fn circle<T: ToString>(members: &[T]) -> String {
    members.iter().chain(members.first()).map(T::to_string).collect::<Vec<_>>().join(" -> ")
}

fn named(verb: Verb, address: &Address) -> String {
    let verb = match verb {
        Verb::Create => "create",
        Verb::Update => "update",
        Verb::Delete => "delete",
    };
    format!("{verb} {address}")
}

fn count(resources: usize) -> String {
    if resources == 1 { "one resource".to_owned() } else { format!("{resources} resources") }
}

fn list(missing: &[Missing]) -> String {
    missing.iter().map(Missing::to_string).collect::<Vec<_>>().join(", ")
}
