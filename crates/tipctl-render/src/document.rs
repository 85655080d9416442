//! Policy documents, and other values that differ as a whole, as JSON lines and as the difference between two such texts.
//!
//! Which documents differ is the plan's to say; this only arranges the two sides so that a reader sees where.

use similar::{ChangeTag, TextDiff};
use tipctl_model::Value;

use crate::{
    Sigil,
    quote::{LATER, quoted},
};

/// How many lines around a changed one are shown.
const AROUND: usize = 3;

/// One line of a document. The comma stands apart: an element that gets a successor has not changed.
pub(crate) struct Line {
    text: String,
    comma: bool,
}

impl Line {
    fn whole(&self) -> String {
        format!("{}{}", self.text, if self.comma { "," } else { "" })
    }
}

/// A line of a difference, or lines that are left out.
#[derive(PartialEq, Eq, Debug)]
pub(crate) enum Part {
    /// One line: [`Sigil::Same`], [`Sigil::Create`] or [`Sigil::Delete`].
    Line(Sigil, String),
    /// Lines that are the same on both sides.
    Hidden(Vec<String>),
}

impl Part {
    /// Saying that one line is hidden takes a line, too: it is shown instead.
    fn worth_its_line(self) -> Self {
        match self {
            Self::Hidden(mut lines) if lines.len() == 1 => {
                Self::Line(Sigil::Same, lines.pop().unwrap_or_default())
            }
            part => part,
        }
    }
}

/// The lines between the outermost brackets of `value`.
pub(crate) fn lines(value: &Value) -> Vec<Line> {
    let mut lines = Vec::new();
    match value {
        Value::List(elements) => {
            let last = elements.len().saturating_sub(1);
            for (at, element) in elements.iter().enumerate() {
                entry(element, "", "", at < last, &mut lines);
            }
        }
        Value::Map(entries) => {
            let last = entries.len().saturating_sub(1);
            for (at, (name, value)) in entries.iter().enumerate() {
                entry(value, "", &format!("{}: ", quoted(name)), at < last, &mut lines);
            }
        }
        value => entry(value, "", "", false, &mut lines),
    }
    lines
}

/// The same lines as texts.
pub(crate) fn texts(value: &Value) -> impl Iterator<Item = String> {
    lines(value).into_iter().map(|line| line.whole())
}

fn entry(value: &Value, indent: &str, label: &str, comma: bool, out: &mut Vec<Line>) {
    let mut push = |text: String, comma: bool| out.push(Line { text: format!("{indent}{text}"), comma });
    let deeper = format!("{indent}  ");
    match value {
        Value::Bool(truth) => push(format!("{label}{truth}"), comma),
        Value::Int(number) => push(format!("{label}{number}"), comma),
        Value::Text(text) => push(format!("{label}{}", quoted(text)), comma),
        Value::Pending(reference) => {
            push(format!("{label}{} of {}", LATER, reference.address), comma);
        }
        Value::List(elements) if elements.is_empty() => push(format!("{label}[]"), comma),
        Value::Map(entries) if entries.is_empty() => push(format!("{label}{{}}"), comma),
        Value::List(elements) => {
            push(format!("{label}["), false);
            let last = elements.len() - 1;
            for (at, element) in elements.iter().enumerate() {
                entry(element, &deeper, "", at < last, out);
            }
            out.push(Line { text: format!("{indent}]"), comma });
        }
        Value::Map(entries) => {
            push(format!("{label}{{"), false);
            let last = entries.len() - 1;
            for (at, (name, value)) in entries.iter().enumerate() {
                entry(value, &deeper, &format!("{}: ", quoted(name)), at < last, out);
            }
            out.push(Line { text: format!("{indent}}}"), comma });
        }
    }
}

/// Where `before` and `after` differ, with three lines around each difference. A statement, or any other object in a
/// list, in which a line differs is shown whole: its effect must be seen beside its actions.
pub(crate) fn difference(before: &Value, after: &Value) -> Vec<Part> {
    let (old, new) = (lines(before), lines(after));
    let olds: Vec<&str> = old.iter().map(|line| line.text.as_str()).collect();
    let news: Vec<&str> = new.iter().map(|line| line.text.as_str()).collect();
    let merged: Vec<(Sigil, String)> = TextDiff::from_slices(&olds, &news)
        .iter_all_changes()
        .filter_map(|change| match change.tag() {
            ChangeTag::Equal => Some((Sigil::Same, new.get(change.new_index()?)?.whole())),
            ChangeTag::Insert => Some((Sigil::Create, new.get(change.new_index()?)?.whole())),
            ChangeTag::Delete => Some((Sigil::Delete, old.get(change.old_index()?)?.whole())),
        })
        .collect();
    fold(merged)
}

fn fold(merged: Vec<(Sigil, String)>) -> Vec<Part> {
    let mut shown = vec![false; merged.len()];
    for (at, (sigil, _)) in merged.iter().enumerate() {
        if *sigil != Sigil::Same {
            let (from, to) = (at.saturating_sub(AROUND), at + AROUND);
            shown.iter_mut().take(to + 1).skip(from).for_each(|shown| *shown = true);
        }
    }
    for (from, to) in blocks(&merged) {
        let is_touched = merged.iter().take(to + 1).skip(from).any(|(sigil, _)| *sigil != Sigil::Same);
        if is_touched {
            shown.iter_mut().take(to + 1).skip(from).for_each(|shown| *shown = true);
        }
    }
    let mut parts = Vec::new();
    for ((sigil, text), shown) in merged.into_iter().zip(shown) {
        match (shown, parts.last_mut()) {
            (true, _) => parts.push(Part::Line(sigil, text)),
            (false, Some(Part::Hidden(hidden))) => hidden.push(text),
            (false, _) => parts.push(Part::Hidden(vec![text])),
        }
    }
    parts.into_iter().map(Part::worth_its_line).collect()
}

/// The first and last line of every outermost object that stands in a list.
fn blocks(merged: &[(Sigil, String)]) -> Vec<(usize, usize)> {
    let mut blocks = Vec::new();
    let mut open: Option<(usize, String)> = None;
    for (at, (_, text)) in merged.iter().enumerate() {
        match &open {
            None => {
                if let Some(indent) = text.strip_suffix('{').filter(|indent| indent.trim().is_empty()) {
                    open = Some((at, format!("{indent}}}")));
                }
            }
            Some((from, end)) => {
                if text.trim_end_matches(',') == end {
                    blocks.push((*from, at));
                    open = None;
                }
            }
        }
    }
    blocks
}

#[cfg(test)]
mod tests {
    use super::{Part, difference, texts};
    use crate::Sigil;
    use tipctl_model::{Address, AttrRef, KindName, Value};

    fn drawn(before: &Value, after: &Value) -> Vec<String> {
        difference(before, after)
            .into_iter()
            .map(|part| match part {
                Part::Line(Sigil::Create, text) => format!("+{text}"),
                Part::Line(Sigil::Delete, text) => format!("-{text}"),
                Part::Line(_, text) => format!(" {text}"),
                Part::Hidden(lines) => format!("({})", lines.len()),
            })
            .collect()
    }

    #[test]
    fn what_waits_for_a_resource_names_it() {
        let reference = AttrRef::new(Address::new(KindName("role"), "lake"), "arn");
        let document = Value::map([
            ("Action", Value::List(Vec::new())),
            ("Condition", Value::map::<&str>([])),
            ("Limit", Value::Int(3)),
            ("Resource", Value::List(vec![Value::Pending(reference), Value::Bool(true)])),
        ]);
        let expected = [
            r#""Action": [],"#,
            r#""Condition": {},"#,
            r#""Limit": 3,"#,
            r#""Resource": ["#,
            "  (known after apply) of role.lake,",
            "  true",
            "]",
        ];
        assert_eq!(texts(&document).collect::<Vec<_>>(), expected);
    }

    #[test]
    fn three_lines_around_a_difference_are_shown() {
        let number = |changed: i64| {
            Value::List((0..12).map(|at| Value::Int(if at == 6 { changed } else { at })).collect())
        };
        let expected = ["(3)", " 3,", " 4,", " 5,", "-6,", "+60,", " 7,", " 8,", " 9,", "(2)"];
        assert_eq!(drawn(&number(6), &number(60)), expected);
    }

    #[test]
    fn an_element_that_gets_a_successor_has_not_changed() {
        assert_eq!(drawn(&Value::texts(["a"]), &Value::texts(["a", "b"])), [" \"a\",", "+\"b\""]);
        assert_eq!(drawn(&Value::texts(["a", "b"]), &Value::texts(["a"])), [" \"a\"", "-\"b\""]);
    }

    #[test]
    fn a_touched_statement_is_shown_whole_and_its_neighbours_are_not() {
        let statement = |last: i64| {
            Value::map((0..9).map(|at| (format!("k{at}"), Value::Int(if at == 8 { last } else { at }))))
        };
        let document = |last: i64| Value::List(vec![statement(8), statement(last), statement(8)]);
        let drawn = drawn(&document(8), &document(80));
        assert_eq!(drawn.first().map(String::as_str), Some("(11)"));
        assert_eq!(
            drawn.iter().filter(|line| line.trim_start().starts_with("\"k0\"")).count(),
            2,
            "{drawn:#?}"
        );
        assert_eq!(drawn.last().map(String::as_str), Some("(9)"));
    }
}
