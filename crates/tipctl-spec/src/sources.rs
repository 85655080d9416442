//! The files of a spec, by number: what they are called and what they say.
//!
//! Not here: which files belong to a spec; `files.rs` finds them.

use std::{fmt, sync::Arc};

use miette::{MietteError, MietteSpanContents, SourceCode, SourceSpan, SpanContents};
use sha2::{Digest, Sha256};

use tipctl_model::{FileId, Lines, Origin, Span, Spot};

/// One file.
#[derive(Clone, Debug)]
struct File {
    /// Its path relative to the first file's directory, which is the same wherever the spec is read from.
    relative: String,
    source: Arc<Source>,
}

/// What one file says, ready for diagnostics. However long it is, a place in it is found at once.
pub struct Source {
    name: String,
    text: String,
    lines: Lines,
}

impl Source {
    fn new(name: &str, text: String) -> Self {
        Self { name: name.to_owned(), lines: Lines::of(&text), text }
    }

    /// The path that a reader would open.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The whole text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Where `span` is, as a reader finds it.
    pub fn spot(&self, span: Span) -> Spot {
        Spot::among(&self.lines, self.name.as_str(), &self.text, span)
    }
}

impl fmt::Debug for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Source").field("name", &self.name).finish_non_exhaustive()
    }
}

impl SourceCode for Source {
    fn read_span<'a>(
        &'a self,
        span: &SourceSpan,
        before: usize,
        after: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        // What is read begins with the first line that is shown, not with the file.
        let (line, _) = self.lines.around(span.offset());
        let first = line.saturating_sub(before);
        let start = self.lines.start(first);
        let rest = self.text.get(start..).unwrap_or_default();
        let within = SourceSpan::new((span.offset() - start).into(), span.len());
        let read = rest.read_span(&within, before, after)?;
        let shown = SourceSpan::new((read.span().offset() + start).into(), read.span().len());
        let place = (read.line() + first, read.column(), read.line_count() + first);
        let (line, column, line_count) = place;
        Ok(Box::new(MietteSpanContents::new_named(
            self.name.clone(),
            read.data(),
            shown,
            line,
            column,
            line_count,
        )))
    }
}

/// The files of a spec in the order in which they were read, policy documents included.
#[derive(Clone, Debug, Default)]
pub struct Sources(Vec<File>);

impl Sources {
    pub(crate) fn add(&mut self, relative: &str, name: &str, text: String) -> FileId {
        let id = FileId(u32::try_from(self.0.len()).unwrap_or(u32::MAX));
        let source = Arc::new(Source::new(name, text));
        self.0.push(File { relative: relative.to_owned(), source });
        id
    }

    /// The file's name and text, ready for a diagnostic. None when `file` is of another spec.
    pub fn named(&self, file: FileId) -> Option<Arc<Source>> {
        self.file(file).map(|file| Arc::clone(&file.source))
    }

    /// The name and text of the file that a reader would open as `name`.
    pub fn called(&self, name: &str) -> Option<Arc<Source>> {
        let file = self.0.iter().find(|file| file.source.name() == name)?;
        Some(Arc::clone(&file.source))
    }

    /// The path of the file, as a reader would open it; empty when `file` is of another spec.
    pub fn name(&self, file: FileId) -> &str {
        self.file(file).map_or("", |file| file.source.name())
    }

    /// What the file says; empty when `file` is of another spec.
    pub fn text(&self, file: FileId) -> &str {
        self.file(file).map_or("", |file| file.source.text())
    }

    /// What stands at `origin`; empty when nothing does.
    pub fn excerpt(&self, origin: Origin) -> &str {
        let span = origin.span;
        self.text(origin.file).get(span.start..span.start.saturating_add(span.len)).unwrap_or_default()
    }

    /// The line of `origin`, counted from one.
    pub fn line(&self, origin: Origin) -> usize {
        self.file(origin.file).map_or(0, |file| file.source.lines.around(origin.span.start).0) + 1
    }

    /// Where `origin` is, as a reader finds it. None when it is of another spec.
    pub fn spot(&self, origin: Origin) -> Option<Spot> {
        Some(self.file(origin.file)?.source.spot(origin.span))
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
            for part in [file.relative.as_str(), file.source.text()] {
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
