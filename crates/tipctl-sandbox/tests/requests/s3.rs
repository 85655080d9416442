//! S3 over its own protocol: where a bucket is named, and what its objects look like.

use bytes::Bytes;
use http::{Request, Response};
use tipctl_sandbox::Sandbox;

use crate::signed::{OPERATOR, authorization, elements, refusal, sandbox, text};

pub(crate) fn request(method: &str, path: &str, headers: &[(&str, &str)], body: &[u8]) -> Request<Bytes> {
    let mut request =
        Request::builder().method(method).uri(path).header("authorization", authorization(OPERATOR, "s3"));
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    request.body(Bytes::copy_from_slice(body)).unwrap()
}

/// What a request is answered that succeeds.
pub(crate) fn ask(sandbox: &Sandbox, method: &str, path: &str, body: &[u8]) -> Response<Bytes> {
    let response = sandbox.answer(&request(method, path, &[], body));
    assert!(response.status().is_success(), "{method} {path}: {} {}", response.status(), text(&response));
    response
}

fn header<'a>(response: &'a Response<Bytes>, name: &str) -> &'a str {
    response.headers()[name].to_str().unwrap()
}

#[test]
fn an_object_is_found_wherever_its_bucket_is_named() {
    let (sandbox, _) = sandbox("");
    let put = ask(&sandbox, "PUT", "/acme-lake/sales/a%20b.csv?x-id=PutObject", b"hello");
    assert_eq!(header(&put, "etag"), "\"5d41402abc4b2a76b9719d911017c592\"");
    for uri in [
        "/acme-lake/sales/a%20b.csv",
        "https://s3.ap-northeast-1.amazonaws.com/acme-lake/sales/a%20b.csv",
        "https://acme-lake.s3.ap-northeast-1.amazonaws.com/sales/a%20b.csv?x-id=GetObject",
        "http://acme-lake.sandbox/sales/a%20b.csv",
    ] {
        let got = ask(&sandbox, "GET", uri, b"");
        assert_eq!(text(&got), "hello", "{uri}");
        assert_eq!(header(&got, "last-modified"), "Thu, 01 Jan 2026 12:00:00 GMT");
        assert_eq!(header(&got, "x-amz-server-side-encryption"), "AES256");
    }
    let head = ask(&sandbox, "HEAD", "/acme-lake/sales/a%20b.csv", b"");
    assert_eq!((header(&head, "content-length"), head.body().len()), ("5", 0));
    for _ in 0..2 {
        ask(&sandbox, "DELETE", "/acme-lake/sales/a%20b.csv", b"");
    }
    let gone = sandbox.answer(&request("GET", "/acme-lake/sales/a%20b.csv", &[], b""));
    assert_eq!(refusal(&gone), (404, "NoSuchKey".to_owned()));
    assert_eq!(elements(&gone, "Key"), ["sales/a b.csv"]);
}

#[test]
fn a_bucket_says_where_it_is_whose_and_how_encrypted() {
    let (sandbox, _) = sandbox("");
    let head = ask(&sandbox, "HEAD", "/acme-lake/", b"");
    assert_eq!(header(&head, "x-amz-bucket-region"), "ap-northeast-1");
    let refused = |path: &str, headers: &[(&str, &str)]| {
        let response = sandbox.answer(&request("HEAD", path, headers, b""));
        assert!(response.body().is_empty());
        let region = response.headers().get("x-amz-bucket-region");
        (response.status().as_u16(), region.map(|region| region.to_str().unwrap().to_owned()))
    };
    assert_eq!(refused("/acme-archive", &[]), (301, Some("us-east-1".to_owned())));
    assert_eq!(refused("/acme-void", &[]), (404, None));
    assert_eq!(refused("/partner-data", &[]), (403, None));
    let other = [("x-amz-expected-bucket-owner", "999988887777")];
    assert_eq!(refused("/acme-lake", &other), (403, None));
    for (bucket, place) in [("acme-lake", "ap-northeast-1"), ("acme-archive", "")] {
        let location = text(&ask(&sandbox, "GET", &format!("/{bucket}?location"), b""));
        assert!(location.ends_with(&format!("/\">{place}</LocationConstraint>")), "{location}");
    }
    let encryption = ask(&sandbox, "GET", "/acme-lake?encryption=", b"");
    assert_eq!(elements(&encryption, "SSEAlgorithm"), ["AES256"]);
    let key = "arn:aws:kms:ap-northeast-1:111122223333:key/k";
    let rule = format!(
        "<ServerSideEncryptionConfiguration><Rule><ApplyServerSideEncryptionByDefault><SSEAlgorithm>aws:kms\
         </SSEAlgorithm><KMSMasterKeyID>{key}</KMSMasterKeyID></ApplyServerSideEncryptionByDefault></Rule>\
         </ServerSideEncryptionConfiguration>"
    );
    ask(&sandbox, "PUT", "/acme-lake?encryption", rule.as_bytes());
    assert_eq!(elements(&ask(&sandbox, "GET", "/acme-lake?encryption", b""), "KMSMasterKeyID"), [key]);
    let put = ask(&sandbox, "PUT", "/acme-lake/k", b"x");
    assert_eq!(header(&put, "x-amz-server-side-encryption-aws-kms-key-id"), key);
    let listed = elements(&ask(&sandbox, "GET", "/", b""), "Name");
    assert!(listed.contains(&"acme-archive".to_owned()) && !listed.contains(&"partner-data".to_owned()));
}

#[test]
fn a_bucket_is_made_where_the_request_goes_and_goes_when_it_is_empty() {
    let (sandbox, _) = sandbox("");
    let refused = |method, path: &str, body: &str| {
        refusal(&sandbox.answer(&request(method, path, &[], body.as_bytes()))).1
    };
    let place = |region: &str| {
        format!(
            "<CreateBucketConfiguration><LocationConstraint>{region}</LocationConstraint></CreateBucketConfiguration>"
        )
    };
    assert_eq!(refused("PUT", "/acme-logs", ""), "IllegalLocationConstraintException");
    assert_eq!(refused("PUT", "/acme-logs", &place("eu-west-1")), "IllegalLocationConstraintException");
    assert_eq!(refused("PUT", "/Acme", &place("ap-northeast-1")), "InvalidBucketName");
    assert_eq!(refused("PUT", "/partner-data", &place("ap-northeast-1")), "BucketAlreadyExists");
    ask(&sandbox, "PUT", "/acme-logs", place("ap-northeast-1").as_bytes());
    assert_eq!(refused("PUT", "/acme-logs", &place("ap-northeast-1")), "BucketAlreadyOwnedByYou");
    ask(&sandbox, "PUT", "/acme-logs/a", b"");
    assert_eq!(refused("DELETE", "/acme-logs", ""), "BucketNotEmpty");
    ask(&sandbox, "DELETE", "/acme-logs/a", b"");
    ask(&sandbox, "DELETE", "/acme-logs", b"");
    assert_eq!(refused("GET", "/acme-logs?location", ""), "NoSuchBucket");
}

#[test]
fn keys_are_listed_page_by_page_and_folded_at_a_delimiter() {
    let (sandbox, _) = sandbox("");
    for key in ["a", "b/1", "b/2", "c d/1", "e"] {
        ask(&sandbox, "PUT", &format!("/acme-lake/{}", key.replace(' ', "%20")), b"x");
    }
    let list = |query: &str| ask(&sandbox, "GET", &format!("/acme-lake?list-type=2{query}"), b"");
    assert_eq!(elements(&list("&prefix=b%2F"), "Key"), ["b/1", "b/2"]);
    let folded = list("&delimiter=%2F&encoding-type=url");
    assert_eq!(elements(&folded, "Key"), ["a", "e"]);
    assert!(
        text(&folded).contains("<Prefix>c%20d/</Prefix>") && text(&folded).contains("<KeyCount>4</KeyCount>")
    );
    let first = list("&max-keys=2&delimiter=%2F");
    assert_eq!(elements(&first, "IsTruncated"), ["true"]);
    let token = elements(&first, "NextContinuationToken").remove(0);
    assert_eq!(elements(&list(&format!("&delimiter=%2F&continuation-token={token}")), "Key"), ["e"]);
    assert_eq!(elements(&list("&start-after=b%2F1"), "Key"), ["b/2", "c d/1", "e"]);
}

#[test]
fn what_is_not_implemented_is_refused() {
    let (sandbox, _) = sandbox("");
    let answer = |request: &Request<Bytes>| refusal(&sandbox.answer(request));
    assert_eq!(answer(&request("GET", "/acme-lake?versioning", &[], b"")).0, 501);
    assert_eq!(answer(&request("GET", "/acme-lake/a?tagging", &[], b"")).0, 501);
    let part = request("GET", "/acme-lake/a?partNumber=1", &[], b"");
    assert_eq!(answer(&part), (400, "InvalidArgument".to_owned()));
    let range = request("GET", "/acme-lake/a", &[("range", "bytes=0-1")], b"");
    assert_eq!(answer(&range), (400, "InvalidArgument".to_owned()));
    let copy = request("PUT", "/acme-lake/a", &[("x-amz-copy-source", "/acme-lake/b")], b"");
    assert_eq!(answer(&copy), (400, "InvalidArgument".to_owned()));
    // The signing name is that of S3 Control, which is told by its header.
    let control = [("x-amz-account-id", "111122223333")];
    let grants = request("GET", "/v20180820/accessgrantsinstance/grants", &control, b"");
    assert_eq!(answer(&grants).1, "AccessGrantsInstanceNotExistsError");
}
