//! `View + Palette + width -> text` for a terminal.
//!
//! Values are never cut: what does not fit on a line gets lines of its own, or leaves the margin.

use std::fmt;

use tipctl_model::Note;
use unicode_width::UnicodeWidthStr as _;

use crate::{Ink, Palette, Row, Shape, Sigil, View, quote::message, reason::FORCES};

/// Writes the plan that `view` shows, for a terminal `width` columns wide.
///
/// # Errors
/// Those of `out`.
pub fn write_plan(view: &View, palette: Palette, width: usize, out: &mut dyn fmt::Write) -> fmt::Result {
    let View { heading, access, rows, notes, foreign, vanished, summary } = view;
    let mut page = Page { palette, width, out };
    page.line(0, Ink::Heading, &message(heading))?;
    page.gains(access)?;
    for row in rows {
        page.line(0, Ink::Plain, "")?;
        page.resource(row)?;
    }
    if !notes.is_empty() || !foreign.is_empty() || !vanished.is_empty() {
        page.line(0, Ink::Plain, "")?;
    }
    notes.iter().try_for_each(|note| page.note(note))?;
    if !vanished.is_empty() {
        let gone: Vec<_> = vanished.iter().map(|address| format!("`{address}`")).collect();
        let text = format!("the stack made these, and AWS no longer has them: {}", gone.join(", "));
        page.wrapped("  ", Some(Sigil::Note), &text)?;
    }
    if !foreign.is_empty() {
        let foreign: Vec<_> = foreign.iter().map(|(kind, count)| format!("{count} {kind}")).collect();
        let text = format!("also there, and none of the stack's business: {}", foreign.join(", "));
        page.wrapped("  ", Some(Sigil::Same), &text)?;
    }
    page.line(0, Ink::Plain, "")?;
    page.line(0, Ink::Heading, &summary.to_string())
}

/// Writes sentences for a terminal `width` columns wide, each line of `text` wrapped by itself.
///
/// # Errors
/// Those of `out`.
pub fn write_text(text: &str, palette: Palette, width: usize, out: &mut dyn fmt::Write) -> fmt::Result {
    Page { palette, width, out }.lines("", text)
}

/// A text of a given width under way.
pub(crate) struct Page<'a> {
    pub(crate) palette: Palette,
    pub(crate) width: usize,
    pub(crate) out: &'a mut dyn fmt::Write,
}

impl Page<'_> {
    /// One line of `text` in `ink`; an empty one has no blanks either.
    pub(crate) fn line(&mut self, indent: usize, ink: Ink, text: &str) -> fmt::Result {
        if text.is_empty() {
            return writeln!(self.out);
        }
        writeln!(self.out, "{:indent$}{}", "", self.palette.paint(ink, text))
    }

    /// `text` with a sign before its first line, wrapped at spaces.
    pub(crate) fn wrapped(&mut self, indent: &str, sigil: Option<Sigil>, text: &str) -> fmt::Result {
        let text = message(text);
        let hang = if sigil.is_some() { 2 } else { 0 };
        let room = self.width.saturating_sub(indent.len() + hang);
        for (at, line) in wrap(&text, room).iter().enumerate() {
            self.out.write_str(indent)?;
            match sigil {
                Some(sigil) if at == 0 => write!(self.out, "{} ", self.palette.sigil(sigil))?,
                Some(_) => self.out.write_str("  ")?,
                None => {}
            }
            writeln!(self.out, "{line}")?;
        }
        Ok(())
    }

    pub(crate) fn note(&mut self, note: &Note) -> fmt::Result {
        let Note { code, message, help } = note;
        self.wrapped("  ", Some(Sigil::Note), &format!("{message} ({code})"))?;
        help.iter().try_for_each(|help| self.lines("    ", &format!("help: {help}")))
    }

    /// Lines that stay apart, such as those of a spec to be pasted, each wrapped by itself.
    pub(crate) fn lines(&mut self, indent: &str, text: &str) -> fmt::Result {
        text.lines().try_for_each(|line| self.wrapped(indent, None, line))
    }

    fn resource(&mut self, row: &Row) -> fmt::Result {
        let sign = self.palette.sigil(row.sigil);
        let gap = 3_usize.saturating_sub(sign.text().width());
        let label = message(&row.label);
        write!(self.out, "{:gap$}{sign} {}", "", self.palette.paint(Ink::Heading, &label))?;
        self.remarks(&row.notes, 4 + label.width(), 6)?;
        self.children(&row.children, 6)
    }

    /// Remarks behind what is on the line already, or below it when they do not fit. Ends the line.
    fn remarks(&mut self, notes: &[String], used: usize, indent: usize) -> fmt::Result {
        let notes: Vec<String> = notes.iter().map(|note| message(note)).collect();
        match notes.as_slice() {
            [] => writeln!(self.out),
            [note] if used + 4 + note.width() <= self.width => {
                self.out.write_str("  ")?;
                self.line(0, ink(note), &format!("# {note}"))
            }
            notes => {
                writeln!(self.out)?;
                notes.iter().try_for_each(|note| self.remark(note, indent))
            }
        }
    }

    /// Short remarks, behind one another where they fit.
    fn asides(&mut self, notes: &[String], used: usize, indent: usize) -> fmt::Result {
        let joined = notes.join("; ");
        if notes.len() > 1 && used + 4 + joined.width() <= self.width {
            self.remarks(&[joined], used, indent)
        } else {
            self.remarks(notes, used, indent)
        }
    }

    fn remark(&mut self, note: &str, indent: usize) -> fmt::Result {
        for line in wrap(note, self.width.saturating_sub(indent + 2)) {
            self.line(indent, ink(note), &format!("# {line}"))?;
        }
        Ok(())
    }

    fn children(&mut self, rows: &[Row], indent: usize) -> fmt::Result {
        let column = rows.iter().map(|row| row.label.width()).max().unwrap_or_default();
        rows.iter().try_for_each(|row| self.row(row, indent, column))
    }

    fn row(&mut self, row: &Row, indent: usize, column: usize) -> fmt::Result {
        let Row { sigil, label, before, after, shape, notes, children } = row;
        if matches!(shape, Shape::Hidden(_)) {
            return notes.iter().try_for_each(|note| self.remark(note, indent + 2));
        }
        write!(self.out, "{:indent$}{} {label}", "", self.palette.sigil(*sigil))?;
        let mut used = indent + 2;
        if !label.is_empty() {
            let gap = column.saturating_sub(label.width());
            write!(self.out, "{:gap$} = ", "")?;
            used += column + 3;
        }
        let text = one_line(before.as_deref(), after.as_deref());
        let fits = used + text.width() <= self.width;
        match shape {
            Shape::List | Shape::Map if text.is_empty() || !fits => {
                let (open, close) = if *shape == Shape::List { ("[", "]") } else { ("{", "}") };
                self.out.write_str(open)?;
                self.asides(notes, used + 1, indent + 6)?;
                self.children(children, indent + 4)?;
                self.line(indent + 2, Ink::Plain, close)
            }
            _ => {
                if let (Some(before), Some(after), false) = (before, after, fits) {
                    let hang = used.saturating_sub(3);
                    write!(self.out, "{before}\n{:hang$}-> {after}", "")?;
                    used += after.width();
                } else {
                    self.out.write_str(&text)?;
                    used += text.width();
                }
                self.asides(notes, used, indent + 2)
            }
        }
    }
}

fn one_line(before: Option<&str>, after: Option<&str>) -> String {
    match (before, after) {
        (Some(before), Some(after)) => format!("{before} -> {after}"),
        (Some(text), None) | (None, Some(text)) => text.to_owned(),
        (None, None) => String::new(),
    }
}

fn ink(note: &str) -> Ink {
    if note.starts_with(FORCES) { Ink::Loss } else { Ink::Faint }
}

/// `text` in lines of at most `width` columns; a word that is longer keeps its line.
fn wrap(text: &str, width: usize) -> Vec<std::borrow::Cow<'_, str>> {
    let options = textwrap::Options::new(width.max(20))
        .break_words(false)
        .word_splitter(textwrap::WordSplitter::NoHyphenation)
        .wrap_algorithm(textwrap::WrapAlgorithm::FirstFit)
        .word_separator(textwrap::WordSeparator::AsciiSpace);
    textwrap::wrap(text, options)
}
