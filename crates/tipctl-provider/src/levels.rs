//! The order in which kinds can be read and told of: each after those that it is made after, and those that its
//! attributes refer to.

use std::collections::BTreeSet;

use tipctl_model::{AttrType, KindName, KindSchema};

use crate::{calls::Calls, kinds::KINDS};

/// The kinds that `concerned` is true of, in levels: what a kind looks back at is in levels before its own.
pub(crate) fn levels(concerned: impl Fn(KindName) -> bool) -> Vec<Vec<&'static dyn Calls>> {
    let mut left: Vec<&'static dyn Calls> =
        KINDS.iter().copied().filter(|kind| concerned(kind.schema().name)).collect();
    let mut levels = Vec::new();
    while !left.is_empty() {
        let names: BTreeSet<&str> = left.iter().map(|kind| kind.schema().name.0).collect();
        let (ready, waiting): (Vec<_>, Vec<_>) =
            left.iter().copied().partition(|kind| before(kind.schema()).is_disjoint(&names));
        // The kinds' order has no cycle (a test over the list proves it); should it have one, take what is left at once.
        let (ready, waiting) = if ready.is_empty() { (waiting, Vec::new()) } else { (ready, waiting) };
        levels.push(ready);
        left = waiting;
    }
    levels
}

/// The kinds that come before one.
pub(crate) fn before(schema: &KindSchema) -> BTreeSet<&'static str> {
    let mut kinds: BTreeSet<&'static str> = schema.after.iter().copied().collect();
    for attr in schema.compared() {
        for_each_ref(&attr.ty, &mut |named, _| kinds.extend(named.iter().copied()));
    }
    kinds.remove(schema.name.0);
    kinds
}

/// Calls `visit` with the kinds and the attribute of each reference that a value of this type can hold.
pub(crate) fn for_each_ref(ty: &AttrType, visit: &mut dyn FnMut(&[&'static str], &'static str)) {
    match ty {
        AttrType::Ref { kinds, attr } => visit(kinds, attr),
        AttrType::List(inner) | AttrType::Set(inner) | AttrType::Map(inner) => for_each_ref(inner, visit),
        AttrType::Object(members) => members.iter().for_each(|member| for_each_ref(&member.ty, visit)),
        AttrType::Bool | AttrType::Int(..) | AttrType::Text | AttrType::Choice(_) | AttrType::Policy => {}
    }
}
