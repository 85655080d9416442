//! `tipctl plan`: what would change. The whole story on one screen.

use std::path::Path;

use tipctl_access::AccessChange;
use tipctl_model::{KindSchema, Observation, Plan};
use tipctl_provider::inventory::{Survey, of_live, of_plan};
use tipctl_render::View;

use crate::{
    cli::{self, Format},
    disk,
    exit::Exit,
    failure::{Failure, Mishap},
    run::Run,
    stack::Stack,
};

/// Shows what would change, and changes nothing.
pub(crate) async fn run(run: &Run, args: &cli::Plan) -> Result<Exit, Failure> {
    let spec = run.load(&args.spec)?;
    let stack = Stack::open(run, &spec.desired.place).await?;
    let plan = stack.plan(&spec, args.destroy).await?;
    if let Some(file) = &args.out {
        save(&plan, file)?;
    }
    run.console.say(&written(run, &plan, &stack.schemas, args.format));
    if let (Some(file), Format::Text) = (&args.out, args.format) {
        let (file, door) = (file.display(), if run.options.sandbox { " --sandbox" } else { "" });
        run.console
            .say(&format!("\nSaved to {file}. To carry out exactly this: tipctl{door} apply {file}\n"));
    }
    Ok(if args.detailed_exitcode && !plan.is_empty() { Exit::Pending } else { Exit::Done })
}

/// The plan as a person or a program reads it.
pub(super) fn written(run: &Run, plan: &Plan, schemas: &[&'static KindSchema], format: Format) -> String {
    let mut text = String::new();
    let written = match format {
        Format::Json => tipctl_render::write_json(plan, &changes(plan), &mut text),
        Format::Text => {
            let view = View::new(plan, schemas).with_access(changes(plan));
            tipctl_render::write_plan(&view, run.console.palette, run.console.width, &mut text)
        }
    };
    debug_assert!(written.is_ok(), "writing to a string does not fail");
    text
}

/// Who gains and who loses access, as far as the plan itself tells what is there and what will be.
fn changes(plan: &Plan) -> Vec<AccessChange> {
    let mut seen = Observation::default();
    for change in &plan.changes {
        let lives = seen.lives.entry(change.address.kind).or_default();
        lives.extend(change.action.live().cloned());
    }
    let before = Survey::bare(plan.header.place.clone(), seen);
    let (before, after) = (of_live(&before, None), of_plan(plan, &before));
    let mut changes = tipctl_access::changes(&before, &after);
    for change in &mut changes {
        // Addresses are the plan's own names; what was there before it may have none.
        let called = tipctl_access::called(&after, &change.who);
        if called.contains('.') && !called.contains('#') {
            change.name = called;
        }
    }
    changes
}

/// Saves a plan, to be applied exactly as it is.
pub(super) fn save(plan: &Plan, file: &Path) -> Result<(), Failure> {
    let text = tipctl_planner::save(plan).map_err(|error| Mishap::UnsoundPlan { what: error.to_string() })?;
    disk::replace(file, text.as_bytes()).map_err(|why| Mishap::file("written", file, why).into())
}
