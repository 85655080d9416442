//! `tipctl audit`: who read what, as CloudTrail recorded it.

mod filter;

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use tipctl_access::audit::Recorded;
use tipctl_model::{
    Inventory, Note,
    audit::{AccessEvent, EventOutcome},
    inventory::Sight,
};
use tipctl_provider::{
    audit::{Audited, Span},
    inventory::of_live,
};
use tipctl_render::Entry;
use tipctl_spec::Loaded;

use self::filter::{Filter, TableName, span};
use crate::{
    cli::{self, AuditFormat},
    clock,
    diagnose::FaultReport,
    door,
    exit::Exit,
    failure::{Failure, Mishap},
    names_file::NamesFile,
    run::Run,
    stack::Stack,
};

/// How far CloudTrail's history goes back, in milliseconds (facts/tip-chain.md §5).
const HISTORY_MS: u64 = 90 * 86_400_000;

/// Tells what was recorded.
pub(crate) async fn run(run: &Run, args: &cli::Audit) -> Result<Exit, Failure> {
    let now = clock::now_ms();
    let span = span(args, now)?;
    let table = args.table.as_deref().map(TableName::read).transpose()?;
    let spec = run.load(&args.spec)?;
    let place = &spec.desired.place;
    let stack = Stack::open(run, place).await?;
    let directory = stack.directory(&spec.desired).await?;
    let live = of_live(&directory, Some(&spec.desired));
    let file = run.files.names(place);
    let mut names = NamesFile::open(file.clone()).map_err(|why| Mishap::file("read", file.clone(), why))?;
    names.see(&live.users);
    let filter = Filter::new(args.user.as_deref(), table, (&spec, &live), &names);
    // Who seems not to be there may be whom the caller does not see.
    let filter = filter.map_err(|failure| failure.beside(&directory.notes))?;
    let wait: tipctl_provider::Wait = Arc::new(|ms| Box::pin(door::wait(ms)));
    let Audited { events, mut notes } =
        stack.provider.audit(&spec.desired, span, &wait).await.map_err(|fault| unreachable(&stack, fault))?;
    notes.splice(0..0, directory.notes);
    notes.extend(limits(span, now, &place.region));
    let recorded = tipctl_access::audit::recorded(&events);
    look_up(&stack, (&spec, &live), &recorded, &mut names).await?;
    names.keep().map_err(|why| Mishap::file("written", file, why))?;
    let entries: Vec<Entry> = recorded.iter().map(|recorded| entry(recorded, &names)).collect();
    if let Some(table) = filter.unrecorded(&entries) {
        notes.extend(table.check(&stack, &spec.desired).await?);
    }
    let entries: Vec<Entry> = entries.into_iter().filter(|entry| filter.takes(entry)).collect();
    tell(run, args.format, &entries, &notes);
    Ok(Exit::Done)
}

/// What an audit cannot see, whatever the account.
fn limits(span: Span, now: u64, region: &str) -> Vec<Note> {
    let note = |code, message| Note { code, message, help: None };
    let is_old = now.saturating_sub(span.from_ms) > HISTORY_MS;
    let history = "CloudTrail's history goes back 90 days, and what is older is not seen".to_owned();
    let mut notes: Vec<Note> = is_old.then(|| note("audit::history", history)).into_iter().collect();
    notes.push(note("audit::region", format!("only what happened in {region} is seen")));
    notes
}

/// Asks Identity Center for the names of users that nobody has seen yet.
async fn look_up(
    stack: &Stack,
    (spec, live): (&Loaded, &Inventory),
    recorded: &[Recorded<'_>],
    names: &mut NamesFile,
) -> Result<(), Failure> {
    let Sight::There(center) = &live.identity_center else { return Ok(()) };
    let ids = recorded.iter().filter_map(Recorded::user).map(|user| user.id.clone());
    let unnamed: BTreeSet<String> = ids.filter(|id| names.of(id).is_none()).collect();
    if unnamed.is_empty() {
        return Ok(());
    }
    let mut found = BTreeMap::new();
    let asked = stack.provider.name_users(&spec.desired, &center.store, unnamed, &mut found).await;
    found.iter().for_each(|(id, name)| names.name(id, name));
    asked.map_err(|fault| unreachable(stack, fault))
}

fn unreachable(stack: &Stack, fault: tipctl_model::Fault) -> Failure {
    Failure { exit: Exit::Unreachable, reports: FaultReport::all(vec![fault], &stack.caller.arn) }
}

fn tell(run: &Run, format: AuditFormat, entries: &[Entry], notes: &[Note]) {
    let (mut text, mut aside) = (String::new(), String::new());
    let width = run.console.width;
    let written = match format {
        AuditFormat::Text => {
            tipctl_render::write_recorded(entries, notes, (run.console.palette, width), &mut text)
        }
        AuditFormat::Json => tipctl_render::write_recorded_json(entries, notes, &mut text),
        // What cannot be seen has no place in a table for programs, and must be said all the same.
        AuditFormat::Csv => tipctl_render::write_recorded_csv(entries, &mut text)
            .and_then(|()| tipctl_render::write_notes(notes, (run.console.aside, width), &mut aside)),
    };
    debug_assert!(written.is_ok(), "writing to a string does not fail");
    run.console.say(&text);
    run.console.tell(&aside);
}

fn entry(recorded: &Recorded<'_>, names: &NamesFile) -> Entry {
    let AccessEvent { at_ms, id, service, operation, target, outcome, .. } = recorded.event;
    let user_id = recorded.user().map(|user| user.id.clone());
    Entry {
        at_ms: *at_ms,
        user: user_id.as_ref().map(|id| names.of(id).unwrap_or(id).to_owned()),
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
