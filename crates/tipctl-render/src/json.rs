//! The plan as versioned JSON, for programs. The members are documented where they are declared, in [`mirror`].
//!
//! The mirror is written by hand, so that a new word in the model cannot change what other people's programs read.
//! Places in the spec's files are left out: their names are not the plan's to know.

mod mirror;

use std::fmt;

use tipctl_access::{AccessChange, Direction};
use tipctl_model::{
    Action, AttrChange, Attrs, Change, Delta, Mode, Note, OnChange, Place, Plan, PlanHeader, PlanReport,
    Reason, Step, Value, Verb,
};

use crate::{Summary, answer};

/// The version of the JSON form. It grows when a member is added, removed or gets another meaning.
pub const FORMAT: u32 = 3;

/// Writes `plan`, and who gains and who loses `access` by it, as indented JSON, with a line break at the end.
///
/// # Errors
/// Those of `out`.
pub fn write_json(plan: &Plan, access: &[AccessChange], out: &mut dyn fmt::Write) -> fmt::Result {
    let text = serde_json::to_string_pretty(&document(plan, access)).map_err(|_| fmt::Error)?;
    writeln!(out, "{text}")
}

fn document<'a>(plan: &'a Plan, access: &'a [AccessChange]) -> mirror::Document<'a> {
    let Plan { header, changes, steps, report } = plan;
    let PlanHeader { tool, place, spec_digest, destroy } = header;
    let Place { stack, account, region, partition } = place;
    let PlanReport { notes, foreign, vanished } = report;
    mirror::Document {
        format: FORMAT,
        tool,
        stack,
        account,
        region,
        partition,
        spec_digest,
        destroy: *destroy,
        summary: summary(Summary::of(plan)),
        access: access.iter().map(access_change).collect(),
        changes: changes.iter().map(change).collect(),
        steps: steps.iter().map(step).collect(),
        notes: notes.iter().map(note).collect(),
        foreign: foreign.iter().map(|(kind, count)| (kind.0, *count)).collect(),
        vanished: vanished.iter().map(ToString::to_string).collect(),
    }
}

fn access_change(change: &AccessChange) -> mirror::AccessChange<'_> {
    let AccessChange { who, name, direction, privilege, on, columns, only_in } = change;
    mirror::AccessChange {
        who: name,
        principal: who.to_string(),
        direction: match direction {
            Direction::Gains => "gains",
            Direction::Loses => "loses",
        },
        privilege,
        on: on.to_string(),
        columns: answer::columns_json(columns),
        only_in: only_in.as_deref(),
    }
}

fn summary(summary: Summary) -> mirror::Counts {
    let Summary { create, update, replace, delete, adopt, keep, found, destroy: _ } = summary;
    mirror::Counts { create, update, replace, delete, adopt, keep, found }
}

fn change(change: &Change) -> mirror::Change<'_> {
    let Change { address, action, mode, because, origin: _, derived_from } = change;
    let diff = match action {
        Action::Update { live: _, want: _, diff } | Action::Replace { live: _, want: _, diff } => {
            diff.iter().map(attr_change).collect()
        }
        Action::Keep { .. } | Action::Adopt { .. } | Action::Create { .. } | Action::Delete { .. } => {
            Vec::new()
        }
    };
    mirror::Change {
        address: address.to_string(),
        kind: address.kind.0,
        label: &address.label,
        mode: match mode {
            Mode::Managed => "managed",
            Mode::Found => "found",
        },
        action: action.word(),
        because: because.iter().map(reason).collect(),
        derived_from: derived_from.as_deref(),
        mark: action.live().and_then(|live| live.stack.as_deref()),
        before: action.live().map(|live| attrs(&live.attrs)),
        after: action.want().map(attrs),
        diff,
    }
}

fn attrs(attrs: &Attrs) -> mirror::Attrs<'_> {
    attrs.iter().map(|(name, value)| (*name, self::value(value))).collect()
}

fn attr_change(change: &AttrChange) -> mirror::AttrChange<'_> {
    let AttrChange { attr, delta, on_change } = change;
    mirror::AttrChange {
        attr,
        forces_replacement: *on_change == OnChange::Replace,
        delta: match delta {
            Delta::Value { before, after } => {
                mirror::Delta::Value { before: before.as_ref().map(value), after: value(after) }
            }
            Delta::Set { added, removed, kept } => {
                mirror::Delta::Set { added: values(added), removed: values(removed), kept: values(kept) }
            }
            Delta::Map { entries, kept } => mirror::Delta::Map {
                entries: entries.iter().map(|(name, sides)| (name.as_str(), entry(sides))).collect(),
                kept: *kept,
            },
        },
    }
}

fn entry((before, after): &(Option<Value>, Option<Value>)) -> mirror::Entry<'_> {
    mirror::Entry { before: before.as_ref().map(value), after: after.as_ref().map(value) }
}

fn values(values: &[Value]) -> Vec<mirror::Value<'_>> {
    values.iter().map(value).collect()
}

fn value(value: &Value) -> mirror::Value<'_> {
    match value {
        Value::Bool(truth) => mirror::Value::Bool(*truth),
        Value::Int(number) => mirror::Value::Int(*number),
        Value::Text(text) => mirror::Value::Text(text),
        Value::List(elements) => mirror::Value::List(values(elements)),
        Value::Map(entries) => mirror::Value::Map(
            entries.iter().map(|(name, entry)| (name.as_str(), self::value(entry))).collect(),
        ),
        Value::Pending(reference) => mirror::Value::Pending {
            known_after_apply: mirror::Reference {
                address: reference.address.to_string(),
                attr: reference.attr,
            },
        },
    }
}

fn reason(reason: &Reason) -> mirror::Reason<'_> {
    match reason {
        Reason::Immutable(attrs) => mirror::Reason::Immutable { attrs },
        Reason::NotInSpec => mirror::Reason::NotInSpec,
        Reason::Destroy => mirror::Reason::Destroy,
        Reason::Adopted => mirror::Reason::Adopted,
        Reason::MarkedBy(stack) => mirror::Reason::MarkedBy { stack },
        Reason::Follows(address) => mirror::Reason::Follows { address: address.to_string() },
    }
}

fn step(step: &Step) -> mirror::Step {
    let Step { id, address, verb, after } = step;
    mirror::Step {
        id: id.0,
        address: address.to_string(),
        verb: match verb {
            Verb::Create => "create",
            Verb::Update => "update",
            Verb::Delete => "delete",
        },
        after: after.iter().map(|id| id.0).collect(),
    }
}

fn note(note: &Note) -> mirror::Note<'_> {
    let Note { code, message, help } = note;
    mirror::Note { code, message, help: help.as_deref() }
}
