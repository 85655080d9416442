//! `Plan + schemas -> View`: what a reader is shown, as a tree of rows. Knows neither colour nor width.
//!
//! What stays as it is has been folded into counts. How one attribute becomes rows stands in [`crate::rows`].

use tipctl_access::AccessChange;
use tipctl_model::{
    Action, Address, Change, KindName, KindSchema, Note, Place, Plan, PlanHeader, PlanReport, Reason,
    ReplaceOrder, StepId, Verb,
};

use crate::{Sigil, Summary, names::Names, reason, rows::Rows};

/// A plan, arranged for a reader.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct View {
    /// For which stack, where.
    pub heading: String,
    /// Who gains and who loses access.
    pub access: Vec<AccessChange>,
    /// One row for each resource to which something happens.
    pub rows: Vec<Row>,
    /// What a reader must know beyond the changes.
    pub notes: Vec<Note>,
    /// How many objects of each kind concern neither spec nor ledger.
    pub foreign: Vec<(KindName, usize)>,
    /// What the stack made and somebody else deleted.
    pub vanished: Vec<Address>,
    /// The counts.
    pub summary: Summary,
}

/// One thing to show: a resource, an attribute, an element or a line, with what it holds.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Row {
    /// What happens to it.
    pub sigil: Sigil,
    /// Its name; empty for elements and lines.
    pub label: String,
    /// What is there and goes, or becomes another; on one line.
    pub before: Option<String>,
    /// What is there and stays, or is wanted; on one line.
    pub after: Option<String>,
    /// How its children are held together.
    pub shape: Shape,
    /// Remarks, as lowercase fragments.
    pub notes: Vec<String>,
    /// What is in it. A row that has children and a text of its own may be shown as either.
    pub children: Vec<Self>,
}

/// How the children of a row are held together.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Shape {
    /// There are none.
    Leaf,
    /// By nothing: they are the attributes of a resource.
    Resource,
    /// By square brackets.
    List,
    /// By braces.
    Map,
    /// It stands for this many things that are the same on both sides.
    Hidden(usize),
}

impl Row {
    /// A row without text and children.
    pub fn new(sigil: Sigil, label: impl Into<String>, shape: Shape) -> Self {
        Self {
            sigil,
            label: label.into(),
            before: None,
            after: None,
            shape,
            notes: Vec::new(),
            children: Vec::new(),
        }
    }

    /// Puts `text` on the side that this row's sigil speaks of.
    pub(crate) fn put(&mut self, text: String) {
        match self.sigil {
            Sigil::Delete => self.before = Some(text),
            _ => self.after = Some(text),
        }
    }

    /// Whether it can be shown within the line of the row that it is in.
    pub(crate) fn has_one_line(&self) -> bool {
        self.notes.is_empty() && (self.before.is_some() || self.after.is_some())
    }
}

impl View {
    /// What `plan` shows, with what `schemas` know of its kinds. A kind without a schema is shown as well as can be.
    pub fn new(plan: &Plan, schemas: &[&'static KindSchema]) -> Self {
        let Plan { header, changes, steps: _, report } = plan;
        let PlanHeader { tool: _, place, spec_digest: _, destroy } = header;
        let PlanReport { notes, foreign, vanished } = report;
        let names = Names::new(plan, schemas);
        let rows = changes
            .iter()
            .filter(|change| !change.action.is_keep())
            .map(|change| {
                let schema = schemas.iter().find(|schema| schema.name == change.address.kind).copied();
                resource(plan, change, schema, &names)
            })
            .collect();
        Self {
            heading: heading(place, *destroy),
            access: Vec::new(),
            rows,
            notes: notes.clone(),
            foreign: foreign.iter().map(|(kind, count)| (*kind, *count)).collect(),
            vanished: vanished.clone(),
            summary: Summary::of(plan),
        }
    }

    /// The same view with who gains and who loses `access`.
    #[must_use]
    pub fn with_access(mut self, access: Vec<AccessChange>) -> Self {
        self.access = access;
        self
    }
}

fn heading(place: &Place, destroy: bool) -> String {
    let Place { stack, account, region, partition: _ } = place;
    if destroy {
        format!("Destroying all that stack {stack} owns in {account}, {region}")
    } else {
        format!("Stack {stack} in {account}, {region}")
    }
}

fn resource(plan: &Plan, change: &Change, schema: Option<&'static KindSchema>, names: &Names<'_>) -> Row {
    let Change { address, action, mode: _, because, origin: _, derived_from } = change;
    let sigil = sigil(plan, change, schema);
    let label = match derived_from {
        Some(source) => format!("{address} (derived from {source})"),
        None => address.to_string(),
    };
    let mut row = Row::new(sigil, label, Shape::Resource);
    row.notes = because
        .iter()
        // The heading of such a plan says it once for all.
        .filter(|reason| **reason != Reason::Destroy)
        .map(reason::words)
        .collect();
    if matches!(action, Action::Adopt { .. }) && !because.contains(&Reason::Adopted) {
        row.notes.insert(0, reason::words(&Reason::Adopted));
    }
    if sigil == Sigil::DeleteFirst {
        row.notes.push("deleted before its successor is made: in between, nobody can use it".to_owned());
    }
    row.children = Rows::new(schema, names).of(action);
    row
}

fn sigil(plan: &Plan, change: &Change, schema: Option<&'static KindSchema>) -> Sigil {
    match change.action {
        Action::Keep { .. } => Sigil::Same,
        Action::Adopt { .. } => Sigil::Adopt,
        Action::Create { .. } => Sigil::Create,
        Action::Update { .. } => Sigil::Update,
        Action::Delete { .. } => Sigil::Delete,
        Action::Replace { .. } => match replace_order(plan, &change.address, schema) {
            ReplaceOrder::DeleteFirst => Sigil::DeleteFirst,
            ReplaceOrder::CreateFirst => Sigil::CreateFirst,
        },
    }
}

/// The order of the two steps; where a plan has none, what the schema says.
fn replace_order(plan: &Plan, address: &Address, schema: Option<&'static KindSchema>) -> ReplaceOrder {
    let at = |verb: Verb| -> Option<StepId> {
        plan.steps.iter().find(|step| step.address == *address && step.verb == verb).map(|step| step.id)
    };
    match (at(Verb::Delete), at(Verb::Create)) {
        (Some(delete), Some(create)) if delete < create => ReplaceOrder::DeleteFirst,
        (Some(_), Some(_)) => ReplaceOrder::CreateFirst,
        _ => schema.map_or(ReplaceOrder::DeleteFirst, |schema| schema.replace),
    }
}
