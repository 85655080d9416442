//! How a run ends, for scripts. `docs/exit-codes.md` explains each.

use std::process::ExitCode;

/// The process's exit code.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
#[repr(u8)]
pub(crate) enum Exit {
    /// Done, or nothing to do.
    Done = 0,
    /// Something that nobody expected.
    Unexpected = 1,
    /// Changes are pending (`plan --detailed-exitcode`), or something is not as it should be: `doctor` found a broken link,
    /// `test` an assertion that does not hold, `verify` a query that fails.
    Pending = 2,
    /// The spec is invalid; nothing was sent.
    SpecInvalid = 3,
    /// Refused before any change: another account, a stale plan, no answer to the prompt, a lock.
    Refused = 4,
    /// The apply is incomplete; applying again goes on.
    Incomplete = 5,
    /// AWS could not be reached, or denied a read, before any change.
    Unreachable = 6,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}
