//! Events: what a service tells CloudTrail of a call, and the record that CloudTrail makes of it.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use crate::wire::Iso8601;

/// What a service tells of a call that it answered.
#[derive(Debug, Clone)]
pub(crate) struct NewEvent {
    /// The service: `athena.amazonaws.com`.
    pub(crate) source: &'static str,
    /// The operation: `StartQueryExecution`.
    pub(crate) name: &'static str,
    pub(crate) class: Class,
    pub(crate) read_only: bool,
    /// Milliseconds since the epoch; not before the event that was told of last.
    pub(crate) at_ms: u64,
    /// The element `userIdentity`. Its `invokedBy` tells which service of AWS's called.
    pub(crate) user_identity: Value,
    /// The element `requestParameters`, or null.
    pub(crate) request_parameters: Value,
    /// The element `additionalEventData`, or null.
    pub(crate) additional_event_data: Value,
    /// The element `resources`: a list of `type`, `ARN` and `accountId`, or null.
    pub(crate) resources: Value,
    /// Code and text, if the call was refused.
    pub(crate) refusal: Option<(String, String)>,
}

/// Whether an event is about the account's resources or about what is in them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Class {
    Management,
    Data,
}

/// An event that has happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Event {
    pub(crate) id: String,
    pub(crate) region: String,
    pub(crate) class: Class,
    pub(crate) at_ms: u64,
    /// The record as a log file holds it.
    pub(crate) record: Value,
}

/// Where an event happens.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place<'a> {
    pub(super) region: &'a str,
    pub(super) account_id: &'a str,
}

impl Event {
    /// The record of what a service tells, under ids of the account's.
    pub(super) fn new(told: NewEvent, place: Place<'_>, id: String, request_id: String) -> Self {
        let caller = told.user_identity.get("invokedBy").and_then(Value::as_str).unwrap_or("sandbox");
        let mut record = json!({
            "eventVersion": "1.11",
            "userIdentity": told.user_identity,
            "eventTime": Iso8601(told.at_ms),
            "eventSource": told.source,
            "eventName": told.name,
            "awsRegion": place.region,
            "sourceIPAddress": caller,
            "userAgent": caller,
            "requestParameters": told.request_parameters,
            "responseElements": null,
            "requestID": request_id,
            "eventID": id,
            "readOnly": told.read_only,
            "eventType": "AwsApiCall",
            "managementEvent": told.class == Class::Management,
            "recipientAccountId": place.account_id,
            "eventCategory": told.class,
        });
        let (code, text) = told.refusal.unzip();
        let more = [
            ("additionalEventData", told.additional_event_data),
            ("resources", told.resources),
            ("errorCode", code.into()),
            ("errorMessage", text.into()),
        ];
        if let Some(members) = record.as_object_mut() {
            let present = more.into_iter().filter(|(_, value)| !value.is_null());
            members.extend(present.map(|(name, value)| (name.to_owned(), value)).collect::<Map<_, _>>());
        }
        let region = place.region.to_owned();
        Self { id, region, class: told.class, at_ms: told.at_ms, record }
    }

    pub(super) fn is_read_only(&self) -> bool {
        self.record.get("readOnly") == Some(&Value::Bool(true))
    }

    /// A member of the record that is text, by its path.
    pub(super) fn text(&self, path: &str) -> Option<&str> {
        self.record.pointer(path)?.as_str()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_says_what_was_told_and_where() {
        let told = NewEvent {
            source: "s3.amazonaws.com",
            name: "GetObject",
            class: Class::Data,
            read_only: true,
            at_ms: 1_767_268_800_000,
            user_identity: json!({ "type": "AssumedRole", "invokedBy": "athena.amazonaws.com" }),
            request_parameters: json!({ "bucketName": "acme-lake" }),
            additional_event_data: Value::Null,
            resources: json!([{ "type": "AWS::S3::Object", "ARN": "arn:aws:s3:::acme-lake/a" }]),
            refusal: Some(("AccessDenied".to_owned(), "no".to_owned())),
        };
        let place = Place { region: "ap-northeast-1", account_id: "111122223333" };
        let event = Event::new(told, place, "e-1".to_owned(), "r-1".to_owned());
        for (path, expected) in [
            ("/eventTime", "2026-01-01T12:00:00Z"),
            ("/sourceIPAddress", "athena.amazonaws.com"),
            ("/eventCategory", "Data"),
            ("/eventID", "e-1"),
            ("/errorCode", "AccessDenied"),
            ("/resources/0/ARN", "arn:aws:s3:::acme-lake/a"),
        ] {
            assert_eq!(event.text(path), Some(expected), "{path}");
        }
        assert_eq!(event.record["managementEvent"], false);
        assert_eq!(event.record.get("additionalEventData"), None);
    }
}
