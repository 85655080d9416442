use insta::assert_snapshot;
use serde_json::Value;
use tipctl_model::{Date, Span, Spot};

use crate::{Checked, Level, Remark, RuleText, Waived, write_check_json, write_github, write_sarif};

const TEXT: &str = "[group.analysts]\nnmae = \"日本, 100%\"\n\n[workgroup.shared]\nresults = \"s3://b/\"\n";

fn spot(part: &str) -> Spot {
    Spot::new("my specs/a.toml", TEXT, Span { start: TEXT.find(part).unwrap(), len: part.len() })
}

fn remarks() -> Vec<Remark> {
    let rule = RuleText {
        title: "members read each other's results".to_owned(),
        symptom: "a colleague's results can be opened".to_owned(),
        fix: "set `private_results = true`".to_owned(),
        page: "docs/rules/TIP228.md".to_owned(),
    };
    let finding = Remark {
        code: "TIP228".to_owned(),
        level: Level::Warning,
        message: "`group.analysts` shares one prefix".to_owned(),
        help: Some("set `private_results = true`".to_owned()),
        rule: Some(rule),
        waived: None,
        places: vec![(spot("[workgroup.shared]"), String::new())],
    };
    let waived = Waived { reason: "agreed".to_owned(), until: Date::parse("2027-01-31").unwrap() };
    vec![
        Remark {
            code: "spec::unknown_attribute".to_owned(),
            level: Level::Error,
            message: "`group.analysts` has no attribute `nmae`, 100%".to_owned(),
            help: Some("write\nname = \"...\"".to_owned()),
            rule: None,
            waived: None,
            places: vec![
                (spot("\"日本, 100%\""), "unknown attribute".to_owned()),
                (spot("[group.analysts]\nnmae"), "in this section".to_owned()),
            ],
        },
        finding.clone(),
        Remark { waived: Some(waived), level: Level::Error, ..finding },
        Remark {
            code: "spec::unreadable".to_owned(),
            level: Level::Error,
            message: "`b.toml` cannot be read: there is no such file".to_owned(),
            help: None,
            rule: None,
            waived: None,
            places: Vec::new(),
        },
    ]
}

#[test]
fn annotations_are_one_line_each_with_what_would_end_them_escaped() {
    let mut text = String::new();
    write_github(&remarks(), &mut text).unwrap();
    assert_snapshot!(text, @r#"
    ::error file=my specs/a.toml,line=2,col=8,endLine=2,endColumn=18,title=spec%3A%3Aunknown_attribute::`group.analysts` has no attribute `nmae`, 100%25%0Ahelp: write%0Aname = "..."
    ::warning file=my specs/a.toml,line=4,col=1,endLine=4,endColumn=19,title=TIP228::`group.analysts` shares one prefix%0Ahelp: set `private_results = true`%0Amore: docs/rules/TIP228.md
    ::notice file=my specs/a.toml,line=4,col=1,endLine=4,endColumn=19,title=TIP228::`group.analysts` shares one prefix%0Ahelp: set `private_results = true`%0Amore: docs/rules/TIP228.md%0Awaived until 2027-01-31: agreed
    ::error title=spec%3A%3Aunreadable::`b.toml` cannot be read: there is no such file
    "#);
}

#[test]
fn every_place_of_a_log_is_one_that_a_scanner_finds() {
    let mut text = String::new();
    write_sarif(&remarks(), "0.1.0", &mut text).unwrap();
    let log: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(
        (&log["version"], &log["runs"][0]["columnKind"]),
        (&"2.1.0".into(), &"unicodeCodePoints".into())
    );
    let rules = log["runs"][0]["tool"]["driver"]["rules"].as_array().unwrap();
    let ids: Vec<&str> = rules.iter().map(|rule| rule["id"].as_str().unwrap()).collect();
    assert_eq!(ids, ["TIP228", "spec::unknown_attribute", "spec::unreadable"]);
    for rule in rules {
        assert!(!rule["help"]["text"].as_str().unwrap().is_empty(), "{rule}");
    }
    let results = log["runs"][0]["results"].as_array().unwrap();
    assert_eq!(results.len(), 4);
    for result in results {
        let at = usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap();
        assert_eq!(rules[at]["id"], result["ruleId"], "{result}");
        assert!(["error", "warning", "note"].contains(&result["level"].as_str().unwrap()), "{result}");
    }
    let physical = &results[0]["locations"][0]["physicalLocation"];
    assert_eq!(physical["artifactLocation"]["uri"], "my%20specs/a.toml");
    let expected = serde_json::json!({
        "startLine": 2, "startColumn": 8, "endLine": 2, "endColumn": 18, "byteOffset": 24, "byteLength": 14,
    });
    assert_eq!(physical["region"], expected);
    assert_eq!(results[0]["relatedLocations"][0]["message"]["text"], "in this section");
    assert_eq!(results[2]["suppressions"][0]["justification"], "agreed (until 2027-01-31)");
    assert_eq!(results[3]["locations"], serde_json::json!([]));
}

#[test]
fn programs_are_told_everything_and_no_member_is_left_out() {
    let remarks = remarks();
    let mut text = String::new();
    let checked = Checked { is_valid: false, resources: 3, derived: 1, remarks: &remarks };
    write_check_json(&checked, &mut text).unwrap();
    let told: Value = serde_json::from_str(&text).unwrap();
    let members = |value: &Value| value.as_object().unwrap().keys().cloned().collect::<Vec<_>>();
    let problems = told["problems"].as_array().unwrap();
    assert!(problems.iter().all(|problem| members(problem) == members(&problems[0])));
    assert_eq!(told["problems"][2]["waived"]["until"], "2027-01-31");
    assert_eq!(told["problems"][1]["rule"]["page"], "docs/rules/TIP228.md");
    assert_eq!(told["problems"][0]["at"][1]["end_line"], 2);
    assert!(remarks[0].is_against() && !remarks[1].is_against() && !remarks[2].is_against());
}
