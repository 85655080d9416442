//! Remarks as SARIF 2.1.0, the form that code scanners exchange.

use std::{collections::BTreeMap, fmt};

use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
use serde_json::{Value as Json, json};
use tipctl_model::Spot;

use super::{Level, Remark, Waived};

/// What cannot stand in the path of a URI.
const PATH: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
    .add(b'%')
    .add(b'<')
    .add(b'>')
    .add(b'?')
    .add(b'[')
    .add(b'\\')
    .add(b']')
    .add(b'^')
    .add(b'`')
    .add(b'{')
    .add(b'|')
    .add(b'}');

/// Writes the log of one run of `tool` (its version) as indented JSON, with a line break at the end.
///
/// # Errors
/// Those of `out`.
pub fn write_sarif(remarks: &[Remark], tool: &str, out: &mut dyn fmt::Write) -> fmt::Result {
    let mut rules: BTreeMap<&str, &Remark> = BTreeMap::new();
    for remark in remarks {
        rules.entry(&remark.code).or_insert(remark);
    }
    let index: BTreeMap<&str, usize> = rules.keys().enumerate().map(|(at, code)| (*code, at)).collect();
    let results: Vec<Json> =
        remarks.iter().map(|remark| result(remark, index.get(remark.code.as_str()).copied())).collect();
    let log = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": {
                "driver": {
                    "name": "tipctl",
                    "semanticVersion": tool,
                    "rules": rules.values().map(|remark| rule(remark)).collect::<Vec<_>>(),
                },
            },
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    });
    let text = serde_json::to_string_pretty(&log).map_err(|_| fmt::Error)?;
    writeln!(out, "{text}")
}

fn level(level: Level) -> &'static str {
    match level {
        Level::Error => "error",
        Level::Warning => "warning",
        Level::Info => "note",
    }
}

fn rule(remark: &Remark) -> Json {
    let Remark { code, level: by_default, rule, .. } = remark;
    let configuration = json!({ "level": level(*by_default) });
    match rule {
        Some(rule) => json!({
            "id": code,
            "shortDescription": { "text": rule.title },
            "help": {
                "text": format!("What a user sees: {}\nFix: {}\nMore: {}", rule.symptom, rule.fix, rule.page),
                "markdown": format!(
                    "**What a user sees:** {}\n\n**Fix:** {}\n\nMore: `{}`", rule.symptom, rule.fix, rule.page
                ),
            },
            "defaultConfiguration": configuration,
        }),
        None => json!({
            "id": code,
            "shortDescription": { "text": "A mistake in the spec" },
            "help": { "text": "Each result says what to write instead." },
            "defaultConfiguration": configuration,
        }),
    }
}

fn result(remark: &Remark, index: Option<usize>) -> Json {
    let Remark { code, level: of_result, message, help, waived, places, .. } = remark;
    let text = match help {
        Some(help) => format!("{message}\n{help}"),
        None => message.clone(),
    };
    let mut locations = places.iter().map(|(spot, label)| location(spot, label));
    let mut result = json!({
        "ruleId": code,
        "ruleIndex": index,
        "level": level(*of_result),
        "message": { "text": text },
        "locations": locations.next().into_iter().collect::<Vec<_>>(),
    });
    let related: Vec<Json> = locations.collect();
    if let Json::Object(members) = &mut result {
        if !related.is_empty() {
            members.insert("relatedLocations".to_owned(), related.into());
        }
        if let Some(Waived { reason, until }) = waived {
            let why = format!("{reason} (until {until})");
            let suppression = json!([{ "kind": "inSource", "justification": why }]);
            members.insert("suppressions".to_owned(), suppression);
        }
    }
    result
}

fn location(spot: &Spot, label: &str) -> Json {
    let Spot { file, start, end, span } = spot;
    let uri = utf8_percent_encode(&file.replace('\\', "/"), PATH).to_string();
    let mut location = json!({
        "physicalLocation": {
            "artifactLocation": { "uri": uri },
            "region": {
                "startLine": start.0,
                "startColumn": start.1,
                "endLine": end.0,
                "endColumn": end.1,
                "byteOffset": span.start,
                "byteLength": span.len,
            },
        },
    });
    if let (Json::Object(members), false) = (&mut location, label.is_empty()) {
        members.insert("message".to_owned(), json!({ "text": label }));
    }
    location
}
