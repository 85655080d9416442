//! Where in which file something was written.

/// A file of a spec, as a number that the loader gave it. The loader keeps names and texts.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct FileId(pub u32);

/// A stretch of a file, in bytes from its beginning.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Span {
    /// The first byte.
    pub start: usize,
    /// How many bytes.
    pub len: usize,
}

/// Where something was written.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Origin {
    /// In which file.
    pub file: FileId,
    /// Where in it.
    pub span: Span,
}

impl Origin {
    /// `len` bytes of `file` from `start`.
    pub fn new(file: FileId, start: usize, len: usize) -> Self {
        Self { file, span: Span { start, len } }
    }
}
