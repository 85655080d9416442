//! What a spec claims about itself, judged.

use std::collections::BTreeSet;

use tipctl_model::{
    Assertion, Claim, Inventory,
    inventory::{Extent, Group, Principal, Resource, Sight},
};

use crate::{Answer, NoName, On, Truth, Verdict, named, why};

/// The inventory of a spec or a saved plan, taken at its word: who it does not grant something, lets in or opts in, is not
/// granted, let in or opted in; what it does not register is not registered; and a role that it makes has the policies that
/// it writes, or derives, and no others. What others may have made besides is left out.
#[must_use]
pub fn at_its_word(mut told: Inventory) -> Inventory {
    // Of a saved plan nobody has looked at the account either.
    told.extent = Extent::Spec;
    told.lake.grants_are_whole = true;
    told.lake.opt_ins_are_whole = true;
    told.lake.locations.is_whole = true;
    told.access_grants.grants_are_whole = true;
    told.access_grants.locations.is_whole = true;
    // What is about no entry, or no workgroup, says nothing about them.
    told.studios.is_whole = !(told.studios.is_empty() && told.clients.is_empty());
    told.mappings_are_whole = told.studios.is_whole;
    told.workgroups.is_whole = !told.workgroups.is_empty();
    let of_workgroups = told.workgroups.iter().filter_map(|(_, workgroup)| workgroup.application.clone());
    let of_clients = told.clients.values().filter_map(|client| client.application.clone());
    for application in of_workgroups.chain(of_clients).collect::<Vec<_>>() {
        told.application(&application);
    }
    told.applications.is_whole = true;
    let is_directory = told.identity_center.as_ref().there().is_some_and(|instance| !instance.is_external);
    let groups: Vec<String> = told.groups.iter().map(|(id, _)| id.to_owned()).collect();
    for id in groups.iter().filter(|_| is_directory) {
        told.groups.entry(id, Group::default).members_are_whole = true;
    }
    let roles: Vec<String> = told.roles.iter().map(|(arn, _)| arn.to_owned()).collect();
    for arn in &roles {
        if let Some(role) = told.roles.get_mut(arn) {
            // One that is only looked up has no trust that is written.
            role.permissions_are_whole |= role.from.is_some() && role.trust != Sight::Unseen;
        }
    }
    told
}

/// What became of a claim.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Judgement {
    /// It is so. What speaks for it: the path, or what is missing in it.
    Holds(Answer),
    /// It is not so. What speaks against it, and on what.
    Fails {
        /// What was looked at, where the claim is about several.
        on: On,
        /// The path.
        answer: Answer,
        /// Why, as a lowercase fragment.
        because: String,
    },
    /// It cannot be told. Why, as a lowercase fragment.
    Undecided(String),
}

/// Judges `assertion` in `inventory`.
///
/// It is about permission: whether anything lets somebody in to use it does not count. `can` holds where every link to the
/// data holds. `cannot` holds where access was not given; where it was given and only a broken link stands in the way, it does
/// not.
///
/// # Errors
/// What it speaks of is not there to be judged.
pub fn judge(inventory: &Inventory, assertion: &Assertion) -> Result<Judgement, NoName> {
    let who = named(inventory, &assertion.who)?;
    let on = On::asked(inventory, &assertion.privilege, &assertion.on)?;
    let mut judged = None;
    for on in targets(inventory, &on) {
        let judgement = one(inventory, assertion, &who, on);
        match (&judgement, &judged) {
            (Judgement::Fails { .. }, _) => return Ok(judgement),
            (Judgement::Undecided(_), _) | (Judgement::Holds(_), None) => judged = Some(judgement),
            (Judgement::Holds(_), Some(_)) => {}
        }
    }
    Ok(judged.unwrap_or_else(|| Judgement::Undecided("there is nothing to judge".to_owned())))
}

fn one(inventory: &Inventory, assertion: &Assertion, who: &Principal, on: On) -> Judgement {
    let mut answer = why(inventory, who, &assertion.privilege, &on);
    answer.way = None;
    match (assertion.claim, answer.reach(), answer.is_granted) {
        (Claim::Can, Verdict::Holds, _) => match answer.within.clone() {
            Some(place) => {
                let because = format!("no more of it is theirs than `{place}`");
                Judgement::Fails { on, because, answer }
            }
            None => Judgement::Holds(answer),
        },
        (Claim::Cannot, _, Truth::No) => Judgement::Holds(answer),
        (Claim::Can, Verdict::Broken(breach), _) => Judgement::Fails { on, because: breach.cause, answer },
        (Claim::Cannot, Verdict::Broken(breach), Truth::Yes) => {
            let because =
                format!("access is given, and only a broken link stands in the way: {}", breach.cause);
            Judgement::Fails { on, because, answer }
        }
        (Claim::Cannot, _, Truth::Yes) => {
            Judgement::Fails { on, because: "access is given".to_owned(), answer }
        }
        (_, Verdict::Unknown(why), _) => Judgement::Undecided(why),
        (Claim::Cannot, _, Truth::Unsure) => {
            Judgement::Undecided("it cannot be told whether access is given".to_owned())
        }
    }
}

/// What `on` speaks of: itself, or every table of the database that is known, and those that nobody has named yet.
fn targets(inventory: &Inventory, on: &On) -> Vec<On> {
    let On::Tables(database) = on else { return vec![on.clone()] };
    let granted = inventory.lake.grants.iter().filter_map(|grant| match &grant.resource {
        Resource::Table { database: of, table } if of == database => Some(table.as_str()),
        _ => None,
    });
    let prefix = format!("{database}.");
    let there = inventory.catalog.tables.iter().filter_map(|(name, _)| name.strip_prefix(&prefix));
    let tables: BTreeSet<&str> = granted.chain(there).collect();
    let tables = tables.into_iter().map(|table| On::table(database, table));
    tables.chain([on.clone()]).collect()
}

#[cfg(test)]
mod tests;
