//! Who can, what can, and why.

use tipctl_model::inventory::{Columns, Inventory, Principal, Workforce};

use crate::{Chain, Verdict};

/// What access is asked about.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum On {
    /// The account's catalog.
    Catalog,
    /// A database.
    Database(String),
    /// A table, or columns of it; none for at least one, whichever.
    Table {
        /// Its database.
        database: String,
        /// Its name.
        table: String,
        /// The columns; any at all when empty.
        columns: Vec<String>,
    },
    /// A place in S3, `s3://bucket/prefix/`: through S3 Access Grants, or as a data location.
    Prefix(String),
}

/// One principal's access to what was asked about.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Answer {
    /// Who.
    pub who: Principal,
    /// What they are called, where that is known; an ARN or id otherwise.
    pub name: String,
    /// The path link by link. The first link that is broken is the first that is missing.
    pub path: Chain,
    /// Which columns, of a table.
    pub columns: Columns,
}

impl Answer {
    /// Whether they can.
    pub fn verdict(&self) -> Verdict {
        self.path.verdict()
    }
}

/// One thing that a principal holds.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Holding {
    /// What they may do, in the spec's words: `select`, `describe`, `readwrite`.
    pub privilege: String,
    /// On what.
    pub on: On,
    /// Which columns, of a table.
    pub columns: Columns,
    /// Who it was granted to: they themselves, a group of theirs, or everyone.
    pub through: Principal,
    /// Why it is not evaluated, where it is not: `granted through an LF-Tag`.
    pub not_evaluated: Option<String>,
}

/// Every principal that can `privilege` on `on`, with the path, and every one of whom it cannot be told.
pub fn who_can(inventory: &Inventory, privilege: &str, on: &On) -> Vec<Answer> {
    let _ = (inventory, privilege, on);
    Vec::new()
}

/// Everything that `who` can do, sorted by what it is on.
pub fn what_can(inventory: &Inventory, who: &Workforce) -> Vec<Holding> {
    let _ = (inventory, who);
    Vec::new()
}

/// Why `who` can or cannot `privilege` on `on`: the path, the first missing link in it.
pub fn why(inventory: &Inventory, who: &Principal, privilege: &str, on: &On) -> Answer {
    let _ = (inventory, privilege, on);
    Answer { who: who.clone(), name: who.to_string(), path: Chain::default(), columns: Columns::All }
}
