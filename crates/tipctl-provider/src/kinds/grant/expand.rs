//! From the sections that a user writes to rows, each principal and each resource once.
//!
//! Sections add up: the first one that names a row makes it, with what every other section adds. Two sections of which
//! one takes back what the other says are an error in both.

use std::collections::BTreeSet;

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
    let others: Vec<Said<'_>> = scope
        .of_kind(NAME)
        .filter(|other| other.address != block.address && is_near(block, other))
        .filter_map(|other| Said::of(other, scope.place).ok())
        .collect();
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

/// Whether two sections may speak of one row, or one of a table and the other of every table beside it.
fn is_near(block: &Block, other: &Block) -> bool {
    let named = |block: &Block, member| block.value("on").and_then(|on| on.entry(member)).cloned();
    named(block, "database") == named(other, "database")
        && block.elements("to").iter().any(|principal| other.elements("to").contains(principal))
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
        let is_around = |one: &Self, two: &Self| {
            let mut on = two.on.as_map().cloned().unwrap_or_default();
            on.insert("table".to_owned(), Value::text(EVERY_TABLE));
            one.on == Value::Map(on)
        };
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
