//! Resources into the form that AWS will echo, and the rules of their kinds.

use std::{
    collections::{BTreeMap, BTreeSet},
    mem,
};

use tipctl_model::{Address, Place, Resource};

use crate::{
    kinds::Kinds,
    problem::{Problem, Problems},
};

/// Settles every resource and reports what its kind finds wrong with it.
pub(crate) fn settle(
    resources: &mut BTreeMap<Address, Resource>,
    kinds: &Kinds<'_>,
    place: &Place,
    problems: &mut Problems,
) {
    // What derives from a section repeats its mistakes.
    let mut told = BTreeSet::new();
    let (written, derived): (Vec<_>, Vec<_>) =
        resources.values_mut().partition(|resource| resource.derived_from.is_none());
    for resource in written.into_iter().chain(derived) {
        let Some(kind) = kinds.named(resource.address.kind.0) else { continue };
        resource.attrs = kind.settle(mem::take(&mut resource.attrs), place);
        for flaw in kind.check(&resource.attrs, place) {
            let origin = resource.origin_of(&flaw.path);
            let label = match &resource.derived_from {
                Some(_) if told.contains(&origin) => continue,
                Some(_) => format!("`{}` follows from this", resource.address),
                None => String::new(),
            };
            if resource.derived_from.is_none() {
                told.insert(origin);
            }
            problems.push(Problem::of_flaw(flaw, origin, label));
        }
    }
}
