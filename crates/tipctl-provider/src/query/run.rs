//! From a session to an answer.

use aws_sdk_athena::{
    Client,
    types::{QueryExecution, QueryExecutionContext, QueryExecutionState, Row},
};
use tipctl_model::{Fault, FaultClass};

use super::{QueryFailure, QueryStep};
use crate::{Connection, Wait, fault::fault, pages::pages};

/// How long the first wait for an end is, in milliseconds; each further one is twice as long, up to the longest.
const FIRST_MS: u64 = 250;
const LONGEST_MS: u64 = 4_000;

/// A query.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Ask<'a> {
    /// The workgroup that it goes through.
    pub workgroup: &'a str,
    /// The database that unqualified names are in, where one is meant.
    pub database: Option<&'a str>,
    /// The statement.
    pub sql: &'a str,
    /// How long its end is waited for, in milliseconds.
    pub patience_ms: u64,
}

/// An answer.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Rows {
    /// Athena's id of the query.
    pub execution: String,
    /// The names of the columns.
    pub columns: Vec<String>,
    /// The rows, a cell for each column; none for a null.
    pub rows: Vec<Vec<Option<String>>>,
    /// Where the results were written, where Athena says so.
    pub place: Option<String>,
}

impl Connection {
    /// Runs a query and fetches its results, with the credentials of this connection.
    ///
    /// # Errors
    /// Where it was refused, and what AWS said; a query whose end does not come in time is stopped.
    pub async fn query(&self, ask: Ask<'_>, wait: &Wait) -> Result<Rows, QueryFailure> {
        let athena = Client::new(self.config());
        let id = start(&athena, ask).await.map_err(QueryFailure::at(QueryStep::Start))?;
        let ended =
            end(&athena, &id, ask.patience_ms, wait).await.map_err(QueryFailure::at(QueryStep::Run))?;
        let place =
            ended.result_configuration().and_then(|results| results.output_location()).map(str::to_owned);
        let rows = results(&athena, &id).await.map_err(QueryFailure::at(QueryStep::Results))?;
        Ok(Rows { place, ..rows })
    }
}

async fn start(athena: &Client, ask: Ask<'_>) -> Result<String, Fault> {
    let context = ask.database.map(|database| QueryExecutionContext::builder().database(database).build());
    let call = athena.start_query_execution().work_group(ask.workgroup).query_string(ask.sql);
    let sent = call.set_query_execution_context(context).send().await;
    let started = sent.map_err(|error| fault("athena", "StartQueryExecution", error))?;
    Ok(started.query_execution_id().unwrap_or_default().to_owned())
}

/// How the query `id` ended, when it did well.
async fn end(athena: &Client, id: &str, patience_ms: u64, wait: &Wait) -> Result<QueryExecution, Fault> {
    let (mut waited, mut pause) = (0, FIRST_MS);
    loop {
        let found = athena.get_query_execution().query_execution_id(id).send().await;
        let found = found.map_err(|error| fault("athena", "GetQueryExecution", error))?;
        let execution = found.query_execution().cloned().unwrap_or_else(|| QueryExecution::builder().build());
        let status = execution.status();
        let reason = status.and_then(|status| status.state_change_reason()).unwrap_or("AWS gives no reason");
        match status.and_then(|status| status.state()) {
            Some(QueryExecutionState::Succeeded) => return Ok(execution),
            Some(QueryExecutionState::Failed | QueryExecutionState::Cancelled) => {
                return Err(failed(reason.to_owned(), FaultClass::Invalid));
            }
            _ if waited >= patience_ms => {
                // Nobody waits for it any more; whether stopping it works makes no difference to that.
                drop(athena.stop_query_execution().query_execution_id(id).send().await);
                let message = format!("it did not end within {} seconds", patience_ms / 1000);
                return Err(failed(message, FaultClass::Unreachable));
            }
            _ => {}
        }
        let next = pause.min(patience_ms.saturating_sub(waited)).max(1);
        wait(next).await;
        waited += next;
        pause = (pause * 2).min(LONGEST_MS);
    }
}

fn failed(message: String, class: FaultClass) -> Fault {
    Fault {
        class,
        service: "athena",
        operation: "StartQueryExecution".to_owned(),
        code: None,
        message,
        request_id: None,
        attr: None,
    }
}

async fn results(athena: &Client, id: &str) -> Result<Rows, Fault> {
    let list = |token| async move {
        let sent = athena.get_query_results().query_execution_id(id).set_next_token(token).send().await;
        sent.map_err(|error| fault("athena", "GetQueryResults", error))
    };
    let pages = pages("athena", "GetQueryResults", list, |page| page.next_token.clone()).await?;
    let metadata = pages.first().and_then(|page| page.result_set()?.result_set_metadata());
    let columns: Vec<String> = metadata
        .map(|metadata| metadata.column_info().iter().map(|column| column.name().to_owned()).collect())
        .unwrap_or_default();
    let rows = pages.iter().filter_map(|page| page.result_set()).flat_map(|set| set.rows());
    let mut rows: Vec<Vec<Option<String>>> = rows.map(cells).collect();
    // AWS: the first row of a query's results repeats the names of the columns.
    let is_header = rows.first().is_some_and(|row| {
        row.len() == columns.len() && row.iter().zip(&columns).all(|(cell, name)| cell.as_ref() == Some(name))
    });
    if is_header {
        rows.remove(0);
    }
    Ok(Rows { execution: id.to_owned(), columns, rows, place: None })
}

fn cells(row: &Row) -> Vec<Option<String>> {
    row.data().iter().map(|datum| datum.var_char_value().map(str::to_owned)).collect()
}
