//! The whole way from a file to what it asks for, on one screen.

use std::{io, path::Path};

use tipctl_model::{Assertion, Blocks, Desired, Kind, Waiver};

use crate::{
    Problem, SpecProblems, circle,
    expand::{self, Expanded},
    files::Files,
    identity,
    kinds::Kinds,
    lower::{Lowered, Lowering},
    problem::Problems,
    refs, settle,
    sources::Sources,
    stack,
};

/// A spec without a mistake.
#[derive(Clone, Debug)]
pub struct Loaded {
    /// What it asks for.
    pub desired: Desired,
    /// Its files.
    pub sources: Sources,
    /// Its sections as they are written.
    pub blocks: Blocks,
    /// Findings that it accepts for a while, in the order of files and lines.
    pub waivers: Vec<Waiver>,
    /// What it claims about itself, in the order of files and lines.
    pub assertions: Vec<Assertion>,
    /// What is doubtful about it, in the order of files and lines.
    pub warnings: Vec<Problem>,
}

/// Reads the spec that begins with the file `entry`, for the given kinds. Files are had through `read` alone.
///
/// # Errors
/// Everything that is wrong with the spec, at once. What follows from a mistake is not reported beside it.
pub fn load(
    entry: &Path,
    kinds: &[&dyn Kind],
    read: &dyn Fn(&Path) -> io::Result<Vec<u8>>,
) -> Result<Loaded, SpecProblems> {
    let kinds = Kinds::new(kinds);
    let mut problems = Problems::default();
    let (mut files, documents) = Files::read(entry, read, &mut problems);
    let place = stack::place(&documents, &mut problems);
    let lowering = Lowering {
        kinds: &kinds,
        place: place.as_ref(),
        files: &mut files,
        problems: &mut problems,
        lowered: Default::default(),
    };
    let lowered = lowering.documents(&documents);

    let mut expanded = match &place {
        Some(place) if files.is_whole => expand::expand(&lowered, &kinds, place, &mut problems),
        _ => Expanded::nothing(&lowered),
    };
    // A file that could not be read may hold what references lead to.
    if files.is_whole {
        refs::check(&lowered, &expanded, &kinds, &mut problems);
    }
    let is_clear = circle::check(&expanded.resources, &mut problems);
    if let Some(place) = &place {
        settle::settle(&mut expanded.resources, &kinds, place, &mut problems);
    }
    if is_clear {
        identity::unite(&mut expanded.resources, &kinds, &mut problems);
    }

    let sources = files.sources;
    let (place, warnings) = problems.finish(&sources, place)?;
    let desired = Desired { place, resources: expanded.resources, digest: sources.digest() };
    let Lowered { blocks, mut waivers, mut assertions, .. } = lowered;
    waivers.sort_by_key(|waiver| waiver.origin);
    assertions.sort_by_key(|assertion| assertion.origin);
    Ok(Loaded { desired, sources, blocks, waivers, assertions, warnings })
}
