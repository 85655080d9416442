//! What references stand for: what the object that they lead to shows before anything is done, and what it will show
//! after.
//!
//! An object is found by the first and compared by the second. A group that is renamed still is the group of its
//! members; its members are compared with the group that it will be.

use std::collections::BTreeMap;

use tipctl_model::{Action, Address, AttrRef, Attrs, Change, Value};

use crate::{PlanError, pair::Pairs, plan::Given};

/// `attrs` with every reference for which `known` has an answer filled in.
pub(crate) fn resolved(attrs: &Attrs, known: &dyn Fn(&AttrRef) -> Option<Value>) -> Attrs {
    attrs.iter().map(|(name, value)| (*name, value.resolved(known))).collect()
}

/// What `reference` stands for before anything is done: what the object that is there shows, or else what can be
/// foretold of it.
pub(crate) fn prior(given: &Given<'_>, pairs: &Pairs<'_>, reference: &AttrRef) -> Option<Value> {
    let shown =
        pairs.get(&reference.address).and_then(|object| object.live.attrs.get(reference.attr)).cloned();
    shown.or_else(|| {
        let resource = given.desired.resources.get(&reference.address)?;
        let foretold = resource.attrs.get(reference.attr)?;
        Some(foretold.resolved(&|further| prior(given, pairs, further)))
    })
}

/// What `reference` will stand for, as far as what was decided about the object that it leads to tells: none when only
/// a step can tell.
pub(crate) fn future(changes: &BTreeMap<Address, Change>, reference: &AttrRef) -> Option<Value> {
    let value = match &changes.get(&reference.address)?.action {
        Action::Create { want } | Action::Replace { want, .. } => want.get(reference.attr),
        Action::Update { live, want, .. } => {
            want.get(reference.attr).or_else(|| live.attrs.get(reference.attr))
        }
        Action::Keep { live } | Action::Adopt { live } | Action::Delete { live } => {
            live.attrs.get(reference.attr)
        }
    };
    value.cloned()
}

/// That every reference which is left in `want` will be answered by a step.
pub(crate) fn will_be_answered(
    address: &Address,
    want: &Attrs,
    changes: &BTreeMap<Address, Change>,
) -> Result<(), PlanError> {
    let mut unanswered = None;
    for value in want.values() {
        value.for_each_ref(&mut |reference| {
            let answered =
                changes.get(&reference.address).is_some_and(|change| change.action.want().is_some());
            if !answered {
                unanswered.get_or_insert_with(|| reference.clone());
            }
        });
    }
    unanswered.map_or(Ok(()), |to| Err(PlanError::Unanswered { address: address.clone(), to }))
}
