//! `tipctl test`: the assertions of a spec, judged from the spec alone.

use tipctl_render::Trial;

use crate::{
    cli::{self, TestFormat},
    exit::Exit,
    failure::Failure,
    run::Run,
};

/// Judges every assertion. One that cannot be judged fails.
pub(crate) fn run(run: &Run, args: &cli::Test) -> Result<Exit, Failure> {
    let spec = run.load(&args.spec)?;
    let inventory = tipctl_access::at_its_word(tipctl_provider::inventory::of_spec(&spec.desired));
    let trials: Vec<Trial> = spec
        .assertions
        .iter()
        .map(|assertion| Trial {
            claim: assertion.to_string(),
            reason: assertion.reason.clone(),
            spot: spec.sources.spot(assertion.origin),
            judged: tipctl_access::judge(&inventory, assertion).map_err(|error| error.to_string()),
        })
        .collect();
    let mut text = String::new();
    let (palette, width) = (run.console.palette, run.console.width);
    let written = match args.format {
        TestFormat::Human => tipctl_render::write_trials(&trials, palette, width, &mut text),
        TestFormat::Json => tipctl_render::write_trials_json(&trials, &mut text),
        TestFormat::Junit => tipctl_render::write_trials_junit(&trials, &mut text),
    };
    debug_assert!(written.is_ok(), "writing to a string does not fail");
    run.console.say(&text);
    Ok(if trials.iter().all(Trial::is_ok) { Exit::Done } else { Exit::Pending })
}
