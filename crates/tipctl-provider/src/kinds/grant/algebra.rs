//! What a principal holds on what, and which holdings and which names are the same to Lake Formation.
//!
//! AWS keeps a grant in pieces and lists it expanded, so both what is wanted and what is listed are brought to one form
//! before they are compared (facts/aws-data.md §4.3). Putting the pieces together is `entry.rs`; the way from one
//! holding to another is `turn.rs`.

use std::collections::BTreeSet;

use tipctl_model::{Attrs, Place, Value};

use super::privilege::Privilege;
use crate::{attrs::Read, kinds::location};

/// The permission that covers the others.
pub(super) const ALL: &str = "all";

/// The name of every table of a database, here and in a spec.
pub(super) const EVERY_TABLE: &str = "*";

/// What a grant is on.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Level {
    Catalog,
    Database,
    /// One table, or every table of a database.
    Table,
    Location,
}

impl Level {
    /// The level of the resource `on`; none when it names nothing.
    pub(super) fn of(on: &Value) -> Option<Self> {
        let levels = [
            ("location", Self::Location),
            ("table", Self::Table),
            ("database", Self::Database),
            ("catalog", Self::Catalog),
        ];
        levels.into_iter().find(|(member, _)| on.entry(member).is_some()).map(|(_, level)| level)
    }

    /// What a message calls it.
    pub(super) fn noun(self) -> &'static str {
        match self {
            Self::Catalog => "a catalog",
            Self::Database => "a database",
            Self::Table => "a table",
            Self::Location => "a data location",
        }
    }

    /// The permissions that can be granted on it. AWS: facts/aws-data.md §4.4.
    pub(super) fn permissions(self) -> &'static [&'static str] {
        match self {
            Self::Catalog => &[
                ALL,
                "alter",
                "create_catalog",
                "create_database",
                "create_lf_tag",
                "create_lf_tag_expression",
                "describe",
                "drop",
                "super_user",
            ],
            Self::Database => &[ALL, "alter", "create_table", "describe", "drop"],
            Self::Table => &[ALL, "alter", "delete", "describe", "drop", "insert", "select"],
            Self::Location => &["data_location_access"],
        }
    }

    /// The permissions that `all` covers. AWS: the set of the catalog is unverified (facts/aws-data.md §4.3, §4.4).
    pub(super) fn covered(self) -> &'static [&'static str] {
        match self {
            Self::Catalog => &["alter", "create_database", "describe", "drop"],
            Self::Database => &["alter", "create_table", "describe", "drop"],
            Self::Table => &["alter", "delete", "describe", "drop", "insert", "select"],
            Self::Location => &[],
        }
    }
}

/// What a principal holds on a resource.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug, Default)]
pub(super) struct Held {
    /// What it may do.
    pub(super) permissions: BTreeSet<Privilege>,
    /// What of it it may pass on; a subset.
    pub(super) grantable: BTreeSet<Privilege>,
}

impl Held {
    /// What `attrs` of a row say.
    pub(super) fn of(attrs: &Attrs) -> Self {
        let privileges = |name| attrs.texts(name).iter().filter_map(|text| text.parse().ok()).collect();
        Self { permissions: privileges("permissions"), grantable: privileges("grantable") }
    }

    /// Both holdings together.
    pub(super) fn union(mut self, other: Self) -> Self {
        self.permissions.extend(other.permissions);
        self.grantable.extend(other.grantable);
        self
    }

    /// The one form of all holdings that are the same on `level`: `all` stands alone for what it covers, and for
    /// everything that it covers without it; columns stand one by one.
    pub(super) fn canonical(&self, level: Level) -> Self {
        Self { permissions: folded(&self.permissions, level), grantable: folded(&self.grantable, level) }
    }

    /// Whether nothing is held.
    pub(super) fn is_empty(&self) -> bool {
        self.permissions.is_empty()
    }

    /// The privileges as values, in order.
    pub(super) fn values(&self) -> (Value, Value) {
        let texts =
            |privileges: &BTreeSet<Privilege>| Value::texts(privileges.iter().map(ToString::to_string));
        (texts(&self.permissions), texts(&self.grantable))
    }
}

/// The one form of everything that names the same resource: without the catalog where it is the account's own, with a
/// data location as an ARN without a slash at its end.
pub(in crate::kinds) fn canonical_on(on: &Value, place: &Place) -> Value {
    let Some(members) = on.as_map() else { return on.clone() };
    let mut members = members.clone();
    let account = &place.account;
    let is_catalog = Level::of(on) == Some(Level::Catalog);
    match members.get("catalog").and_then(Value::as_text) {
        Some("default") if is_catalog => {
            drop(members.insert("catalog".to_owned(), Value::text(account.as_str())))
        }
        Some(id) if !is_catalog && (id == "default" || id == account) => drop(members.remove("catalog")),
        _ => {}
    }
    // AWS: every table is listed under a name that stands for them (facts/aws-data.md §4.3).
    if members.get("table").and_then(Value::as_text) == Some("ALL_TABLES") {
        members.insert("table".to_owned(), Value::text(EVERY_TABLE));
    }
    if let Some(path) = members.get("location").and_then(Value::as_text) {
        members.insert("location".to_owned(), Value::text(location::arn(path, &place.partition)));
    }
    Value::Map(members)
}

fn folded(privileges: &BTreeSet<Privilege>, level: Level) -> BTreeSet<Privilege> {
    let one_by_one = privileges.iter().flat_map(|privilege| match privilege {
        Privilege::Columns(names) => names.iter().map(|name| Privilege::column(name)).collect(),
        other => vec![other.clone()],
    });
    let privileges: BTreeSet<Privilege> = one_by_one.collect();
    let all = Privilege::whole(ALL);
    let covered: BTreeSet<Privilege> = level.covered().iter().map(|word| Privilege::whole(word)).collect();
    let is_all = privileges.contains(&all) || (!covered.is_empty() && covered.is_subset(&privileges));
    if is_all { &(&privileges - &covered) | &BTreeSet::from([all]) } else { privileges }
}
