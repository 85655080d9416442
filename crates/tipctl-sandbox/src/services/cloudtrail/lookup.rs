//! `LookupEvents`: the management events of the last 90 days.

use super::event::Event;
use super::fault::TrailError;
use super::selectors::resources;
use super::wire::{
    EventMembers, LookupAttribute, LookupEvents, LookupEventsResult, LookupKey, ResourceMembers,
};
use crate::call::Call;
use crate::fault::Fault;
use crate::page::PageAsk;
use crate::wire::Epoch;

// AWS: how many events a page holds (facts/tip-chain.md §5).
const PAGE: usize = 50;

// AWS: one attribute a call, the latest event first; a refusal for a second attribute is what the member's length says
// (service model: at most one).
pub(super) fn lookup(call: &mut Call<'_>, input: LookupEvents) -> Result<LookupEventsResult, Fault> {
    let attributes = input.lookup_attributes.unwrap_or_default();
    if attributes.len() > 1 {
        return Err(TrailError::LookupAttributes("You can only use one attribute in a lookup.").into());
    }
    let within = Window::new(input.start_time, input.end_time)?;
    let limit = usize::try_from(input.max_results.unwrap_or(50)).ok();
    let limit = limit.filter(|limit| (1..=PAGE).contains(limit)).ok_or(TrailError::MaxResults(PAGE))?;
    let history = call.seen().cloudtrail.history(call.region, call.now_ms);
    let mut events: Vec<(String, &Event)> = history
        .filter(|event| within.contains(event.at_ms))
        .filter(|event| attributes.iter().all(|attribute| has(event, attribute)))
        .map(|event| (format!("{:020}/{}", u64::MAX - event.at_ms, event.id), event))
        .collect();
    if input.event_category.is_some() {
        // No trail of the sandbox looks for insights, so there are none.
        events.clear();
    }
    events.sort_by(|one, other| one.0.cmp(&other.0));
    let members = events.into_iter().map(|(key, event)| (key, members(event)));
    let ask = PageAsk { token: input.next_token.as_deref(), limit };
    let page = call.page(members, &ask).map_err(|_| TrailError::BadToken)?;
    Ok(LookupEventsResult { events: page.items, next_token: page.next })
}

/// From when to when events are looked up, in milliseconds since the epoch.
struct Window {
    from: f64,
    to: f64,
}

impl Window {
    fn new(start: Option<f64>, end: Option<f64>) -> Result<Self, TrailError> {
        let window =
            Self { from: start.unwrap_or(0.0) * 1000.0, to: end.map_or(f64::INFINITY, |end| end * 1000.0) };
        if window.from > window.to { Err(TrailError::TimeRange) } else { Ok(window) }
    }

    #[expect(clippy::cast_precision_loss, reason = "milliseconds of this age are exact in a double")]
    fn contains(&self, at_ms: u64) -> bool {
        (self.from..=self.to).contains(&(at_ms as f64))
    }
}

fn has(event: &Event, attribute: &LookupAttribute) -> bool {
    let asked = attribute.attribute_value.as_str();
    match attribute.attribute_key {
        LookupKey::EventId => event.id == asked,
        LookupKey::EventName => event.text("/eventName") == Some(asked),
        LookupKey::ReadOnly => read_only(event) == asked,
        LookupKey::Username => user_name(event) == Some(asked),
        LookupKey::ResourceType => resources(event).any(|(kind, _)| kind == asked),
        LookupKey::ResourceName => resources(event).any(|(_, arn)| arn == asked),
        LookupKey::EventSource => event.text("/eventSource") == Some(asked),
        LookupKey::AccessKeyId => event.text("/userIdentity/accessKeyId") == Some(asked),
    }
}

fn read_only(event: &Event) -> &'static str {
    if event.is_read_only() { "true" } else { "false" }
}

/// The name of an IAM user, or that of a role's session.
fn user_name(event: &Event) -> Option<&str> {
    let session = || event.text("/userIdentity/arn")?.split_once(":assumed-role/")?.1.rsplit_once('/');
    event.text("/userIdentity/userName").or_else(|| session().map(|(_, name)| name))
}

// AWS: that the resources looked up are those of the record is unverified.
fn members(event: &Event) -> EventMembers {
    let text = |path: &str| event.text(path).map(str::to_owned);
    let listed = resources(event)
        .map(|(kind, arn)| ResourceMembers { resource_type: kind.to_owned(), resource_name: arn.to_owned() });
    EventMembers {
        event_id: event.id.clone(),
        event_name: text("/eventName"),
        read_only: read_only(event),
        access_key_id: text("/userIdentity/accessKeyId"),
        event_time: Epoch(event.at_ms),
        event_source: text("/eventSource"),
        username: user_name(event).map(str::to_owned),
        resources: listed.collect(),
        cloud_trail_event: event.record.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use serde_json::{Value, json};

    use super::super::event::{Class, NewEvent};
    use super::super::record;
    use super::*;
    use crate::account::Account;

    const NOON: u64 = 1_767_268_800_000;

    fn told(name: &'static str, class: Class, at_ms: u64) -> NewEvent {
        NewEvent {
            source: "athena.amazonaws.com",
            name,
            class,
            read_only: name.starts_with("Get"),
            at_ms,
            user_identity: json!({ "arn": "arn:aws:sts::111122223333:assumed-role/studio/carol" }),
            request_parameters: Value::Null,
            additional_event_data: Value::Null,
            resources: Value::Null,
            refusal: None,
        }
    }

    /// What is found of two management events and a data event a second apart.
    fn found(input: &Value) -> Result<Vec<String>, String> {
        let account = Arc::new(Account::fresh());
        let caller = account.operator.clone();
        let mut call = Call {
            account: Arc::clone(&account),
            seen: account,
            region: "ap-northeast-1",
            caller: &caller,
            now_ms: NOON + 5000,
            page_size: None,
            empty_pages: false,
            quirks: crate::call::Quirks::default(),
            failures: Vec::new(),
        };
        record(&mut call, told("StartQueryExecution", Class::Management, NOON));
        record(&mut call, told("GetObject", Class::Data, NOON + 1000));
        record(&mut call, told("GetQueryResults", Class::Management, NOON + 2000));
        call.seen = Arc::clone(&call.account);
        let input = serde_json::from_value(input.clone()).unwrap();
        let events = lookup(&mut call, input).map_err(|fault| fault.code)?.events;
        Ok(events.into_iter().filter_map(|event| event.event_name).collect())
    }

    #[test]
    fn management_events_are_found_the_latest_first_by_one_attribute_and_time() {
        let by = |key: &str, value: &str| json!({ "AttributeKey": key, "AttributeValue": value });
        let both = ["GetQueryResults", "StartQueryExecution"];
        let start = 1_767_268_800_u64;
        for (input, names) in [
            (json!({}), &both[..]),
            (json!({ "LookupAttributes": [by("EventSource", "athena.amazonaws.com")] }), &both),
            (json!({ "LookupAttributes": [by("Username", "carol")] }), &both),
            (json!({ "LookupAttributes": [by("ReadOnly", "true")] }), &both[..1]),
            (json!({ "LookupAttributes": [by("EventName", "GetObject")] }), &[]),
            (json!({ "StartTime": start + 1 }), &both[..1]),
            (json!({ "EndTime": start }), &both[1..]),
            (json!({ "MaxResults": 1 }), &both[..1]),
            (json!({ "EventCategory": "insight" }), &[]),
        ] {
            assert_eq!(found(&input).unwrap(), names, "{input}");
        }
        let name = by("EventName", "GetQueryResults");
        for (input, code) in [
            (json!({ "LookupAttributes": [name, name] }), "InvalidLookupAttributesException"),
            (json!({ "StartTime": 2, "EndTime": 1 }), "InvalidTimeRangeException"),
            (json!({ "MaxResults": 51 }), "InvalidMaxResultsException"),
            (json!({ "NextToken": "x" }), "InvalidNextTokenException"),
        ] {
            assert_eq!(found(&input).unwrap_err(), code, "{input}");
        }
    }
}
