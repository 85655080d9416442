//! TIP221: a grant for somebody whom the directory does not know, or for nobody.

use std::collections::{BTreeMap, BTreeSet};

use tipctl_model::{
    Address, Inventory,
    inventory::{Former, Group, Sight, Workforce},
};

use crate::{
    findings::{Found, Subject},
    rules::{Fixable, Rule, RuleId, SeenIn, Severity, ours, people},
};

pub(in crate::rules) static RULE: Rule = Rule {
    id: RuleId(221),
    title: "something is granted to a user or group that does not exist, or to a group without members",
    severity: Severity::Error,
    fixable: Fixable::Applies,
    seen_in: SeenIn::Account,
    looks_at: "\
        Every user and group id in grants and opt-ins of Lake Formation, access grants, session mappings and \
        assignments to applications, against the directory; and the members of each group of the spec among \
        them. What the spec does not mean itself is only a warning: it opens nothing, and is in nobody's way. \
        So is a group without members. Where memberships may not be read, nothing is said of them.",
    symptom: "\
        The user is in the group, the group has the grant by its name, and access is denied all the same: \
        `You do not have READWRITE permissions to the requested S3 Prefix`, or no tables. Of a group without \
        members nobody complains: those who should be in it have no tile in the portal.",
    symptom_is_verified: false,
    cause: "\
        Grants hold ids and not names. A group that was deleted and pushed again by the identity provider \
        has the old name and another id; what was granted to the old id stays behind. It also comes back \
        without members when the provider pushes groups and people apart.",
    fix: "\
        Grant it to the group of today: `tipctl apply` does that when the spec names the group by its name. \
        What is left of the old id can be revoked. Into a group without members the identity provider has to \
        push some; in Identity Center's own directory, `members` of the group says who they are.",
    spec: r#"
[group.analysts]
name = "data-analysts"
"#,
    by_hand: r#"
aws identitystore list-groups --identity-store-id d-1234567890 \
    --query "Groups[?DisplayName=='data-analysts'].GroupId"
aws identitystore list-group-memberships --identity-store-id d-1234567890 --group-id GUID
"#,
    sources: &["facts/tip-chain.md TIP221", "facts/tip-chain.md §4"],
    unverified: &["what the user sees", "that a group which is pushed anew can lack its members"],
    find,
};

fn find(inventory: &Inventory, found: &mut Found) {
    for (who, named) in named(inventory) {
        if people::is_gone(inventory, who) {
            gone(inventory, who, &named, found);
        } else if let Workforce::Group(id) = who
            && let Some(group) = inventory.groups.get(id)
        {
            empty(inventory, group, &named, found);
        }
    }
}

/// By what somebody is named.
#[derive(Default)]
struct Named {
    /// Whether the spec means one of them.
    is_ours: bool,
    /// How many of each.
    by: BTreeMap<&'static str, usize>,
}

impl Named {
    fn listed(&self) -> String {
        let by = self.by.iter().map(|(what, count)| match (count, *what) {
            (1, what) if what.starts_with(['a', 'o']) => format!("an {what}"),
            (1, what) => format!("a {what}"),
            (count, what) => format!("{count} {what}s"),
        });
        by.collect::<Vec<_>>().join(", ")
    }
}

/// Everybody to whom something is granted, or who may enter somewhere.
fn named(inventory: &Inventory) -> BTreeMap<&Workforce, Named> {
    let mut all: BTreeMap<&Workforce, Named> = BTreeMap::new();
    let mut name = |who, what: &'static str, is_ours: bool| {
        let named = all.entry(who).or_default();
        named.is_ours |= is_ours;
        *named.by.entry(what).or_default() += 1;
    };
    for (who, grant) in ours::workforce_grants(inventory) {
        name(who, "grant", grant.from.is_some());
    }
    for (who, opt_in) in ours::opt_ins(inventory) {
        name(who, "opt-in", opt_in.from.is_some());
    }
    for (who, grant) in ours::access_grants(inventory) {
        name(who, "access grant", grant.from.is_some());
    }
    for (id, _) in ours::studios(inventory) {
        ours::mappings(inventory, id)
            .for_each(|mapping| name(&mapping.identity, "session mapping", mapping.from.is_some()));
    }
    let assigned =
        inventory.applications.iter().filter_map(|(_, application)| application.assigned.as_ref().there());
    let assigned: Vec<&BTreeSet<Workforce>> = assigned.collect();
    assigned.into_iter().flatten().for_each(|who| name(who, "assignment", false));
    all
}

fn gone(inventory: &Inventory, who: &Workforce, named: &Named, found: &mut Found) {
    let kind = if matches!(who, Workforce::User(_)) { "user" } else { "group" };
    let severity = if named.is_ours { Severity::Error } else { Severity::Warning };
    let formerly = inventory.formerly.get(who.id()).map(|former| once(inventory, former));
    let formerly = formerly.unwrap_or_default();
    let cause = format!("the directory has no such {kind}{formerly}; named by {}", named.listed());
    found.broken_as(severity, Subject { from: None, kind, name: who.id() }, "", cause);
    found.told_as(
        "The user is in the group of today, and access is denied all the same: `You do not have READWRITE permissions to \
         the requested S3 Prefix`, or no tables.",
        format!(
            "Name the {kind} in the spec by its name, and apply: what the spec gives is then given to the one of today. \
             What is left of the old id can be revoked."
        ),
    );
}

/// Who somebody was who is gone, and who has come in their place.
fn once(inventory: &Inventory, Former { from, name }: &Former) -> String {
    let address = from.as_ref().map(ToString::to_string).unwrap_or_default();
    let called = if name.is_empty() { address.as_str() } else { name.as_str() };
    let was = format!(" any more: it was `{called}`");
    let is_of = |of: &Option<Address>| from.is_some() && of == from;
    let group = inventory.groups.iter().find(|(_, group)| is_of(&group.from)).map(|(id, _)| id);
    let user = || inventory.users.iter().find(|(_, user)| is_of(&user.from)).map(|(id, _)| id);
    match group.or_else(user) {
        Some(id) => format!("{was}, and `{address}` is `{id}` today"),
        None => was,
    }
}

/// A group of the spec that is known to have no members.
fn empty(inventory: &Inventory, group: &Group, named: &Named, found: &mut Found) {
    if group.from.is_none() || !group.members_are_whole || !group.members.is_empty() {
        return;
    }
    let subject = Subject { from: group.from.as_ref(), kind: "group", name: &group.name };
    let cause = format!("`{}` has no members, so nobody has what it has: {}", group.name, named.listed());
    found.broken_as(Severity::Warning, subject, "", cause);
    let is_external = matches!(&inventory.identity_center, Sight::There(instance) if instance.is_external);
    let fix = if is_external {
        format!(
            "Put somebody into `{}` in the identity provider and let it push the group with its members, or take the \
             group out of the spec.",
            group.name
        )
    } else {
        "Name its `members` in the spec and apply, or take the group out of it.".to_owned()
    };
    found.told_as("Those who should be in it have no tile in the portal; no call fails.", fix);
}

/// The groups of the spec that something is granted to and whose members may not be read, by name, with what therefore is
/// not known.
pub(crate) fn unseen_members(inventory: &Inventory) -> Vec<(String, String)> {
    let named = named(inventory);
    let groups = inventory.groups.iter().filter(|(id, group)| {
        group.from.is_some()
            && !group.members_are_whole
            && named.contains_key(&Workforce::Group((*id).to_owned()))
    });
    let told = groups.filter_map(|(_, group)| {
        let name = group.from.as_ref()?;
        Some((
            format!("members {name}"),
            "who is in it could not be read, so it may as well be empty".to_owned(),
        ))
    });
    told.collect()
}
