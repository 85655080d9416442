//! Access that Lake Formation gives.

use std::collections::BTreeSet;

use tipctl_model::inventory::{Columns, Grant, Inventory, Location, Principal, Sight};

use super::{
    On,
    asked::is_of_rows,
    asker::{Asker, group_between, known_as},
    on::columns_in_words,
};
use crate::{
    Link, LinkName, Truth, Verdict,
    links::{
        catalog_encryption, database,
        grant::{Granted, Target, has},
        lake_connection,
        location::{self, Covered},
        location_role, opt_in,
    },
};

/// The links of a path, and what it leads to.
pub(super) struct Found {
    pub(super) links: Vec<Link>,
    pub(super) is_granted: Truth,
    pub(super) columns: Columns,
    /// The place within what is asked about that is theirs alone, where it is no more than that.
    pub(super) within: Option<String>,
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
        return Found { links, is_granted: Truth::Unsure, columns: Columns::All, within: None };
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
    Found { links, is_granted, columns: sure.unwrap_or(Columns::Only(BTreeSet::new())), within: None }
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
pub(super) fn between(
    inventory: &Inventory,
    asker: &Asker<'_>,
    (privilege, target): (&str, Target<'_>),
) -> Vec<Link> {
    let mut links = Vec::new();
    let (Target::Table(of, _) | Target::Tables(of) | Target::Database(of)) = target else { return links };
    if let Some(identity) = asker.identity() {
        let connection = inventory.lake.connection.as_ref().there();
        let verdict =
            lake_connection::connected(inventory).and(|| lake_connection::lets_in(inventory, identity));
        let from = connection.and_then(|connection| connection.from.as_ref());
        links.push(Link::new(LinkName::LakeConnection, from, "Lake Formation", verdict));
        let encryption = catalog_encryption::readable(inventory);
        links.push(Link::new(LinkName::CatalogEncryption, None, "data catalog", encryption));
        if !matches!(target, Target::Database(_)) {
            links.push(Link::new(LinkName::Database, None, of, database::seen_by(inventory, identity, of)));
        }
    }
    match target {
        _ if !is_of_rows(privilege) => {}
        Target::Table(of, table) => links.extend(to_rows(inventory, asker, of, table)),
        Target::Tables(of) => links.extend(to_all_rows(inventory, asker, of)),
        Target::Database(_) | Target::Catalog | Target::Location(_) => {}
    }
    links
}

/// What lies between the tables of a database and their rows: of those that are known whatever does not hold, and each once.
fn to_all_rows(inventory: &Inventory, asker: &Asker<'_>, database: &str) -> Vec<Link> {
    let names = inventory.catalog.tables.iter().filter_map(|(name, _)| name.split_once('.'));
    let mut tables = names.filter(|(of, _)| *of == database).peekable();
    if tables.peek().is_none() {
        return wherever(inventory, asker, database, "*").into_iter().collect();
    }
    let mut links: Vec<Link> = Vec::new();
    for link in tables.flat_map(|(of, table)| to_rows(inventory, asker, of, table)) {
        if !link.verdict.holds() && !links.contains(&link) {
            links.push(link);
        }
    }
    links
}

/// What lies between a table and its rows.
fn to_rows(inventory: &Inventory, asker: &Asker<'_>, database: &str, table: &str) -> Vec<Link> {
    let name = format!("{database}.{table}");
    let covered = match location::of_table(inventory, database, table) {
        Ok(covered) => covered,
        Err(verdict) => {
            let is_unseen = matches!(verdict, Verdict::Unknown(_))
                && inventory.catalog.tables.see(&name) == Sight::Unseen;
            let opt_in = if is_unseen { wherever(inventory, asker, database, table) } else { None };
            let location = Link::new(LinkName::Location, None, &name, unregistered(asker, verdict));
            return opt_in.into_iter().chain([location]).collect();
        }
    };
    let Covered { data, path, location } = covered;
    let mut links = Vec::new();
    if location.is_hybrid {
        links.push(Link::new(LinkName::OptIn, None, &name, opted_in(inventory, asker, database, table)));
    }
    links.push(Link::new(LinkName::Location, location.from.as_ref(), path, Verdict::Holds));
    if let Some(identity) = asker.identity() {
        let verdict = location_role::trust(inventory, path, location)
            .and(|| location_role::permissions(inventory, (path, location), data, Some(identity.user_id())));
        let arn = location.role.as_deref().unwrap_or(path);
        let from = inventory.roles.get(arn).and_then(|role| role.from.as_ref());
        links.push(Link::new(LinkName::LocationRole, from, arn, verdict));
    }
    links
}

/// The verdict on a location that could not be made out.
///
/// AWS: Lake Formation keeps nobody from data that is not registered with it; IAM decides, which allows a user of Identity
/// Center nothing, and what it allows others is not evaluated (facts/tip-chain.md L15, L16).
fn unregistered(asker: &Asker<'_>, verdict: Verdict) -> Verdict {
    match (asker, verdict) {
        (Asker::Other(_), Verdict::Broken(breach)) if breach.rule.is_some() => {
            Verdict::unknown(format!("not evaluated: {}, so that IAM decides", breach.cause))
        }
        (_, verdict) => verdict,
    }
}

/// The opt-in that a table needs whose place nobody has seen: for certain where every location that is known is hybrid.
fn wherever(inventory: &Inventory, asker: &Asker<'_>, database: &str, table: &str) -> Option<Link> {
    let hybrid = |(_, location): &(&str, &Location)| location.is_hybrid;
    let locations = &inventory.lake.locations;
    let (path, first) = locations.iter().find(hybrid)?;
    let name = format!("{database}.{table}");
    let verdict = match opted_in(inventory, asker, database, table) {
        Verdict::Broken(_) if !locations.iter().all(|location| hybrid(&location)) => {
            let path = first.from.as_ref().map_or_else(|| path.to_owned(), ToString::to_string);
            Verdict::unknown(format!(
                "its data may be in `{path}`, which is hybrid, and neither they nor a group of theirs opted in"
            ))
        }
        verdict => verdict,
    };
    Some(Link::new(LinkName::OptIn, None, &name, verdict))
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
