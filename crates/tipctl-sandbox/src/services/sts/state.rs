//! What STS remembers: nothing.

use serde::{Deserialize, Serialize};

/// STS keeps no state.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct State {}

impl State {
    pub(crate) fn fresh() -> Self {
        Self {}
    }
}
