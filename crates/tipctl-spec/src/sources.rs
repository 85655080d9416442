//! The files of a spec, by number: what they are called and what they say.
//!
//! Not here: which files belong to a spec; `files.rs` finds them.

use std::sync::Arc;

use miette::NamedSource;
use sha2::{Digest, Sha256};

use tipctl_model::{FileId, Origin, Spot};

/// One file.
#[derive(Clone, Debug)]
struct File {
    /// Its path relative to the first file's directory, which is the same wherever the spec is read from.
    relative: String,
    /// Its text, under the path that a reader of an error would open.
    source: Arc<NamedSource<String>>,
}

/// The files of a spec in the order in which they were read, policy documents included.
#[derive(Clone, Debug, Default)]
pub struct Sources(Vec<File>);

impl Sources {
    pub(crate) fn add(&mut self, relative: &str, name: &str, text: String) -> FileId {
        let id = FileId(u32::try_from(self.0.len()).unwrap_or(u32::MAX));
        let source = Arc::new(NamedSource::new(name, text));
        self.0.push(File { relative: relative.to_owned(), source });
        id
    }

    /// The file's name and text, ready for a diagnostic. None when `file` is of another spec.
    pub fn named(&self, file: FileId) -> Option<Arc<NamedSource<String>>> {
        self.file(file).map(|file| Arc::clone(&file.source))
    }

    /// The name and text of the file that a reader would open as `name`.
    pub fn called(&self, name: &str) -> Option<Arc<NamedSource<String>>> {
        let file = self.0.iter().find(|file| file.source.name() == name)?;
        Some(Arc::clone(&file.source))
    }

    /// The path of the file, as a reader would open it; empty when `file` is of another spec.
    pub fn name(&self, file: FileId) -> &str {
        self.file(file).map_or("", |file| file.source.name())
    }

    /// What the file says; empty when `file` is of another spec.
    pub fn text(&self, file: FileId) -> &str {
        self.file(file).map_or("", |file| file.source.inner())
    }

    /// What stands at `origin`; empty when nothing does.
    pub fn excerpt(&self, origin: Origin) -> &str {
        let span = origin.span;
        self.text(origin.file).get(span.start..span.start.saturating_add(span.len)).unwrap_or_default()
    }

    /// The line of `origin`, counted from one.
    pub fn line(&self, origin: Origin) -> usize {
        let before = self.text(origin.file).bytes().take(origin.span.start);
        before.filter(|byte| *byte == b'\n').count() + 1
    }

    /// Where `origin` is, as a reader finds it. None when it is of another spec.
    pub fn spot(&self, origin: Origin) -> Option<Spot> {
        let file = self.file(origin.file)?;
        Some(Spot::new(file.source.name(), file.source.inner(), origin.span))
    }

    pub(crate) fn relative(&self, file: FileId) -> &str {
        self.file(file).map_or("", |file| file.relative.as_str())
    }

    /// SHA-256 over every file's relative path and text, in the order of the paths, in hexadecimal.
    pub fn digest(&self) -> String {
        let mut files: Vec<&File> = self.0.iter().collect();
        files.sort_by(|one, other| one.relative.cmp(&other.relative));
        let mut hash = Sha256::new();
        for file in files {
            for part in [file.relative.as_str(), file.source.inner()] {
                // Lengths keep a byte from moving between two parts unnoticed.
                hash.update((part.len() as u64).to_be_bytes());
                hash.update(part.as_bytes());
            }
        }
        hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
    }

    fn file(&self, file: FileId) -> Option<&File> {
        self.0.get(usize::try_from(file.0).ok()?)
    }
}
