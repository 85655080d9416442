//! `tipctl audit`: who read what, as CloudTrail recorded it.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    sync::Arc,
};

use tipctl_access::audit::Recorded;
use tipctl_model::{
    Date, Note,
    audit::{AccessEvent, EventOutcome},
    inventory::{Principal, Sight},
};
use tipctl_provider::{
    audit::{Audited, Span},
    inventory::of_live,
};
use tipctl_render::Entry;

use crate::{
    cli::{self, AuditFormat},
    clock,
    diagnose::FaultReport,
    disk, door,
    exit::Exit,
    failure::{Failure, Mishap, Refusal},
    run::Run,
    stack::Stack,
};

/// How far CloudTrail's history goes back, in milliseconds (facts/tip-chain.md §5).
const HISTORY_MS: u64 = 90 * 86_400_000;

/// Tells what was recorded.
pub(crate) async fn run(run: &Run, args: &cli::Audit) -> Result<Exit, Failure> {
    let now = clock::now_ms();
    let from_ms = moment(&args.since, now, false)?;
    let to_ms = args.until.as_ref().map_or(Ok(now), |until| moment(until, now, true))?;
    let spec = run.load(&args.spec)?;
    let place = &spec.desired.place;
    let stack = Stack::open(run, place).await?;
    let directory = stack.directory(&spec.desired).await?;
    let live = of_live(&directory, Some(&spec.desired));
    let only = match &args.user {
        Some(name) => match tipctl_access::named(&live, name) {
            Ok(Principal::Workforce(who)) => Some(who.id().to_owned()),
            // A user who is gone is still recorded by id.
            _ => Some(name.clone()),
        },
        None => None,
    };
    let wait: tipctl_provider::Wait = Arc::new(|ms| Box::pin(door::wait(ms)));
    let unreachable = |fault| Failure {
        exit: Exit::Unreachable,
        reports: FaultReport::all(vec![fault], &stack.caller.arn),
    };
    let Audited { events, mut notes } =
        stack.provider.audit(&spec.desired, Span { from_ms, to_ms }, &wait).await.map_err(unreachable)?;
    notes.splice(0..0, directory.notes);
    if now.saturating_sub(from_ms) > HISTORY_MS {
        notes.push(Note {
            code: "audit::history",
            message: "CloudTrail's history goes back 90 days, and what is older is not seen".to_owned(),
            help: None,
        });
    }
    notes.push(Note {
        code: "audit::region",
        message: format!("only what happened in {} is seen", place.region),
        help: None,
    });
    let recorded = tipctl_access::audit::recorded(&events);
    let mut names = known(run, &spec.desired.place);
    names.extend(live.users.iter().map(|(id, user)| (id.to_owned(), user.name.clone())));
    let unnamed = unnamed(&recorded, &names);
    if let Sight::There(center) = &live.identity_center
        && !unnamed.is_empty()
    {
        stack
            .provider
            .name_users(&spec.desired, &center.store, unnamed, &mut names)
            .await
            .map_err(unreachable)?;
    }
    remember(run, &spec.desired.place, &names)?;
    let entries: Vec<Entry> = recorded
        .iter()
        .map(|recorded| entry(recorded, &names))
        .filter(|entry| only.is_none() || entry.user_id == only)
        .filter(|entry| args.table.is_none() || entry.table == args.table)
        .collect();
    let mut text = String::new();
    let drawing = (run.console.palette, run.console.width);
    let written = match args.format {
        AuditFormat::Text => tipctl_render::write_recorded(&entries, &notes, drawing, &mut text),
        AuditFormat::Json => tipctl_render::write_recorded_json(&entries, &notes, &mut text),
        AuditFormat::Csv => tipctl_render::write_recorded_csv(&entries, &mut text),
    };
    debug_assert!(written.is_ok(), "writing to a string does not fail");
    run.console.say(&text);
    Ok(Exit::Done)
}

fn unnamed(recorded: &[Recorded<'_>], names: &BTreeMap<String, String>) -> BTreeSet<String> {
    let ids = recorded.iter().filter_map(Recorded::user).map(|user| user.id.clone());
    ids.filter(|id| !names.contains_key(id)).collect()
}

fn entry(recorded: &Recorded<'_>, names: &BTreeMap<String, String>) -> Entry {
    let AccessEvent { at_ms, id, service, operation, target, outcome, .. } = recorded.event;
    let user_id = recorded.user().map(|user| user.id.clone());
    Entry {
        at_ms: *at_ms,
        user: user_id.as_ref().map(|id| names.get(id).cloned().unwrap_or_else(|| id.clone())),
        user_id,
        service: service.clone(),
        operation: operation.clone(),
        target: target.to_string(),
        table: recorded.table().map(|(database, table)| format!("{database}.{table}")),
        refused: match outcome {
            EventOutcome::Answered => None,
            EventOutcome::Refused { code, .. } => Some(code.clone()),
        },
        event_id: id.clone(),
    }
}

/// What users were called when they were last looked up: one who was deleted since has no name in AWS any more.
fn known(run: &Run, place: &tipctl_model::Place) -> BTreeMap<String, String> {
    let text = fs::read(run.files.names(place)).unwrap_or_default();
    serde_json::from_slice(&text).unwrap_or_default()
}

fn remember(run: &Run, place: &tipctl_model::Place, names: &BTreeMap<String, String>) -> Result<(), Failure> {
    let file = run.files.names(place);
    let mishap = |why| Mishap::file("written", file.clone(), why);
    if let Some(dir) = file.parent() {
        fs::create_dir_all(dir).map_err(mishap)?;
    }
    let text = serde_json::to_vec_pretty(names).map_err(|error| mishap(error.into()))?;
    Ok(disk::replace(&file, &text).map_err(mishap)?)
}

/// The moment that `text` means: a day, whose end counts where a span ends, or how long before `now`.
fn moment(text: &str, now: u64, is_end: bool) -> Result<u64, Failure> {
    if let Some(day) = Date::parse(text) {
        return Ok(day.to_epoch_ms() + if is_end { 86_399_999 } else { 0 });
    }
    let units = [("m", 60_000), ("h", 3_600_000), ("d", 86_400_000)];
    let ago = units.into_iter().find_map(|(unit, ms)| {
        let number: u64 = text.strip_suffix(unit)?.parse().ok()?;
        number.checked_mul(ms)
    });
    ago.map(|ago| now.saturating_sub(ago)).ok_or_else(|| {
        let what = format!("`{text}` is no time");
        let help = "write a day (`2026-11-25`), or how long ago: `90m`, `24h`, `7d`".to_owned();
        Refusal::Question { what, help }.into()
    })
}
