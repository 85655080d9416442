//! The one route of one query.

use tipctl_model::{Inventory, inventory::Principal};

use crate::{
    Entry, Link, LinkName, Mentioned, Route, Session, called,
    counterparts::Counterparts,
    diagnosis::{told, whole},
    membership,
};

/// The way of `session` to `reads`, followed in `inventory`. Of a user whom `wanted`, the inventory of a spec, puts into
/// groups, the memberships are links of it; so is that a user whom it puts into none, and assigns nothing, is in none that
/// may query.
pub fn route(inventory: &Inventory, wanted: &Inventory, session: &Session<'_>, reads: &[Mentioned]) -> Route {
    let mut chain = whole(inventory, session, reads);
    let people = Counterparts::of(inventory, wanted);
    let mut memberships = membership::links(&people, session.who);
    let is_unassigned = |link: &Link| link.name == LinkName::Assignment && link.verdict.breach().is_some();
    if memberships.is_empty() && chain.links.iter().any(is_unassigned) {
        memberships.extend(membership::outsider(&people, session.who, session.workgroup));
    }
    chain.links.extend(memberships);
    chain.links.sort_by_key(|link| link.name);
    Route {
        who: called(inventory, &Principal::Workforce(session.who.clone())),
        entry: entry(inventory, session.entry),
        workgroup: told(inventory, session.workgroup),
        chain,
        tables: reads.len(),
    }
}

/// What an entry is called, as far as it is there.
fn entry(inventory: &Inventory, entry: Entry<'_>) -> Option<String> {
    let (from, name) = match entry {
        Entry::Studio(id) => {
            inventory.studios.get(id).map(|studio| (studio.from.as_ref(), studio.name.as_str()))?
        }
        Entry::Client(label) => (inventory.clients.get(label)?.from.as_ref(), label),
    };
    Some(from.map_or_else(|| name.to_owned(), ToString::to_string))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        breaks,
        world::{STUDIO, alice, analysts, named},
    };

    fn broken(live: &Inventory, wanted: &Inventory) -> Vec<(LinkName, String)> {
        let (who, entry) = (alice(), Entry::Studio(STUDIO));
        let session = Session { who: &who, entry, workgroup: "analytics" };
        let read =
            Mentioned { database: "sales".into(), table: "orders".into(), columns: ["amount".into()].into() };
        let route = route(live, wanted, &session, &[read]);
        let breaks = breaks(&[route]).into_iter();
        breaks.map(|broken| (broken.link.name, broken.breach.cause)).collect()
    }

    #[test]
    fn who_is_out_of_their_group_lacks_the_membership_and_nothing_else_is_told() {
        let wanted = named();
        assert_eq!(broken(&wanted, &wanted), []);
        let mut live = named();
        live.groups.get_mut(analysts().id()).unwrap().members.clear();
        let out = (LinkName::Membership, "they are not in the group `analysts`".to_owned());
        assert_eq!(broken(&live, &wanted), [out]);
        live.groups.remove(analysts().id());
        let gone = (LinkName::Membership, "there is no group `analysts`".to_owned());
        assert_eq!(broken(&live, &wanted), [gone]);
        // To a spec that puts her in no group, she is one of the many who are in none that may query.
        let (mut live, mut wanted) = (named(), wanted);
        live.groups.get_mut(analysts().id()).unwrap().members.clear();
        wanted.groups.get_mut(analysts().id()).unwrap().members.clear();
        let out = "they are in no group that may query through it: `group.analysts`".to_owned();
        assert_eq!(broken(&live, &wanted), [(LinkName::Membership, out)]);
    }
}
