//! One query from the sign-in to the rows, for tests: nothing is kept of it, and no time passes.

use std::sync::Arc;

use super::studio::enter;
use crate::account::{Account, Caller};
use crate::chain::journey::{Journey, User};
use crate::chain::results::{self, Output};
use crate::chain::trail::Trail;
use crate::chain::travel::{Ask, travel};
use crate::chain::{Broken, Failure, Link, workgroup};
use crate::sample::Answer;
use crate::services::athena::gate::Gate;

/// Who asks what, and through what.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct QueryAsk<'a> {
    /// The user, by id or user name.
    pub user: &'a str,
    /// The studio, by id or name.
    pub studio: &'a str,
    /// The workgroup.
    pub workgroup: &'a str,
    /// One statement: `SELECT`, `SHOW` or `DESCRIBE`.
    pub sql: &'a str,
}

/// What a query answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rows {
    /// The names of the columns.
    pub columns: Vec<String>,
    /// The rows; a cell without a value is none.
    pub rows: Vec<Vec<Option<String>>>,
}

/// Lets a user enter a studio, run a statement and fetch its results, without a trace.
pub(crate) fn run(
    account: &Arc<Account>,
    region: &str,
    ask: &QueryAsk<'_>,
    now_ms: u64,
) -> Result<Rows, Failure> {
    let failure = |user_id: &str| {
        let user_id = user_id.to_owned();
        move |Broken { link, text }| Failure { link, text, user_id, query_execution_id: None }
    };
    let session = enter(account, region, (ask.user, ask.studio), now_ms).map_err(failure(""))?;
    let caller = Caller::of_session(session);
    let Some(identity) = caller.session.as_ref().and_then(|session| session.identity.as_ref()) else {
        return Err(failure("")(Broken::new(Link::UserRoleContext, "the session has no user")));
    };
    let refused = failure(&identity.user_id);
    let gate =
        account.services.athena.gate(region, ask.workgroup).ok_or_else(|| {
            Broken::new(Link::Workgroup, format!("WorkGroup {} is not found.", ask.workgroup))
        });
    let rows = gate.and_then(|gate| {
        let user = User::of(&account.services, identity)?;
        let journey = Journey { account, region, user, caller: &caller, gate, query_id: "test" };
        through(&journey, gate, ask.sql, now_ms)
    });
    rows.map_err(refused)
}

fn through(journey: &Journey<'_>, gate: Gate<'_>, sql: &str, at_ms: u64) -> Result<Rows, Broken> {
    workgroup::check(journey, false)?;
    let output = gate.output_location().and_then(|location| Output::of(journey, location));
    let output =
        output.ok_or_else(|| Broken::new(Link::WorkgroupOutput, "outputLocation is not a valid S3 path."))?;
    let ask = Ask { sql, database: None, output: &output, at_ms };
    let Answer { columns, rows } = travel(journey, &ask, &mut Trail::default())?.answer;
    let resource = journey.arn("athena", &format!("workgroup/{}", gate.name));
    for action in ["athena:GetQueryExecution", "athena:GetQueryResults"] {
        journey.caller_may(action, &resource)?;
    }
    results::check_read(journey, &output.bucket, &format!("{}result.csv", output.prefix))?;
    Ok(Rows { columns: columns.into_iter().map(|column| column.name).collect(), rows })
}
