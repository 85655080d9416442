//! How many calls of a service are under way at once.

use proptest::prelude::*;
use tipctl_model::{FaultClass, Verb};
use tipctl_testkit::scripted::{Answer, Sent};

use crate::world::{Draft, at, played};

/// The greatest number of calls that were under way at one time. A call that ends when another begins is not.
fn most(sent: &[Sent], kinds: &[&str]) -> usize {
    let mine: Vec<_> = sent.iter().filter(|sent| kinds.contains(&sent.kind.0)).collect();
    let under_way = |at: u64| {
        mine.iter().filter(|sent| sent.at_ms <= at && sent.until_ms.is_none_or(|until| at < until)).count()
    };
    mine.iter().map(|sent| under_way(sent.at_ms)).max().unwrap_or_default()
}

#[test]
fn kinds_of_one_service_share_its_lane_and_services_do_not_share() {
    let plan = ["lake", "river", "pass"]
        .iter()
        .flat_map(|kind| (0..4).map(move |label| format!("{kind}.{label}")))
        .fold(Draft::default(), |draft, address| draft.create(&address, &[]))
        .plan();
    let (outcome, _, provider) = played(&plan, |provider| provider);
    assert!(outcome.is_complete());
    assert_eq!(most(&provider.sent(), &["lake", "river"]), 2);
    assert_eq!(most(&provider.sent(), &["pass"]), 1);
    assert_eq!(outcome.took_ms, 40);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn no_lane_is_ever_overfull(
        kinds in prop::collection::vec(0..3_usize, 1..40),
        lagging in prop::collection::vec(any::<bool>(), 40),
    ) {
        let address = |label: usize, kind: usize| format!("{}.{label}", ["lake", "river", "pass"][kind]);
        let draft = kinds.iter().enumerate().fold(Draft::default(), |draft, (label, kind)| {
            draft.create(&address(label, *kind), &[])
        });
        let (outcome, _, provider) = played(&draft.plan(), |provider| {
            kinds.iter().enumerate().filter(|(label, _)| lagging[*label]).fold(provider, |provider, (label, kind)| {
                let script = [Answer::fault(FaultClass::Lagging), Answer::fault(FaultClass::Busy), Answer::Done];
                provider.script(at(&address(label, *kind)), Verb::Create, script)
            })
        });
        prop_assert!(outcome.is_complete());
        prop_assert!(most(&provider.sent(), &["lake", "river"]) <= 2);
        prop_assert!(most(&provider.sent(), &["pass"]) <= 1);
    }
}
