//! A program that brings tokens of its users, along the way that AWS documents: a token becomes the user's identity, that a
//! session, and the session queries.

use tipctl_access::LinkName;
use tipctl_model::Inventory;
use tipctl_provider::{
    Connection,
    query::{Ask, Exchange, QueryFailure, QueryStep},
};
use tipctl_sandbox::TokenAsk;

use super::links::{self, Refusal};
use crate::world::{World, waiting};

/// The client's label in the spec.
pub(super) const LABEL: &str = "driver";
/// Through which workgroup it queries.
pub(super) const WORKGROUP: &str = "shared";
const ISSUER: &str = "https://acme.okta.com/oauth2/default";
const AUDIENCE: &str = "0oa1b2c3d4";

/// The program, as it was set up when the account was made. What happens to the account later it is not told.
pub(super) struct Program {
    application: String,
    application_role: String,
    access_role: String,
}

impl Program {
    /// The program that `inventory` has.
    pub(super) fn of(inventory: &Inventory) -> Self {
        let client = &inventory.clients[LABEL];
        let known = |arn: &Option<String>| arn.clone().expect("it is told");
        Self {
            application: known(&client.application),
            application_role: known(&client.application_role),
            access_role: known(&client.access_role),
        }
    }

    /// A session for `user`, who signs in at the issuer.
    ///
    /// # Errors
    /// What refuses it.
    pub(super) fn session(&self, world: &World, user: &str) -> Result<Connection, Refusal> {
        let ask = TokenAsk { issuer: ISSUER, user, audience: AUDIENCE, lifetime: 3600 };
        let token = world.sandbox.issue_token(&ask)?;
        let exchange = Exchange {
            application: &self.application,
            application_role: Some(&self.application_role),
            access_role: &self.access_role,
            session_name: "driver",
        };
        let refused = |failure: QueryFailure| Refusal { at: step(failure.step), text: failure.to_string() };
        let identity = world.clock.run(world.connection.user_identity(exchange, &token)).map_err(refused)?;
        let keys = world.clock.run(identity.session(exchange)).map_err(refused)?;
        Ok(world.connection.with_keys(&keys))
    }
}

/// What refuses `sql` in a session; none where it is answered.
pub(super) fn refusal(world: &World, session: &Connection, sql: &str) -> Option<Refusal> {
    let ask = Ask { workgroup: WORKGROUP, database: None, sql, patience_ms: 60_000 };
    let before = world.sandbox.failures().len();
    let failure = world.clock.run(session.query(ask, &waiting(&world.clock))).err()?;
    let broken = world.sandbox.failures().into_iter().nth(before);
    let at = broken.map_or(step(failure.step), |broken| links::of(broken.link));
    Some(Refusal { at, text: failure.to_string() })
}

/// The links that a refusal at `step` must be found at, where no link of the sandbox's own is behind it.
fn step(step: QueryStep) -> &'static [LinkName] {
    match step {
        QueryStep::Application | QueryStep::Session => &[LinkName::UserRole],
        // Which role the program asks with is known from who may ask: one that it cannot be is as good as nobody.
        QueryStep::Token => &[LinkName::Entry, LinkName::UserRole],
        QueryStep::Start | QueryStep::Run | QueryStep::Results => &[LinkName::Session],
    }
}
