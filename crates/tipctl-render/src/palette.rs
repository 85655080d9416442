//! The one table of sigils and inks, each with its ASCII twin and its form without colour.

use std::fmt;

use anstyle::{AnsiColor, Style};

/// What a row or a line is about, as one sign in front of it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Sigil {
    /// It stays as it is.
    Same,
    /// It is made, or comes in.
    Create,
    /// It is changed in place.
    Update,
    /// It is replaced; the old one goes first.
    DeleteFirst,
    /// It is replaced; the new one comes first.
    CreateFirst,
    /// It is removed, or goes out.
    Delete,
    /// It is there and becomes the stack's own.
    Adopt,
    /// It is under way.
    Started,
    /// It succeeded.
    Done,
    /// It failed.
    Failed,
    /// It waits for AWS.
    Waiting,
    /// It was not sent.
    Unsent,
    /// Nobody knows how it ended.
    Unknown,
    /// Something that a reader must know.
    Note,
}

/// What a text is drawn in.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Ink {
    /// As it comes.
    Plain,
    /// A heading.
    Heading,
    /// A remark beside the matter.
    Faint,
    /// Something comes.
    Gain,
    /// Something changes.
    Change,
    /// Something goes, or went wrong.
    Loss,
    /// Something is recognised.
    Known,
}

/// Whether colours are used.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Colour {
    /// With ANSI escapes.
    On,
    /// Without any escape.
    Off,
}

/// Which signs a terminal can draw.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Glyphs {
    /// Any.
    Unicode,
    /// ASCII alone.
    Ascii,
}

/// How signs and texts are drawn.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Palette {
    /// With or without colour.
    pub colour: Colour,
    /// With which signs.
    pub glyphs: Glyphs,
}

impl Sigil {
    fn table(self) -> (&'static str, &'static str, Ink) {
        match self {
            Self::Same => (" ", " ", Ink::Plain),
            Self::Create => ("+", "+", Ink::Gain),
            Self::Update => ("~", "~", Ink::Change),
            Self::DeleteFirst => ("-/+", "-/+", Ink::Loss),
            Self::CreateFirst => ("+/-", "+/-", Ink::Loss),
            Self::Delete => ("-", "-", Ink::Loss),
            Self::Adopt => ("=", "=", Ink::Known),
            Self::Started => ("·", ".", Ink::Faint),
            Self::Done => ("✓", "*", Ink::Gain),
            Self::Failed => ("✗", "x", Ink::Loss),
            Self::Waiting => ("…", "~", Ink::Change),
            Self::Unsent => ("○", "o", Ink::Faint),
            Self::Unknown => ("?", "?", Ink::Change),
            Self::Note => ("!", "!", Ink::Change),
        }
    }
}

impl Ink {
    fn style(self) -> Style {
        match self {
            Self::Plain => Style::new(),
            Self::Heading => Style::new().bold(),
            Self::Faint => Style::new().dimmed(),
            Self::Gain => AnsiColor::Green.on_default(),
            Self::Change => AnsiColor::Yellow.on_default(),
            Self::Loss => AnsiColor::Red.on_default(),
            Self::Known => AnsiColor::Cyan.on_default(),
        }
    }
}

impl Palette {
    /// No colour, ASCII alone: for files and for logs.
    pub const PLAIN: Self = Self { colour: Colour::Off, glyphs: Glyphs::Ascii };

    /// `text` in `ink`.
    pub fn paint(self, ink: Ink, text: &str) -> Painted<'_> {
        let style = match self.colour {
            Colour::On => ink.style(),
            Colour::Off => Style::new(),
        };
        Painted { style, text }
    }

    /// The sign of `sigil`, in its ink.
    pub fn sigil(self, sigil: Sigil) -> Painted<'static> {
        let (unicode, ascii, ink) = sigil.table();
        let text = match self.glyphs {
            Glyphs::Unicode => unicode,
            Glyphs::Ascii => ascii,
        };
        self.paint(ink, text)
    }
}

/// A text with its style; displays with the escapes around it, if any.
#[derive(Clone, Copy, Debug)]
pub struct Painted<'a> {
    style: Style,
    text: &'a str,
}

impl Painted<'_> {
    /// The text alone.
    pub fn text(&self) -> &str {
        self.text
    }
}

impl fmt::Display for Painted<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}{}", self.style.render(), self.text, self.style.render_reset())
    }
}
