//! `tipctl doctor`: what is broken in the account, and what mends it.

use std::{collections::BTreeSet, path::Path};

use tipctl_model::Plan;
use tipctl_render::{Checkup, Mend};

use super::checkup::checkup;
use crate::{
    cli::{self, ReportFormat},
    exit::Exit,
    failure::Failure,
    run::Run,
    stack::Stack,
};

/// Surveys the account and tells what stops whom.
pub(crate) async fn run(run: &Run, args: &cli::Doctor) -> Result<Exit, Failure> {
    let spec = run.load(&args.spec)?;
    let stack = Stack::open(run, &spec.desired.place).await?;
    let survey = stack.survey(&spec.desired, &BTreeSet::new()).await?;
    // A plan that cannot be made mends nothing, and the checkup says what is wrong all the same.
    let plan = stack.planned(&spec, false).await;
    let checkup = checkup(&spec, &survey, plan.as_ref(), None);
    let mut text = String::new();
    let (palette, width) = (run.console.palette, run.console.width);
    let written = match args.format {
        ReportFormat::Human => tipctl_render::write_checkup(&checkup, palette, width, &mut text),
        ReportFormat::Json => tipctl_render::write_checkup_json(&checkup, &mut text),
    };
    debug_assert!(written.is_ok(), "writing to a string does not fail");
    run.console.say(&text);
    if let Some(file) = &args.fix {
        let plan = plan.map_err(|unplanned| unplanned.told(&spec.sources))?;
        fix(run, &checkup, &plan, file)?;
    }
    Ok(if checkup.is_broken() { Exit::Pending } else { Exit::Done })
}

/// Saves the plan that mends what can be mended, and says what stays.
fn fix(run: &Run, checkup: &Checkup, plan: &Plan, file: &Path) -> Result<(), Failure> {
    let stays = checkup.troubles.iter().filter(|trouble| trouble.stands() && trouble.mend != Mend::Apply);
    let stays = match stays.count() {
        0 => String::new(),
        1 => " One thing has to be mended by hand.".to_owned(),
        count => format!(" {count} things have to be mended by hand."),
    };
    if plan.is_empty() {
        run.console.tell(&format!("\nNo plan: AWS is as the spec says.{stays}\n"));
        return Ok(());
    }
    super::plan::save(plan, file)?;
    let (file, door) = (file.display(), if run.options.sandbox { " --sandbox" } else { "" });
    run.console.tell(&format!(
        "\nSaved to {file}. Look at it: tipctl show {file}. Carry it out: tipctl{door} apply {file}.{stays}\n"
    ));
    Ok(())
}
