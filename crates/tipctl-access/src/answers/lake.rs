//! Access that Lake Formation gives.

use std::collections::BTreeSet;

use tipctl_model::inventory::{Columns, Grant, Inventory, Principal, Sight};

use super::{
    On,
    asker::{Asker, group_between, known_as},
    on::columns_in_words,
};
use crate::{
    Link, LinkName, Truth, Verdict,
    links::{
        database,
        grant::{Granted, Target, has},
        lake_connection, location, location_role, opt_in,
    },
};

/// The links of a path, and what it leads to.
pub(super) struct Found {
    pub(super) links: Vec<Link>,
    pub(super) is_granted: Truth,
    pub(super) columns: Columns,
}

/// Who holds something that could give `privilege` on `on`.
pub(super) fn holders(inventory: &Inventory, privilege: &str, on: &On) -> BTreeSet<Principal> {
    let Some(target) = on.target() else { return BTreeSet::new() };
    let granted = Granted::of(inventory, privilege, target, |_| Truth::Yes);
    let beyond = granted.beyond.iter().map(|(grant, _)| *grant);
    let mut holders: BTreeSet<Principal> =
        granted.by.iter().copied().chain(beyond).map(|grant| grant.principal.clone()).collect();
    if let Sight::There(settings) = inventory.lake.settings.as_ref() {
        holders.extend(settings.admins.iter().cloned());
    }
    holders
}

/// The path of `who` to `on`.
pub(super) fn path(
    inventory: &Inventory,
    who: &Principal,
    asker: &Asker<'_>,
    (privilege, on): (&str, &On),
) -> Found {
    let Some(target) = on.target() else {
        let verdict = Verdict::unknown(format!("nothing is granted on `{on}`"));
        let links = vec![Link::new(LinkName::Grant, None, &on.to_string(), verdict)];
        return Found { links, is_granted: Truth::Unsure, columns: Columns::All };
    };
    let granted = Granted::of(inventory, privilege, target, |holder| asker.holds(holder));
    let (sure, perhaps) = granted.columns();
    let asked = match on {
        On::Table { columns, .. } if privilege == "select" => columns.as_slice(),
        _ => &[],
    };
    let covers = |columns: &Option<Columns>| {
        columns.as_ref().is_some_and(|columns| asked.iter().all(|column| has(columns, column)))
    };
    let mut links: Vec<Link> = Vec::new();
    for grant in &granted.by {
        links.extend(membership(inventory, who, grant));
        links.push(held(grant, Verdict::Holds));
    }
    let is_granted = match (covers(&sure), covers(&perhaps) || !granted.beyond.is_empty()) {
        (true, _) => Truth::Yes,
        (false, true) => Truth::Unsure,
        (false, false) => administrator(inventory, who),
    };
    if is_granted != Truth::Yes {
        let verdict = ungranted(inventory, &granted, is_granted, (privilege, on));
        links.push(Link::new(LinkName::Grant, None, &format!("{privilege} on {on}"), verdict));
    }
    links.extend(between(inventory, asker, (privilege, target)));
    Found { links, is_granted, columns: sure.unwrap_or(Columns::Only(BTreeSet::new())) }
}

fn ungranted(
    inventory: &Inventory,
    granted: &Granted<'_>,
    is_granted: Truth,
    (privilege, on): (&str, &On),
) -> Verdict {
    let is_open = !granted.perhaps.is_empty() || !granted.beyond.is_empty();
    match (is_granted, granted.doubt(inventory)) {
        (Truth::Unsure, _) if !is_open => {
            Verdict::unknown("an administrator of Lake Formation can grant it to themselves")
        }
        (Truth::Unsure, Some(why)) => Verdict::Unknown(why),
        (_, Some(why)) if !inventory.lake.grants_are_whole => Verdict::Unknown(why),
        _ => Verdict::missing(format!("nothing grants them `{privilege}` on `{on}`")),
    }
}

/// AWS: an administrator holds rights that no grant shows, and can grant the others to themselves (facts/aws-data.md §4.2).
fn administrator(inventory: &Inventory, who: &Principal) -> Truth {
    match inventory.lake.settings.as_ref() {
        Sight::There(settings) if settings.admins.contains(who) => Truth::Unsure,
        _ => Truth::No,
    }
}

/// The membership through which a grant is a user's.
pub(super) fn membership(inventory: &Inventory, who: &Principal, grant: &Grant) -> Option<Link> {
    let group = group_between(who, &grant.principal)?;
    let (about, name) = known_as(inventory, &Principal::Workforce(group.clone()));
    Some(Link::new(LinkName::Membership, about.as_ref(), &name, Verdict::Holds))
}

/// A grant as a link.
fn held(grant: &Grant, verdict: Verdict) -> Link {
    let columns = columns_in_words(&grant.columns);
    let whose = match &grant.principal {
        Principal::IamAllowed => " to everyone whom IAM allows it",
        _ => "",
    };
    Link {
        subject: format!("{} on {}{columns}{whose}", grant.permission, On::of(&grant.resource)),
        about: grant.from.clone(),
        ..Link::new(LinkName::Grant, None, "", verdict)
    }
}

/// What lies between what is granted and the data: of users and groups, who come through Identity Center, all of it.
fn between(inventory: &Inventory, asker: &Asker<'_>, (privilege, target): (&str, Target<'_>)) -> Vec<Link> {
    let mut links = Vec::new();
    if let Some(identity) = asker.identity() {
        let verdict = lake_connection::connected(inventory);
        links.push(Link::new(LinkName::LakeConnection, None, "Lake Formation", verdict));
        if let Target::Table(of, _) | Target::Tables(of) = target {
            links.push(Link::new(LinkName::Database, None, of, database::seen_by(inventory, identity, of)));
        }
    }
    let Target::Table(of, table) = target else { return links };
    if !matches!(privilege, "select" | "insert" | "delete") {
        return links;
    }
    let name = format!("{of}.{table}");
    match location::of_table(inventory, of, table) {
        Err(verdict) => links.push(Link::new(LinkName::Location, None, &name, verdict)),
        Ok(covered) => {
            let location = covered.location;
            if location.is_hybrid {
                links.push(Link::new(LinkName::OptIn, None, &name, opted_in(inventory, asker, of, table)));
            }
            let from = location.from.as_ref();
            links.push(Link::new(LinkName::Location, from, covered.path, Verdict::Holds));
            if asker.identity().is_some() {
                let verdict = location_role::trust(inventory, covered.path, location);
                let arn = location.role.as_deref().unwrap_or(covered.path);
                let from = inventory.roles.get(arn).and_then(|role| role.from.as_ref());
                links.push(Link::new(LinkName::LocationRole, from, arn, verdict));
            }
        }
    }
    links
}

/// AWS: who has not opted in to a hybrid location is left to IAM, which allows a user of Identity Center nothing; what it
/// allows others is not evaluated (facts/tip-chain.md L16).
fn opted_in(inventory: &Inventory, asker: &Asker<'_>, database: &str, table: &str) -> Verdict {
    match asker {
        Asker::Workforce(identity) => opt_in::made(inventory, identity, database, table),
        Asker::Other(who) => {
            match opt_in::opted_in(inventory, database, table, |principal| (*who == principal).into()) {
                Truth::Yes => Verdict::Holds,
                Truth::No | Truth::Unsure => Verdict::unknown(
                    "not evaluated: the location is hybrid, and IAM decides for who has not opted in",
                ),
            }
        }
    }
}
