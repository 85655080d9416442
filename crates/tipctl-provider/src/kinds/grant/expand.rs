//! From the sections that a user writes to rows, each principal and each resource once.
//!
//! Sections add up: the first one that names a row makes it, with what every other section adds. Two sections of which
//! one takes back what the other says are an error in both.

use std::collections::{BTreeMap, BTreeSet};

use tipctl_model::{Address, Block, Flaw, Place, Resource, Scope, Value};

use super::{
    algebra::{EVERY_TABLE, Held, Level, canonical_on},
    check::{check_names, check_on, check_opt_in, check_permissions, check_principal},
    naming::{what, who, written},
    privilege::Privilege,
    schema::NAME,
};
use crate::kinds::opt_in;

/// What one section says.
struct Said<'a> {
    block: &'a Block,
    on: Value,
    held: Held,
}

/// The rows that `block` is the first to name, and the opt-ins that it asks for.
pub(super) fn rows(block: &Block, scope: &Scope<'_>) -> Result<Vec<Resource>, Vec<Flaw>> {
    let said = Said::of(block, scope.place)?;
    let near = near(block, scope).into_iter();
    let others: Vec<Said<'_>> = near.filter_map(|other| Said::of(other, scope.place).ok()).collect();
    let mut flaws = Vec::new();
    let mut rows = Vec::new();
    for (at, principal) in block.elements("to").iter().enumerate() {
        flaws.extend(check_principal(principal, &said.on, at, scope.place));
        let beside: Vec<&Said<'_>> =
            others.iter().filter(|other| other.block.elements("to").contains(principal)).collect();
        flaws.extend(beside.iter().find_map(|other| said.contradiction(other, principal)));
        let same = || beside.iter().filter(|other| other.on == said.on);
        if same().all(|other| block.origin < other.block.origin) {
            let held = same().fold(said.held.clone(), |held, other| held.union(other.held.clone()));
            rows.push(said.row(principal, &held));
        }
    }
    if block.truth("opt_in") == Some(true) {
        flaws.extend(check_opt_in(&said.on));
        let to = block.elements("to").iter();
        rows.extend(to.map(|principal| opt_in::derived(block, principal, &said.on)));
    }
    if flaws.is_empty() { Ok(rows) } else { Err(flaws) }
}

/// The other sections that may speak of a row of `block`, or of every table beside one, or of one among every table.
fn near<'a>(block: &Block, scope: &Scope<'a>) -> Vec<&'a Block> {
    let index = scope.index(NAME, |block, place| {
        let keys = spoken(block, place).into_iter().flat_map(|Spoken { of, around }| {
            let among = around.map(|around| format!("among {around}"));
            [Some(of), among].into_iter().flatten()
        });
        keys.collect()
    });
    let keys = spoken(block, scope.place).into_iter().flat_map(|Spoken { of, around }| {
        let among = format!("among {of}");
        [Some(of), around, Some(among)].into_iter().flatten()
    });
    let found = keys.filter_map(|key| index.get(&key)).flatten();
    let mut near: BTreeMap<&Address, &'a Block> = found.map(|other| (&other.address, *other)).collect();
    near.remove(&block.address);
    near.into_values().collect()
}

/// What a section speaks of for one principal, in words that are the same wherever it is the same.
struct Spoken {
    of: String,
    /// Every table beside it, where it is one of a database.
    around: Option<String>,
}

fn spoken(block: &Block, place: &Place) -> Vec<Spoken> {
    let mut named = block.value("on").and_then(Value::as_map).cloned().unwrap_or_default();
    named.retain(|member, _| member != "columns" && member != "except");
    let on = canonical_on(&Value::Map(named), place);
    let table = on.entry("table").and_then(Value::as_text);
    let around = table.filter(|table| *table != EVERY_TABLE).map(|_| every_table(&on));
    let spoken = |principal: &Value| Spoken {
        of: format!("{on} to {principal}"),
        around: around.as_ref().map(|around| format!("{around} to {principal}")),
    };
    block.elements("to").iter().map(spoken).collect()
}

/// Every table of the database that `on` is in.
fn every_table(on: &Value) -> Value {
    let mut members = on.as_map().cloned().unwrap_or_default();
    members.insert("table".to_owned(), Value::text(EVERY_TABLE));
    Value::Map(members)
}

impl<'a> Said<'a> {
    fn of(block: &'a Block, place: &Place) -> Result<Self, Vec<Flaw>> {
        let Some(on) = block.value("on").and_then(Value::as_map) else {
            return Err(vec![Flaw::new("grant::on", "on", "the section does not say what it is about")]);
        };
        let level = check_on(on.keys().map(String::as_str)).map_err(|flaw| vec![flaw])?;
        let mut flaws = check_permissions(block, level);
        flaws.extend(block.value("on").map(check_names).unwrap_or_default());
        if !flaws.is_empty() {
            return Err(flaws);
        }
        let mut named = on.clone();
        let names = |member| on.get(member).map(Value::elements).unwrap_or_default();
        let (columns, except) = (names("columns"), names("except"));
        named.retain(|member, _| member != "columns" && member != "except");
        if let Some(condition) = block.value("condition") {
            named.insert("condition".to_owned(), condition.clone());
        }
        let texts = |values: &[Value]| -> BTreeSet<String> {
            values.iter().filter_map(|value| value.as_text().map(str::to_owned)).collect()
        };
        let privileges = |attr| -> BTreeSet<Privilege> {
            let words = texts(block.elements(attr));
            if words.is_empty() {
                BTreeSet::new()
            } else if !columns.is_empty() {
                texts(columns).iter().map(|name| Privilege::column(name)).collect()
            } else if !except.is_empty() {
                BTreeSet::from([Privilege::AllBut(texts(except))])
            } else {
                words
                    .iter()
                    .map(|word| Privilege::whole(if word == "super" { "all" } else { word }))
                    .collect()
            }
        };
        let grantable = privileges("allow_with_grant");
        let held = Held { permissions: &privileges("allow") | &grantable, grantable };
        Ok(Self { block, on: canonical_on(&Value::Map(named), place), held: held.canonical(level) })
    }

    /// Why what this section says of `principal` cannot stand beside what `other` says.
    fn contradiction(&self, other: &Self, principal: &Value) -> Option<Flaw> {
        let (mine, others) = (Selection::of(&self.held)?, Selection::of(&other.held)?);
        let is_same = self.on == other.on;
        let is_around = |one: &Self, two: &Self| one.on == every_table(&two.on);
        let is_broader = |one: &Self, two: &Self, narrow: &Selection<'_>| {
            *narrow != Selection::Whole && is_around(one, two)
        };
        let clash =
            (is_same && mine != others) || is_broader(self, other, &others) || is_broader(other, self, &mine);
        clash.then(|| {
            let (whose, of) = (written(principal), what(&self.on));
            Flaw::new(
                "grant::contradiction",
                mine.path(),
                format!(
                    "`{whose}` gets `select` on {} of `{of}` here and on {} of `{}` in `{}`",
                    mine.words(),
                    others.words(),
                    what(&other.on),
                    other.block.address,
                ),
            )
            .help("the broader of the two decides; remove it, or the narrower one")
        })
    }

    fn row(&self, principal: &Value, held: &Held) -> Resource {
        let level = Level::of(&self.on);
        let held = level.map_or_else(|| held.clone(), |level| held.canonical(level));
        let (permissions, grantable) = held.values();
        let mut row = Resource::written(self.block);
        row.attrs.clear();
        row.attrs.extend([
            ("principal", principal.clone()),
            ("on", self.on.clone()),
            ("permissions", permissions),
            ("grantable", grantable),
        ]);
        let name = format!("{}/{}", who(principal), what(&self.on));
        let label = match self.block.text("label") {
            Some(label) => format!("{label}/{name}"),
            None => name,
        };
        row.address = Address::new(NAME, label);
        for (attr, sources) in
            [("permissions", ["allow", "allow_with_grant"]), ("grantable", ["allow_with_grant"; 2])]
        {
            if let Some(origin) = sources.iter().find_map(|source| self.block.origins.get(*source)) {
                row.origins.insert(attr.to_owned(), *origin);
            }
        }
        if let Some(origin) = self.block.origins.get("to") {
            row.origins.insert("principal".to_owned(), *origin);
        }
        row
    }
}

/// Of which columns a section allows `select`.
#[derive(PartialEq, Eq)]
enum Selection<'a> {
    Whole,
    Listed,
    AllBut(&'a BTreeSet<String>),
}

impl<'a> Selection<'a> {
    fn of(held: &'a Held) -> Option<Self> {
        held.permissions.iter().find_map(|privilege| match privilege {
            Privilege::Whole(word) => (word == "select" || word == "all").then_some(Self::Whole),
            Privilege::Columns(_) => Some(Self::Listed),
            Privilege::AllBut(names) => Some(Self::AllBut(names)),
        })
    }

    fn words(&self) -> &'static str {
        match self {
            Self::Whole => "the whole",
            Self::Listed => "some columns",
            Self::AllBut(_) => "all columns but some",
        }
    }

    fn path(&self) -> &'static str {
        match self {
            Self::Whole => "allow",
            Self::Listed => "on.columns",
            Self::AllBut(_) => "on.except",
        }
    }
}
