//! One record of CloudTrail, as `LookupEvents` shows it and a log file holds it.
//!
//! AWS: which member tells what is said in facts/tip-chain.md §5. Members that nobody has seen yet (`invokedBy` and
//! `requesterService` of Athena, the session prefix `AWSLF-00-AT-`) are shown as they come and decide nothing.

use serde_json::Value;
use time::{OffsetDateTime, format_description::well_known::Rfc3339};
use tipctl_model::audit::{AccessEvent, EventOutcome, EventUser, Target};

/// The event that `record` tells of; nothing where it is not a record of CloudTrail.
#[must_use]
pub fn event(record: &Value) -> Option<AccessEvent> {
    let text = |path: &str| text(record, path);
    Some(AccessEvent {
        at_ms: at_ms(&text("/eventTime")?)?,
        id: text("/eventID")?,
        service: text("/eventSource")?,
        operation: text("/eventName")?,
        user: user(record),
        target: target(record),
        session: text("/additionalEventData/lakeFormationRoleSessionName")
            .or_else(|| session(&text("/userIdentity/arn")?)),
        source_identity: text("/userIdentity/sessionContext/sourceIdentity"),
        invoked_by: text("/userIdentity/invokedBy"),
        outcome: match text("/errorCode") {
            Some(code) => EventOutcome::Refused { code, message: text("/errorMessage").unwrap_or_default() },
            None => EventOutcome::Answered,
        },
    })
}

/// The user on whose behalf a call was made, or whose principal Lake Formation names.
fn user(record: &Value) -> Option<EventUser> {
    let store = text(record, "/userIdentity/onBehalfOf/identityStoreArn");
    let store = store.and_then(|arn| Some(arn.rsplit_once('/')?.1.to_owned()));
    let behind = text(record, "/userIdentity/onBehalfOf/userId").map(|id| EventUser { id, store });
    behind.or_else(|| {
        let principal = text(record, "/additionalEventData/lakeFormationPrincipal")?;
        let (head, id) = principal.rsplit_once(":user/")?;
        head.contains(":identitystore:").then(|| EventUser { id: id.to_owned(), store: None })
    })
}

fn target(record: &Value) -> Target {
    let asked = |member: &str| text(record, &format!("/requestParameters/{member}"));
    if let Some((resource, name)) = asked("tableArn").and_then(|arn| {
        let resource = arn.splitn(6, ':').nth(5)?;
        let (resource, name) = resource.split_once('/')?;
        Some((resource.to_owned(), name.to_owned()))
    }) {
        return match (resource.as_str(), name.split_once('/')) {
            ("table", Some((database, table))) => {
                Target::Table { database: database.to_owned(), table: table.to_owned() }
            }
            ("database", None) => Target::Database { database: name },
            _ => Target::Other,
        };
    }
    if let (Some(bucket), Some(key)) = (asked("bucketName"), asked("key")) {
        return Target::Object { bucket, key };
    }
    if let Some(place) = asked("target") {
        return Target::Place { place };
    }
    match (asked("databaseName"), asked("tableName").or_else(|| asked("name"))) {
        (Some(database), Some(table)) => return Target::Table { database, table },
        (Some(database), None) => return Target::Database { database },
        (None, _) => {}
    }
    if text(record, "/eventSource").is_some_and(|source| source == "athena.amazonaws.com") {
        let execution = asked("queryExecutionId");
        let execution = execution.or_else(|| text(record, "/responseElements/queryExecutionId"));
        return Target::Query { workgroup: asked("workGroup"), execution };
    }
    Target::Other
}

/// The name of the session in the ARN of one.
fn session(arn: &str) -> Option<String> {
    let (_, session) = arn.split_once(":assumed-role/")?;
    session.split_once('/').map(|(_, name)| name.to_owned())
}

fn at_ms(time: &str) -> Option<u64> {
    let at = OffsetDateTime::parse(time, &Rfc3339).ok()?;
    u64::try_from(at.unix_timestamp_nanos() / 1_000_000).ok()
}

fn text(record: &Value, path: &str) -> Option<String> {
    record.pointer(path).and_then(Value::as_str).filter(|text| !text.is_empty()).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn told(source: &str, name: &str, mut more: Value) -> AccessEvent {
        let members = more.as_object_mut().expect("members");
        for (member, value) in [
            ("eventTime", "2026-11-25T10:00:00Z"),
            ("eventID", "e-1"),
            ("eventSource", source),
            ("eventName", name),
        ] {
            members.insert(member.to_owned(), json!(value));
        }
        event(&more).expect("a record")
    }

    #[test]
    fn lake_formation_names_the_user_in_its_own_way() {
        let event = told(
            "lakeformation.amazonaws.com",
            "GetDataAccess",
            json!({
                "userIdentity": { "type": "AWSAccount" },
                "requestParameters": { "tableArn": "arn:aws:glue:us-east-1:111122223333:table/sales/orders" },
                "additionalEventData": {
                    "lakeFormationPrincipal": "arn:aws:identitystore:::user/1-2",
                    "lakeFormationRoleSessionName": "AWSLF-00-AT-x",
                },
            }),
        );
        assert_eq!(event.user, Some(EventUser { id: "1-2".to_owned(), store: None }));
        assert_eq!(event.target, Target::Table { database: "sales".to_owned(), table: "orders".to_owned() });
        assert_eq!(event.session.as_deref(), Some("AWSLF-00-AT-x"));
        assert_eq!(event.at_ms, 1_795_600_800_000);
    }

    #[test]
    fn a_session_has_a_user_behind_it() {
        let event = told(
            "s3.amazonaws.com",
            "GetDataAccess",
            json!({
                "userIdentity": {
                    "arn": "arn:aws:sts::111122223333:assumed-role/WgRole/x",
                    "invokedBy": "athena.amazonaws.com",
                    "onBehalfOf": { "userId": "1-2", "identityStoreArn": "arn:aws:identitystore::999988887777:identitystore/d-1" },
                },
                "requestParameters": { "target": "s3://results/p/*", "permission": "READWRITE" },
                "errorCode": "AccessDenied",
                "errorMessage": "You do not have READWRITE permissions",
            }),
        );
        assert_eq!(event.user, Some(EventUser { id: "1-2".to_owned(), store: Some("d-1".to_owned()) }));
        assert_eq!(event.target, Target::Place { place: "s3://results/p/*".to_owned() });
        assert_eq!(event.session.as_deref(), Some("x"));
        assert!(matches!(event.outcome, EventOutcome::Refused { ref code, .. } if code == "AccessDenied"));
    }

    #[test]
    fn targets() {
        let query = |workgroup: Option<&str>, execution: Option<&str>| Target::Query {
            workgroup: workgroup.map(str::to_owned),
            execution: execution.map(str::to_owned),
        };
        let cases = [
            (
                told(
                    "athena.amazonaws.com",
                    "StartQueryExecution",
                    json!({ "requestParameters": { "workGroup": "w" }, "responseElements": { "queryExecutionId": "q" } }),
                ),
                query(Some("w"), Some("q")),
            ),
            (
                told(
                    "athena.amazonaws.com",
                    "GetQueryResults",
                    json!({ "requestParameters": { "queryExecutionId": "q" } }),
                ),
                query(None, Some("q")),
            ),
            (
                told(
                    "s3.amazonaws.com",
                    "GetObject",
                    json!({ "requestParameters": { "bucketName": "b", "key": "k/x" } }),
                ),
                Target::Object { bucket: "b".to_owned(), key: "k/x".to_owned() },
            ),
            (
                told(
                    "glue.amazonaws.com",
                    "GetTable",
                    json!({ "requestParameters": { "databaseName": "d", "name": "t" } }),
                ),
                Target::Table { database: "d".to_owned(), table: "t".to_owned() },
            ),
            (told("sts.amazonaws.com", "AssumeRole", json!({})), Target::Other),
        ];
        for (event, target) in cases {
            assert_eq!(event.target, target, "{}", event.operation);
        }
        assert_eq!(event(&json!({ "eventName": "x" })), None);
    }
}
