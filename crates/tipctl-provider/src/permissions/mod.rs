//! What a caller of AWS must be allowed, as IAM policy documents.
//!
//! [`needs`] gathers what the kinds of a spec need for a purpose, and who needs it; [`Document`] makes few statements of it,
//! and [`Document::split`] cuts a document that is larger than IAM takes.
//!
//! Not here: what a single kind needs (`kinds/<kind>/needs.rs`), nor what roles of a spec may do ([`crate::policy`]).

mod document;
mod elsewhere;
mod exchange;
mod merge;
mod owned;
mod purpose;
mod recorded;
mod surroundings;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

use tipctl_model::{Attrs, Desired, KindName, Ledger, Mode, Need, Value, Work};

pub use document::{Document, LARGEST};
pub use elsewhere::Elsewhere;
pub use purpose::Purpose;

use crate::kinds::KINDS;

/// What is needed, and by whom.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Needs {
    /// By whoever runs the command.
    pub caller: BTreeSet<Need>,
    /// By whoever is somebody else while Identity Center is called.
    pub elsewhere: Option<Elsewhere>,
}

/// Everything that is needed for `purpose`, for what `desired` asks and what the stack owns besides.
#[must_use]
pub fn needs(desired: &Desired, ledger: &Ledger, purpose: Purpose) -> Needs {
    let all = all(desired, ledger, purpose);
    let Some(elsewhere) = Elsewhere::of(desired) else { return Needs { caller: all, elsewhere: None } };
    let is_elsewhere = |need: &Need| match need {
        Need::Allowed(allowed) => allowed.is_for_identity_center,
        Need::Beyond(_) => false,
    };
    let (needs, caller) = all.into_iter().partition(is_elsewhere);
    Needs { caller, elsewhere: Some(Elsewhere { needs, ..elsewhere }) }
}

fn all(desired: &Desired, ledger: &Ledger, purpose: Purpose) -> BTreeSet<Need> {
    let mut needs = BTreeSet::new();
    // Of what is there and is nobody's of the spec, nothing is known.
    let unknown = Attrs::new();
    needs.extend(match purpose {
        Purpose::Plan | Purpose::Apply | Purpose::Destroy => Vec::new(),
        Purpose::Doctor => surroundings::needs(&desired.place),
        Purpose::Verify => [surroundings::needs(&desired.place), exchange::needs(desired)].concat(),
        Purpose::Audit => recorded::needs(&desired.place),
    });
    for kind in KINDS.iter().filter(|kind| purpose.concerns(kind.schema().name)) {
        let name = kind.schema().name;
        let (managed, found) = wanted(desired, name);
        let owned = owned::things(kind.schema(), ledger, &managed);
        let ours: Vec<&Attrs> = managed.iter().chain(&owned).collect();
        let others = purpose.is_about_others_too().then_some(&unknown);
        let all: Vec<&Attrs> = found.iter().chain(ours.iter().copied()).chain(others).collect();
        for &work in purpose.works() {
            let things = if work == Work::Sweep { &all } else { &ours };
            if !things.is_empty() {
                needs.extend(kind.needs(work, things, &desired.place));
            }
        }
    }
    needs
}

/// What is asked for of a kind, with everything filled in that is known before anything is done: what the stack is to
/// make, and what it only looks up.
fn wanted(desired: &Desired, kind: KindName) -> (Vec<Attrs>, Vec<Attrs>) {
    let resources = desired.resources.values().filter(|resource| resource.address.kind == kind);
    let (managed, found): (Vec<_>, Vec<_>) = resources.partition(|resource| resource.mode == Mode::Managed);
    let filled = |attrs: &Attrs| -> Attrs {
        attrs.iter().map(|(name, value)| (*name, foretold(value, desired))).collect()
    };
    (
        managed.iter().map(|resource| filled(&resource.attrs)).collect(),
        found.iter().map(|resource| filled(&resource.attrs)).collect(),
    )
}

/// `value` with every reference filled in that the spec itself has the answer to. References run in no circle.
fn foretold(value: &Value, desired: &Desired) -> Value {
    value.resolved(&|reference| {
        let known = desired.resources.get(&reference.address)?.attrs.get(reference.attr)?;
        Some(foretold(known, desired))
    })
}
