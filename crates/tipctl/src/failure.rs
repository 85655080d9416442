//! What can end a run early, and the exit code that it ends with.
//!
//! Nothing here is drawn; `console.rs` does that.

use std::{io, path::PathBuf};

use miette::{Diagnostic, Report};
use tipctl_model::Note;
use tipctl_spec::SpecProblems;

use crate::{diagnose::NoteReport, exit::Exit, ledger_file::LedgerError};

/// An early end. Everything that a reader needs is in the report.
#[derive(Debug)]
pub(crate) struct Failure {
    /// The exit code.
    pub(crate) exit: Exit,
    /// What is to be said, one report a matter.
    pub(crate) reports: Vec<Report>,
}

impl Failure {
    /// One report.
    pub(crate) fn new(exit: Exit, report: impl Into<Report>) -> Self {
        Self { exit, reports: vec![report.into()] }
    }

    /// The same, with what was not seen before it.
    #[must_use]
    pub(crate) fn beside(mut self, notes: &[Note]) -> Self {
        self.reports.splice(0..0, notes.iter().map(|note| NoteReport::new(note).into()));
        self
    }
}

impl From<SpecProblems> for Failure {
    fn from(problems: SpecProblems) -> Self {
        Self::new(Exit::SpecInvalid, problems)
    }
}

impl From<LedgerError> for Failure {
    fn from(error: LedgerError) -> Self {
        Self::new(Exit::Refused, error)
    }
}

impl From<Refusal> for Failure {
    fn from(refusal: Refusal) -> Self {
        Self::new(Exit::Refused, refusal)
    }
}

impl From<Mishap> for Failure {
    fn from(mishap: Mishap) -> Self {
        Self::new(Exit::Unexpected, mishap)
    }
}

/// What tipctl will not do.
#[derive(Debug, thiserror::Error, Diagnostic)]
pub(crate) enum Refusal {
    #[error("the credentials are of account `{actual}`, and the spec is for `{wanted}`")]
    #[diagnostic(
        code(account::mismatch),
        help("use a profile of account {wanted} (`--profile NAME` or AWS_PROFILE); the caller was {caller}")
    )]
    Account { wanted: String, actual: String, caller: String },
    #[error("another run is working on stack `{stack}`")]
    #[diagnostic(code(stack::locked), help("wait for it to end; it holds the lock `{}`", lock.display()))]
    Locked { stack: String, lock: PathBuf },
    #[error("another run is working on the sandbox")]
    #[diagnostic(
        code(sandbox::locked),
        help(
            "wait for it to end, or end it; what `tipctl sandbox serve` serves is reached over TCP alone, with AWS_ENDPOINT_URL \
             and without `--sandbox`; it holds the lock `{}`", lock.display()
        )
    )]
    SandboxLocked { lock: PathBuf },
    #[error("there is nobody to ask: the standard input is not a terminal")]
    #[diagnostic(
        code(consent::nobody),
        help("add `--auto-approve`, or apply a plan that was saved with `plan --out`")
    )]
    NobodyToAsk,
    #[error("Identity Center is called by whoever runs the command, whose policy has everything")]
    #[diagnostic(
        code(policy::one_account),
        help(
            "leave out `--account`; `role_arn` or `profile` of `[identity_center]` let somebody else call it"
        )
    )]
    OneAccount,
    #[error("not applied")]
    #[diagnostic(code(consent::declined), help("only `yes` is taken as a yes; nothing was changed"))]
    Declined,
    #[error("the plan is stale: {what}")]
    #[diagnostic(code(plan::stale), help("plan again, and look at what has changed since"))]
    Stale { what: String },
    #[error("`{}` cannot be used: {why}", path.display())]
    #[diagnostic(code(plan::unreadable), help("{help}"))]
    Plan { path: PathBuf, why: String, help: &'static str },
    #[error("{what}")]
    #[diagnostic(code(plan::impossible))]
    Plannable { what: String },
    #[error("{what}")]
    #[diagnostic(code(access::question), help("{help}"))]
    Question { what: String, help: String },
    #[error("{what}")]
    #[diagnostic(
        code(sandbox::entry),
        help(
            "users and studios are those of the sandbox, by name or id; `tipctl doctor` tells what keeps a user out"
        )
    )]
    Entry { what: String },
    #[error("the sandbox's state cannot be used: {what}")]
    #[diagnostic(
        code(sandbox::state),
        help("`tipctl sandbox reset` begins anew; TIPCTL_SANDBOX names another file")
    )]
    SandboxState { what: String },
    #[error("{what}")]
    #[diagnostic(code(sandbox::knobs), help("docs/sandbox.md lists the knobs"))]
    SandboxKnobs { what: String },
}

/// What should not happen.
#[derive(Debug, thiserror::Error, Diagnostic)]
pub(crate) enum Mishap {
    #[error("`{}` cannot be {verb}: {why}", path.display())]
    #[diagnostic(code(file::failed), help("{}", remedy(why)))]
    File { verb: &'static str, path: PathBuf, why: io::Error },
    #[error("{what}: {why}")]
    #[diagnostic(code(process::failed))]
    Process { what: &'static str, why: io::Error },
    #[error("the plan contradicts itself: {what}")]
    #[diagnostic(
        code(plan::unsound),
        help("nothing was sent; this is a fault of tipctl: please report it with the spec that led to it")
    )]
    UnsoundPlan { what: String },
}

impl Mishap {
    /// A file that something cannot be done with.
    pub(crate) fn file(verb: &'static str, path: impl Into<PathBuf>, why: io::Error) -> Self {
        Self::File { verb, path: path.into(), why }
    }
}

fn remedy(why: &io::Error) -> &'static str {
    match why.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
            "make room on the disk, and run it again"
        }
        _ => {
            "name another place, or see to it that this one can be used; `--state-dir` says where a stack's files are kept"
        }
    }
}
