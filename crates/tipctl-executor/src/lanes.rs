//! How many writes of each service are under way, and how many may be.
//!
//! A lane belongs to a service, because AWS counts quotas by service; where kinds of one service differ in what they
//! allow, the smallest number holds.

use std::collections::BTreeMap;

use tipctl_model::KindSchema;

/// The lanes of all services.
pub(crate) struct Lanes {
    lanes: BTreeMap<&'static str, Traffic>,
}

struct Traffic {
    under_way: usize,
    most: usize,
}

impl Lanes {
    /// Empty lanes for the services of `schemas`. Every lane lets at least one call through.
    pub(crate) fn new(schemas: &[&'static KindSchema]) -> Self {
        let mut lanes = BTreeMap::new();
        for schema in schemas {
            let most = schema.lane.writes.max(1);
            lanes
                .entry(schema.lane.service)
                .and_modify(|lane: &mut Traffic| lane.most = lane.most.min(most))
                .or_insert(Traffic { under_way: 0, most });
        }
        Self { lanes }
    }

    /// Whether one more call of `service` may be under way.
    pub(crate) fn has_room(&self, service: &str) -> bool {
        self.lanes.get(service).is_none_or(|lane| lane.under_way < lane.most)
    }

    /// Counts a call of `service` that begins.
    pub(crate) fn enter(&mut self, service: &str) {
        if let Some(lane) = self.lanes.get_mut(service) {
            lane.under_way += 1;
        }
    }

    /// Counts a call of `service` that has ended.
    pub(crate) fn leave(&mut self, service: &str) {
        if let Some(lane) = self.lanes.get_mut(service) {
            lane.under_way = lane.under_way.saturating_sub(1);
        }
    }
}

#[cfg(test)]
mod tests {
    use tipctl_model::{KindName, Lane, ReplaceOrder, Section};

    use super::*;

    const fn kind(name: &'static str, service: &'static str, writes: usize) -> KindSchema {
        KindSchema {
            name: KindName(name),
            doc: "",
            section: Section::Labelled,
            attrs: &[],
            identity: &[],
            after: &[],
            replace: ReplaceOrder::DeleteFirst,
            lane: Lane { service, writes },
            batch: 1,
            composite: false,
        }
    }

    static WIDE: KindSchema = kind("wide", "shared", 3);
    static NARROW: KindSchema = kind("narrow", "shared", 2);
    static SHUT: KindSchema = kind("shut", "shut", 0);

    #[test]
    fn kinds_of_one_service_share_the_narrower_lane() {
        let mut lanes = Lanes::new(&[&WIDE, &NARROW]);
        lanes.enter("shared");
        assert!(lanes.has_room("shared"));
        lanes.enter("shared");
        assert!(!lanes.has_room("shared"));
        lanes.leave("shared");
        assert!(lanes.has_room("shared"));
    }

    #[test]
    fn a_lane_of_width_nought_lets_one_through() {
        let mut lanes = Lanes::new(&[&SHUT]);
        assert!(lanes.has_room("shut"));
        lanes.enter("shut");
        assert!(!lanes.has_room("shut"));
    }
}
