//! Who can, and why.

use std::collections::BTreeSet;

use tipctl_model::inventory::{Columns, Extent, Inventory, Principal, Workforce};

use super::{
    On, Way,
    asker::{Asker, known_as},
    lake, results, way_in,
};
use crate::{Chain, Link, LinkName, Query, Truth, Verdict, caller};

/// One principal's access to what was asked about.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Answer {
    /// Who.
    pub who: Principal,
    /// What a person calls them; an id or ARN where that is not known.
    pub name: String,
    /// The path to the data, link by link: memberships and what they bring, then what lies between that and the data. The
    /// first link that is broken is the first that is missing.
    pub path: Chain,
    /// The best way in to ask for it. None where nobody needs one: of principals who are not of the workforce, and of places
    /// in S3, which a session of any program can ask S3 Access Grants for.
    pub way: Option<Way>,
    /// Whether what is known gives it to them, whatever becomes of it on the way. Unsure where a group's members are not all
    /// known, or where something is not evaluated.
    pub is_granted: Truth,
    /// Which columns, of a table.
    pub columns: Columns,
    /// The place within what was asked about that is theirs alone, where they get at no more of it.
    pub within: Option<String>,
    /// The links that an inventory of this kind cannot tell of: no doubt of them decides.
    beyond: BTreeSet<LinkName>,
}

impl Answer {
    /// Whether they can: no where the data is out of their reach or every way in is broken, and yes only where both hold.
    pub fn verdict(&self) -> Verdict {
        self.reach().and(|| self.way_in().unwrap_or(Verdict::Holds))
    }

    /// Whether the data is within their reach: what is granted, and what lies between that and the data.
    pub fn reach(&self) -> Verdict {
        self.judged(&self.path)
    }

    /// Whether anything lets them ask for it; none where nobody needs a way in.
    pub fn way_in(&self) -> Option<Verdict> {
        self.way.as_ref().map(|way| self.judged(&way.chain))
    }

    fn judged(&self, chain: &Chain) -> Verdict {
        let deciding = chain.links.iter().filter(|link| !self.is_left_open(link));
        deciding.fold(Verdict::Holds, |so_far, link| so_far.and(|| link.verdict.clone()))
    }

    /// The first link that decides against it, of the path and then of the way in: one that is broken, or failing that one
    /// that cannot be told.
    pub fn first_missing(&self) -> Option<&Link> {
        let links = || self.path.links.iter().chain(self.way.iter().flat_map(|way| &way.chain.links));
        let unknown = |link: &&Link| !link.verdict.holds() && !self.is_left_open(link);
        links().find(|link| link.verdict.breach().is_some()).or_else(|| links().find(unknown))
    }

    /// The links that a spec, or a plan, cannot tell of and that an account has to, each once and in the order of the chain.
    pub fn left_open(&self) -> Vec<LinkName> {
        let way = self.way.iter().flat_map(|way| &way.chain.links);
        let open = self.path.links.iter().chain(way).filter(|link| self.is_left_open(link));
        open.map(|link| link.name).collect::<BTreeSet<_>>().into_iter().collect()
    }

    fn is_left_open(&self, link: &Link) -> bool {
        matches!(link.verdict, Verdict::Unknown(_)) && self.beyond.contains(&link.name)
    }
}

/// What no spec and no plan tells: where tables are and how they are encrypted, and what else an account has that nothing
/// in them is about.
pub(super) fn beyond(inventory: &Inventory) -> BTreeSet<LinkName> {
    if inventory.extent != Extent::Spec {
        return BTreeSet::new();
    }
    let mut beyond = BTreeSet::from([
        LinkName::IdentityCenter,
        LinkName::CatalogEncryption,
        LinkName::Location,
        LinkName::ResultsEncryption,
    ]);
    if inventory.studios.is_empty() && inventory.clients.is_empty() {
        beyond.insert(LinkName::Entry);
    }
    if inventory.workgroups.is_empty() {
        beyond.insert(LinkName::Workgroup);
    }
    beyond
}

/// Everyone who is granted `privilege` on `on`, or of whom that cannot be told, users and groups first: those who can, and
/// those of whom it cannot be told or whom something stops on the way, which their answers say.
///
/// Users come with the groups that are known to have them; of what everyone holds whom IAM allows it, those come whom
/// nothing stops. `privilege` is one of Lake Formation's in the spec's words, or `read` and `write` of a place in S3.
pub fn who_can(inventory: &Inventory, privilege: &str, on: &On) -> Vec<Answer> {
    let named: BTreeSet<Principal> = match is_of_s3(privilege, on) {
        true => inventory.access_grants.grants.iter().map(|grant| grant.grantee.clone()).collect(),
        false => lake::holders(inventory, privilege, on),
    };
    let user = |id: &str| Principal::Workforce(Workforce::User(id.to_owned()));
    let groups = named.iter().filter_map(group_id).filter_map(|id| inventory.groups.get(id));
    let members: Vec<Principal> = groups.flat_map(|group| &group.members).map(|id| user(id)).collect();
    let everyone = inventory.users.iter().map(|(id, _)| id);
    let everyone = everyone.filter(|_| named.contains(&Principal::IamAllowed)).map(user);
    let all: BTreeSet<Principal> = named.iter().cloned().chain(members.clone()).chain(everyone).collect();
    let named: BTreeSet<Principal> = named.into_iter().chain(members).collect();
    let answers = all.iter().map(|who| why(inventory, who, privilege, on));
    let is_told = |answer: &Answer| named.contains(&answer.who) || answer.verdict().breach().is_none();
    answers.filter(|answer| answer.is_granted != Truth::No && is_told(answer)).collect()
}

/// Why there may be others who can than those whom [`who_can`] lists, as a lowercase fragment.
pub fn who_else(inventory: &Inventory, privilege: &str, on: &On) -> Option<String> {
    if inventory.extent == Extent::Spec {
        return None;
    }
    if is_of_s3(privilege, on) {
        let is_whole = inventory.access_grants.grants_are_whole;
        return (!is_whole).then(|| "not all access grants could be read".to_owned());
    }
    let less = caller::shown_less(inventory).map(|caller| {
        format!("`{caller}` is no administrator of Lake Formation, which shows it its own grants alone")
    });
    let unread = || "not all grants of Lake Formation could be read".to_owned();
    less.or_else(|| (!inventory.lake.grants_are_whole).then(unread))
}

fn group_id(principal: &Principal) -> Option<&str> {
    match principal {
        Principal::Workforce(Workforce::Group(id)) => Some(id),
        _ => None,
    }
}

/// Why `who` can or cannot `privilege` on `on`: the path and the best way in, or the first missing link in them.
pub fn why(inventory: &Inventory, who: &Principal, privilege: &str, on: &On) -> Answer {
    let asker = Asker::of(inventory, who);
    let found = match on {
        On::Prefix(path) if is_of_s3(privilege, on) => {
            results::path(inventory, who, &asker, (privilege, path))
        }
        _ => lake::path(inventory, who, &asker, (privilege, on)),
    };
    let (_, name) = known_as(inventory, who);
    Answer {
        who: who.clone(),
        name,
        path: Chain { links: found.links },
        way: way(inventory, who, on),
        is_granted: found.is_granted,
        columns: found.columns,
        within: found.within,
        beyond: beyond(inventory),
    }
}

/// The best way in for `who` to ask for `on`.
fn way(inventory: &Inventory, who: &Principal, on: &On) -> Option<Way> {
    let Principal::Workforce(who) = who else { return None };
    match on {
        On::Table { database, table, columns } => {
            let columns: Vec<&str> = columns.iter().map(String::as_str).collect();
            Some(way_in(inventory, who, Some(&Query { database, table, columns: &columns })))
        }
        On::Database(_) | On::Tables(_) | On::Catalog => Some(way_in(inventory, who, None)),
        On::Studio(_) | On::Client(_) | On::Workgroup(_) | On::Prefix(_) => None,
    }
}

/// Whether S3 Access Grants gives it, and not Lake Formation.
fn is_of_s3(privilege: &str, on: &On) -> bool {
    matches!(on, On::Prefix(_)) && matches!(privilege, "read" | "write" | "readwrite")
}
