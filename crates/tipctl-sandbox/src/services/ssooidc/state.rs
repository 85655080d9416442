//! What the OIDC service remembers: which tokens were brought already.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// The ids of the tokens that were exchanged and have not expired, with the second in which they do.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct State {
    used: BTreeMap<String, u64>,
}

impl State {
    /// No token was brought.
    pub(crate) fn fresh() -> Self {
        Self::default()
    }

    /// Remembers a token, unless it was brought before.
    // AWS: a token is good once (facts/tip-chain.md §3).
    pub(super) fn use_up(&mut self, issuer: &str, id: &str, (expires, now): (u64, u64)) -> bool {
        self.used.retain(|_, expires| *expires > now);
        self.used.insert(format!("{issuer} {id}"), expires).is_none()
    }
}
