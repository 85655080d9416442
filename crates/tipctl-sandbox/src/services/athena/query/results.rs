//! Results: how they are written under the place for results, and how they are read from there.

use super::operations::{check_caller, limit};
use super::start::record;
use super::wire::{
    ColumnInfo, Datum, GetQueryResults, GetQueryResultsResult, QueryResultType, ResultSet, ResultSetMetadata, Row,
};
use super::{Outcome, Query, Stage};
use serde_json::{Value, json};

use crate::call::Call;
use crate::chain::journey::{Journey, User};
use crate::chain::{Broken, Failure, results};
use crate::fault::Fault;
use crate::page::PageAsk;
use crate::sample::Answer;
use crate::services::athena::fault::AthenaError;

/// The object that holds an answer: every cell in quotation marks under a line of names, or bare lines.
// AWS: a cell without a value has no quotation marks.
pub(super) fn written(answer: &Answer, is_csv: bool) -> String {
    let cell = |value: &Option<String>| match value {
        None => String::new(),
        Some(value) if is_csv => format!("\"{}\"", value.replace('"', "\"\"")),
        Some(value) => value.clone(),
    };
    let names = answer.columns.iter().map(|column| Some(column.name.clone())).collect::<Vec<_>>();
    let lines = is_csv.then_some(&names).into_iter().chain(&answer.rows);
    lines.map(|line| line.iter().map(cell).collect::<Vec<_>>().join(",") + "\n").collect()
}

/// The lines of an object that was written so.
fn read(text: &str, is_csv: bool) -> Vec<Vec<Option<String>>> {
    if !is_csv {
        return text.lines().map(|line| vec![Some(line.to_owned())]).collect();
    }
    let mut lines = Vec::new();
    let (mut line, mut cell, mut inside) = (Vec::new(), None::<String>, false);
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            '"' if inside && letters.next_if_eq(&'"').is_some() => cell.get_or_insert_default().push('"'),
            '"' => {
                inside = !inside;
                cell.get_or_insert_default();
            }
            ',' if !inside => line.push(cell.take()),
            '\n' if !inside => {
                line.push(cell.take());
                lines.push(std::mem::take(&mut line));
            }
            letter => cell.get_or_insert_default().push(letter),
        }
    }
    lines
}

pub(in super::super) fn get(call: &mut Call<'_>, input: GetQueryResults) -> Result<GetQueryResultsResult, Fault> {
    let query = call.state().athena.queries.get(call.region, &input.query_execution_id)?.clone();
    check_caller(call, "athena:GetQueryResults", &query.workgroup)?;
    if input.query_result_type == Some(QueryResultType::DataManifest) {
        return Err(Fault::not_implemented("results as a manifest"));
    }
    let Outcome::Succeeded { columns } = &query.outcome else {
        return Err(unfinished(query.stage(call.now_ms)).into());
    };
    if query.stage(call.now_ms) != Stage::Succeeded {
        return Err(unfinished(query.stage(call.now_ms)).into());
    }
    check_reader(call, &query, &input.query_execution_id)?;
    record(call, "GetQueryResults", (json!({ "queryExecutionId": input.query_execution_id }), Value::Null));
    let limit = limit(input.max_results, 1000)?;
    let (bucket, key) = query.object();
    let object = call.state().s3.get(bucket, key);
    // The text is unverified.
    let object = object
        .ok_or_else(|| AthenaError::invalid(format!("Could not find results at {}", query.output)))?;
    let text = String::from_utf8_lossy(&object.bytes).into_owned();
    let lines = read(&text, key.ends_with(".csv")).into_iter().enumerate();
    let rows = lines.map(|(at, line)| {
        let data = line.into_iter().map(|var_char_value| Datum { var_char_value }).collect();
        (format!("{at:08}"), Row { data })
    });
    let page = call.page(rows, &PageAsk { token: input.next_token.as_deref(), limit });
    let page = page.map_err(|_| AthenaError::invalid("Invalid NextToken"))?;
    let column_info = columns.iter().map(ColumnInfo::new).collect();
    let result_set = ResultSet { rows: page.items, result_set_metadata: ResultSetMetadata { column_info } };
    Ok(GetQueryResultsResult { update_count: 0, result_set, next_token: page.next })
}

// AWS: both texts are Athena's.
fn unfinished(stage: Stage) -> AthenaError {
    let text = match stage {
        Stage::Queued => "Query has not yet finished. Current state: QUEUED",
        Stage::Running => "Query has not yet finished. Current state: RUNNING",
        Stage::Cancelled => "Query did not finish successfully. Final query state: CANCELLED",
        Stage::Succeeded | Stage::Failed => "Query did not finish successfully. Final query state: FAILED",
    };
    AthenaError::invalid(text)
}

/// Refuses a caller who may not read the object with the results: a user needs an access grant, anyone else the right to
/// the object.
// AWS: users without an access grant run queries and cannot fetch results (facts/tip-chain.md, timing).
fn check_reader(call: &mut Call<'_>, query: &Query, id: &str) -> Result<(), Fault> {
    let (bucket, key) = query.object();
    let Some(identity) = call.caller.session.as_ref().and_then(|session| session.identity.clone()) else {
        let resource = format!("arn:{}:s3:::{bucket}/{key}", call.account.partition);
        let rights = call.caller.rights(call.seen());
        let asked = ("s3:GetObject", resource.as_str());
        let context = call.context().with("s3:ResourceAccount", &call.account.id);
        let allowed = rights.allow(&call.caller.arn, asked, &context);
        return Ok(allowed.map_err(|(_, text)| AthenaError::Denied(text))?);
    };
    let checked = {
        let seen = std::sync::Arc::clone(&call.seen);
        let gate = call.state().athena.gate(call.region, &query.workgroup);
        let gate = gate.ok_or_else(|| AthenaError::NotFound(query.workgroup.clone()))?;
        User::of(&seen.services, &identity).and_then(|user| {
            let caller = call.caller;
            let journey = Journey { account: &seen, region: call.region, user, caller, gate, query_id: id };
            results::check_read(&journey, bucket, key)
        })
    };
    checked.map_err(|Broken { link, text }| {
        let failure =
            Failure { link, text: text.clone(), user_id: identity.user_id, query_execution_id: Some(id.to_owned()) };
        call.failures.push(failure);
        AthenaError::Denied(text).into()
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample::Column;

    #[test]
    fn what_was_written_is_read_again() {
        let rows = vec![
            vec![Some("a \"quoted\", cell".to_owned()), None],
            vec![Some(String::new()), Some("two\nlines".to_owned())],
        ];
        let answer = Answer { columns: vec![Column::text("x"), Column::text("y")], rows };
        let text = written(&answer, true);
        assert!(text.starts_with("\"x\",\"y\"\n\"a \"\"quoted\"\", cell\",\n"), "{text}");
        assert_eq!(read(&text, true).split_off(1), answer.rows);
        assert_eq!(read("a\nb\n", false).len(), 2);
    }
}
