//! Being in the groups that a spec puts somebody in.
//!
//! [`follow`](crate::follow) knows of no spec, so that who is out of a group is to it one to whom nothing was ever given.

use tipctl_model::{
    Address,
    inventory::{Group, Workforce},
};

use crate::{
    Chain, Identity, Link, LinkName, Truth, Verdict,
    counterparts::{Counterparts, address},
    links::admission,
};

/// For each group that the spec puts the user `who` of the account in: whether they are in it.
pub(crate) fn links(people: &Counterparts<'_>, who: &Workforce) -> Vec<Link> {
    let Some(Workforce::User(meant)) = people.meant(who) else { return Vec::new() };
    let groups = people.wanted.groups.iter().filter(|(_, group)| group.members.contains(meant));
    let groups = groups.filter_map(|(_, group)| Some((group.from.as_ref()?, group)));
    groups.map(|(from, group)| link(people, (from, group), who)).collect()
}

/// That `who` is in none of the groups that may query through the workgroup, as the spec has it; none where they are, or
/// where it is for no group.
pub(crate) fn outsider(people: &Counterparts<'_>, who: &Workforce, workgroup: &str) -> Option<Link> {
    let Counterparts { inventory, wanted, .. } = *people;
    let told = wanted.workgroups.get(workgroup)?;
    let application = wanted.applications.get(told.application.as_deref()?)?;
    let assigned = application.assigned.as_ref().there()?;
    let groups = assigned.iter().filter(|other| matches!(other, Workforce::Group(_)));
    let groups: Vec<(&Workforce, &Address)> = groups
        .filter_map(|group| {
            let from = address(wanted, group)?;
            Some((people.found(from)?, from))
        })
        .collect();
    let identity = Identity::of(inventory, who);
    let is_out = !groups.is_empty() && groups.iter().all(|(group, _)| identity.is(group) == Truth::No);
    is_out.then(|| {
        let names: Vec<String> = groups.iter().map(|(_, from)| format!("`{from}`")).collect();
        let cause = format!("they are in no group that may query through it: {}", names.join(", "));
        let groups = groups.iter().map(|(group, _)| *group);
        let verdict =
            Verdict::missing(cause).mended_by(|| admission::through_a_group(inventory, &identity, groups));
        Link::new(LinkName::Membership, told.from.as_ref(), workgroup, verdict)
    })
}

fn link(people: &Counterparts<'_>, (from, wanted): (&Address, &Group), who: &Workforce) -> Link {
    let inventory = people.inventory;
    let verdict = match people.found(from).and_then(|group| inventory.groups.get(group.id())) {
        Some(group) if group.members.contains(who.id()) => Verdict::Holds,
        Some(group) if group.members_are_whole => {
            Verdict::missing(format!("they are not in the group `{}`", group.name))
        }
        None if inventory.groups.is_whole => Verdict::missing(format!("there is no group `{}`", wanted.name)),
        Some(_) | None => Verdict::unknown(format!("who is in the group `{}` is not known", wanted.name)),
    };
    Link::new(LinkName::Membership, Some(from), &wanted.name, verdict)
}

/// Whether `link` may be broken because a membership of `chain` is, or because they are not there at all: what is given to
/// a group is not theirs who are out of it.
pub(crate) fn follows(link: &Link, chain: &Chain) -> bool {
    let is_given = matches!(
        link.name,
        LinkName::Entry
            | LinkName::Session
            | LinkName::Assignment
            | LinkName::Database
            | LinkName::Grant
            | LinkName::OptIn
            | LinkName::ResultsGrant
    );
    let is_out = |other: &Link| {
        [LinkName::Workforce, LinkName::Membership].contains(&other.name) && other.verdict.breach().is_some()
    };
    is_given && chain.links.iter().any(is_out)
}
