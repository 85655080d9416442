//! Answers to questions about access.

mod json;

use std::fmt;

use tipctl_access::{Answer, Holding, Verdict};
use tipctl_model::inventory::Columns;

use crate::{
    Ink, Palette, Sigil, chain,
    human::Page,
    reason::counted,
    table::{Cell, Table},
};

pub(crate) use json::columns as columns_json;
pub use json::{ANSWER_FORMAT, write_holdings_json, write_who_can_json, write_why_json};

/// What was asked, and of what.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Asked {
    /// The question as a fragment: `select sales.orders`.
    pub what: String,
    /// What was looked at: `the spec specs/prod.toml`.
    pub over: String,
}

/// Columns in words; nothing for all of them.
pub(crate) fn columns(columns: &Columns) -> String {
    let listed =
        |names: &std::collections::BTreeSet<String>| names.iter().cloned().collect::<Vec<_>>().join(", ");
    match columns {
        Columns::All => String::new(),
        Columns::Only(names) => listed(names),
        Columns::Except(names) => format!("all but {}", listed(names)),
    }
}

/// Writes who can do what was asked, each with what is known of them, for a terminal `width` columns wide.
///
/// # Errors
/// Those of `out`.
pub fn write_who_can(
    asked: &Asked,
    answers: &[Answer],
    palette: Palette,
    width: usize,
    out: &mut dyn fmt::Write,
) -> fmt::Result {
    let mut page = Page { palette, width, out };
    let Asked { what, over } = asked;
    page.line(0, Ink::Heading, &format!("Who can {what}, by {over}"))?;
    page.line(0, Ink::Plain, "")?;
    let (mut can, mut unknown) = (0, 0);
    for answer in answers {
        let columns = columns(&answer.columns);
        let columns = if columns.is_empty() { String::new() } else { format!(" ({columns})") };
        let verdict = answer.verdict();
        match &verdict {
            Verdict::Holds => can += 1,
            Verdict::Unknown(_) => unknown += 1,
            Verdict::Broken(_) => {}
        }
        let name = format!("{}{columns}", answer.name);
        page.wrapped("  ", Some(chain::sign(&verdict)), &name)?;
        chain::remark(&verdict).iter().try_for_each(|text| page.wrapped("    ", None, text))?;
    }
    if answers.is_empty() {
        page.line(2, Ink::Plain, "nobody")?;
    }
    page.line(0, Ink::Plain, "")?;
    let untold = if unknown == 0 { String::new() } else { format!(" Of {unknown} it cannot be told.") };
    page.line(0, Ink::Heading, &format!("{can} can.{untold}"))
}

/// Writes what somebody can do, for a terminal `width` columns wide.
///
/// # Errors
/// Those of `out`.
pub fn write_holdings(
    asked: &Asked,
    holdings: &[(Holding, String)],
    palette: Palette,
    width: usize,
    out: &mut dyn fmt::Write,
) -> fmt::Result {
    let mut page = Page { palette, width, out };
    let Asked { what, over } = asked;
    page.line(0, Ink::Heading, &format!("What {what} can do, by {over}"))?;
    page.line(0, Ink::Plain, "")?;
    let rows = holdings.iter().map(|(holding, through)| {
        vec![
            Cell::text(&holding.on.to_string()),
            Cell::text(&holding.privilege),
            Cell::text(&columns(&holding.columns)),
            Cell::text(through),
        ]
    });
    let head = ["on", "privilege", "columns", "through"].map(str::to_owned).to_vec();
    let table = Table { head, rows: rows.collect() };
    if holdings.is_empty() {
        page.line(2, Ink::Plain, "nothing")?
    } else {
        table.write(&mut page, 2)?
    }
    let doubts: Vec<_> =
        holdings.iter().filter_map(|(holding, _)| Some((holding, holding.not_evaluated.as_ref()?))).collect();
    if !doubts.is_empty() {
        page.line(0, Ink::Plain, "")?;
        doubts.iter().try_for_each(|(holding, why)| {
            let text = format!("{} on {}: not evaluated: {why}", holding.privilege, holding.on);
            page.wrapped("  ", Some(Sigil::Unknown), &text)
        })?;
    }
    page.line(0, Ink::Plain, "")?;
    page.line(0, Ink::Heading, &format!("{}.", counted(holdings.len(), "thing", "things")))
}

/// Writes whether somebody can do what was asked, and the path link by link, for a terminal `width` columns wide.
///
/// # Errors
/// Those of `out`.
pub fn write_why(
    asked: &Asked,
    answer: &Answer,
    palette: Palette,
    width: usize,
    out: &mut dyn fmt::Write,
) -> fmt::Result {
    let mut page = Page { palette, width, out };
    let Asked { what, over } = asked;
    page.line(0, Ink::Heading, &format!("Whether {} can {what}, by {over}", answer.name))?;
    page.line(0, Ink::Plain, "")?;
    chain::links(&answer.path, &mut page, 2)?;
    page.line(0, Ink::Plain, "")?;
    let columns = columns(&answer.columns);
    let columns = if columns.is_empty() { String::new() } else { format!(" (columns: {columns})") };
    let name = &answer.name;
    let last = match (answer.verdict(), answer.path.first_broken(), answer.path.first_unknown()) {
        (Verdict::Holds, _, _) => format!("Yes: {name} can {what}{columns}."),
        (Verdict::Broken(_), Some((link, breach)), _) => {
            format!("No. The first link that is missing is the {}: {}.", link.name, breach.cause)
        }
        (Verdict::Unknown(_), _, Some((link, why))) => {
            format!("That cannot be told. What is not known is the {}: {why}.", link.name)
        }
        (Verdict::Broken(_) | Verdict::Unknown(_), _, _) => "That cannot be told.".to_owned(),
    };
    page.wrapped("", None, &last)
}
