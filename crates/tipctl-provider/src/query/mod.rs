//! One query as a user of the workforce, through the documented path: a token becomes the user's identity, the identity a
//! session, and the session queries.
//!
//! AWS: facts/tip-chain.md §4, steps 7 and 8.

mod run;
mod session;

use std::fmt;

use tipctl_model::{Fault, FaultClass};

use crate::fault::culprit_of;

pub use run::{Ask, Rows};
pub use session::{Exchange, Keys, UserIdentity, identity_center_region};

/// Where on the way to an answer something was refused.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum QueryStep {
    /// The role that asks in the application's name was assumed with the token.
    Application,
    /// The token was exchanged for the identity of its user.
    Token,
    /// A session with that identity was asked for.
    Session,
    /// The query was sent.
    Start,
    /// The query ran.
    Run,
    /// Its results were fetched.
    Results,
}

/// Why there is no answer.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct QueryFailure {
    /// Where.
    pub step: QueryStep,
    /// What AWS said.
    pub fault: Fault,
}

/// What is at fault, as far as the refusal alone tells.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Culprit {
    /// The statement, which no engine would run.
    Statement,
    /// A table or database that is not there, or that the user may not see.
    Table,
    /// A column that is not there, or that the user may not read.
    Column(String),
    /// The token: it is none, has expired, was used before, or is for somebody else's ears.
    Token,
    /// Something else.
    Other,
}

impl QueryFailure {
    /// What is at fault.
    pub fn culprit(&self) -> Culprit {
        let Self { step, fault } = self;
        match step {
            QueryStep::Application | QueryStep::Token if fault.class == FaultClass::Invalid => Culprit::Token,
            // AWS: the request that brings the token is not signed, so nothing else can have expired.
            QueryStep::Application if fault.class == FaultClass::Unauthenticated => Culprit::Token,
            QueryStep::Start | QueryStep::Run => culprit_of(&fault.message),
            _ => Culprit::Other,
        }
    }

    fn at(step: QueryStep) -> impl FnOnce(Fault) -> Self {
        move |fault| Self { step, fault }
    }
}

impl fmt::Display for QueryFailure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let when = match self.step {
            QueryStep::Application => "the application's role does not take the token",
            QueryStep::Token => "the token could not be exchanged",
            QueryStep::Session => "there is no session with the user's identity",
            QueryStep::Start => "the query was not taken",
            QueryStep::Run => "the query failed",
            QueryStep::Results => "the results could not be fetched",
        };
        write!(f, "{when}: {}", self.fault)
    }
}

impl std::error::Error for QueryFailure {}
