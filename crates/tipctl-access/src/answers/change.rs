//! Who gains and who loses between two inventories.

use tipctl_model::inventory::{Columns, Inventory, Principal};

use super::On;

/// Whether access is won or lost.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Direction {
    /// It is lost.
    Loses,
    /// It is won.
    Gains,
}

/// One principal's access to one thing that changes.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct AccessChange {
    /// Who.
    pub who: Principal,
    /// What they are called, where that is known.
    pub name: String,
    /// Gains or loses.
    pub direction: Direction,
    /// What, in the spec's words: `select`, `describe`, `readwrite`.
    pub privilege: String,
    /// On what.
    pub on: On,
    /// Which columns, of a table.
    pub columns: Columns,
}

/// Who gains and who loses what from `before` to `after`. A member of a group is named only for what the group does not
/// gain or lose as well.
pub fn changes(before: &Inventory, after: &Inventory) -> Vec<AccessChange> {
    let _ = (before, after);
    Vec::new()
}
