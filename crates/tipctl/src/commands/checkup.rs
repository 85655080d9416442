//! What is wrong with what a spec asks for in an account, put together for the doctor and for a verification that failed.

use tipctl_access::{
    Breach, Break, Finding, Fixable, Link, LinkName, Route, RuleId, Severity, Stale, Verdict, Waived, waive,
    waives,
};
use tipctl_model::{Inventory, Note, Plan, Waiver};
use tipctl_planner::Missing;
use tipctl_provider::inventory::{Survey, of_live, of_plan, of_spec};
use tipctl_render::{Checkup, Level, Mend, Remark, Trouble};
use tipctl_spec::Loaded;

use crate::{clock, diagnose::missing_words, remarks, stack::Unplanned};

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
    let today = clock::day(now);
    let findings = tipctl_access::findings(&live, now);
    let Waived { standing, waived, stale } = waive(findings, &spec.waivers, live.extent, today);
    let accepted = |broken: &Break| {
        let known = waived.iter().find(|(finding, _)| is_told(finding, broken)).map(|(_, waiver)| *waiver);
        known
            .or_else(|| spec.waivers.iter().find(|waiver| !waiver.is_over(today) && is_meant(waiver, broken)))
    };
    let mut troubles: Vec<Trouble> = missing.iter().map(|missing| of_missing(missing, spec)).collect();
    let is_missing = |broken: &&Break| {
        broken.link.name == LinkName::Workforce
            && missing.iter().any(|missing| broken.who.contains(&missing.address.to_string()))
    };
    let others = breaks.iter().filter(|broken| !is_missing(broken));
    troubles.extend(others.map(|broken| {
        let all = standing.iter().chain(waived.iter().map(|(finding, _)| finding));
        let finding = all.into_iter().find(|finding| is_told(finding, broken));
        Trouble {
            waived: accepted(broken).map(waived_by),
            ..of_break((broken, finding), spec, left.as_ref())
        }
    }));
    let is_new = |finding: &Finding| !breaks.iter().any(|broken| is_told(finding, broken));
    // Of single ways it is their links alone that matter.
    if only.is_none() {
        let others = standing.iter().filter(|finding| is_new(finding));
        troubles.extend(gathered(others.map(|finding| of_finding(finding, spec, left.as_ref()))));
        let others = waived.iter().filter(|(finding, _)| is_new(finding));
        troubles.extend(others.map(|(finding, waiver)| Trouble {
            waived: Some(waived_by(waiver)),
            ..of_finding(finding, spec, left.as_ref())
        }));
        let is_of_no_break = |(waiver, stale): &&(&Waiver, Stale)| {
            *stale != Stale::Idle || !breaks.iter().any(|broken| is_meant(waiver, broken))
        };
        troubles.extend(
            stale.iter().filter(is_of_no_break).map(|(waiver, stale)| of_stale(waiver, *stale, spec)),
        );
    }
    troubles.sort_by_key(|trouble| trouble.level);
    let tipctl_model::Place { stack, account, region, partition: _ } = &spec.desired.place;
    Checkup {
        heading: format!("Stack {stack} in {account}, {region}"),
        doubts: doubts(&routes, &live),
        routes,
        troubles,
        notes: notes(survey, plan.ok()),
        pending: plan.ok().filter(|_| only.is_none()).map_or(0, pending),
    }
}

/// How many resources are not as the spec says.
fn pending(plan: &Plan) -> usize {
    plan.changes.iter().filter(|change| !change.action.is_keep()).count()
}

/// Whether `finding` says what `broken` says.
fn is_told(finding: &Finding, broken: &Break) -> bool {
    // What is not there has no name of its own: a rule speaks of the workgroup that lacks it.
    let is_same = [&broken.link.subject, &broken.workgroup].contains(&&finding.subject)
        || broken.breach.cause == finding.cause
        // What only warns of a link that is broken for somebody adds nothing.
        || finding.breaks_link && finding.severity > Severity::Error;
    broken.breach.rule == Some(finding.rule.id) && is_same
}

/// Whether `waiver` means the broken link itself, which no finding speaks of.
fn is_meant(waiver: &Waiver, broken: &Break) -> bool {
    let Break { link, breach, .. } = broken;
    breach.rule.is_some_and(|rule| waives(waiver, rule, &link.subject, link.about.as_ref()))
}

fn waived_by(waiver: &Waiver) -> tipctl_render::Waived {
    tipctl_render::Waived { reason: waiver.reason.clone(), until: waiver.until }
}

/// A waiver to look at.
fn of_stale(waiver: &Waiver, stale: Stale, spec: &Loaded) -> Trouble {
    let Remark { code, level, message, help, places, .. } = remarks::of_waiver(waiver, stale, &spec.sources);
    Trouble {
        level,
        rule: None,
        title: code,
        who: Vec::new(),
        cause: message,
        symptom: String::new(),
        spot: places.into_iter().next().map(|(spot, _)| spot),
        mend: Mend::Hand(help.unwrap_or_default()),
        waived: None,
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

/// A broken link, with the finding that says the same and knows the line better.
fn of_break((broken, finding): (&Break, Option<&Finding>), spec: &Loaded, left: Option<&Left>) -> Trouble {
    let Break { link, breach, who, workgroup: _ } = broken;
    let rule = breach.rule.and_then(tipctl_access::rule);
    let origin = finding.and_then(|finding| remarks::origin(finding, spec));
    let origin = origin.or_else(|| remarks::origin_of_break(broken, spec));
    let is_mended = left.is_some_and(|left| !left.has(breach.rule, Some(link), &link.subject));
    Trouble {
        level: rule.map_or(Level::Error, |rule| remarks::level(rule.severity)).min(Level::Error),
        rule: breach.rule.map(|rule| rule.to_string()),
        title: format!("{} {}", link.name, link.subject),
        who: who.clone(),
        cause: breach.cause.clone(),
        symptom: rule.map(|rule| rule.symptom.to_owned()).unwrap_or_default(),
        spot: origin.and_then(|origin| spec.sources.spot(origin)),
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
