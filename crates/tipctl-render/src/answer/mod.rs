//! Answers to questions about access.

mod json;

use std::fmt;

use tipctl_access::{Answer, Holding, Link, LinkName, Truth, Verdict, Way};
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

/// Writes who is granted what was asked, and whether they can, for a terminal `width` columns wide. `others` says why there may
/// be more of them.
///
/// # Errors
/// Those of `out`.
pub fn write_who_can(
    asked: &Asked,
    (answers, others): (&[Answer], Option<&str>),
    (palette, width): (Palette, usize),
    out: &mut dyn fmt::Write,
) -> fmt::Result {
    let mut page = Page { palette, width, out };
    let Asked { what, over } = asked;
    page.line(0, Ink::Heading, &format!("Who can {what}, by {over}"))?;
    page.line(0, Ink::Plain, "")?;
    let (mut can, mut stopped, mut unknown) = (0, 0, 0);
    for answer in answers {
        let verdict = answer.verdict();
        *match &verdict {
            Verdict::Holds => &mut can,
            Verdict::Broken(_) => &mut stopped,
            Verdict::Unknown(_) => &mut unknown,
        } += 1;
        let name = format!("{}{}", answer.name, bracketed(&answer.columns));
        page.wrapped("  ", Some(chain::sign(&verdict)), &name)?;
        beside(answer, &verdict).iter().try_for_each(|text| page.wrapped("    ", None, text))?;
    }
    if answers.is_empty() {
        page.line(2, Ink::Plain, "nobody that is known")?;
    }
    if let Some(why) = others {
        page.wrapped("  ", Some(Sigil::Unknown), &format!("perhaps others: {why}"))?;
    }
    page.line(0, Ink::Plain, "")?;
    let stopped = match stopped {
        0 => String::new(),
        1 => " 1 is granted it and cannot.".to_owned(),
        _ => format!(" {stopped} are granted it and cannot."),
    };
    let untold = if unknown == 0 { String::new() } else { format!(" Of {unknown} it cannot be told.") };
    page.line(0, Ink::Heading, &format!("{can} can.{stopped}{untold}"))
}

/// What is to be said beside one who is granted something.
fn beside(answer: &Answer, verdict: &Verdict) -> Option<String> {
    let why = chain::remark(verdict);
    let way_in = answer.way_in();
    match (verdict, answer.reach()) {
        (Verdict::Broken(_), Verdict::Broken(_)) => why.map(|why| format!("granted, but {why}")),
        (Verdict::Broken(_), _) => {
            let why = way_in.as_ref().and_then(chain::remark)?;
            Some(format!("granted, but nothing lets them query: {why}"))
        }
        (Verdict::Holds, _) => answer.within.as_ref().map(|place| format!("only below `{place}`")),
        (Verdict::Unknown(_), _) => why,
    }
}

/// Columns behind a name: nothing for all of them.
fn bracketed(columns: &Columns) -> String {
    let columns = self::columns(columns);
    if columns.is_empty() { columns } else { format!(" ({columns})") }
}

/// Writes what somebody holds and what keeps them from it, and their way in, for a terminal `width` columns wide.
///
/// # Errors
/// Those of `out`.
pub fn write_holdings(
    asked: &Asked,
    (holdings, way): (&[(Holding, String)], &Way),
    (palette, width): (Palette, usize),
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
    let remarks: Vec<_> = holdings.iter().filter_map(|(holding, _)| remark(holding)).collect();
    if !remarks.is_empty() {
        page.line(0, Ink::Plain, "")?;
        remarks.iter().try_for_each(|(sign, text)| page.wrapped("  ", Some(*sign), text))?;
    }
    page.line(0, Ink::Plain, "")?;
    let verdict = way.chain.verdict();
    let through = through(way);
    let last = match (&verdict, chain::remark(&verdict)) {
        (Verdict::Broken(_), Some(why)) => format!("Nothing lets them query{through}: {why}."),
        (_, Some(why)) => format!("Whether anything lets them query cannot be told{through}: {why}."),
        (_, None) => format!("They query{through}."),
    };
    page.wrapped("", None, &last)?;
    let count = counted(holdings.len(), "thing", "things");
    let stopped = holdings.iter().filter(|(holding, _)| holding.stopped.is_some()).count();
    let stopped = if stopped == 0 { String::new() } else { format!(", {stopped} out of reach") };
    page.line(0, Ink::Heading, &format!("{count}{stopped}."))
}

/// What is to be said of one holding.
fn remark(holding: &Holding) -> Option<(Sigil, String)> {
    let Holding { on, privilege, not_evaluated, stopped, within, .. } = holding;
    let what = format!("{privilege} on {on}");
    match (not_evaluated, stopped, within) {
        (Some(why), ..) => Some((Sigil::Unknown, format!("{what}: it cannot be told: {why}"))),
        (None, Some(why), _) => Some((Sigil::Failed, format!("{what}: out of reach: {why}"))),
        (None, None, Some(place)) => Some((Sigil::Unknown, format!("{what}: only below `{place}`"))),
        (None, None, None) => None,
    }
}

/// Through what a way leads, as the end of a sentence.
fn through(way: &Way) -> String {
    match (&way.entry, &way.workgroup) {
        (Some(entry), Some(workgroup)) => format!(" through {entry} and {workgroup}"),
        _ => String::new(),
    }
}

/// Writes whether somebody can do what was asked, and the path and the way in link by link, for a terminal `width` columns
/// wide.
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
    if let Some(way) = &answer.way {
        page.line(0, Ink::Plain, "")?;
        let head = if way.entry.is_some() { "the best way in, " } else { "no way in" };
        page.line(2, Ink::Plain, &format!("{head}{}:", through(way).trim_start()))?;
        chain::links(&way.chain, &mut page, 2)?;
    }
    page.line(0, Ink::Plain, "")?;
    page.wrapped("", None, &conclusion(what, answer))?;
    let open: Vec<&str> = answer.left_open().into_iter().map(LinkName::title).collect();
    if open.is_empty() {
        return Ok(());
    }
    page.wrapped("", None, &format!("Only the account can tell the {}.", open.join(", the ")))
}

fn conclusion(what: &str, answer: &Answer) -> String {
    let name = &answer.name;
    let columns = columns(&answer.columns);
    let columns = if columns.is_empty() { columns } else { format!(" (columns: {columns})") };
    match (answer.verdict(), answer.first_missing(), &answer.within) {
        (Verdict::Holds, _, None) => format!("Yes: {name} can {what}{columns}."),
        (Verdict::Holds, _, Some(place)) => format!("In part: {name} can {what}, but only below `{place}`."),
        (Verdict::Broken(_), Some(Link { name: link, verdict, .. }), _) => {
            let cause = verdict.breach().map(|breach| breach.cause.as_str()).unwrap_or_default();
            let so = match (answer.is_granted, answer.reach()) {
                (Truth::Yes, Verdict::Broken(_)) => format!("No, although it is granted{columns}."),
                (Truth::Yes, _) => format!("No. It is granted{columns}, but nothing lets them query."),
                (Truth::No | Truth::Unsure, _) => "No.".to_owned(),
            };
            format!("{so} The first link that is missing is the {link}: {cause}.")
        }
        (Verdict::Unknown(_), Some(Link { name: link, verdict: Verdict::Unknown(why), .. }), _) => {
            format!("That cannot be told. What is not known is the {link}: {why}.")
        }
        (Verdict::Broken(_) | Verdict::Unknown(_), ..) => "That cannot be told.".to_owned(),
    }
}
