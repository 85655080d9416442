//! The members of the operations on queries, as AWS names them.

use serde::{Deserialize, Serialize};

use super::super::configuration::ResultConfiguration;
use super::{Outcome, Query, Stage};
use crate::sample::Column;
use crate::wire::Epoch;

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(in super::super) struct StartQueryExecution {
    pub(super) query_string: String,
    pub(super) client_request_token: Option<String>,
    pub(super) query_execution_context: Option<QueryExecutionContext>,
    pub(super) result_configuration: Option<ResultConfiguration>,
    pub(super) work_group: Option<String>,
}

#[derive(Debug, Default, Clone, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(super) struct QueryExecutionContext {
    pub(super) database: Option<String>,
    pub(super) catalog: Option<String>,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub(in super::super) struct StartQueryExecutionResult {
    pub(super) query_execution_id: String,
}

/// `GetQueryExecution`, `StopQueryExecution`.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(in super::super) struct NameQuery {
    pub(super) query_execution_id: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(in super::super) struct ListQueryExecutions {
    pub(super) work_group: Option<String>,
    pub(super) max_results: Option<i64>,
    pub(super) next_token: Option<String>,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub(in super::super) struct ListQueryExecutionsResult {
    pub(super) query_execution_ids: Vec<String>,
    pub(super) next_token: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(in super::super) struct GetQueryResults {
    pub(super) query_execution_id: String,
    pub(super) max_results: Option<i64>,
    pub(super) next_token: Option<String>,
    pub(super) query_result_type: Option<QueryResultType>,
}

#[derive(Deserialize, PartialEq, Eq)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub(super) enum QueryResultType {
    DataRows,
    DataManifest,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub(in super::super) struct GetQueryResultsResult {
    pub(super) update_count: i64,
    pub(super) result_set: ResultSet,
    pub(super) next_token: Option<String>,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct ResultSet {
    pub(super) rows: Vec<Row>,
    pub(super) result_set_metadata: ResultSetMetadata,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct ResultSetMetadata {
    pub(super) column_info: Vec<ColumnInfo>,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Row {
    pub(super) data: Vec<Datum>,
}

/// A cell. One without a value is empty: NULL.
#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Datum {
    pub(super) var_char_value: Option<String>,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct ColumnInfo {
    catalog_name: &'static str,
    schema_name: &'static str,
    table_name: &'static str,
    name: String,
    label: String,
    r#type: String,
    precision: i32,
    scale: i32,
    nullable: &'static str,
    case_sensitive: bool,
}

impl ColumnInfo {
    // AWS: schema and table are empty and every column may be null, whatever the query.
    pub(super) fn new(column: &Column) -> Self {
        Self {
            catalog_name: "hive",
            schema_name: "",
            table_name: "",
            name: column.name.clone(),
            label: column.name.clone(),
            r#type: column.kind.clone(),
            precision: column.precision,
            scale: column.scale,
            nullable: "UNKNOWN",
            case_sensitive: column.kind == "varchar",
        }
    }
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub(in super::super) struct GetQueryExecutionResult {
    pub(super) query_execution: QueryExecution,
}

/// A query as it is read.
#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct QueryExecution {
    query_execution_id: String,
    query: String,
    statement_type: Option<String>,
    substatement_type: Option<String>,
    result_configuration: ResultConfiguration,
    query_execution_context: QueryExecutionContext,
    status: Status,
    statistics: Statistics,
    work_group: String,
    engine_version: EngineVersion,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Status {
    state: Stage,
    state_change_reason: Option<String>,
    submission_date_time: Epoch,
    completion_date_time: Option<Epoch>,
    athena_error: Option<AthenaErrorMembers>,
}

/// `AthenaError`.
#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct AthenaErrorMembers {
    error_category: i32,
    error_type: i32,
    retryable: bool,
    error_message: String,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Statistics {
    engine_execution_time_in_millis: Option<u64>,
    data_scanned_in_bytes: Option<u64>,
    total_execution_time_in_millis: Option<u64>,
    query_queue_time_in_millis: Option<u64>,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct EngineVersion {
    selected_engine_version: &'static str,
    effective_engine_version: &'static str,
}

impl QueryExecution {
    pub(super) fn new(id: &str, query: &Query, now_ms: u64) -> Self {
        let state = query.stage(now_ms);
        let ended_at_ms = match state {
            Stage::Queued | Stage::Running => None,
            Stage::Cancelled => query.stopped_at_ms,
            Stage::Succeeded | Stage::Failed => Some(query.ends_at_ms()),
        };
        let reason = match &query.outcome {
            Outcome::Failed { reason } if state == Stage::Failed => Some(reason.clone()),
            _ => None,
        };
        let (statement_type, substatement_type) = query.kind.clone().unzip();
        let took = ended_at_ms.map(|ended_at_ms| ended_at_ms.saturating_sub(query.submitted_at_ms));
        Self {
            query_execution_id: id.to_owned(),
            query: query.text.clone(),
            statement_type,
            substatement_type,
            result_configuration: ResultConfiguration {
                output_location: Some(query.output.clone()),
                ..ResultConfiguration::default()
            },
            query_execution_context: QueryExecutionContext { database: query.database.clone(), catalog: None },
            status: Status {
                state,
                state_change_reason: reason.clone(),
                submission_date_time: Epoch(query.submitted_at_ms),
                completion_date_time: ended_at_ms.map(Epoch),
                // AWS: 2 is an error of the user's; which type each cause has is unverified.
                athena_error: reason.map(|error_message| AthenaErrorMembers {
                    error_category: 2,
                    error_type: 1006,
                    retryable: false,
                    error_message,
                }),
            },
            statistics: Statistics {
                engine_execution_time_in_millis: took.map(|took| took.saturating_sub(super::QUEUED_MS)),
                data_scanned_in_bytes: took.map(|_| 0),
                total_execution_time_in_millis: took,
                query_queue_time_in_millis: took.map(|took| took.min(super::QUEUED_MS)),
            },
            work_group: query.workgroup.clone(),
            engine_version: EngineVersion {
                selected_engine_version: "AUTO",
                effective_engine_version: "Athena engine version 3",
            },
        }
    }
}
