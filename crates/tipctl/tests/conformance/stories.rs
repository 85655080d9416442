//! Whole specs, from the first plan to the destroyed stack, and what goes wrong on the way.

use libtest_mimic::Trial;

/// A trial for each story.
pub(crate) fn trials() -> Vec<Trial> {
    Vec::new()
}
