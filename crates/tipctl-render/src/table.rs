//! Tables for a terminal. One that is too wide is told record by record, so that nothing is ever cut.

use std::fmt;

use unicode_width::UnicodeWidthStr as _;

use crate::{Ink, Palette, Sigil, human::Page, quote::message, reason::counted};

/// One cell: texts in inks, and signs.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(crate) struct Cell(Vec<Part>);

#[derive(Clone, PartialEq, Eq, Debug)]
enum Part {
    Text(Ink, String),
    Sign(Sigil),
}

impl Cell {
    /// A cell with a text.
    pub(crate) fn text(text: &str) -> Self {
        Self::inked(Ink::Plain, text)
    }

    /// A cell with a text in an ink.
    pub(crate) fn inked(ink: Ink, text: &str) -> Self {
        Self(vec![Part::Text(ink, message(text))])
    }

    /// A cell with signs behind one another.
    pub(crate) fn signs(signs: impl IntoIterator<Item = Sigil>) -> Self {
        Self(signs.into_iter().map(Part::Sign).collect())
    }

    fn width(&self, palette: Palette) -> usize {
        self.0
            .iter()
            .map(|part| match part {
                Part::Text(_, text) => text.width(),
                Part::Sign(sign) => palette.sigil(*sign).text().width(),
            })
            .sum()
    }

    fn write(&self, palette: Palette, out: &mut dyn fmt::Write) -> fmt::Result {
        self.0.iter().try_for_each(|part| match part {
            Part::Text(ink, text) => write!(out, "{}", palette.paint(*ink, text)),
            Part::Sign(sign) => write!(out, "{}", palette.sigil(*sign)),
        })
    }
}

/// A table with a head.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Table {
    /// What each column is called.
    pub(crate) head: Vec<String>,
    /// The rows; each has as many cells as the head.
    pub(crate) rows: Vec<Vec<Cell>>,
}

/// The blanks between two columns.
const GAP: usize = 2;

impl Table {
    /// Writes the table, indented by `indent` columns.
    pub(crate) fn write(&self, page: &mut Page<'_>, indent: usize) -> fmt::Result {
        let widths = self.widths(page.palette);
        let whole: usize = widths.iter().sum::<usize>() + GAP * widths.len().saturating_sub(1);
        if indent + whole <= page.width {
            self.grid(page, indent, &widths)
        } else {
            self.records(page, indent)
        }
    }

    fn widths(&self, palette: Palette) -> Vec<usize> {
        let of_head = self.head.iter().map(|head| message(head).width());
        let mut widths: Vec<usize> = of_head.collect();
        for row in &self.rows {
            for (width, cell) in widths.iter_mut().zip(row) {
                *width = (*width).max(cell.width(palette));
            }
        }
        widths
    }

    fn grid(&self, page: &mut Page<'_>, indent: usize, widths: &[usize]) -> fmt::Result {
        let head: Vec<Cell> = self.head.iter().map(|head| Cell::inked(Ink::Heading, head)).collect();
        std::iter::once(&head).chain(&self.rows).try_for_each(|row| {
            write!(page.out, "{:indent$}", "")?;
            for (at, (cell, width)) in row.iter().zip(widths).enumerate() {
                cell.write(page.palette, page.out)?;
                // The last column ends where its text does.
                if at + 1 < row.len() {
                    let gap = GAP + width.saturating_sub(cell.width(page.palette));
                    write!(page.out, "{:gap$}", "")?;
                }
            }
            writeln!(page.out)
        })
    }

    /// Each row as lines of its own, under its first cell.
    fn records(&self, page: &mut Page<'_>, indent: usize) -> fmt::Result {
        let column = self.head.iter().skip(1).map(|head| head.width()).max().unwrap_or_default();
        self.rows.iter().try_for_each(|row| {
            write!(page.out, "{:indent$}", "")?;
            if let Some(first) = row.first() {
                first.write(page.palette, page.out)?;
            }
            writeln!(page.out)?;
            self.head.iter().zip(row).skip(1).try_for_each(|(head, cell)| {
                if cell.width(page.palette) == 0 {
                    return Ok(());
                }
                let gap = GAP + column.saturating_sub(head.width());
                let head = page.palette.paint(Ink::Faint, head);
                write!(page.out, "{:indent$}    {head}{:gap$}", "", "")?;
                cell.write(page.palette, page.out)?;
                writeln!(page.out)
            })
        })
    }
}

/// Writes the first `shown` rows of an answer as a table, and how many there are, with this palette and for a terminal so
/// many columns wide. A cell without a value is `null`.
///
/// # Errors
/// Those of `out`.
pub fn write_rows(
    (columns, rows): (&[String], &[Vec<Option<String>>]),
    shown: usize,
    (palette, width): (Palette, usize),
    out: &mut dyn fmt::Write,
) -> fmt::Result {
    let mut page = Page { palette, width, out };
    let cell = |cell: &Option<String>| match cell {
        Some(text) => Cell::text(text),
        None => Cell::inked(Ink::Faint, "null"),
    };
    let told = rows.iter().take(shown).map(|row| row.iter().map(cell).collect());
    let table = Table { head: columns.to_vec(), rows: told.collect() };
    table.write(&mut page, 2)?;
    page.line(0, Ink::Plain, "")?;
    let more = match rows.len().saturating_sub(shown) {
        0 => String::new(),
        _ => format!(" The first {shown} are shown."),
    };
    page.line(0, Ink::Heading, &format!("{}.{more}", counted(rows.len(), "row", "rows")))
}
