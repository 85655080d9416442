//! The operations on queries that were taken.

use super::wire::{
    GetQueryExecutionResult, ListQueryExecutions, ListQueryExecutionsResult, NameQuery, QueryExecution,
};
use super::Stage;
use crate::call::Call;
use crate::fault::Fault;
use crate::page::PageAsk;
use crate::services::athena::fault::AthenaError;
use crate::services::athena::state::PRIMARY;

pub(in super::super) fn get(call: &mut Call<'_>, input: NameQuery) -> Result<GetQueryExecutionResult, Fault> {
    let query = call.state().athena.queries.get(call.region, &input.query_execution_id)?;
    check_caller(call, "athena:GetQueryExecution", &query.workgroup)?;
    let query_execution = QueryExecution::new(&input.query_execution_id, query, call.now_ms);
    Ok(GetQueryExecutionResult { query_execution })
}

// AWS: stopping a query that has ended is no error.
pub(in super::super) fn stop(call: &mut Call<'_>, input: NameQuery) -> Result<(), Fault> {
    let (region, now_ms) = (call.region, call.now_ms);
    let query = call.state().athena.queries.get(region, &input.query_execution_id)?;
    check_caller(call, "athena:StopQueryExecution", &query.workgroup)?;
    if !matches!(query.stage(now_ms), Stage::Queued | Stage::Running) {
        return Ok(());
    }
    let (bucket, key) = query.object();
    let (bucket, key) = (bucket.to_owned(), key.to_owned());
    let services = call.state_mut();
    services.s3.delete(&bucket, &key);
    if let Some(query) = services.athena.queries.0.get_mut(&input.query_execution_id) {
        query.stopped_at_ms = Some(now_ms);
    }
    Ok(())
}

// AWS: the queries of one workgroup, the latest first; pages of at most 50.
pub(in super::super) fn list(
    call: &mut Call<'_>,
    input: ListQueryExecutions,
) -> Result<ListQueryExecutionsResult, Fault> {
    let name = input.work_group.unwrap_or_else(|| PRIMARY.to_owned());
    call.state().athena.region(call.region).get(&name)?;
    check_caller(call, "athena:ListQueryExecutions", &name)?;
    let limit = limit(input.max_results, 50)?;
    let queries = call.state().athena.queries.0.iter();
    let mut found: Vec<(String, String)> = queries
        .filter(|(_, query)| query.region == call.region && query.workgroup == name)
        .map(|(id, query)| (format!("{:020}{id}", u64::MAX - query.submitted_at_ms), id.clone()))
        .collect();
    found.sort();
    let page = call.page(found, &PageAsk { token: input.next_token.as_deref(), limit });
    let page = page.map_err(|_| AthenaError::invalid("Invalid NextToken"))?;
    Ok(ListQueryExecutionsResult { query_execution_ids: page.items, next_token: page.next })
}

pub(super) fn limit(asked: Option<i64>, most: usize) -> Result<usize, AthenaError> {
    let limit = asked.map_or(Ok(most), usize::try_from).ok().filter(|limit| (1..=most).contains(limit));
    limit.ok_or_else(|| AthenaError::invalid(format!("MaxResults must be between 1 and {most}")))
}

/// Refuses a session whose role and policies do not allow an action on a workgroup.
pub(super) fn check_caller(call: &Call<'_>, action: &str, workgroup: &str) -> Result<(), AthenaError> {
    let resource = call.regional_arn("athena", &format!("workgroup/{workgroup}"));
    let rights = call.caller.rights(call.seen());
    let allowed = rights.allow(&call.caller.arn, (action, &resource), &call.context());
    allowed.map_err(|(_, text)| AthenaError::Denied(text))
}
