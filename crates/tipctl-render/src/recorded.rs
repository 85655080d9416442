//! Who read what, as it was recorded: as a table, as versioned JSON, and as CSV.

use std::fmt;

use serde_json::{Value as Json, json};
use tipctl_model::{Date, Note};

use crate::{
    Ink, Palette,
    human::Page,
    reason::counted,
    table::{Cell, Table},
};

/// The version of the JSON form. It grows when a member is added, removed or gets another meaning.
pub const RECORDED_FORMAT: u32 = 1;

/// One event.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Entry {
    /// When, in milliseconds since the epoch.
    pub at_ms: u64,
    /// The user's name, or the id where the name is not known; none where the event names nobody.
    pub user: Option<String>,
    /// The user's id in the directory.
    pub user_id: Option<String>,
    /// The service, `lakeformation.amazonaws.com`.
    pub service: String,
    /// The operation, `GetDataAccess`.
    pub operation: String,
    /// What it was about: `sales.orders`, `s3://bucket/key`.
    pub target: String,
    /// The table that it was about, of its own or through what it follows from: `sales.orders`.
    pub table: Option<String>,
    /// AWS's code where it was refused.
    pub refused: Option<String>,
    /// CloudTrail's id of the event.
    pub event_id: String,
}

/// A time in UTC: `2026-11-25T14:03:09Z`.
fn moment(at_ms: u64) -> String {
    let seconds = at_ms / 1000 % 86_400;
    let (hours, minutes, seconds) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    format!("{}T{hours:02}:{minutes:02}:{seconds:02}Z", Date::of_epoch_ms(at_ms))
}

/// Writes events and what cannot be seen, for a terminal `width` columns wide.
///
/// # Errors
/// Those of `out`.
pub fn write_recorded(
    entries: &[Entry],
    notes: &[Note],
    (palette, width): (Palette, usize),
    out: &mut dyn fmt::Write,
) -> fmt::Result {
    let mut page = Page { palette, width, out };
    let rows = entries.iter().map(|entry| {
        let target = match &entry.table {
            Some(table) if *table != entry.target => format!("{} ({table})", entry.target),
            _ => entry.target.clone(),
        };
        let ended = match &entry.refused {
            Some(code) => Cell::inked(Ink::Loss, code),
            None => Cell::default(),
        };
        vec![
            Cell::text(&moment(entry.at_ms)),
            Cell::text(entry.user.as_deref().unwrap_or("-")),
            Cell::text(&entry.operation),
            Cell::text(&target),
            ended,
        ]
    });
    let head = ["when", "who", "operation", "what", "refused"].map(str::to_owned).to_vec();
    let table = Table { head, rows: rows.collect() };
    if !entries.is_empty() {
        table.write(&mut page, 0)?;
        page.line(0, Ink::Plain, "")?;
    }
    if !notes.is_empty() {
        write_notes(notes, (palette, width), page.out)?;
        page.line(0, Ink::Plain, "")?;
    }
    page.line(0, Ink::Heading, &format!("{}.", counted(entries.len(), "event", "events")))
}

/// Writes what cannot be seen, for a terminal `width` columns wide.
///
/// # Errors
/// Those of `out`.
pub fn write_notes(
    notes: &[Note],
    (palette, width): (Palette, usize),
    out: &mut dyn fmt::Write,
) -> fmt::Result {
    let mut page = Page { palette, width, out };
    notes.iter().try_for_each(|note| page.note(note))
}

/// Writes events and what cannot be seen as indented JSON, with a line break at the end.
///
/// # Errors
/// Those of `out`.
pub fn write_recorded_json(entries: &[Entry], notes: &[Note], out: &mut dyn fmt::Write) -> fmt::Result {
    let events: Vec<Json> = entries
        .iter()
        .map(|entry| {
            json!({
                "at": moment(entry.at_ms),
                "user": entry.user,
                "user_id": entry.user_id,
                "service": entry.service,
                "operation": entry.operation,
                "target": entry.target,
                "table": entry.table,
                "refused": entry.refused,
                "event_id": entry.event_id,
            })
        })
        .collect();
    let notes: Vec<Json> = notes
        .iter()
        .map(|note| json!({ "code": note.code, "message": note.message, "help": note.help }))
        .collect();
    let document = json!({ "format": RECORDED_FORMAT, "events": events, "notes": notes });
    let text = serde_json::to_string_pretty(&document).map_err(|_| fmt::Error)?;
    writeln!(out, "{text}")
}

/// Writes events as CSV with a head; what is not known is empty. What cannot be seen has no place in it;
/// [`write_notes`] writes that.
///
/// # Errors
/// Those of `out`.
pub fn write_recorded_csv(entries: &[Entry], out: &mut dyn fmt::Write) -> fmt::Result {
    writeln!(out, "at,user,user_id,service,operation,target,table,refused,event_id")?;
    entries.iter().try_for_each(|entry| {
        let at = moment(entry.at_ms);
        let fields = [
            at.as_str(),
            entry.user.as_deref().unwrap_or_default(),
            entry.user_id.as_deref().unwrap_or_default(),
            &entry.service,
            &entry.operation,
            &entry.target,
            entry.table.as_deref().unwrap_or_default(),
            entry.refused.as_deref().unwrap_or_default(),
            &entry.event_id,
        ];
        writeln!(out, "{}", fields.map(field).join(","))
    })
}

/// A field of CSV, in quotes where it needs them. One that a spreadsheet would take for a formula is led by an apostrophe.
fn field(text: &str) -> String {
    let is_formula = text.starts_with(['=', '+', '-', '@']);
    let text = if is_formula { format!("'{text}") } else { text.to_owned() };
    if text.contains([',', '"', '\n', '\r']) { format!("\"{}\"", text.replace('"', "\"\"")) } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_is_what_a_spreadsheet_reads_back_and_nothing_that_it_runs() {
        assert_eq!(field("sales.orders"), "sales.orders");
        assert_eq!(field("a,\"b\""), "\"a,\"\"b\"\"\"");
        assert_eq!(field("=1+1"), "'=1+1");
    }

    #[test]
    fn a_moment_is_in_utc() {
        assert_eq!(moment(1_798_675_200_000 + 3_723_000), "2026-12-31T01:02:03Z");
    }
}
