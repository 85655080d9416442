//! What the walk changes a spec to: one attribute of the subject at a time, at the level of desired resources, so that
//! nothing else of the spec changes along.

use std::collections::{BTreeMap, BTreeSet};

use tipctl_model::{
    Action, Address, AttrSchema, Attrs, Desired, KindSchema, Mode, OnChange, Plan, Presence, Resource,
};

use crate::{
    fixtures::{Base, Fixtures, Other},
    world::{drawn, schema_of},
};

/// A spec with some attributes of its subject changed.
pub(crate) struct Variant {
    /// What is changed: the attribute, or the fixture whose subject it becomes.
    pub(crate) name: String,
    pub(crate) desired: Desired,
    /// Whose attributes; none where the spec is changed as a whole.
    subject: Option<Address>,
    /// Whether the kind's objects change with it: not where they are only looked up.
    is_written: bool,
    /// The attributes that are changed.
    attrs: BTreeSet<&'static str>,
}

impl Variant {
    /// Every change of `base` that the fixtures ask for.
    pub(crate) fn all(fixtures: &Fixtures, base: &Base) -> Vec<Self> {
        let Some(subject) = fixtures.subject(&base.full) else {
            return Self::wholes(base, fixtures.kind.schema().composite);
        };
        let mut variants = Vec::new();
        for (name, other) in &base.others {
            let twin = fixtures.subject(&other.desired).expect("it is managed in the base");
            let differing = differing(fixtures.kind.schema(), &subject.attrs, &twin.attrs);
            assert!(!differing.is_empty(), "the subject of `{name}` is that of the base");
            if other.is_whole {
                let changed = Resource { address: subject.address.clone(), ..twin.clone() };
                variants.push(Self::of(fixtures, name, base, changed, &other.desired));
            } else {
                for attr in differing.into_iter().filter(|attr| subject.attrs.contains_key(attr)) {
                    let mut changed = subject.clone();
                    changed.attrs.insert(attr, twin.attrs[attr].clone());
                    variants.push(Self::of(fixtures, attr, base, changed, &other.desired));
                }
            }
        }
        variants
    }

    /// The other specs as they are.
    fn wholes(base: &Base, is_written: bool) -> Vec<Self> {
        let whole = |(name, other): (&String, &Other)| Self {
            name: name.clone(),
            desired: other.desired.clone(),
            subject: None,
            is_written,
            attrs: BTreeSet::new(),
        };
        base.others.iter().map(whole).collect()
    }

    fn of(fixtures: &Fixtures, name: &str, base: &Base, mut changed: Resource, other: &Desired) -> Self {
        let (kind, full) = (fixtures.kind, &base.full);
        // What AWS gives or what follows from the rest is told anew by `settle`.
        let is_computed = |attr: &AttrSchema| attr.presence == Presence::Computed;
        changed.attrs.retain(|attr, _| !kind.schema().attr(attr).is_some_and(is_computed));
        changed.attrs = kind.settle(changed.attrs, &full.place);
        let flaws = kind.check(&changed.attrs, &full.place);
        assert!(flaws.is_empty(), "`{name}` cannot change alone; give it a fixture of its own: {flaws:#?}");
        let address = changed.address.clone();
        let attrs = differing(kind.schema(), &full.resources[&address].attrs, &changed.attrs);
        let mut desired = full.clone();
        bring_along(&mut desired.resources, &changed, other);
        desired.resources.insert(address.clone(), changed);
        Self { name: name.to_owned(), desired, subject: Some(address), is_written: true, attrs }
    }

    /// That `plan`, which leads from `before` to `after`, does to the subject what its schema says, and to nothing else
    /// what does not follow from it.
    pub(crate) fn assert_expected(&self, plan: &Plan, before: &Desired, after: &Desired) {
        let Self { name, subject, .. } = self;
        let Some(subject) = subject else {
            assert_eq!(plan.steps.is_empty(), !self.is_written, "`{name}`:\n{}", drawn(plan));
            return;
        };
        let action = &plan.change(subject).expect("the subject is asked for").action;
        let (diff, replaces) = match action {
            Action::Update { diff, .. } => (diff, false),
            Action::Replace { diff, .. } => (diff, true),
            other => panic!("`{name}` would {} the subject:\n{}", other.word(), drawn(plan)),
        };
        let (schema, from, to) =
            (schema_of(subject.kind), &before.resources[subject].attrs, &after.resources[subject].attrs);
        let found: BTreeSet<&str> = diff.iter().map(|change| change.attr).collect();
        let possible = differing(schema, from, to);
        // What was left out before may have had the value that it is given.
        let certain: BTreeSet<&str> =
            possible.iter().copied().filter(|attr| from.contains_key(attr)).collect();
        assert!(
            certain.is_subset(&found) && found.is_subset(&possible),
            "`{name}` is seen as a difference in {found:?}, not in {possible:?}:\n{}",
            drawn(plan)
        );
        let forces = |attr: &&str| {
            schema.attr(attr).is_some_and(|attr| match attr.on_change {
                OnChange::Update => false,
                OnChange::Replace => true,
                OnChange::Grow => {
                    let kept = to[attr.name].elements();
                    from.get(attr.name)
                        .is_some_and(|had| had.elements().iter().any(|one| !kept.contains(one)))
                }
            })
        };
        let must_replace = found.iter().any(forces);
        assert_eq!(replaces, must_replace, "the schema says otherwise of `{name}`:\n{}", drawn(plan));
        for change in plan.changes.iter().filter(|change| !change.action.is_keep()) {
            let address = &change.address;
            let comes_or_goes =
                before.resources.contains_key(address) != after.resources.contains_key(address);
            let follows = address == subject || leans_on(after, address, subject);
            assert!(comes_or_goes || follows, "`{name}` touches `{address}`:\n{}", drawn(plan));
        }
    }
}

/// That each attribute is varied by a fixture or has a reason why it cannot be.
pub(crate) fn assert_all_varied(fixtures: &Fixtures) {
    let schema = fixtures.kind.schema();
    if fixtures.bases.iter().all(|base| fixtures.subject(&base.full).is_none()) {
        assert!(fixtures.fixed.is_empty(), "nothing of the kind is varied, so `fixed.toml` says nothing");
        return;
    }
    let variants = fixtures.bases.iter().flat_map(|base| Variant::all(fixtures, base));
    let varied: BTreeSet<&str> = variants.flat_map(|variant| variant.attrs).collect();
    let all: BTreeSet<&str> = schema.compared().map(|attr| attr.name).collect();
    let fixed: BTreeSet<&str> = fixtures.fixed.keys().map(String::as_str).collect();
    let forgotten: Vec<_> = all.difference(&varied).filter(|attr| !fixed.contains(*attr)).collect();
    assert!(forgotten.is_empty(), "no fixture varies {forgotten:?}, and `fixed.toml` does not say why");
    let wrong: Vec<_> = fixed.iter().filter(|attr| varied.contains(*attr) || !all.contains(*attr)).collect();
    assert!(wrong.is_empty(), "`fixed.toml` names {wrong:?}, which are varied or do not exist");
}

/// The compared attributes that `to` gives other values than `from` does.
fn differing(schema: &KindSchema, from: &Attrs, to: &Attrs) -> BTreeSet<&'static str> {
    let differs = |name: &&'static str| to.get(name).is_some_and(|value| from.get(name) != Some(value));
    schema.compared().map(|attr| attr.name).filter(differs).collect()
}

/// Adds to `resources` what `changed` refers to and only `other` has.
fn bring_along(resources: &mut BTreeMap<Address, Resource>, changed: &Resource, other: &Desired) {
    let mut open: Vec<Address> = changed.needs().into_iter().collect();
    while let Some(address) = open.pop() {
        if resources.contains_key(&address) {
            continue;
        }
        let found = other.resources.get(&address);
        let found = found.unwrap_or_else(|| panic!("`{address}` is in neither spec"));
        open.extend(found.needs());
        resources.insert(address, found.clone());
    }
}

/// Whether `address` refers to `subject`, itself or through others.
fn leans_on(desired: &Desired, address: &Address, subject: &Address) -> bool {
    let Some(resource) = desired.resources.get(address).filter(|resource| resource.mode == Mode::Managed)
    else {
        return false;
    };
    let needs = resource.needs();
    needs.contains(subject) || needs.iter().any(|need| leans_on(desired, need, subject))
}
