//! Where a stack's own files are.
//!
//! An account's files and the sandbox's never meet: the ledger of one says nothing about the other.

use std::path::{Path, PathBuf};

use tipctl_model::Place;

use crate::{cli::Everywhere, environment::Environment};

/// The files of one run.
#[derive(Clone, Debug)]
pub(crate) struct Files {
    /// The directory of ledgers and journals.
    pub(crate) dir: PathBuf,
    /// The sandbox's state.
    pub(crate) sandbox: PathBuf,
    is_sandbox: bool,
}

impl Files {
    /// The files that the options and the environment name.
    pub(crate) fn new(options: &Everywhere, environment: &Environment) -> Self {
        let sandbox = environment.sandbox_file.clone();
        let sandbox = sandbox.unwrap_or_else(|| options.state_dir.join("sandbox.json"));
        let dir = match (options.sandbox, sandbox.parent()) {
            (true, Some(parent)) => parent.to_owned(),
            _ => options.state_dir.clone(),
        };
        Self { dir, sandbox, is_sandbox: options.sandbox }
    }

    /// What the stack owns.
    pub(crate) fn ledger(&self, place: &Place) -> PathBuf {
        self.of_stack(place, "ledger.json")
    }

    /// What was sent, line by line.
    pub(crate) fn journal(&self, place: &Place) -> PathBuf {
        self.of_stack(place, "journal.jsonl")
    }

    /// When a run last wrote something of the stack to AWS, in milliseconds since the epoch; none when none did.
    pub(crate) fn changed_ms(&self, place: &Place) -> Option<u64> {
        // Each write to AWS adds a line before it and one after it; a journal without lines knows of none.
        let journal = std::fs::metadata(self.journal(place)).ok().filter(|journal| journal.len() > 0)?;
        let changed = journal.modified().ok()?;
        let since = changed.duration_since(std::time::UNIX_EPOCH).ok()?;
        u64::try_from(since.as_millis()).ok()
    }

    /// What users were called when they were last looked up, by id.
    pub(crate) fn names(&self, place: &Place) -> PathBuf {
        self.of_stack(place, "names.json")
    }

    /// Held while a run may write to the stack.
    pub(crate) fn lock(&self, place: &Place) -> PathBuf {
        self.of_stack(place, "lock")
    }

    /// Held while a run may write to the sandbox's state.
    pub(crate) fn sandbox_lock(&self) -> PathBuf {
        self.sandbox.with_extension("lock")
    }

    fn of_stack(&self, place: &Place, what: &str) -> PathBuf {
        let Place { stack, account, region, partition: _ } = place;
        if self.is_sandbox {
            self.dir.join(format!("{}.{stack}.{what}", self.sandbox_stem()))
        } else {
            self.dir.join(format!("{account}.{region}.{stack}.{what}"))
        }
    }

    /// Every file that stacks keep about the sandbox, its state included.
    ///
    /// # Errors
    /// The directory cannot be read.
    pub(crate) fn of_sandbox(&self) -> std::io::Result<Vec<PathBuf>> {
        let dir = self.sandbox.parent().filter(|dir| !dir.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let prefix = format!("{}.", self.sandbox_stem());
        let mut files = Vec::new();
        for entry in std::fs::read_dir(dir)? {
            let path = entry?.path();
            let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
            let is_stacks =
                [".ledger.json", ".journal.jsonl", ".names.json"].iter().any(|end| name.ends_with(end));
            let is_state = self.sandbox.file_name() == path.file_name();
            if is_state || (name.starts_with(&prefix) && is_stacks) {
                files.push(path);
            }
        }
        files.sort();
        Ok(files)
    }

    fn sandbox_stem(&self) -> String {
        self.sandbox.file_stem().and_then(|stem| stem.to_str()).unwrap_or("sandbox").to_owned()
    }
}
