//! Attributes in which nothing waits for another resource: a reference is the value that it leads to where that is known
//! or foretold, and otherwise the text `address#attr`, which is the same for everyone who means that value.

use std::collections::BTreeSet;

use tipctl_model::{Address, AttrRef, Attrs, KindName, Presence, Value};

use crate::{kinds::KINDS, levels::for_each_ref};

/// `attrs` of `address` as they can be told: `known` answers references, and what others may refer to and nobody knows
/// yet is the text that stands for it.
pub(super) fn told(address: &Address, attrs: &Attrs, known: &dyn Fn(&AttrRef) -> Option<Value>) -> Attrs {
    let mut told: Attrs = attrs.iter().map(|(name, value)| (*name, resolved(value, known))).collect();
    for attr in ids(address.kind) {
        told.entry(attr).or_insert_with(|| stand_in(&AttrRef::new(address.clone(), attr)));
    }
    told
}

/// `value` with every reference answered, or stood in for. References lead to resources that were made before, so they
/// come to an end.
pub(super) fn resolved(value: &Value, known: &dyn Fn(&AttrRef) -> Option<Value>) -> Value {
    value.resolved(&|reference| {
        let found = known(reference).filter(|found| found.as_ref_to() != Some(reference));
        Some(found.map_or_else(|| stand_in(reference), |found| resolved(&found, known)))
    })
}

fn stand_in(reference: &AttrRef) -> Value {
    Value::Text(format!("{reference:?}"))
}

/// The attributes of `kind` that say which object it is: those that references stand for, and what AWS calls it by.
fn ids(kind: KindName) -> BTreeSet<&'static str> {
    let mut ids = BTreeSet::new();
    for other in KINDS {
        for attr in other.schema().attrs {
            for_each_ref(&attr.ty, &mut |kinds, attr| {
                ids.extend(kinds.contains(&kind.0).then_some(attr));
            });
        }
    }
    let own = KINDS.iter().map(|known| known.schema()).find(|schema| schema.name == kind);
    let computed = own.into_iter().flat_map(|schema| schema.attrs);
    let computed = computed.filter(|attr| attr.presence == Presence::Computed);
    ids.extend(computed.map(|attr| attr.name).filter(|name| *name == "id" || name.ends_with("arn")));
    ids
}
