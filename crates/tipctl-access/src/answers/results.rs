//! Access that S3 Access Grants gives.

use tipctl_model::inventory::{
    AccessGrant, AccessGrantsLocation, Columns, Extent, Inventory, Permission, Principal,
};

use super::{
    asker::{Asker, group_between, known_as},
    lake::Found,
};
use crate::{
    Breach, Identity, Link, LinkName, Truth, Verdict,
    links::{path::folder, results_association, results_grant::covers, results_location_role},
    names::of_id,
};

/// What stands for the id of whoever it is.
const ANYBODY: &str = "<user-id>";

/// The path of `who` to the place `path` in S3.
pub(super) fn path(
    inventory: &Inventory,
    who: &Principal,
    asker: &Asker<'_>,
    (privilege, path): (&str, &str),
) -> Found {
    let target = folder(path.trim_end_matches('*'));
    let gives = |grant: &&AccessGrant| covers(grant, &target) && allows(grant.permission, privilege);
    let giving = inventory.access_grants.grants.iter().filter(gives);
    let theirs: Vec<_> = giving.map(|grant| (asker.holds(&grant.grantee), grant)).collect();
    let narrowest = |truth: Truth| {
        let those = theirs.iter().filter(|(held, _)| *held == truth).map(|(_, grant)| *grant);
        those.max_by_key(|grant| grant.scope.len())
    };
    let mut links = Vec::new();
    let mut within = None;
    let is_granted = match (narrowest(Truth::Yes), narrowest(Truth::Unsure)) {
        (Some(grant), _) => {
            links.extend(through(inventory, who, grant));
            links.push(held(grant));
            let loan = between(inventory, asker, grant, (privilege, &target), &mut links);
            let is_granted = loan.as_ref().map_or(Truth::Yes, Loan::is_given);
            within = loan.and_then(Loan::place);
            is_granted
        }
        (None, Some(grant)) => {
            let why = format!("whether they are in `{}`, which may, is not known", grant.grantee);
            links.push(missing(privilege, &target, Verdict::Unknown(why)));
            Truth::Unsure
        }
        (None, None) => {
            links.push(missing(privilege, &target, ungranted(inventory, privilege, &target)));
            Truth::No
        }
    };
    Found { links, is_granted, columns: Columns::All, within }
}

/// Whether a permission includes what is asked.
pub(super) fn allows(permission: Permission, privilege: &str) -> bool {
    match permission {
        Permission::ReadWrite => true,
        Permission::Read => privilege == "read",
        Permission::Write => privilege == "write",
    }
}

fn missing(privilege: &str, target: &str, verdict: Verdict) -> Link {
    Link::new(LinkName::ResultsGrant, None, &format!("{privilege} on {target}"), verdict)
}

fn ungranted(inventory: &Inventory, privilege: &str, target: &str) -> Verdict {
    match (inventory.access_grants.grants_are_whole, inventory.extent) {
        (true, _) => Verdict::missing(format!("no access grant gives them `{privilege}` on `{target}`")),
        (false, Extent::Spec) => Verdict::unknown("the spec does not grant it"),
        (false, Extent::Live | Extent::After) => Verdict::unknown("not all access grants could be read"),
    }
}

fn through(inventory: &Inventory, who: &Principal, grant: &AccessGrant) -> Option<Link> {
    let group = group_between(who, &grant.grantee)?;
    let (about, name) = known_as(inventory, &Principal::Workforce(group.clone()));
    Some(Link::new(LinkName::Membership, about.as_ref(), &name, Verdict::Holds))
}

fn held(grant: &AccessGrant) -> Link {
    let permission = in_words(grant.permission);
    Link {
        subject: format!("{permission} on {}", grant.scope),
        about: grant.from.clone(),
        ..Link::new(LinkName::ResultsGrant, None, "", Verdict::Holds)
    }
}

/// A permission in the spec's words.
pub(super) fn in_words(permission: Permission) -> &'static str {
    match permission {
        Permission::Read => "read",
        Permission::Write => "write",
        Permission::ReadWrite => "readwrite",
    }
}

/// What lies between a grant and the objects: its links, and what the location's role lends; of principals who are not of the
/// workforce that is not evaluated.
pub(super) fn between(
    inventory: &Inventory,
    asker: &Asker<'_>,
    grant: &AccessGrant,
    (privilege, target): (&str, &str),
    links: &mut Vec<Link>,
) -> Option<Loan> {
    let identity = asker.identity();
    if identity.is_some() {
        let verdict = results_association::associated(inventory);
        links.push(Link::new(LinkName::ResultsAssociation, None, "S3 Access Grants", verdict));
    }
    let location = inventory.access_grants.locations.get(&grant.location)?;
    links.push(Link::new(LinkName::ResultsLocation, location.from.as_ref(), &location.scope, Verdict::Holds));
    let identity = identity?;
    let arn = location.role.as_deref().unwrap_or(&location.scope);
    let from = inventory.roles.get(arn).and_then(|role| role.from.as_ref());
    let loan = Loan::of(inventory, location, (grant, target), (identity, privilege));
    let verdict = results_location_role::trust(inventory, location).and(|| loan.verdict());
    links.push(Link::new(LinkName::ResultsLocationRole, from, arn, verdict));
    Some(loan)
}

/// What a location's role lends a user of a place in it.
pub(super) enum Loan {
    /// All of it, as far as the verdict goes.
    All(Verdict),
    /// The place of their own in it, and nothing else of it.
    Own(String),
    /// Nothing of it: the place of their own is elsewhere.
    Elsewhere(Breach),
    /// Perhaps all of it: it is some user's own, and whose is not known.
    Somebodys,
}

impl Loan {
    fn of(
        inventory: &Inventory,
        location: &AccessGrantsLocation,
        (grant, target): (&AccessGrant, &str),
        (identity, privilege): (&Identity<'_>, &str),
    ) -> Self {
        let actions: &[&str] = match privilege {
            "read" => &["s3:GetObject"],
            "write" => &["s3:PutObject"],
            _ => &results_location_role::WRITE_AND_READ,
        };
        let user = identity.user_id();
        let judge = |target: &str| {
            results_location_role::permissions(inventory, location, (target, user), actions, None)
        };
        let verdict = judge(target);
        if verdict.holds() {
            return Self::All(verdict);
        }
        let granted = folder(grant.scope.trim_end_matches('*'));
        let is_lent_below = |place: &str| judge(&format!("{place}{user}/")).holds();
        let is_yet_to_be_made = of_id(user) != user;
        if is_lent_below(target) {
            let user = if is_yet_to_be_made { ANYBODY } else { user };
            return Self::Own(format!("{target}{user}/"));
        }
        match verdict {
            Verdict::Broken(breach) if is_lent_below(&granted) => {
                let is_somebodys = is_yet_to_be_made && target.split('/').any(is_id);
                if is_somebodys { Self::Somebodys } else { Self::Elsewhere(breach) }
            }
            verdict => Self::All(verdict),
        }
    }

    fn verdict(&self) -> Verdict {
        match self {
            Self::All(verdict) => verdict.clone(),
            Self::Own(_) => Verdict::Holds,
            Self::Elsewhere(breach) => Verdict::Broken(breach.clone()),
            Self::Somebodys => {
                Verdict::unknown("it is one user's own, and ids are known only of users that are made")
            }
        }
    }

    /// Whether the place is theirs at all. What a role keeps apart by design is not.
    fn is_given(&self) -> Truth {
        match self {
            Self::All(_) | Self::Own(_) => Truth::Yes,
            Self::Somebodys => Truth::Unsure,
            Self::Elsewhere(_) => Truth::No,
        }
    }

    /// The place within what is asked about that is theirs alone.
    pub(super) fn place(self) -> Option<String> {
        if let Self::Own(place) = self { Some(place) } else { None }
    }
}

/// Whether a part of a path has the form of a user's id.
///
/// AWS: a UUID, before which older directories have ten digits (facts/tip-chain.md L2).
fn is_id(part: &str) -> bool {
    let groups: Vec<&str> = part.split('-').collect();
    let is_hex = |group: &&str| group.bytes().all(|byte| byte.is_ascii_hexdigit());
    let lengths: Vec<usize> = groups.iter().map(|group| group.len()).collect();
    groups.iter().all(is_hex) && matches!(lengths.as_slice(), [8, 4, 4, 4, 12] | [10, 8, 4, 4, 4, 12])
}
