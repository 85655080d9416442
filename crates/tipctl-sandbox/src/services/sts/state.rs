//! What STS remembers: the sessions that were begun.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::session::{Credentials, KEY_PREFIX, Session, SessionError};
use crate::ids::Ids;
use crate::scope::Scope;

/// How long an expired session is still known as such; after that its key is an unknown one.
const REMEMBERED_MS: u64 = 24 * 3600 * 1000;

/// The sessions by access key.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct State {
    sessions: BTreeMap<String, Issued>,
}

/// A session, and the token that proves it.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Issued {
    token: String,
    session: Session,
}

impl State {
    /// Nobody has taken a role.
    pub(crate) fn fresh() -> Self {
        Self::default()
    }

    /// Begins a session and hands out its credentials.
    pub(crate) fn begin(&mut self, ids: &mut Ids, session: Session) -> Credentials {
        let now_ms = session.issued_at_ms;
        self.sessions.retain(|_, known| known.session.expires_at_ms.saturating_add(REMEMBERED_MS) > now_ms);
        let credentials = Credentials {
            access_key_id: ids.access_key(KEY_PREFIX),
            secret_access_key: ids.hex("", 40),
            session_token: ids.hex("sandbox-session-", 64),
            expires_at_ms: session.expires_at_ms,
        };
        let issued = Issued { token: credentials.session_token.clone(), session };
        self.sessions.insert(credentials.access_key_id.clone(), issued);
        credentials
    }

    /// The session that signs a request at `now_ms`.
    pub(crate) fn session(&self, scope: &Scope, now_ms: u64) -> Result<&Session, SessionError> {
        let issued = self.sessions.get(&scope.access_key).ok_or(SessionError::Unknown)?;
        if scope.session_token.as_deref() != Some(issued.token.as_str()) {
            return Err(SessionError::Unknown);
        }
        if issued.session.expires_at_ms <= now_ms {
            return Err(SessionError::Expired);
        }
        Ok(&issued.session)
    }
}
