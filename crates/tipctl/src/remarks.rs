//! What is to be said about a spec: its problems, what breaks the rules of the chain, and waivers to look at.

use std::{fmt, sync::Arc};

use miette::{Diagnostic, LabeledSpan};
use tipctl_access::{Break, Finding, RULES, Rule, Severity, Stale, waive};
use tipctl_model::{Date, Inventory, Origin, Waiver};
use tipctl_render::{Level, Remark, RuleText, Waived};
use tipctl_spec::{Label, Loaded, Problem, Source, Sources};

/// A problem of the spec.
pub(crate) fn of_problem(problem: &Problem) -> Remark {
    let spot = |label: &Label| Some((problem.spot(label)?, label.text.clone()));
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

/// What breaks the rules in `inventory`, by what the spec has waived, and the waivers to look at; the worst first.
pub(crate) fn of_rules(spec: &Loaded, inventory: &Inventory, now_ms: u64, today: Date) -> Vec<Remark> {
    let findings = tipctl_access::findings(inventory, now_ms);
    let sorted = waive(findings, &spec.waivers, inventory.extent, today);
    let standing = sorted.standing.iter().map(|finding| of_finding(finding, None, spec));
    let stale = sorted.stale.iter().map(|(waiver, stale)| of_waiver(waiver, *stale, &spec.sources));
    let waived = sorted.waived.iter().map(|(finding, waiver)| of_finding(finding, Some(waiver), spec));
    standing.chain(stale).chain(waived).collect()
}

/// The links of the ways through `inventory`, that of a spec, which are broken in a way that no rule is about.
pub(crate) fn of_links(spec: &Loaded, inventory: &Inventory) -> Vec<Remark> {
    let breaks = tipctl_access::breaks(&tipctl_access::routes(inventory, inventory));
    let unruled = breaks.iter().filter(|broken| broken.breach.rule.is_none());
    unruled
        .map(|broken| {
            let Break { link, breach, who, workgroup: _ } = broken;
            let spot = origin_of_break(broken, spec).and_then(|origin| spec.sources.spot(origin));
            let label = format!("the {} stops {}", link.name, who.join(", "));
            Remark {
                code: "chain::broken".to_owned(),
                level: Level::Error,
                message: breach.cause.clone(),
                help: Some(link.name.fix().to_owned()),
                rule: None,
                waived: None,
                places: spot.map(|spot| (spot, label)).into_iter().collect(),
            }
        })
        .collect()
}

fn of_finding(finding: &Finding, waiver: Option<&Waiver>, spec: &Loaded) -> Remark {
    let Finding { rule, severity, subject, about, cause, .. } = finding;
    let spot = origin(finding, spec).and_then(|origin| spec.sources.spot(origin));
    // A cause that names its subject says enough, and what derives from a section has a name that nobody wrote.
    let resource = about.as_ref().and_then(|(address, _)| spec.desired.resources.get(address));
    let is_written = resource.is_some_and(|resource| resource.derived_from.is_none());
    let is_named = is_written && !cause.contains(&format!("`{subject}`"));
    Remark {
        code: rule.id.to_string(),
        level: level(*severity),
        message: if is_named { format!("{subject}: {cause}") } else { cause.clone() },
        help: Some(help(finding)),
        rule: Some(RuleText {
            title: rule.title.to_owned(),
            symptom: rule.symptom.to_owned(),
            fix: rule.fix.to_owned(),
            page: page(rule),
        }),
        waived: waiver.map(|waiver| Waived { reason: waiver.reason.clone(), until: waiver.until }),
        places: spot.map(|spot| (spot, rule.title.to_owned())).into_iter().collect(),
    }
}

/// Where the spec says what `finding` is about.
pub(crate) fn origin(finding: &Finding, spec: &Loaded) -> Option<Origin> {
    let (address, attr) = finding.about.as_ref()?;
    Some(spec.desired.resources.get(address)?.origin_of(attr))
}

/// Where the spec says what a broken link is about. What is not there has no address, though it may be called by it; the spec
/// asks for it through the workgroup.
pub(crate) fn origin_of_break(broken: &Break, spec: &Loaded) -> Option<Origin> {
    let Break { link, workgroup, .. } = broken;
    let called = |name: &str| spec.desired.resources.keys().find(|address| address.to_string() == name);
    let about = link.about.as_ref().or_else(|| called(&link.subject)).or_else(|| called(workgroup))?;
    Some(spec.desired.resources.get(about)?.origin)
}

/// How much a finding of this severity matters.
pub(crate) fn level(severity: Severity) -> Level {
    match severity {
        Severity::Error => Level::Error,
        Severity::Warning => Level::Warning,
        Severity::Info => Level::Info,
    }
}

/// What mends a finding, with the lines that a spec says it with, where they can be pasted as they are.
fn help(finding: &Finding) -> String {
    let Finding { rule: Rule { spec, .. }, fix, .. } = finding;
    let lines: Option<Vec<String>> = spec.trim().lines().map(|line| as_called(line, finding)).collect();
    match lines {
        Some(lines) if !lines.is_empty() => format!("{fix}\n\n{}", lines.join("\n")),
        _ => fix.clone(),
    }
}

/// A line of an example, with the address of what was found in the place of the example's own; none where it names other
/// things of the example, which are not the reader's.
fn as_called(line: &str, finding: &Finding) -> Option<String> {
    let (address, _) = finding.about.as_ref()?;
    if let Some(header) = line.strip_prefix('[') {
        let header = header.trim_start_matches('[').trim_end_matches(']');
        return match header.split_once('.') {
            Some((kind, _)) => {
                (kind == address.kind.0 && !address.label.contains('/')).then(|| format!("[{address}]"))
            }
            None => Some(line.to_owned()),
        };
    }
    let Some((name, value)) = line.split_once('=') else { return Some(line.to_owned()) };
    let word = value.trim().trim_matches('"');
    let is_word = word.bytes().all(|byte| byte.is_ascii_alphabetic() || byte == b'-');
    (is_word && !matches!(name.trim(), "name" | "id")).then(|| line.to_owned())
}

/// The path of a rule's page.
fn page(rule: &Rule) -> String {
    format!("docs/rules/{}.md", rule.id)
}

/// A waiver to look at.
pub(crate) fn of_waiver(waiver: &Waiver, stale: Stale, sources: &Sources) -> Remark {
    let Waiver { rule, on, until, .. } = waiver;
    let on = on.as_ref().map(|on| format!(" on `{on}`")).unwrap_or_default();
    let (code, attr, level, message, help) = match stale {
        Stale::Over => (
            "waiver::over",
            "until",
            Level::Warning,
            format!("the waiver of {rule}{on} ended on {until}, and the finding counts again"),
            "mend what is found, or agree on a later day".to_owned(),
        ),
        Stale::NoRule => (
            "waiver::unknown_rule",
            "rule",
            Level::Warning,
            format!("there is no rule `{rule}`"),
            format!("the rules are {} to {}; docs/rules lists them", first(), last()),
        ),
        Stale::Idle => (
            "waiver::idle",
            "rule",
            Level::Info,
            format!("nothing is found that the waiver of {rule}{on} would waive"),
            "remove it".to_owned(),
        ),
    };
    let spot = sources.spot(waiver.origin_of(attr));
    Remark {
        code: code.to_owned(),
        level,
        message,
        help: Some(help),
        rule: None,
        waived: None,
        places: spot.map(|spot| (spot, String::new())).into_iter().collect(),
    }
}

fn first() -> String {
    RULES.first().map(|rule| rule.id.to_string()).unwrap_or_default()
}

fn last() -> String {
    RULES.last().map(|rule| rule.id.to_string()).unwrap_or_default()
}

/// A remark as a report with the text of the spec around its place.
#[derive(Debug, thiserror::Error)]
#[error("{}", remark.message)]
pub(crate) struct RemarkReport {
    remark: Remark,
    source_file: Option<Arc<Source>>,
}

impl RemarkReport {
    /// The report of `remark`, whose first place is in one of `sources`.
    pub(crate) fn new(remark: Remark, sources: &Sources) -> Self {
        let source_file = remark.places.first().and_then(|(spot, _)| sources.called(&spot.file));
        Self { remark, source_file }
    }
}

impl Diagnostic for RemarkReport {
    fn code<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        Some(Box::new(&self.remark.code))
    }

    fn severity(&self) -> Option<miette::Severity> {
        Some(match self.remark.level {
            Level::Error => miette::Severity::Error,
            Level::Warning => miette::Severity::Warning,
            Level::Info => miette::Severity::Advice,
        })
    }

    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        let rule = self.remark.rule.as_ref();
        let help = self.remark.help.as_ref()?;
        let page = rule.map(|_| format!("\n\nmore: tipctl explain {}", self.remark.code)).unwrap_or_default();
        Some(Box::new(format!("{help}{page}")))
    }

    fn source_code(&self) -> Option<&dyn miette::SourceCode> {
        self.source_file.as_deref().map(|source| source as &dyn miette::SourceCode)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        let (spot, text) = self.remark.places.first()?;
        let text = Some(text.clone()).filter(|text| !text.is_empty());
        Some(Box::new(std::iter::once(LabeledSpan::new(text, spot.span.start, spot.span.len))))
    }
}
