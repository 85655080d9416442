//! Grants, so that those which concern one table are found among many.

use std::{
    collections::BTreeMap,
    fmt,
    ops::{Deref, DerefMut},
    sync::OnceLock,
};

use super::{Grant, Resource};

/// Grants in the order in which they were told.
#[derive(Clone, Default)]
pub struct Grants {
    all: Vec<Grant>,
    index: OnceLock<Index>,
}

/// The index follows from the grants, and is there or not.
impl fmt::Debug for Grants {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(&self.all).finish()
    }
}

/// The places of grants among all.
#[derive(Clone, Default, Debug)]
struct Index {
    /// Of those on one table, by database and table.
    tables: BTreeMap<String, BTreeMap<String, Vec<usize>>>,
    /// Of all others.
    others: Vec<usize>,
}

impl Index {
    fn of(all: &[Grant]) -> Self {
        let mut index = Self::default();
        for (at, grant) in all.iter().enumerate() {
            match &grant.resource {
                Resource::Table { database, table } => {
                    let tables = index.tables.entry(database.clone()).or_default();
                    tables.entry(table.clone()).or_default().push(at);
                }
                _ => index.others.push(at),
            }
        }
        index
    }
}

impl Grants {
    /// The grants on this table, and those that are not on a table.
    pub fn on_table(&self, database: &str, table: &str) -> impl Iterator<Item = &Grant> {
        let tables = self.index().tables.get(database).and_then(|tables| tables.get(table));
        let mut places: Vec<usize> =
            tables.into_iter().flatten().chain(&self.index().others).copied().collect();
        places.sort_unstable();
        places.into_iter().filter_map(|at| self.all.get(at))
    }

    /// The grants that are not on a table.
    pub fn beside_tables(&self) -> impl Iterator<Item = &Grant> {
        self.index().others.iter().filter_map(|at| self.all.get(*at))
    }

    fn index(&self) -> &Index {
        self.index.get_or_init(|| Index::of(&self.all))
    }
}

impl PartialEq for Grants {
    fn eq(&self, other: &Self) -> bool {
        self.all == other.all
    }
}

impl Eq for Grants {}

impl Deref for Grants {
    type Target = Vec<Grant>;

    fn deref(&self) -> &Vec<Grant> {
        &self.all
    }
}

impl DerefMut for Grants {
    fn deref_mut(&mut self) -> &mut Vec<Grant> {
        self.index = OnceLock::new();
        &mut self.all
    }
}

impl From<Vec<Grant>> for Grants {
    fn from(all: Vec<Grant>) -> Self {
        Self { all, index: OnceLock::new() }
    }
}

impl FromIterator<Grant> for Grants {
    fn from_iter<I: IntoIterator<Item = Grant>>(grants: I) -> Self {
        Self::from(grants.into_iter().collect::<Vec<_>>())
    }
}

impl<'a> IntoIterator for &'a Grants {
    type Item = &'a Grant;
    type IntoIter = std::slice::Iter<'a, Grant>;

    fn into_iter(self) -> Self::IntoIter {
        self.all.iter()
    }
}

impl IntoIterator for Grants {
    type Item = Grant;
    type IntoIter = std::vec::IntoIter<Grant>;

    fn into_iter(self) -> Self::IntoIter {
        self.all.into_iter()
    }
}
