//! The commands, one file each.

mod access;
mod apply;
mod audit;
mod check;
mod checkup;
mod destroy;
mod doctor;
mod explain;
mod man;
mod plan;
mod policy;
mod sandbox;
mod show;
mod test;
mod verify;

use crate::{cli::Command, exit::Exit, failure::Failure, run::Run};

/// Runs a command to its end.
pub(crate) async fn run(run: &Run, command: Command) -> Result<Exit, Failure> {
    match command {
        Command::Check(args) => check::run(run, &args),
        Command::Plan(args) => plan::run(run, &args).await,
        Command::Apply(args) => apply::run(run, &args).await,
        Command::Destroy(args) => destroy::run(run, &args).await,
        Command::Policy(args) => policy::run(run, &args),
        Command::Show(args) => show::run(run, &args),
        Command::Doctor(args) => doctor::run(run, &args).await,
        Command::Explain { rule } => explain::run(run, rule.as_deref()),
        Command::Access(question) => access::run(run, &question).await,
        Command::Test(args) => test::run(run, &args),
        Command::Verify(args) => verify::run(run, &args).await,
        Command::Audit(args) => audit::run(run, &args).await,
        Command::Sandbox(args) => sandbox::run(run, args).await,
        Command::Completions { shell } => Ok(man::completions(run, shell)),
        Command::Man { dir } => man::pages(run, &dir),
    }
}
