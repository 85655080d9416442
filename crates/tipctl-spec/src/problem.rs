//! What is wrong with a spec, in the form that a reader sees.
//!
//! Problems are gathered in [`Problems`] while the spec is read, and leave it sorted, each with the text of its file.

use std::{fmt, sync::Arc};

use miette::{Diagnostic, LabeledSpan, Severity};

use tipctl_model::{Flaw, Origin, Spot};

use crate::{Source, Sources};

/// How many problems are shown; more would bury the first.
const SHOWN: usize = 20;

/// A place in a spec and what is to be said about it.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Label {
    /// Where.
    pub origin: Origin,
    /// What, in a few words.
    pub text: String,
}

/// One thing that is wrong, or doubtful, with a spec.
#[derive(Clone, Debug, thiserror::Error)]
#[error("{message}")]
pub struct Problem {
    /// A stable code such as `spec::unknown_attribute`.
    pub code: &'static str,
    /// What is wrong, as a lowercase fragment with user text in backticks.
    pub message: String,
    /// Where: nowhere for a file that cannot be read, otherwise one place or two.
    pub labels: Vec<Label>,
    /// What to write instead, ready to paste.
    pub help: Option<String>,
    /// Whether the spec can be used all the same.
    pub is_warning: bool,
    /// Whether it is told only where nothing else is wrong, from which it would follow.
    may_follow: bool,
    source_file: Option<Arc<Source>>,
    elsewhere: Option<Box<Elsewhere>>,
}

/// The second place of a problem, when it is in another file than the first.
#[derive(Clone, Debug, thiserror::Error)]
#[error("{}", label.text)]
struct Elsewhere {
    label: Label,
    source_file: Option<Arc<Source>>,
}

impl Problem {
    /// A problem without a place.
    pub(crate) fn new(code: &'static str, message: impl Into<String>) -> Self {
        Self {
            code,
            message: message.into(),
            labels: Vec::new(),
            help: None,
            is_warning: false,
            may_follow: false,
            source_file: None,
            elsewhere: None,
        }
    }

    /// A flaw that a kind found, at the place that its path leads to.
    pub(crate) fn of_flaw(flaw: Flaw, origin: Origin, label: impl Into<String>) -> Self {
        let mut problem = Self::new(flaw.code, flaw.message).at(flaw.at.unwrap_or(origin), label);
        problem.help = flaw.help;
        problem.may_follow = flaw.may_follow;
        problem
    }

    pub(crate) fn at(mut self, origin: Origin, text: impl Into<String>) -> Self {
        self.labels.push(Label { origin, text: text.into() });
        self
    }

    pub(crate) fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    pub(crate) fn maybe_help(mut self, help: Option<String>) -> Self {
        self.help = help;
        self
    }

    pub(crate) fn warning(mut self) -> Self {
        self.is_warning = true;
        self
    }

    /// Where the problem is, when it is anywhere.
    pub fn origin(&self) -> Option<Origin> {
        self.labels.first().map(|label| label.origin)
    }

    /// Where one of the labels is, as a reader finds it.
    pub fn spot(&self, label: &Label) -> Option<Spot> {
        let is_here = self.origin().is_some_and(|first| first.file == label.origin.file);
        let source = match &self.elsewhere {
            Some(elsewhere) if !is_here => elsewhere.source_file.as_deref()?,
            _ => self.source_file.as_deref()?,
        };
        Some(source.spot(label.origin.span))
    }

    fn with_sources(mut self, sources: &Sources) -> Self {
        for label in &mut self.labels {
            let end = sources.text(label.origin.file).len();
            let span = &mut label.origin.span;
            span.start = span.start.min(end);
            span.len = span.len.min(end - span.start);
        }
        let Some(first) = self.origin() else { return self };
        self.source_file = sources.named(first.file);
        self.elsewhere = self.labels.iter().find(|label| label.origin.file != first.file).map(|label| {
            Box::new(Elsewhere { label: label.clone(), source_file: sources.named(label.origin.file) })
        });
        self
    }
}

fn spanned(label: &Label, text: Option<String>) -> LabeledSpan {
    LabeledSpan::new(text.filter(|text| !text.is_empty()), label.origin.span.start, label.origin.span.len)
}

impl Diagnostic for Problem {
    fn code<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        Some(Box::new(self.code))
    }

    fn severity(&self) -> Option<Severity> {
        Some(if self.is_warning { Severity::Warning } else { Severity::Error })
    }

    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        self.help.as_ref().map(|help| Box::new(help) as Box<dyn fmt::Display>)
    }

    fn source_code(&self) -> Option<&dyn miette::SourceCode> {
        self.source_file.as_deref().map(|source| source as &dyn miette::SourceCode)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        let file = self.origin()?.file;
        let here = self.labels.iter().filter(move |label| label.origin.file == file);
        Some(Box::new(here.map(|label| spanned(label, Some(label.text.clone())))))
    }

    fn related<'a>(&'a self) -> Option<Box<dyn Iterator<Item = &'a dyn Diagnostic> + 'a>> {
        let elsewhere = self.elsewhere.as_deref()?;
        Some(Box::new(std::iter::once(elsewhere as &dyn Diagnostic)))
    }
}

impl Diagnostic for Elsewhere {
    fn severity(&self) -> Option<Severity> {
        Some(Severity::Advice)
    }

    fn source_code(&self) -> Option<&dyn miette::SourceCode> {
        self.source_file.as_deref().map(|source| source as &dyn miette::SourceCode)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        Some(Box::new(std::iter::once(spanned(&self.label, None))))
    }
}

/// Everything that is wrong with a spec, in the order of its files and lines. Nothing may be sent to AWS.
#[derive(Clone, Debug, thiserror::Error)]
#[error("the spec has {}", counted(*total))]
pub struct SpecProblems {
    /// The first problems, and last a line that says how many more there are.
    problems: Vec<Problem>,
    /// How many there are in all.
    total: usize,
}

impl SpecProblems {
    /// The problems that are shown; when there are too many, the last one says how many more.
    pub fn problems(&self) -> &[Problem] {
        &self.problems
    }

    /// How many there are in all.
    pub fn total(&self) -> usize {
        self.total
    }
}

impl Diagnostic for SpecProblems {
    fn related<'a>(&'a self) -> Option<Box<dyn Iterator<Item = &'a dyn Diagnostic> + 'a>> {
        Some(Box::new(self.problems.iter().map(|problem| problem as &dyn Diagnostic)))
    }
}

fn counted(number: usize) -> String {
    if number == 1 { "1 problem".to_owned() } else { format!("{number} problems") }
}

/// Problems as they are found.
#[derive(Default)]
pub(crate) struct Problems {
    found: Vec<Problem>,
    errors: usize,
}

impl Problems {
    pub(crate) fn push(&mut self, problem: Problem) {
        self.errors += usize::from(!problem.is_warning);
        self.found.push(problem);
    }

    pub(crate) fn extend(&mut self, problems: impl IntoIterator<Item = Problem>) {
        problems.into_iter().for_each(|problem| self.push(problem));
    }

    /// How many were found that make the spec unusable.
    pub(crate) fn errors(&self) -> usize {
        self.errors
    }

    /// What was made of a spec that is right, with its warnings; otherwise all that is wrong with it. Where nothing could
    /// be made, a problem says why.
    pub(crate) fn finish<T>(
        self,
        sources: &Sources,
        made: Option<T>,
    ) -> Result<(T, Vec<Problem>), SpecProblems> {
        let mut all: Vec<Problem> =
            self.found.into_iter().map(|problem| problem.with_sources(sources)).collect();
        // One mistake can be seen through several resources that derive from it; it is said once.
        let place = |problem: &Problem| (problem.origin(), problem.code, problem.message.clone());
        all.sort_by_key(place);
        all.dedup_by_key(|problem| place(problem));
        match made {
            Some(made) if all.iter().all(|problem| problem.is_warning) => return Ok((made, all)),
            _ => {}
        }
        all.retain(|problem| !problem.is_warning);
        if all.iter().any(|problem| !problem.may_follow) {
            all.retain(|problem| !problem.may_follow);
        }
        let total = all.len();
        if total > SHOWN {
            all.truncate(SHOWN);
            all.push(Problem::new("spec::more", format!("and {} more", counted(total - SHOWN))));
        }
        Err(SpecProblems { problems: all, total })
    }
}
