//! Trials for programs: as versioned JSON, and in the form of JUnit, which build servers read.

use std::fmt;

use serde_json::{Value as Json, json};

use super::{Ending, Trial};
use crate::checkup::link;

/// The version of the JSON form. It grows when a member is added, removed or gets another meaning.
pub const TRIAL_FORMAT: u32 = 1;

/// Writes trials as indented JSON, with a line break at the end. Members without a value are `null`.
///
/// # Errors
/// Those of `out`.
pub fn write_trials_json(trials: &[Trial], out: &mut dyn fmt::Write) -> fmt::Result {
    let told: Vec<Json> = trials.iter().map(trial).collect();
    let ok = trials.iter().all(Trial::is_ok);
    let document = json!({ "format": TRIAL_FORMAT, "ok": ok, "assertions": told });
    let text = serde_json::to_string_pretty(&document).map_err(|_| fmt::Error)?;
    writeln!(out, "{text}")
}

fn trial(trial: &Trial) -> Json {
    let at = trial
        .spot
        .as_ref()
        .map(|spot| json!({ "file": spot.file, "line": spot.start.0, "column": spot.start.1 }));
    let links = trial.path().map(|answer| answer.path.links.iter().map(link).collect::<Vec<_>>());
    json!({
        "claim": trial.claim,
        "ending": match trial.ending() {
            Ending::Ok => "ok",
            Ending::Failed => "failed",
            Ending::NotDecided => "not_decided",
        },
        "because": trial.because(),
        "reason": trial.reason,
        "at": at,
        "path": links,
    })
}

/// Writes trials in the form of JUnit. What is not decided counts as an error.
///
/// # Errors
/// Those of `out`.
pub fn write_trials_junit(trials: &[Trial], out: &mut dyn fmt::Write) -> fmt::Result {
    let count = |ending| trials.iter().filter(|trial| trial.ending() == ending).count();
    let (failures, errors) = (count(Ending::Failed), count(Ending::NotDecided));
    writeln!(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>")?;
    writeln!(
        out,
        "<testsuite name=\"tipctl\" tests=\"{}\" failures=\"{failures}\" errors=\"{errors}\">",
        trials.len()
    )?;
    for trial in trials {
        let name = escaped(&trial.claim);
        let place = trial
            .spot
            .as_ref()
            .map(|spot| format!(" file=\"{}\" line=\"{}\"", escaped(&spot.file), spot.start.0));
        let place = place.unwrap_or_default();
        write!(out, "  <testcase classname=\"assert\" name=\"{name}\"{place}")?;
        let element = match trial.ending() {
            Ending::Ok => {
                writeln!(out, "/>")?;
                continue;
            }
            Ending::Failed => "failure",
            Ending::NotDecided => "error",
        };
        let because = escaped(&trial.because().unwrap_or_default());
        writeln!(out, ">\n    <{element} message=\"{because}\"/>\n  </testcase>")?;
    }
    writeln!(out, "</testsuite>")
}

/// A text as an attribute of XML; what XML cannot hold is left out.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\n' | '\t' | '\r' => out.push(' '),
            letter if letter.is_control() => {}
            letter => out.push(letter),
        }
    }
    out
}
