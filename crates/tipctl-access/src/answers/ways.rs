//! The ways in: through an entry and a workgroup to where a query can be asked.

use tipctl_model::{
    Address,
    inventory::{Inventory, Workforce},
};

use crate::{
    Chain, Entry, Identity, Link, LinkName, Query, Session, Stage, Verdict, follow,
    links::{assignment, client, studio, workgroup},
};

/// One way in, judged.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Way {
    /// The studio or client that it leads through, as a person calls it; none where there is none at all.
    pub entry: Option<String>,
    /// The workgroup that it leads through, likewise.
    pub workgroup: Option<String>,
    /// Its links: all that a query needs but for the data that it reads.
    pub chain: Chain,
}

impl Way {
    /// What tells how good it is: the less the better.
    fn faults(&self) -> (u8, usize, usize) {
        let count =
            |badness: u8| self.chain.links.iter().filter(|link| link.verdict.badness() == badness).count();
        (self.chain.verdict().badness(), count(2), count(1))
    }
}

/// How many entries, and how many workgroups, are looked at where none of them lets somebody in: any of them shows that.
const SHOWN: usize = 3;

/// The best way in for `who` to ask `query`, or anything at all.
///
/// It is broken where every way is, and unknown where none holds and one is not known to be broken.
pub fn way_in(inventory: &Inventory, who: &Workforce, query: Option<&Query<'_>>) -> Way {
    let identity = Identity::of(inventory, who);
    let (doors, workgroups) = (doors(inventory, &identity), workgroups(inventory, &identity));
    if doors.is_empty() {
        let is_whole = inventory.studios.is_whole;
        return nowhere(LinkName::Entry, "studio", is_whole, "studio and no client to come in through");
    }
    if workgroups.is_empty() {
        let is_whole = inventory.workgroups.is_whole;
        return nowhere(LinkName::Workgroup, "workgroup", is_whole, "workgroup to query through");
    }
    let mut best: Option<Way> = None;
    for door in &doors {
        for through in &workgroups {
            let session = Session { who, entry: door.id, workgroup: through.id };
            let mut chain = follow(inventory, &session, query);
            chain.links.retain(|link| link.name.stage() != Stage::Data);
            let (entry, workgroup) = (Some(door.name.clone()), Some(through.name.clone()));
            let way = Way { entry, workgroup, chain };
            if way.chain.verdict().holds() {
                return way;
            }
            best = match best {
                Some(known) if known.faults() <= way.faults() => Some(known),
                _ => Some(way),
            };
        }
    }
    best.unwrap_or(Way { entry: None, workgroup: None, chain: Chain::default() })
}

/// No way at all: there is no `what`.
fn nowhere(link: LinkName, subject: &str, is_whole: bool, what: &str) -> Way {
    let verdict = if is_whole {
        Verdict::missing(format!("there is no {what}"))
    } else {
        Verdict::unknown(format!("no {what} is known"))
    };
    let links = vec![Link::new(link, None, subject, verdict)];
    Way { entry: None, workgroup: None, chain: Chain { links } }
}

/// A part of a way: an entry or a workgroup, and what is found of it alone.
struct Part<Id> {
    id: Id,
    name: String,
    /// How it stands: the verdict, and whether the spec does not mean it.
    order: (u8, bool),
}

impl<Id> Part<Id> {
    fn new(id: Id, from: Option<&Address>, name: &str, verdict: &Verdict) -> Self {
        let order = (verdict.badness(), from.is_none());
        Self { id, name: from.map_or_else(|| name.to_owned(), ToString::to_string), order }
    }
}

/// The parts that can be on a way, the best first; where none can, a few that show it.
fn best<Id>(mut parts: Vec<Part<Id>>) -> Vec<Part<Id>> {
    parts.sort_by(|one, other| (one.order, &one.name).cmp(&(other.order, &other.name)));
    let is_open = |part: &Part<Id>| part.order.0 < 2;
    if parts.iter().any(is_open) {
        parts.retain(is_open)
    } else {
        parts.truncate(SHOWN)
    }
    parts
}

fn doors<'a>(inventory: &'a Inventory, identity: &Identity<'_>) -> Vec<Part<Entry<'a>>> {
    let studios = inventory.studios.iter().map(|(id, known)| {
        let verdict =
            studio::settings(inventory, known).and(|| studio::lets_in(inventory, id, known, identity));
        Part::new(Entry::Studio(id), known.from.as_ref(), &known.name, &verdict)
    });
    let clients = inventory.clients.iter().map(|(label, known)| {
        let verdict = client::lets_in(inventory, label, known, identity);
        Part::new(Entry::Client(label), known.from.as_ref(), label, &verdict)
    });
    best(studios.chain(clients).collect())
}

fn workgroups<'a>(inventory: &'a Inventory, identity: &Identity<'_>) -> Vec<Part<&'a str>> {
    let workgroups = inventory.workgroups.iter().map(|(name, known)| {
        let verdict = workgroup::settings(inventory, name, known)
            .and(|| assignment::to_workgroup(inventory, name, known, identity));
        Part::new(name, known.from.as_ref(), name, &verdict)
    });
    best(workgroups.collect())
}
