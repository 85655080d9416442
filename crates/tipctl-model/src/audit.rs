//! What CloudTrail recorded of the chain: who asked which service for what, and how it ended.

use std::fmt;

/// One event of CloudTrail about access.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct AccessEvent {
    /// When it happened, in milliseconds since the epoch.
    pub at_ms: u64,
    /// CloudTrail's id of it.
    pub id: String,
    /// The service, `lakeformation.amazonaws.com`.
    pub service: String,
    /// The operation, `GetDataAccess`.
    pub operation: String,
    /// The user of the workforce for whom it happened, where the event says so.
    pub user: Option<EventUser>,
    /// What it was about.
    pub target: Target,
    /// The name of the role session that it happened in, or that it gave out credentials for.
    pub session: Option<String>,
    /// The source identity of the session, where it has one.
    pub source_identity: Option<String>,
    /// The service of AWS that called, as the event names it.
    pub invoked_by: Option<String>,
    /// How it ended.
    pub outcome: EventOutcome,
}

/// A user of the workforce, as events name one: never by name.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct EventUser {
    /// The id in the directory.
    pub id: String,
    /// The directory, `d-…`; none where the event does not say.
    pub store: Option<String>,
}

/// What an event is about.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Target {
    /// A query in a workgroup, by its execution id where the event has one.
    Query {
        /// The workgroup; none where the event does not say.
        workgroup: Option<String>,
        /// The execution id; none where the event does not say.
        execution: Option<String>,
    },
    /// A table of the catalog.
    Table {
        /// Its database.
        database: String,
        /// Its name.
        table: String,
    },
    /// A database of the catalog.
    Database {
        /// Its name.
        database: String,
    },
    /// A place in S3, as the event names it: `s3://bucket/prefix/*`.
    Place {
        /// The place.
        place: String,
    },
    /// An object in S3.
    Object {
        /// Its bucket.
        bucket: String,
        /// Its key.
        key: String,
    },
    /// Nothing that is told apart here.
    Other,
}

/// How a call that was recorded ended.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum EventOutcome {
    /// It was answered.
    Answered,
    /// It was refused.
    Refused {
        /// AWS's code.
        code: String,
        /// AWS's text; empty where there is none.
        message: String,
    },
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Query { workgroup: Some(workgroup), execution: _ } => write!(f, "workgroup {workgroup}"),
            Self::Query { workgroup: None, execution: Some(id) } => write!(f, "query {id}"),
            Self::Query { workgroup: None, execution: None } => f.write_str("a query"),
            Self::Table { database, table } => write!(f, "{database}.{table}"),
            Self::Database { database } => f.write_str(database),
            Self::Place { place } => f.write_str(place),
            Self::Object { bucket, key } => write!(f, "s3://{bucket}/{key}"),
            Self::Other => f.write_str("-"),
        }
    }
}
