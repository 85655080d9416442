//! The studios of each region.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::fault::EmrError;
use super::studio::{Studio, Studios};

/// The studios by region.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct State {
    regions: BTreeMap<String, Studios>,
}

impl State {
    /// The studios of a region, in the order of their ids.
    pub(super) fn studios(&self, region: &str) -> impl Iterator<Item = (&String, &Studio)> {
        self.regions.get(region).into_iter().flatten()
    }

    pub(super) fn studio(&self, region: &str, id: &str) -> Result<&Studio, EmrError> {
        self.regions.get(region).and_then(|studios| studios.get(id)).ok_or(EmrError::NoSuchStudio)
    }

    /// The application of a studio that propagates identities.
    pub(crate) fn application_of(&self, region: &str, id: &str) -> Option<&str> {
        let propagation = self.studio(region, id).ok()?.propagation.as_ref()?;
        Some(&propagation.application_arn)
    }

    pub(super) fn studio_mut(&mut self, region: &str, id: &str) -> Result<&mut Studio, EmrError> {
        self.regions.get_mut(region).and_then(|studios| studios.get_mut(id)).ok_or(EmrError::NoSuchStudio)
    }

    pub(super) fn add_studio(&mut self, region: &str, id: String, studio: Studio) {
        self.regions.entry(region.to_owned()).or_default().insert(id, studio);
    }

    /// Takes a studio away, with its session mappings.
    // AWS: workspaces do not stand in the way; a studio that is gone is an internal error (facts/aws-identity.md §7).
    pub(super) fn remove_studio(&mut self, region: &str, id: &str) -> Result<Studio, EmrError> {
        let studios = self.regions.get_mut(region).ok_or(EmrError::StudioGone)?;
        let studio = studios.remove(id).ok_or(EmrError::StudioGone)?;
        self.regions.retain(|_, studios| !studios.is_empty());
        Ok(studio)
    }

    /// No studio.
    pub(crate) fn fresh() -> Self {
        Self { regions: BTreeMap::new() }
    }
}

#[cfg(test)]
mod tests {
    use super::super::studio::tests::studio;
    use super::*;

    #[test]
    fn a_studio_is_of_its_region_and_goes_once() {
        let mut state = State::fresh();
        state.add_studio("ap-northeast-1", "es-1".to_owned(), studio());
        assert!(state.studio("ap-northeast-1", "es-1").is_ok());
        assert_eq!(state.studio("us-east-1", "es-1").unwrap_err(), EmrError::NoSuchStudio);
        assert!(state.remove_studio("ap-northeast-1", "es-1").is_ok());
        assert_eq!(state.remove_studio("ap-northeast-1", "es-1").unwrap_err(), EmrError::StudioGone);
        assert!(state.regions.is_empty());
    }
}
