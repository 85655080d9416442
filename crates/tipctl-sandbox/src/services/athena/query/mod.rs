//! Queries: what is kept of one, and how it moves with the clock. How it ends is known when it is taken; that it has ended,
//! only when its time is over.

pub(super) mod operations;
pub(super) mod results;
pub(super) mod start;
mod wire;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::fault::AthenaError;
use crate::sample::Column;
use crate::services::States;

/// How long a query waits, and how long it runs. Real queries take as long as they take.
const QUEUED_MS: u64 = 100;
const RUNNING_MS: u64 = 400;
/// How many queries are remembered, and how many bytes they may have together, with their results.
// AWS: for 45 days, however many; results stay in their bucket for good.
const REMEMBERED: usize = 10_000;
const REMEMBERED_BYTES: usize = 16 << 20;

/// The queries by id.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub(crate) struct Queries(BTreeMap<String, Query>);

/// A query that was taken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Query {
    region: String,
    workgroup: String,
    text: String,
    database: Option<String>,
    /// `StatementType` and `SubstatementType`; unknown of a statement that cannot be read.
    kind: Option<(String, String)>,
    /// Where the results are: `s3://bucket/prefix/ID.csv`.
    output: String,
    client_token: Option<String>,
    submitted_at_ms: u64,
    stopped_at_ms: Option<u64>,
    outcome: Outcome,
}

/// How a query ends if it is not stopped.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
enum Outcome {
    Succeeded { columns: Vec<Column> },
    Failed { reason: String },
}

/// `QueryExecutionState`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "UPPERCASE")]
enum Stage {
    Queued,
    Running,
    Succeeded,
    Failed,
    Cancelled,
}

impl Queries {
    fn get(&self, region: &str, id: &str) -> Result<&Query, AthenaError> {
        let found = self.0.get(id).filter(|query| query.region == region);
        found.ok_or_else(|| AthenaError::NoSuchQuery(id.to_owned()))
    }

    /// The query that was started with a token.
    fn with_token(&self, region: &str, token: &str) -> Option<(&String, &Query)> {
        let is_it = |query: &Query| query.region == region && query.client_token.as_deref() == Some(token);
        self.0.iter().find(|(_, query)| is_it(query))
    }

    /// The ids of those that are too many, the newest of all excepted; `results` tells how large those of a query are.
    fn beyond(&self, results: impl Fn(&Query) -> usize) -> Vec<String> {
        let mut latest: Vec<(&String, &Query)> = self.0.iter().collect();
        latest.sort_by_key(|(id, query)| (std::cmp::Reverse(query.submitted_at_ms), *id));
        let mut bytes = 0;
        let mut is_beyond = |at: usize, query: &Query| {
            bytes += query.text.len() + results(query);
            at > 0 && (at >= REMEMBERED || bytes > REMEMBERED_BYTES)
        };
        let numbered = latest.into_iter().enumerate();
        numbered.filter(|(at, (_, query))| is_beyond(*at, query)).map(|(_, (id, _))| id.clone()).collect()
    }
}

/// Forgets the oldest queries, with their results, when there are too many.
fn forget(services: &mut States) {
    let size = |query: &Query| {
        let (bucket, key) = query.object();
        services.s3.get(bucket, key).map_or(0, |object| object.bytes.len())
    };
    for id in services.athena.queries.beyond(size) {
        if let Some(query) = services.athena.queries.0.remove(&id) {
            let (bucket, key) = query.object();
            services.s3.delete(bucket, key);
        }
    }
}

impl Query {
    fn ends_at_ms(&self) -> u64 {
        self.submitted_at_ms.saturating_add(QUEUED_MS + RUNNING_MS)
    }

    fn stage(&self, now_ms: u64) -> Stage {
        let since = now_ms.saturating_sub(self.submitted_at_ms);
        match self.outcome {
            _ if self.stopped_at_ms.is_some() => Stage::Cancelled,
            _ if since < QUEUED_MS => Stage::Queued,
            _ if now_ms < self.ends_at_ms() => Stage::Running,
            Outcome::Succeeded { .. } => Stage::Succeeded,
            Outcome::Failed { .. } => Stage::Failed,
        }
    }

    /// Bucket and key of the results.
    fn object(&self) -> (&str, &str) {
        let path = self.output.strip_prefix("s3://").unwrap_or(&self.output);
        path.split_once('/').unwrap_or((path, ""))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn query(outcome: Outcome) -> Query {
        Query {
            region: "ap-northeast-1".to_owned(),
            workgroup: "analytics".to_owned(),
            text: "SELECT 1".to_owned(),
            database: None,
            kind: None,
            output: "s3://b/p/q.csv".to_owned(),
            client_token: None,
            submitted_at_ms: 1000,
            stopped_at_ms: None,
            outcome,
        }
    }

    #[test]
    fn the_oldest_queries_are_forgotten_when_they_are_too_large() {
        let at = |submitted_at_ms| Query { submitted_at_ms, ..query(Outcome::Failed { reason: String::new() }) };
        let queries = Queries((0..4_u64).map(|ms| (format!("q{}", 9 - ms), at(ms))).collect());
        assert!(queries.beyond(|_| 0).is_empty());
        assert_eq!(queries.beyond(|_| REMEMBERED_BYTES / 3), ["q8", "q9"]);
        assert_eq!(queries.beyond(|_| REMEMBERED_BYTES + 1), ["q7", "q8", "q9"], "the newest stays");
    }

    #[test]
    fn a_query_moves_with_the_clock() {
        let failing = query(Outcome::Failed { reason: "x".to_owned() });
        let good = query(Outcome::Succeeded { columns: Vec::new() });
        for (now_ms, expected) in [(1000, Stage::Queued), (1100, Stage::Running), (1499, Stage::Running)] {
            assert_eq!(failing.stage(now_ms), expected, "{now_ms}");
        }
        assert_eq!(failing.stage(1500), Stage::Failed);
        assert_eq!(good.stage(1500), Stage::Succeeded);
        assert_eq!(Query { stopped_at_ms: Some(1200), ..good }.stage(1500), Stage::Cancelled);
        assert_eq!(failing.object(), ("b", "p/q.csv"));
    }
}
