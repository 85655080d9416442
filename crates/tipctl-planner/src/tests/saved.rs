//! Saved plans: files that exist must load for ever, and what is no plan is refused.

use tipctl_model::{Action, Plan, Value};
use tipctl_testkit::invented;

use super::findings::everything;
use crate::{PlanfileError, load, save};

/// A plan in which everything happens, as the format 1 keeps it. The file is never written again: a change of the
/// format is a new file beside it.
const EVERYTHING: &str = include_str!("../../../../fixtures/planfiles/v1/everything.json");

fn plan() -> Plan {
    let (world, wanted) = everything();
    let mut plan = world.plan(&wanted);
    plan.changes.iter_mut().for_each(|change| change.origin = None);
    plan
}

fn refused(text: &str) -> String {
    load(text, &invented::schemas()).unwrap_err().to_string()
}

#[test]
fn a_file_of_format_1_loads_for_ever() {
    assert_eq!(load(EVERYTHING, &invented::schemas()).unwrap(), plan());
}

#[test]
fn a_plan_is_saved_in_format_1() {
    assert_eq!(save(&plan()).unwrap(), EVERYTHING);
}

#[test]
fn values_of_every_shape_come_back() {
    let nested =
        Value::map([("$pending", Value::text("x")), ("$$", Value::List(vec![Value::Int(i64::MIN)]))]);
    let mut plan = plan();
    let Action::Create { want } = &mut plan.changes[0].action else { panic!() };
    want.insert("rig", Value::map([("", nested), ("mast", Value::List(vec![]))]));
    assert_eq!(load(&save(&plan).unwrap(), &invented::schemas()).unwrap(), plan);
}

#[test]
fn what_is_no_plan_is_refused() {
    let with = |from: &str, to: &str| {
        assert!(EVERYTHING.contains(from), "{from}");
        refused(&EVERYTHING.replacen(from, to, 1))
    };
    let cases = [
        (refused(""), "not a saved plan: EOF while parsing a value at line 1 column 0"),
        (refused("{}"), "not a saved plan: missing field `format` at line 1 column 2"),
        (refused("{\"format\": 2}"), "the saved plan has the format 2, and this version reads 1"),
        (with("\"tool\"", "\"tools\""), "not a saved plan: unknown field `tools`"),
        (with("\"boat.new\"", "\"boat\""), "not a saved plan: `boat` is no address"),
        (with("\"boat.new\"", "\"ship.new\""), "the saved plan names the kind `ship`, which is not known"),
        (
            with("\"gates\": [", "\"ports\": ["),
            "the saved plan names `ports`, which the kind `boat` does not have",
        ),
        (with("\"depth\": 7", "\"depth\": 7.5"), "not a saved plan: `7.5` is not a whole number of 64 bits"),
        (with("\"depth\": 7", "\"depth\": null"), "not a saved plan: `null` is no value"),
        (with("\"$$team\"", "\"$team\""), "not a saved plan: the name `$team` means nothing here"),
        (with("\"$$team\"", "\"$pending\""), "not a saved plan: `$pending` stands among other members"),
        (
            with("\"attr\": \"id\"", "\"attr\": \"no\""),
            "the saved plan names `no`, which the kind `gate` does not have",
        ),
    ];
    for (found, expected) in cases {
        assert!(found.starts_with(expected), "{found}");
    }
}

#[test]
fn a_plan_that_was_edited_is_refused_and_one_in_another_layout_is_not() {
    for (from, to) in [
        ("\"account\": \"111122223333\"", "\"account\": \"999988887777\""),
        ("\"depth\": 7", "\"depth\": 8"),
        ("\"lake.lost\"", "\"lake.found\""),
    ] {
        assert!(EVERYTHING.contains(from), "{from}");
        let edited = load(&EVERYTHING.replacen(from, to, 1), &invented::schemas());
        assert!(matches!(edited, Err(PlanfileError::Edited)), "{from}");
    }
    let value: serde_json::Value = serde_json::from_str(EVERYTHING).unwrap();
    assert_eq!(load(&value.to_string(), &invented::schemas()).unwrap(), plan());
}

#[test]
fn a_change_without_a_difference_is_refused() {
    let mut file: serde_json::Value = serde_json::from_str(EVERYTHING).unwrap();
    file["changes"][2]["action"]["update"]["diff"] = serde_json::json!([]);
    let error = load(&file.to_string(), &invented::schemas()).unwrap_err();
    assert!(matches!(error, PlanfileError::NoDifference(address) if address == "gate.changed"));
}
