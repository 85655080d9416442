//! Routing, credentials, the record of calls, the state file, and the door over TCP. Services are only the occasion.

use std::sync::Arc;

use tipctl_sandbox::{Access, CallOutcome, CallRecord, Knobs, ManualClock, Sandbox, Save};

use crate::signed::{AUDITOR, OPERATOR, authorization, form, iam, refusal, sandbox, target, text};

const WHO: &str = "Action=GetCallerIdentity&Version=2011-06-15";

#[test]
fn the_caller_follows_the_access_key() {
    let sandbox = sandbox("").0;
    for (key, user) in [(OPERATOR, "operator"), (AUDITOR, "auditor"), ("AKIAANYONE", "operator")] {
        let response = sandbox.answer(&form(Some(&authorization(key, "sts")), WHO));
        assert_eq!(response.status(), 200);
        let arn = format!("<Arn>arn:aws:iam::111122223333:user/{user}</Arn>");
        assert!(text(&response).contains(&arn), "{}", text(&response));
    }
}

#[test]
fn credentials_are_required_and_their_scope_is_checked() {
    let sandbox = sandbox("").0;
    let refused = |authorization: Option<&str>| refusal(&sandbox.answer(&form(authorization, WHO)));
    assert_eq!(refused(None), (403, "MissingAuthenticationToken".to_owned()));
    assert_eq!(refused(Some("AWS4-HMAC-SHA256 Credential=x")), (400, "IncompleteSignature".to_owned()));
    assert_eq!(refused(Some(&authorization(OPERATOR, "iam"))), (403, "InvalidSignatureException".to_owned()));
    assert_eq!(sandbox.calls(), []);
}

#[test]
fn what_is_missing_names_itself() {
    let sandbox = sandbox("").0;
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
    let response = sandbox("").0.answer(&form(Some(&authorization(OPERATOR, "sts")), &body));
    assert_eq!(refusal(&response), (400, "ValidationError".to_owned()));
    assert!(text(&response).contains("unknown field `Nmae`"), "{}", text(&response));
}

#[test]
fn calls_are_recorded_with_their_outcome() {
    let sandbox = sandbox("fault=sts.GetCallerIdentity:ExpiredToken:once").0;
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

#[test]
fn the_state_file_is_written_before_a_write_is_answered() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("sandbox.json");
    let open = || Sandbox::open(&path, Save::AfterEachWrite, Knobs::default(), Arc::new(ManualClock::at(0)));
    let first = open().unwrap();
    assert_eq!(first.answer(&iam(OPERATOR, "GetRole", &[("RoleName", "r")])).status(), 404);
    assert!(!path.exists(), "a read writes nothing");
    let trust = r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"Service":"glue.amazonaws.com"},"Action":"sts:AssumeRole"}}"#;
    let create = iam(OPERATOR, "CreateRole", &[("RoleName", "r"), ("AssumeRolePolicyDocument", trust)]);
    assert_eq!(first.answer(&create).status(), 200);
    let second = open().unwrap();
    assert_eq!(second.snapshot(), first.snapshot());
    assert_eq!(second.answer(&iam(OPERATOR, "GetRole", &[("RoleName", "r")])).status(), 200);
}

#[tokio::test]
async fn the_tcp_door_leads_to_the_same_sandbox() {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};

    let sandbox = Arc::new(sandbox("").0);
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
