//! Event selectors: which events a trail delivers.

use serde::{Deserialize, Serialize};

use super::event::{Class, Event};
use super::fault::TrailError;

/// What a trail selects events by. A trail has one form or the other.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Selectors {
    Basic(Vec<EventSelector>),
    Advanced(Vec<AdvancedEventSelector>),
}

/// A basic selector. Also the member on the wire.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(super) struct EventSelector {
    #[serde(default)]
    read_write_type: ReadWriteType,
    #[serde(default = "included")]
    include_management_events: bool,
    #[serde(default)]
    data_resources: Vec<DataResource>,
    #[serde(default)]
    exclude_management_event_sources: Vec<String>,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
enum ReadWriteType {
    #[default]
    All,
    ReadOnly,
    WriteOnly,
}

/// Data events on resources of one type, by the beginnings of their ARNs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
struct DataResource {
    #[serde(rename = "Type")]
    kind: String,
    values: Vec<String>,
}

/// An advanced selector. Also the member on the wire.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(super) struct AdvancedEventSelector {
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    field_selectors: Vec<FieldSelector>,
}

/// What one field of an event has to be like.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
struct FieldSelector {
    field: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    equals: Vec<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    starts_with: Vec<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    ends_with: Vec<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    not_equals: Vec<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    not_starts_with: Vec<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    not_ends_with: Vec<String>,
}

fn included() -> bool {
    true
}

impl Selectors {
    /// What a trail begins with.
    // AWS: all management events and no data events (service documentation of CreateTrail).
    pub(super) fn fresh() -> Self {
        Self::Basic(vec![EventSelector {
            read_write_type: ReadWriteType::All,
            include_management_events: true,
            data_resources: Vec::new(),
            exclude_management_event_sources: Vec::new(),
        }])
    }

    /// Whether it is other than what a trail begins with.
    pub(super) fn are_custom(&self) -> bool {
        *self != Self::fresh()
    }

    /// Whether the trail delivers an event.
    pub(super) fn select(&self, event: &Event) -> bool {
        match self {
            Self::Basic(selectors) => selectors.iter().any(|selector| selector.selects(event)),
            Self::Advanced(selectors) => selectors.iter().any(|selector| selector.selects(event)),
        }
    }

    /// Refuses what cannot be a trail's selectors.
    pub(super) fn check(&self) -> Result<(), TrailError> {
        match self {
            Self::Basic(selectors) if selectors.is_empty() || selectors.len() > 5 => {
                Err(TrailError::selectors("a trail has one to five event selectors"))
            }
            Self::Basic(selectors) => selectors.iter().try_for_each(EventSelector::check),
            Self::Advanced(selectors) if selectors.is_empty() => {
                Err(TrailError::selectors("a trail has at least one advanced event selector"))
            }
            Self::Advanced(selectors) => selectors.iter().try_for_each(AdvancedEventSelector::check),
        }
    }
}

impl EventSelector {
    fn selects(&self, event: &Event) -> bool {
        let read_only = event.is_read_only();
        let of_type = match self.read_write_type {
            ReadWriteType::All => true,
            ReadWriteType::ReadOnly => read_only,
            ReadWriteType::WriteOnly => !read_only,
        };
        of_type
            && match event.class {
                Class::Management => {
                    let source = event.text("/eventSource").unwrap_or_default();
                    self.include_management_events
                        && self.exclude_management_event_sources.iter().all(|excluded| excluded != source)
                }
                Class::Data => self.data_resources.iter().any(|resource| resource.contains(event)),
            }
    }

    fn check(&self) -> Result<(), TrailError> {
        let known = ["AWS::S3::Object", "AWS::Lambda::Function", "AWS::DynamoDB::Table"];
        match self.data_resources.iter().find(|resource| !known.contains(&resource.kind.as_str())) {
            Some(resource) => {
                Err(TrailError::selectors(format!("{} is no type of a data resource", resource.kind)))
            }
            None => Ok(()),
        }
    }
}

impl DataResource {
    // AWS: `arn:aws:s3` stands for every bucket, `arn:aws:s3:::BUCKET/` for one, with a prefix for what begins with it
    // (service model, DataResource).
    fn contains(&self, event: &Event) -> bool {
        resources(event).any(|(kind, arn)| {
            kind == self.kind && self.values.iter().any(|value| arn.starts_with(value.as_str()))
        })
    }
}

impl AdvancedEventSelector {
    /// Every field has to be as its selector says.
    fn selects(&self, event: &Event) -> bool {
        self.field_selectors.iter().all(|selector| selector.selects(event))
    }

    // AWS: an event category is required, and with `Data` a type of resources (service model, AdvancedFieldSelector).
    fn check(&self) -> Result<(), TrailError> {
        let equals = |field: &str| {
            self.field_selectors
                .iter()
                .find(|selector| selector.field == field)
                .map(|selector| &selector.equals)
        };
        match equals("eventCategory").map(Vec::as_slice) {
            Some([category]) if category == "Management" => {}
            Some([category]) if category == "Data" => {
                if equals("resources.type").is_none_or(|types| types.len() != 1) {
                    return Err(TrailError::selectors("data events need one resources.type"));
                }
            }
            _ => return Err(TrailError::selectors("eventCategory must equal Management or Data")),
        }
        self.field_selectors.iter().try_for_each(FieldSelector::check)
    }
}

impl FieldSelector {
    /// A value of the field has to fit one of the positive conditions, if there are any, and every negative one.
    fn selects(&self, event: &Event) -> bool {
        let values = self.values(event);
        let one = |conditions: &[String], fits: fn(&str, &str) -> bool| {
            conditions.iter().any(|condition| values.iter().any(|value| fits(value, condition)))
        };
        let starts = |value: &str, condition: &str| value.starts_with(condition);
        let ends = |value: &str, condition: &str| value.ends_with(condition);
        let equal = |value: &str, condition: &str| value == condition;
        let positive = self.equals.len() + self.starts_with.len() + self.ends_with.len();
        let fits = one(&self.equals, equal) || one(&self.starts_with, starts) || one(&self.ends_with, ends);
        let fails = one(&self.not_equals, equal)
            || one(&self.not_starts_with, starts)
            || one(&self.not_ends_with, ends);
        (positive == 0 || fits) && !fails
    }

    fn values<'a>(&self, event: &'a Event) -> Vec<&'a str> {
        let text = |path: &str| event.text(path).into_iter().collect();
        match self.field.as_str() {
            "readOnly" => vec![if event.is_read_only() { "true" } else { "false" }],
            "resources.type" => resources(event).map(|(kind, _)| kind).collect(),
            "resources.ARN" => resources(event).map(|(_, arn)| arn).collect(),
            "userIdentity.arn" => text("/userIdentity/arn"),
            field => text(&format!("/{field}")),
        }
    }

    fn check(&self) -> Result<(), TrailError> {
        let known = [
            "readOnly",
            "eventSource",
            "eventName",
            "eventCategory",
            "eventType",
            "resources.type",
            "resources.ARN",
            "userIdentity.arn",
        ];
        if !known.contains(&self.field.as_str()) {
            return Err(TrailError::selectors(format!("{} is no field of events", self.field)));
        }
        let conditions = [
            &self.equals,
            &self.starts_with,
            &self.ends_with,
            &self.not_equals,
            &self.not_starts_with,
            &self.not_ends_with,
        ];
        if conditions.iter().all(|values| values.is_empty()) {
            return Err(TrailError::selectors(format!("{} has no condition", self.field)));
        }
        Ok(())
    }
}

/// Types and ARNs of the resources that an event concerns.
pub(super) fn resources(event: &Event) -> impl Iterator<Item = (&str, &str)> {
    let listed = event.record.get("resources").and_then(|resources| resources.as_array());
    listed
        .into_iter()
        .flatten()
        .filter_map(|resource| Some((resource.get("type")?.as_str()?, resource.get("ARN")?.as_str()?)))
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn event(class: Class, record: Value) -> Event {
        Event { id: "e".to_owned(), region: "ap-northeast-1".to_owned(), class, at_ms: 0, record }
    }

    fn read() -> Event {
        let object = json!([{ "type": "AWS::S3::Object", "ARN": "arn:aws:s3:::acme-lake/sales/a" }]);
        let record = json!({ "eventSource": "s3.amazonaws.com", "eventName": "GetObject", "readOnly": true,
            "eventCategory": "Data", "resources": object });
        event(Class::Data, record)
    }

    fn query() -> Event {
        let record = json!({ "eventSource": "athena.amazonaws.com", "eventName": "StartQueryExecution",
            "readOnly": false, "eventCategory": "Management" });
        event(Class::Management, record)
    }

    #[test]
    fn basic_selectors_select_by_class_kind_and_beginning() {
        let selects = |selector: Value| {
            let selectors = Selectors::Basic(vec![serde_json::from_value(selector).unwrap()]);
            selectors.check().unwrap();
            (selectors.select(&query()), selectors.select(&read()))
        };
        let objects = |value: &str| json!([{ "Type": "AWS::S3::Object", "Values": [value] }]);
        assert_eq!(selects(json!({})), (true, false));
        assert_eq!(selects(json!({ "ReadWriteType": "ReadOnly" })), (false, false));
        assert_eq!(
            selects(json!({ "ExcludeManagementEventSources": ["athena.amazonaws.com"] })),
            (false, false)
        );
        assert_eq!(selects(json!({ "DataResources": objects("arn:aws:s3:::acme-lake/") })), (true, true));
        assert_eq!(
            selects(json!({ "IncludeManagementEvents": false, "DataResources": objects("arn:aws:s3") })),
            (false, true)
        );
        assert_eq!(selects(json!({ "DataResources": objects("arn:aws:s3:::acme-results/") })), (true, false));
    }

    #[test]
    fn advanced_selectors_select_by_fields() {
        let selects = |fields: Value| {
            let selector = serde_json::from_value(json!({ "FieldSelectors": fields })).unwrap();
            let selectors = Selectors::Advanced(vec![selector]);
            selectors.check().map(|()| (selectors.select(&query()), selectors.select(&read())))
        };
        let data = json!({ "Field": "eventCategory", "Equals": ["Data"] });
        let objects = json!({ "Field": "resources.type", "Equals": ["AWS::S3::Object"] });
        let below = |prefix: &str| json!({ "Field": "resources.ARN", "StartsWith": [prefix] });
        assert_eq!(selects(json!([data, objects])).unwrap(), (false, true));
        assert_eq!(selects(json!([data, objects, below("arn:aws:s3:::acme-lake/")])).unwrap(), (false, true));
        assert_eq!(selects(json!([data, objects, below("arn:aws:s3:::other/")])).unwrap(), (false, false));
        let but = json!({ "Field": "eventName", "NotEquals": ["GetObject"] });
        assert_eq!(selects(json!([data, objects, but])).unwrap(), (false, false));
        let management = json!([{ "Field": "eventCategory", "Equals": ["Management"] }]);
        assert_eq!(selects(management).unwrap(), (true, false));
        for wrong in
            [json!([data]), json!([objects]), json!([data, objects, { "Field": "colour", "Equals": ["a"] }])]
        {
            assert!(selects(wrong).is_err());
        }
    }
}
