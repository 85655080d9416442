//! A plan: a closed value in which every choice is made. The executor only carries it out.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
};

use crate::{Address, AttrRef, Attrs, KindName, Live, Mode, NonEmpty, Note, OnChange, Origin, Place, Value};

/// What would be done, to what, in which order, and why.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Plan {
    /// What it was made from.
    pub header: PlanHeader,
    /// One entry for each resource, in the order of addresses; resources that stay as they are included.
    pub changes: Vec<Change>,
    /// The calls to make. Replacements are two steps already. Ordered so that each comes after those it waits for.
    pub steps: Vec<Step>,
    /// What was left out, and what a reader must know.
    pub report: PlanReport,
}

/// What a plan was made from; an executor refuses it anywhere else.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PlanHeader {
    /// The version of the tool that made it.
    pub tool: String,
    /// The stack, account and region.
    pub place: Place,
    /// SHA-256 of the spec's files, in hexadecimal.
    pub spec_digest: String,
    /// Whether it deletes everything that the stack owns.
    pub destroy: bool,
}

/// One resource and what happens to it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Change {
    /// Which resource. One that only the ledger knows has the address that the ledger remembers.
    pub address: Address,
    /// What happens.
    pub action: Action,
    /// Whether it is ours to make.
    pub mode: Mode,
    /// Why. Explains; never decides.
    pub because: Vec<Reason>,
    /// Where it was written; none when only the ledger knows it.
    pub origin: Option<Origin>,
    /// For a derived resource, what it comes from.
    pub derived_from: Option<String>,
}

/// What happens to a resource.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Action {
    /// It is as the spec says.
    Keep {
        /// What is there.
        live: Live,
    },
    /// It exists as the spec says, and is from this apply on the stack's own.
    Adopt {
        /// What is there.
        live: Live,
    },
    /// It does not exist.
    Create {
        /// What to make.
        want: Attrs,
    },
    /// It differs in what can be changed in place.
    Update {
        /// What is there.
        live: Live,
        /// What to make of it.
        want: Attrs,
        /// The differences.
        diff: NonEmpty<AttrChange>,
    },
    /// It differs in what cannot be changed.
    Replace {
        /// What is there.
        live: Live,
        /// What to make instead.
        want: Attrs,
        /// The differences, at least one of which forces the replacement.
        diff: NonEmpty<AttrChange>,
    },
    /// It is the stack's own and the spec does not ask for it.
    Delete {
        /// What is there.
        live: Live,
    },
}

impl Action {
    /// The action's word: `keep`, `adopt`, `create`, `update`, `replace`, `delete`.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Keep { .. } => "keep",
            Self::Adopt { .. } => "adopt",
            Self::Create { .. } => "create",
            Self::Update { .. } => "update",
            Self::Replace { .. } => "replace",
            Self::Delete { .. } => "delete",
        }
    }

    /// Whether nothing happens at all, not even in the ledger.
    pub fn is_keep(&self) -> bool {
        matches!(self, Self::Keep { .. })
    }

    /// What is there before.
    pub fn live(&self) -> Option<&Live> {
        match self {
            Self::Keep { live }
            | Self::Adopt { live }
            | Self::Update { live, .. }
            | Self::Replace { live, .. }
            | Self::Delete { live } => Some(live),
            Self::Create { .. } => None,
        }
    }

    /// What is asked for, where something is sent.
    pub fn want(&self) -> Option<&Attrs> {
        match self {
            Self::Create { want } | Self::Update { want, .. } | Self::Replace { want, .. } => Some(want),
            Self::Keep { .. } | Self::Adopt { .. } | Self::Delete { .. } => None,
        }
    }
}

/// One attribute that differs.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct AttrChange {
    /// Which attribute.
    pub attr: &'static str,
    /// How it differs.
    pub delta: Delta,
    /// What this difference costs: `Update` or `Replace`; the planner has judged what only grows.
    pub on_change: OnChange,
}

/// How an attribute differs; computed once, in the planner.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Delta {
    /// Another value. `before` is absent where AWS shows none; `after` may wait for another resource.
    Value {
        /// What is there.
        before: Option<Value>,
        /// What is wanted.
        after: Value,
    },
    /// Elements come and go.
    Set {
        /// Elements that are wanted and not there.
        added: Vec<Value>,
        /// Elements that are there and not wanted.
        removed: Vec<Value>,
        /// Elements that stay.
        kept: Vec<Value>,
    },
    /// Named entries come, go and change. An entry has what is there and what is wanted; at least one is present.
    Map {
        /// The entries that differ.
        entries: BTreeMap<String, (Option<Value>, Option<Value>)>,
        /// How many entries stay.
        kept: usize,
    },
}

/// Why something happens. Explains; never decides.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Reason {
    /// These attributes cannot be changed after creation.
    Immutable(Vec<&'static str>),
    /// The spec no longer asks for it.
    NotInSpec,
    /// Everything of the stack is being destroyed.
    Destroy,
    /// It existed before the stack knew it.
    Adopted,
    /// The stack's mark on it names another stack.
    MarkedBy(String),
    /// A resource that it refers to is replaced.
    Follows(Address),
}

/// The number of a step within its plan.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct StepId(pub u32);

impl fmt::Display for StepId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

/// What a step does.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Verb {
    /// Makes the object.
    Create,
    /// Changes it in place.
    Update,
    /// Removes it.
    Delete,
}

/// One call for the executor to make. What it sends stands in the change with the same address.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Step {
    /// Its number.
    pub id: StepId,
    /// Whose change it carries out.
    pub address: Address,
    /// What it does.
    pub verb: Verb,
    /// The steps that must have succeeded before.
    pub after: BTreeSet<StepId>,
}

/// What a reader of a plan must know beyond the changes.
#[must_use = "an unread report is not actionable"]
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct PlanReport {
    /// Notes of the observation and of the planner.
    pub notes: Vec<Note>,
    /// How many objects of each kind are there that neither the spec nor the ledger concerns.
    pub foreign: BTreeMap<KindName, usize>,
    /// Keys that the ledger holds and AWS does not: they were deleted behind our back.
    pub vanished: Vec<Address>,
}

impl Plan {
    /// The change of `address`.
    pub fn change(&self, address: &Address) -> Option<&Change> {
        self.changes
            .binary_search_by(|change| change.address.cmp(address))
            .ok()
            .and_then(|at| self.changes.get(at))
    }

    /// Whether there is nothing to do and nothing to record.
    pub fn is_empty(&self) -> bool {
        self.changes.iter().all(|change| change.action.is_keep())
    }

    /// The value of `reference` that is known before anything is done: of an object that stays, or foretold.
    pub fn known(&self, reference: &AttrRef) -> Option<&Value> {
        let action = &self.change(&reference.address)?.action;
        match action {
            Action::Create { want } | Action::Replace { want, .. } => want.get(reference.attr),
            Action::Update { live, want, .. } => {
                want.get(reference.attr).or_else(|| live.attrs.get(reference.attr))
            }
            Action::Keep { live } | Action::Adopt { live } | Action::Delete { live } => {
                live.attrs.get(reference.attr)
            }
        }
    }
}
