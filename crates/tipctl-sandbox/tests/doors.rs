//! Raw requests through both doors: routing, credentials, knobs, the state file. Services are only the occasion.

use std::sync::Arc;

use bytes::Bytes;
use http::{Request, Response};
use tipctl_sandbox::{Access, Account, CallOutcome, CallRecord, Knobs, ManualClock, Sandbox, Save};

const OPERATOR: &str = "AKIASANDBOXOPERATOR";

#[cfg(test)]
mod signed {
    use super::*;

    pub(super) fn authorization(key: &str, service: &str) -> String {
        let scope = format!("{key}/20260101/ap-northeast-1/{service}/aws4_request");
        format!("AWS4-HMAC-SHA256 Credential={scope}, SignedHeaders=host, Signature=00")
    }

    pub(super) fn form(authorization: Option<&str>, body: &str) -> Request<Bytes> {
        let mut request = Request::post("/").header("content-type", "application/x-www-form-urlencoded");
        if let Some(authorization) = authorization {
            request = request.header("authorization", authorization);
        }
        request.body(Bytes::copy_from_slice(body.as_bytes())).unwrap()
    }

    pub(super) fn target(service: &str, target: &str, body: &str) -> Request<Bytes> {
        Request::post("/")
            .header("content-type", "application/x-amz-json-1.1")
            .header("authorization", authorization(OPERATOR, service))
            .header("x-amz-target", target)
            .body(Bytes::copy_from_slice(body.as_bytes()))
            .unwrap()
    }

    pub(super) fn sandbox(knobs: &str) -> Sandbox {
        Sandbox::new(Account::fresh(), knobs.parse().unwrap(), Arc::new(ManualClock::at(1_000)))
    }

    pub(super) fn text(response: &Response<Bytes>) -> String {
        String::from_utf8(response.body().to_vec()).unwrap()
    }

    /// The status and the code of a refusal.
    pub(super) fn refusal(response: &Response<Bytes>) -> (u16, String) {
        (response.status().as_u16(), response.headers()["x-amzn-errortype"].to_str().unwrap().to_owned())
    }
}
use signed::{authorization, form, refusal, sandbox, target, text};

const WHO: &str = "Action=GetCallerIdentity&Version=2011-06-15";

#[test]
fn the_caller_follows_the_access_key() {
    let sandbox = sandbox("");
    for (key, user) in
        [(OPERATOR, "operator"), ("AKIASANDBOXREADONLY", "auditor"), ("AKIAANYONE", "operator")]
    {
        let response = sandbox.answer(&form(Some(&authorization(key, "sts")), WHO));
        assert_eq!(response.status(), 200);
        let arn = format!("<Arn>arn:aws:iam::111122223333:user/{user}</Arn>");
        assert!(text(&response).contains(&arn), "{}", text(&response));
    }
}

#[test]
fn credentials_are_required_and_their_scope_is_checked() {
    let sandbox = sandbox("");
    let refused = |authorization: Option<&str>| refusal(&sandbox.answer(&form(authorization, WHO)));
    assert_eq!(refused(None), (403, "MissingAuthenticationToken".to_owned()));
    assert_eq!(refused(Some("AWS4-HMAC-SHA256 Credential=x")), (400, "IncompleteSignature".to_owned()));
    assert_eq!(refused(Some(&authorization(OPERATOR, "iam"))), (403, "InvalidSignatureException".to_owned()));
    assert_eq!(sandbox.calls(), []);
}

#[test]
fn what_is_missing_names_itself() {
    let sandbox = sandbox("");
    let authorization = authorization(OPERATOR, "sts");
    let response = sandbox.answer(&form(Some(&authorization), "Action=DecodeMagic&Version=2011-06-15"));
    assert_eq!(refusal(&response), (501, "NotImplemented".to_owned()));
    assert!(
        text(&response).contains("the sandbox does not implement `DecodeMagic` of sts"),
        "{}",
        text(&response)
    );

    let response = sandbox.answer(&target("kinesis", "Kinesis_20131202.ListStreams", "{}"));
    assert_eq!(refusal(&response), (501, "NotImplemented".to_owned()));
    assert!(text(&response).contains("`Kinesis_20131202.ListStreams`"), "{}", text(&response));
}

#[test]
fn unknown_members_are_refused_by_name() {
    let body = format!("{WHO}&Nmae=x");
    let response = sandbox("").answer(&form(Some(&authorization(OPERATOR, "sts")), &body));
    assert_eq!(refusal(&response), (400, "ValidationError".to_owned()));
    assert!(text(&response).contains("unknown field `Nmae`"), "{}", text(&response));
}

#[test]
fn calls_are_recorded_with_their_outcome() {
    let sandbox = sandbox("fault=sts.GetCallerIdentity:ExpiredToken:once");
    let request = form(Some(&authorization(OPERATOR, "sts")), WHO);
    let response = sandbox.answer(&request);
    assert_eq!(refusal(&response), (403, "ExpiredToken".to_owned()));
    assert_eq!(sandbox.answer(&request).status(), 200);
    let call = |outcome| CallRecord {
        service: "sts".to_owned(),
        operation: "GetCallerIdentity".to_owned(),
        access: Access::Read,
        outcome,
    };
    assert_eq!(
        sandbox.calls(),
        [call(CallOutcome::Refused("ExpiredToken".to_owned())), call(CallOutcome::Answered)]
    );
}

#[test]
fn a_state_file_is_made_and_read_again() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("sandbox.json");
    let open = || Sandbox::open(&path, Save::WhenAsked, Knobs::default(), Arc::new(ManualClock::at(0)));
    let first = open().unwrap();
    assert!(!path.exists());
    first.save().unwrap();
    assert_eq!(open().unwrap().snapshot(), first.snapshot());
}

#[tokio::test]
async fn the_tcp_door_leads_to_the_same_sandbox() {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};

    let sandbox = Arc::new(sandbox(""));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let shutdown = async { drop(stopped.await) };
    let server = tokio::spawn(tipctl_sandbox::serve(Arc::clone(&sandbox), listener, shutdown));
    let request = format!(
        "POST / HTTP/1.1\r\nhost: sandbox\r\ncontent-type: application/x-www-form-urlencoded\r\n\
         authorization: {}\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{WHO}",
        authorization(OPERATOR, "sts"),
        WHO.len()
    );
    let mut stream = tokio::net::TcpStream::connect(address).await.unwrap();
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 200 OK\r\n"), "{answer}");
    assert!(answer.contains("<Account>111122223333</Account>"), "{answer}");
    stop.send(()).unwrap();
    server.await.unwrap().unwrap();
    assert_eq!(sandbox.calls().len(), 1);
}
