//! Every way in which the people of a spec get at data, link by link, and which links are broken.

use std::collections::{BTreeMap, BTreeSet};

use tipctl_model::{
    Inventory,
    inventory::{Principal, Workforce},
};

use crate::{
    Breach, Chain, Link, LinkName, Mentioned, Query, Session, Stage, Verdict,
    answers::granted,
    counterparts::{Counterparts, address},
    door::entries,
    follow, membership, tables,
};

/// One way from a user or group through an entry and a workgroup to everything that they may read.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Route {
    /// Who: an address where the spec has one, else AWS's name.
    pub who: String,
    /// The studio or client that they come in through; none where nothing lets them in.
    pub entry: Option<String>,
    /// The workgroup.
    pub workgroup: String,
    /// Every link of it: those of each table that they may read, each once.
    pub chain: Chain,
    /// How many tables those are.
    pub tables: usize,
}

impl Route {
    /// The links of one part of the chain, by name, each with the worst that was found of it.
    pub fn stage(&self, stage: Stage) -> BTreeMap<LinkName, &Verdict> {
        let mut worst: BTreeMap<LinkName, &Verdict> = BTreeMap::new();
        for link in self.chain.links.iter().filter(|link| link.name.stage() == stage) {
            let found = worst.entry(link.name).or_insert(&link.verdict);
            if link.verdict.badness() > found.badness() {
                *found = &link.verdict;
            }
        }
        worst
    }
}

/// A broken link, and whom it stops.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Break {
    /// The link.
    pub link: Link,
    /// How it is broken.
    pub breach: Breach,
    /// Whom it stops, each once, in the order of the routes.
    pub who: Vec<String>,
    /// The workgroup of the first route that it is in.
    pub workgroup: String,
}

/// The routes that `wanted`, the inventory of a spec, asks for, followed in `inventory`.
///
/// Who is assigned to a workgroup there has a route through each entry that lets them in. A member of a group has routes of
/// their own where one of them is broken that is not broken for the group.
pub fn routes(inventory: &Inventory, wanted: &Inventory) -> Vec<Route> {
    let guests = wanted.workgroups.iter().flat_map(|(workgroup, told)| {
        let application = told.application.as_deref().and_then(|arn| wanted.applications.get(arn));
        let assigned = application.and_then(|application| application.assigned.as_ref().there());
        assigned.into_iter().flatten().map(move |who| (workgroup, who))
    });
    let people = Counterparts::of(inventory, wanted);
    let own = with_something_of_their_own(inventory);
    let mut routes = Vec::new();
    for (workgroup, meant) in guests {
        let ways = ways(&people, workgroup, meant);
        if let Workforce::Group(group) = meant {
            routes.extend(odd_ones(&people, &own, (workgroup, group), &ways));
        }
        routes.extend(ways);
    }
    routes.sort_by(|one, other| {
        (&one.workgroup, &one.who, &one.entry).cmp(&(&other.workgroup, &other.who, &other.entry))
    });
    // A member of several groups has one route.
    routes.dedup_by(|one, other| {
        (&one.workgroup, &one.who, &one.entry) == (&other.workgroup, &other.who, &other.entry)
    });
    routes
}

/// The routes of `meant`, whom the spec knows, to a workgroup.
fn ways(people: &Counterparts<'_>, workgroup: &str, meant: &Workforce) -> Vec<Route> {
    let Counterparts { inventory, wanted, .. } = *people;
    let who = people.live(meant).unwrap_or(meant);
    let name = address(wanted, meant).map_or_else(|| meant.id().to_owned(), ToString::to_string);
    let mut reads = reads((inventory, inventory), who);
    reads.extend(self::reads((inventory, wanted), meant));
    let tables: BTreeSet<_> = reads.iter().map(|read| (&read.database, &read.table)).collect();
    let memberships = membership::links(people, who);
    let entries = entries(inventory, wanted, meant, workgroup).into_iter();
    entries
        .map(|(entry, entry_name)| {
            let session = Session { who, entry: entry.as_entry(), workgroup };
            let mut chain = whole(inventory, &session, &reads);
            chain.links.extend(memberships.clone());
            chain.links.sort_by_key(|link| link.name);
            Route {
                who: name.clone(),
                entry: entry_name,
                workgroup: told(wanted, workgroup),
                chain,
                tables: tables.len(),
            }
        })
        .collect()
}

/// The routes of members of `group`, as the spec puts them into it, that are broken where those of the group are not.
fn odd_ones(
    people: &Counterparts<'_>,
    own: &BTreeSet<&Workforce>,
    (workgroup, group): (&str, &str),
    ways: &[Route],
) -> Vec<Route> {
    let broken = |route: &Route| -> BTreeSet<LinkName> {
        let links = route.chain.links.iter().filter(|link| link.verdict.breach().is_some());
        links.filter(|link| !follows(link, route)).map(|link| link.name).collect()
    };
    let known: BTreeSet<LinkName> = ways.iter().flat_map(broken).collect();
    if known.contains(&LinkName::Workforce) {
        return Vec::new();
    }
    let members = people.wanted.groups.get(group).into_iter().flat_map(|group| &group.members);
    let mut odd = Vec::new();
    for member in members.map(|id| Workforce::User(id.clone())) {
        let live = people.live(&member);
        let is_out = || {
            let links = live.map(|live| membership::links(people, live));
            links.is_none_or(|links| links.iter().any(|link| link.verdict.breach().is_some()))
        };
        if live.is_some_and(|live| own.contains(live)) || is_out() {
            let theirs = self::ways(people, workgroup, &member).into_iter();
            odd.extend(theirs.filter(|route| !broken(route).is_subset(&known)));
        }
    }
    odd
}

/// The users to whom something is given, or who are kept out, by themselves and not as members of a group.
fn with_something_of_their_own(inventory: &Inventory) -> BTreeSet<&Workforce> {
    let mapped = inventory.mappings.iter().map(|mapping| &mapping.identity);
    let granted = inventory.lake.grants.iter().map(|grant| &grant.principal);
    let lent = inventory.access_grants.grants.iter().map(|grant| &grant.grantee);
    let principals = granted.chain(lent).filter_map(|principal| match principal {
        Principal::Workforce(who) => Some(who),
        Principal::Iam(_) | Principal::IamAllowed | Principal::Other(_) => None,
    });
    mapped.chain(principals).filter(|who| matches!(who, Workforce::User(_))).collect()
}

/// Whether a broken link follows from another one that is broken: without S3 Access Grants there is nothing in them.
fn follows(link: &Link, route: &Route) -> bool {
    if membership::follows(link, &route.chain) {
        return true;
    }
    let is_within = matches!(
        link.name,
        LinkName::ResultsLocation | LinkName::ResultsGrant | LinkName::ResultsLocationRole
    );
    let mut links = route.chain.links.iter();
    is_within
        && links.any(|other| other.name == LinkName::ResultsAssociation && other.verdict.breach().is_some())
}

/// The broken links of `routes`, each once, in the order of the chain. What follows from another one is left out.
pub fn breaks(routes: &[Route]) -> Vec<Break> {
    let mut breaks: Vec<Break> = Vec::new();
    for route in routes {
        for link in &route.chain.links {
            let Some(breach) = link.verdict.breach().filter(|_| !follows(link, route)) else { continue };
            let is_same = |known: &&mut Break| {
                known.link.name == link.name && known.link.subject == link.subject && known.breach == *breach
            };
            match breaks.iter_mut().find(is_same) {
                Some(known) if known.who.contains(&route.who) => {}
                Some(known) => known.who.push(route.who.clone()),
                None => breaks.push(Break {
                    link: link.clone(),
                    breach: breach.clone(),
                    who: vec![route.who.clone()],
                    workgroup: route.workgroup.clone(),
                }),
            }
        }
    }
    breaks.sort_by(|one, other| {
        (one.link.name, &one.link.subject).cmp(&(other.link.name, &other.link.subject))
    });
    breaks
}

/// What `who` may read by the grants of `granting`; what is granted on all tables of a database counts for those that
/// `inventory` knows.
fn reads((inventory, granting): (&Inventory, &Inventory), who: &Workforce) -> BTreeSet<Mentioned> {
    let selects = granted(granting, who).into_iter().filter(|holding| holding.privilege == "select");
    selects.flat_map(|holding| tables(inventory, &holding.on, &holding.columns)).collect()
}

/// The links of the session alone, and those that each read adds.
pub(crate) fn whole<'a>(
    inventory: &Inventory,
    session: &Session<'_>,
    reads: impl IntoIterator<Item = &'a Mentioned>,
) -> Chain {
    let mut chain = follow(inventory, session, None);
    // Of thousands of reads, each brings a link or two that no other has.
    let mut known: BTreeMap<(LinkName, String), Vec<usize>> = BTreeMap::new();
    for (at, link) in chain.links.iter().enumerate() {
        known.entry((link.name, link.subject.clone())).or_default().push(at);
    }
    for Mentioned { database, table, columns } in reads {
        let columns: Vec<&str> = columns.iter().map(String::as_str).collect();
        let query = Query { database, table, columns: &columns };
        for link in follow(inventory, session, Some(&query)).links {
            let known = known.entry((link.name, link.subject.clone())).or_default();
            if !known.iter().any(|at| chain.links.get(*at) == Some(&link)) {
                known.push(chain.links.len());
                chain.links.push(link);
            }
        }
    }
    chain.links.sort_by_key(|link| link.name);
    chain
}

pub(crate) fn told(inventory: &Inventory, workgroup: &str) -> String {
    let from = inventory.workgroups.get(workgroup).and_then(|known| known.from.as_ref());
    from.map_or_else(|| workgroup.to_owned(), ToString::to_string)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::world::{alice, analysts, named};

    fn broken(live: &Inventory) -> Vec<String> {
        let breaks = breaks(&routes(live, &named())).into_iter();
        breaks.map(|broken| format!("{}: {}", broken.who.join(", "), broken.link.name)).collect()
    }

    #[test]
    fn what_the_spec_lets_people_read_is_looked_at_though_nothing_grants_it() {
        let mut live = named();
        assert_eq!(broken(&live), Vec::<String>::new());
        live.lake.grants.retain(|grant| grant.permission != "select");
        assert_eq!(broken(&live), ["group.analysts: grant"]);
    }

    #[test]
    fn a_member_has_a_route_where_their_way_is_another() {
        let mut live = named();
        live.groups.get_mut(analysts().id()).unwrap().members.clear();
        assert_eq!(broken(&live), ["user.alice: membership"]);
        live.users.remove(alice().id());
        assert_eq!(broken(&live), ["user.alice: workforce"]);
        // A mapping of her own counts for her, and not for her group.
        let mut live = named();
        let mut own = live.mappings[0].clone();
        own.identity = alice();
        live.mappings.push(own);
        let routes = routes(&live, &named());
        assert_eq!(routes.iter().map(|route| route.who.as_str()).collect::<Vec<_>>(), ["group.analysts"]);
    }
}
