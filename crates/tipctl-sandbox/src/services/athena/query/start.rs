//! `StartQueryExecution`: what is refused at once, and the way of what is taken.

use std::sync::Arc;

use bytes::Bytes;
use serde_json::{Value, json};

use super::results::written;
use super::wire::{StartQueryExecution, StartQueryExecutionResult};
use super::{Outcome, Query, forget};
use crate::call::Call;
use crate::chain::journey::{Journey, User};
use crate::chain::results::Output;
use crate::chain::trail::{Trail, role_identity};
use crate::chain::travel::{Arrived, Ask, travel};
use crate::chain::{Broken, Failure, Link, workgroup};
use crate::fault::Fault;
use crate::sample::Statement;
use crate::services::athena::fault::AthenaError;
use crate::services::athena::state::PRIMARY;
use crate::services::cloudtrail;
use crate::services::cloudtrail::event::{Class, NewEvent};
use crate::services::s3::object::{Encryption, Object};
use crate::services::sts::session::Identity;

const LONGEST: usize = 262_144;

pub(in super::super) fn start(
    call: &mut Call<'_>,
    input: StartQueryExecution,
) -> Result<StartQueryExecutionResult, Fault> {
    if input.query_string.is_empty() || input.query_string.len() > LONGEST {
        return Err(AthenaError::invalid(format!("QueryString must have 1 to {LONGEST} bytes.")).into());
    }
    if let Some(query_execution_id) = started_before(call, &input)? {
        return Ok(StartQueryExecutionResult { query_execution_id });
    }
    let id = call.ids().guid();
    let name = input.work_group.clone().unwrap_or_else(|| PRIMARY.to_owned());
    let mut trail = Trail::default();
    let taken = match take(call, &input, (&id, &name), &mut trail) {
        Ok(taken) => taken,
        Err(Refused::NotHere(fault)) => return Err(fault),
        Err(Refused::Broken(broken)) => {
            note(call, &broken, None);
            return Err(refusal(broken).into());
        }
    };
    record_start(call, &input, (&id, &name));
    for event in trail.0 {
        cloudtrail::record(call, event);
    }
    let statement = Statement::read(&input.query_string).ok();
    let key = format!("{}{id}.{}", taken.output.prefix, extension(statement.as_ref()));
    let output = format!("s3://{}/{key}", taken.output.bucket);
    let query = Query {
        region: call.region.to_owned(),
        workgroup: name,
        text: input.query_string,
        database: input.query_execution_context.and_then(|context| context.database),
        kind: statement.map(|statement| (statement.kind().to_owned(), statement.sub_kind().to_owned())),
        output,
        client_token: input.client_request_token,
        submitted_at_ms: call.now_ms,
        stopped_at_ms: None,
        outcome: outcome(call, taken, &id, &key),
    };
    call.state_mut().athena.queries.0.insert(id.clone(), query);
    forget(call.state_mut());
    Ok(StartQueryExecutionResult { query_execution_id: id })
}

/// Remembers which link refused, for tests.
fn note(call: &mut Call<'_>, broken: &Broken, id: Option<&str>) {
    let user_id = identity(call).map(|identity| identity.user_id.clone()).unwrap_or_default();
    let Broken { link, text } = broken.clone();
    call.failures.push(Failure { link, text, user_id, query_execution_id: id.map(str::to_owned) });
}

/// How a query ends; one that succeeds leaves its results under `key`.
fn outcome(call: &mut Call<'_>, taken: Taken, id: &str, key: &str) -> Outcome {
    let Arrived { answer, .. } = match taken.result {
        Ok(arrived) => arrived,
        Err(broken) => {
            note(call, &broken, Some(id));
            return Outcome::Failed { reason: broken.text };
        }
    };
    let bucket = taken.output.bucket;
    // AWS: what the workgroup does not say, the bucket does.
    let of_bucket = call.account.surroundings.buckets.get(&bucket).map(|bucket| bucket.encryption.clone());
    let encryption = taken.key.map(|key| Encryption::Kms { key: Some(key) }).or(of_bucket);
    let bytes = Bytes::from(written(&answer, key.ends_with(".csv")));
    let ends_at_ms = call.now_ms + super::QUEUED_MS + super::RUNNING_MS;
    let encryption = encryption.unwrap_or(Encryption::S3Managed);
    let object = Object::new(bytes, encryption, &call.account.id, ends_at_ms);
    call.state_mut().s3.put(&bucket, key, object);
    Outcome::Succeeded { columns: answer.columns }
}

/// A query that the workgroup took, and how it went.
struct Taken {
    output: Output,
    /// The key of KMS that results are encrypted with.
    key: Option<String>,
    result: Result<Arrived, Broken>,
}

enum Refused {
    Broken(Broken),
    NotHere(Fault),
}

fn take(
    call: &Call<'_>,
    input: &StartQueryExecution,
    (id, name): (&str, &str),
    trail: &mut Trail,
) -> Result<Taken, Refused> {
    let broken = |link, text: String| Refused::Broken(Broken::new(link, text));
    let Some(gate) = call.state().athena.gate(call.region, name) else {
        return Err(broken(Link::Workgroup, AthenaError::NotFound(name.to_owned()).to_string()));
    };
    let Some(identity) = identity(call) else {
        if gate.instance_arn().is_some() {
            let text = format!("WorkGroup {name} can be used only with an IAM Identity Center identity.");
            return Err(broken(Link::WorkgroupIdentity, text));
        }
        return Err(Refused::NotHere(Fault::not_implemented("queries of IAM principals")));
    };
    let seen = Arc::clone(&call.seen);
    let journey = Journey {
        account: &seen,
        region: call.region,
        user: User::of(&seen.services, identity).map_err(Refused::Broken)?,
        caller: call.caller,
        gate,
        query_id: id,
    };
    let sent = input.result_configuration.as_ref();
    let (sent, owner) = sent.map(|sent| (sent.output_location.as_deref(), sent.expected_bucket_owner.as_deref())).unzip();
    let (sent, owner) = (sent.flatten(), owner.flatten());
    workgroup::check(&journey, sent.is_some()).map_err(Refused::Broken)?;
    // AWS: what the client sends counts only where the workgroup does not enforce its own.
    let (location, owner) = if gate.is_enforced() {
        (gate.output_location().or(sent), gate.expected_owner())
    } else {
        (sent.or(gate.output_location()), owner.or(gate.expected_owner()))
    };
    let output = location.and_then(|location| Output::of(&journey, location));
    let output = output.map(|output| output.owned_by(owner));
    let output = output.ok_or_else(|| {
        broken(Link::WorkgroupOutput, "outputLocation is not a valid S3 path.".to_owned())
    })?;
    let context = input.query_execution_context.as_ref();
    let ask = Ask {
        sql: &input.query_string,
        database: context.and_then(|context| context.database.as_deref()),
        output: &output,
        at_ms: call.now_ms,
    };
    let mut result = travel(&journey, &ask, trail);
    if let Ok(arrived) = &mut result {
        let extension = extension(Statement::read(&input.query_string).ok().as_ref());
        let key = format!("{}{id}.{extension}", output.prefix);
        trail.object(&journey, call.now_ms, (&arrived.writer_arn, true), ("PutObject", &output.bucket, &key));
    }
    let key = gate.result_key().map(|(key, _)| key.to_owned());
    Ok(Taken { output, key, result })
}

/// What the key of a statement's results ends with.
fn extension(statement: Option<&Statement>) -> &'static str {
    if statement.is_none_or(|statement| statement.kind() == "DML") { "csv" } else { "txt" }
}

/// The id of the query that was started with the same token.
// AWS: a token belongs to one query text.
fn started_before(call: &Call<'_>, input: &StartQueryExecution) -> Result<Option<String>, AthenaError> {
    let Some(token) = &input.client_request_token else { return Ok(None) };
    if !(32..=128).contains(&token.len()) {
        return Err(AthenaError::invalid("ClientRequestToken must have 32 to 128 characters."));
    }
    match call.state().athena.queries.with_token(call.region, token) {
        None => Ok(None),
        Some((id, query)) if query.text == input.query_string => Ok(Some(id.clone())),
        Some(_) => Err(AthenaError::invalid("Idempotent parameters do not match")),
    }
}

fn identity<'c>(call: &'c Call<'_>) -> Option<&'c Identity> {
    call.caller.session.as_ref()?.identity.as_ref()
}

// AWS: what a caller may not do is AccessDeniedException; the code for the rest is unverified.
fn refusal(broken: Broken) -> AthenaError {
    match broken.link {
        Link::CallerRole
        | Link::SessionPolicy
        | Link::ContextAllowList
        | Link::WorkgroupAssignment
        | Link::WorkgroupIdentity
        | Link::User => AthenaError::Denied(broken.text),
        _ => AthenaError::invalid(broken.text),
    }
}

fn record_start(call: &mut Call<'_>, input: &StartQueryExecution, (id, name): (&str, &str)) {
    // AWS: the text of a query is not told.
    let parameters = json!({
        "queryString": "***OMITTED***",
        "workGroup": name,
        "queryExecutionContext": input.query_execution_context,
    });
    record(call, "StartQueryExecution", (parameters, json!({ "queryExecutionId": id })));
}

/// Tells CloudTrail of a call about a query, with the user behind it.
// AWS: facts/tip-chain.md §5.
pub(super) fn record(call: &mut Call<'_>, name: &'static str, (parameters, more): (Value, Value)) {
    let user_id = identity(call).map(|identity| identity.user_id.clone());
    let store = call.seen().identitystore.store_id();
    let user_identity = role_identity(&call.caller.arn, (&call.account.id, store), user_id.as_deref(), None);
    let event = NewEvent {
        source: "athena.amazonaws.com",
        name,
        class: Class::Management,
        read_only: name.starts_with("Get"),
        at_ms: call.now_ms,
        user_identity,
        request_parameters: parameters,
        additional_event_data: more,
        resources: Value::Null,
        refusal: None,
    };
    cloudtrail::record(call, event);
}
