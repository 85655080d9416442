//! The one place that looks at the environment: variables, and whether someone is watching.

use std::{
    io::{IsTerminal, stderr, stdin, stdout},
    path::PathBuf,
};

use crate::cli::{Everywhere, When};

/// What the environment says, read once.
#[derive(Clone, Debug)]
pub(crate) struct Environment {
    /// Whether colour is wanted on the standard output.
    pub(crate) colour: bool,
    /// Whether colour is wanted on the standard error.
    pub(crate) colour_aside: bool,
    /// Whether only ASCII characters may be drawn.
    pub(crate) ascii: bool,
    /// The terminal's width in columns, or 100 where there is none.
    pub(crate) width: usize,
    /// Whether a person can answer a question.
    pub(crate) can_ask: bool,
    /// Whether progress can be redrawn in place on the standard error.
    pub(crate) can_redraw: bool,
    /// Where the sandbox's state is (`TIPCTL_SANDBOX`).
    pub(crate) sandbox_file: Option<PathBuf>,
    /// How the sandbox misbehaves (`TIPCTL_SANDBOX_KNOBS`).
    pub(crate) sandbox_knobs: String,
    /// The access key that the sandbox is called with, which decides the caller.
    pub(crate) sandbox_access_key: Option<String>,
    /// What is logged, in the syntax of `RUST_LOG` (`TIPCTL_LOG`).
    pub(crate) log: Option<String>,
}

impl Environment {
    /// Reads the environment.
    #[expect(clippy::disallowed_methods, reason = "this is the one place that reads the environment")]
    pub(crate) fn read(options: &Everywhere) -> Self {
        let variable = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty());
        let is_terminal = stdout().is_terminal();
        // A dumb terminal shows what is written and obeys nothing.
        let is_dumb = variable("TERM").is_some_and(|term| term == "dumb");
        let is_plain = is_dumb || variable("NO_COLOR").is_some();
        let colour = |is_terminal: bool| match options.color {
            When::Always => true,
            When::Never => false,
            When::Auto => is_terminal && !is_plain,
        };
        let is_ci = variable("CI").is_some();
        let columns = variable("COLUMNS").and_then(|columns| columns.parse().ok());
        Self {
            colour: colour(is_terminal),
            colour_aside: colour(stderr().is_terminal()),
            ascii: options.ascii,
            width: columns.or_else(|| terminal_width(is_terminal)).unwrap_or(100),
            can_ask: stdin().is_terminal(),
            can_redraw: stderr().is_terminal() && !is_ci && !is_dumb,
            sandbox_file: variable("TIPCTL_SANDBOX").map(PathBuf::from),
            sandbox_knobs: variable("TIPCTL_SANDBOX_KNOBS").unwrap_or_default(),
            sandbox_access_key: variable("TIPCTL_SANDBOX_ACCESS_KEY"),
            log: variable("TIPCTL_LOG"),
        }
    }
}

fn terminal_width(is_terminal: bool) -> Option<usize> {
    let (terminal_size::Width(columns), _) = terminal_size::terminal_size().filter(|_| is_terminal)?;
    Some(usize::from(columns))
}
