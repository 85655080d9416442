//! The shape of a saved plan. Renaming a member here breaks files that exist; renaming one in the model does not.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use tipctl_model::{self as model, Attrs, Mode, OnChange};

use super::{FORMAT, value::Json};

/// The one member that is read before it is known whether the rest can be understood.
#[derive(Deserialize)]
pub(super) struct Preface {
    pub(super) format: u32,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct File {
    format: u32,
    pub(super) header: Header,
    pub(super) changes: Vec<Change>,
    pub(super) steps: Vec<Step>,
    pub(super) report: Report,
    /// What tells whether anything above was changed since it was written; empty while it is reckoned.
    pub(super) seal: String,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Header {
    pub(super) tool: String,
    pub(super) stack: String,
    pub(super) account: String,
    pub(super) region: String,
    pub(super) partition: String,
    pub(super) spec_digest: String,
    pub(super) destroy: bool,
}

/// An address as it is written everywhere: `kind.label`.
#[derive(Serialize, Deserialize)]
#[serde(transparent)]
pub(super) struct Address(pub(super) String);

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Change {
    pub(super) address: Address,
    pub(super) found: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) derived_from: Option<String>,
    pub(super) because: Vec<Reason>,
    pub(super) action: Action,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub(super) enum Action {
    Keep { live: Live },
    Adopt { live: Live },
    Create { want: Members },
    Update { live: Live, want: Members, diff: Vec<AttrChange> },
    Replace { live: Live, want: Members, diff: Vec<AttrChange> },
    Delete { live: Live },
}

/// Attributes by name.
pub(super) type Members = BTreeMap<String, Json>;

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Live {
    pub(super) attrs: Members,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) stack: Option<String>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct AttrChange {
    pub(super) attr: String,
    pub(super) replaces: bool,
    pub(super) delta: Delta,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub(super) enum Delta {
    Value {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        before: Option<Json>,
        after: Json,
    },
    Set {
        added: Vec<Json>,
        removed: Vec<Json>,
        kept: Vec<Json>,
    },
    Map {
        entries: BTreeMap<String, Entry>,
        kept: usize,
    },
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Entry {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) before: Option<Json>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) after: Option<Json>,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub(super) enum Reason {
    Immutable(Vec<String>),
    NotInSpec,
    Destroy,
    Adopted,
    MarkedBy(String),
    Follows(Address),
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Step {
    pub(super) id: u32,
    pub(super) address: Address,
    pub(super) verb: Verb,
    pub(super) after: Vec<u32>,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Verb {
    Create,
    Update,
    Delete,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Report {
    pub(super) notes: Vec<Note>,
    pub(super) foreign: BTreeMap<String, usize>,
    pub(super) vanished: Vec<Address>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Note {
    pub(super) code: String,
    pub(super) message: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) help: Option<String>,
}

impl From<&model::Plan> for File {
    fn from(plan: &model::Plan) -> Self {
        let model::Plan { header, changes, steps, report } = plan;
        let model::PlanHeader { tool, place, spec_digest, destroy } = header;
        let model::Place { stack, account, region, partition } = place;
        Self {
            format: FORMAT,
            header: Header {
                tool: tool.clone(),
                stack: stack.clone(),
                account: account.clone(),
                region: region.clone(),
                partition: partition.clone(),
                spec_digest: spec_digest.clone(),
                destroy: *destroy,
            },
            changes: changes.iter().map(Change::from).collect(),
            steps: steps.iter().map(Step::from).collect(),
            report: Report::from(report),
            seal: String::new(),
        }
    }
}

impl From<&model::Address> for Address {
    fn from(address: &model::Address) -> Self {
        Self(address.to_string())
    }
}

impl From<&model::Change> for Change {
    fn from(change: &model::Change) -> Self {
        let model::Change { address, action, mode, because, origin: _, derived_from } = change;
        Self {
            address: address.into(),
            found: *mode == Mode::Found,
            derived_from: derived_from.clone(),
            because: because.iter().map(Reason::from).collect(),
            action: action.into(),
        }
    }
}

impl From<&model::Action> for Action {
    fn from(action: &model::Action) -> Self {
        let changes = |diff: &model::NonEmpty<model::AttrChange>| diff.iter().map(AttrChange::from).collect();
        match action {
            model::Action::Keep { live } => Self::Keep { live: live.into() },
            model::Action::Adopt { live } => Self::Adopt { live: live.into() },
            model::Action::Create { want } => Self::Create { want: members(want) },
            model::Action::Update { live, want, diff } => {
                Self::Update { live: live.into(), want: members(want), diff: changes(diff) }
            }
            model::Action::Replace { live, want, diff } => {
                Self::Replace { live: live.into(), want: members(want), diff: changes(diff) }
            }
            model::Action::Delete { live } => Self::Delete { live: live.into() },
        }
    }
}

fn members(attrs: &Attrs) -> Members {
    attrs.iter().map(|(name, value)| ((*name).to_owned(), value.into())).collect()
}

impl From<&model::Live> for Live {
    fn from(live: &model::Live) -> Self {
        let model::Live { attrs, stack } = live;
        Self { attrs: members(attrs), stack: stack.clone() }
    }
}

impl From<&model::AttrChange> for AttrChange {
    fn from(change: &model::AttrChange) -> Self {
        let model::AttrChange { attr, delta, on_change } = change;
        Self { attr: (*attr).to_owned(), replaces: *on_change == OnChange::Replace, delta: delta.into() }
    }
}

impl From<&model::Delta> for Delta {
    fn from(delta: &model::Delta) -> Self {
        let all = |values: &[model::Value]| values.iter().map(Json::from).collect();
        match delta {
            model::Delta::Value { before, after } => {
                Self::Value { before: before.as_ref().map(Json::from), after: after.into() }
            }
            model::Delta::Set { added, removed, kept } => {
                Self::Set { added: all(added), removed: all(removed), kept: all(kept) }
            }
            model::Delta::Map { entries, kept } => {
                let entry = |(before, after): &(Option<model::Value>, Option<model::Value>)| Entry {
                    before: before.as_ref().map(Json::from),
                    after: after.as_ref().map(Json::from),
                };
                let entries = entries.iter().map(|(name, sides)| (name.clone(), entry(sides))).collect();
                Self::Map { entries, kept: *kept }
            }
        }
    }
}

impl From<&model::Reason> for Reason {
    fn from(reason: &model::Reason) -> Self {
        match reason {
            model::Reason::Immutable(attrs) => {
                Self::Immutable(attrs.iter().map(|attr| (*attr).to_owned()).collect())
            }
            model::Reason::NotInSpec => Self::NotInSpec,
            model::Reason::Destroy => Self::Destroy,
            model::Reason::Adopted => Self::Adopted,
            model::Reason::MarkedBy(stack) => Self::MarkedBy(stack.clone()),
            model::Reason::Follows(address) => Self::Follows(address.into()),
        }
    }
}

impl From<&model::Step> for Step {
    fn from(step: &model::Step) -> Self {
        let model::Step { id, address, verb, after } = step;
        let verb = match verb {
            model::Verb::Create => Verb::Create,
            model::Verb::Update => Verb::Update,
            model::Verb::Delete => Verb::Delete,
        };
        Self { id: id.0, address: address.into(), verb, after: after.iter().map(|id| id.0).collect() }
    }
}

impl From<&model::PlanReport> for Report {
    fn from(report: &model::PlanReport) -> Self {
        let model::PlanReport { notes, foreign, vanished } = report;
        let note = |note: &model::Note| Note {
            code: note.code.to_owned(),
            message: note.message.clone(),
            help: note.help.clone(),
        };
        Self {
            notes: notes.iter().map(note).collect(),
            foreign: foreign.iter().map(|(kind, count)| (kind.to_string(), *count)).collect(),
            vanished: vanished.iter().map(Address::from).collect(),
        }
    }
}
