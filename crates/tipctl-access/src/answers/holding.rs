//! What can.

use std::collections::BTreeSet;

use tipctl_model::inventory::{AccessGrant, Columns, Grant, Inventory, Principal, Sight, Workforce};

use super::{
    On,
    asker::Asker,
    lake,
    question::beyond as beyond_it,
    results::{self, in_words},
};
use crate::{
    Identity, Link, LinkName, Truth, Verdict,
    links::{client, grant::beyond, path::folder, studio},
    names::called,
};

/// One thing that a principal holds.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Holding {
    /// On what.
    pub on: On,
    /// What they may do, in the spec's words: `select`, `describe`, `readwrite`; `enter` of a studio, `use` of a client, `query`
    /// of a workgroup.
    pub privilege: String,
    /// Which columns, of a table.
    pub columns: Columns,
    /// Who it was given to: they themselves, a group of theirs, or everyone.
    pub through: Principal,
    /// Why it cannot be told whether they hold it or get at it, where it cannot: `granted through an LF-Tag`.
    pub not_evaluated: Option<String>,
    /// What keeps them from what they hold, where something does, as a lowercase fragment: the first link that is broken.
    pub stopped: Option<String>,
    /// The place within that is theirs alone, where they get at no more of it.
    pub within: Option<String>,
}

/// Everything that `who` holds, sorted by what it is on, and what keeps them from it.
pub fn what_can(inventory: &Inventory, who: &Workforce) -> Vec<Holding> {
    let principal = Principal::Workforce(who.clone());
    let asker = Asker::of(inventory, &principal);
    let mut holdings = granted(inventory, who);
    let beyond = beyond_it(inventory);
    for holding in &mut holdings {
        if let Some(target) = holding.on.target() {
            let privilege = if is_everything(&holding.privilege) { "select" } else { &holding.privilege };
            let links = lake::between(inventory, &asker, (privilege, target));
            holding.stopped = first_cause(&links);
            if holding.not_evaluated.is_none() && holding.stopped.is_none() {
                holding.not_evaluated = first_doubt(&links, &beyond);
            }
        }
    }
    for grant in &inventory.access_grants.grants {
        let held = asker.holds(&grant.grantee);
        if held != Truth::No {
            holdings.push(lent(inventory, &asker, grant, held));
        }
    }
    let identity = Identity::of(inventory, who);
    holdings.extend(studios(inventory, &identity));
    holdings.extend(clients(inventory, &identity));
    holdings.extend(workgroups(inventory, &identity));
    holdings.sort();
    holdings.dedup();
    holdings
}

/// What Lake Formation grants `who`, whatever keeps them from it.
pub(crate) fn granted(inventory: &Inventory, who: &Workforce) -> Vec<Holding> {
    let principal = Principal::Workforce(who.clone());
    let asker = Asker::of(inventory, &principal);
    let held = |grant: &Grant| {
        let held = asker.holds(&grant.principal);
        let holding = plain(On::of(&grant.resource), &grant.permission, &grant.principal, held, inventory);
        let not_evaluated = beyond(grant).map(|what| format!("granted through {what}"));
        (held != Truth::No).then(|| Holding {
            columns: grant.columns.clone(),
            not_evaluated: not_evaluated.or(holding.not_evaluated.clone()),
            ..holding
        })
    };
    inventory.lake.grants.iter().filter_map(held).collect()
}

fn is_everything(permission: &str) -> bool {
    matches!(permission, "all" | "super" | "super_user")
}

fn first_cause(links: &[Link]) -> Option<String> {
    links.iter().find_map(|link| link.verdict.breach()).map(|breach| breach.cause.clone())
}

/// Why it cannot be told whether they get at it; what an inventory of this kind cannot tell of is no doubt.
fn first_doubt(links: &[Link], beyond: &BTreeSet<LinkName>) -> Option<String> {
    links.iter().filter(|link| !beyond.contains(&link.name)).find_map(|link| match &link.verdict {
        Verdict::Unknown(why) => Some(why.clone()),
        Verdict::Holds | Verdict::Broken(_) => None,
    })
}

fn lent(inventory: &Inventory, asker: &Asker<'_>, grant: &AccessGrant, held: Truth) -> Holding {
    let (privilege, target) = (in_words(grant.permission), folder(grant.scope.trim_end_matches('*')));
    let mut links = Vec::new();
    let loan = results::between(inventory, asker, grant, (privilege, &target), &mut links);
    let holding = plain(On::Prefix(grant.scope.clone()), privilege, &grant.grantee, held, inventory);
    Holding { stopped: first_cause(&links), within: loan.and_then(results::Loan::place), ..holding }
}

fn plain(on: On, privilege: &str, through: &Principal, held: Truth, inventory: &Inventory) -> Holding {
    let perhaps = || format!("whether they are in `{}` is not known", called(inventory, through));
    Holding {
        on,
        privilege: privilege.to_owned(),
        columns: Columns::All,
        through: through.clone(),
        not_evaluated: (held == Truth::Unsure).then(perhaps),
        stopped: None,
        within: None,
    }
}

fn studios(inventory: &Inventory, identity: &Identity<'_>) -> Vec<Holding> {
    let mut holdings = Vec::new();
    for (id, studio) in inventory.studios.iter() {
        let on = On::Studio(studio.name.clone());
        let enters = |who: &Workforce, held| {
            plain(on.clone(), "enter", &Principal::Workforce(who.clone()), held, inventory)
        };
        if !studio.mapping_required {
            holdings.push(enters(identity.who, Truth::Yes));
            continue;
        }
        let mapped = studio::mappings(inventory, id).map(|mapping| (identity.is(&mapping.identity), mapping));
        let mapped = mapped.filter(|(held, _)| *held != Truth::No);
        holdings.extend(mapped.map(|(held, mapping)| enters(&mapping.identity, held)));
    }
    holdings
}

fn clients(inventory: &Inventory, identity: &Identity<'_>) -> Vec<Holding> {
    let mut holdings = Vec::new();
    for (label, known) in &inventory.clients {
        let assigned = known.application.as_deref().and_then(|arn| inventory.applications.get(arn));
        let assigned = assigned.and_then(|application| application.assigned.as_ref().there());
        let held = assigned.unwrap_or(&known.users).iter().map(|other| (identity.is(other), other));
        let verdict = client::lets_in(inventory, label, known, identity);
        for (held, other) in held.filter(|(held, _)| *held != Truth::No) {
            let through = Principal::Workforce(other.clone());
            let holding = plain(On::Client(label.clone()), "use", &through, held, inventory);
            let stopped = verdict.breach().map(|breach| breach.cause.clone());
            holdings.push(Holding { stopped, ..holding });
        }
    }
    holdings
}

fn workgroups(inventory: &Inventory, identity: &Identity<'_>) -> Vec<Holding> {
    let mut holdings = Vec::new();
    for (name, workgroup) in inventory.workgroups.iter() {
        let application = workgroup.application.as_deref().and_then(|arn| inventory.applications.get(arn));
        let Some(Sight::There(assigned)) = application.map(|application| application.assigned.as_ref())
        else {
            continue;
        };
        let held = assigned.iter().map(|other| (identity.is(other), other));
        for (held, other) in held.filter(|(held, _)| *held != Truth::No) {
            let through = Principal::Workforce(other.clone());
            holdings.push(plain(On::Workgroup(name.to_owned()), "query", &through, held, inventory));
        }
    }
    holdings
}
