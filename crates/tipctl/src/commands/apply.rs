//! `tipctl apply`: makes AWS what the spec says, or carries out a saved plan.

use std::{collections::BTreeMap, path::Path};

use miette::Report;
use tipctl_executor::Surroundings;
use tipctl_model::{Action, Address, Desired, Mode, Origin, Outcome, Plan, Resource};
use tipctl_provider::inventory::{Survey, of_live};
use tipctl_spec::Sources;

use super::{plan::written, verify};
use crate::{
    cli::{self, Consent, Format},
    diagnose::FaultReport,
    disk,
    exit::Exit,
    failure::{Failure, Mishap, Refusal},
    lock::Lock,
    names_file::NamesFile,
    run::Run,
    scribe::{self, Scribe, WallClock},
    signals,
    stack::Stack,
};

/// Applies a spec, or a plan that was saved.
pub(crate) async fn run(run: &Run, args: &cli::Apply) -> Result<Exit, Failure> {
    match saved(&args.spec_or_plan)? {
        Some(plan) => apply_saved(run, plan).await,
        None => apply_spec(run, &args.spec_or_plan, args.consent, Purpose::Apply).await,
    }
}

/// What an apply is for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Purpose {
    /// To make AWS what the spec says.
    Apply,
    /// To delete what the stack owns.
    Destroy,
}

/// Plans and, with consent, carries out.
pub(super) async fn apply_spec(
    run: &Run,
    spec: &Path,
    consent: Consent,
    purpose: Purpose,
) -> Result<Exit, Failure> {
    let spec = run.load(spec)?;
    let place = &spec.desired.place;
    let _lock = Lock::stack(run, place)?;
    let mut stack = Stack::open(run, place).await?;
    let plan = stack.plan(&spec, purpose == Purpose::Destroy).await?;
    run.console.say(&written(run, &plan, &stack.schemas, Format::Text));
    if !plan.is_empty() {
        agree(run, consent, purpose, place)?;
    }
    let exit = carry_out(run, &mut stack, &plan, Some(&spec.sources)).await?;
    if exit == Exit::Done && purpose == Purpose::Apply && !plan.steps.is_empty() {
        tell_addresses(run, &stack, &spec.desired).await;
    }
    Ok(exit)
}

/// Where users come in. What was applied stands whether or not that can be read.
async fn tell_addresses(run: &Run, stack: &Stack, desired: &Desired) {
    if let Ok(observation) = stack.observe(desired).await {
        let live = of_live(&Survey::bare(desired.place.clone(), observation), Some(desired));
        let has_studio = live.studios.iter().any(|(_, studio)| studio.from.is_some());
        if let Some(addresses) = verify::addresses(&live).filter(|_| has_studio) {
            run.console.say(&format!("\n{addresses}"));
        }
    }
}

/// Carries out a saved plan, unless something that it touches has moved.
async fn apply_saved(run: &Run, plan: Plan) -> Result<Exit, Failure> {
    let place = plan.header.place.clone();
    let _lock = Lock::stack(run, &place)?;
    let mut stack = Stack::open(run, &place).await?;
    let observed = stack.observe(&touched(&plan)).await?;
    let moved = tipctl_planner::moved(&plan, &observed, &stack.schemas);
    if !moved.is_empty() {
        let what = moved.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ");
        return Err(Refusal::Stale { what }.into());
    }
    stack.audit(&plan)?;
    run.console.say(&written(run, &plan, &stack.schemas, Format::Text));
    carry_out(run, &mut stack, &plan, None).await
}

/// The plan in `file`; none when the file is not JSON, and so a spec.
fn saved(file: &Path) -> Result<Option<Plan>, Failure> {
    let Ok(text) = disk::plan(file) else { return Ok(None) };
    if text.trim_start().starts_with('{') { super::show::parse(file, &text).map(Some) } else { Ok(None) }
}

/// What a saved plan concerns, as far as reading AWS needs it.
fn touched(plan: &Plan) -> Desired {
    let mut resources = BTreeMap::new();
    for change in &plan.changes {
        let attrs = match &change.action {
            Action::Delete { .. } => continue,
            Action::Keep { live } | Action::Adopt { live } => live.attrs.clone(),
            Action::Update { live, want, .. } | Action::Replace { live, want, .. } => {
                let mut attrs = live.attrs.clone();
                attrs.extend(want.clone());
                attrs
            }
            Action::Create { want } => want.clone(),
        };
        let resource = Resource {
            address: change.address.clone(),
            attrs,
            mode: change.mode,
            origin: change.origin.unwrap_or(Origin::new(tipctl_model::FileId(0), 0, 0)),
            origins: BTreeMap::new(),
            derived_from: change.derived_from.clone(),
        };
        resources.insert(change.address.clone(), resource);
    }
    Desired { place: plan.header.place.clone(), resources, digest: plan.header.spec_digest.clone() }
}

fn agree(run: &Run, consent: Consent, purpose: Purpose, place: &tipctl_model::Place) -> Result<(), Failure> {
    if consent.auto_approve {
        return Ok(());
    }
    if !run.console.can_ask {
        return Err(Refusal::NobodyToAsk.into());
    }
    let tipctl_model::Place { stack, account, region, partition: _ } = place;
    let what = match purpose {
        Purpose::Apply => "Carry this out",
        Purpose::Destroy => "Really delete all of this",
    };
    let question = format!("\n{what} for stack {stack} in {account} {region}? Only yes is a yes: ");
    if run.console.ask(&question) { Ok(()) } else { Err(Refusal::Declined.into()) }
}

async fn carry_out(
    run: &Run,
    stack: &mut Stack,
    plan: &Plan,
    sources: Option<&Sources>,
) -> Result<Exit, Failure> {
    let Stack { provider, schemas, ledger, caller, .. } = stack;
    let clock = WallClock::start();
    let journal = scribe::journal(&run.files.journal(&plan.header.place))?;
    let names = NamesFile::open(run.files.names(&plan.header.place)).ok();
    let mut scribe = Scribe::new(plan, schemas, (ledger, journal, names), &run.console, &clock);
    scribe.settle()?;
    if plan.steps.is_empty() {
        scribe.remember()?;
        scribe.finish();
        return Ok(Exit::Done);
    }
    let stop =
        signals::heard().map_err(|why| Mishap::Process { what: "signals cannot be listened to", why })?;
    run.console.say("\n");
    let surroundings = Surroundings { clock: &clock, recorder: &mut scribe, stop, seed: seed(plan) };
    let outcome = tipctl_executor::apply(plan, schemas, &*provider, surroundings).await;
    let remembered = if outcome.is_complete() { scribe.remember() } else { Ok(()) };
    scribe.finish();
    run.console.say("\n");
    run.console.report(&reports(plan, &outcome, &caller.arn, sources));
    let mut text = String::new();
    let drawn =
        tipctl_render::write_outcome(plan, &outcome, run.console.palette, run.console.width, &mut text);
    debug_assert!(drawn.is_ok(), "writing to a string does not fail");
    run.console.say(&text);
    remembered?;
    Ok(if outcome.is_complete() { Exit::Done } else { Exit::Incomplete })
}

/// What the jitter of waits is drawn from: two runs that meet should not wait in step.
fn seed(plan: &Plan) -> u64 {
    let process = u64::from(std::process::id());
    plan.header.spec_digest.bytes().fold(process, |seed, byte| seed.rotate_left(5) ^ u64::from(byte))
}

/// Each failure that the spec has a line for, at that line.
fn reports(plan: &Plan, outcome: &Outcome, caller: &str, sources: Option<&Sources>) -> Vec<Report> {
    let Some(sources) = sources else { return Vec::new() };
    let address_of = |step| plan.steps.iter().find(|known| known.id == step).map(|step| step.address.clone());
    let report = |(step, fault): &(_, tipctl_model::Fault)| {
        let address: Address = address_of(*step)?;
        let change = plan.change(&address).filter(|change| change.mode == Mode::Managed)?;
        let label = format!("{address} comes from here");
        Some(Report::new(FaultReport::new(fault.clone(), caller).at(sources, change.origin?, label)))
    };
    outcome.failed.iter().filter_map(report).collect()
}
