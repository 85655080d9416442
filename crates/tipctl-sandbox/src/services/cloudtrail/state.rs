//! What CloudTrail holds: the management events of the last 90 days, and the trails.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::event::{Class, Event};
use super::trail::Trail;

// AWS: how far back events can be looked up (facts/tip-chain.md §5).
const KEPT_MS: u64 = 90 * 24 * 3600 * 1000;

/// The event history, and the trails by ARN.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct State {
    /// In the order in which they happened.
    events: Vec<Event>,
    trails: BTreeMap<String, Trail>,
}

impl State {
    /// Nothing has happened, and there is no trail.
    pub(crate) fn fresh() -> Self {
        Self::default()
    }

    /// Adds an event to the history and forgets those that are too old. The history has no data events.
    pub(super) fn keep(&mut self, event: Event) {
        if event.class == Class::Management {
            let oldest = event.at_ms.saturating_sub(KEPT_MS);
            self.events.retain(|event| event.at_ms >= oldest);
            self.events.push(event);
        }
    }

    /// The trails, in the order of their ARNs.
    pub(super) fn trails(&self) -> impl Iterator<Item = (&String, &Trail)> {
        self.trails.iter()
    }

    pub(super) fn trail(&self, arn: &str) -> Option<&Trail> {
        self.trails.get(arn)
    }

    pub(super) fn trail_mut(&mut self, arn: &str) -> Option<&mut Trail> {
        self.trails.get_mut(arn)
    }

    pub(super) fn add_trail(&mut self, arn: String, trail: Trail) {
        self.trails.insert(arn, trail);
    }

    pub(super) fn remove_trail(&mut self, arn: &str) {
        self.trails.remove(arn);
    }

    /// The management events of a region in the 90 days before `now_ms`, the latest first.
    pub(crate) fn history(&self, region: &str, now_ms: u64) -> impl Iterator<Item = &Event> {
        let oldest = now_ms.saturating_sub(KEPT_MS);
        self.events.iter().rev().filter(move |event| event.region == region && event.at_ms >= oldest)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;

    fn event(id: &str, class: Class, at_ms: u64) -> Event {
        Event { id: id.to_owned(), region: "ap-northeast-1".to_owned(), class, at_ms, record: Value::Null }
    }

    #[test]
    fn management_events_are_kept_for_ninety_days() {
        let mut state = State::fresh();
        state.keep(event("old", Class::Management, 1));
        state.keep(event("data", Class::Data, KEPT_MS));
        state.keep(event("new", Class::Management, KEPT_MS));
        let ids = |state: &State, region: &str, now_ms| {
            state.history(region, now_ms).map(|event| event.id.clone()).collect::<Vec<_>>()
        };
        assert_eq!(ids(&state, "ap-northeast-1", KEPT_MS + 1), ["new", "old"]);
        assert_eq!(ids(&state, "ap-northeast-1", KEPT_MS + 2), ["new"]);
        assert!(ids(&state, "eu-west-1", KEPT_MS).is_empty());
        state.keep(event("newer", Class::Management, KEPT_MS + 2));
        assert_eq!(state.events.len(), 2);
    }
}
