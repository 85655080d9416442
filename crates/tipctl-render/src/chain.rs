//! A chain link by link, for a person.

use std::fmt;

use tipctl_access::{Chain, Link, Verdict};
use unicode_width::UnicodeWidthStr as _;

use crate::{Ink, Palette, Sigil, human::Page, quote::message};

/// The sign of a verdict.
pub(crate) fn sign(verdict: &Verdict) -> Sigil {
    match verdict {
        Verdict::Holds => Sigil::Done,
        Verdict::Broken(_) => Sigil::Failed,
        Verdict::Unknown(_) => Sigil::Unknown,
    }
}

/// What is to be said beside a link, where anything is.
pub(crate) fn remark(verdict: &Verdict) -> Option<String> {
    match verdict {
        Verdict::Holds => None,
        Verdict::Broken(breach) => Some(match breach.rule {
            Some(rule) => format!("{} ({rule})", breach.cause),
            None => breach.cause.clone(),
        }),
        Verdict::Unknown(why) => Some(why.clone()),
    }
}

/// Writes one line for each link of `chain`, with what is wrong below it, for a terminal `width` columns wide.
///
/// # Errors
/// Those of `out`.
pub fn write_chain(chain: &Chain, palette: Palette, width: usize, out: &mut dyn fmt::Write) -> fmt::Result {
    links(chain, &mut Page { palette, width, out }, 2)
}

pub(crate) fn links(chain: &Chain, page: &mut Page<'_>, indent: usize) -> fmt::Result {
    let column = chain.links.iter().map(|link| link.name.title().width()).max().unwrap_or_default();
    chain.links.iter().try_for_each(|link| {
        let Link { name, subject, verdict, note, .. } = link;
        let (title, sign) = (name.title(), page.palette.sigil(sign(verdict)));
        let gap = 2 + column.saturating_sub(title.width());
        let line = format!("{title}{:gap$}{}", "", message(subject));
        let ink = if matches!(verdict, Verdict::Broken(_)) { Ink::Loss } else { Ink::Plain };
        writeln!(page.out, "{:indent$}{sign} {}", "", page.palette.paint(ink, line.trim_end()))?;
        let below = " ".repeat(indent + 4);
        remark(verdict).iter().try_for_each(|text| page.wrapped(&below, None, text))?;
        // What nobody has seen matters where the verdict leans on it alone.
        let note = note.filter(|_| !matches!(verdict, Verdict::Broken(_)));
        note.iter().try_for_each(|note| page.wrapped(&below, None, &format!("unverified: {note}")))
    })
}
