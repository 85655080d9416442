//! `tipctl check`: what can be known from the spec alone.

use miette::Report;
use tipctl_render::{Checked, Level, Remark};
use tipctl_spec::Problem;

use crate::{
    cli::{self, CheckFormat},
    disk,
    exit::Exit,
    failure::Failure,
    run::Run,
};

/// Checks a spec without calling AWS.
pub(crate) fn run(run: &Run, args: &cli::Check) -> Result<Exit, Failure> {
    let kinds = tipctl_provider::kinds::kinds();
    let loaded = match tipctl_spec::load(&args.spec, &kinds, &disk::spec) {
        Ok(loaded) => loaded,
        Err(problems) if args.format == CheckFormat::Human => return Err(problems.into()),
        Err(problems) => {
            let remarks: Vec<Remark> = problems.problems().iter().map(remark).collect();
            let checked = Checked { is_valid: false, resources: 0, derived: 0, remarks: &remarks };
            run.console.say(&written(args.format, &checked));
            return Ok(Exit::SpecInvalid);
        }
    };
    let remarks: Vec<Remark> = loaded.warnings.iter().map(remark).collect();
    let is_derived = |resource: &&tipctl_model::Resource| resource.derived_from.is_some();
    let checked = Checked {
        is_valid: !remarks.iter().any(Remark::is_against),
        resources: loaded.desired.resources.len(),
        derived: loaded.desired.resources.values().filter(is_derived).count(),
        remarks: &remarks,
    };
    if args.format == CheckFormat::Human {
        let reports: Vec<_> = loaded.warnings.into_iter().map(Report::new).collect();
        run.console.report(&reports);
        let (spec, written) = (args.spec.display(), checked.resources - checked.derived);
        let Checked { resources, derived, .. } = checked;
        run.console.say(&format!(
            "{spec} is valid: {resources} resources, {written} written and {derived} derived.\n"
        ));
    } else {
        run.console.say(&self::written(args.format, &checked));
    }
    Ok(if checked.is_valid { Exit::Done } else { Exit::SpecInvalid })
}

/// A check as a program reads it.
fn written(format: CheckFormat, checked: &Checked<'_>) -> String {
    let mut text = String::new();
    let written = match format {
        CheckFormat::Human | CheckFormat::Json => tipctl_render::write_check_json(checked, &mut text),
        CheckFormat::Sarif => {
            tipctl_render::write_sarif(checked.remarks, env!("CARGO_PKG_VERSION"), &mut text)
        }
        CheckFormat::Github => tipctl_render::write_github(checked.remarks, &mut text),
    };
    debug_assert!(written.is_ok(), "writing to a string does not fail");
    text
}

/// A problem of the spec, for programs.
fn remark(problem: &Problem) -> Remark {
    let spot = |label: &tipctl_spec::Label| Some((problem.spot(label)?, label.text.clone()));
    Remark {
        code: problem.code.to_owned(),
        level: if problem.is_warning { Level::Warning } else { Level::Error },
        message: problem.message.clone(),
        help: problem.help.clone(),
        rule: None,
        waived: None,
        places: problem.labels.iter().filter_map(spot).collect(),
    }
}
