//! What can.

use tipctl_model::inventory::{Columns, Inventory, Principal, Sight, Workforce};

use super::{On, asker::Asker, results::in_words};
use crate::{
    Identity, Truth,
    links::{grant::beyond, studio},
};

/// One thing that a principal holds.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Holding {
    /// On what.
    pub on: On,
    /// What they may do, in the spec's words: `select`, `describe`, `readwrite`; `enter` of a studio, `query` of a workgroup.
    pub privilege: String,
    /// Which columns, of a table.
    pub columns: Columns,
    /// Who it was given to: they themselves, a group of theirs, or everyone.
    pub through: Principal,
    /// Why it cannot be told whether they hold it, where it cannot: `granted through an LF-Tag`.
    pub not_evaluated: Option<String>,
}

/// Everything that `who` holds, sorted by what it is on.
pub fn what_can(inventory: &Inventory, who: &Workforce) -> Vec<Holding> {
    let principal = Principal::Workforce(who.clone());
    let asker = Asker::of(inventory, &principal);
    let mut holdings = Vec::new();
    for grant in &inventory.lake.grants {
        let held = asker.holds(&grant.principal);
        if held == Truth::No {
            continue;
        }
        holdings.push(Holding {
            on: On::of(&grant.resource),
            privilege: grant.permission.clone(),
            columns: grant.columns.clone(),
            through: grant.principal.clone(),
            not_evaluated: match beyond(grant) {
                Some(what) => Some(format!("granted through {what}")),
                None => perhaps(held, &grant.principal),
            },
        });
    }
    for grant in &inventory.access_grants.grants {
        let held = asker.holds(&grant.grantee);
        if held != Truth::No {
            let on = On::Prefix(grant.scope.clone());
            holdings.push(plain(on, in_words(grant.permission), &grant.grantee, held));
        }
    }
    let identity = Identity::of(inventory, who);
    holdings.extend(entries(inventory, &identity));
    holdings.extend(workgroups(inventory, &identity));
    holdings.sort();
    holdings.dedup();
    holdings
}

fn plain(on: On, privilege: &str, through: &Principal, held: Truth) -> Holding {
    Holding {
        on,
        privilege: privilege.to_owned(),
        columns: Columns::All,
        through: through.clone(),
        not_evaluated: perhaps(held, through),
    }
}

fn perhaps(held: Truth, through: &Principal) -> Option<String> {
    (held == Truth::Unsure).then(|| format!("whether they are in `{through}` is not known"))
}

fn entries(inventory: &Inventory, identity: &Identity<'_>) -> Vec<Holding> {
    let mut holdings = Vec::new();
    for (id, studio) in inventory.studios.iter() {
        let on = On::Studio(studio.name.clone());
        if !studio.mapping_required {
            holdings.push(plain(on, "enter", &Principal::Workforce(identity.who.clone()), Truth::Yes));
            continue;
        }
        let mapped = studio::mappings(inventory, id).map(|mapping| (identity.is(&mapping.identity), mapping));
        for (held, mapping) in mapped.filter(|(held, _)| *held != Truth::No) {
            holdings.push(plain(on.clone(), "enter", &Principal::Workforce(mapping.identity.clone()), held));
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
            holdings.push(plain(On::Workgroup(name.to_owned()), "query", &through, held));
        }
    }
    holdings
}
