//! Who can, and why.

use std::collections::BTreeSet;

use tipctl_model::inventory::{Columns, Inventory, Principal, Workforce};

use super::{
    On,
    asker::{Asker, known_as},
    lake, results,
};
use crate::{Chain, LinkName, Truth, Verdict};

/// One principal's access to what was asked about.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Answer {
    /// Who.
    pub who: Principal,
    /// What a person calls them; an id or ARN where that is not known.
    pub name: String,
    /// The path link by link: memberships and what they bring, then what lies between that and the data. The first link that
    /// is broken is the first that is missing.
    pub path: Chain,
    /// Whether what is known gives it to them, whatever becomes of it on the way to the data. Unsure where a group's members
    /// are not all known, or where something is not evaluated.
    pub is_granted: Truth,
    /// Which columns, of a table.
    pub columns: Columns,
}

impl Answer {
    /// Whether they can: whatever is known to be broken counts, and of what is not known only what gives the access.
    pub fn verdict(&self) -> Verdict {
        if let Some((_, breach)) = self.path.first_broken() {
            return Verdict::Broken(breach.clone());
        }
        let gives = [LinkName::Membership, LinkName::Grant, LinkName::OptIn, LinkName::ResultsGrant];
        let giving = self.path.links.iter().filter(|link| gives.contains(&link.name));
        let verdict = |so_far: Verdict, verdict: &Verdict| so_far.and(|| verdict.clone());
        giving.map(|link| &link.verdict).fold(Verdict::Holds, verdict)
    }
}

/// Every principal that can `privilege` on `on`, or of whom it cannot be told, users and groups first.
///
/// Users come with the groups that are known to have them. `privilege` is one of Lake Formation's in the spec's words, or
/// `read` and `write` of a place in S3.
pub fn who_can(inventory: &Inventory, privilege: &str, on: &On) -> Vec<Answer> {
    let mut candidates: BTreeSet<Principal> = match is_of_s3(privilege, on) {
        true => inventory.access_grants.grants.iter().map(|grant| grant.grantee.clone()).collect(),
        false => lake::holders(inventory, privilege, on),
    };
    let groups: Vec<&str> = candidates.iter().filter_map(group_id).collect();
    let members =
        groups.into_iter().filter_map(|id| inventory.groups.get(id)).flat_map(|group| &group.members);
    let members: Vec<Principal> =
        members.map(|id| Principal::Workforce(Workforce::User(id.clone()))).collect();
    candidates.extend(members);
    let answers = candidates.iter().map(|who| why(inventory, who, privilege, on));
    answers.filter(|answer| answer.is_granted != Truth::No && answer.verdict().breach().is_none()).collect()
}

fn group_id(principal: &Principal) -> Option<&str> {
    match principal {
        Principal::Workforce(Workforce::Group(id)) => Some(id),
        _ => None,
    }
}

/// Why `who` can or cannot `privilege` on `on`: the path, or the first missing link in it.
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
        is_granted: found.is_granted,
        columns: found.columns,
    }
}

/// Whether S3 Access Grants gives it, and not Lake Formation.
fn is_of_s3(privilege: &str, on: &On) -> bool {
    matches!(on, On::Prefix(_)) && matches!(privilege, "read" | "write" | "readwrite")
}
