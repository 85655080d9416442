use insta::assert_snapshot;
use serde_json::Value;
use tipctl_model::Note;

use super::invented::{access, address, everything, plan};
use crate::{FORMAT, write_json};

fn written(plan: &tipctl_model::Plan) -> String {
    let mut text = String::new();
    write_json(plan, &access(), &mut text).unwrap();
    text
}

#[test]
fn every_action_delta_and_reason() {
    let mut plan = everything();
    plan.report.notes = vec![Note {
        code: "gate::slow",
        message: "gates take a minute".to_owned(),
        help: Some("wait".to_owned()),
    }];
    plan.report.foreign = [(address("pass.x").kind, 12)].into();
    plan.report.vanished = vec![address("gate.old")];
    assert_snapshot!("plan", written(&plan));
}

#[test]
fn no_member_is_ever_left_out() {
    let empty: Value = serde_json::from_str(&written(&plan(vec![], vec![]))).unwrap();
    let full: Value = serde_json::from_str(&written(&everything())).unwrap();
    let members = |value: &Value| value.as_object().unwrap().keys().cloned().collect::<Vec<_>>();
    assert_eq!(members(&empty), members(&full));
    assert_eq!(full["format"], FORMAT);
    let changes = full["changes"].as_array().unwrap();
    assert!(changes.iter().all(|change| members(change) == members(&changes[0])));
}
