//! Who may write: one run at a time, by a lock on a file that ends with the process.

use std::{
    fs::{self, File, TryLockError},
    path::{Path, PathBuf},
};

use tipctl_model::Place;

use crate::{
    failure::{Failure, Mishap, Refusal},
    run::Run,
};

/// Keeps other runs from writing until it is dropped.
pub(crate) struct Lock {
    _held: File,
}

impl Lock {
    /// For a run that writes to the stack at `place`. All stacks in a sandbox share its state, so they share a lock.
    pub(crate) fn stack(run: &Run, place: &Place) -> Result<Self, Failure> {
        if run.options.sandbox {
            return Self::sandbox(run);
        }
        let taken = |lock| Refusal::Locked { stack: place.stack.clone(), lock };
        Self::take(&run.files.lock(place), taken)
    }

    /// For a run that writes to the sandbox's state.
    pub(crate) fn sandbox(run: &Run) -> Result<Self, Failure> {
        Self::take(&run.files.sandbox_lock(), |lock| Refusal::SandboxLocked { lock })
    }

    fn take(path: &Path, taken: impl FnOnce(PathBuf) -> Refusal) -> Result<Self, Failure> {
        if let Some(dir) = path.parent() {
            fs::create_dir_all(dir).map_err(|why| Mishap::file("made", dir, why))?;
        }
        let opened = File::options().create(true).truncate(false).write(true).open(path);
        let held = opened.map_err(|why| Mishap::file("opened", path, why))?;
        match held.try_lock() {
            Ok(()) => Ok(Self { _held: held }),
            Err(TryLockError::WouldBlock) => Err(taken(path.to_owned()).into()),
            Err(TryLockError::Error(why)) => Err(Mishap::file("locked", path, why).into()),
        }
    }
}
