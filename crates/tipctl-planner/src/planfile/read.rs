//! From the shape of a file back to a plan. Every name is looked up in the schemas.

use std::collections::BTreeMap;

use tipctl_model::{self as model, Attrs, KindName, KindSchema, Mode, NonEmpty, OnChange, StepId};

use super::{
    PlanfileError,
    mirror::{
        Action, Address, AttrChange, Change, Delta, File, Header, Live, Members, Note, Reason, Step, Verb,
    },
    value::{Json, Pending},
};

type Read<T> = Result<T, PlanfileError>;

/// The names that a file may hold.
pub(super) struct Names {
    kinds: BTreeMap<&'static str, &'static KindSchema>,
}

impl Names {
    pub(super) fn new(kinds: &[&'static KindSchema]) -> Self {
        Self { kinds: kinds.iter().map(|schema| (schema.name.0, *schema)).collect() }
    }

    pub(super) fn plan(&self, file: File) -> Read<model::Plan> {
        let Header { tool, stack, account, region, partition, spec_digest, destroy } = file.header;
        let place = model::Place { stack, account, region, partition };
        let report = file.report;
        Ok(model::Plan {
            header: model::PlanHeader { tool, place, spec_digest, destroy },
            changes: all(file.changes, |change| self.change(change))?,
            steps: all(file.steps, |step| self.step(step))?,
            report: model::PlanReport {
                notes: report.notes.into_iter().map(note).collect(),
                foreign: report
                    .foreign
                    .into_iter()
                    .map(|(kind, count)| Ok((self.schema(&kind)?.name, count)))
                    .collect::<Read<_>>()?,
                vanished: all(report.vanished, |address| self.address(address))?,
            },
        })
    }

    fn schema(&self, kind: &str) -> Read<&'static KindSchema> {
        self.kinds.get(kind).copied().ok_or_else(|| PlanfileError::UnknownKind(kind.to_owned()))
    }

    fn attr(&self, kind: KindName, attr: String) -> Read<&'static str> {
        let schema = self.kinds.get(kind.0);
        let known = schema.and_then(|schema| schema.attr(&attr)).map(|attr| attr.name);
        known.ok_or(PlanfileError::UnknownAttr { kind, attr })
    }

    fn address(&self, Address(text): Address) -> Read<model::Address> {
        let parts = text.split_once('.');
        let (kind, label) = parts.ok_or_else(|| PlanfileError::Shape(format!("`{text}` is no address")))?;
        Ok(model::Address::new(self.schema(kind)?.name, label))
    }

    fn value(&self, json: Json) -> Read<model::Value> {
        json.value(&|Pending { attr, of }| {
            let address = self.address(of)?;
            let attr = self.attr(address.kind, attr)?;
            Ok(model::AttrRef::new(address, attr))
        })
    }

    fn attrs(&self, kind: KindName, members: Members) -> Read<Attrs> {
        members.into_iter().map(|(name, json)| Ok((self.attr(kind, name)?, self.value(json)?))).collect()
    }

    fn live(&self, kind: KindName, Live { attrs, stack }: Live) -> Read<model::Live> {
        Ok(model::Live { attrs: self.attrs(kind, attrs)?, stack })
    }

    fn change(&self, change: Change) -> Read<model::Change> {
        let Change { address, found, derived_from, because, action } = change;
        let address = self.address(address)?;
        Ok(model::Change {
            action: self.action(&address, action)?,
            mode: if found { Mode::Found } else { Mode::Managed },
            because: all(because, |reason| self.reason(address.kind, reason))?,
            origin: None,
            derived_from,
            address,
        })
    }

    fn action(&self, address: &model::Address, action: Action) -> Read<model::Action> {
        let kind = address.kind;
        Ok(match action {
            Action::Keep { live } => model::Action::Keep { live: self.live(kind, live)? },
            Action::Adopt { live } => model::Action::Adopt { live: self.live(kind, live)? },
            Action::Create { want } => model::Action::Create { want: self.attrs(kind, want)? },
            Action::Update { live, want, diff } => model::Action::Update {
                live: self.live(kind, live)?,
                want: self.attrs(kind, want)?,
                diff: self.diff(address, diff)?,
            },
            Action::Replace { live, want, diff } => model::Action::Replace {
                live: self.live(kind, live)?,
                want: self.attrs(kind, want)?,
                diff: self.diff(address, diff)?,
            },
            Action::Delete { live } => model::Action::Delete { live: self.live(kind, live)? },
        })
    }

    fn diff(&self, address: &model::Address, diff: Vec<AttrChange>) -> Read<NonEmpty<model::AttrChange>> {
        let diff = all(diff, |AttrChange { attr, replaces, delta }| {
            Ok(model::AttrChange {
                attr: self.attr(address.kind, attr)?,
                delta: self.delta(delta)?,
                on_change: if replaces { OnChange::Replace } else { OnChange::Update },
            })
        })?;
        NonEmpty::new(diff).ok_or_else(|| PlanfileError::NoDifference(address.to_string()))
    }

    fn delta(&self, delta: Delta) -> Read<model::Delta> {
        let values = |values: Vec<Json>| all(values, |json| self.value(json));
        let side = |json: Option<Json>| json.map(|json| self.value(json)).transpose();
        Ok(match delta {
            Delta::Value { before, after } => {
                model::Delta::Value { before: side(before)?, after: self.value(after)? }
            }
            Delta::Set { added, removed, kept } => {
                model::Delta::Set { added: values(added)?, removed: values(removed)?, kept: values(kept)? }
            }
            Delta::Map { entries, kept } => {
                let entries = entries
                    .into_iter()
                    .map(|(name, entry)| Ok((name, (side(entry.before)?, side(entry.after)?))))
                    .collect::<Read<_>>()?;
                model::Delta::Map { entries, kept }
            }
        })
    }

    fn reason(&self, kind: KindName, reason: Reason) -> Read<model::Reason> {
        Ok(match reason {
            Reason::Immutable(attrs) => model::Reason::Immutable(all(attrs, |attr| self.attr(kind, attr))?),
            Reason::NotInSpec => model::Reason::NotInSpec,
            Reason::Destroy => model::Reason::Destroy,
            Reason::Adopted => model::Reason::Adopted,
            Reason::MarkedBy(stack) => model::Reason::MarkedBy(stack),
            Reason::Follows(address) => model::Reason::Follows(self.address(address)?),
        })
    }

    fn step(&self, Step { id, address, verb, after }: Step) -> Read<model::Step> {
        let verb = match verb {
            Verb::Create => model::Verb::Create,
            Verb::Update => model::Verb::Update,
            Verb::Delete => model::Verb::Delete,
        };
        let after = after.into_iter().map(StepId).collect();
        Ok(model::Step { id: StepId(id), address: self.address(address)?, verb, after })
    }
}

fn all<T, U>(members: Vec<T>, read: impl Fn(T) -> Read<U>) -> Read<Vec<U>> {
    members.into_iter().map(read).collect()
}

/// A note's code is a name for ever, so a saved one is kept for as long as the process lives; a process reads one plan.
fn note(Note { code, message, help }: Note) -> model::Note {
    model::Note { code: String::leak(code), message, help }
}
