//! Answers as versioned JSON. Members without a value are `null`; none is ever left out.

use std::fmt;

use serde_json::{Value as Json, json};
use tipctl_access::{Answer, Holding, Verdict};
use tipctl_model::inventory::Columns;

use super::Asked;
use crate::checkup::link;

/// The version of the JSON form. It grows when a member is added, removed or gets another meaning.
pub const ANSWER_FORMAT: u32 = 1;

/// Writes who can do what was asked as indented JSON, with a line break at the end.
///
/// # Errors
/// Those of `out`.
pub fn write_who_can_json(asked: &Asked, answers: &[Answer], out: &mut dyn fmt::Write) -> fmt::Result {
    let answers: Vec<Json> = answers.iter().map(answer).collect();
    written(asked, "answers", &answers.into(), out)
}

/// Writes what somebody can do as indented JSON, with a line break at the end.
///
/// # Errors
/// Those of `out`.
pub fn write_holdings_json(
    asked: &Asked,
    holdings: &[(Holding, String)],
    out: &mut dyn fmt::Write,
) -> fmt::Result {
    let holding = |(holding, through): &(Holding, String)| {
        let Holding { privilege, on, columns, through: _, not_evaluated } = holding;
        json!({
            "privilege": privilege,
            "on": on.to_string(),
            "columns": self::columns(columns),
            "through": through,
            "not_evaluated": not_evaluated,
        })
    };
    let holdings: Vec<Json> = holdings.iter().map(holding).collect();
    written(asked, "holdings", &holdings.into(), out)
}

/// Writes whether somebody can as indented JSON, with a line break at the end.
///
/// # Errors
/// Those of `out`.
pub fn write_why_json(asked: &Asked, answer: &Answer, out: &mut dyn fmt::Write) -> fmt::Result {
    written(asked, "answer", &self::answer(answer), out)
}

fn written(asked: &Asked, name: &str, answer: &Json, out: &mut dyn fmt::Write) -> fmt::Result {
    let document = json!({
        "format": ANSWER_FORMAT,
        "asked": asked.what,
        "over": asked.over,
        name: answer,
    });
    let text = serde_json::to_string_pretty(&document).map_err(|_| fmt::Error)?;
    writeln!(out, "{text}")
}

fn answer(answer: &Answer) -> Json {
    let (can, why) = match answer.verdict() {
        Verdict::Holds => ("yes", None),
        Verdict::Broken(breach) => ("no", Some(breach.cause)),
        Verdict::Unknown(why) => ("unknown", Some(why)),
    };
    json!({
        "who": answer.name,
        "principal": answer.who.to_string(),
        "can": can,
        "why": why,
        "columns": columns(&answer.columns),
        "path": answer.path.links.iter().map(link).collect::<Vec<_>>(),
    })
}

/// `which` is `all`, `only` or `except`; `names` the columns that it speaks of.
pub(crate) fn columns(columns: &Columns) -> Json {
    match columns {
        Columns::All => json!({ "which": "all", "names": [] }),
        Columns::Only(names) => json!({ "which": "only", "names": names }),
        Columns::Except(names) => json!({ "which": "except", "names": names }),
    }
}
