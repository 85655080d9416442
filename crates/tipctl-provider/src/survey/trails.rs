//! CloudTrail's trails, and which reads and writes of S3 objects they record.

use std::collections::BTreeSet;

use aws_sdk_cloudtrail::types::{AdvancedEventSelector, EventSelector, ReadWriteType, Trail as Stored};
use futures::{StreamExt, future::join, stream};
use tipctl_model::{
    Fault, FaultClass, Note,
    inventory::{Known, Trail},
};

use super::{AT_ONCE, unread::note};
use crate::{aws::Aws, fault::fault, inventory::Survey};

/// What data events of S3 are called.
const OBJECTS: &str = "AWS::S3::Object";

/// What was read of the trails.
pub(super) struct Read {
    pub(super) trails: Known<Trail>,
    pub(super) notes: Vec<Note>,
}

impl Read {
    pub(super) fn put_into(self, survey: &mut Survey) {
        survey.surroundings.trails = self.trails;
        survey.notes.extend(self.notes);
    }
}

/// Reads every trail that records in the region, those of other regions and of the organization included.
pub(super) async fn read(aws: &Aws) -> Read {
    let mut read = Read { trails: Known::partial(), notes: Vec::new() };
    let trails = match list(aws).await {
        Ok(trails) => trails,
        Err(fault) => {
            read.notes.push(note("the trails of CloudTrail", "cloudtrail:DescribeTrails", &fault));
            return read;
        }
    };
    let reads =
        trails.iter().filter_map(|trail| Some((trail, trail.trail_arn()?))).map(|(trail, arn)| async move {
            let (logging, recorded) = join(is_logging(aws, arn), recorded(aws, arn)).await;
            (trail, arn, logging, recorded)
        });
    let found: Vec<_> = stream::iter(reads).buffered(AT_ONCE).collect().await;
    read.trails.is_whole = true;
    for (trail, arn, logging, recorded) in found {
        match logging.and_then(|is_logging| Ok((is_logging, recorded?))) {
            Ok((is_logging, s3_data)) => {
                let bucket = trail.s3_bucket_name().unwrap_or_default().to_owned();
                let prefix = trail.s3_key_prefix().unwrap_or_default().to_owned();
                read.trails.insert(arn, Trail { is_logging, bucket, prefix, s3_data });
            }
            Err(fault) if fault.class == FaultClass::Absent => {}
            Err(fault) => {
                read.trails.is_whole = false;
                let action = "cloudtrail:GetTrailStatus and cloudtrail:GetEventSelectors";
                read.notes.push(note(&format!("what the trail `{arn}` records"), action, &fault));
            }
        }
    }
    read
}

async fn list(aws: &Aws) -> Result<Vec<Stored>, Fault> {
    let found = aws.cloudtrail.describe_trails().send().await;
    let found = found.map_err(|error| fault("cloudtrail", "DescribeTrails", error))?;
    Ok(found.trail_list().to_vec())
}

async fn is_logging(aws: &Aws, trail: &str) -> Result<bool, Fault> {
    let found = aws.cloudtrail.get_trail_status().name(trail).send().await;
    let found = found.map_err(|error| fault("cloudtrail", "GetTrailStatus", error))?;
    Ok(found.is_logging() == Some(true))
}

/// ARN prefixes of the objects whose reads and writes a trail records.
async fn recorded(aws: &Aws, trail: &str) -> Result<BTreeSet<String>, Fault> {
    let found = aws.cloudtrail.get_event_selectors().trail_name(trail).send().await;
    let found = found.map_err(|error| fault("cloudtrail", "GetEventSelectors", error))?;
    let basic = found.event_selectors().iter().flat_map(basic);
    let advanced = found.advanced_event_selectors().iter().flat_map(advanced);
    Ok(basic.chain(advanced).collect())
}

fn basic(selector: &EventSelector) -> Vec<String> {
    if selector.read_write_type().is_some_and(|kind| *kind != ReadWriteType::All) {
        return Vec::new();
    }
    let resources = selector.data_resources().iter().filter(|resource| resource.r#type() == Some(OBJECTS));
    resources.flat_map(|resource| resource.values()).map(|arn| prefix(arn)).collect()
}

/// What an advanced selector records as a whole. One that leaves something out in a way that a prefix cannot say counts as
/// recording nothing: that something is recorded must not be believed wrongly.
fn advanced(selector: &AdvancedEventSelector) -> Vec<String> {
    let fields = selector.field_selectors();
    let is = |field: &str, value: &str| {
        fields
            .iter()
            .any(|selector| selector.field() == field && selector.equals().iter().any(|equal| equal == value))
    };
    if !is("eventCategory", "Data") || !is("resources.type", OBJECTS) {
        return Vec::new();
    }
    let mut prefixes = None;
    for selector in fields {
        match selector.field() {
            "eventCategory" | "resources.type" => {}
            "resources.ARN" if !narrows_otherwise(selector) => {
                let listed = selector.starts_with().iter().chain(selector.equals());
                prefixes = Some(listed.map(|arn| prefix(arn)).collect());
            }
            _ => return Vec::new(),
        }
    }
    prefixes.unwrap_or_else(|| vec!["arn:aws:s3".to_owned()])
}

fn narrows_otherwise(selector: &aws_sdk_cloudtrail::types::AdvancedFieldSelector) -> bool {
    [selector.ends_with(), selector.not_equals(), selector.not_starts_with(), selector.not_ends_with()]
        .iter()
        .any(|texts| !texts.is_empty())
}

/// AWS: every object of every bucket is written as `arn:aws:s3`, in any partition with or without the colons.
fn prefix(arn: &str) -> String {
    if arn.trim_end_matches(':').ends_with(":s3") { "arn:aws:s3".to_owned() } else { arn.to_owned() }
}
