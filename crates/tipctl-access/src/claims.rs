//! What a spec claims about itself, judged.

use std::collections::BTreeSet;

use tipctl_model::{
    Assertion, Claim, Inventory,
    inventory::{Principal, Resource},
};

use crate::{Answer, LinkName, NoName, On, Verdict, named, why};

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
    let verdict = answer.verdict();
    match (assertion.claim, verdict) {
        (Claim::Can, Verdict::Holds) => Judgement::Holds(answer),
        (Claim::Can, Verdict::Broken(breach)) => Judgement::Fails { on, because: breach.cause, answer },
        (Claim::Cannot, _) if is_not_given(&answer) => Judgement::Holds(answer),
        (Claim::Cannot, Verdict::Holds) => {
            Judgement::Fails { on, because: "every link of the path holds".to_owned(), answer }
        }
        (Claim::Cannot, Verdict::Broken(breach)) => {
            let because =
                format!("access is given, and only a broken link stands in the way: {}", breach.cause);
            Judgement::Fails { on, because, answer }
        }
        (_, Verdict::Unknown(why)) => Judgement::Undecided(why),
    }
}

/// Whether access is missing because nobody gave it, and not because a link is broken.
fn is_not_given(answer: &Answer) -> bool {
    answer.path.links.iter().any(|link| {
        let is_grant = matches!(link.name, LinkName::Grant | LinkName::Database | LinkName::ResultsGrant);
        link.verdict.breach().is_some_and(|breach| is_grant || breach.rule.is_none())
    })
}

/// What `on` speaks of: itself, or every table of the database that is known, and those that nobody has named yet.
fn targets(inventory: &Inventory, on: &On) -> Vec<On> {
    let On::Table { database, table, columns } = on else { return vec![on.clone()] };
    if table != "*" {
        return vec![on.clone()];
    }
    let granted = inventory.lake.grants.iter().filter_map(|grant| match &grant.resource {
        Resource::Table { database: of, table } if of == database => Some(table.as_str()),
        _ => None,
    });
    let prefix = format!("{database}.");
    let there = inventory.catalog.tables.iter().filter_map(|(name, _)| name.strip_prefix(&prefix));
    let tables: BTreeSet<&str> = granted.chain(there).chain(["*"]).collect();
    let target = |table: &str| On::Table {
        database: database.clone(),
        table: table.to_owned(),
        columns: columns.clone(),
    };
    tables.into_iter().map(target).collect()
}
