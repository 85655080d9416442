//! `tipctl check`: what can be known from the spec alone.

use serde::Serialize;
use tipctl_spec::SpecProblems;

use crate::{
    cli::{self, Format},
    disk,
    exit::Exit,
    failure::Failure,
    run::Run,
};

/// What a program is told of a check.
#[derive(Serialize)]
struct Checked {
    format: u32,
    valid: bool,
    resources: usize,
    derived: usize,
    problems: Vec<Told>,
}

#[derive(Serialize)]
struct Told {
    code: &'static str,
    message: String,
    help: Option<String>,
    at: Vec<Place>,
}

#[derive(Serialize)]
struct Place {
    file: String,
    line: usize,
    start: usize,
    len: usize,
    label: String,
}

/// Checks a spec without calling AWS.
pub(crate) fn run(run: &Run, args: &cli::Check) -> Result<Exit, Failure> {
    let kinds = tipctl_provider::kinds::kinds();
    let loaded = tipctl_spec::load(&args.spec, &kinds, &disk::spec);
    match (loaded, args.format) {
        (Err(problems), Format::Text) => Err(problems.into()),
        (Err(problems), Format::Json) => {
            say(run, &Checked { problems: told(&problems), ..counted(0, 0, false) });
            Ok(Exit::SpecInvalid)
        }
        (Ok(loaded), format) => {
            let resources = loaded.desired.resources.len();
            let derived =
                loaded.desired.resources.values().filter(|resource| resource.derived_from.is_some());
            let derived = derived.count();
            let reports: Vec<_> = loaded.warnings.into_iter().map(miette::Report::new).collect();
            run.console.report(&reports);
            match format {
                Format::Json => say(run, &counted(resources, derived, true)),
                Format::Text => {
                    let (spec, written) = (args.spec.display(), resources - derived);
                    run.console.say(&format!(
                        "{spec} is valid: {resources} resources, {written} written and {derived} derived.\n"
                    ));
                }
            }
            Ok(Exit::Done)
        }
    }
}

fn counted(resources: usize, derived: usize, valid: bool) -> Checked {
    Checked { format: 1, valid, resources, derived, problems: Vec::new() }
}

fn told(problems: &SpecProblems) -> Vec<Told> {
    let told = problems.problems().iter().map(|problem| Told {
        code: problem.code,
        message: problem.message.clone(),
        help: problem.help.clone(),
        at: problem
            .labels
            .iter()
            .filter_map(|label| {
                let (file, line) = problem.place(label)?;
                let tipctl_model::Span { start, len } = label.origin.span;
                Some(Place { file: file.to_owned(), line, start, len, label: label.text.clone() })
            })
            .collect(),
    });
    told.collect()
}

fn say(run: &Run, checked: &Checked) {
    if let Ok(mut text) = serde_json::to_string_pretty(checked) {
        text.push('\n');
        run.console.say(&text);
    }
}
