//! The evaluator of `tipctl-access` and the query engine of the sandbox, held against each other.
//!
//! Both were written from the same facts and share no code. The account of `fixtures/differential/company.toml` is made and
//! then broken: `breakage` drops a link, misspells a condition, flips a flag. `company` reads what is left as a checkup
//! would, and asks both sides about every user, workgroup and query. The evaluator must say that a query succeeds exactly
//! when it does, and the link that the sandbox refuses at must be among those that the evaluator calls broken.
//!
//! `TIPCTL_WORLDS=2000 cargo test --workspace --test conformance -- differential` looks at more accounts than CI does.

mod breakage;
mod buckets;
mod company;
mod documents;
mod links;
mod surroundings;

use std::sync::{Arc, OnceLock};

use libtest_mimic::{Failed, Trial};

use self::{
    breakage::{breakages, broken, drawn},
    company::{Company, Told},
};

/// In how many ways each breakage is tried by itself.
const SEEDS: u64 = 2;
/// In how many more it is tried until one makes a difference.
const MORE_SEEDS: u64 = 10;
/// How many accounts are broken in several ways at once.
const WORLDS: u64 = 60;
/// How many trials they are spread over.
const TRIALS: usize = 6;
/// The fewest cases that this is worth anything with.
const CASES: usize = 2000;

/// One trial for the account as it should be, one for each breakage, and some for several at once.
pub(crate) fn trials() -> Vec<Trial> {
    let company = Arc::new(OnceLock::new());
    let trial = |name: String, test: fn(&Company, usize) -> Result<(), Failed>, at: usize| {
        let company = Arc::clone(&company);
        Trial::test(format!("differential::{name}"), move || test(company.get_or_init(Company::found), at))
    };
    let mut trials = vec![
        trial("whole".to_owned(), whole, 0),
        trial("open".to_owned(), open, 0),
        trial("cases".to_owned(), enough, 0),
    ];
    for (at, breakage) in breakages().enumerate() {
        trials.push(trial(breakage.name.replace(' ', "-"), alone, at));
    }
    trials.extend((0..TRIALS).map(|part| trial(format!("together-{part}"), together, part)));
    trials
}

#[expect(clippy::disallowed_methods, reason = "how long to go on is for who runs the test to say")]
fn worlds() -> u64 {
    std::env::var("TIPCTL_WORLDS").ok().and_then(|worlds| worlds.parse().ok()).unwrap_or(WORLDS)
}

fn whole(company: &Company, _: usize) -> Result<(), Failed> {
    let Told { succeeded, failed } = company.compare("whole", &company.account)?;
    if company.whole != (Told { succeeded, failed }) {
        return Err("the same account answers otherwise when it is asked again".into());
    }
    if succeeded == 0 || failed == 0 {
        return Err(format!("{succeeded} succeed and {failed} fail: nothing is told apart").into());
    }
    Ok(())
}

/// Where Lake Formation leaves the tables to IAM, more queries succeed.
fn open(company: &Company, _: usize) -> Result<(), Failed> {
    let told = company.compare("open", &company.open)?;
    if told.succeeded > company.whole.succeeded { Ok(()) } else { Err(format!("{told:?}").into()) }
}

/// What the trials of this file look at is as much as it should be.
fn enough(company: &Company, _: usize) -> Result<(), Failed> {
    let once =
        |breakage| (0..SEEDS).filter(move |seed| broken(&company.account, &[breakage], *seed).is_some());
    let several = |seed: &u64| broken(&company.account, &drawn(*seed), *seed).is_some();
    let worlds = breakages().flat_map(once).count() + (0..WORLDS).filter(several).count();
    let cases = worlds * Company::CASES;
    if cases < CASES { Err(format!("{cases} cases are too few").into()) } else { Ok(()) }
}

/// One breakage by itself: it makes a difference somewhere, and both sides see it alike.
fn alone(company: &Company, at: usize) -> Result<(), Failed> {
    let breakage = breakages().nth(at).ok_or("there is no such breakage")?;
    let whole = company.whole;
    let mut told: Vec<Told> = Vec::new();
    let makes_a_difference = |told: &[Told]| told.iter().any(|told| *told != whole);
    for seed in 0..SEEDS + MORE_SEEDS {
        if seed >= SEEDS && (breakage.is_harmless || makes_a_difference(&told)) {
            break;
        }
        if let Some(account) = broken(&company.account, &[breakage], seed) {
            told.push(company.compare(&format!("{} (seed {seed})", breakage.name), &account)?);
        }
    }
    if told.is_empty() {
        return Err("there is nothing in the account to break so".into());
    }
    match (makes_a_difference(&told), breakage.is_harmless) {
        (false, false) => Err("it makes no difference".into()),
        (true, true) => Err(format!("it was thought harmless: {whole:?}, then {told:?}").into()),
        _ => Ok(()),
    }
}

/// Several breakages at once.
fn together(company: &Company, part: usize) -> Result<(), Failed> {
    for seed in (0..worlds()).skip(part).step_by(TRIALS) {
        let chosen = drawn(seed);
        let account = if seed % 4 == 3 { &company.open } else { &company.account };
        if let Some(account) = broken(account, &chosen, seed) {
            let names: Vec<_> = chosen.iter().map(|breakage| breakage.name).collect();
            company.compare(&format!("{} (seed {seed})", names.join(" + ")), &account)?;
        }
    }
    Ok(())
}
