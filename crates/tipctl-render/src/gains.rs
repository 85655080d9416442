//! Who gains and who loses access: what a reader of a plan asks first.

use std::{collections::BTreeMap, fmt};

use tipctl_access::{AccessChange, Direction, On};

use crate::{Ink, Sigil, answer::columns, human::Page};

/// How many paragraphs there are at most, and how many names in one; the rest is counted.
const PARAGRAPHS: usize = 20;
const NAMES: usize = 6;

impl Page<'_> {
    /// One paragraph for all who gain the same, and one for all who lose the same.
    pub(crate) fn gains(&mut self, changes: &[AccessChange]) -> fmt::Result {
        if changes.is_empty() {
            return Ok(());
        }
        self.line(0, Ink::Plain, "")?;
        self.line(0, Ink::Heading, "Who gains and who loses access:")?;
        let alike = alike(changes);
        for Alike { direction, what, names } in alike.iter().take(PARAGRAPHS) {
            let (sigil, one, many) = match direction {
                Direction::Gains => (Sigil::Create, "gains", "gain"),
                Direction::Loses => (Sigil::Delete, "loses", "lose"),
            };
            let verb = if names.len() == 1 { one } else { many };
            self.wrapped("  ", Some(sigil), &format!("{} {verb}: {}", listed(names), what.join(", ")))?;
        }
        match alike.len().saturating_sub(PARAGRAPHS) {
            0 => Ok(()),
            more => self.line(4, Ink::Faint, &format!("and {more} more; `--format json` lists them all")),
        }
    }
}

/// Those who gain, or lose, the same.
struct Alike<'a> {
    direction: Direction,
    what: Vec<String>,
    names: Vec<&'a str>,
}

/// Who gains or loses the same, in the order of the first names.
fn alike(changes: &[AccessChange]) -> Vec<Alike<'_>> {
    let mut sides: BTreeMap<(&str, Direction), Vec<String>> = BTreeMap::new();
    for change in changes {
        sides.entry((&change.name, change.direction)).or_default().push(what(change));
    }
    let mut alike: Vec<Alike<'_>> = Vec::new();
    for ((name, direction), what) in sides {
        match alike.iter_mut().find(|known| known.direction == direction && known.what == what) {
            Some(known) => known.names.push(name),
            None => alike.push(Alike { direction, what, names: vec![name] }),
        }
    }
    alike
}

fn listed(names: &[&str]) -> String {
    let shown = names.iter().take(NAMES).copied().collect::<Vec<_>>().join(", ");
    match names.len().saturating_sub(NAMES) {
        0 => shown,
        more => format!("{shown} and {more} more"),
    }
}

/// What is gained or lost: `select on sales.orders (order_id, amount)`.
fn what(change: &AccessChange) -> String {
    let columns = columns(&change.columns);
    let columns = if columns.is_empty() { columns } else { format!(" ({columns})") };
    match &change.on {
        On::Studio(name) => format!("enter studio {name}"),
        On::Client(label) => format!("use client {label}"),
        On::Workgroup(name) => format!("query through workgroup {name}"),
        on => {
            let place = change.only_in.as_ref().map(|place| format!(", if its data is in {place}"));
            format!("{} on {on}{columns}{}", change.privilege, place.unwrap_or_default())
        }
    }
}
