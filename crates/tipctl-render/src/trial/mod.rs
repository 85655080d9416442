//! What became of the assertions of a spec, as a test runner tells it.

mod machine;

use std::fmt;

use tipctl_access::{Answer, Judgement};
use tipctl_model::Spot;

use crate::{Ink, Palette, chain, human::Page};

pub use machine::{TRIAL_FORMAT, write_trials_json, write_trials_junit};

/// One assertion, judged.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Trial {
    /// The claim: `group.analysts cannot select sales.customers.email`.
    pub claim: String,
    /// Why it is claimed.
    pub reason: Option<String>,
    /// Where it stands.
    pub spot: Option<Spot>,
    /// What became of it; an error where what it speaks of is not there.
    pub judged: Result<Judgement, String>,
}

/// How a trial ended.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Ending {
    Ok,
    Failed,
    NotDecided,
}

impl Ending {
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Failed => "FAILED",
            Self::NotDecided => "not decided",
        }
    }
}

impl Trial {
    /// Whether the claim holds.
    pub fn is_ok(&self) -> bool {
        self.ending() == Ending::Ok
    }

    pub(crate) fn ending(&self) -> Ending {
        match &self.judged {
            Ok(Judgement::Holds(_)) => Ending::Ok,
            Ok(Judgement::Fails { .. }) => Ending::Failed,
            Ok(Judgement::Undecided(_)) | Err(_) => Ending::NotDecided,
        }
    }

    /// What speaks against it, as a fragment.
    pub(crate) fn because(&self) -> Option<String> {
        match &self.judged {
            Ok(Judgement::Holds(_)) => None,
            Ok(Judgement::Fails { because, on, .. }) if !self.claim.ends_with(&format!(" {on}")) => {
                Some(format!("{on}: {because}"))
            }
            Ok(Judgement::Fails { because, .. }) => Some(because.clone()),
            Ok(Judgement::Undecided(why)) | Err(why) => Some(why.clone()),
        }
    }

    pub(crate) fn path(&self) -> Option<&Answer> {
        match &self.judged {
            Ok(Judgement::Holds(answer) | Judgement::Fails { answer, .. }) => Some(answer),
            Ok(Judgement::Undecided(_)) | Err(_) => None,
        }
    }
}

/// Writes each trial and the count, for a terminal `width` columns wide.
///
/// # Errors
/// Those of `out`.
pub fn write_trials(
    trials: &[Trial],
    palette: Palette,
    width: usize,
    out: &mut dyn fmt::Write,
) -> fmt::Result {
    let mut page = Page { palette, width, out };
    let column = trials.iter().map(|trial| trial.ending().word().len()).max().unwrap_or_default();
    trials.iter().try_for_each(|trial| self::trial(trial, column, &mut page))?;
    if !trials.is_empty() {
        page.line(0, Ink::Plain, "")?;
    }
    let count = |ending| trials.iter().filter(|trial| trial.ending() == ending).count();
    let (ok, failed, undecided) = (count(Ending::Ok), count(Ending::Failed), count(Ending::NotDecided));
    let last = match (trials.len(), undecided) {
        (0, _) => "No assertions. Write `[[assert]]` sections to have something tested.".to_owned(),
        (_, 0) => format!("{ok} ok, {failed} failed."),
        _ => format!("{ok} ok, {failed} failed, {undecided} not decided."),
    };
    page.line(0, Ink::Heading, &last)
}

fn trial(trial: &Trial, column: usize, page: &mut Page<'_>) -> fmt::Result {
    let Trial { claim, reason, spot, .. } = trial;
    let ending = trial.ending();
    let ink = match ending {
        Ending::Ok => Ink::Gain,
        Ending::Failed => Ink::Loss,
        Ending::NotDecided => Ink::Change,
    };
    let gap = column.saturating_sub(ending.word().len());
    writeln!(page.out, "{}{:gap$}  {claim}", page.palette.paint(ink, ending.word()), "")?;
    let Some(because) = trial.because() else { return Ok(()) };
    let indent = column + 2;
    let below = " ".repeat(indent);
    if let Some(Spot { file, start: (line, at), .. }) = spot {
        page.line(indent, Ink::Faint, &format!("{file}:{line}:{at}"))?;
    }
    page.wrapped(&below, None, &because)?;
    if let Some(answer) = trial.path() {
        chain::links(&answer.path, page, indent + 2)?;
    }
    reason.iter().try_for_each(|reason| page.wrapped(&below, None, &format!("claimed because: {reason}")))
}
