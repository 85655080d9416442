//! Whether references lead anywhere, judged when every resource of the spec is known.

use std::collections::BTreeSet;

use tipctl_model::{Address, AttrRef, Attrs, Layer, Origin, Value};

use crate::{
    expand::Expanded,
    kinds::Kinds,
    lower::Lowered,
    problem::{Problem, Problems},
    suggest,
};

/// A text of the form `word.word` where a reference could stand, whose first word is no kind. Most are values of
/// their own; those that nearly name a section of the spec were meant to be references.
pub(crate) struct Lookalike {
    pub(crate) text: String,
    pub(crate) kinds: Vec<&'static str>,
    pub(crate) origin: Origin,
}

/// An address that a section of the language speaks of.
pub(crate) struct Mention {
    pub(crate) address: Address,
    pub(crate) origin: Origin,
}

/// Reports every reference that leads nowhere; those that lead to the same nowhere together.
pub(crate) fn check(lowered: &Lowered, expanded: &Expanded, kinds: &Kinds<'_>, problems: &mut Problems) {
    let mut gathered: Vec<Problem> = Vec::new();
    for problem in astray(lowered, expanded, kinds) {
        let is_same = |known: &&mut Problem| {
            let file = |problem: &Problem| problem.origin().map(|origin| origin.file);
            known.message == problem.message && file(known) == file(&problem)
        };
        match gathered.iter_mut().find(is_same) {
            Some(known) => known.labels.extend(problem.labels),
            None => gathered.push(problem),
        }
    }
    for problem in &mut gathered {
        problem.labels.sort();
        problem.labels.dedup();
    }
    problems.extend(gathered);
}

/// A problem for every reference that leads nowhere.
fn astray(lowered: &Lowered, expanded: &Expanded, kinds: &Kinds<'_>) -> Vec<Problem> {
    let mut problems = Vec::new();
    let known = Known { lowered, expanded, kinds };
    let mut missing = BTreeSet::new();
    for block in lowered.blocks.values() {
        for_each_ref(&block.attrs, &mut |path, reference| {
            if let Some(problem) = known.flaw(reference, block.origin_of(path)) {
                missing.insert(reference.clone());
                problems.push(problem);
            }
        });
    }
    for resource in expanded.resources.values() {
        for_each_ref(&resource.attrs, &mut |path, reference| {
            if missing.contains(reference) {
                return;
            }
            if let Some(problem) = known.flaw(reference, resource.origin_of(path)) {
                problems.push(problem);
            }
        });
    }
    for Mention { address, origin } in &lowered.mentions {
        problems.extend(known.absence(address, *origin));
    }
    for lookalike in &lowered.lookalikes {
        if let Some(address) = known.meant(lookalike) {
            problems.push(
                Problem::new("spec::unknown_reference", format!("`{}` refers to nothing", lookalike.text))
                    .at(lookalike.origin, "refers to nothing")
                    .help(format!("did you mean `{address}`?")),
            );
        }
    }
    problems
}

/// Calls `visit` with every reference in `attrs` and the dotted path that it stands at.
pub(crate) fn for_each_ref(attrs: &Attrs, visit: &mut dyn FnMut(&str, &AttrRef)) {
    for (name, value) in attrs {
        within(value, name, visit);
    }
}

fn within(value: &Value, path: &str, visit: &mut dyn FnMut(&str, &AttrRef)) {
    match value {
        Value::Pending(reference) => visit(path, reference),
        Value::List(elements) => {
            for (at, element) in elements.iter().enumerate() {
                within(element, &format!("{path}.{at}"), visit);
            }
        }
        Value::Map(entries) => {
            for (name, entry) in entries {
                within(entry, &format!("{path}.{name}"), visit);
            }
        }
        Value::Bool(_) | Value::Int(_) | Value::Text(_) => {}
    }
}

struct Known<'a> {
    lowered: &'a Lowered,
    expanded: &'a Expanded,
    kinds: &'a Kinds<'a>,
}

impl Known<'_> {
    fn flaw(&self, reference: &AttrRef, origin: Origin) -> Option<Problem> {
        let AttrRef { address, attr } = reference;
        let code = "spec::unknown_reference";
        if self.expanded.resources.contains_key(address) {
            let schema = self.kinds.schema(address.kind)?;
            let is_there = schema.attr(attr).is_some_and(|attr| attr.layer != Layer::Written);
            return (!is_there).then(|| {
                Problem::new(code, format!("`{address}` has no attribute `{attr}` to refer to"))
                    .at(origin, "refers to it")
            });
        }
        if self.lowered.blocks.contains_key(address) && !self.expanded.may_derive(address) {
            return Some(
                Problem::new(code, format!("`{address}` is nothing that can be referred to"))
                    .at(origin, "refers to it"),
            );
        }
        self.absence(address, origin)
    }

    /// What is to be said of an address that nothing has.
    fn absence(&self, address: &Address, origin: Origin) -> Option<Problem> {
        let is_there = self.expanded.resources.contains_key(address)
            || self.lowered.blocks.contains_key(address)
            || self.expanded.may_derive(address);
        if is_there {
            return None;
        }
        let code = "spec::unknown_reference";
        let problem = Problem::new(code, format!("there is no `{address}`")).at(origin, "refers to nothing");
        Some(match self.nearest(address) {
            Some(near) => problem.help(format!("did you mean `{near}`?")),
            None => problem.help(format!(
                "write a section `[{address}]`, or what it stands for in place of the reference"
            )),
        })
    }

    fn nearest(&self, address: &Address) -> Option<String> {
        let addresses = self.lowered.blocks.keys().chain(self.expanded.resources.keys());
        let labels = addresses.filter(|known| known.kind == address.kind).map(|known| known.label.as_str());
        suggest::nearest(&address.label, labels).map(|label| format!("{}.{label}", address.kind))
    }

    fn meant(&self, lookalike: &Lookalike) -> Option<Address> {
        let (word, label) = lookalike.text.split_once('.')?;
        let kind = suggest::nearest(word, lookalike.kinds.iter().copied())?;
        let address = Address::new(self.kinds.named(kind)?.schema().name, label);
        self.lowered.blocks.contains_key(&address).then_some(address)
    }
}
