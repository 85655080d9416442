//! Who gains and who loses between two inventories.

use std::collections::{BTreeMap, BTreeSet};

use tipctl_model::inventory::{Columns, Inventory, Principal, Workforce};

use super::{
    On,
    asker::known_as,
    entitlement::{DATABASE, Entitlement, Entitlements, PREFIX, Register, TABLE},
};
use crate::links::grant::without;

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
    /// What a person calls them; an id or ARN where that is not known.
    pub name: String,
    /// Gains or loses.
    pub direction: Direction,
    /// On what.
    pub on: On,
    /// What, in the spec's words: `select`, `describe`, `readwrite`; `all` where it is all that there is.
    pub privilege: String,
    /// Which columns, of a table.
    pub columns: Columns,
    /// The hybrid location that the data has to be in for it, where nobody knows whether it is: `location.sales`.
    pub only_in: Option<String>,
}

/// What is won or lost, before it is said of whom; what depends on where the data is with the place.
type Difference = BTreeSet<(Direction, On, String, Columns, Option<String>)>;

/// Who gains and who loses what from `before` to `after`, sorted by who.
///
/// A user is named only for what none of their groups gains or loses as well. What is not evaluated, such as an LF-Tag, is
/// not compared.
pub fn changes(before: &Inventory, after: &Inventory) -> Vec<AccessChange> {
    let (was, is) = (Register::of(before), Register::of(after));
    let principals: BTreeSet<Principal> = was.principals().into_iter().chain(is.principals()).collect();
    let (users, others): (Vec<_>, Vec<_>) =
        principals.into_iter().partition(|who| matches!(who, Principal::Workforce(Workforce::User(_))));
    let none = BTreeSet::new();
    let mut differences: BTreeMap<Principal, Difference> = BTreeMap::new();
    for who in others {
        let difference = difference(&was.entitlements(&who, &none), &is.entitlements(&who, &none));
        differences.insert(who, difference);
    }
    let mut of_users = Vec::new();
    for who in users {
        let (groups_were, groups_are) = (was.groups_of(&who), is.groups_of(&who));
        let mut own = difference(&was.entitlements(&who, &groups_were), &is.entitlements(&who, &groups_are));
        for id in groups_were.intersection(&groups_are) {
            let group = Principal::Workforce(Workforce::Group((*id).to_owned()));
            if let Some(theirs) = differences.get(&group) {
                own.retain(|change| !theirs.contains(change));
            }
        }
        of_users.push((who, own));
    }
    differences.extend(of_users);
    let told = differences.into_iter().flat_map(|(who, difference)| told(&who, difference, before, after));
    told.collect()
}

/// What differs, and what differs besides where tables that nobody has seen are in hybrid locations.
fn difference(was: &Entitlements, is: &Entitlements) -> Difference {
    let mut found = plain_difference(was, is);
    for (direction, on, privilege, columns, _) in plain_difference(&was.at_worst(), &is.at_worst()) {
        let place = is.place(&on).or_else(|| was.place(&on)).map(str::to_owned);
        let known = (direction, on.clone(), privilege.clone(), columns.clone(), None);
        if !found.contains(&known) {
            found.insert((direction, on, privilege, columns, place));
        }
    }
    found
}

fn plain_difference(was: &Entitlements, is: &Entitlements) -> Difference {
    let all: BTreeSet<Entitlement> = was.all().chain(is.all()).collect();
    let mut found = Difference::new();
    for entitlement in all {
        let (had, has) = (was.columns(&entitlement), is.columns(&entitlement));
        let lost = left(had.as_ref(), has.as_ref()).map(|columns| (Direction::Loses, columns));
        let won = left(has.as_ref(), had.as_ref()).map(|columns| (Direction::Gains, columns));
        let (on, privilege) = entitlement;
        for (direction, columns) in lost.into_iter().chain(won) {
            found.insert((direction, on.clone(), privilege.clone(), columns, None));
        }
    }
    for (all, name) in [(&DATABASE[..], "all"), (&TABLE[..], "all"), (&PREFIX[..], "readwrite")] {
        fold(&mut found, all, name);
    }
    found
}

/// What `one` has and `other` has not.
fn left(one: Option<&Columns>, other: Option<&Columns>) -> Option<Columns> {
    match (one?, other) {
        (one, None) => Some(one.clone()),
        (one, Some(other)) => without(one, other),
    }
}

/// Says `name` for what changes as a whole.
fn fold(found: &mut Difference, all: &[&str], name: &str) {
    let on: BTreeSet<(Direction, On)> =
        found.iter().map(|(direction, on, ..)| (*direction, on.clone())).collect();
    for (direction, on) in on {
        let part = |privilege: &str| (direction, on.clone(), privilege.to_owned(), Columns::All, None);
        if all.iter().all(|privilege| found.contains(&part(privilege))) {
            for privilege in all {
                found.remove(&part(privilege));
            }
            found.insert(part(name));
        }
    }
}

fn told(who: &Principal, difference: Difference, before: &Inventory, after: &Inventory) -> Vec<AccessChange> {
    let name = [after, before].map(|inventory| known_as(inventory, who).1);
    let id = match who {
        Principal::Workforce(who) => who.id().to_owned(),
        _ => String::new(),
    };
    let name = name.into_iter().find(|name| *name != id).unwrap_or(id);
    let change = |(direction, on, privilege, columns, only_in)| AccessChange {
        who: who.clone(),
        name: name.clone(),
        direction,
        on,
        privilege,
        columns,
        only_in,
    };
    difference.into_iter().map(change).collect()
}
