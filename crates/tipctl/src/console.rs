//! The only place that prints.

use std::io::{BufRead, Write, stderr, stdin, stdout};

use miette::{GraphicalReportHandler, GraphicalTheme, Report};
use tipctl_render::{Colour, Glyphs, Palette};

use crate::environment::Environment;

/// The terminal, or the files that stand in for it.
#[derive(Clone, Debug)]
pub(crate) struct Console {
    /// How wide it is, in columns.
    pub(crate) width: usize,
    /// How sigils and colours are drawn.
    pub(crate) palette: Palette,
    /// Whether a person can answer a question.
    pub(crate) can_ask: bool,
    /// Whether progress can be redrawn in place.
    pub(crate) can_redraw: bool,
}

impl Console {
    /// The console that the environment offers.
    pub(crate) fn new(environment: &Environment) -> Self {
        let Environment { colour, ascii, width, can_ask, can_redraw, .. } = *environment;
        let palette = Palette {
            colour: if colour { Colour::On } else { Colour::Off },
            glyphs: if ascii { Glyphs::Ascii } else { Glyphs::Unicode },
        };
        Self { width, palette, can_ask, can_redraw }
    }

    /// Writes a result to the standard output. A reader who has gone away is no mishap.
    pub(crate) fn say(&self, text: &str) {
        let mut out = stdout().lock();
        let _ = out.write_all(text.as_bytes()).and_then(|()| out.flush());
    }

    /// Writes what accompanies a result to the standard error.
    pub(crate) fn tell(&self, text: &str) {
        let mut out = stderr().lock();
        let _ = out.write_all(text.as_bytes()).and_then(|()| out.flush());
    }

    /// Draws reports on the standard error.
    pub(crate) fn report(&self, reports: &[Report]) {
        for report in reports {
            let mut drawn = String::new();
            let theme = match (self.palette.glyphs, self.palette.colour) {
                (Glyphs::Ascii, _) => GraphicalTheme::none(),
                (Glyphs::Unicode, Colour::On) => GraphicalTheme::unicode(),
                (Glyphs::Unicode, Colour::Off) => GraphicalTheme::unicode_nocolor(),
            };
            let handler = GraphicalReportHandler::new_themed(theme).with_width(self.width);
            if handler.render_report(&mut drawn, report.as_ref()).is_err() {
                drawn = format!("{report}\n");
            }
            self.tell(&drawn);
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
