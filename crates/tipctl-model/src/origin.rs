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

/// Where the lines of a text begin, so that a place in a long text is found at once.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Lines(Vec<usize>);

impl Lines {
    /// The lines of `text`.
    pub fn of(text: &str) -> Self {
        let behind = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n').map(|(at, _)| at + 1);
        Self([0].into_iter().chain(behind).collect())
    }

    /// The line that the byte `at` is in, counted from nought, and the byte that it begins with.
    pub fn around(&self, at: usize) -> (usize, usize) {
        let line = self.0.partition_point(|start| *start <= at).saturating_sub(1);
        (line, self.start(line))
    }

    /// The byte that a line begins with, counted from nought.
    pub fn start(&self, line: usize) -> usize {
        self.0.get(line).copied().unwrap_or_default()
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
        Self::among(&Lines::of(text), file, text, span)
    }

    /// The same, of a text whose lines are known.
    pub fn among(lines: &Lines, file: impl Into<String>, text: &str, span: Span) -> Self {
        let end = span.start.saturating_add(span.len);
        let position = |at| position(lines, text, at);
        Self { file: file.into(), start: position(span.start), end: position(end), span }
    }
}

fn position(lines: &Lines, text: &str, at: usize) -> (usize, usize) {
    let (line, start) = lines.around(at.min(text.len()));
    let within = text.get(start..).unwrap_or_default().char_indices();
    (line + 1, within.take_while(|(letter, _)| start + letter < at).count() + 1)
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
