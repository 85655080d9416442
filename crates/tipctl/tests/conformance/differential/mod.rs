//! The evaluator of `tipctl-access` and the query engine of the sandbox, held against each other.
//!
//! Both were written from the same facts and share no code. The account of `fixtures/differential/company.toml` is made and
//! then broken: `breakage` drops a link, misspells a condition, flips a flag. `company` reads what is left as a checkup
//! would, and asks both sides about every user, workgroup and query. The evaluator must say that a query succeeds exactly
//! when it does, and the link that the sandbox refuses at must be among those that the evaluator calls broken. It may leave
//! a case open only where a breakage is known to be one that nobody has documented.
//!
//! `TIPCTL_WORLDS=2000 cargo test --workspace --test conformance -- differential` looks at more accounts than CI does.

mod breakage;
mod buckets;
mod company;
mod documents;
mod keys;
mod lake;
mod links;
mod policies;
mod program;
mod programs;
mod spec_text;
mod surroundings;
mod unread;

use std::sync::{Arc, OnceLock};

use libtest_mimic::{Failed, Trial};

use self::{
    breakage::{Effect, breakages, broken, drawn},
    company::{Company, Told, close, compare},
    spec_text::{applied, mutations},
};

/// In how many ways each breakage is tried by itself.
const SEEDS: u64 = 2;
/// In how many more it is tried until one makes a difference.
const MORE_SEEDS: u64 = 10;
/// How many accounts are broken in several ways at once.
const WORLDS: u64 = 60;
/// How many trials they are spread over.
const TRIALS: usize = 6;
/// Of how many cases one may be left open, where several breakages come together.
const MOST_OPEN: usize = 5;
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
        trial("unread".to_owned(), unread::unread, 0),
    ];
    for (at, breakage) in breakages().enumerate() {
        trials.push(trial(breakage.name.replace(' ', "-"), alone, at));
    }
    trials.extend((0..TRIALS).map(|part| trial(format!("together-{part}"), together, part)));
    trials.extend(
        (0..TRIALS).map(|part| Trial::test(format!("differential::spec-{part}"), move || mutated(part))),
    );
    trials
}

#[expect(clippy::disallowed_methods, reason = "how long to go on is for who runs the test to say")]
fn worlds() -> u64 {
    std::env::var("TIPCTL_WORLDS").ok().and_then(|worlds| worlds.parse().ok()).unwrap_or(WORLDS)
}

fn whole(company: &Company, _: usize) -> Result<(), Failed> {
    let told = company.compare("whole", &company.account)?;
    if company.whole != told {
        return Err("the same account answers otherwise when it is asked again".into());
    }
    if told.succeeded == 0 || told.failed == 0 || told.open > 0 {
        return Err(format!("nothing is told apart, or something is left open: {told:?}").into());
    }
    Ok(())
}

/// Where Lake Formation leaves the tables to IAM, more queries succeed.
fn open(company: &Company, _: usize) -> Result<(), Failed> {
    let told = company.compare("open", &company.open)?;
    if told.succeeded > company.whole.succeeded && told.open == 0 {
        Ok(())
    } else {
        Err(format!("{told:?}").into())
    }
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
    let (mut told, mut seen): (Vec<Told>, Vec<serde_json::Value>) = (Vec::new(), Vec::new());
    let makes_a_difference = |told: &[Told]| told.iter().any(|told| *told != whole);
    for seed in 0..SEEDS + MORE_SEEDS {
        if seed >= SEEDS && (breakage.effect == Effect::Leaves || makes_a_difference(&told)) {
            break;
        }
        // What draws nothing breaks in one way alone.
        let account = broken(&company.account, &[breakage], seed).filter(|account| !seen.contains(account));
        if let Some(account) = account {
            told.push(company.compare(&format!("{} (seed {seed})", breakage.name), &account)?);
            seen.push(account);
        }
    }
    if told.is_empty() {
        return Err("there is nothing in the account to break so".into());
    }
    let is_left_open = told.iter().any(|told| told.open > 0);
    match (breakage.effect, makes_a_difference(&told), is_left_open) {
        (Effect::Breaks | Effect::Opens, false, _) => Err("it makes no difference".into()),
        (Effect::Leaves, true, _) => Err(format!("it was thought harmless: {whole:?}, then {told:?}").into()),
        (Effect::Breaks | Effect::Leaves, _, true) => Err(format!("it is left open: {told:?}").into()),
        (Effect::Opens, _, false) => Err(format!("nothing is left open: {told:?}").into()),
        _ => Ok(()),
    }
}

/// Several breakages at once.
fn together(company: &Company, part: usize) -> Result<(), Failed> {
    let (mut asked, mut left_open) = (0, 0);
    for seed in (0..worlds()).skip(part).step_by(TRIALS) {
        let chosen = drawn(seed);
        let account = if seed % 4 == 3 { &company.open } else { &company.account };
        if let Some(account) = broken(account, &chosen, seed) {
            let names: Vec<_> = chosen.iter().map(|breakage| breakage.name).collect();
            let told = company.compare(&format!("{} (seed {seed})", names.join(" + ")), &account)?;
            asked += told.succeeded + told.failed;
            left_open += told.open;
        }
    }
    if left_open * MOST_OPEN > asked {
        return Err(format!("of {asked} cases {left_open} are left open").into());
    }
    Ok(())
}

/// A share of the changes of a spec's text: whatever is still a spec and comes of it, both sides see it alike.
fn mutated(part: usize) -> Result<(), Failed> {
    let all = mutations();
    let wanted = usize::try_from(worlds())?.max(1);
    let every = (all.len() / wanted).max(1);
    let (mut tried, mut left_open) = (0, 0);
    for mutation in all.iter().step_by(every).skip(part).step_by(TRIALS) {
        let Some(desired) = mutation.desired() else { continue };
        let Some(mut account) = applied(&desired) else { continue };
        close(&mut account);
        let told = compare(&desired, None, &mutation.name, &account)?;
        tried += told.succeeded + told.failed;
        left_open += told.open;
    }
    if tried == 0 || left_open * MOST_OPEN > tried {
        return Err(format!("of {tried} cases {left_open} are left open").into());
    }
    Ok(())
}
