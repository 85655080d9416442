//! Writes down what an apply does: the journal before and after each write, the ledger, and word to whoever watches.

use std::{
    collections::BTreeSet,
    fmt,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressState, ProgressStyle};
use tipctl_executor::{Clock, Recorder};
use tipctl_model::{Action, ApplyEvent, Call, Key, KindSchema, Live, Plan, Step, Verb};
use tipctl_provider::inventory::of_object;
use tipctl_render::{Glyphs, Progress};

use crate::{
    console::{Console, spelled},
    door,
    failure::{Failure, Mishap},
    journal::{Journal, Told},
    ledger_file::LedgerFile,
    names_file::NamesFile,
};

/// How many steps under way are shown at once.
const SHOWN: usize = 6;

/// The clock on the wall, counted from the beginning of the run.
#[derive(Clone, Copy)]
pub(crate) struct WallClock {
    began: tokio::time::Instant,
}

impl WallClock {
    /// A clock that begins now.
    pub(crate) fn start() -> Self {
        Self { began: tokio::time::Instant::now() }
    }
}

impl Clock for WallClock {
    fn now_ms(&self) -> u64 {
        u64::try_from(self.began.elapsed().as_millis()).unwrap_or(u64::MAX)
    }

    fn sleep(&self, ms: u64) -> tipctl_model::BoxFuture<'_, ()> {
        Box::pin(door::wait(ms))
    }
}

/// Who writes down what happens during one apply.
pub(crate) struct Scribe<'a> {
    plan: &'a Plan,
    schemas: &'a [&'static KindSchema],
    ledger: &'a mut LedgerFile,
    journal: Journal,
    /// The names of users; none where they cannot be kept.
    names: Option<NamesFile>,
    console: &'a Console,
    clock: &'a WallClock,
    progress: Arc<Mutex<Progress>>,
    bar: ProgressBar,
}

impl<'a> Scribe<'a> {
    /// A scribe for one apply of `plan`.
    pub(crate) fn new(
        plan: &'a Plan,
        schemas: &'a [&'static KindSchema],
        (ledger, journal, names): (&'a mut LedgerFile, Journal, Option<NamesFile>),
        console: &'a Console,
        clock: &'a WallClock,
    ) -> Self {
        let progress = Arc::new(Mutex::new(Progress::new(plan)));
        let bar = bar(&progress, console, *clock);
        Self { plan, schemas, ledger, journal, names, console, clock, progress, bar }
    }

    /// Brings the ledger up to date with what needs no step: what is adopted, what stays under a new label, and what is
    /// gone although nobody here deleted it.
    ///
    /// What a destroy leaves alone is not the stack's own, and must not become so.
    pub(crate) fn settle(&mut self) -> Result<(), Failure> {
        let mut there = BTreeSet::new();
        for change in &self.plan.changes {
            let Some(live) = change.action.live() else { continue };
            let Some(key) = key(self.schemas, change.address.kind.0, live) else { continue };
            let is_ours = match change.action {
                Action::Adopt { .. } => true,
                Action::Keep { .. } => self.ledger.ledger.owns(&key),
                _ => false,
            };
            if is_ours {
                self.ledger.record(key.clone(), change.address.clone())?;
            }
            there.insert(key);
        }
        for address in &self.plan.report.vanished {
            let gone: Vec<Key> = self.ledger.ledger.keys_of(address).cloned().collect();
            for key in gone.into_iter().filter(|key| !there.contains(key)) {
                self.ledger.forget(&key)?;
            }
        }
        Ok(())
    }

    /// Remembers what the plan found, now that it was carried out whole.
    pub(crate) fn remember(&mut self) -> Result<(), Failure> {
        Ok(self.ledger.remember(tipctl_planner::found(self.plan, self.schemas))?)
    }

    /// Clears what was drawn in place, and keeps the names of the users that were made.
    pub(crate) fn finish(mut self) {
        self.bar.finish_and_clear();
        // Whether they can be kept changes nothing about the apply.
        drop(self.names.as_mut().map(NamesFile::keep));
    }

    fn tell(&mut self, step: &Step, told: Told) -> Result<(), String> {
        let at = self.clock.now_ms();
        let told = self.journal.tell(at, step.id, (&step.address, step.verb), told);
        told.map_err(|error| format!("the journal cannot be written: {error}"))
    }
}

impl Recorder for Scribe<'_> {
    fn before(&mut self, step: &Step, _: &Call) -> Result<(), String> {
        self.tell(step, Told::Sending)
    }

    fn done(&mut self, step: &Step, live: Option<&Live>) -> Result<(), String> {
        let kind = step.address.kind.0;
        let before = self.plan.change(&step.address).and_then(|change| change.action.live());
        let old = before.and_then(|live| key(self.schemas, kind, live));
        let new = live.and_then(|live| key(self.schemas, kind, live));
        // A replacement that makes the new object first is done with the old one only after its own delete.
        let recorded = match (old, new) {
            (Some(old), None) => self.ledger.forget(&old),
            (None, Some(new)) => self.ledger.record(new, step.address.clone()),
            (Some(old), Some(new)) => {
                let renamed = old != new && step.verb == Verb::Update;
                let forgotten = if renamed { self.ledger.forget(&old) } else { Ok(()) };
                forgotten.and_then(|()| self.ledger.record(new, step.address.clone()))
            }
            (None, None) => Ok(()),
        };
        recorded.map_err(|error| error.to_string())?;
        if let (Some(names), Some(live)) = (&mut self.names, live) {
            names.see(&of_object(&self.plan.header.place, &step.address, &live.attrs).users);
        }
        self.tell(step, Told::Done)
    }

    fn event(&mut self, event: &ApplyEvent) {
        if let ApplyEvent::Failed { step, address, verb, fault, at_ms } = event {
            // The run goes on without the line; the outcome says what failed.
            let _ = self.journal.tell(*at_ms, *step, (address, *verb), Told::Failed(fault.to_string()));
        }
        self.progress.lock().unwrap_or_else(PoisonError::into_inner).record(event);
        let mut line = String::new();
        if tipctl_render::write_event(event, self.console.aside, &mut line).is_err() {
            return;
        }
        if self.console.can_redraw {
            let is_over = !matches!(event, ApplyEvent::Started { .. } | ApplyEvent::Waiting { .. });
            if is_over {
                self.bar.println(self.console.spelled(line.trim_end()));
            }
            self.bar.tick();
        } else {
            self.console.tell(&line);
        }
    }
}

/// What is redrawn in place: the counts, how long it has taken, and what is under way. Each tick draws it anew, so that
/// time is seen to pass while AWS is waited for.
fn bar(progress: &Arc<Mutex<Progress>>, console: &Console, clock: WallClock) -> ProgressBar {
    let target = if console.can_redraw { ProgressDrawTarget::stderr() } else { ProgressDrawTarget::hidden() };
    let bar = ProgressBar::with_draw_target(None, target);
    if let Ok(style) = ProgressStyle::with_template("{spinner} {glance}") {
        let (progress, palette) = (Arc::clone(progress), console.aside);
        let glance = move |_: &ProgressState, out: &mut dyn fmt::Write| {
            let progress = progress.lock().unwrap_or_else(PoisonError::into_inner);
            let lines = progress.lines(clock.now_ms(), SHOWN, palette).join("\n");
            // What cannot be drawn now is drawn with the next tick.
            let _ = out.write_str(&spelled(palette.glyphs, &lines));
        };
        let style = style.with_key("glance", glance);
        bar.set_style(match console.aside.glyphs {
            Glyphs::Ascii => style.tick_chars("-\\|/ "),
            Glyphs::Unicode => style,
        });
    }
    bar.enable_steady_tick(Duration::from_millis(120));
    bar
}

fn key(schemas: &[&'static KindSchema], kind: &str, live: &Live) -> Option<Key> {
    schemas.iter().find(|schema| schema.name.0 == kind).and_then(|schema| Key::of(schema, &live.attrs))
}

/// Opens the journal at `path`.
pub(crate) fn journal(path: &std::path::Path) -> Result<Journal, Failure> {
    Journal::open(path).map_err(|why| Mishap::file("opened", path, why).into())
}
