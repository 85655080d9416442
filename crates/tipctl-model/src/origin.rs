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

/// An origin as a person or an editor finds it. Lines and columns are counted from one, columns in characters.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Spot {
    /// The path of the file, as a reader would open it.
    pub file: String,
    /// The line and column of the first character.
    pub start: (usize, usize),
    /// The line and column behind the last character.
    pub end: (usize, usize),
    /// The same stretch in bytes.
    pub span: Span,
}

impl Spot {
    /// Where `span` of the file called `file` is, whose text is `text`. What lies beyond the text counts as its end.
    pub fn new(file: impl Into<String>, text: &str, span: Span) -> Self {
        let end = span.start.saturating_add(span.len);
        Self { file: file.into(), start: position(text, span.start), end: position(text, end), span }
    }
}

fn position(text: &str, at: usize) -> (usize, usize) {
    let before = text.char_indices().take_while(|(start, _)| *start < at).map(|(_, letter)| letter);
    before.fold((1, 1), |(line, column), letter| match letter {
        '\n' => (line + 1, 1),
        _ => (line, column + 1),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stretch_is_found_by_line_and_column() {
        let text = "a = 'é'\n[b]\nc = '日本'\n";
        let spot = |start, len| {
            let spot = Spot::new("spec.toml", text, Span { start, len });
            (spot.start, spot.end)
        };
        assert_eq!(spot(0, 1), ((1, 1), (1, 2)));
        assert_eq!(spot(4, 4), ((1, 5), (1, 8)), "columns are characters, not bytes");
        assert_eq!(spot(9, 3), ((2, 1), (2, 4)));
        assert_eq!(spot(9, 15), ((2, 1), (3, 8)));
        assert_eq!(spot(99, 1), ((4, 1), (4, 1)), "beyond the end");
    }
}
