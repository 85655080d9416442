//! The binary: puts the other crates together, and is the only one that prints.

mod cli;
mod commands;
mod console;
mod diagnose;
mod door;
mod environment;
mod exit;
mod failure;
mod files;
mod journal;
mod ledger_file;
mod run;
mod scribe;
mod signals;
mod stack;

use std::process::ExitCode;

use clap::Parser;

use crate::{cli::Cli, environment::Environment, exit::Exit, run::Run};

fn main() -> ExitCode {
    let Cli { everywhere, command } = Cli::parse();
    let environment = Environment::read(&everywhere);
    let run = Run::new(everywhere, environment);
    run.log();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let ended = match runtime {
        Ok(runtime) => runtime.block_on(commands::run(&run, command)),
        Err(source) => Err(failure::Mishap::Process { what: "the runtime cannot be started", source }.into()),
    };
    let exit = ended.unwrap_or_else(|failure| {
        run.console.report(&failure.reports);
        failure.exit
    });
    debug_assert!(exit <= Exit::Unreachable, "every exit code is in the table");
    exit.into()
}
