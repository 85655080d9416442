//! Trails: where they deliver and which events.

use serde::{Deserialize, Serialize};

use super::event::Event;
use super::fault::TrailError;
use super::selectors::Selectors;

/// A trail.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Trail {
    pub(super) name: String,
    pub(super) home_region: String,
    pub(super) is_multi_region: bool,
    pub(super) includes_global_events: bool,
    pub(super) destination: Destination,
    /// Whether digests are asked for. None are delivered.
    pub(super) validates_files: bool,
    pub(super) selectors: Selectors,
    pub(super) logging: Logging,
}

/// Where log files go.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Destination {
    pub(super) bucket: String,
    pub(super) prefix: Option<String>,
    /// The ARN of the key that log files are encrypted with.
    pub(super) kms_key: Option<String>,
}

/// Whether and since when a trail delivers.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Logging {
    pub(super) is_on: bool,
    pub(super) started_at_ms: Option<u64>,
    pub(super) stopped_at_ms: Option<u64>,
    pub(super) delivered_at_ms: Option<u64>,
}

impl Trail {
    /// Whether an event goes into the trail's log files.
    pub(super) fn takes(&self, event: &Event) -> bool {
        let reached = self.is_multi_region || self.home_region == event.region;
        self.logging.is_on && reached && self.selectors.select(event)
    }
}

/// Refuses what cannot be a trail's name.
// AWS: 3 to 128 letters, digits, points, dashes and underscores, a letter or digit first (service model, CreateTrail).
pub(super) fn check_name(name: &str) -> Result<(), TrailError> {
    let fits = |character: char| character.is_ascii_alphanumeric() || "._-".contains(character);
    let begins = name.chars().next().is_some_and(|first| first.is_ascii_alphanumeric());
    if (3..=128).contains(&name.len()) && begins && name.chars().all(fits) {
        return Ok(());
    }
    Err(TrailError::InvalidTrailName(format!("Trail name {name} is not valid.")))
}
