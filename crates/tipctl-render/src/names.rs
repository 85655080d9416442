//! Which resource a value stands for: an id in a grant reads as the group that has it.

use std::collections::{BTreeMap, BTreeSet};

use tipctl_model::{Address, AttrType, KindSchema, Plan, Value};

/// Addresses by kind, attribute and value, for the attributes that some schema refers to.
pub(crate) struct Names<'a> {
    addresses: BTreeMap<(&'static str, &'static str, &'a str), &'a Address>,
}

impl<'a> Names<'a> {
    pub(crate) fn new(plan: &'a Plan, schemas: &[&'static KindSchema]) -> Self {
        let mut targets = BTreeSet::new();
        for attr in schemas.iter().flat_map(|schema| schema.attrs) {
            collect(&attr.ty, &mut targets);
        }
        let mut addresses = BTreeMap::new();
        for change in &plan.changes {
            let kind = change.address.kind.0;
            let live = change.action.live().map(|live| &live.attrs);
            for (attr, value) in live.into_iter().chain(change.action.want()).flatten() {
                if let Some(text) = value.as_text().filter(|_| targets.contains(&(kind, *attr))) {
                    addresses.entry((kind, *attr, text)).or_insert(&change.address);
                }
            }
        }
        Self { addresses }
    }

    /// The resource that `value`, of type `ty`, stands for; none when it is not a reference to a resource of the plan.
    pub(crate) fn of<'v>(&'v self, ty: Option<&AttrType>, value: &'v Value) -> Option<&'v Address> {
        match (value, ty) {
            (Value::Pending(reference), _) => Some(&reference.address),
            (Value::Text(text), Some(AttrType::Ref { kinds, attr })) => {
                kinds.iter().find_map(|kind| self.addresses.get(&(*kind, *attr, text.as_str())).copied())
            }
            _ => None,
        }
    }
}

fn collect(ty: &'static AttrType, targets: &mut BTreeSet<(&'static str, &'static str)>) {
    match ty {
        AttrType::Ref { kinds, attr } => targets.extend(kinds.iter().map(|kind| (*kind, *attr))),
        AttrType::List(inner) | AttrType::Set(inner) | AttrType::Map(inner) => collect(inner, targets),
        AttrType::Object(attrs) => attrs.iter().for_each(|attr| collect(&attr.ty, targets)),
        AttrType::Bool | AttrType::Int(..) | AttrType::Text | AttrType::Choice(_) | AttrType::Policy => {}
    }
}
