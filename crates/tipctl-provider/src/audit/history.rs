//! The management events of the last 90 days.

use aws_sdk_cloudtrail::types::{LookupAttribute, LookupAttributeKey};
use aws_smithy_types::DateTime;
use tipctl_model::{Fault, audit::AccessEvent};

use super::{reading::Span, record::event};
use crate::{Wait, aws::Aws, fault::fault, pages::pages};

/// The operations through which data is reached.
///
/// AWS: a lookup takes one attribute, and none is the user (facts/tip-chain.md §5). `GetDataAccess` is Lake Formation's and
/// S3's.
const OPERATIONS: [&str; 4] =
    ["GetDataAccess", "GetQueryResults", "GetQueryResultsStream", "StartQueryExecution"];

/// AWS: two lookups a second, account-wide (facts/tip-chain.md §5).
const PAUSE_MS: u64 = 500;

/// What the history holds of `span`, in no order.
pub(super) async fn read(aws: &Aws, span: Span, wait: &Wait) -> Result<Vec<AccessEvent>, Fault> {
    let mut events = Vec::new();
    for operation in OPERATIONS {
        let attribute = LookupAttribute::builder()
            .attribute_key(LookupAttributeKey::EventName)
            .attribute_value(operation)
            .build()
            .ok();
        let attribute = &attribute;
        let list = |token| async move {
            wait(PAUSE_MS).await;
            let call =
                aws.cloudtrail.lookup_events().set_lookup_attributes(attribute.clone().map(|one| vec![one]));
            let call = call.start_time(moment(span.from_ms)).end_time(moment(span.to_ms));
            let sent = call.max_results(50).set_next_token(token).send().await;
            sent.map_err(|error| fault("cloudtrail", "LookupEvents", error))
        };
        let pages = pages("cloudtrail", "LookupEvents", list, |page| page.next_token.clone()).await?;
        let records =
            pages.iter().flat_map(|page| page.events()).filter_map(|found| found.cloud_trail_event());
        events.extend(records.filter_map(|text| event(&serde_json::from_str(text).ok()?)));
    }
    Ok(events)
}

fn moment(at_ms: u64) -> DateTime {
    DateTime::from_millis(i64::try_from(at_ms).unwrap_or(i64::MAX))
}
