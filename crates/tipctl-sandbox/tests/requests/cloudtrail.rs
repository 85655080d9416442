//! CloudTrail over the JSON protocol: trails, and the log files that they deliver.

use std::io::Read as _;

use flate2::read::GzDecoder;
use serde_json::{Value, json};
use tipctl_sandbox::Sandbox;

use crate::s3;
use crate::signed::{elements, sandbox, target, text};

fn answer(sandbox: &Sandbox, operation: &str, input: &Value) -> (u16, Value) {
    let operation = format!("com.amazonaws.cloudtrail.v20131101.CloudTrail_20131101.{operation}");
    let response = sandbox.answer(&target("cloudtrail", &operation, &input.to_string()));
    (response.status().as_u16(), serde_json::from_slice(response.body()).unwrap())
}

fn ask(sandbox: &Sandbox, operation: &str, input: &Value) -> Value {
    let (status, answer) = answer(sandbox, operation, input);
    assert_eq!(status, 200, "{operation}: {answer}");
    answer
}

fn refused(sandbox: &Sandbox, operation: &str, input: &Value) -> String {
    let (status, answer) = answer(sandbox, operation, input);
    assert_eq!(status, 400, "{operation}: {answer}");
    answer["__type"].as_str().unwrap().to_owned()
}

/// The policy that lets CloudTrail deliver to a bucket.
fn open(sandbox: &Sandbox, bucket: &str) {
    let service = json!({ "Service": "cloudtrail.amazonaws.com" });
    let source = json!({ "aws:SourceArn": "arn:aws:cloudtrail:ap-northeast-1:111122223333:trail/audit" });
    let policy = json!({ "Version": "2012-10-17", "Statement": [
        { "Effect": "Allow", "Principal": service, "Action": "s3:GetBucketAcl",
          "Resource": format!("arn:aws:s3:::{bucket}"), "Condition": { "StringEquals": source } },
        { "Effect": "Allow", "Principal": service, "Action": "s3:PutObject",
          "Resource": format!("arn:aws:s3:::{bucket}/AWSLogs/111122223333/*"),
          "Condition": { "StringEquals": { "s3:x-amz-acl": "bucket-owner-full-control" } } },
    ] });
    s3::ask(sandbox, "PUT", &format!("/{bucket}?policy"), policy.to_string().as_bytes());
}

fn audit(bucket: &str) -> Value {
    json!({ "Name": "audit", "S3BucketName": bucket })
}

#[test]
fn a_fresh_account_has_a_history_and_no_trails() {
    let (sandbox, _) = sandbox("");
    assert_eq!(ask(&sandbox, "DescribeTrails", &json!({}))["trailList"], json!([]));
    assert_eq!(ask(&sandbox, "LookupEvents", &json!({}))["Events"], json!([]));
    assert_eq!(ask(&sandbox, "ListEventDataStores", &json!({}))["EventDataStores"], json!([]));
    assert_eq!(refused(&sandbox, "GetTrail", &json!({ "Name": "audit" })), "TrailNotFoundException");
    assert_eq!(answer(&sandbox, "StartQuery", &json!({})).0, 501);
}

#[test]
fn a_trail_needs_a_bucket_that_lets_it_in() {
    let (sandbox, _) = sandbox("");
    assert_eq!(refused(&sandbox, "CreateTrail", &audit("acme-void")), "S3BucketDoesNotExistException");
    assert_eq!(refused(&sandbox, "CreateTrail", &audit("acme-lake")), "InsufficientS3BucketPolicyException");
    open(&sandbox, "other-results");
    let other = json!({ "Name": "other", "S3BucketName": "other-results" });
    assert_eq!(refused(&sandbox, "CreateTrail", &other), "InsufficientS3BucketPolicyException");
    let made = ask(&sandbox, "CreateTrail", &audit("other-results"));
    assert_eq!(made["TrailARN"], "arn:aws:cloudtrail:ap-northeast-1:111122223333:trail/audit");
    assert_eq!(refused(&sandbox, "CreateTrail", &audit("other-results")), "TrailAlreadyExistsException");
    let bad = json!({ "Name": "a", "S3BucketName": "other-results" });
    assert_eq!(refused(&sandbox, "CreateTrail", &bad), "InvalidTrailNameException");
    let described = ask(&sandbox, "DescribeTrails", &json!({ "trailNameList": ["audit"] }));
    assert_eq!(described["trailList"][0]["HomeRegion"], "ap-northeast-1");
    assert_eq!(described["trailList"][0]["HasCustomEventSelectors"], false);
    ask(&sandbox, "DeleteTrail", &json!({ "Name": made["TrailARN"] }));
    assert_eq!(refused(&sandbox, "StartLogging", &json!({ "Name": "audit" })), "TrailNotFoundException");
}

#[test]
fn data_events_are_delivered_once_they_are_selected_and_logged() {
    let (sandbox, clock) = sandbox("");
    open(&sandbox, "other-results");
    ask(&sandbox, "CreateTrail", &audit("other-results"));
    s3::ask(&sandbox, "PUT", "/acme-lake/before", b"x");
    let name = json!({ "Name": "audit" });
    ask(&sandbox, "StartLogging", &name);
    s3::ask(&sandbox, "PUT", "/acme-lake/unselected", b"x");
    let selectors = json!({ "TrailName": "audit", "AdvancedEventSelectors": [{ "Name": "lake", "FieldSelectors": [
        { "Field": "eventCategory", "Equals": ["Data"] },
        { "Field": "resources.type", "Equals": ["AWS::S3::Object"] },
        { "Field": "resources.ARN", "StartsWith": ["arn:aws:s3:::acme-lake/"] },
    ] }] });
    ask(&sandbox, "PutEventSelectors", &selectors);
    let read = ask(&sandbox, "GetEventSelectors", &json!({ "TrailName": "audit" }));
    assert_eq!(read["AdvancedEventSelectors"], selectors["AdvancedEventSelectors"]);
    assert_eq!(read.get("EventSelectors"), None);
    s3::ask(&sandbox, "GET", "/acme-lake/before", b"");
    s3::ask(&sandbox, "PUT", "/acme-studio/a", b"x");
    clock.advance(1000);
    s3::ask(&sandbox, "DELETE", "/acme-lake/before", b"");
    ask(&sandbox, "StopLogging", &name);
    s3::ask(&sandbox, "PUT", "/acme-lake/after", b"x");

    let files = elements(&s3::ask(&sandbox, "GET", "/other-results?list-type=2&prefix=AWSLogs", b""), "Key");
    let [file] = files.as_slice() else { panic!("{files:?}") };
    assert!(file.starts_with("AWSLogs/111122223333/CloudTrail/ap-northeast-1/2026/01/01/"), "{file}");
    let got = s3::ask(&sandbox, "GET", &format!("/other-results/{file}"), b"");
    let mut content = String::new();
    GzDecoder::new(got.body().as_ref()).read_to_string(&mut content).unwrap();
    let records = serde_json::from_str::<Value>(&content).unwrap()["Records"].take();
    let names: Vec<&Value> = records.as_array().unwrap().iter().map(|record| &record["eventName"]).collect();
    assert_eq!(names, ["GetObject", "DeleteObject"]);
    assert_eq!(records[0]["userIdentity"]["userName"], "operator");
    assert_eq!(records[0]["resources"][0]["ARN"], "arn:aws:s3:::acme-lake/before");
    assert_eq!(
        ask(&sandbox, "LookupEvents", &json!({}))["Events"],
        json!([]),
        "data events are not looked up"
    );
    let status = ask(&sandbox, "GetTrailStatus", &name);
    assert_eq!(
        (&status["IsLogging"], &status["LatestDeliveryTime"]),
        (&json!(false), &json!(1_767_268_801.0))
    );
    let first = text(&s3::ask(&sandbox, "GET", "/acme-lake/after", b""));
    assert_eq!(first, "x");
}

#[test]
fn selectors_that_are_none_are_refused() {
    let (sandbox, _) = sandbox("");
    open(&sandbox, "other-results");
    ask(&sandbox, "CreateTrail", &audit("other-results"));
    for selectors in [
        json!({ "TrailName": "audit" }),
        json!({ "TrailName": "audit", "EventSelectors": [] }),
        json!({ "TrailName": "audit", "EventSelectors": [{}], "AdvancedEventSelectors": [] }),
        json!({ "TrailName": "audit", "EventSelectors": [{ "DataResources": [{ "Type": "X", "Values": [] }] }] }),
    ] {
        assert_eq!(refused(&sandbox, "PutEventSelectors", &selectors), "InvalidEventSelectorsException");
    }
}
