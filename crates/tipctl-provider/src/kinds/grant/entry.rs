//! The pieces in which Lake Formation takes and lists grants, and the rows that they make up.
//!
//! One row is everything that a principal holds on one resource under one condition. AWS lists it as several entries:
//! `SELECT` apart from the rest of a table's permissions, columns apart from the table, sometimes one permission an
//! entry (facts/aws-data.md §4.3). Not here: the SDK's shapes, which are `calls.rs`.

use std::collections::{BTreeMap, BTreeSet};

use tipctl_model::{Attrs, Place, Value};

use super::{
    algebra::{Held, Level, canonical_on},
    privilege::Privilege,
};
use crate::attrs::Shown;

/// One entry of a list or of a batch.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Entry {
    pub(super) principal: String,
    /// The resource and the condition, in the form of the attribute `on`.
    pub(super) on: Value,
    /// The columns, where the entry speaks of some.
    pub(super) columns: Option<Columns>,
    /// The permissions, in lowercase.
    pub(super) permissions: BTreeSet<String>,
    /// Those of them that may be passed on.
    pub(super) grantable: BTreeSet<String>,
}

/// Columns of a table.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(in crate::kinds) enum Columns {
    Listed(BTreeSet<String>),
    /// All but these; all when there are none.
    AllBut(BTreeSet<String>),
}

/// The rows that `entries` make up at `place`, as attributes, and how many entries speak of permissions that no row can
/// hold.
pub(super) fn rows(entries: impl IntoIterator<Item = Entry>, place: &Place) -> (Vec<Attrs>, usize) {
    let mut rows: BTreeMap<(String, Value), Held> = BTreeMap::new();
    let mut unknown = 0;
    for entry in entries {
        let on = canonical_on(&entry.on, place);
        let Some(level) = Level::of(&on) else {
            unknown += 1;
            continue;
        };
        let (held, is_whole) = entry.held(level);
        unknown += usize::from(!is_whole);
        if !held.is_empty() {
            let row = rows.entry((entry.principal, on)).or_default();
            *row = std::mem::take(row).union(held);
        }
    }
    let rows = rows.into_iter().filter_map(|((principal, on), listed)| {
        let canonical = listed.canonical(Level::of(&on)?);
        let (permissions, grantable) = canonical.values();
        let row = Shown::new().with("principal", principal).with("on", on);
        let row = row.with("permissions", permissions).with("grantable", grantable);
        let listed = (listed != canonical).then(|| {
            let (permissions, grantable) = listed.values();
            Value::map([("permissions", permissions), ("grantable", grantable)])
        });
        Some(row.maybe("listed", listed).attrs())
    });
    (rows.collect(), unknown)
}

/// The entries that say that `principal` holds `held` on `on`.
pub(super) fn entries(principal: &str, on: &Value, held: &Held) -> Vec<Entry> {
    let mut whole = BTreeSet::new();
    let mut parts: BTreeMap<(Columns, bool), BTreeSet<String>> = BTreeMap::new();
    for privilege in &held.permissions {
        let is_grantable = held.grantable.contains(privilege);
        match privilege {
            Privilege::Whole(word) => drop(whole.insert(word.clone())),
            Privilege::Columns(names) => {
                let columns = Columns::Listed(BTreeSet::new());
                parts.entry((columns, is_grantable)).or_default().extend(names.iter().cloned());
            }
            Privilege::AllBut(names) => {
                parts.entry((Columns::AllBut(names.clone()), is_grantable)).or_default();
            }
        }
    }
    let entry = |columns, permissions: BTreeSet<String>, grantable| Entry {
        principal: principal.to_owned(),
        on: on.clone(),
        columns,
        permissions,
        grantable,
    };
    let select = BTreeSet::from(["select".to_owned()]);
    let parts = parts.into_iter().map(|((columns, is_grantable), names)| {
        let columns = match columns {
            Columns::Listed(_) => Columns::Listed(names),
            all_but @ Columns::AllBut(_) => all_but,
        };
        entry(Some(columns), select.clone(), if is_grantable { select.clone() } else { BTreeSet::new() })
    });
    let is_passed_on = |word: &&String| held.grantable.contains(&Privilege::whole(word));
    let grantable = whole.iter().filter(is_passed_on).cloned().collect();
    let whole = (!whole.is_empty()).then(|| entry(None, whole, grantable));
    whole.into_iter().chain(parts).collect()
}

impl Entry {
    /// What it says that the principal holds, and whether that is everything it says.
    fn held(&self, level: Level) -> (Held, bool) {
        let is_known = |word: &&String| level.permissions().contains(&word.as_str());
        let privilege = |word: &String| match &self.columns {
            None => Some(Privilege::whole(word)),
            Some(_) if word != "select" => None,
            Some(Columns::AllBut(names)) if names.is_empty() => Some(Privilege::whole(word)),
            Some(Columns::AllBut(names)) => Some(Privilege::AllBut(names.clone())),
            Some(Columns::Listed(names)) if names.is_empty() => None,
            Some(Columns::Listed(names)) => Some(Privilege::Columns(names.clone())),
        };
        let privileges =
            |words: &BTreeSet<String>| words.iter().filter(is_known).filter_map(privilege).collect();
        let held =
            Held { permissions: privileges(&self.permissions), grantable: privileges(&self.grantable) };
        let is_select_only = self.columns.is_none() || self.permissions.iter().all(|word| word == "select");
        (held, is_select_only && self.permissions.iter().all(|word| is_known(&word)))
    }

    /// What to revoke instead where AWS says that there is nothing to revoke of this as a whole, as it is `listed`: of
    /// columns, their lists; of permissions, one at a time.
    pub(super) fn pieces(&self, listed: &Held) -> Vec<Self> {
        let piece = |columns: Option<Columns>, word: &str, privilege: &Privilege| {
            let permissions = BTreeSet::from([word.to_owned()]);
            let is_grantable = listed.grantable.contains(privilege);
            let grantable = if is_grantable { permissions.clone() } else { BTreeSet::new() };
            Self { columns, permissions, grantable, ..self.clone() }
        };
        let pieces: Vec<Self> = match &self.columns {
            None => self.permissions.iter().map(|word| piece(None, word, &Privilege::whole(word))).collect(),
            Some(Columns::AllBut(names)) => {
                vec![piece(self.columns.clone(), "select", &Privilege::AllBut(names.clone()))]
            }
            Some(Columns::Listed(names)) => {
                let lists = listed.permissions.iter().filter_map(|privilege| match privilege {
                    Privilege::Columns(list) if !list.is_disjoint(names) => Some((privilege, list)),
                    _ => None,
                });
                lists
                    .map(|(whole, list)| piece(Some(Columns::Listed(list.clone())), "select", whole))
                    .collect()
            }
        };
        if pieces == [self.clone()] { Vec::new() } else { pieces }
    }
}
