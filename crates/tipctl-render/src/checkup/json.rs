//! A checkup as versioned JSON. Members without a value are `null`; none is ever left out.

use std::fmt;

use serde::Serialize;
use serde_json::{Value as Json, json};
use tipctl_access::{Link, Route, Verdict};
use tipctl_model::Spot;

use super::{Checkup, Mend, Trouble};

/// The version of the JSON form. It grows when a member is added, removed or gets another meaning.
pub const CHECKUP_FORMAT: u32 = 1;

#[derive(Serialize)]
struct Document {
    /// The version of this form.
    format: u32,
    /// Whether something is broken that nobody waived.
    broken: bool,
    routes: Vec<Json>,
    troubles: Vec<Json>,
    unknown: Vec<Json>,
    /// How many resources a plan would change.
    pending: usize,
    notes: Vec<Json>,
}

/// Writes a checkup as indented JSON, with a line break at the end.
///
/// # Errors
/// Those of `out`.
pub fn write_checkup_json(checkup: &Checkup, out: &mut dyn fmt::Write) -> fmt::Result {
    let doubts = checkup.doubts.iter().map(|(what, why)| json!({ "what": what, "why": why }));
    let notes = checkup.notes.iter();
    let document = Document {
        format: CHECKUP_FORMAT,
        broken: checkup.is_broken(),
        routes: checkup.routes.iter().map(route).collect(),
        troubles: checkup.troubles.iter().map(trouble).collect(),
        unknown: doubts.collect(),
        pending: checkup.pending,
        notes: notes
            .map(|note| json!({ "code": note.code, "message": note.message, "help": note.help }))
            .collect(),
    };
    let text = serde_json::to_string_pretty(&document).map_err(|_| fmt::Error)?;
    writeln!(out, "{text}")
}

fn route(route: &Route) -> Json {
    let Route { who, entry, workgroup, chain, tables } = route;
    let links: Vec<Json> = chain.links.iter().map(link).collect();
    json!({ "who": who, "entry": entry, "workgroup": workgroup, "tables": tables, "links": links })
}

/// A link: `verdict` is `ok`, `broken` or `unknown`; `why` says what is wrong or not known.
pub(crate) fn link(link: &Link) -> Json {
    let Link { name, subject, about, verdict, note } = link;
    let (word, why, rule) = match verdict {
        Verdict::Holds => ("ok", None, None),
        Verdict::Broken(breach) => ("broken", Some(&breach.cause), breach.rule.map(|rule| rule.to_string())),
        Verdict::Unknown(why) => ("unknown", Some(why), None),
    };
    json!({
        "link": name.title(),
        "subject": subject,
        "address": about.as_ref().map(ToString::to_string),
        "verdict": word,
        "why": why,
        "rule": rule,
        "unverified": note,
    })
}

fn trouble(trouble: &Trouble) -> Json {
    let Trouble { level, rule, title, who, cause, symptom, spot, mend, waived } = trouble;
    let at = spot.as_ref().map(
        |Spot { file, start: (line, column), .. }| json!({ "file": file, "line": line, "column": column }),
    );
    json!({
        "level": level.word(),
        "rule": rule,
        "title": title,
        "stops": who,
        "cause": cause,
        "symptom": if symptom.is_empty() { None } else { Some(symptom) },
        "at": at,
        "mended_by_apply": *mend == Mend::Apply,
        "mend": match mend {
            Mend::Apply => "apply the spec as it is",
            Mend::Hand(text) => text,
        },
        "waived": waived
            .as_ref()
            .map(|waived| json!({ "reason": waived.reason, "until": waived.until.to_string() })),
    })
}
