//! What the walk changes `full` to: one attribute of the subject at a time, at the level of desired resources, so that
//! nothing else of the spec changes along.

use std::collections::{BTreeMap, BTreeSet};

use tipctl_model::{
    Action, Address, AttrSchema, Attrs, Desired, KindSchema, Mode, OnChange, Plan, Presence, Resource,
};

use crate::{fixtures::Fixtures, world::drawn};

/// `full` with some attributes of its subject changed.
pub(crate) struct Variant {
    /// What is changed: the attribute, or the fixture whose attributes are changed together.
    pub(crate) name: String,
    pub(crate) desired: Desired,
    /// Whose attributes; none where the spec is changed as a whole.
    pub(crate) subject: Option<Address>,
    /// The attributes that differ.
    pub(crate) attrs: BTreeSet<&'static str>,
}

impl Variant {
    /// Every change that the fixtures ask for.
    pub(crate) fn all(fixtures: &Fixtures) -> Vec<Self> {
        let Some(subject) = fixtures.subject(&fixtures.full) else { return Self::wholes(fixtures) };
        let mut variants = Vec::new();
        for (name, other) in &fixtures.others {
            let twin = fixtures.subject(other).expect("it is managed in `full`");
            let differing: Vec<&'static AttrSchema> = fixtures
                .kind
                .schema()
                .compared()
                .filter(|attr| {
                    twin.attrs.get(attr.name).is_some_and(|value| subject.attrs.get(attr.name) != Some(value))
                })
                .collect();
            assert!(!differing.is_empty(), "the subject of `{name}` is that of `full`");
            if name == "other" {
                let one = |attr: &&'static AttrSchema| {
                    Self::of(fixtures, attr.name.to_owned(), subject, (other, twin), &[attr])
                };
                variants.extend(differing.iter().map(one));
            } else {
                variants.push(Self::of(fixtures, name.clone(), subject, (other, twin), &differing));
            }
        }
        variants
    }

    /// The other specs as they are.
    fn wholes(fixtures: &Fixtures) -> Vec<Self> {
        let whole = |(name, other): (&String, &Desired)| Self {
            name: name.clone(),
            desired: other.clone(),
            subject: None,
            attrs: BTreeSet::new(),
        };
        fixtures.others.iter().map(whole).collect()
    }

    fn of(
        fixtures: &Fixtures,
        name: String,
        subject: &Resource,
        (other, twin): (&Desired, &Resource),
        differing: &[&'static AttrSchema],
    ) -> Self {
        let Fixtures { kind, full, .. } = fixtures;
        let mut changed = subject.clone();
        // What AWS gives or what follows from the rest is told anew by `settle`.
        changed.attrs.retain(|attr, _| {
            kind.schema().attr(attr).is_none_or(|attr| attr.presence != Presence::Computed)
        });
        changed.attrs.extend(differing.iter().map(|attr| (attr.name, twin.attrs[attr.name].clone())));
        changed.attrs = kind.settle(changed.attrs, &full.place);
        let flaws = kind.check(&changed.attrs, &full.place);
        assert!(flaws.is_empty(), "`{name}` cannot differ alone; give it an `other-….toml`: {flaws:#?}");
        let attrs = differs(kind.schema(), &subject.attrs, &changed.attrs);
        let mut desired = full.clone();
        bring_along(&mut desired.resources, &changed, other);
        let address = changed.address.clone();
        desired.resources.insert(address.clone(), changed);
        Self { name, desired, subject: Some(address), attrs }
    }

    /// That `plan`, which leads from `before` to `after`, does to the subject what its schema says, and to nothing else
    /// what does not follow from it.
    pub(crate) fn assert_expected(&self, plan: &Plan, before: &Desired, after: &Desired) {
        let Self { name, subject, .. } = self;
        let Some(subject) = subject else {
            assert!(!plan.steps.is_empty(), "`{name}` changes nothing");
            return;
        };
        let schema = crate::world::schema_of(subject.kind);
        let action = &plan.change(subject).expect("the subject is asked for").action;
        let (diff, replaces) = match action {
            Action::Update { diff, .. } => (diff, false),
            Action::Replace { diff, .. } => (diff, true),
            other => panic!("`{name}` would {} the subject:\n{}", other.word(), drawn(plan)),
        };
        let found: BTreeSet<&str> = diff.iter().map(|change| change.attr).collect();
        assert_eq!(found, self.attrs, "`{name}` is seen as another difference:\n{}", drawn(plan));
        let costs = |attr: &&str| schema.attr(attr).is_some_and(|attr| attr.on_change == OnChange::Replace);
        assert_eq!(
            replaces,
            self.attrs.iter().any(costs),
            "the schema says otherwise of `{name}`:\n{}",
            drawn(plan)
        );
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
    let Some(subject) = fixtures.subject(&fixtures.full) else { return };
    let variants = Variant::all(fixtures);
    let varied: BTreeSet<&str> = variants.iter().flat_map(|variant| variant.attrs.iter().copied()).collect();
    let all: BTreeSet<&str> = schema.compared().map(|attr| attr.name).collect();
    let fixed: BTreeSet<&str> = fixtures.fixed.keys().map(String::as_str).collect();
    let forgotten: Vec<_> = all.difference(&varied).filter(|attr| !fixed.contains(*attr)).collect();
    assert!(forgotten.is_empty(), "no fixture varies {forgotten:?}, and `fixed.toml` does not say why");
    let wrong: Vec<_> = fixed.iter().filter(|attr| varied.contains(*attr) || !all.contains(*attr)).collect();
    assert!(wrong.is_empty(), "`fixed.toml` names {wrong:?}, which are varied or do not exist");
    let unset: Vec<_> = varied.iter().filter(|attr| !subject.attrs.contains_key(*attr)).collect();
    let together = |attr: &&&str| {
        variants.iter().any(|variant| variant.name.starts_with("other-") && variant.attrs.contains(**attr))
    };
    let unset: Vec<_> = unset.into_iter().filter(|attr| !together(attr)).collect();
    assert!(unset.is_empty(), "`full` does not set {unset:?}");
}

/// The compared attributes in which two forms of one resource differ.
fn differs(schema: &KindSchema, one: &Attrs, other: &Attrs) -> BTreeSet<&'static str> {
    schema.compared().map(|attr| attr.name).filter(|name| one.get(name) != other.get(name)).collect()
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
