//! Answers as versioned JSON. Members without a value are `null`; none is ever left out.

use std::fmt;

use serde_json::{Value as Json, json};
use tipctl_access::{Answer, Holding, LinkName, Truth, Verdict, Way};
use tipctl_model::inventory::Columns;

use super::Asked;
use crate::checkup::link;

/// The version of the JSON form. It grows when a member is added, removed or gets another meaning.
pub const ANSWER_FORMAT: u32 = 2;

/// Writes who is granted what was asked, and whether they can, as indented JSON with a line break at the end. `others` says why
/// there may be more of them.
///
/// # Errors
/// Those of `out`.
pub fn write_who_can_json(
    asked: &Asked,
    (answers, others): (&[Answer], Option<&str>),
    out: &mut dyn fmt::Write,
) -> fmt::Result {
    let answers: Vec<Json> = answers.iter().map(answer).collect();
    written(asked, &[("answers", answers.into()), ("perhaps_others", others.into())], out)
}

/// Writes what somebody can do as indented JSON, with a line break at the end.
///
/// # Errors
/// Those of `out`.
pub fn write_holdings_json(
    asked: &Asked,
    (holdings, way): (&[(Holding, String)], &Way),
    out: &mut dyn fmt::Write,
) -> fmt::Result {
    let holding = |(holding, through): &(Holding, String)| {
        let Holding { privilege, on, columns, through: _, not_evaluated, stopped, within } = holding;
        json!({
            "privilege": privilege,
            "on": on.to_string(),
            "columns": self::columns(columns),
            "through": through,
            "not_evaluated": not_evaluated,
            "stopped": stopped,
            "within": within,
        })
    };
    let holdings: Vec<Json> = holdings.iter().map(holding).collect();
    let way_in = self::way(way, &way.chain.verdict());
    written(asked, &[("holdings", holdings.into()), ("way_in", way_in)], out)
}

/// Writes whether somebody can as indented JSON, with a line break at the end.
///
/// # Errors
/// Those of `out`.
pub fn write_why_json(asked: &Asked, answer: &Answer, out: &mut dyn fmt::Write) -> fmt::Result {
    written(asked, &[("answer", self::answer(answer))], out)
}

fn written(asked: &Asked, members: &[(&str, Json)], out: &mut dyn fmt::Write) -> fmt::Result {
    let mut document = json!({ "format": ANSWER_FORMAT, "asked": asked.what, "over": asked.over });
    for (name, member) in members {
        document.as_object_mut().ok_or(fmt::Error)?.insert((*name).to_owned(), member.clone());
    }
    let text = serde_json::to_string_pretty(&document).map_err(|_| fmt::Error)?;
    writeln!(out, "{text}")
}

/// `yes`, `no` or `unknown`, and why.
fn told(verdict: &Verdict) -> (&'static str, Option<&str>) {
    match verdict {
        Verdict::Holds => ("yes", None),
        Verdict::Broken(breach) => ("no", Some(&breach.cause)),
        Verdict::Unknown(why) => ("unknown", Some(why)),
    }
}

fn answer(answer: &Answer) -> Json {
    let verdict = answer.verdict();
    let (can, why) = told(&verdict);
    json!({
        "who": answer.name,
        "principal": answer.who.to_string(),
        "can": can,
        "why": why,
        "granted": match answer.is_granted {
            Truth::Yes => "yes",
            Truth::No => "no",
            Truth::Unsure => "unknown",
        },
        "columns": columns(&answer.columns),
        "within": answer.within,
        "path": answer.path.links.iter().map(link).collect::<Vec<_>>(),
        "way_in": answer.way.as_ref().zip(answer.way_in()).map(|(way, verdict)| self::way(way, &verdict)),
        "left_open": answer.left_open().into_iter().map(LinkName::title).collect::<Vec<_>>(),
    })
}

fn way(way: &Way, verdict: &Verdict) -> Json {
    let (holds, why) = told(verdict);
    json!({
        "entry": way.entry,
        "workgroup": way.workgroup,
        "holds": holds,
        "why": why,
        "links": way.chain.links.iter().map(link).collect::<Vec<_>>(),
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
