//! Access that S3 Access Grants gives.

use tipctl_model::inventory::{
    AccessGrant, AccessGrantsLocation, Columns, Extent, Inventory, Permission, Principal, Sight,
};

use super::{
    asker::{Asker, group_between, known_as},
    lake::Found,
};
use crate::{
    Link, LinkName, Truth, Verdict,
    links::{path::folder, results_association, results_grant::covers, results_location_role},
};

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
    let is_granted = match (narrowest(Truth::Yes), narrowest(Truth::Unsure)) {
        (Some(grant), _) => {
            links.extend(through(inventory, who, grant));
            links.push(held(grant));
            links.extend(between(inventory, asker, grant, (privilege, &target)));
            Truth::Yes
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
    Found { links, is_granted, columns: Columns::All }
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

/// What lies between a grant and the objects.
fn between(
    inventory: &Inventory,
    asker: &Asker<'_>,
    grant: &AccessGrant,
    (privilege, target): (&str, &str),
) -> Vec<Link> {
    let mut links = Vec::new();
    let identity = asker.identity();
    if identity.is_some() {
        let verdict = results_association::associated(inventory);
        links.push(Link::new(LinkName::ResultsAssociation, None, "S3 Access Grants", verdict));
    }
    let location = match inventory.access_grants.locations.see(&grant.location) {
        Sight::There(location) => location,
        Sight::Absent | Sight::Unseen => return links,
    };
    links.push(Link::new(LinkName::ResultsLocation, location.from.as_ref(), &location.scope, Verdict::Holds));
    let Some(identity) = identity else { return links };
    let arn = location.role.as_deref().unwrap_or(&location.scope);
    let from = inventory.roles.get(arn).and_then(|role| role.from.as_ref());
    let (verdict, note) = lent(inventory, location, (target, identity.user_id()), privilege);
    let verdict = results_location_role::trust(inventory, location).and(|| verdict);
    links.push(Link { note, ..Link::new(LinkName::ResultsLocationRole, from, arn, verdict) });
    links
}

/// Whether the location's role lets the user at `target`, or at the place of their own in it.
fn lent(
    inventory: &Inventory,
    location: &AccessGrantsLocation,
    (target, user): (&str, &str),
    privilege: &str,
) -> (Verdict, Option<&'static str>) {
    let actions: &[&str] = match privilege {
        "read" => &["s3:GetObject"],
        "write" => &["s3:PutObject"],
        _ => &results_location_role::WRITE_AND_READ,
    };
    let judge =
        |target: &str| results_location_role::permissions(inventory, location, (target, user), actions, None);
    match judge(target) {
        Verdict::Holds => (Verdict::Holds, None),
        verdict => match judge(&format!("{target}{user}/")) {
            Verdict::Holds => (Verdict::Holds, Some("only below a prefix of their own")),
            Verdict::Broken(_) | Verdict::Unknown(_) => (verdict, None),
        },
    }
}
