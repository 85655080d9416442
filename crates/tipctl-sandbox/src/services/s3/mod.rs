//! Amazon S3, as far as results and log files go: buckets with their region, encryption and policy, and the objects in them.
//! There are no versions, no parts and no ACLs.

mod bucket;
mod fault;
mod listing;
mod objects;
mod policy;
mod wire;

pub(crate) mod object;
pub(crate) mod state;

use crate::service::Service;
use crate::wire::Protocol;

const NAMESPACE: &str = "http://s3.amazonaws.com/doc/2006-03-01/";

pub(crate) fn service() -> Service {
    Service::new("s3", "s3", Protocol::S3)
        .throttling("SlowDown")
        .read_raw_at(("GET", "/"), "ListBuckets", bucket::list)
        .write_raw_at(("PUT", "/{Bucket}"), "CreateBucket", bucket::create)
        .read_raw_at(("HEAD", "/{Bucket}"), "HeadBucket", bucket::head)
        .write_raw_at(("DELETE", "/{Bucket}"), "DeleteBucket", bucket::delete)
        .read_raw_at(("GET", "/{Bucket}?location"), "GetBucketLocation", bucket::location)
        .read_raw_at(("GET", "/{Bucket}?encryption"), "GetBucketEncryption", bucket::encryption)
        .write_raw_at(("PUT", "/{Bucket}?encryption"), "PutBucketEncryption", bucket::put_encryption)
        .read_raw_at(("GET", "/{Bucket}?policy"), "GetBucketPolicy", bucket::get_policy)
        .write_raw_at(("PUT", "/{Bucket}?policy"), "PutBucketPolicy", bucket::put_policy)
        .write_raw_at(("DELETE", "/{Bucket}?policy"), "DeleteBucketPolicy", bucket::delete_policy)
        .read_raw_at(("GET", "/{Bucket}?list-type=2"), "ListObjectsV2", listing::list)
        .write_raw_at(("PUT", "/{Bucket}/{Key+}"), "PutObject", objects::put)
        .read_raw_at(("GET", "/{Bucket}/{Key+}"), "GetObject", objects::get)
        .read_raw_at(("HEAD", "/{Bucket}/{Key+}"), "HeadObject", objects::head)
        .write_raw_at(("DELETE", "/{Bucket}/{Key+}"), "DeleteObject", objects::delete)
}
