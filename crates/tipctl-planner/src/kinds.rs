//! The schemas by name, and the order that they imply among kinds.

use std::collections::{BTreeMap, BTreeSet};

use tipctl_model::{AttrType, KindName, KindSchema};

use crate::{PlanError, graph::Graph};

/// The schemas that a plan is made with.
pub(crate) struct Kinds {
    schemas: BTreeMap<KindName, &'static KindSchema>,
    order: Vec<KindName>,
    leans: BTreeMap<KindName, BTreeSet<KindName>>,
}

/// The kinds in an order in which each comes after those that its schema names: in `after`, and as what its attributes
/// refer to.
///
/// # Errors
/// [`PlanError::CircularKinds`] when there is none.
pub fn kind_order(kinds: &[&'static KindSchema]) -> Result<Vec<KindName>, PlanError> {
    Kinds::new(kinds).map(|kinds| kinds.order)
}

impl Kinds {
    /// The kinds of these schemas.
    ///
    /// # Errors
    /// [`PlanError::CircularKinds`] when they have no order.
    pub(crate) fn new(schemas: &[&'static KindSchema]) -> Result<Self, PlanError> {
        let schemas: BTreeMap<KindName, &'static KindSchema> =
            schemas.iter().map(|schema| (schema.name, *schema)).collect();
        let names: Vec<KindName> = schemas.keys().copied().collect();
        let mut graph = Graph::new(names.len());
        for (at, schema) in schemas.values().enumerate() {
            for before in before(schema) {
                if let Ok(other) = names.binary_search(&before) {
                    graph.wait(at, other);
                }
            }
        }
        let name = |at: &usize| names.get(*at).copied();
        let depths = graph
            .depths()
            .map_err(|circle| PlanError::CircularKinds(circle.iter().filter_map(name).collect()))?;
        let mut order: Vec<(usize, KindName)> = depths.into_iter().zip(names.iter().copied()).collect();
        order.sort();
        let leaning = |at| graph.waiting_for(at).into_iter().filter(move |other| *other != at);
        let leans = names
            .iter()
            .enumerate()
            .map(|(at, kind)| (*kind, leaning(at).filter_map(|other| name(&other)).collect()))
            .collect();
        Ok(Self { schemas, order: order.into_iter().map(|(_, kind)| kind).collect(), leans })
    }

    /// The schema of `kind`.
    ///
    /// # Errors
    /// [`PlanError::UnknownKind`] when there is none.
    pub(crate) fn schema(&self, kind: KindName) -> Result<&'static KindSchema, PlanError> {
        self.schemas.get(&kind).copied().ok_or(PlanError::UnknownKind(kind))
    }

    /// The kinds that come after `kind`, near and far.
    pub(crate) fn leaning_on(&self, kind: KindName) -> impl Iterator<Item = KindName> {
        self.leans.get(&kind).into_iter().flatten().copied()
    }

    /// Where `kind` stands in the order.
    pub(crate) fn rank(&self, kind: KindName) -> usize {
        self.order.iter().position(|other| *other == kind).unwrap_or(self.order.len())
    }

    /// The nearest kinds before `kind` by `after` alone for which `has` holds; the search goes on behind the others.
    pub(crate) fn nearest_after(&self, kind: KindName, has: &dyn Fn(KindName) -> bool) -> BTreeSet<KindName> {
        let mut found = BTreeSet::new();
        let mut seen = BTreeSet::from([kind]);
        let mut open = vec![kind];
        while let Some(schema) = open.pop().and_then(|kind| self.schemas.get(&kind)) {
            for before in schema.after.iter().map(|name| KindName(name)).filter(|name| seen.insert(*name)) {
                if has(before) {
                    found.insert(before);
                } else {
                    open.push(before);
                }
            }
        }
        found
    }
}

/// The kinds that a schema names: in `after`, and as what its attributes refer to.
fn before(schema: &KindSchema) -> BTreeSet<KindName> {
    let mut before: BTreeSet<KindName> = schema.after.iter().map(|name| KindName(name)).collect();
    schema.compared().for_each(|attr| referred(&attr.ty, &mut before));
    before.remove(&schema.name);
    before
}

fn referred(ty: &AttrType, into: &mut BTreeSet<KindName>) {
    match ty {
        AttrType::Ref { kinds, attr: _ } => into.extend(kinds.iter().map(|name| KindName(name))),
        AttrType::List(of) | AttrType::Set(of) | AttrType::Map(of) => referred(of, into),
        AttrType::Object(members) => members.iter().for_each(|member| referred(&member.ty, into)),
        AttrType::Bool | AttrType::Int(..) | AttrType::Text | AttrType::Choice(_) | AttrType::Policy => {}
    }
}

#[cfg(test)]
mod tests {
    use tipctl_model::{AttrSchema, Lane, ReplaceOrder, Section};
    use tipctl_testkit::invented;

    use super::*;

    const PLAIN: KindSchema = KindSchema {
        name: KindName("plain"),
        doc: "",
        section: Section::Labelled,
        attrs: &[],
        identity: &[],
        after: &[],
        replace: ReplaceOrder::DeleteFirst,
        lane: Lane { service: "none", writes: 1 },
        batch: 1,
        composite: false,
    };

    fn names(kinds: impl IntoIterator<Item = KindName>) -> Vec<&'static str> {
        kinds.into_iter().map(|kind| kind.0).collect()
    }

    #[test]
    fn a_kind_comes_after_what_it_names() {
        let order = kind_order(&invented::schemas()).unwrap();
        assert_eq!(names(order), ["gate", "keeper", "lake", "rules", "boat", "pass"]);
    }

    #[test]
    fn what_leans_on_a_kind_is_near_and_far() {
        let kinds = Kinds::new(&invented::schemas()).unwrap();
        let leaning = |kind| names(kinds.leaning_on(KindName(kind)));
        assert_eq!(leaning("keeper"), ["boat", "lake", "pass", "rules"]);
        assert_eq!(leaning("boat"), [""; 0]);
    }

    #[test]
    fn the_nearest_kinds_are_found_behind_those_without() {
        static MIDDLE: KindSchema = KindSchema { name: KindName("middle"), after: &["rules"], ..PLAIN };
        static LAST: KindSchema = KindSchema { name: KindName("last"), after: &["middle"], ..PLAIN };
        let mut schemas = invented::schemas();
        schemas.extend([&MIDDLE, &LAST]);
        let kinds = Kinds::new(&schemas).unwrap();
        let nearest = |has: &dyn Fn(KindName) -> bool| kinds.nearest_after(LAST.name, has);
        assert_eq!(nearest(&|_| true), BTreeSet::from([MIDDLE.name]));
        assert_eq!(nearest(&|kind| kind != MIDDLE.name), BTreeSet::from([KindName("rules")]));
        assert_eq!(nearest(&|_| false), BTreeSet::new());
    }

    #[test]
    fn a_kind_may_refer_to_itself() {
        static KIN: KindSchema = KindSchema {
            name: KindName("kin"),
            attrs: &[AttrSchema::refers("next", &["kin"], "id")],
            ..PLAIN
        };
        assert_eq!(kind_order(&[&KIN]), Ok(vec![KIN.name]));
    }

    #[test]
    fn a_circle_is_an_error() {
        static ONE: KindSchema = KindSchema { name: KindName("one"), after: &["two"], ..PLAIN };
        static TWO: KindSchema = KindSchema {
            name: KindName("two"),
            attrs: &[AttrSchema::refers("one", &["one"], "id")],
            ..PLAIN
        };
        let error = kind_order(&[&ONE, &TWO]).unwrap_err();
        assert_eq!(error.to_string(), "kinds come after each other in a circle: one -> two -> one");
    }
}
