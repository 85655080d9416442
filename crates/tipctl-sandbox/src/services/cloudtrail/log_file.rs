//! Log files: the events of five minutes, compressed, in a trail's bucket.

use std::io::{Read as _, Write as _};

use bytes::Bytes;
use flate2::Compression;
use flate2::read::GzDecoder;
use flate2::write::GzEncoder;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use time::OffsetDateTime;

use super::event::Event;
use super::trail::Destination;
use crate::call::Call;
use crate::services::s3::object::{Encryption, Object};

// AWS: log files are delivered about every five minutes. Here an event is in its file at once, and the file grows.
const SPAN_MS: u64 = 5 * 60 * 1000;

/// Adds an event to the log file of its time. A bucket that is gone takes nothing.
pub(super) fn deliver(call: &mut Call<'_>, destination: &Destination, event: &Event) -> bool {
    let Destination { bucket, prefix, kms_key } = destination;
    let Some(encryption) = call.account.surroundings.buckets.get(bucket).map(|found| found.encryption.clone())
    else {
        return false;
    };
    let encryption = match kms_key {
        Some(key) => Encryption::Kms { key: Some(key.clone()) },
        None => encryption,
    };
    let account_id = call.account.id.clone();
    let Some(key) = key(&account_id, prefix.as_deref(), event) else { return false };
    let mut records = call.state().s3.get(bucket, &key).and_then(|file| read(&file.bytes)).unwrap_or_default();
    records.push(event.record.clone());
    let Some(bytes) = write(records) else { return false };
    let file = Object::new(bytes, encryption, &account_id, call.now_ms).of_type("application/x-gzip");
    call.state_mut().s3.put(bucket, &key, file);
    true
}

/// `PREFIX/AWSLogs/ACCOUNT/CloudTrail/REGION/2026/01/31/ACCOUNT_CloudTrail_REGION_20260131T1205Z_UNIQUE.json.gz`.
// AWS: facts/tip-chain.md §5 tells of the files; their names are those of the user guide, "Finding your CloudTrail log
// files".
fn key(account_id: &str, prefix: Option<&str>, event: &Event) -> Option<String> {
    let region = &event.region;
    let begins_at = event.at_ms / SPAN_MS * SPAN_MS / 1000;
    let moment = OffsetDateTime::from_unix_timestamp(i64::try_from(begins_at).ok()?).ok()?;
    let (year, month, day) = (moment.year(), u8::from(moment.month()), moment.day());
    let minute = format!("{year:04}{month:02}{day:02}T{:02}{:02}Z", moment.hour(), moment.minute());
    let day = format!("{year:04}/{month:02}/{day:02}");
    let digest = Sha256::digest(format!("{account_id}/{region}/{minute}"));
    let unique = digest.iter().take(8).map(|byte| format!("{byte:02x}")).collect::<String>();
    let prefix = prefix.map(|prefix| format!("{prefix}/")).unwrap_or_default();
    Some(format!(
        "{prefix}AWSLogs/{account_id}/CloudTrail/{region}/{day}/{account_id}_CloudTrail_{region}_{minute}_{unique}.json.gz"
    ))
}

fn read(bytes: &[u8]) -> Option<Vec<Value>> {
    let mut text = String::new();
    GzDecoder::new(bytes).read_to_string(&mut text).ok()?;
    match serde_json::from_str::<Value>(&text).ok()?.get_mut("Records")?.take() {
        Value::Array(records) => Some(records),
        _ => None,
    }
}

fn write(records: Vec<Value>) -> Option<Bytes> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(json!({ "Records": records }).to_string().as_bytes()).ok()?;
    encoder.finish().ok().map(Bytes::from)
}

#[cfg(test)]
mod tests {
    use super::super::event::Class;
    use super::*;

    #[test]
    fn a_file_holds_five_minutes_and_is_named_after_their_beginning() {
        let at = |at_ms| Event {
            id: String::new(),
            region: "ap-northeast-1".to_owned(),
            class: Class::Data,
            at_ms,
            record: Value::Null,
        };
        let key = |event| key("111122223333", Some("audit"), &event).unwrap();
        let noon = 1_767_268_800_000;
        let first = key(at(noon));
        let begins = "audit/AWSLogs/111122223333/CloudTrail/ap-northeast-1/2026/01/01/\
                      111122223333_CloudTrail_ap-northeast-1_20260101T1200Z_";
        assert!(first.starts_with(begins) && first.ends_with(".json.gz"), "{first}");
        assert_eq!(key(at(noon + SPAN_MS - 1)), first);
        assert_ne!(key(at(noon + SPAN_MS)), first);
    }

    #[test]
    fn records_survive_compression() {
        let records = vec![json!({ "eventName": "GetObject" }), json!({ "eventName": "PutObject" })];
        assert_eq!(read(&write(records.clone()).unwrap()), Some(records));
        assert_eq!(read(b"no file"), None);
    }
}
