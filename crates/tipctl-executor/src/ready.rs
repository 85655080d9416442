//! Which steps can be sent, given how others ended. A pure value.
//!
//! A step is ready when every step that it waits for is done. A failure skips everything downstream of it, and each
//! skipped step names the resource whose failure is in the way, not the skipped ones in between.

use std::collections::{BTreeMap, BTreeSet};

use tipctl_model::{Step, StepId};

/// The steps that have not been taken yet, and what each still waits for.
pub(crate) struct Ready<'a> {
    /// Taken in the order of their numbers.
    ready: BTreeMap<StepId, &'a Step>,
    waiting: BTreeMap<StepId, Waiting<'a>>,
    dependents: BTreeMap<StepId, Vec<StepId>>,
}

struct Waiting<'a> {
    step: &'a Step,
    missing: BTreeSet<StepId>,
}

impl<'a> Ready<'a> {
    /// All of `steps`, none of them taken.
    pub(crate) fn new(steps: &'a [Step]) -> Self {
        let mut this = Self { ready: BTreeMap::new(), waiting: BTreeMap::new(), dependents: BTreeMap::new() };
        for step in steps {
            for before in &step.after {
                this.dependents.entry(*before).or_default().push(step.id);
            }
            if step.after.is_empty() {
                this.ready.insert(step.id, step);
            } else {
                this.waiting.insert(step.id, Waiting { step, missing: step.after.clone() });
            }
        }
        this
    }

    /// Takes the first ready step that `fits`.
    pub(crate) fn next(&mut self, fits: impl Fn(&Step) -> bool) -> Option<&'a Step> {
        let id = self.ready.values().find(|step| fits(step))?.id;
        self.ready.remove(&id)
    }

    /// Notes that step `id` succeeded; what waited for it alone is ready from here on.
    pub(crate) fn done(&mut self, id: StepId) {
        for dependent in self.dependents.get(&id).into_iter().flatten() {
            let Some(waiting) = self.waiting.get_mut(dependent) else { continue };
            waiting.missing.remove(&id);
            if waiting.missing.is_empty()
                && let Some(Waiting { step, .. }) = self.waiting.remove(dependent)
            {
                self.ready.insert(step.id, step);
            }
        }
    }

    /// Notes that step `id` failed, and gives up every step downstream of it that was not given up before; in the order
    /// of their numbers.
    pub(crate) fn failed(&mut self, id: StepId) -> Vec<&'a Step> {
        let mut skipped = BTreeMap::new();
        let mut failed = vec![id];
        while let Some(id) = failed.pop() {
            for dependent in self.dependents.get(&id).into_iter().flatten() {
                if let Some(Waiting { step, .. }) = self.waiting.remove(dependent) {
                    skipped.insert(step.id, step);
                    failed.push(step.id);
                }
            }
        }
        skipped.into_values().collect()
    }

    /// Takes the first step that still waits. When nothing is under way, nothing will ever make it ready: it waits for
    /// itself in a circle, or for a step that is not there.
    pub(crate) fn stuck(&mut self) -> Option<&'a Step> {
        self.waiting.pop_first().map(|(_, waiting)| waiting.step)
    }
}

#[cfg(test)]
mod tests {
    use tipctl_model::{Address, KindName, Verb};

    use super::*;

    fn steps(edges: &[&[u32]]) -> Vec<Step> {
        (0..)
            .zip(edges)
            .map(|(id, after)| Step {
                id: StepId(id),
                address: Address::new(KindName("lake"), id.to_string()),
                verb: Verb::Create,
                after: after.iter().copied().map(StepId).collect(),
            })
            .collect()
    }

    fn take_all(ready: &mut Ready<'_>) -> Vec<u32> {
        std::iter::from_fn(|| ready.next(|_| true)).map(|step| step.id.0).collect()
    }

    fn ids(steps: &[&Step]) -> Vec<u32> {
        steps.iter().map(|step| step.id.0).collect()
    }

    #[test]
    fn the_foot_of_a_diamond_waits_for_both_sides() {
        let steps = steps(&[&[], &[0], &[0], &[1, 2]]);
        let mut ready = Ready::new(&steps);
        assert_eq!(take_all(&mut ready), [0]);
        ready.done(StepId(0));
        assert_eq!(take_all(&mut ready), [1, 2]);
        ready.done(StepId(2));
        assert_eq!(take_all(&mut ready), [0; 0]);
        ready.done(StepId(1));
        assert_eq!(take_all(&mut ready), [3]);
    }

    #[test]
    fn a_failure_skips_everything_downstream_once() {
        let steps = steps(&[&[], &[], &[0], &[1, 2], &[3], &[1]]);
        let mut ready = Ready::new(&steps);
        assert_eq!(take_all(&mut ready), [0, 1]);
        assert_eq!(ids(&ready.failed(StepId(0))), [2, 3, 4]);
        assert_eq!(ids(&ready.failed(StepId(1))), [5]);
        assert!(ready.stuck().is_none());
    }

    #[test]
    fn only_what_fits_is_taken_and_in_order() {
        let steps = steps(&[&[], &[], &[]]);
        let mut ready = Ready::new(&steps);
        assert_eq!(ready.next(|step| step.id.0 > 0).map(|step| step.id.0), Some(1));
        assert_eq!(take_all(&mut ready), [0, 2]);
    }

    #[test]
    fn circles_and_loose_ends_are_stuck() {
        let steps = steps(&[&[], &[2], &[1], &[9]]);
        let mut ready = Ready::new(&steps);
        assert_eq!(take_all(&mut ready), [0]);
        ready.done(StepId(0));
        assert_eq!(ready.stuck().map(|step| step.id.0), Some(1));
        assert_eq!(ids(&ready.failed(StepId(1))), [2]);
        assert_eq!(ready.stuck().map(|step| step.id.0), Some(3));
        assert!(ready.stuck().is_none());
    }
}
