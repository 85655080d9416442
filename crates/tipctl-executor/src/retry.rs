//! How long to wait before a step is sent again, and when to give up.
//!
//! Two classes of fault are retried here and nowhere else; everything that the SDK retries (throttling, 5xx) has had
//! its chances by the time it gets here.

use std::collections::BTreeMap;

use rand::{RngExt as _, SeedableRng as _, rngs::SmallRng};
use tipctl_model::FaultClass;

/// How patient to be with one class of fault. Waits double from the first to the longest.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct RetryPolicy {
    /// The first wait, in milliseconds.
    pub(crate) first_ms: u64,
    /// The longest wait, in milliseconds.
    pub(crate) cap_ms: u64,
    /// All waits of a step together, in milliseconds.
    pub(crate) total_ms: u64,
    /// By how many percent chance may shorten a wait, so that those who fail together do not return together.
    pub(crate) jitter_percent: u64,
}

impl RetryPolicy {
    /// AWS has not yet heard of something that was just made.
    // AWS: a role that was just written is refused by other services for a while, and a grant that was just deleted still
    // counts; two minutes have proved enough (facts/aws-identity.md §7, facts/aws-data.md §4.6, §9.2, §11.4).
    pub(crate) const LAGGING: Self =
        Self { first_ms: 1_000, cap_ms: 15_000, total_ms: 120_000, jitter_percent: 25 };

    /// Another write to the same object is under way; it ends as soon as that one does.
    pub(crate) const BUSY: Self = Self { first_ms: 500, cap_ms: 5_000, total_ms: 60_000, jitter_percent: 50 };

    /// How patient to be with faults of `class`; none when waiting does not help.
    pub(crate) fn of(class: FaultClass) -> Option<Self> {
        match class {
            FaultClass::Lagging => Some(Self::LAGGING),
            FaultClass::Busy => Some(Self::BUSY),
            FaultClass::Absent
            | FaultClass::Taken
            | FaultClass::Throttled
            | FaultClass::Denied
            | FaultClass::Unauthenticated
            | FaultClass::Unreachable
            | FaultClass::Invalid
            | FaultClass::Unimplemented
            | FaultClass::Unknown => None,
        }
    }
}

/// The waits that a policy allows, in milliseconds each; together exactly what it grants in total.
#[derive(Clone)]
pub(crate) struct Backoff {
    policy: RetryPolicy,
    next_ms: u64,
    left_ms: u64,
    chance: SmallRng,
}

impl Backoff {
    /// The waits of `policy`. The same seed gives the same waits.
    pub(crate) fn new(policy: RetryPolicy, seed: u64) -> Self {
        Self {
            policy,
            next_ms: policy.first_ms.min(policy.cap_ms),
            left_ms: policy.total_ms,
            chance: SmallRng::seed_from_u64(seed),
        }
    }
}

impl Iterator for Backoff {
    type Item = u64;

    fn next(&mut self) -> Option<u64> {
        if self.left_ms == 0 {
            return None;
        }
        let longest = self.next_ms.max(1);
        self.next_ms = longest.saturating_mul(2).min(self.policy.cap_ms);
        let shortest = longest - longest.saturating_mul(self.policy.jitter_percent.min(100)) / 100;
        let wait = self.chance.random_range(shortest..=longest).clamp(1, self.left_ms);
        self.left_ms -= wait;
        Some(wait)
    }
}

/// The patience that a step starts out with, class by class; waiting for one class uses up nothing of the other's.
#[derive(Clone)]
pub(crate) struct Patience {
    seed: u64,
    backoffs: BTreeMap<FaultClass, Backoff>,
}

impl Patience {
    /// All of it.
    pub(crate) fn new(seed: u64) -> Self {
        Self { seed, backoffs: BTreeMap::new() }
    }

    /// How long to wait, in milliseconds, after one more fault of `class`; none when it is not or no longer retried.
    pub(crate) fn wait_ms(&mut self, class: FaultClass) -> Option<u64> {
        let policy = RetryPolicy::of(class)?;
        self.backoffs.entry(class).or_insert_with(|| Backoff::new(policy, self.seed)).next()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const CLASSES: [FaultClass; 11] = [
        FaultClass::Absent,
        FaultClass::Taken,
        FaultClass::Lagging,
        FaultClass::Busy,
        FaultClass::Throttled,
        FaultClass::Denied,
        FaultClass::Unauthenticated,
        FaultClass::Unreachable,
        FaultClass::Invalid,
        FaultClass::Unimplemented,
        FaultClass::Unknown,
    ];

    #[test]
    fn exactly_the_transient_classes_have_a_policy() {
        for class in CLASSES {
            assert_eq!(RetryPolicy::of(class).is_some(), class.is_transient(), "{class:?}");
        }
    }

    #[test]
    fn without_jitter_waits_double_up_to_the_cap_and_the_last_is_what_is_left() {
        let policy = RetryPolicy { first_ms: 100, cap_ms: 500, total_ms: 1_500, jitter_percent: 0 };
        assert_eq!(Backoff::new(policy, 7).collect::<Vec<_>>(), [100, 200, 400, 500, 300]);
    }

    #[test]
    fn one_class_uses_up_nothing_of_the_other() {
        let mut patience = Patience::new(7);
        let lagging: u64 = std::iter::from_fn(|| patience.wait_ms(FaultClass::Lagging)).sum();
        let busy: u64 = std::iter::from_fn(|| patience.wait_ms(FaultClass::Busy)).sum();
        assert_eq!((lagging, busy), (120_000, 60_000));
    }

    proptest! {
        #[test]
        fn any_policy_grants_exactly_its_total_within_its_bounds(
            first_ms in 0_u64..5_000,
            cap_ms in 1_u64..20_000,
            total_ms in 0_u64..100_000,
            jitter_percent in 0_u64..=100,
            seed: u64,
        ) {
            let policy = RetryPolicy { first_ms, cap_ms, total_ms, jitter_percent };
            let backoff = Backoff::new(policy, seed);
            let waits: Vec<_> = backoff.clone().collect();
            prop_assert_eq!(waits.iter().sum::<u64>(), total_ms);
            prop_assert!(waits.iter().all(|wait| (1..=cap_ms).contains(wait)));
            prop_assert_eq!(waits, backoff.collect::<Vec<_>>());
        }
    }
}
