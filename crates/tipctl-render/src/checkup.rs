//! What a survey of an account found out about the chain: a table of who gets through where, then each thing that is wrong.

mod json;

use std::{collections::BTreeSet, fmt};

use tipctl_access::{LinkName, Route, Stage};
use tipctl_model::{Note, Spot};
use unicode_width::UnicodeWidthStr as _;

use crate::{
    Ink, Level, Palette, Sigil, Waived, chain,
    human::Page,
    quote::message,
    reason::counted,
    table::{Cell, Table},
};

pub(crate) use json::link;
pub use json::{CHECKUP_FORMAT, write_checkup_json};

/// What there is to say about a stack in an account.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Checkup {
    /// For which stack, where.
    pub heading: String,
    /// The ways to the data, judged.
    pub routes: Vec<Route>,
    /// What is wrong, the worst first.
    pub troubles: Vec<Trouble>,
    /// What could not be judged, each thing once, and why.
    pub doubts: Vec<(String, String)>,
    /// What a reader must know about how far the survey went.
    pub notes: Vec<Note>,
    /// How many resources a plan of the spec would change; none where there is no plan, or where it is not asked for.
    pub pending: usize,
}

/// One thing that is wrong.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Trouble {
    /// How much it matters.
    pub level: Level,
    /// The rule that it breaks; none where access was just not given.
    pub rule: Option<String>,
    /// What is wrong, in a few words: `results grant of workgroup.analytics`.
    pub title: String,
    /// Whom it stops; nobody in particular when empty.
    pub who: Vec<String>,
    /// What is wrong, as a lowercase fragment with user text in backticks.
    pub cause: String,
    /// What the user sees; empty where nothing is known.
    pub symptom: String,
    /// The place in the spec.
    pub spot: Option<Spot>,
    /// What mends it.
    pub mend: Mend,
    /// Until when it is accepted, and why, where it is.
    pub waived: Option<Waived>,
}

impl Trouble {
    /// Whether it stands: something is broken, and nobody waived it.
    pub fn stands(&self) -> bool {
        self.level == Level::Error && self.waived.is_none()
    }
}

/// What mends a trouble.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Mend {
    /// To carry out the plan of the spec as it is.
    Apply,
    /// To change the spec, or something else, as this text says.
    Hand(String),
}

impl Checkup {
    /// Whether something is broken.
    pub fn is_broken(&self) -> bool {
        self.troubles.iter().any(Trouble::stands)
    }

    /// What of it stands, of one level.
    fn count(&self, level: Level) -> usize {
        self.troubles.iter().filter(|trouble| trouble.level == level && trouble.waived.is_none()).count()
    }
}

/// The checkup in one line.
impl fmt::Display for Checkup {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (errors, warnings) = (self.count(Level::Error), self.count(Level::Warning));
        let waived = self.troubles.iter().filter(|trouble| trouble.waived.is_some()).count();
        match errors {
            0 => f.write_str("Nothing is broken.")?,
            errors => write!(f, "Broken: {}.", counted(errors, "thing", "things"))?,
        }
        let rest: Vec<String> = [
            (warnings, counted(warnings, "warning", "warnings")),
            (waived, format!("{waived} waived")),
            (self.doubts.len(), format!("{} not known", self.doubts.len())),
        ]
        .into_iter()
        .filter(|(count, _)| *count > 0)
        .map(|(_, text)| text)
        .collect();
        if !rest.is_empty() {
            write!(f, " {}.", capitalised(&rest.join(", ")))?;
        }
        match self.pending {
            0 => Ok(()),
            pending => {
                write!(
                    f,
                    " AWS is not as the spec says: a plan has {}.",
                    counted(pending, "change", "changes")
                )
            }
        }
    }
}

fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// Writes a checkup for a terminal `width` columns wide.
///
/// # Errors
/// Those of `out`.
pub fn write_checkup(
    checkup: &Checkup,
    palette: Palette,
    width: usize,
    out: &mut dyn fmt::Write,
) -> fmt::Result {
    let mut page = Page { palette, width, out };
    page.line(0, Ink::Heading, &checkup.heading)?;
    if !checkup.routes.is_empty() {
        page.line(0, Ink::Plain, "")?;
        table(&checkup.routes).write(&mut page, 2)?;
        page.line(0, Ink::Plain, "")?;
        legend(&checkup.routes, &mut page)?;
    }
    for trouble in checkup.troubles.iter().filter(|trouble| trouble.waived.is_none()) {
        page.line(0, Ink::Plain, "")?;
        self::trouble(trouble, &mut page)?;
    }
    waived(&checkup.troubles, &mut page)?;
    if !checkup.doubts.is_empty() {
        page.line(0, Ink::Plain, "")?;
        page.line(0, Ink::Heading, "Not known:")?;
        checkup.doubts.iter().try_for_each(|(what, why)| {
            page.wrapped("  ", Some(Sigil::Unknown), &format!("{what}: {why}"))
        })?;
    }
    if !checkup.notes.is_empty() {
        page.line(0, Ink::Plain, "")?;
        checkup.notes.iter().try_for_each(|note| page.note(note))?;
    }
    page.line(0, Ink::Plain, "")?;
    page.line(0, Ink::Heading, &checkup.to_string())
}

fn table(routes: &[Route]) -> Table {
    let mut head = vec!["who".to_owned(), "through".to_owned(), "workgroup".to_owned()];
    head.extend(Stage::ALL.iter().map(|stage| column(*stage).to_owned()));
    let rows = routes.iter().map(|route| {
        let mut row = vec![
            Cell::text(&route.who),
            Cell::text(route.entry.as_deref().unwrap_or("no entry")),
            // The head of the column says the kind.
            Cell::text(route.workgroup.strip_prefix("workgroup.").unwrap_or(&route.workgroup)),
        ];
        row.extend(Stage::ALL.iter().map(|stage| Cell::signs(signs(routes, route, *stage))));
        row
    });
    Table { head, rows: rows.collect() }
}

/// The links of a stage that are on one of the ways, in order.
fn links(routes: &[Route], stage: Stage) -> BTreeSet<LinkName> {
    routes.iter().flat_map(|route| route.stage(stage).into_keys()).collect()
}

/// One sign for each of these, so that those below one another are of one link.
fn signs(routes: &[Route], route: &Route, stage: Stage) -> Vec<Sigil> {
    let judged = route.stage(stage);
    let sign = |name| judged.get(&name).map_or(Sigil::Started, |verdict| chain::sign(verdict));
    links(routes, stage).into_iter().map(sign).collect()
}

/// What the column of a stage is called; the workgroup's own column has its name already.
fn column(stage: Stage) -> &'static str {
    if stage == Stage::Workgroup { "queries" } else { stage.title() }
}

/// Which link each sign of a column stands for.
fn legend(routes: &[Route], page: &mut Page<'_>) -> fmt::Result {
    for stage in Stage::ALL {
        let titles: Vec<&str> = links(routes, stage).into_iter().map(LinkName::title).collect();
        if !titles.is_empty() {
            page.wrapped("  ", None, &format!("{}: {}", column(stage), titles.join(", ")))?;
        }
    }
    let drawn = |sigil: &Sigil| {
        let mut all = routes.iter().flat_map(|route| Stage::ALL.map(|stage| signs(routes, route, stage)));
        all.any(|signs| signs.contains(sigil))
    };
    let meanings = [
        (Sigil::Done, "holds"),
        (Sigil::Failed, "broken"),
        (Sigil::Unknown, "not known"),
        (Sigil::Started, "not on this way"),
    ];
    let meanings = meanings.into_iter().filter(|(sigil, _)| drawn(sigil));
    let told: Vec<String> =
        meanings.map(|(sigil, word)| format!("{} {word}", page.palette.sigil(sigil).text())).collect();
    page.wrapped("  ", None, &told.join(", "))
}

fn trouble(trouble: &Trouble, page: &mut Page<'_>) -> fmt::Result {
    let Trouble { level, rule, title, who, cause, symptom, spot, mend, waived: _ } = trouble;
    let sigil = match level {
        Level::Error => Sigil::Failed,
        Level::Warning => Sigil::Note,
        Level::Info => Sigil::Started,
    };
    let sign = page.palette.sigil(sigil);
    let code = rule.as_ref().map(|rule| format!(" ({rule})")).unwrap_or_default();
    let title = format!("{title}{code}");
    let title = message(&title);
    if title.width() + 2 <= page.width {
        writeln!(page.out, "{sign} {}", page.palette.paint(Ink::Heading, &title))?;
    } else {
        page.wrapped("", Some(sigil), &title)?;
    }
    let mut facts = vec![("cause", cause.clone())];
    if !who.is_empty() {
        facts.insert(0, ("stops", who.join(", ")));
    }
    if !symptom.is_empty() {
        facts.push(("symptom", symptom.clone()));
    }
    if let Some(Spot { file, start: (line, column), .. }) = spot {
        facts.push(("spec", format!("{file}:{line}:{column}")));
    }
    facts.push((
        "mend",
        match mend {
            Mend::Apply => "apply the spec as it is".to_owned(),
            Mend::Hand(text) => text.clone(),
        },
    ));
    if let Some(rule) = rule {
        facts.push(("more", format!("tipctl explain {rule}")));
    }
    facts.iter().try_for_each(|(name, text)| fact(name, text, page))
}

/// A named text, wrapped under itself.
fn fact(name: &str, text: &str, page: &mut Page<'_>) -> fmt::Result {
    const COLUMN: usize = 13;
    let mut lines = String::new();
    let mut inner = Page { palette: page.palette, width: page.width, out: &mut lines };
    inner.lines(&" ".repeat(COLUMN), text)?;
    let first = format!("    {name}");
    let rest = lines.get(first.len()..).unwrap_or_default();
    let name = page.palette.paint(Ink::Faint, &first);
    write!(page.out, "{name}{rest}")
}

fn waived(troubles: &[Trouble], page: &mut Page<'_>) -> fmt::Result {
    let waived: Vec<_> =
        troubles.iter().filter_map(|trouble| Some((trouble, trouble.waived.as_ref()?))).collect();
    if waived.is_empty() {
        return Ok(());
    }
    page.line(0, Ink::Plain, "")?;
    page.line(0, Ink::Heading, "Waived:")?;
    waived.into_iter().try_for_each(|(trouble, Waived { reason, until })| {
        let rule = trouble.rule.as_deref().unwrap_or_default();
        page.wrapped("  ", Some(Sigil::Unsent), &format!("{rule} {}, until {until}: {reason}", trouble.title))
    })
}
