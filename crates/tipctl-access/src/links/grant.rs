//! What Lake Formation grants (facts/tip-chain.md L16).
//!
//! Everything that is granted to a user, their groups or everyone counts together. LF-Tags, data cells filters and conditions
//! are not evaluated: what only they could grant is unknown.

use std::collections::BTreeSet;

use tipctl_model::inventory::{Columns, Extent, Grant, Inventory, Principal, Resource};

use super::Identity;
use crate::{Truth, Verdict};

/// What a grant can be on.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Target<'a> {
    /// The catalog.
    Catalog,
    /// A database.
    Database(&'a str),
    /// A table of a database.
    Table(&'a str, &'a str),
    /// Every table of a database.
    Tables(&'a str),
    /// A data location, `s3://bucket/prefix/`.
    Location(&'a str),
}

/// What the grants that concern someone say together of one permission on one thing.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Granted<'a> {
    /// The grants that give it.
    pub by: Vec<&'a Grant>,
    /// The grants that perhaps do: to a group that they may be in.
    pub perhaps: Vec<&'a Grant>,
    /// The grants that are not evaluated, and what they are: `an LF-Tag`, `a filter`, `a condition`.
    pub beyond: Vec<(&'a Grant, &'a str)>,
}

impl<'a> Granted<'a> {
    /// What gives `permission` on `target` to whoever `holds` says a principal is.
    pub fn of(
        inventory: &'a Inventory,
        permission: &str,
        target: Target<'_>,
        holds: impl Fn(&Principal) -> Truth,
    ) -> Self {
        let mut found = Self::default();
        let grants = &inventory.lake.grants;
        let concerned: Vec<&Grant> = match target {
            Target::Table(database, table) => grants.on_table(database, table).collect(),
            _ => grants.beside_tables().collect(),
        };
        for grant in concerned.into_iter().filter(|grant| gives(grant, permission, target)) {
            let truth = holds(&grant.principal);
            match (truth, beyond_for(grant, target)) {
                (Truth::No, _) => {}
                (_, Some(what)) => found.beyond.push((grant, what)),
                (Truth::Yes, None) => found.by.push(grant),
                (Truth::Unsure, None) => found.perhaps.push(grant),
            }
        }
        found
    }

    /// The columns that are granted for certain, and those that are when what is unsure holds too; none for none at all.
    pub fn columns(&self) -> (Option<Columns>, Option<Columns>) {
        let sure = union(self.by.iter().map(|grant| &grant.columns));
        let perhaps = union(self.by.iter().chain(&self.perhaps).map(|grant| &grant.columns));
        (sure, perhaps)
    }

    /// The verdict on a link that needs the permission; `missing` makes a breach of its absence.
    pub fn verdict(&self, inventory: &Inventory, missing: impl FnOnce() -> Verdict) -> Verdict {
        if !self.by.is_empty() {
            return Verdict::Holds;
        }
        self.doubt(inventory).map_or_else(missing, Verdict::Unknown)
    }

    /// Why it may be granted although nothing grants it for certain.
    pub fn doubt(&self, inventory: &Inventory) -> Option<String> {
        if let Some(grant) = self.perhaps.first() {
            return Some(format!(
                "whether they are in `{}`, which it is granted to, is not known",
                grant.principal
            ));
        }
        if let Some((_, what)) = self.beyond.first() {
            return Some(format!("not evaluated: granted through {what}"));
        }
        (!inventory.lake.grants_are_whole).then(|| match inventory.extent {
            Extent::Spec => "the spec does not grant it".to_owned(),
            Extent::Live | Extent::After => "not all grants could be read".to_owned(),
        })
    }
}

/// Who counts as the holder of a grant for `identity`: they themselves, their groups, and whoever IAM allows.
///
/// AWS: what `IAM_ALLOWED_PRINCIPALS` holds is not enforced for anyone (facts/tip-chain.md L16); IAM allows it to the
/// workgroup's execution role, which the chain judges by itself.
pub fn holder(identity: &Identity<'_>, principal: &Principal) -> Truth {
    if *principal == Principal::IamAllowed { Truth::Yes } else { identity.is_principal(principal) }
}

/// Whether `grant` is about `permission` on `target`.
fn gives(grant: &Grant, permission: &str, target: Target<'_>) -> bool {
    let is_same = is_all(&grant.permission) || grant.permission == permission;
    match (&grant.resource, target) {
        (Resource::Catalog, Target::Catalog) => is_same,
        (Resource::Database { database }, Target::Database(wanted)) => is_same && database == wanted,
        (Resource::Tables { database }, Target::Database(wanted)) => {
            permission == "describe" && database == wanted
        }
        (Resource::Tables { database }, Target::Tables(wanted) | Target::Table(wanted, _)) => {
            database == wanted && (is_same || sees_table(permission, grant))
        }
        (Resource::Table { database, table }, Target::Table(in_database, wanted)) => {
            database == in_database && table == wanted && (is_same || sees_table(permission, grant))
        }
        (Resource::Location { path }, Target::Location(wanted)) => {
            is_same && wanted.starts_with(path.as_str())
        }
        (Resource::Beyond { database, table, .. }, _) => {
            is_same && may_concern(database.as_deref(), table.as_deref(), target)
        }
        _ => false,
    }
}

/// AWS: who may read a table sees it.
fn sees_table(permission: &str, grant: &Grant) -> bool {
    permission == "describe" && grant.permission == "select"
}

fn is_all(permission: &str) -> bool {
    matches!(permission, "all" | "super" | "super_user")
}

fn may_concern(database: Option<&str>, table: Option<&str>, target: Target<'_>) -> bool {
    let in_database = |wanted: &str| database.is_none_or(|known| known == wanted);
    match target {
        Target::Catalog | Target::Location(_) => false,
        Target::Database(wanted) => in_database(wanted) && table.is_none(),
        Target::Tables(wanted) => in_database(wanted) && table.is_none(),
        Target::Table(wanted, name) => in_database(wanted) && table.is_none_or(|known| known == name),
    }
}

/// What a grant is through which makes that it is not evaluated; none where it is evaluated.
///
/// AWS: that everything for everyone leaves a table to IAM is known, and of less nothing is said (facts/tip-chain.md L16).
pub fn beyond(grant: &Grant) -> Option<&str> {
    let is_everyone = grant.principal == Principal::IamAllowed;
    match &grant.resource {
        Resource::Beyond { what, .. } => Some(what),
        _ if grant.condition.is_some() => Some("a condition"),
        _ if is_everyone && !is_all(&grant.permission) => {
            Some("less than everything for `IAM_ALLOWED_PRINCIPALS`, of which the effect is not documented")
        }
        _ => None,
    }
}

/// The same of a grant as one that shows `target`.
///
/// AWS: whoever holds something on all tables of a database sees the database, if they are of IAM (Lake Formation guide,
/// granting permissions on data catalog resources); of users and groups of Identity Center nothing is said.
fn beyond_for<'a>(grant: &'a Grant, target: Target<'_>) -> Option<&'a str> {
    let is_of_workforce = matches!(grant.principal, Principal::Workforce(_));
    match (&grant.resource, target) {
        (Resource::Tables { .. }, Target::Database(_)) if is_of_workforce => Some(
            "a grant on all tables of the database, which for users of Identity Center is not documented to show it",
        ),
        _ => beyond(grant),
    }
}

/// All the columns of several grants together; none for no grant.
pub fn union<'a>(all: impl IntoIterator<Item = &'a Columns>) -> Option<Columns> {
    all.into_iter().fold(None, |so_far, next| match so_far {
        None => Some(next.clone()),
        Some(so_far) => Some(both(so_far, next)),
    })
}

fn both(one: Columns, other: &Columns) -> Columns {
    let without = |except: &BTreeSet<String>, only: &BTreeSet<String>| except_of(except - only);
    match (one, other) {
        (Columns::All, _) | (_, Columns::All) => Columns::All,
        (Columns::Only(one), Columns::Only(other)) => Columns::Only(&one | other),
        (Columns::Except(one), Columns::Except(other)) => except_of(&one & other),
        (Columns::Except(except), Columns::Only(only)) => without(&except, only),
        (Columns::Only(only), Columns::Except(except)) => without(except, &only),
    }
}

fn except_of(except: BTreeSet<String>) -> Columns {
    if except.is_empty() { Columns::All } else { Columns::Except(except) }
}

/// Whether `columns` has the column.
pub fn has(columns: &Columns, column: &str) -> bool {
    match columns {
        Columns::All => true,
        Columns::Only(only) => only.contains(column),
        Columns::Except(except) => !except.contains(column),
    }
}

/// The columns that `one` has and `other` has not; none for none.
pub fn without(one: &Columns, other: &Columns) -> Option<Columns> {
    let only = |only: BTreeSet<String>| (!only.is_empty()).then_some(Columns::Only(only));
    match (one, other) {
        (_, Columns::All) => None,
        (Columns::All, Columns::Only(taken)) => Some(except_of(taken.clone())),
        (Columns::All, Columns::Except(left)) => only(left.clone()),
        (Columns::Only(one), Columns::Only(taken)) => only(one - taken),
        (Columns::Only(one), Columns::Except(left)) => only(one & left),
        (Columns::Except(one), Columns::Only(taken)) => Some(Columns::Except(one | taken)),
        (Columns::Except(one), Columns::Except(left)) => only(left - one),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const NAMES: [&str; 4] = ["a", "b", "c", "future"];

    fn names() -> impl Strategy<Value = BTreeSet<String>> {
        let some = prop::sample::subsequence(vec!["a", "b", "c"], 0..=3);
        some.prop_map(|names| names.into_iter().map(str::to_owned).collect())
    }

    fn columns() -> impl Strategy<Value = Columns> {
        prop_oneof![
            Just(Columns::All),
            names().prop_map(Columns::Only),
            names().prop_map(|except| if except.is_empty() { Columns::All } else { Columns::Except(except) }),
        ]
    }

    proptest! {
        #[test]
        fn columns_add_up_and_are_taken_away_one_by_one(one in columns(), other in columns()) {
            let both = union([&one, &other]).unwrap();
            prop_assert_eq!(&both, &union([&other, &one]).unwrap());
            let rest = without(&one, &other);
            for name in NAMES {
                prop_assert_eq!(has(&both, name), has(&one, name) || has(&other, name));
                let left = rest.as_ref().is_some_and(|rest| has(rest, name));
                prop_assert_eq!(left, has(&one, name) && !has(&other, name));
            }
        }
    }
}
