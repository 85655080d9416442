//! What can be otherwise in the text of a spec: a section or an attribute is left out, or a value is misspelt. What is still
//! a spec is applied to a fresh account.

use std::{fs, path::Path};

use serde_json::Value;
use tipctl_model::Desired;
use tipctl_sandbox::Knobs;

use crate::{fixtures::workspace, world::World};

const SPEC: &str = "specs/quickstart.toml";

/// One change of the text.
pub(super) struct Mutation {
    /// What it is, for people.
    pub(super) name: String,
    text: String,
}

/// Every change of the spec's text.
pub(super) fn mutations() -> Vec<Mutation> {
    let text = fs::read_to_string(workspace(SPEC)).expect("the spec is there");
    let lines: Vec<&str> = text.lines().collect();
    let mut all = Vec::new();
    for (at, line) in lines.iter().enumerate() {
        if line.starts_with('[') {
            let next = lines.iter().skip(at + 1).position(|other| other.starts_with('['));
            let end = next.map_or(lines.len(), |next| at + 1 + next);
            all.push(without(&lines, at..end, format!("line {}: without {line}", at + 1)));
        } else if line.contains('=') && !line.starts_with('#') {
            all.push(without(&lines, at..at + 1, format!("line {}: without {}", at + 1, line.trim())));
            all.extend(misspelt(&lines, at));
        }
    }
    all
}

fn without(lines: &[&str], gone: std::ops::Range<usize>, name: String) -> Mutation {
    let kept = lines.iter().enumerate().filter(|(at, _)| !gone.contains(at));
    let text = kept.map(|(_, line)| format!("{line}\n")).collect();
    Mutation { name, text }
}

/// The line with each of its strings misspelt.
fn misspelt(lines: &[&str], at: usize) -> Vec<Mutation> {
    let Some(line) = lines.get(at) else { return Vec::new() };
    let parts: Vec<&str> = line.split('"').collect();
    let strings = (1..parts.len()).step_by(2);
    let misspell = |number: usize| {
        let mut parts: Vec<String> = parts.iter().map(|part| (*part).to_owned()).collect();
        let string = parts.get_mut(number)?;
        let letter = string.rfind(|letter: char| letter.is_ascii_alphanumeric())?;
        let is_one = string.get(letter..).is_some_and(|rest| rest.starts_with('1'));
        let other = if is_one { "2" } else { "1" };
        string.replace_range(letter..=letter, other);
        let line = parts.join("\"");
        let all =
            lines.iter().enumerate().map(|(other, text)| if other == at { line.as_str() } else { text });
        let text = all.map(|line| format!("{line}\n")).collect();
        Some(Mutation { name: format!("line {}: {}", at + 1, line.trim()), text })
    };
    strings.filter_map(misspell).collect()
}

impl Mutation {
    /// What the text asks for; none where it is no spec any more.
    pub(super) fn desired(&self) -> Option<Desired> {
        let kinds = tipctl_provider::kinds::kinds();
        let read = |_: &Path| Ok(self.text.clone().into_bytes());
        tipctl_spec::load(&workspace(SPEC), &kinds, &read).ok().map(|loaded| loaded.desired)
    }
}

/// The account that `desired` leaves of a fresh one, however far it comes. None where there is no plan.
pub(super) fn applied(desired: &Desired) -> Option<Value> {
    let mut world = World::fresh(Knobs::default(), &desired.place);
    let plan = world.plan(desired, false).ok()?;
    let _ = world.apply(&plan);
    Some(world.sandbox.snapshot())
}
