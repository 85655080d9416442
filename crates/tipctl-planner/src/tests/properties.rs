//! What holds for every plan, over specs and worlds that nobody chose.

use proptest::prelude::*;
use tipctl_model::{Action, Address, Desired, KindSchema, Mode, Observation, Plan, Reason, Value};
use tipctl_testkit::invented;

use super::{
    drawn::{as_others_would, muddle, spec},
    world::{World, key},
};
use crate::{Options, PlanError, audit, load, moved, plan, save};

const OPTIONS: Options<'_> = Options { destroy: false, tool: "0.0.0" };

/// The same spec with other labels and with every set the other way round.
fn relabelled(spec: &Desired) -> Desired {
    fn renamed(address: &Address) -> Address {
        Address::new(address.kind, format!("other-{}", address.label))
    }
    let mut spec = spec.clone();
    spec.resources = std::mem::take(&mut spec.resources)
        .into_values()
        .map(|mut resource| {
            resource.address = renamed(&resource.address);
            for value in resource.attrs.values_mut() {
                *value = value.resolved(&|to| {
                    let mut to = to.clone();
                    to.address = renamed(&to.address);
                    Some(Value::Pending(to))
                });
            }
            (resource.address.clone(), resource)
        })
        .collect();
    turned(spec)
}

/// The same spec with the elements of every set the other way round and twice.
fn turned(mut spec: Desired) -> Desired {
    for resource in spec.resources.values_mut() {
        for name in ["rights", "waters", "gates", "wardens"] {
            if let Some(Value::List(elements)) = resource.attrs.get_mut(name) {
                *elements = elements.iter().chain(elements.iter()).rev().cloned().collect();
            }
        }
    }
    spec
}

/// The same observation in another order.
fn reversed(mut observed: Observation) -> Observation {
    observed.lives.values_mut().for_each(|lives| lives.reverse());
    observed
}

fn without_origins(mut plan: Plan) -> Plan {
    plan.changes.iter_mut().for_each(|change| change.origin = None);
    plan
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 192, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_plan_that_was_carried_out_leaves_nothing_to_plan(
        first in spec(), others in spec(), second in spec(), lost in any::<prop::sample::Index>(),
    ) {
        let mut world = World::new();
        world.apply(&world.plan(&first));
        prop_assert!(world.plan(&first).is_empty(), "{:#?}", world.plan(&first));
        for (kind, attrs) in as_others_would(&others) {
            let _ = world.fake.put(kind, &attrs);
        }
        let owned: Vec<_> = world.ledger.iter().map(|(key, _)| key.clone()).collect();
        if !owned.is_empty() {
            world.fake.take(lost.get(&owned));
        }
        world.apply(&world.plan(&second));
        let again = world.plan(&second);
        prop_assert!(again.is_empty(), "{again:#?}");
        prop_assert_eq!(again.steps, []);
        prop_assert!(world.plan(&relabelled(&second)).is_empty());
        world.apply(&world.plan(&first));
        prop_assert!(world.plan(&first).is_empty());
    }

    #[test]
    fn a_destroy_leaves_what_is_not_ours_and_nothing_else(first in spec(), others in spec(), second in spec()) {
        let mut world = World::new();
        world.apply(&world.plan(&first));
        for (kind, attrs) in as_others_would(&others) {
            let _ = world.fake.put(kind, &attrs);
        }
        let mut left = world.fake.everything();
        for (kind, lives) in &mut left.lives {
            lives.retain(|live| !world.ledger.owns(&key(*kind, live)));
        }
        let plan = world.destroy(&second);
        let destroys = |action: &Action| matches!(action, Action::Keep { .. } | Action::Delete { .. });
        prop_assert!(plan.changes.iter().all(|change| destroys(&change.action)));
        world.apply(&plan);
        prop_assert_eq!(world.fake.everything(), left);
        prop_assert!(world.ledger.is_empty());
    }

    #[test]
    fn the_audit_is_clean_whatever_is_there(wanted in spec(), (observed, ledger) in muddle(), destroy: bool) {
        let schemas = invented::schemas();
        match plan(&wanted, &observed, &ledger, &schemas, &Options { destroy, ..OPTIONS }) {
            Ok(plan) => {
                prop_assert_eq!(audit(&plan, &schemas, &ledger), []);
                prop_assert_eq!(moved(&plan, &observed, &schemas), []);
                let loaded = load(&save(&plan).unwrap(), &schemas).unwrap();
                prop_assert_eq!(loaded, without_origins(plan));
            }
            Err(PlanError::Ambiguous { .. } | PlanError::Contested { .. }) => {}
            Err(error) => prop_assert!(false, "{}", error),
        }
    }

    #[test]
    fn the_order_of_anything_changes_nothing(wanted in spec(), (observed, ledger) in muddle(), destroy: bool) {
        let schemas = invented::schemas();
        let backwards: Vec<&'static KindSchema> = schemas.iter().rev().copied().collect();
        let options = Options { destroy, ..OPTIONS };
        let one = plan(&wanted, &observed, &ledger, &schemas, &options);
        let other = plan(&turned(wanted), &reversed(observed), &ledger, &backwards, &options);
        prop_assert_eq!(one, other);
    }

    #[test]
    fn what_is_only_looked_up_is_never_written(mut wanted in spec(), (observed, ledger) in muddle(), destroy: bool) {
        for resource in wanted.resources.values_mut().filter(|resource| resource.address.kind.0 == "gate") {
            resource.mode = Mode::Found;
        }
        if let Ok(plan) = plan(&wanted, &observed, &ledger, &invented::schemas(), &Options { destroy, ..OPTIONS }) {
            for change in plan.changes.iter().filter(|change| change.mode == Mode::Found) {
                prop_assert!(change.action.is_keep());
                prop_assert!(!plan.steps.iter().any(|step| step.address == change.address));
            }
            let claims = plan.changes.iter().filter(|change| change.because.contains(&Reason::NotInSpec));
            prop_assert!(claims.into_iter().all(|change| change.origin.is_none()));
        }
    }
}
