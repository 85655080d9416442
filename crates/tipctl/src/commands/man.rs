//! `tipctl completions` and `tipctl man`: made from the command line's own definition.

use std::{fs, path::Path};

use clap::CommandFactory;
use clap_complete::Shell;
use clap_mangen::Man;

use crate::{
    cli::Cli,
    exit::Exit,
    failure::{Failure, Mishap},
    run::Run,
};

/// Prints the completion script of a shell.
pub(crate) fn completions(run: &Run, shell: Shell) -> Exit {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Cli::command(), "tipctl", &mut script);
    run.console.say(&String::from_utf8_lossy(&script));
    Exit::Done
}

/// Writes a manual page for the program and one for each command.
pub(crate) fn pages(run: &Run, dir: &Path) -> Result<Exit, Failure> {
    let mishap = |why| Mishap::file("written", dir, why);
    fs::create_dir_all(dir).map_err(mishap)?;
    clap_mangen::generate_to(Cli::command(), dir).map_err(mishap)?;
    // The program's own page is among them; drawing it once more would only differ in its date.
    let name = Man::new(Cli::command()).get_filename();
    run.console.say(&format!("Wrote the manual pages, {name} first, to {}.\n", dir.display()));
    Ok(Exit::Done)
}
