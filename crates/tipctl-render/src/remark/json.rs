//! A check as versioned JSON. Members without a value are `null`; none is ever left out.

use std::fmt;

use serde::Serialize;
use tipctl_model::Spot;

use super::{Remark, RuleText, Waived};

/// The version of the JSON form. It grows when a member is added, removed or gets another meaning.
pub const CHECK_FORMAT: u32 = 2;

/// What a check found out.
#[derive(Clone, Copy, Debug)]
pub struct Checked<'a> {
    /// Whether the spec can be used and no error stands against it.
    pub is_valid: bool,
    /// How many resources it asks for.
    pub resources: usize,
    /// How many of them are derived.
    pub derived: usize,
    /// What is to be said.
    pub remarks: &'a [Remark],
}

#[derive(Serialize)]
struct Document<'a> {
    /// The version of this form.
    format: u32,
    /// Whether the spec can be used and no error stands against it.
    valid: bool,
    /// How many resources it asks for.
    resources: usize,
    /// How many of them are derived.
    derived: usize,
    /// What is wrong or doubtful.
    problems: Vec<Problem<'a>>,
}

#[derive(Serialize)]
struct Problem<'a> {
    /// A stable code.
    code: &'a str,
    /// `error`, `warning` or `info`.
    level: &'static str,
    message: &'a str,
    help: Option<&'a str>,
    /// The rule, for a finding.
    rule: Option<Rule<'a>>,
    /// Until when it is accepted, and why.
    waived: Option<Waiver<'a>>,
    at: Vec<Place<'a>>,
}

#[derive(Serialize)]
struct Rule<'a> {
    title: &'a str,
    symptom: &'a str,
    fix: &'a str,
    page: &'a str,
}

#[derive(Serialize)]
struct Waiver<'a> {
    reason: &'a str,
    /// The last day, `2027-01-31`.
    until: String,
}

#[derive(Serialize)]
struct Place<'a> {
    file: &'a str,
    /// Lines and columns are counted from one, columns in characters; the end is behind the last one.
    line: usize,
    column: usize,
    end_line: usize,
    end_column: usize,
    /// The same in bytes.
    start: usize,
    len: usize,
    label: &'a str,
}

/// Writes a check as indented JSON, with a line break at the end.
///
/// # Errors
/// Those of `out`.
pub fn write_check_json(checked: &Checked<'_>, out: &mut dyn fmt::Write) -> fmt::Result {
    let Checked { is_valid, resources, derived, remarks } = *checked;
    let problems = remarks.iter().map(problem).collect();
    let document = Document { format: CHECK_FORMAT, valid: is_valid, resources, derived, problems };
    let text = serde_json::to_string_pretty(&document).map_err(|_| fmt::Error)?;
    writeln!(out, "{text}")
}

fn problem(remark: &Remark) -> Problem<'_> {
    let Remark { code, level, message, help, rule, waived, places } = remark;
    let rule = rule.as_ref().map(|RuleText { title, symptom, fix, page }| Rule { title, symptom, fix, page });
    let waived = waived.as_ref().map(|Waived { reason, until }| Waiver { reason, until: until.to_string() });
    let place = |(spot, label)| place(spot, label);
    Problem {
        code,
        level: level.word(),
        message,
        help: help.as_deref(),
        rule,
        waived,
        at: places.iter().map(|(spot, label)| (spot, label.as_str())).map(place).collect(),
    }
}

fn place<'a>(spot: &'a Spot, label: &'a str) -> Place<'a> {
    let Spot { file, start: (line, column), end: (end_line, end_column), span } = spot;
    Place {
        file,
        line: *line,
        column: *column,
        end_line: *end_line,
        end_column: *end_column,
        start: span.start,
        len: span.len,
        label,
    }
}
