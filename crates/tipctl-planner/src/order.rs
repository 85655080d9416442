//! In which steps the changes are carried out, and what waits for what.
//!
//! Always, or there is no plan: an object is made after what it refers to and after the kinds that its kind comes after,
//! and goes before the latter; both halves of a replacement under one natural key go before they come.
//!
//! Where it closes no circle, in this order: an object goes after what refers to it has gone or let go of it, by what AWS
//! shows and then by what the spec says; one that the spec does not know goes after those whose kind leans on its kind;
//! of a kind that is made first, the new comes before the old goes, and before what is left over goes.
//!
//! ```text
//! replace, delete first     D(pass) -> D(gate) -> C(gate) -> C(pass)
//! replace, create first     C(gate) -> U(boat) -> D(gate)
//! ```

use std::collections::{BTreeMap, BTreeSet};

use tipctl_model::{
    Action, Address, AttrType, Change, Key, KindName, KindSchema, ReplaceOrder, Resource, Step, StepId,
    Value, Verb,
};

use crate::{PlanError, graph::Graph, plan::Given};

/// The steps of the changes.
///
/// # Errors
/// [`PlanError::CircularSteps`] when references and kinds contradict each other.
pub(crate) fn order(given: &Given<'_>, changes: &BTreeMap<Address, Change>) -> Result<Vec<Step>, PlanError> {
    let mut steps = Steps::new(given, changes);
    steps.make_after_what_is_referred_to();
    steps.follow_kinds();
    let open = steps.join_halves()?;
    steps.delete_after_what_refers()?;
    steps.leave_last();
    steps.make_first(open);
    steps.grant_before_revoking()?;
    steps.numbered()
}

/// One half of a change, or all of it.
struct Node<'a> {
    verb: Verb,
    change: &'a Change,
}

struct Steps<'a> {
    given: &'a Given<'a>,
    nodes: Vec<Node<'a>>,
    graph: Graph,
    makes: Half<'a>,
    deletes: Half<'a>,
}

/// The nodes that make, or the nodes that delete.
#[derive(Default)]
struct Half<'a> {
    by_address: BTreeMap<&'a Address, usize>,
    by_kind: BTreeMap<KindName, Vec<usize>>,
}

impl<'a> Half<'a> {
    fn add(&mut self, address: &'a Address, node: usize) {
        self.by_address.insert(address, node);
        self.by_kind.entry(address.kind).or_default().push(node);
    }

    fn of(&self, address: &Address) -> Option<usize> {
        self.by_address.get(address).copied()
    }

    fn of_kind(&self, kind: KindName) -> &[usize] {
        self.by_kind.get(&kind).map(Vec::as_slice).unwrap_or_default()
    }

    fn has(&self, kind: KindName) -> bool {
        self.by_kind.contains_key(&kind)
    }
}

impl<'a> Steps<'a> {
    fn new(given: &'a Given<'a>, changes: &'a BTreeMap<Address, Change>) -> Self {
        let (mut nodes, mut makes, mut deletes) = (Vec::new(), Half::default(), Half::default());
        for (address, change) in changes {
            let verbs: &[Verb] = match change.action {
                Action::Keep { .. } | Action::Adopt { .. } => &[],
                Action::Create { .. } => &[Verb::Create],
                Action::Update { .. } => &[Verb::Update],
                Action::Delete { .. } => &[Verb::Delete],
                Action::Replace { .. } => &[Verb::Create, Verb::Delete],
            };
            for verb in verbs {
                let half = if *verb == Verb::Delete { &mut deletes } else { &mut makes };
                half.add(address, nodes.len());
                nodes.push(Node { verb: *verb, change });
            }
        }
        let graph = Graph::new(nodes.len());
        Self { given, nodes, graph, makes, deletes }
    }

    fn make_after_what_is_referred_to(&mut self) {
        for (address, make) in &self.makes.by_address {
            for need in self.needs(address) {
                if let Some(needed) = self.makes.of(&need) {
                    self.graph.wait(*make, needed);
                }
            }
        }
    }

    fn needs(&self, address: &Address) -> BTreeSet<Address> {
        self.given.desired.resources.get(address).map(Resource::needs).unwrap_or_default()
    }

    /// Makes come after the makes of the kinds that their kind comes after, deletes before the deletes; kinds without
    /// steps between them pass the order on.
    fn follow_kinds(&mut self) {
        for (kind, makes) in &self.makes.by_kind {
            let before = self.given.kinds.nearest_after(*kind, &|kind| self.makes.has(kind));
            for other in before.iter().flat_map(|kind| self.makes.of_kind(*kind)) {
                makes.iter().for_each(|make| self.graph.wait(*make, *other));
            }
        }
        for (kind, deletes) in &self.deletes.by_kind {
            let before = self.given.kinds.nearest_after(*kind, &|kind| self.deletes.has(kind));
            for other in before.iter().flat_map(|kind| self.deletes.of_kind(*kind)) {
                deletes.iter().for_each(|delete| self.graph.wait(*other, *delete));
            }
        }
    }

    /// Joins the halves of replacements that must delete first; answers the others, as make and delete.
    fn join_halves(&mut self) -> Result<Vec<(usize, usize)>, PlanError> {
        let mut open = Vec::new();
        for (address, make) in &self.makes.by_address {
            let Some(delete) = self.deletes.of(address) else { continue };
            let schema = self.given.kinds.schema(address.kind)?;
            let change = self.nodes.get(*make).map(|node| node.change);
            if schema.replace == ReplaceOrder::DeleteFirst
                || change.is_some_and(|change| shares_key(schema, change))
            {
                self.graph.wait(*make, delete);
            } else {
                open.push((*make, delete));
            }
        }
        Ok(open)
    }

    /// What the spec does not know goes after everything that goes and whose kind leans on its kind; what it knows goes
    /// after those of them that it does not know.
    fn leave_last(&mut self) {
        for (kind, deletes) in &self.deletes.by_kind {
            let leaning = self.given.kinds.leaning_on(*kind).flat_map(|kind| self.deletes.of_kind(kind));
            let (known, unknown): (Vec<usize>, Vec<usize>) =
                leaning.partition(|other| self.is_known(**other));
            for delete in deletes {
                self.graph.wait_where_possible(*delete, unknown.iter().copied());
                if !self.is_known(*delete) {
                    self.graph.wait_where_possible(*delete, known.iter().copied());
                }
            }
        }
    }

    /// An object goes after the deletes and the updates of what refers to it: in AWS, then in the spec.
    fn delete_after_what_refers(&mut self) -> Result<(), PlanError> {
        let shown = self.shown_by_what_goes();
        let mut in_aws: BTreeMap<usize, BTreeSet<usize>> = BTreeMap::new();
        let mut in_spec = in_aws.clone();
        for (at, node) in self.nodes.iter().enumerate().filter(|(_, node)| node.verb != Verb::Create) {
            let address = &node.change.address;
            let schema = self.given.kinds.schema(address.kind)?;
            for (name, value) in node.change.action.live().into_iter().flat_map(|live| &live.attrs) {
                let Some(attr) = schema.attr(name) else { continue };
                each_referred(&attr.ty, value, &mut |referred| {
                    for delete in shown.get(&referred).into_iter().flatten() {
                        in_aws.entry(*delete).or_default().insert(at);
                    }
                });
            }
            for delete in self.needs(address).iter().filter_map(|need| self.deletes.of(need)) {
                in_spec.entry(delete).or_default().insert(at);
            }
        }
        for (delete, referring) in in_aws.into_iter().chain(in_spec) {
            self.graph.wait_where_possible(delete, referring);
        }
        Ok(())
    }

    /// The deletes by what their objects show and others can refer to: kind, attribute and text.
    fn shown_by_what_goes(&self) -> BTreeMap<(KindName, &'a str, &'a str), Vec<usize>> {
        let mut shown: BTreeMap<_, Vec<usize>> = BTreeMap::new();
        for (address, delete) in &self.deletes.by_address {
            let live = self.nodes.get(*delete).and_then(|node| node.change.action.live());
            for (name, value) in live.into_iter().flat_map(|live| &live.attrs) {
                if let Value::Text(text) = value {
                    shown.entry((address.kind, *name, text.as_str())).or_default().push(*delete);
                }
            }
        }
        shown
    }

    /// Replacements that may make first do so, unless what they wait for waits for their going.
    fn make_first(&mut self, open: Vec<(usize, usize)>) {
        for (make, delete) in open {
            if self.graph.waiting_for(delete).contains(&make) {
                self.graph.wait(make, delete);
            } else {
                self.graph.wait(delete, make);
            }
        }
    }

    /// What is left over of a kind that is made first goes after everything of the kind is made.
    fn grant_before_revoking(&mut self) -> Result<(), PlanError> {
        for (kind, deletes) in &self.deletes.by_kind {
            if self.given.kinds.schema(*kind)?.replace == ReplaceOrder::DeleteFirst {
                continue;
            }
            for delete in deletes {
                if !self.is_half(*delete) {
                    self.graph.wait_where_possible(*delete, self.makes.of_kind(*kind).iter().copied());
                }
            }
        }
        Ok(())
    }

    fn is_known(&self, node: usize) -> bool {
        let address = self.nodes.get(node).map(|node| &node.change.address);
        address.is_some_and(|address| self.given.desired.resources.contains_key(address))
    }

    fn is_half(&self, node: usize) -> bool {
        self.nodes.get(node).is_some_and(|node| matches!(node.change.action, Action::Replace { .. }))
    }

    /// The steps in an order in which each comes after those it waits for, numbered by it.
    fn numbered(self) -> Result<Vec<Step>, PlanError> {
        let named = |at: &usize| self.nodes.get(*at).map(|node| (node.verb, node.change.address.clone()));
        let depths = self
            .graph
            .depths()
            .map_err(|circle| PlanError::CircularSteps(circle.iter().filter_map(named).collect()))?;
        let mut sorted: Vec<(usize, &Address, Verb, usize)> = self
            .nodes
            .iter()
            .zip(depths)
            .enumerate()
            .map(|(at, (node, depth))| (depth, &node.change.address, node.verb, at))
            .collect();
        sorted.sort();
        let ids: BTreeMap<usize, StepId> =
            sorted.iter().zip(0..).map(|((_, _, _, at), id)| (*at, StepId(id))).collect();
        let after = |at| self.graph.after(at).filter_map(|other| ids.get(&other).copied()).collect();
        Ok(sorted
            .iter()
            .zip(0..)
            .map(|((_, address, verb, at), id)| Step {
                id: StepId(id),
                address: (*address).clone(),
                verb: *verb,
                after: after(*at),
            })
            .collect())
    }
}

/// Whether what comes has a natural key of what goes, so that both cannot be there at once.
fn shares_key(schema: &KindSchema, change: &Change) -> bool {
    let (Some(live), Some(want)) = (change.action.live(), change.action.want()) else { return false };
    schema.identity.iter().any(|alternative| {
        let key = Key::under(schema, alternative, want);
        key.is_some() && key == Key::under(schema, alternative, &live.attrs)
    })
}

/// Calls `visit` with the kind, the attribute and the text of everything that a value refers to by its type.
fn each_referred<'a>(ty: &AttrType, value: &'a Value, visit: &mut dyn FnMut((KindName, &'a str, &'a str))) {
    match (ty, value) {
        (AttrType::Ref { kinds, attr }, Value::Text(text)) => {
            kinds.iter().for_each(|kind| visit((KindName(kind), attr, text)));
        }
        (AttrType::Set(of) | AttrType::List(of), Value::List(elements)) => {
            elements.iter().for_each(|element| each_referred(of, element, visit));
        }
        (AttrType::Map(of), Value::Map(entries)) => {
            entries.values().for_each(|entry| each_referred(of, entry, visit));
        }
        (AttrType::Object(members), Value::Map(entries)) => {
            for member in *members {
                entries
                    .get(member.name)
                    .into_iter()
                    .for_each(|entry| each_referred(&member.ty, entry, visit));
            }
        }
        _ => {}
    }
}
