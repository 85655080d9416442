//! What is waived, one line each, for a person.

use std::fmt;

use super::Remark;
use crate::{Ink, Palette, Sigil, human::Page};

/// Writes what of `remarks` is waived, with its place, until when and why; nothing when nothing is.
///
/// # Errors
/// Those of `out`.
pub fn write_waived(
    remarks: &[Remark],
    palette: Palette,
    width: usize,
    out: &mut dyn fmt::Write,
) -> fmt::Result {
    let waived: Vec<_> =
        remarks.iter().filter_map(|remark| Some((remark, remark.waived.as_ref()?))).collect();
    if waived.is_empty() {
        return Ok(());
    }
    let mut page = Page { palette, width, out };
    page.line(0, Ink::Heading, "Waived:")?;
    waived.into_iter().try_for_each(|(remark, waived)| {
        let place = remark.places.first().map(|(spot, _)| format!(" ({}:{})", spot.file, spot.start.0));
        let place = place.unwrap_or_default();
        let text = format!("{}: {}{place}", remark.code, remark.message);
        page.wrapped("  ", Some(Sigil::Unsent), &text)?;
        page.wrapped("    ", None, &format!("until {}: {}", waived.until, waived.reason))
    })
}
