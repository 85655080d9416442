//! Which files a spec consists of: the first one, those that it includes, and those that its policies name.
//!
//! A file is known by its path relative to the first file's directory, so that two ways of writing one path are one
//! file. What the files say is not looked at here, but for `include`.

use std::{
    collections::BTreeMap,
    io,
    path::{Component, Path, PathBuf},
};

use toml::de::DeTable;

use tipctl_model::{FileId, Origin};

use crate::{
    Sources, depth,
    node::{self, Data, Entry, Node},
    problem::{Problem, Problems},
};

/// The largest file that is read. A spec of ten thousand grants has about two million bytes.
pub const LARGEST: usize = 4 << 20;

/// How many files a spec may have; links between directories could make them endless.
const MOST: usize = 256;

/// How the bytes of a file are had.
pub(crate) type Read<'a> = &'a dyn Fn(&Path) -> io::Result<Vec<u8>>;

/// A file whose syntax is right.
pub(crate) struct Document {
    pub(crate) file: FileId,
    pub(crate) entries: Vec<Entry>,
}

/// The files read so far.
pub(crate) struct Files<'a> {
    pub(crate) sources: Sources,
    read: Read<'a>,
    base: PathBuf,
    known: BTreeMap<PathBuf, FileId>,
    /// Where each included file is included first.
    included: BTreeMap<FileId, Origin>,
    /// Whether the first file and all that it includes could be read and parsed.
    pub(crate) is_whole: bool,
}

impl<'a> Files<'a> {
    /// Reads `entry` and everything that it includes; in the order of reading.
    pub(crate) fn read(entry: &Path, read: Read<'a>, problems: &mut Problems) -> (Self, Vec<Document>) {
        let base = entry.parent().unwrap_or(Path::new("")).to_owned();
        let mut files = Self {
            sources: Sources::default(),
            read,
            base,
            known: BTreeMap::new(),
            included: BTreeMap::new(),
            is_whole: true,
        };
        let mut documents = Vec::new();
        let first = entry.file_name().map_or_else(|| entry.to_owned(), PathBuf::from);
        match files.open(&first, None, problems) {
            Some(file) => files.parse(file, &mut Vec::new(), &mut documents, problems),
            None => files.is_whole = false,
        }
        (files, documents)
    }

    /// The file at `path`, relative to the file where `asked` stands. A file that was read before is not read again.
    pub(crate) fn open_beside(
        &mut self,
        path: &str,
        asked: Origin,
        problems: &mut Problems,
    ) -> Option<FileId> {
        let beside = self.relative(path, asked);
        self.open(&beside, Some(asked), problems)
    }

    fn relative(&self, path: &str, asked: Origin) -> PathBuf {
        let around = Path::new(self.sources.relative(asked.file)).parent().unwrap_or(Path::new(""));
        plain(&around.join(path))
    }

    fn open(&mut self, path: &Path, asked: Option<Origin>, problems: &mut Problems) -> Option<FileId> {
        if let Some(file) = self.known.get(path) {
            return Some(*file);
        }
        let place = match plain(&self.base.join(path)) {
            nowhere if nowhere.as_os_str().is_empty() => PathBuf::from("."),
            place => place,
        };
        let name = place.display().to_string();
        let text = if self.known.len() < MOST {
            (self.read)(&place).map_err(|error| reason(&error)).and_then(text)
        } else {
            Err(format!("a spec may have {MOST} files at most"))
        };
        match text {
            Ok(text) => {
                let file = self.sources.add(&path.display().to_string(), &name, text);
                self.known.insert(path.to_owned(), file);
                Some(file)
            }
            Err(why) => {
                let problem = Problem::new("spec::unreadable", format!("`{name}` cannot be read: {why}"));
                problems.push(match asked {
                    Some(origin) => problem.at(origin, "named here"),
                    None => problem,
                });
                None
            }
        }
    }

    fn parse(
        &mut self,
        file: FileId,
        chain: &mut Vec<FileId>,
        documents: &mut Vec<Document>,
        problems: &mut Problems,
    ) {
        if let Some(at) = depth::bottom(self.sources.text(file)) {
            self.is_whole = false;
            problems.push(
                Problem::new("spec::syntax", "values nest too deeply")
                    .at(node::origin(file, at), "here")
                    .help("dots in keys and braces together open too many tables within tables"),
            );
            return;
        }
        let (root, errors) = DeTable::parse_recoverable(self.sources.text(file));
        let entries = node::entries(file, root.get_ref());
        drop(root);
        if !errors.is_empty() {
            self.is_whole = false;
            self.report_syntax(file, &errors, problems);
            return;
        }
        let include = entries.iter().find(|entry| entry.key == "include").map(|entry| entry.value.clone());
        documents.push(Document { file, entries });
        chain.push(file);
        let included = include.map(|list| paths(&list, problems)).unwrap_or_default();
        for (path, asked) in included {
            let Some(next) = self.include(&path, asked, chain, problems) else { continue };
            self.parse(next, chain, documents, problems);
        }
        chain.pop();
    }

    /// The file to include, unless it is part of the spec already.
    fn include(
        &mut self,
        path: &str,
        asked: Origin,
        chain: &[FileId],
        problems: &mut Problems,
    ) -> Option<FileId> {
        let relative = self.relative(path, asked);
        let Some(known) = self.known.get(&relative).copied() else {
            let file = self.open(&relative, Some(asked), problems);
            match file {
                Some(file) => drop(self.included.insert(file, asked)),
                None => self.is_whole = false,
            }
            return file;
        };
        let name = self.sources.name(known);
        let problem = match chain.iter().position(|open| *open == known) {
            Some(at) => {
                let problem = Problem::new("spec::circular_include", format!("`{name}` includes itself"))
                    .at(asked, "includes it again")
                    .help("remove one of the two; what one file says is known to all of them");
                match chain.get(at + 1).and_then(|next| self.included.get(next)) {
                    Some(first) => problem.at(*first, "on the way here"),
                    None => problem.help("remove it; a file knows what it says itself"),
                }
            }
            None => {
                let problem = Problem::new("spec::duplicate_include", format!("`{name}` is included twice"))
                    .at(asked, "here again")
                    .help("remove one of the two; what one file says is known to all of them");
                match self.included.get(&known) {
                    Some(first) => problem.at(*first, "here first"),
                    None => problem,
                }
            }
        };
        problems.push(problem);
        None
    }

    /// Drops what follows from another mistake: the keys of a section that is there twice are, then, there twice too; and
    /// a bracket that was not closed makes nonsense of all that is read after it.
    fn drop_echoes(&self, file: FileId, errors: &mut Vec<(Origin, &str)>) {
        let text = self.sources.text(file);
        let before = |origin: &Origin| text.get(..origin.span.start).unwrap_or_default();
        let lost = errors.iter().position(|(origin, what)| {
            let rest = text.get(origin.span.start..).unwrap_or_default();
            what.starts_with("missing comma between array elements") && is_statement(before(origin), rest)
        });
        if let Some((origin, what)) = lost.and_then(|lost| errors.get_mut(lost)) {
            let end = before(origin).trim_end().len();
            *origin = node::origin(file, end..end);
            *what = "the list is not closed, expected `]`";
        }
        errors.truncate(lost.map_or(errors.len(), |lost| lost + 1));
        if errors.iter().any(|(_, what)| !what.starts_with(TWICE)) {
            errors.retain(|(_, what)| !what.starts_with(TWICE));
        }
        let mut twice = None;
        errors.retain(|(origin, _)| {
            let at = origin.span.start;
            let within = twice.and_then(|head: usize| text.get(head..at));
            if is_within_head(before(origin)) {
                twice = Some(at);
            }
            within.is_none_or(|between| between.contains("\n["))
        });
    }

    /// The key, or the name of the section, in the line of `origin`.
    fn key(&self, origin: Origin) -> &str {
        let text = self.sources.text(origin.file);
        let before = text.get(..origin.span.start).unwrap_or_default();
        let line = text.get(before.rfind('\n').map_or(0, |end| end + 1)..).unwrap_or_default();
        line.trim_start().trim_start_matches('[').split(['=', ']', '\n']).next().unwrap_or_default().trim()
    }

    fn report_syntax(&self, file: FileId, errors: &[toml::de::Error], problems: &mut Problems) {
        let mut errors: Vec<(Origin, &str)> = errors
            .iter()
            .map(|error| (node::origin(file, error.span().unwrap_or_default()), error.message()))
            .collect();
        errors.sort();
        // The parser goes on within the line and stumbles over the rest of it; only the first word counts.
        errors.dedup_by_key(|(origin, _)| self.sources.line(*origin));
        self.drop_echoes(file, &mut errors);
        for (origin, message) in errors {
            let rest = self.sources.text(file).get(origin.span.start..).unwrap_or_default();
            let is_blank = rest.lines().next().is_none_or(|line| line.trim().is_empty());
            let (what, expected) = match message.split_once(", expected ") {
                // The parser takes nothing at all for a text without quotes.
                Some(("string values must be quoted", _)) if is_blank => ("the value is missing", "nothing"),
                Some((what, "literal string")) => (what, "`\"` or `'` around it"),
                Some(parts) => parts,
                None => (message, "nothing"),
            };
            let what = match what {
                TWICE => format!("`{}` is there twice", self.key(origin)),
                _ => what.to_owned(),
            };
            let problem = Problem::new("spec::syntax", what).at(origin, "here");
            problems.push(match expected {
                "nothing" => problem,
                expected => problem.help(format!("expected {expected}")),
            });
        }
    }
}

/// What the parser says of a key that is there twice.
const TWICE: &str = "duplicate key";

/// Whether `rest` begins, on a line of its own, what cannot be an element of a list: the head of a section, or a key.
fn is_statement(before: &str, rest: &str) -> bool {
    let begins_line = before.trim_end_matches([' ', '\t']).ends_with('\n');
    let word =
        rest.trim_start_matches(|letter: char| letter.is_alphanumeric() || matches!(letter, '-' | '_'));
    begins_line && (rest.starts_with('[') || (word.len() < rest.len() && word.trim_start().starts_with('=')))
}

/// Whether the line that `text` ends in is the head of a section, as far as it goes.
fn is_within_head(text: &str) -> bool {
    text.rsplit('\n').next().is_some_and(|line| line.trim_start().starts_with('['))
}

/// The paths of an `include`, with their places.
fn paths(list: &Node, problems: &mut Problems) -> Vec<(String, Origin)> {
    let wrong = |node: &Node| {
        Problem::new("spec::wrong_type", format!("`include` takes a list of paths, found {}", node.noun()))
            .at(node.origin, node.noun())
            .help("write `include = [\"groups.toml\"]`")
    };
    let Data::List(elements) = &list.data else {
        problems.push(wrong(list));
        return Vec::new();
    };
    let mut paths = Vec::new();
    for element in elements {
        match element.as_text() {
            Some(path) => paths.push((path.to_owned(), element.origin)),
            None => problems.push(wrong(element)),
        }
    }
    paths
}

/// The path without `.` and without steps that `..` takes back.
fn plain(path: &Path) -> PathBuf {
    let mut plain = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir if matches!(plain.components().next_back(), Some(Component::Normal(_))) => {
                plain.pop();
            }
            other => plain.push(other),
        }
    }
    plain
}

fn reason(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "there is no such file".to_owned(),
        io::ErrorKind::IsADirectory => "it is a directory".to_owned(),
        io::ErrorKind::PermissionDenied => "permission denied".to_owned(),
        _ => error.to_string().to_lowercase(),
    }
}

fn text(bytes: Vec<u8>) -> Result<String, String> {
    if bytes.len() > LARGEST {
        return Err(format!("it has more than {LARGEST} bytes, the most that is read"));
    }
    String::from_utf8(bytes).map_err(|error| {
        let good = error.utf8_error().valid_up_to();
        let lines = error.as_bytes().iter().take(good).filter(|byte| **byte == b'\n').count() + 1;
        format!("it is not UTF-8 text: byte {} on line {lines}", good + 1)
    })
}
