//! Walks `fixtures/spec-errors`: each folder holds a spec with mistakes and what a reader of them sees.
//!
//! Folders under `language` speak of invented kinds, those under `kinds` of the real ones. `TIPCTL_BLESS=1` writes what is seen in place of what is expected.

mod invented;

use std::{
    fs, io,
    path::{Path, PathBuf},
    process::ExitCode,
};

use libtest_mimic::{Arguments, Failed, Trial};
use miette::{Diagnostic, GraphicalReportHandler, GraphicalTheme};

use tipctl_model::Kind;

fn main() -> ExitCode {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/spec-errors");
    let groups = [("language", invented::KINDS.to_vec()), ("kinds", tipctl_provider::kinds::kinds())];
    let mut all = Vec::new();
    for (group, kinds) in groups {
        match trials(&root, group, &kinds) {
            Ok(trials) => all.extend(trials),
            Err(error) => {
                let message = format!("{}/{group} cannot be walked: {error}", root.display());
                all.push(Trial::test(group, move || Err(message.into())));
            }
        }
    }
    libtest_mimic::run(&Arguments::from_args(), all).exit_code()
}

fn trials(root: &Path, group: &str, kinds: &[&'static dyn Kind]) -> io::Result<Vec<Trial>> {
    let mut cases = Vec::new();
    for case in fs::read_dir(root.join(group))? {
        cases.push(case?.path());
    }
    cases.sort();
    let trial = |case: PathBuf| {
        let name = case.strip_prefix(root).unwrap_or(&case).display().to_string();
        let kinds = kinds.to_vec();
        Trial::test(name, move || compare(&case, &kinds))
    };
    Ok(cases.into_iter().map(trial).collect())
}

fn compare(case: &Path, kinds: &[&dyn Kind]) -> Result<(), Failed> {
    let seen = seen(case, kinds)?;
    let file = case.join("expected.txt");
    if std::env::var_os("TIPCTL_BLESS").is_some() {
        fs::write(&file, seen)?;
        return Ok(());
    }
    let expected = fs::read_to_string(&file)?;
    if seen == expected {
        return Ok(());
    }
    Err(format!("expected:\n{expected}\nseen:\n{seen}").into())
}

/// What a reader sees: the problems, or the warnings of a spec that is right.
fn seen(case: &Path, kinds: &[&dyn Kind]) -> Result<String, Failed> {
    let read = |path: &Path| fs::read(case.join(path));
    match tipctl_spec::load(Path::new("input.toml"), kinds, &read) {
        Err(problems) => Ok(rendered(&problems)?),
        Ok(loaded) if loaded.warnings.is_empty() => Err("the spec has no mistake".into()),
        Ok(loaded) => {
            let warnings: Result<Vec<String>, _> =
                loaded.warnings.iter().map(|warning| rendered(warning)).collect();
            Ok(warnings?.join("\n"))
        }
    }
}

fn rendered(diagnostic: &dyn Diagnostic) -> Result<String, std::fmt::Error> {
    let handler = GraphicalReportHandler::new_themed(GraphicalTheme::unicode_nocolor()).with_width(100);
    let mut text = String::new();
    handler.render_report(&mut text, diagnostic)?;
    let lines: Vec<&str> = text.lines().map(str::trim_end).collect();
    Ok(format!("{}\n", lines.join("\n").trim()))
}
