//! Requests with credentials of the right shape, and what to read off the answers.

use std::sync::Arc;

use bytes::Bytes;
use http::{Request, Response};
use tipctl_sandbox::{Account, ManualClock, Sandbox};

pub(crate) const OPERATOR: &str = "AKIASANDBOXOPERATOR";
pub(crate) const AUDITOR: &str = "AKIASANDBOXREADONLY";

/// When the clock of a test's sandbox starts.
const NOON: u64 = 1_767_268_800_000;

/// A sandbox with a fresh account, and the clock that it goes by.
pub(crate) fn sandbox(knobs: &str) -> (Sandbox, Arc<ManualClock>) {
    let clock = Arc::new(ManualClock::at(NOON));
    let sandbox = Sandbox::new(Account::fresh(), knobs.parse().unwrap(), Arc::<ManualClock>::clone(&clock));
    (sandbox, clock)
}

pub(crate) fn authorization(key: &str, service: &str) -> String {
    let scope = format!("{key}/20260101/ap-northeast-1/{service}/aws4_request");
    format!("AWS4-HMAC-SHA256 Credential={scope}, SignedHeaders=host, Signature=00")
}

/// A request of the query protocol; `authorization` may be left out.
pub(crate) fn form(authorization: Option<&str>, body: &str) -> Request<Bytes> {
    let mut request = Request::post("/").header("content-type", "application/x-www-form-urlencoded");
    if let Some(authorization) = authorization {
        request = request.header("authorization", authorization);
    }
    request.body(Bytes::copy_from_slice(body.as_bytes())).unwrap()
}

/// A request of the JSON protocol with `X-Amz-Target`.
pub(crate) fn target(service: &str, target: &str, body: &str) -> Request<Bytes> {
    Request::post("/")
        .header("content-type", "application/x-amz-json-1.1")
        .header("authorization", authorization(OPERATOR, service))
        .header("x-amz-target", target)
        .body(Bytes::copy_from_slice(body.as_bytes()))
        .unwrap()
}

/// An IAM request with the parameters percent-encoded.
pub(crate) fn iam(key: &str, action: &str, parameters: &[(&str, &str)]) -> Request<Bytes> {
    let encoded = parameters.iter().map(|(name, value)| {
        format!(
            "&{name}={}",
            percent_encoding::utf8_percent_encode(value, percent_encoding::NON_ALPHANUMERIC)
        )
    });
    let body = format!("Action={action}&Version=2010-05-08{}", encoded.collect::<String>());
    form(Some(&authorization(key, "iam")), &body)
}

pub(crate) fn text(response: &Response<Bytes>) -> String {
    String::from_utf8(response.body().to_vec()).unwrap()
}

/// The status and the code of a refusal.
pub(crate) fn refusal(response: &Response<Bytes>) -> (u16, String) {
    (response.status().as_u16(), response.headers()["x-amzn-errortype"].to_str().unwrap().to_owned())
}

/// The contents of every element of this name in an answer, with documents decoded.
pub(crate) fn elements(response: &Response<Bytes>, name: &str) -> Vec<String> {
    let (open, close) = (format!("<{name}>"), format!("</{name}>"));
    let text = text(response);
    let contents = text.split(&open).skip(1).map(|rest| rest.split(&close).next().unwrap());
    contents
        .map(|content| percent_encoding::percent_decode_str(content).decode_utf8().unwrap().into_owned())
        .collect()
}
