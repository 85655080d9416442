//! What a spec claims about itself, judged.

use std::collections::BTreeSet;

use tipctl_model::{
    Assertion, Claim, Inventory,
    inventory::{Principal, Resource},
};

use crate::{Answer, NoName, On, Truth, Verdict, named, why};

/// The inventory of a spec, taken at its word: who it does not grant something, does not have it, and a location that it
/// does not register is not registered. What others may have granted besides is left out.
#[must_use]
pub fn at_its_word(mut spec: Inventory) -> Inventory {
    spec.lake.grants_are_whole = true;
    spec.lake.opt_ins_are_whole = true;
    spec.access_grants.grants_are_whole = true;
    spec
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
/// `can` holds where every link of the path holds. `cannot` holds where access was not given; where it was given and only
/// a broken link stands in the way, it does not.
///
/// # Errors
/// What it speaks of is not there to be judged.
pub fn judge(inventory: &Inventory, assertion: &Assertion) -> Result<Judgement, NoName> {
    let who = named(inventory, &assertion.who)?;
    let on = On::read(&assertion.on)?;
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
    let answer = why(inventory, who, &assertion.privilege, &on);
    match (assertion.claim, answer.verdict(), answer.is_granted) {
        (Claim::Can, Verdict::Holds, _) | (Claim::Cannot, _, Truth::No) => Judgement::Holds(answer),
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
