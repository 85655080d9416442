//! Blocks into resources: each block's own and those that follow from it, merged where two say the same.

use std::collections::{BTreeMap, BTreeSet, btree_map::Entry};

use tipctl_model::{Address, KindSchema, Mode, Place, Resource, Scope, Section};

use crate::{
    kinds::Kinds,
    lower::Lowered,
    problem::{Problem, Problems},
    suggest,
};

/// The resources of a spec.
#[derive(Default)]
pub(crate) struct Expanded {
    pub(crate) resources: BTreeMap<Address, Resource>,
    /// Labels of blocks that were not expanded, so that nobody knows what follows from them.
    unknown: BTreeSet<String>,
}

impl Expanded {
    /// What is known when nothing was expanded.
    pub(crate) fn nothing(lowered: &Lowered) -> Self {
        let unknown = lowered.blocks.keys().map(|address| address.label.clone()).collect();
        Self { resources: BTreeMap::new(), unknown }
    }

    /// Whether a block that was not expanded may be, or may derive, the resource `address`. Labels of derived
    /// resources are joined by `/`, or are those of the blocks that they come from.
    pub(crate) fn may_derive(&self, address: &Address) -> bool {
        self.unknown.contains(&address.label) || (address.label.contains('/') && !self.unknown.is_empty())
    }
}

/// Expands every sound block.
pub(crate) fn expand(
    lowered: &Lowered,
    kinds: &Kinds<'_>,
    place: &Place,
    problems: &mut Problems,
) -> Expanded {
    let scope = Scope::new(&lowered.blocks, place);
    // A section that stands alone, such as the settings of the directory, steers how others are read: while it is
    // wrong, what they say cannot be judged.
    let is_steered = !lowered
        .unsound
        .iter()
        .any(|address| kinds.schema(address.kind).is_some_and(|schema| schema.section == Section::Single));
    let mut expanded = Expanded::default();
    let mut contradictions = Vec::new();
    let mut said = BTreeSet::new();
    for (address, block) in &lowered.blocks {
        let Some(kind) = kinds.named(address.kind.0) else { continue };
        if lowered.unsound.contains(address) {
            expanded.unknown.insert(address.label.clone());
            continue;
        }
        match kind.expand(block, &scope) {
            Ok(resources) => {
                for mut resource in resources {
                    if let Some(schema) = kinds.schema(resource.address.kind) {
                        fill(&mut resource, schema);
                    }
                    contradictions.extend(merge(&mut expanded.resources, resource));
                }
            }
            Err(flaws) => {
                expanded.unknown.insert(address.label.clone());
                let is_judged = is_steered && !lowered.mentioned.contains(address);
                for flaw in flaws.into_iter().filter(|_| is_judged) {
                    // A flaw with another kind's code, such as a section that every block of this kind needs, is the
                    // spec's own: it is said once.
                    let of_spec = flaw.code.split("::").next() != Some(address.kind.0);
                    if of_spec && !said.insert((flaw.code, flaw.message.clone())) {
                        continue;
                    }
                    let origin = block.origin_of(&flaw.path);
                    problems.push(Problem::of_flaw(flaw, origin, ""));
                }
            }
        }
    }
    for (address, found) in contradictions {
        // Two that are derived contradict each other only until one is written.
        let is_derived = |resource: &Resource| resource.derived_from.is_some();
        if found.is_between_written || expanded.resources.get(&address).is_some_and(is_derived) {
            problems.push(found.problem);
        }
    }
    expanded
}

/// Gives a resource of ours the defaults of what its block or its source left out.
fn fill(resource: &mut Resource, schema: &KindSchema) {
    if resource.mode == Mode::Managed {
        for attr in schema.compared() {
            if let Some(default) = attr.default {
                resource.attrs.entry(attr.name).or_insert_with(|| default.value());
            }
        }
    }
}

/// Two resources at one address that say different things.
struct Contradiction {
    /// Whether both were written, so that no third can decide.
    is_between_written: bool,
    problem: Problem,
}

fn merge(resources: &mut BTreeMap<Address, Resource>, new: Resource) -> Option<(Address, Contradiction)> {
    let mut slot = match resources.entry(new.address.clone()) {
        Entry::Vacant(slot) => {
            slot.insert(new);
            return None;
        }
        Entry::Occupied(slot) => slot,
    };
    let old = slot.get();
    match (&old.derived_from, &new.derived_from) {
        (None, Some(_)) => {}
        (Some(_), None) => drop(slot.insert(new)),
        _ if old.attrs == new.attrs && old.mode == new.mode => {
            if new.origin < old.origin {
                slot.insert(new);
            }
        }
        _ => return Some((new.address.clone(), contradiction(old, &new))),
    }
    None
}

fn contradiction(old: &Resource, new: &Resource) -> Contradiction {
    let names: BTreeSet<&'static str> = old.attrs.keys().chain(new.attrs.keys()).copied().collect();
    let differ = names.into_iter().filter(|name| old.attrs.get(name) != new.attrs.get(name));
    let differ = suggest::listed(differ, "and");
    let address = &old.address;
    let is_between_written = old.derived_from.is_none();
    let (how, help) = if is_between_written {
        ("is written twice, with different", "make both say the same, or remove one".to_owned())
    } else {
        let help = format!("write `[{address}]` to say which of the two holds");
        ("follows from two places that differ in", help)
    };
    let from = |resource: &Resource| match &resource.derived_from {
        Some(source) => format!("follows from `{source}`"),
        None => "written here".to_owned(),
    };
    let (first, second) = if new.origin < old.origin { (new, old) } else { (old, new) };
    let problem = Problem::new("spec::contradiction", format!("`{address}` {how} {differ}"))
        .at(second.origin, from(second))
        .at(first.origin, from(first))
        .help(help);
    Contradiction { is_between_written, problem }
}
