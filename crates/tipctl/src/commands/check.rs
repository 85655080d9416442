//! `tipctl check`: what can be known from the spec alone.

use miette::Report;
use tipctl_render::{Checked, Level, Remark};
use tipctl_spec::Loaded;

use crate::{
    cli::{self, CheckFormat},
    clock, disk,
    exit::Exit,
    failure::Failure,
    remarks::{self, RemarkReport},
    run::Run,
};

/// Checks a spec without calling AWS: whether it can be read, and whether the chain that it describes can work.
pub(crate) fn run(run: &Run, args: &cli::Check) -> Result<Exit, Failure> {
    let kinds = tipctl_provider::kinds::kinds();
    let mut spec = match tipctl_spec::load(&args.spec, &kinds, &disk::spec) {
        Ok(spec) => spec,
        Err(problems) if args.format == CheckFormat::Human => return Err(problems.into()),
        Err(problems) => {
            let remarks: Vec<Remark> = problems.problems().iter().map(remarks::of_problem).collect();
            let checked = Checked { is_valid: false, resources: 0, derived: 0, remarks: &remarks };
            run.console.say(&written(args.format, &checked));
            return Ok(Exit::SpecInvalid);
        }
    };
    let warnings = std::mem::take(&mut spec.warnings);
    let now = clock::now_ms();
    let inventory = tipctl_provider::inventory::of_spec(&spec.desired);
    let mut findings = remarks::of_links(&spec, &inventory);
    findings.extend(remarks::of_rules(&spec, &inventory, now, clock::day(now)));
    let remarks: Vec<Remark> =
        warnings.iter().map(remarks::of_problem).chain(findings.iter().cloned()).collect();
    let is_derived = |resource: &&tipctl_model::Resource| resource.derived_from.is_some();
    let checked = Checked {
        is_valid: !remarks.iter().any(Remark::is_against),
        resources: spec.desired.resources.len(),
        derived: spec.desired.resources.values().filter(is_derived).count(),
        remarks: &remarks,
    };
    if args.format == CheckFormat::Human {
        let reports: Vec<Report> = warnings.into_iter().map(Report::new).collect();
        run.console.report(&reports);
        draw(run, &spec, findings);
        run.console.say(&summary(&args.spec.display().to_string(), &checked));
    } else {
        run.console.say(&written(args.format, &checked));
    }
    Ok(if checked.is_valid { Exit::Done } else { Exit::SpecInvalid })
}

/// Each finding at its place; what is waived, in a line.
fn draw(run: &Run, spec: &Loaded, findings: Vec<Remark>) {
    let (waived, standing): (Vec<Remark>, Vec<Remark>) =
        findings.into_iter().partition(|remark| remark.waived.is_some());
    let report = |remark| Report::new(RemarkReport::new(remark, &spec.sources));
    let reports: Vec<Report> = standing.into_iter().map(report).collect();
    run.console.report(&reports);
    let mut text = String::new();
    let written = tipctl_render::write_waived(&waived, run.console.aside, run.console.width, &mut text);
    debug_assert!(written.is_ok(), "writing to a string does not fail");
    run.console.tell(&text);
}

/// The check in one line.
fn summary(spec: &str, checked: &Checked<'_>) -> String {
    let Checked { is_valid, resources, derived, remarks } = *checked;
    let standing =
        |level| remarks.iter().filter(|remark| remark.level == level && remark.waived.is_none()).count();
    let counted = |count: usize, word: &str| match count {
        0 => None,
        1 => Some(format!("1 {word}")),
        count => Some(format!("{count} {word}s")),
    };
    let waived = remarks.iter().filter(|remark| remark.waived.is_some()).count();
    let counts: Vec<String> = [
        counted(standing(Level::Error), "error"),
        counted(standing(Level::Warning), "warning"),
        counted(standing(Level::Info), "remark"),
        (waived > 0).then(|| format!("{waived} waived")),
    ]
    .into_iter()
    .flatten()
    .collect();
    let counts = counts.join(", ");
    let written = resources - derived;
    match (is_valid, counts.as_str()) {
        (true, "") => {
            format!("{spec} is valid: {resources} resources, {written} written and {derived} derived.\n")
        }
        (true, counts) => format!(
            "{spec} is valid: {resources} resources, {written} written and {derived} derived; {counts}.\n"
        ),
        (false, counts) => format!("{spec} can be read, and what it asks for cannot work: {counts}.\n"),
    }
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
