//! Amazon S3, as far as results and log files go: buckets with their region, encryption and policy, and the objects in them.

pub(crate) mod object;
pub(crate) mod state;

use crate::service::Service;
use crate::wire::Protocol;

pub(crate) fn service() -> Service {
    Service::new("s3", "s3", Protocol::RestXml { namespace: "http://s3.amazonaws.com/doc/2006-03-01/" })
        .throttling("SlowDown")
}
