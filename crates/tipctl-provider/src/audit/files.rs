//! Reads and writes of objects, from the log files of a trail.

use std::io::Read as _;

use flate2::read::MultiGzDecoder;
use futures::{StreamExt, TryStreamExt, stream};
use serde_json::Value;
use time::{Duration, OffsetDateTime};
use tipctl_model::{Fault, FaultClass, audit::AccessEvent, inventory::Trail};

use super::{reading::Span, record::event};
use crate::{aws::Aws, fault::fault, pages::pages};

/// How many files are read at once.
const AT_ONCE: usize = 8;

/// How many files are read at most: what else there is, is said in a note.
const MOST: usize = 2_000;

/// AWS: a file may come a while after what it tells of, on average five minutes and seldom more than fifteen.
const LATE_MINUTES: i64 = 30;

/// What was read of one trail.
pub(super) struct Files {
    pub(super) events: Vec<AccessEvent>,
    /// How many files were left out because there are too many.
    pub(super) left_out: usize,
}

/// The events of S3 objects in `span` that `trail` recorded, in no order.
pub(super) async fn read(aws: &Aws, trail: &Trail, span: Span) -> Result<Files, Fault> {
    let mut keys = Vec::new();
    for account in accounts(aws, trail).await? {
        for day in days(span) {
            let region = &aws.place.region;
            keys.extend(list(aws, trail, &format!("{account}CloudTrail/{region}/{day}/")).await?);
        }
    }
    let left_out = keys.len().saturating_sub(MOST);
    keys.truncate(MOST);
    let reads = keys.iter().map(|key| async move { records(aws, trail, key).await });
    let records: Vec<Vec<Value>> = stream::iter(reads).buffered(AT_ONCE).try_collect().await?;
    let events = records.iter().flatten().filter_map(event);
    let is_of_objects = |event: &AccessEvent| {
        event.service == "s3.amazonaws.com"
            && matches!(event.target, tipctl_model::audit::Target::Object { .. })
            && span.contains(event.at_ms)
    };
    Ok(Files { events: events.filter(is_of_objects).collect(), left_out })
}

/// What the keys of this account's files begin with.
///
/// AWS: `AWSLogs/ACCOUNT/`, and for an organization's trail `AWSLogs/ORGANIZATION/ACCOUNT/`.
async fn accounts(aws: &Aws, trail: &Trail) -> Result<Vec<String>, Fault> {
    let head = match trail.prefix.trim_end_matches('/') {
        "" => "AWSLogs/".to_owned(),
        prefix => format!("{prefix}/AWSLogs/"),
    };
    let list = |token| async {
        let call = aws.s3.list_objects_v2().bucket(&trail.bucket).prefix(&head).delimiter("/");
        let sent = call.set_continuation_token(token).send().await;
        sent.map_err(|error| fault("s3", "ListObjectsV2", error))
    };
    let pages = pages("s3", "ListObjectsV2", list, |page| page.next_continuation_token.clone()).await?;
    let folders = pages.iter().flat_map(|page| page.common_prefixes()).filter_map(|common| common.prefix());
    let account = &aws.place.account;
    let folders = folders.filter_map(|folder| {
        let name = folder.strip_prefix(&head)?.trim_end_matches('/');
        if name == account {
            Some(folder.to_owned())
        } else {
            name.starts_with("o-").then(|| format!("{folder}{account}/"))
        }
    });
    Ok(folders.collect())
}

async fn list(aws: &Aws, trail: &Trail, prefix: &str) -> Result<Vec<String>, Fault> {
    let list = |token| async move {
        let call = aws.s3.list_objects_v2().bucket(&trail.bucket).prefix(prefix);
        let sent = call.set_continuation_token(token).send().await;
        sent.map_err(|error| fault("s3", "ListObjectsV2", error))
    };
    let pages = pages("s3", "ListObjectsV2", list, |page| page.next_continuation_token.clone()).await?;
    let keys = pages.iter().flat_map(|page| page.contents()).filter_map(|object| object.key());
    Ok(keys.filter(|key| key.ends_with(".json.gz")).map(str::to_owned).collect())
}

/// The records of one file.
async fn records(aws: &Aws, trail: &Trail, key: &str) -> Result<Vec<Value>, Fault> {
    let found = aws.s3.get_object().bucket(&trail.bucket).key(key).send().await;
    let found = found.map_err(|error| fault("s3", "GetObject", error))?;
    let unreadable = |message: String| Fault {
        class: FaultClass::Unknown,
        service: "s3",
        operation: "GetObject".to_owned(),
        code: None,
        message: format!("`s3://{}/{key}` is not a log file of CloudTrail: {message}", trail.bucket),
        request_id: None,
        attr: None,
    };
    let bytes = found.body.collect().await.map_err(|error| unreadable(error.to_string()))?.into_bytes();
    let mut text = String::new();
    MultiGzDecoder::new(bytes.as_ref())
        .read_to_string(&mut text)
        .map_err(|error| unreadable(error.to_string()))?;
    let mut file: Value = serde_json::from_str(&text).map_err(|error| unreadable(error.to_string()))?;
    match file.get_mut("Records").map(Value::take) {
        Some(Value::Array(records)) => Ok(records),
        _ => Err(unreadable("it has no records".to_owned())),
    }
}

/// The days, as folders, in which files about `span` may lie.
fn days(span: Span) -> Vec<String> {
    let day = |at_ms: u64| {
        let seconds = i64::try_from(at_ms / 1000).ok()?;
        OffsetDateTime::from_unix_timestamp(seconds).ok()
    };
    let (Some(from), Some(to)) = (day(span.from_ms), day(span.to_ms)) else { return Vec::new() };
    let last = to.saturating_add(Duration::minutes(LATE_MINUTES)).date();
    let mut days = Vec::new();
    let mut next = Some(from.date());
    while let Some(day) = next.filter(|day| *day <= last) {
        days.push(format!("{:04}/{:02}/{:02}", day.year(), u8::from(day.month()), day.day()));
        next = day.next_day();
    }
    days
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_may_come_the_day_after() {
        let at = |hour: u64, minute: u64| 1_795_564_800_000 + (hour * 60 + minute) * 60_000;
        let days = |from_ms, to_ms| days(Span { from_ms, to_ms });
        assert_eq!(days(at(1, 0), at(23, 0)), ["2026/11/25"]);
        assert_eq!(days(at(1, 0), at(23, 45)), ["2026/11/25", "2026/11/26"]);
        assert_eq!(days(at(1, 0), at(49, 0)), ["2026/11/25", "2026/11/26", "2026/11/27"]);
    }
}
