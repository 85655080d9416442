//! The binary: puts the other crates together, and is the only one that prints.

mod cli;
mod clock;
mod commands;
mod console;
mod diagnose;
mod disk;
mod door;
mod environment;
mod exit;
mod failure;
mod files;
mod journal;
mod ledger_file;
mod lock;
mod names_file;
mod remarks;
mod run;
mod scribe;
mod signals;
mod stack;

use std::process::ExitCode;

use clap::Parser;

use crate::{cli::Cli, environment::Environment, exit::Exit, failure::Mishap, run::Run};

fn main() -> ExitCode {
    let Cli { everywhere, command } = Cli::parse();
    let environment = Environment::read(&everywhere);
    let run = Run::new(everywhere, environment);
    run.log();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let ended = match runtime {
        Ok(runtime) => runtime.block_on(commands::run(&run, command)),
        Err(why) => Err(Mishap::Process { what: "the runtime cannot be started", why }.into()),
    };
    let mut exit = ended.unwrap_or_else(|failure| {
        run.console.report(&failure.reports);
        failure.exit
    });
    if let Some(why) = run.console.lost() {
        let mishap = Mishap::Process { what: "the standard output cannot be written", why };
        run.console.report(&[mishap.into()]);
        // What ended badly for another reason has the more telling code.
        exit = if matches!(exit, Exit::Done | Exit::Pending) { Exit::Unexpected } else { exit };
    }
    debug_assert!(exit <= Exit::Unreachable, "every exit code is in the table");
    exit.into()
}
