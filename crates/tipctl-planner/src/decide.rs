//! What happens to each resource, and why.

use std::collections::{BTreeMap, BTreeSet};

use tipctl_model::{
    Action, Address, AttrChange, Attrs, Change, Key, KindName, Live, Mode, NonEmpty, Note, OnChange,
    PlanReport, Reason, Resource,
};

use crate::{
    PlanError,
    diff::{canonical_attrs, diff},
    lives::Object,
    memory::exchanged,
    pair::{Pairs, ambiguous},
    plan::Given,
    resolve::{future, resolved, will_be_answered},
};

/// What was decided.
#[derive(Default)]
pub(crate) struct Decided {
    /// The change of each resource, and of each object that only the ledger knows.
    pub(crate) changes: BTreeMap<Address, Change>,
    /// What a reader must know beyond them.
    pub(crate) report: PlanReport,
}

/// Decides about everything. Objects of the kinds in `partial` may be hidden from the caller.
///
/// # Errors
/// [`PlanError::Unanswered`], and [`PlanError::Ambiguous`] when the ledger's key of something to be deleted names more
/// than one object.
pub(crate) fn decide(
    given: &Given<'_>,
    pairs: &Pairs<'_>,
    partial: &BTreeSet<KindName>,
    destroy: bool,
) -> Result<Decided, PlanError> {
    let mut decided = Decided::default();
    for (_, resource) in &given.sequence {
        decided.wanted(given, pairs, resource, destroy)?;
    }
    decided.left_over(given, pairs, destroy)?;
    decided.vanished(given, partial);
    let marked: Vec<Note> =
        decided.changes.values().filter_map(|change| marked(change, &given.desired.place.stack)).collect();
    decided.report.notes.extend(marked);
    if !destroy {
        decided.report.notes.extend(exchanged(given, pairs, &decided.changes));
    }
    Ok(decided)
}

/// What is known about one resource when it is decided.
struct Row<'a> {
    mode: Mode,
    live: Option<&'a Live>,
    is_owned: bool,
    want: Attrs,
    diff: Option<NonEmpty<AttrChange>>,
}

impl Row<'_> {
    /// The decision. None when nothing is there and nothing is to be made.
    fn action(self, destroy: bool) -> Option<Action> {
        let Self { mode, live, is_owned, want, diff } = self;
        let live = live.cloned();
        match (destroy, mode, live, diff) {
            (_, Mode::Found, live, _) => Some(Action::Keep { live: live? }),
            (true, Mode::Managed, Some(live), _) if is_owned => Some(Action::Delete { live }),
            (true, Mode::Managed, live, _) => Some(Action::Keep { live: live? }),
            (false, Mode::Managed, None, _) => Some(Action::Create { want }),
            (false, Mode::Managed, Some(live), None) if is_owned => Some(Action::Keep { live }),
            (false, Mode::Managed, Some(live), None) => Some(Action::Adopt { live }),
            (false, Mode::Managed, Some(live), Some(diff)) if forces_replacement(&diff) => {
                Some(Action::Replace { live, want, diff })
            }
            (false, Mode::Managed, Some(live), Some(diff)) => Some(Action::Update { live, want, diff }),
        }
    }
}

fn forces_replacement(diff: &NonEmpty<AttrChange>) -> bool {
    diff.iter().any(|change| change.on_change == OnChange::Replace)
}

impl Decided {
    fn wanted(
        &mut self,
        given: &Given<'_>,
        pairs: &Pairs<'_>,
        resource: &Resource,
        destroy: bool,
    ) -> Result<(), PlanError> {
        let Resource { address, attrs, mode, origin, derived_from, .. } = resource;
        let object = pairs.get(address);
        let mut row = Row {
            mode: *mode,
            live: object.map(|object| object.live),
            is_owned: object.is_some_and(|object| given.owner(object).is_some()),
            want: Attrs::new(),
            diff: None,
        };
        if !destroy && *mode == Mode::Managed {
            let schema = given.kinds.schema(address.kind)?;
            let want = resolved(attrs, &|reference| future(&self.changes, reference));
            will_be_answered(address, &want, &self.changes)?;
            row.want = canonical_attrs(schema, &want);
            row.diff = row.live.and_then(|live| NonEmpty::new(diff(schema, &row.want, &live.attrs)));
        }
        let is_owned = row.is_owned;
        let Some(action) = row.action(destroy) else { return Ok(()) };
        let mut because = Vec::new();
        if *mode == Mode::Managed {
            because.extend(self.differs_because(resource, &action));
            match (&action, is_owned) {
                (Action::Delete { .. }, _) => because.push(Reason::Destroy),
                (Action::Adopt { .. } | Action::Update { .. } | Action::Replace { .. }, false) => {
                    because.push(Reason::Adopted);
                }
                _ => {}
            }
            because.extend(marked_by(&action, &given.desired.place.stack));
        }
        let (origin, derived_from) = (Some(*origin), derived_from.clone());
        let change = Change { address: address.clone(), action, mode: *mode, because, origin, derived_from };
        self.changes.insert(address.clone(), change);
        Ok(())
    }

    /// Why a resource differs: the attributes that cannot be changed, and the replaced resources that it follows.
    fn differs_because(&self, resource: &Resource, action: &Action) -> Vec<Reason> {
        let (Action::Update { diff, .. } | Action::Replace { diff, .. }) = action else { return Vec::new() };
        let mut followed = BTreeSet::new();
        let mut immutable = Vec::new();
        for change in diff {
            let mut follows = false;
            if let Some(value) = resource.attrs.get(change.attr) {
                value.for_each_ref(&mut |reference| {
                    let target = self.changes.get(&reference.address).map(|change| &change.action);
                    if matches!(target, Some(Action::Replace { .. })) {
                        follows = true;
                        followed.insert(reference.address.clone());
                    }
                });
            }
            if change.on_change == OnChange::Replace && !follows {
                immutable.push(change.attr);
            }
        }
        let immutable = (!immutable.is_empty()).then_some(Reason::Immutable(immutable));
        immutable.into_iter().chain(followed.into_iter().map(Reason::Follows)).collect()
    }

    /// Objects that no resource claims: the stack's own go, the others are counted.
    fn left_over(&mut self, given: &Given<'_>, pairs: &Pairs<'_>, destroy: bool) -> Result<(), PlanError> {
        for object in given.lives.iter().filter(|object| pairs.claimant(*object).is_none()) {
            let Some(remembered) = given.owner(object) else {
                *self.report.foreign.entry(object.schema.name).or_default() += 1;
                continue;
            };
            names_one(given, remembered, object)?;
            let address = self.unused(given, remembered);
            let action = Action::Delete { live: object.live.clone() };
            let mut because = vec![if destroy { Reason::Destroy } else { Reason::NotInSpec }];
            because.extend(marked_by(&action, &given.desired.place.stack));
            let change = Change {
                address: address.clone(),
                action,
                mode: Mode::Managed,
                because,
                origin: None,
                derived_from: None,
            };
            self.changes.insert(address, change);
        }
        Ok(())
    }

    /// The ledger's address of an object that nothing claims, told apart from a resource that has the address by now.
    fn unused(&self, given: &Given<'_>, remembered: &Address) -> Address {
        let is_used = |address: &Address| {
            given.desired.resources.contains_key(address) || self.changes.contains_key(address)
        };
        let labelled = |label| Address::new(remembered.kind, label);
        let others = (1..).map(|count| match count {
            1 => labelled(format!("{} (former)", remembered.label)),
            _ => labelled(format!("{} (former {count})", remembered.label)),
        });
        let mut addresses = std::iter::once(remembered.clone()).chain(others);
        addresses.find(|address| !is_used(address)).unwrap_or_else(|| remembered.clone())
    }

    /// What the ledger has and AWS does not, as far as the caller is shown everything.
    fn vanished(&mut self, given: &Given<'_>, partial: &BTreeSet<KindName>) {
        let is_gone = |key: &Key| !partial.contains(&key.kind) && given.lives.named(key).is_empty();
        for (key, address) in given.ledger.iter().filter(|(key, _)| is_gone(key)) {
            self.report.vanished.push(address.clone());
            self.report.notes.push(Note {
                code: "plan::vanished",
                message: format!("`{address}` is the stack's own as `{key}`, and is no longer there"),
                help: None,
            });
        }
        self.report.vanished.sort();
        self.report.vanished.dedup();
    }
}

/// That the keys by which the ledger owns an object name no other.
fn names_one(given: &Given<'_>, address: &Address, object: Object<'_>) -> Result<(), PlanError> {
    for key in object.keys().filter(|key| given.ledger.owns(key)) {
        let objects = given.lives.named(&key);
        if objects.len() > 1 {
            return Err(ambiguous(address, key, objects));
        }
    }
    Ok(())
}

/// The other stack that the mark on an object names.
fn marked_by(action: &Action, stack: &str) -> Option<Reason> {
    let mark = action.live()?.stack.as_ref()?;
    (mark != stack).then(|| Reason::MarkedBy(mark.clone()))
}

fn marked(change: &Change, stack: &str) -> Option<Note> {
    let Some(Reason::MarkedBy(other)) =
        change.because.iter().find(|reason| matches!(reason, Reason::MarkedBy(_)))
    else {
        return None;
    };
    Some(Note {
        code: "plan::marked_by_another_stack",
        message: format!(
            "`{}` is marked as belonging to the stack `{other}`, not to `{stack}`",
            change.address
        ),
        help: Some("leave it in the spec of one stack only".to_owned()),
    })
}
