//! The only place that prints.

use std::{
    borrow::Cow,
    cell::RefCell,
    io::{self, BufRead, Write, stderr, stdin, stdout},
};

use miette::{GraphicalReportHandler, GraphicalTheme, Report};
use tipctl_render::{Colour, Glyphs, Palette};

use crate::environment::Environment;

/// The terminal, or the files that stand in for it.
#[derive(Debug)]
pub(crate) struct Console {
    /// How wide it is, in columns.
    pub(crate) width: usize,
    /// How sigils and colours are drawn on the standard output.
    pub(crate) palette: Palette,
    /// How they are drawn on the standard error.
    pub(crate) aside: Palette,
    /// Whether a person can answer a question.
    pub(crate) can_ask: bool,
    /// Whether progress can be redrawn in place.
    pub(crate) can_redraw: bool,
    /// Why a part of the result was not written.
    lost: RefCell<Option<io::Error>>,
}

impl Console {
    /// The console that the environment offers.
    pub(crate) fn new(environment: &Environment) -> Self {
        let Environment { colour, colour_aside, ascii, width, can_ask, can_redraw, .. } = *environment;
        let palette = |colour| Palette {
            colour: if colour { Colour::On } else { Colour::Off },
            glyphs: if ascii { Glyphs::Ascii } else { Glyphs::Unicode },
        };
        let (palette, aside) = (palette(colour), palette(colour_aside));
        Self { width, palette, aside, can_ask, can_redraw, lost: RefCell::default() }
    }

    /// Writes a result to the standard output. A reader who has gone away is no mishap.
    pub(crate) fn say(&self, text: &str) {
        let text = self.spelled(text);
        let mut out = stdout().lock();
        if let Err(why) = out.write_all(text.as_bytes()).and_then(|()| out.flush())
            && why.kind() != io::ErrorKind::BrokenPipe
        {
            self.lost.borrow_mut().get_or_insert(why);
        }
    }

    /// Why a part of the result never reached the standard output, if so.
    pub(crate) fn lost(&self) -> Option<io::Error> {
        self.lost.borrow_mut().take()
    }

    /// Writes what accompanies a result to the standard error.
    pub(crate) fn tell(&self, text: &str) {
        let text = self.spelled(text);
        let mut out = stderr().lock();
        let _ = out.write_all(text.as_bytes()).and_then(|()| out.flush());
    }

    /// The text as it may be written: where only ASCII is wanted, what names hold besides is spelled as JSON escapes.
    pub(crate) fn spelled<'a>(&self, text: &'a str) -> Cow<'a, str> {
        spelled(self.palette.glyphs, text)
    }

    /// Draws reports on the standard error.
    pub(crate) fn report(&self, reports: &[Report]) {
        for report in reports {
            let mut drawn = String::new();
            let theme = match (self.aside.glyphs, self.aside.colour) {
                (Glyphs::Ascii, _) => GraphicalTheme::none(),
                (Glyphs::Unicode, Colour::On) => GraphicalTheme::unicode(),
                (Glyphs::Unicode, Colour::Off) => GraphicalTheme::unicode_nocolor(),
            };
            // Names and paths stay whole.
            let handler = GraphicalReportHandler::new_themed(theme)
                .with_width(self.width)
                .with_word_separator(textwrap::WordSeparator::AsciiSpace)
                .with_word_splitter(textwrap::WordSplitter::NoHyphenation)
                .with_break_words(false);
            if handler.render_report(&mut drawn, report.as_ref()).is_err() {
                drawn = format!("{report}\n");
            }
            self.tell(&harmless(&drawn, self.aside));
        }
    }

    /// Asks, and takes `yes` alone as a yes.
    pub(crate) fn ask(&self, question: &str) -> bool {
        self.tell(question);
        let mut answer = String::new();
        let read = stdin().lock().read_line(&mut answer);
        read.is_ok() && answer.trim() == "yes"
    }
}

/// `text` in the glyphs that may be drawn.
pub(crate) fn spelled(glyphs: Glyphs, text: &str) -> Cow<'_, str> {
    if glyphs == Glyphs::Unicode || text.is_ascii() { text.into() } else { ascii(text).into() }
}

fn ascii(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        if letter.is_ascii() {
            out.push(letter);
        } else {
            let units = letter
                .encode_utf16(&mut [0; 2])
                .iter()
                .map(|unit| format!("\\u{unit:04x}"))
                .collect::<String>();
            out.push_str(&units);
        }
    }
    out
}

/// A drawn report without what its quotations could do to a terminal, and in ASCII where only that is wanted.
///
/// What AWS and the spec say is quoted as it is, control characters included. Of these only line breaks, tabs and, where
/// colours are drawn, the escapes of colours go through.
fn harmless(drawn: &str, palette: Palette) -> String {
    let mut out = String::with_capacity(drawn.len());
    let mut rest = drawn;
    while let Some(letter) = rest.chars().next() {
        let colour = if palette.colour == Colour::On { colour_escape(rest) } else { None };
        let taken = colour.unwrap_or(letter.len_utf8());
        let (head, tail) = rest.split_at_checked(taken).unwrap_or((rest, ""));
        rest = tail;
        match letter {
            _ if colour.is_some() => out.push_str(head),
            '\n' | '\t' => out.push(letter),
            _ if is_harmful(letter) || (palette.glyphs == Glyphs::Ascii && !letter.is_ascii()) => {
                out.push('?')
            }
            _ => out.push(letter),
        }
    }
    out
}

/// How long the escape of a colour is that `text` begins with.
fn colour_escape(text: &str) -> Option<usize> {
    let parameters = text.strip_prefix("\u{1b}[")?;
    let length = parameters.find(|letter: char| !letter.is_ascii_digit() && letter != ';')?;
    parameters.get(length..)?.starts_with('m').then_some(length + 3)
}

/// Whether a letter moves the cursor or turns the direction of the text.
fn is_harmful(letter: char) -> bool {
    letter.is_control() || matches!(letter, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drawn(text: &str, colour: Colour, glyphs: Glyphs) -> String {
        harmless(text, Palette { colour, glyphs })
    }

    #[test]
    fn a_name_is_spelled_so_that_json_reads_it_back() {
        let name = "日本 😀 a";
        assert_eq!(ascii(name), "\\u65e5\\u672c \\ud83d\\ude00 a");
        assert_eq!(serde_json::from_str::<String>(&format!("\"{}\"", ascii(name))).unwrap(), name);
    }

    #[test]
    fn colours_go_through_and_nothing_else_that_a_terminal_obeys() {
        let text = "\u{1b}[31;1m×\u{1b}[0m a\tb\u{7}\u{1b}[2J\u{1b}]0;title\u{7}\u{202e}日\n";
        assert_eq!(
            drawn(text, Colour::On, Glyphs::Unicode),
            "\u{1b}[31;1m×\u{1b}[0m a\tb??[2J?]0;title??日\n"
        );
        assert_eq!(drawn(text, Colour::Off, Glyphs::Ascii), "?[31;1m??[0m a\tb??[2J?]0;title???\n");
    }
}
