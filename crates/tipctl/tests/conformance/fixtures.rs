//! The fixtures of a kind, `fixtures/kinds/<kind>/`:
//!
//! ```text
//! minimal.toml     the least that makes an object
//! full.toml        one object, the subject, with every attribute that can be set together
//! other.toml       the subject with other values; the walk changes one attribute of `full` at a time to what it is here
//! full-x.toml      another subject, with attributes that `full` excludes; `other-x.toml` goes with it
//! other-y.toml     without a `full-y.toml`: the walk changes the subject of `full` to this one at once
//! fixed.toml       attributes that no fixture can vary, each with the reason
//! ```
//! The subject has the label `subject`, or one that begins with `subject/`; of a kind that occurs once, it is the one
//! there is. Specs of kinds without a subject are changed as wholes: the objects of a composite kind are other kinds',
//! and what is only looked up does not change.

use std::{
    collections::BTreeMap,
    fs, io,
    path::{Path, PathBuf},
};

use tipctl_model::{Address, Desired, Kind, Mode, Resource, Section};
use tipctl_provider::kinds::kinds;

/// The fixtures of one kind.
pub(crate) struct Fixtures {
    pub(crate) kind: &'static dyn Kind,
    pub(crate) minimal: Desired,
    pub(crate) bases: Vec<Base>,
    /// Why some attributes are never varied.
    pub(crate) fixed: BTreeMap<String, String>,
}

/// A spec, and the specs that it is changed to, by the names of their files.
pub(crate) struct Base {
    pub(crate) full: Desired,
    pub(crate) others: BTreeMap<String, Other>,
}

/// A spec with another subject.
pub(crate) struct Other {
    pub(crate) desired: Desired,
    /// Whether the subject changes to this one at once, and not attribute by attribute.
    pub(crate) is_whole: bool,
}

impl Fixtures {
    /// Reads the fixtures of `kind`.
    pub(crate) fn read(kind: &'static dyn Kind) -> Self {
        let folder = workspace("fixtures/kinds").join(kind.schema().name.0);
        let mut minimal = None;
        let mut bases = BTreeMap::new();
        let mut others = Vec::new();
        let mut fixed = BTreeMap::new();
        for file in files(&folder) {
            let path = folder.join(&file);
            let name = file.trim_end_matches(".toml");
            if let Some(of) = name.strip_prefix("full") {
                bases.insert(of.to_owned(), Base { full: desired(&path), others: BTreeMap::new() });
            } else if let Some(of) = name.strip_prefix("other") {
                others.push((of.to_owned(), desired(&path)));
            } else if name == "minimal" {
                minimal = Some(desired(&path));
            } else if name == "fixed" {
                fixed = reasons(&path);
            } else {
                panic!("`{}` is no fixture of the walk", path.display());
            }
        }
        for (of, desired) in others {
            let (base, is_whole) = if bases.contains_key(&of) { (of.as_str(), false) } else { ("", true) };
            let base = bases.get_mut(base).expect("there is a `full.toml`");
            base.others.insert(format!("other{of}"), Other { desired, is_whole });
        }
        let minimal = minimal.expect("there is a `minimal.toml`");
        Self { kind, minimal, bases: bases.into_values().collect(), fixed }
    }

    /// The resource of `desired` that the kind's attributes are varied on; none of a composite kind, and none of a kind
    /// that is only looked up.
    pub(crate) fn subject<'a>(&self, desired: &'a Desired) -> Option<&'a Resource> {
        let schema = self.kind.schema();
        if schema.composite {
            return None;
        }
        let is_subject = |address: &Address| {
            schema.section == Section::Single
                || address.label == "subject"
                || address.label.starts_with("subject/")
        };
        let mut subjects = desired
            .resources
            .values()
            .filter(|resource| resource.address.kind == schema.name && is_subject(&resource.address));
        let (first, second) = (subjects.next(), subjects.next());
        let first = first.unwrap_or_else(|| panic!("there is no `{}.subject`", schema.name));
        if let Some(second) = second {
            panic!("`{}` and `{}` are both the subject", first.address, second.address);
        }
        (first.mode == Mode::Managed).then_some(first)
    }
}

/// The spec in the file at `path`.
///
/// # Panics
/// With everything that is wrong with it.
pub(crate) fn desired(path: &Path) -> Desired {
    read(path, &|path| fs::read(path))
}

/// The spec that says `text`.
pub(crate) fn spoken(text: &str) -> Desired {
    read(Path::new("spoken.toml"), &|_| Ok(text.as_bytes().to_vec()))
}

fn read(path: &Path, read: &dyn Fn(&Path) -> io::Result<Vec<u8>>) -> Desired {
    match tipctl_spec::load(path, &kinds(), read) {
        Ok(loaded) => loaded.desired,
        Err(problems) => {
            let all: Vec<String> = problems
                .problems()
                .iter()
                .map(|problem| {
                    let help = problem.help.as_deref().unwrap_or_default();
                    format!("{}: {problem}\n  {help}", problem.code)
                })
                .collect();
            panic!("`{}`: {problems}\n{}", path.display(), all.join("\n"))
        }
    }
}

/// The workspace's folder `name`.
pub(crate) fn workspace(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(name)
}

fn files(folder: &Path) -> Vec<String> {
    let entries =
        fs::read_dir(folder).unwrap_or_else(|error| panic!("`{}` cannot be read: {error}", folder.display()));
    let mut names: Vec<String> = entries
        .map(|entry| entry.expect("it was listed").file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    names
}

fn reasons(path: &Path) -> BTreeMap<String, String> {
    let text = fs::read_to_string(path).expect("it was listed");
    toml::from_str(&text).unwrap_or_else(|error| panic!("`{}`: {error}", path.display()))
}
