//! What the house knows about a kind without linking AWS: its attributes, what identifies it, and how it is written.
//!
//! Schemas are `static` data, built with the `const fn`s below so that they read like documentation; the reference
//! pages are generated from them.

use crate::{KindName, Value};

/// Everything about a kind that is data.
pub struct KindSchema {
    /// The kind's name, which is also its section in a spec.
    pub name: KindName,
    /// What it is, in one or two sentences of Markdown.
    pub doc: &'static str,
    /// How it is written in a spec.
    pub section: Section,
    /// Its attributes, in the order in which documents and plans show them.
    pub attrs: &'static [AttrSchema],
    /// The attributes that identify an object in AWS, as alternatives in order of preference: the first alternative
    /// whose attributes are all known is the natural key. Never a label of ours.
    pub identity: &'static [&'static [&'static str]],
    /// Kinds whose resources must exist before any of this kind is made, beyond what references say.
    pub after: &'static [&'static str],
    /// Which half of a replacement comes first.
    pub replace: ReplaceOrder,
    /// Whose quota its calls use, and how many may be under way.
    pub lane: Lane,
    /// How many objects one call of the API can take.
    pub batch: usize,
    /// A kind without an object of its own in AWS: a section of the spec that only expands into other kinds.
    pub composite: bool,
}

/// How a kind is written in a spec.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Section {
    /// `[kind.label]`, any number of times.
    Labelled,
    /// `[kind]`, at most once; its label is `main`.
    Single,
    /// `[[kind]]`, any number of times; labels are made from what the blocks say.
    List,
}

/// Which half of a replacement comes first. A standalone delete follows the creates of its kind when creates come first.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ReplaceOrder {
    /// The name is taken until the old object is gone.
    DeleteFirst,
    /// Both can exist side by side, so nobody loses access in between.
    CreateFirst,
}

/// Whose quota a kind's calls use.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Lane {
    /// The AWS service, as the AWS CLI names it.
    pub service: &'static str,
    /// How many writes of this service may be under way at once.
    pub writes: usize,
}

/// One attribute of a kind.
pub struct AttrSchema {
    /// Its name, in a spec as in a plan.
    pub name: &'static str,
    /// What it can hold.
    pub ty: AttrType,
    /// Whether it must be there, and who gives it.
    pub presence: Presence,
    /// Whether it is written in a spec, compared with AWS, or both.
    pub layer: Layer,
    /// What a difference costs.
    pub on_change: OnChange,
    /// What it is when the spec leaves it out. Without a default, an attribute left out is not compared.
    pub default: Option<Default>,
    /// Whether it is about another account or region than the spec's: ARNs in it may lead out of there.
    pub is_elsewhere: bool,
    /// What it means, in Markdown: unit, limits, what AWS does with it.
    pub doc: &'static str,
}

/// What an attribute can hold.
#[derive(Clone, Copy)]
pub enum AttrType {
    /// `true` or `false`.
    Bool,
    /// A whole number within bounds, both included.
    Int(i64, i64),
    /// Any text.
    Text,
    /// One of these words.
    Choice(&'static [&'static str]),
    /// A reference `kind.label` to one of `kinds`, standing for its attribute `attr`; any other text is taken as the
    /// value itself (an id, an ARN or a name of something that is not managed here).
    Ref {
        /// The kinds that may be referred to.
        kinds: &'static [&'static str],
        /// The attribute that the reference stands for.
        attr: &'static str,
    },
    /// Values whose order has a meaning.
    List(&'static Self),
    /// Values whose order has none; compared and shown element by element.
    Set(&'static Self),
    /// Values by a name that the user chooses.
    Map(&'static Self),
    /// Named members, each with a schema of its own.
    Object(&'static [AttrSchema]),
    /// An IAM policy document: a table, or a text that holds JSON. Compared by meaning, shown as JSON lines.
    Policy,
}

/// Whether an attribute must be there, and who gives it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Presence {
    /// The spec must give it.
    Required,
    /// The spec may give it.
    Optional,
    /// AWS gives it; a spec never does.
    Computed,
}

/// Where an attribute appears.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Layer {
    /// Written in a spec and compared with AWS.
    Both,
    /// Written only: the kind's expansion turns it into other attributes or resources.
    Written,
    /// Compared only: the kind's expansion gives it.
    Compared,
}

/// What a difference in an attribute costs.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum OnChange {
    /// The API can change it in place.
    Update,
    /// The API takes more elements in place and gives none back: only a difference that removes one replaces the object.
    /// For sets alone.
    Grow,
    /// It cannot be changed after creation: the object is replaced.
    Replace,
}

/// A default value, as `static` data can hold it.
#[derive(Clone, Copy, Debug)]
pub enum Default {
    /// A truth value.
    Bool(bool),
    /// A number.
    Int(i64),
    /// A text.
    Text(&'static str),
    /// A list or set without elements.
    Empty,
}

impl Default {
    /// The value it stands for.
    pub fn value(self) -> Value {
        match self {
            Self::Bool(truth) => Value::Bool(truth),
            Self::Int(number) => Value::Int(number),
            Self::Text(text) => Value::text(text),
            Self::Empty => Value::List(Vec::new()),
        }
    }
}

impl KindSchema {
    /// The schema of the attribute `name`.
    pub fn attr(&self, name: &str) -> Option<&'static AttrSchema> {
        self.attrs.iter().find(|attr| attr.name == name)
    }

    /// The attributes that may be written in a spec.
    pub fn written(&self) -> impl Iterator<Item = &'static AttrSchema> + use<> {
        self.attrs.iter().filter(|attr| attr.layer != Layer::Compared && attr.presence != Presence::Computed)
    }

    /// The attributes that are compared with AWS.
    pub fn compared(&self) -> impl Iterator<Item = &'static AttrSchema> + use<> {
        self.attrs.iter().filter(|attr| attr.layer != Layer::Written && attr.presence != Presence::Computed)
    }
}

impl AttrSchema {
    /// An optional attribute of type `ty` that can be updated in place.
    pub const fn new(name: &'static str, ty: AttrType) -> Self {
        Self {
            name,
            ty,
            presence: Presence::Optional,
            layer: Layer::Both,
            on_change: OnChange::Update,
            default: None,
            is_elsewhere: false,
            doc: "",
        }
    }

    /// A text attribute.
    pub const fn text(name: &'static str) -> Self {
        Self::new(name, AttrType::Text)
    }

    /// A truth value.
    pub const fn bool(name: &'static str) -> Self {
        Self::new(name, AttrType::Bool)
    }

    /// A whole number from `least` to `most`.
    pub const fn int(name: &'static str, least: i64, most: i64) -> Self {
        Self::new(name, AttrType::Int(least, most))
    }

    /// One of `words`.
    pub const fn choice(name: &'static str, words: &'static [&'static str]) -> Self {
        Self::new(name, AttrType::Choice(words))
    }

    /// A reference to one of `kinds`, standing for its `attr`.
    pub const fn refers(name: &'static str, kinds: &'static [&'static str], attr: &'static str) -> Self {
        Self::new(name, AttrType::Ref { kinds, attr })
    }

    /// A set of texts.
    pub const fn texts(name: &'static str) -> Self {
        Self::new(name, AttrType::Set(&AttrType::Text))
    }

    /// The spec must give it.
    #[must_use]
    pub const fn required(mut self) -> Self {
        self.presence = Presence::Required;
        self
    }

    /// AWS gives it.
    #[must_use]
    pub const fn computed(mut self) -> Self {
        self.presence = Presence::Computed;
        self.layer = Layer::Compared;
        self
    }

    /// It cannot be changed after creation.
    #[must_use]
    pub const fn immutable(mut self) -> Self {
        self.on_change = OnChange::Replace;
        self
    }

    /// Elements can be added in place; removing one replaces the object.
    #[must_use]
    pub const fn grows(mut self) -> Self {
        self.on_change = OnChange::Grow;
        self
    }

    /// It is written in the spec only, for the kind's expansion.
    #[must_use]
    pub const fn written_only(mut self) -> Self {
        self.layer = Layer::Written;
        self
    }

    /// It is given by the kind's expansion only.
    #[must_use]
    pub const fn compared_only(mut self) -> Self {
        self.layer = Layer::Compared;
        self
    }

    /// What it is when the spec leaves it out.
    #[must_use]
    pub const fn default(mut self, default: Default) -> Self {
        self.default = Some(default);
        self
    }

    /// It is about another account or region than the spec's.
    #[must_use]
    pub const fn elsewhere(mut self) -> Self {
        self.is_elsewhere = true;
        self
    }

    /// What it means.
    #[must_use]
    pub const fn doc(mut self, doc: &'static str) -> Self {
        self.doc = doc;
        self
    }
}
