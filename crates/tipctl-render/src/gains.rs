//! Who gains and who loses access: what a reader of a plan asks first.

use std::{collections::BTreeMap, fmt};

use tipctl_access::{AccessChange, Direction};

use crate::{Ink, Sigil, answer::columns, human::Page};

/// How many users and groups are told of; the rest is counted.
const SHOWN: usize = 20;

/// What one of them gains or loses, in the order of the changes.
type Side<'a> = BTreeMap<(&'a str, Direction), Vec<String>>;

impl Page<'_> {
    /// One paragraph for each who gains and each who loses.
    pub(crate) fn gains(&mut self, changes: &[AccessChange]) -> fmt::Result {
        if changes.is_empty() {
            return Ok(());
        }
        let mut sides = Side::new();
        for change in changes {
            sides.entry((&change.name, change.direction)).or_default().push(what(change));
        }
        self.line(0, Ink::Plain, "")?;
        self.line(0, Ink::Heading, "Who gains and who loses access:")?;
        for ((name, direction), what) in sides.iter().take(SHOWN) {
            let (sigil, verb) = match direction {
                Direction::Gains => (Sigil::Create, "gains"),
                Direction::Loses => (Sigil::Delete, "loses"),
            };
            self.wrapped("  ", Some(sigil), &format!("{name} {verb} {}", what.join(", ")))?;
        }
        match sides.len().saturating_sub(SHOWN) {
            0 => Ok(()),
            more => self.line(4, Ink::Faint, &format!("and {more} more; `--format json` lists them all")),
        }
    }
}

/// What is gained or lost: `select on sales.orders (order_id, amount)`.
fn what(change: &AccessChange) -> String {
    let columns = columns(&change.columns);
    let columns = if columns.is_empty() { columns } else { format!(" ({columns})") };
    format!("{} on {}{columns}", change.privilege, change.on)
}
