//! The journal: a line before each write and one after it, so that a run that was killed leaves word of what it sent.

use std::{
    fs::{self, File, OpenOptions},
    io::{self, Write},
    path::Path,
};

use serde::Serialize;
use tipctl_model::{Address, StepId, Verb};

/// An open journal. Lines are only ever added.
pub(crate) struct Journal {
    file: File,
}

/// One line.
#[derive(Serialize)]
struct Line {
    /// Milliseconds since the run began.
    at_ms: u64,
    step: u32,
    address: String,
    verb: &'static str,
    what: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    detail: Option<String>,
}

/// What a line tells of a step.
pub(crate) enum Told {
    /// It is about to be sent.
    Sending,
    /// It succeeded.
    Done,
    /// It failed, and how.
    Failed(String),
}

impl Journal {
    /// Opens the journal at `path` for adding lines.
    pub(crate) fn open(path: &Path) -> io::Result<Self> {
        if let Some(dir) = path.parent() {
            fs::create_dir_all(dir)?;
        }
        Ok(Self { file: OpenOptions::new().create(true).append(true).open(path)? })
    }

    /// Adds a line and waits until it is on the disk.
    pub(crate) fn tell(
        &mut self,
        at_ms: u64,
        step: StepId,
        (address, verb): (&Address, Verb),
        told: Told,
    ) -> io::Result<()> {
        let (what, detail) = match told {
            Told::Sending => ("sending", None),
            Told::Done => ("done", None),
            Told::Failed(fault) => ("failed", Some(fault)),
        };
        let verb = match verb {
            Verb::Create => "create",
            Verb::Update => "update",
            Verb::Delete => "delete",
        };
        let line = Line { at_ms, step: step.0, address: address.to_string(), verb, what, detail };
        let mut text = serde_json::to_string(&line)?;
        text.push('\n');
        self.file.write_all(text.as_bytes())?;
        self.file.sync_data()
    }
}
