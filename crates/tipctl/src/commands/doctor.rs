//! `tipctl doctor`: what is broken in the account, and what mends it.

use std::{collections::BTreeSet, path::Path};

use tipctl_access::{
    Breach, Break, Finding, Fixable, Link, LinkName, Route, RuleId, Severity, Verdict, Waived, waive,
};
use tipctl_model::{Inventory, Note, Plan};
use tipctl_planner::Missing;
use tipctl_provider::inventory::{Survey, of_live, of_plan, of_spec};
use tipctl_render::{Checkup, Level, Mend, Trouble};
use tipctl_spec::Loaded;

use crate::{
    cli::{self, ReportFormat},
    clock,
    diagnose::missing_words,
    exit::Exit,
    failure::Failure,
    remarks,
    run::Run,
    stack::{Stack, Unplanned},
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

/// The ways that are looked at, as they are in an inventory.
pub(super) type Follow<'a> = &'a dyn Fn(&Inventory) -> Vec<Route>;

/// Everything that is wrong with what `spec` asks for in the surveyed account; with the ways that `only` follows, where it
/// is there.
pub(super) fn checkup(
    spec: &Loaded,
    survey: &Survey,
    plan: Result<&Plan, &Unplanned>,
    only: Option<Follow<'_>>,
) -> Checkup {
    let now = clock::now_ms();
    let (live, wanted) = (of_live(survey, Some(&spec.desired)), of_spec(&spec.desired));
    let after = plan.ok().map(|plan| of_plan(plan, survey));
    let missing = plan.err().map(Unplanned::missing).unwrap_or_default();
    let follow = |inventory: &Inventory| match only {
        Some(only) => only(inventory),
        None => tipctl_access::routes(inventory, &wanted),
    };
    let routes = follow(&live);
    let breaks = tipctl_access::breaks(&routes);
    let left = after.as_ref().map(|after| Left {
        breaks: tipctl_access::breaks(&follow(after)),
        findings: tipctl_access::findings(after, now),
    });
    let findings = tipctl_access::findings(&live, now);
    let Waived { standing, waived, stale: _ } = waive(findings, &spec.waivers, live.extent, clock::day(now));
    let mut troubles: Vec<Trouble> = missing.iter().map(|missing| of_missing(missing, spec)).collect();
    let is_missing = |broken: &&Break| {
        broken.link.name == LinkName::Workforce
            && missing.iter().any(|missing| broken.who.contains(&missing.address.to_string()))
    };
    let others = breaks.iter().filter(|broken| !is_missing(broken));
    troubles.extend(others.map(|broken| of_break(broken, spec, left.as_ref())));
    let is_told = |finding: &&Finding| {
        breaks.iter().any(|broken| {
            // What is not there has no name of its own: a rule speaks of the workgroup that lacks it.
            let subjects = [&broken.link.subject, &broken.workgroup];
            let is_same = subjects.contains(&&finding.subject) || broken.breach.cause == finding.cause;
            // What only warns of a link that is broken for somebody adds nothing.
            let is_same = is_same || finding.breaks_link && finding.severity > Severity::Error;
            broken.breach.rule == Some(finding.rule.id) && is_same
        })
    };
    // Of single ways it is their links alone that matter.
    if only.is_none() {
        let others = standing.iter().filter(|finding| !is_told(finding));
        troubles.extend(gathered(others.map(|finding| of_finding(finding, spec, left.as_ref()))));
        troubles.extend(waived.iter().map(|(finding, waiver)| Trouble {
            waived: Some(tipctl_render::Waived { reason: waiver.reason.clone(), until: waiver.until }),
            ..of_finding(finding, spec, left.as_ref())
        }));
    }
    troubles.sort_by_key(|trouble| trouble.level);
    let tipctl_model::Place { stack, account, region, partition: _ } = &spec.desired.place;
    Checkup {
        heading: format!("Stack {stack} in {account}, {region}"),
        doubts: doubts(&routes, &live),
        routes,
        troubles,
        notes: notes(survey, plan.ok()),
    }
}

/// What a reader must know about how far the reading went, and what the plan has to say besides.
fn notes(survey: &Survey, plan: Option<&Plan>) -> Vec<Note> {
    let mut notes = survey.notes.clone();
    for note in plan.into_iter().flat_map(|plan| &plan.report.notes) {
        if !notes.contains(note) {
            notes.push(note.clone());
        }
    }
    notes
}

/// What a plan would leave broken.
struct Left {
    breaks: Vec<Break>,
    findings: Vec<Finding>,
}

impl Left {
    fn has(&self, rule: Option<RuleId>, link: Option<&Link>, subject: &str) -> bool {
        let finding = || {
            self.findings.iter().any(|finding| Some(finding.rule.id) == rule && finding.subject == subject)
        };
        let broken = |link: &Link| {
            self.breaks.iter().any(|broken| {
                broken.link.name == link.name && broken.link.about.as_ref() == link.about.as_ref()
            })
        };
        link.map_or_else(finding, broken)
    }
}

/// What the spec only looks up and nobody has: without it there is no plan, so nothing else is mended either.
fn of_missing(missing: &Missing, spec: &Loaded) -> Trouble {
    let (cause, help) = missing_words(missing);
    Trouble {
        level: Level::Error,
        rule: None,
        title: missing.address.to_string(),
        who: Vec::new(),
        cause,
        symptom: String::new(),
        spot: spec.sources.spot(missing.origin),
        mend: Mend::Hand(help),
        waived: None,
    }
}

fn of_break(broken: &Break, spec: &Loaded, left: Option<&Left>) -> Trouble {
    let Break { link, breach, who, workgroup } = broken;
    let rule = breach.rule.and_then(tipctl_access::rule);
    // What is not there has no address, though it may be called by it; the spec asks for it through the workgroup.
    let called = |name: &str| spec.desired.resources.keys().find(|address| address.to_string() == name);
    let about = link.about.as_ref().or_else(|| called(&link.subject)).or_else(|| called(workgroup));
    let origin = about.and_then(|about| spec.desired.resources.get(about));
    let is_mended = left.is_some_and(|left| !left.has(breach.rule, Some(link), &link.subject));
    Trouble {
        level: rule.map_or(Level::Error, |rule| remarks::level(rule.severity)).min(Level::Error),
        rule: breach.rule.map(|rule| rule.to_string()),
        title: format!("{} {}", link.name, link.subject),
        who: who.clone(),
        cause: breach.cause.clone(),
        symptom: rule.map(|rule| rule.symptom.to_owned()).unwrap_or_default(),
        spot: origin.and_then(|resource| spec.sources.spot(resource.origin)),
        mend: if is_mended { Mend::Apply } else { Mend::Hand(by_hand(link, breach)) },
        waived: None,
    }
}

/// What mends a broken link that the plan does not.
pub(super) fn by_hand(link: &Link, breach: &Breach) -> String {
    let rule = || breach.rule.and_then(tipctl_access::rule).map(|rule| rule.fix.to_owned());
    breach.fix.clone().or_else(rule).unwrap_or_else(|| link.name.fix().to_owned())
}

fn of_finding(finding: &Finding, spec: &Loaded, left: Option<&Left>) -> Trouble {
    let Finding { rule, severity, subject, about: _, cause, symptom, fix, breaks_link: _ } = finding;
    let is_mended =
        rule.fixable == Fixable::Applies && left.is_some_and(|left| !left.has(Some(rule.id), None, subject));
    Trouble {
        level: remarks::level(*severity),
        rule: Some(rule.id.to_string()),
        title: subject.clone(),
        who: Vec::new(),
        cause: cause.clone(),
        symptom: if *severity == Severity::Info { String::new() } else { symptom.clone() },
        spot: remarks::origin(finding, spec).and_then(|origin| spec.sources.spot(origin)),
        mend: if is_mended { Mend::Apply } else { Mend::Hand(fix.clone()) },
        waived: None,
    }
}

/// Findings of one rule that the spec has no line for, as one.
fn gathered(troubles: impl Iterator<Item = Trouble>) -> Vec<Trouble> {
    let mut gathered: Vec<Trouble> = Vec::new();
    for trouble in troubles {
        let alike = gathered.iter_mut().find(|known| {
            known.spot.is_none()
                && trouble.spot.is_none()
                && (&known.rule, known.level, &known.mend) == (&trouble.rule, trouble.level, &trouble.mend)
        });
        match alike {
            Some(known) => {
                known.title = format!("{}, {}", known.title, trouble.title);
                if known.cause != trouble.cause {
                    known.cause = format!("{}; {}", known.cause, trouble.cause);
                }
            }
            None => gathered.push(trouble),
        }
    }
    gathered
}

/// What could not be judged, each thing once.
fn doubts(routes: &[tipctl_access::Route], live: &Inventory) -> Vec<(String, String)> {
    let mut doubts = tipctl_access::unseen_members(live);
    for link in routes.iter().flat_map(|route| &route.chain.links) {
        if let Verdict::Unknown(why) = &link.verdict {
            let doubt = (format!("{} {}", link.name, link.subject), why.clone());
            if !doubts.contains(&doubt) {
                doubts.push(doubt);
            }
        }
    }
    doubts
}
