//! Remarks as annotations of GitHub Actions: one workflow command a line.

use std::fmt;

use tipctl_model::Spot;

use super::{Level, Remark};

/// Writes one annotation for each remark. Those that are waived are notices.
///
/// # Errors
/// Those of `out`.
pub fn write_github(remarks: &[Remark], out: &mut dyn fmt::Write) -> fmt::Result {
    remarks.iter().try_for_each(|remark| annotation(remark, out))
}

fn annotation(remark: &Remark, out: &mut dyn fmt::Write) -> fmt::Result {
    let command = match (remark.level, &remark.waived) {
        (_, Some(_)) | (Level::Info, None) => "notice",
        (Level::Error, None) => "error",
        (Level::Warning, None) => "warning",
    };
    write!(out, "::{command} ")?;
    if let Some((Spot { file, start, end, .. }, _)) = remark.places.first() {
        write!(out, "file={},line={},col={}", property(file), start.0, start.1)?;
        // GitHub takes an end column only where the end is on the same line.
        match end.0 == start.0 {
            true => write!(out, ",endLine={},endColumn={}", end.0, end.1)?,
            false => write!(out, ",endLine={}", end.0)?,
        }
        out.write_char(',')?;
    }
    writeln!(out, "title={}::{}", property(&remark.code), data(&said(remark)))
}

fn said(remark: &Remark) -> String {
    let Remark { message, help, rule, waived, .. } = remark;
    let mut lines = vec![message.clone()];
    lines.extend(help.iter().map(|help| format!("help: {help}")));
    lines.extend(rule.iter().map(|rule| format!("more: {}", rule.page)));
    lines.extend(waived.iter().map(|waived| format!("waived until {}: {}", waived.until, waived.reason)));
    lines.join("\n")
}

/// What GitHub reads back as `text` behind `::`.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// What GitHub reads back as `text` in a property.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
