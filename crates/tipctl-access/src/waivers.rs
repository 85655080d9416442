//! Waivers held against findings: what is accepted for a while, and which waivers have outlived themselves.

use tipctl_model::{Address, Date, inventory::Extent, waiver::Waiver};

use crate::{RuleId, findings::Finding, rules::rule};

/// Findings, with the waivers of a spec applied.
#[derive(Debug)]
pub struct Waived<'a> {
    /// What stands.
    pub standing: Vec<Finding>,
    /// What is waived, and by what.
    pub waived: Vec<(Finding, &'a Waiver)>,
    /// Waivers to look at.
    pub stale: Vec<(&'a Waiver, Stale)>,
}

/// What is wrong with a waiver.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Stale {
    /// Its last day has passed, and the finding stands.
    Over,
    /// There is no such rule.
    NoRule,
    /// Nothing is found that it would waive.
    Idle,
}

/// Applies `waivers` to the `findings` of an inventory of `extent`, on the day `today`. A waiver counts up to its last day,
/// that day included.
///
/// Of a spec alone it is not said that a waiver is idle: an account can show more.
pub fn waive(findings: Vec<Finding>, waivers: &[Waiver], extent: Extent, today: Date) -> Waived<'_> {
    let stale =
        waivers.iter().filter_map(|waiver| Some((waiver, staleness(waiver, &findings, extent, today)?)));
    let stale = stale.collect();
    let mut standing = Vec::new();
    let mut waived = Vec::new();
    for finding in findings {
        let mut valid = waivers.iter().filter(|waiver| !waiver.is_over(today));
        match valid.find(|waiver| is_about(waiver, &finding)) {
            Some(waiver) => waived.push((finding, waiver)),
            None => standing.push(finding),
        }
    }
    Waived { standing, waived, stale }
}

fn staleness(waiver: &Waiver, findings: &[Finding], extent: Extent, today: Date) -> Option<Stale> {
    if RuleId::read(&waiver.rule).and_then(rule).is_none() {
        return Some(Stale::NoRule);
    }
    let is_used = findings.iter().any(|finding| is_about(waiver, finding));
    match is_used {
        true => waiver.is_over(today).then_some(Stale::Over),
        false => (extent != Extent::Spec).then_some(Stale::Idle),
    }
}

fn is_about(waiver: &Waiver, finding: &Finding) -> bool {
    waives(waiver, finding.rule.id, &finding.subject, finding.about.as_ref().map(|(address, _)| address))
}

/// Whether the waiver means what breaks `rule` at `subject`, or at the resource `about` of the spec.
pub fn waives(waiver: &Waiver, rule: RuleId, subject: &str, about: Option<&Address>) -> bool {
    let is_named = |on: &String| subject == *on || about.is_some_and(|address| address.to_string() == *on);
    waiver.rule == rule.to_string() && waiver.on.as_ref().is_none_or(is_named)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use tipctl_model::{FileId, Origin, Span};

    use super::*;

    fn day(text: &str) -> Date {
        Date::parse(text).unwrap()
    }

    fn finding(id: u16, subject: &str) -> Finding {
        let rule = rule(RuleId(id)).unwrap();
        Finding {
            rule,
            severity: rule.severity,
            subject: subject.to_owned(),
            about: None,
            cause: String::new(),
            symptom: String::new(),
            fix: String::new(),
            breaks_link: false,
        }
    }

    fn waiver(rule: &str, on: Option<&str>, until: &str) -> Waiver {
        Waiver {
            rule: rule.to_owned(),
            on: on.map(str::to_owned),
            reason: "known".to_owned(),
            until: day(until),
            origin: Origin { file: FileId(0), span: Span { start: 0, len: 0 } },
            origins: BTreeMap::new(),
        }
    }

    #[test]
    fn a_waiver_counts_for_what_it_names_until_its_last_day() {
        let team = "workgroup.team";
        let cases = [
            (waiver("TIP228", Some(team), "2026-11-25"), true, None),
            (waiver("TIP228", None, "2026-11-25"), true, None),
            (waiver("TIP228", Some(team), "2026-11-24"), false, Some(Stale::Over)),
            (waiver("TIP228", Some("workgroup.other"), "2026-11-25"), false, Some(Stale::Idle)),
            (waiver("TIP228", Some("workgroup.other"), "2026-11-24"), false, Some(Stale::Idle)),
            (waiver("TIP206", None, "2026-11-25"), false, Some(Stale::Idle)),
            (waiver("TIP999", None, "2026-11-25"), false, Some(Stale::NoRule)),
            (waiver("tip228", None, "2026-11-25"), false, Some(Stale::NoRule)),
        ];
        for (waiver, is_waived, stale) in cases {
            let waivers = [waiver];
            let all = waive(vec![finding(228, team)], &waivers, Extent::Live, day("2026-11-25"));
            assert_eq!(
                (all.waived.len(), all.standing.len()),
                if is_waived { (1, 0) } else { (0, 1) },
                "{waivers:?}"
            );
            assert_eq!(all.stale.first().map(|(_, stale)| *stale), stale, "{waivers:?}");
        }
    }

    #[test]
    fn a_spec_does_not_say_that_a_waiver_is_idle() {
        let waivers = [waiver("TIP228", None, "2026-11-25")];
        let today = day("2026-11-25");
        assert!(waive(Vec::new(), &waivers, Extent::Spec, today).stale.is_empty());
        let stale = waive(Vec::new(), &waivers, Extent::Live, today).stale;
        assert_eq!(stale.iter().map(|(_, stale)| *stale).collect::<Vec<_>>(), [Stale::Idle]);
    }
}
