//! `ListObjectsV2`: keys in order, and what they begin with up to a delimiter.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use super::NAMESPACE;
use super::bucket::{bad_token, in_region, page_size};
use super::object::Object;
use super::wire::{CommonPrefix, ListObjects, ListObjectsResult, ObjectMembers, Owner};
use crate::call::Call;
use crate::fault::Fault;
use crate::page::PageAsk;
use crate::wire::{Body, Iso8601, Reply};

/// What keys keep when they are written as in a URL.
const KEPT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'/').remove(b'-').remove(b'_').remove(b'.').remove(b'~');

/// A key, or what several keys begin with.
enum Row<'a> {
    Key(&'a str, &'a Object),
    Prefix(&'a str),
}

// AWS: a page holds at most 1000 keys and prefixes together (S3 API reference, ListObjectsV2).
pub(super) fn list(call: &mut Call<'_>, input: ListObjects, _: &Body) -> Result<Reply, Fault> {
    in_region(call, &input.bucket, input.expected_owner.as_deref())?;
    let max_keys = page_size(input.max_keys, 1000)?;
    let start_after = input.start_after.as_deref().unwrap_or_default();
    let objects = call.state().s3.list(&input.bucket, &input.prefix);
    let mut rows: Vec<(String, Row<'_>)> = Vec::new();
    for (key, object) in objects.filter(|(key, _)| key.as_str() > start_after) {
        let prefix = common_prefix(key, input.prefix.len(), input.delimiter.as_deref());
        let row = prefix.map_or(Row::Key(key, object), Row::Prefix);
        let sorted_by = prefix.unwrap_or(key);
        if rows.last().is_none_or(|(last, _)| last != sorted_by) {
            rows.push((sorted_by.to_owned(), row));
        }
    }
    let ask = PageAsk { token: input.continuation_token.as_deref(), limit: max_keys };
    let page = call.page(rows, &ask).map_err(|_| bad_token())?;
    let encoded = |text: &str| match input.encoding_type {
        Some(_) => utf8_percent_encode(text, KEPT).to_string(),
        None => text.to_owned(),
    };
    let with_owner = input.fetch_owner == Some(true);
    let (mut contents, mut common_prefixes) = (Vec::new(), Vec::new());
    for row in page.items {
        match row {
            Row::Key(key, object) => contents.push(members(encoded(key), object, with_owner)),
            Row::Prefix(prefix) => common_prefixes.push(CommonPrefix { prefix: encoded(prefix) }),
        }
    }
    let result = ListObjectsResult {
        prefix: encoded(&input.prefix),
        delimiter: input.delimiter.as_deref().map(encoded),
        start_after: input.start_after.as_deref().map(encoded),
        key_count: contents.len() + common_prefixes.len(),
        is_truncated: page.next.is_some(),
        next_continuation_token: page.next,
        name: input.bucket,
        continuation_token: input.continuation_token,
        encoding_type: input.encoding_type,
        max_keys,
        contents,
        common_prefixes,
    };
    Reply::xml("ListBucketResult", NAMESPACE, &result)
}

/// What a key begins with up to the delimiter after the prefix, if that occurs.
fn common_prefix<'a>(key: &'a str, prefix: usize, delimiter: Option<&str>) -> Option<&'a str> {
    let delimiter = delimiter.filter(|delimiter| !delimiter.is_empty())?;
    let found = key.get(prefix..)?.find(delimiter)?;
    key.get(..prefix + found + delimiter.len())
}

fn members(key: String, object: &Object, with_owner: bool) -> ObjectMembers {
    ObjectMembers {
        key,
        last_modified: Iso8601(object.modified_at_ms),
        etag: object.etag.clone(),
        size: object.bytes.len(),
        storage_class: "STANDARD",
        owner: with_owner.then(|| Owner { id: object.owner_account_id.clone() }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_begin_alike_up_to_the_delimiter() {
        assert_eq!(common_prefix("a/b/c", 0, Some("/")), Some("a/"));
        assert_eq!(common_prefix("a/b/c", 2, Some("/")), Some("a/b/"));
        assert_eq!(common_prefix("a/b/c", 4, Some("/")), None);
        assert_eq!(common_prefix("a/b/c", 0, None), None);
    }
}
