//! `tipctl show`: a saved plan, as it was planned.

use std::path::Path;

use tipctl_model::Plan;

use super::plan::written;
use crate::{
    cli, disk,
    exit::Exit,
    failure::{Failure, Refusal},
    run::Run,
};

/// Shows a saved plan. AWS is not asked.
pub(crate) fn run(run: &Run, args: &cli::Show) -> Result<Exit, Failure> {
    let path = &args.plan;
    let text = disk::plan(path).map_err(|error| {
        let help = "make one with `tipctl plan SPEC --out FILE`";
        Refusal::Plan { path: path.clone(), why: error.to_string(), help }
    })?;
    let plan = parse(path, &text)?;
    let schemas = tipctl_provider::kinds::schemas();
    run.console.say(&written(run, &plan, &schemas, args.format));
    Ok(Exit::Done)
}

/// The plan that `text`, the content of `path`, holds.
pub(super) fn parse(path: &Path, text: &str) -> Result<Plan, Failure> {
    let schemas = tipctl_provider::kinds::schemas();
    tipctl_planner::load(text, &schemas).map_err(|error| {
        let help = "make it anew with `tipctl plan SPEC --out FILE`";
        Refusal::Plan { path: path.to_owned(), why: error.to_string(), help }.into()
    })
}
