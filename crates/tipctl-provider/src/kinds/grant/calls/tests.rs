//! The batches and the list over a stand-in for Lake Formation that answers by a script.

use std::sync::{Arc, Mutex};

use bytes::Bytes;
use futures::executor::block_on;
use serde_json::{Value as Json, json};
use tipctl_model::{Call, FaultClass, Live, Place, Value};

use super::{super::Grant, wire};
use crate::{
    attrs::{Read, Shown},
    aws::Aws,
    calls::Calls,
    connection::Connection,
    kinds::Route,
};

/// What was asked, as operation and body.
type Asked = Arc<Mutex<Vec<(String, Json)>>>;

/// Lake Formation that answers each request with what `script` says, and the list of the requests.
fn lake(script: impl Fn(&str, &Json) -> (u16, Json) + Send + Sync + 'static) -> (Aws, Asked) {
    let asked = Asked::default();
    let requests = Arc::clone(&asked);
    let answer = move |request: http::Request<Bytes>| {
        let operation = request.uri().path().trim_start_matches('/').to_owned();
        let body: Json = serde_json::from_slice(request.body()).unwrap_or_default();
        let (status, answer) = script(&operation, &body);
        requests.lock().unwrap().push((operation, body));
        let response = http::Response::builder().status(status).header("x-amzn-requestid", "r-1");
        response.body(Bytes::from(answer.to_string())).unwrap()
    };
    let place = Place::new("s", "111122223333", "eu-west-1");
    let connection =
        Connection::in_process(&place.region, "AKIATEST", Arc::new(answer), Arc::new(|_| Box::pin(async {})));
    let caller = "arn:aws:iam::111122223333:user/operator".to_owned();
    (block_on(connection.aws(place, caller, &Route::default())), asked)
}

fn refusal(code: &str, message: &str) -> (u16, Json) {
    (400, json!({ "__type": code, "Message": message }))
}

fn row(principal: &str, permissions: &[&str]) -> tipctl_model::Attrs {
    Shown::new()
        .with("principal", principal)
        .with("on", Value::map([("database", Value::text("sales"))]))
        .with("permissions", Value::texts(permissions.iter().copied()))
        .with("grantable", Value::List(Vec::new()))
        .attrs()
}

fn create(principal: &str) -> Call {
    Call::Create { want: row(principal, &["describe"]) }
}

fn operations(asked: &Asked) -> Vec<String> {
    asked.lock().unwrap().iter().map(|(operation, _)| operation.clone()).collect()
}

#[test]
fn a_list_whose_token_expired_is_read_again_from_the_beginning() {
    let entry = |name: &str| {
        json!({
            "Principal": { "DataLakePrincipalIdentifier": "p" },
            "Resource": { "Database": { "CatalogId": "111122223333", "Name": name } },
            "Permissions": ["DESCRIBE"],
        })
    };
    let expired = Mutex::new(false);
    let (aws, asked) = lake(move |_, body| match body["NextToken"].as_str() {
        None => (200, json!({ "PrincipalResourcePermissions": [entry("a")], "NextToken": "two" })),
        Some(_) if !std::mem::replace(&mut expired.lock().unwrap(), true) => {
            refusal("InvalidInputException", "Invalid NextToken")
        }
        Some(_) => {
            (200, json!({ "PrincipalResourcePermissions": [entry("b"), { "Resource": { "LFTag": {} } }] }))
        }
    });
    let listed = block_on(wire::list(&aws)).unwrap();
    assert_eq!((listed.entries.len(), listed.others), (2, 1));
    assert!(listed.beyond.is_empty(), "a permission on a tag itself lets nobody at any data");
    assert_eq!(operations(&asked).len(), 4);
}

#[test]
fn each_row_of_a_batch_answers_for_itself() {
    let (aws, asked) = lake(|_, body| {
        let entries = body["Entries"].as_array().unwrap();
        let refused = |at: usize, code: &str, text: &str| json!({ "RequestEntry": { "Id": entries[at]["Id"] }, "Error": { "ErrorCode": code, "ErrorMessage": text } });
        (
            200,
            json!({ "Failures": [
            refused(1, "InvalidInputException", "Invalid principal, arn: b"),
            refused(2, "ThrottlingException", "Rate exceeded"),
        ] }),
        )
    });
    let answers = block_on(Grant.carry_out(&aws, &["a", "b", "c"].map(create)));
    let classes: Vec<_> =
        answers.iter().map(|answer| answer.as_ref().map_err(|fault| fault.class).err()).collect();
    assert_eq!(classes, [None, Some(FaultClass::Lagging), Some(FaultClass::Busy)]);
    assert!(
        answers.iter().filter_map(|answer| answer.as_ref().err()).all(|fault| fault.request_id.is_some())
    );
    assert_eq!(operations(&asked), ["BatchGrantPermissions"]);
}

#[test]
fn a_refusal_that_names_no_entry_is_every_rows() {
    let (aws, _) =
        lake(|_, _| (200, json!({ "Failures": [{ "Error": { "ErrorCode": "AccessDeniedException" } }] })));
    let answers = block_on(Grant.carry_out(&aws, &["a", "b"].map(create)));
    assert!(
        answers.iter().all(|answer| answer.as_ref().is_err_and(|fault| fault.class == FaultClass::Denied))
    );
}

#[test]
fn twenty_entries_travel_together() {
    let (aws, asked) = lake(|_, _| (200, json!({})));
    let calls: Vec<Call> = (0..45).map(|at| create(&format!("p{at}"))).collect();
    assert!(block_on(Grant.carry_out(&aws, &calls)).iter().all(Result::is_ok));
    let sizes: Vec<usize> =
        asked.lock().unwrap().iter().map(|(_, body)| body["Entries"].as_array().unwrap().len()).collect();
    assert_eq!(sizes, [20, 20, 5]);
}

#[test]
fn nothing_is_revoked_where_its_replacement_was_refused() {
    let (aws, asked) = lake(|operation, body| match operation {
        "BatchGrantPermissions" => (
            200,
            json!({ "Failures": [{
            "RequestEntry": { "Id": body["Entries"][0]["Id"] },
            "Error": { "ErrorCode": "EntityNotFoundException", "ErrorMessage": "Database not found" },
        }] }),
        ),
        _ => (200, json!({})),
    });
    let live = Live::new(row("p", &["alter"]));
    let deleted = Call::Delete { live: Live::new(row("q", &["drop"])) };
    let moved = Call::Update {
        live,
        want: row("p", &["describe"]),
        diff: tipctl_model::NonEmpty::new(vec![tipctl_model::AttrChange {
            attr: "permissions",
            delta: tipctl_model::Delta::Set {
                added: vec!["describe".into()],
                removed: vec!["alter".into()],
                kept: vec![],
            },
            on_change: tipctl_model::OnChange::Update,
        }])
        .unwrap(),
    };
    let answers = block_on(Grant.carry_out(&aws, &[moved, deleted]));
    assert!(answers[0].is_err() && answers[1].as_ref().is_ok_and(Option::is_none));
    let revoked: Vec<Json> = asked
        .lock()
        .unwrap()
        .iter()
        .filter(|(operation, _)| operation == "BatchRevokePermissions")
        .flat_map(|(_, body)| body["Entries"].as_array().unwrap().clone())
        .collect();
    let principals: Vec<&str> = revoked
        .iter()
        .map(|entry| entry["Principal"]["DataLakePrincipalIdentifier"].as_str().unwrap())
        .collect();
    assert_eq!(principals, ["q"]);
}

#[test]
fn what_is_gone_is_gone_and_what_is_left_of_it_is_revoked() {
    let (aws, asked) = lake(|_, body| {
        let gone = |entry: &Json| {
            let permissions = entry["Permissions"].as_array().unwrap();
            permissions.contains(&json!("ALTER"))
        };
        let entries = body["Entries"].as_array().unwrap();
        let failures: Vec<Json> = entries
            .iter()
            .filter(|entry| gone(entry))
            .map(|entry| {
                json!({ "RequestEntry": { "Id": entry["Id"] }, "Error": {
                    "ErrorCode": "InvalidInputException",
                    "ErrorMessage": "No permissions revoked. Grantee has no permissions and no grantable permissions on resource.",
                } })
            })
            .collect();
        (200, json!({ "Failures": failures }))
    });
    let live = Live::new(row("p", &["alter", "drop"]));
    assert_eq!(live.attrs.texts("permissions").len(), 2);
    assert!(block_on(Grant.carry_out(&aws, &[Call::Delete { live }]))[0].is_ok());
    let sent: Vec<Json> = asked
        .lock()
        .unwrap()
        .iter()
        .flat_map(|(_, body)| body["Entries"].as_array().unwrap().clone())
        .collect();
    let permissions: Vec<&Json> = sent.iter().map(|entry| &entry["Permissions"]).collect();
    assert_eq!(permissions, [&json!(["ALTER", "DROP"]), &json!(["ALTER"]), &json!(["DROP"])]);
}
